"""A large record, always the same, into a database of its own: what the figures of speed are measured on.

100,000 people, 10,000 organizations, 150,000 meetings with 1,000,000 attendances (a tenth of the meetings for a team or
the owner alone), 300,000 ties and 300,000 readings, with roles, ways to reach, tags, consents, notes and next steps.

Rows go in by columns and keep no history: no figure reads it, and it would double the time. What is derived is real:
last contacts and newest readings are counted by the same functions as after an act, and search is rebuilt.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager

from django.core.management import call_command
from django.db import connection, transaction

from contacts.interest import facts as readings
from contacts.meetings import facts as contacts
from contacts.models import Attendance, Party
from crm.accounts.models import User
from crm.parts import search
from tests.speed.large_record import ATTENDANCES, READER, LargeRecord, timed


def is_loaded() -> bool:
    """Whether this database holds the large record, whole."""
    return User.objects.filter(username=READER).exists() and Attendance.objects.count() == ATTENDANCES


def load() -> None:
    """Fill an empty, migrated database. Takes a few minutes on two cores."""
    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)
    if is_loaded():
        return
    if Party.objects.exists():
        raise SystemExit("This database holds something else. Name an empty one in DATABASE_URL.")
    began = time.monotonic()
    with _in_a_hurry(), transaction.atomic():
        LargeRecord().run()
    with _in_a_hurry():
        _derive()
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
    print(f"loaded in {time.monotonic() - began:.0f} s")


@contextmanager
def _in_a_hurry() -> Iterator[None]:
    """A crash loses this database, and nothing else: it is made again."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA synchronous=OFF")
    yield


def _derive() -> None:
    with timed("last contacts and newest readings"), transaction.atomic():
        parties = list(Party._base_manager.order_by("pk").values_list("pk", flat=True))
        contacts.recompute(parties)
        readings.recompute(parties)
    with timed("search"), transaction.atomic():
        search.rebuild()
