"""What every response carries, and the id by which a request is found in the log and the record of acts."""

from __future__ import annotations

import uuid
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from crm.parts.audit import current_request_id

PERMISSIONS_POLICY = (
    "camera=(self), microphone=(self), geolocation=(), payment=(), usb=(), interest-cohort=()"
)


def response_headers(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Give each request an id, and each response the headers that Django and django-csp do not set."""

    def middleware(request: HttpRequest) -> HttpResponse:
        request_id = uuid.uuid4().hex
        token = current_request_id.set(request_id)
        try:
            response = get_response(request)
        finally:
            current_request_id.reset(token)
        response["X-Request-ID"] = request_id
        response["Permissions-Policy"] = PERMISSIONS_POLICY
        response["Cross-Origin-Resource-Policy"] = "same-origin"
        # For browsers that do not know frame-ancestors, and for what is answered before Django's own middleware.
        response.setdefault("X-Frame-Options", "DENY")
        # Pages hold personal details: no shared cache keeps them, and "back" after signing out shows nothing.
        response.setdefault("Cache-Control", "private, no-store")
        return response

    return middleware
