"""The gate: every request is held against its route's policy before the view runs, so nothing is written first."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import ImproperlyConfigured, PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from crm.accounts.policies import policy_of
from crm.accounts.second_factor import must_set_up_second_factor

# Where somebody who still owes a second factor may go.
WITHOUT_SECOND_FACTOR = ("mfa_", "account_", "settings")


class every_page_has_a_policy:  # noqa: N801 - named as the sentence it enforces
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Callable[..., Any], args: Any, kwargs: Any) -> HttpResponse | None:
        match = request.resolver_match
        assert match is not None
        policy = policy_of(view, match)
        if policy is None:
            raise ImproperlyConfigured(f"The route {match.route!r} has no policy. Declare it with @page or @open_page.")
        if policy.api or policy.right is None:
            return None
        user = request.user
        if not user.is_authenticated:
            if getattr(request, "htmx", False):
                response = HttpResponse(status=401)
                response["HX-Redirect"] = settings.LOGIN_URL
                return response
            return redirect_to_login(request.get_full_path())
        right = policy.needed_for(request.method or "GET")
        if right is not None and not user.may(right):
            raise PermissionDenied
        if must_set_up_second_factor(user) and not (match.view_name or "").startswith(WITHOUT_SECOND_FACTOR):
            return redirect("mfa_index")
        return None
