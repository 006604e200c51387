"""The gate: every request is held against its route's policy before the view runs, so nothing is written first."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import ImproperlyConfigured, PermissionDenied
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import ResolverMatch, reverse
from django.utils.translation import gettext as _

from crm.accounts.policies import Policy, policy_of
from crm.accounts.second_factor import must_set_up_second_factor

# Where somebody who still owes a second factor may go: setting one up, the password, signing out, light or dark.
WITHOUT_SECOND_FACTOR = ("mfa_", "account_", "theme")


class every_page_has_a_policy:  # noqa: N801 - named as the sentence it enforces
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: Any, kwargs: Any
    ) -> HttpResponse | None:
        match = request.resolver_match
        assert match is not None
        policy = policy_of(view, match)
        if policy is None:
            raise ImproperlyConfigured(
                f"The route {match.route!r} has no policy. Declare it with @page or @open_page."
            )
        if policy.right is None:
            return None
        if policy.api:
            return self._of_api(request)
        return self._of_page(request, policy, match)

    def _of_api(self, request: HttpRequest) -> HttpResponse | None:
        """The API checks tokens and rights itself, by the same policy; a browser's session owes a second factor here
        as on every page."""
        if request.user.is_authenticated and must_set_up_second_factor(request.user):
            return JsonResponse({"detail": _("Set up a second factor first, in your settings.")}, status=403)
        return None

    def _of_page(self, request: HttpRequest, policy: Policy, match: ResolverMatch) -> HttpResponse | None:
        user = request.user
        if not user.is_authenticated:
            if getattr(request, "htmx", False):
                return _go(request, settings.LOGIN_URL, status=401)
            return redirect_to_login(request.get_full_path())
        right = policy.needed_for(request.method or "GET")
        if right is not None and not user.may(right):
            raise PermissionDenied
        if must_set_up_second_factor(user) and not (match.view_name or "").startswith(WITHOUT_SECOND_FACTOR):
            return _go(request, "mfa_index", status=302)
        return None


def _go(request: HttpRequest, name: str, *, status: int) -> HttpResponse:
    """Send the whole page elsewhere, also when only a part of it was asked for."""
    response = HttpResponse(status=status)
    if getattr(request, "htmx", False):
        response["HX-Redirect"] = reverse(name)
    else:
        response["Location"] = reverse(name)
    return response
