"""When each browser was last seen, for the list of browsers in one's settings.

allauth writes this at every request. On SQLite a page would then wait for whatever import is writing, so it is noted
every few minutes at most, and a page never fails for it.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable

from allauth.usersessions.models import UserSession
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse

log = logging.getLogger(__name__)

NOTED_EVERY_SECONDS = 600
# By session key, in this process alone: at worst each process notes it once.
_noted: dict[str, float] = {}
_AT_MOST = 10_000


def note_last_seen(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    def middleware(request: HttpRequest) -> HttpResponse:
        key = request.session.session_key
        if key and request.user.is_authenticated and _is_time(key):
            try:
                UserSession.objects.create_from_request(request)
            except DatabaseError as error:
                log.info("Could not note when a browser was last seen: %s", error)
        return get_response(request)

    return middleware


def _is_time(key: str) -> bool:
    now = time.time()
    if now - _noted.get(key, 0) < NOTED_EVERY_SECONDS:
        return False
    if len(_noted) >= _AT_MOST:
        _noted.clear()
    _noted[key] = now
    return True
