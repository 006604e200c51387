"""Every route says who may use it and how. A route without a policy is refused, and a test walks them all."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import ResolverMatch
from django.views.decorators.http import require_http_methods

from crm.accounts.models import User
from crm.accounts.rights import Right

READS = ("GET", "HEAD", "OPTIONS")


class SignedInRequest(HttpRequest):
    """A request of somebody who has signed in: what pages behind a policy get."""

    user: User
    htmx: Any


@dataclass(frozen=True)
class Policy:
    """`right` to read the route, `write` to change something by it; None means open to all, signed in or not."""

    right: Right | None
    write: Right | None = None
    methods: tuple[str, ...] = READS
    # Routes of the API check tokens and rights themselves, by the same table.
    api: bool = False

    def needed_for(self, method: str) -> Right | None:
        return self.right if method in READS else (self.write or self.right)


View = Callable[..., HttpResponseBase]


def page(
    right: Right, *, write: Right | None = None, methods: tuple[str, ...] = ("GET",)
) -> Callable[[View], View]:
    """Declare who may use a page: `right` to look at it, `write` (or the same) to send something."""
    return _declare(Policy(right=right, write=write, methods=_with_head(methods)))


def open_page(*methods: str) -> Callable[[View], View]:
    """A page that anybody may ask for, signed in or not."""
    return _declare(Policy(right=None, methods=_with_head(methods or ("GET",))))


def _with_head(methods: tuple[str, ...]) -> tuple[str, ...]:
    return (*methods, "HEAD") if "GET" in methods else methods


def _declare(policy: Policy) -> Callable[[View], View]:
    """Give a view its policy, and let nothing but its methods reach it."""

    def decorate(view: View) -> View:
        limited = require_http_methods([*policy.methods])(view)

        @wraps(view)
        def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if request.method == "OPTIONS":
                # A question about the page that carries no CSRF token: the page itself must never run for it.
                return HttpResponse(headers={"Allow": ", ".join([*policy.methods, "OPTIONS"])})
            answer: HttpResponseBase = limited(request, *args, **kwargs)
            return answer

        wrapped.policy = policy  # type: ignore[attr-defined]  # a function that carries its policy
        return wrapped

    return decorate


OPEN = Policy(right=None, methods=("GET", "POST"))
SIGNED_IN = Policy(right=Right.READ, methods=("GET", "POST"))
ADMIN = Policy(right=Right.ADMINISTER, methods=("GET", "POST"))
API = Policy(right=Right.READ, write=Right.WRITE, api=True)

# Routes of libraries, by the start of their name (namespace and all). The longest start wins.
OF_LIBRARIES: dict[str, Policy] = {
    "account_login": OPEN,
    "account_logout": OPEN,
    "account_inactive": OPEN,
    "account_reset_password": OPEN,
    "account_": SIGNED_IN,
    "mfa_authenticate": OPEN,
    "mfa_login_webauthn": OPEN,
    "mfa_": SIGNED_IN,
    "usersessions_": SIGNED_IN,
    "admin:": ADMIN,
}


def policy_of(view: Callable[..., Any], match: ResolverMatch) -> Policy | None:
    """The policy of a route, declared on its view or in the table of library routes; None if there is none."""
    on_class = getattr(getattr(view, "cls", None), "policy", None)
    declared: Policy | None = getattr(view, "policy", None) or on_class
    if declared is not None:
        return declared
    name = match.view_name or ""
    starts = [start for start in OF_LIBRARIES if name.startswith(start)]
    return OF_LIBRARIES[max(starts, key=len)] if starts else None
