"""What the worker does for the facts of meetings each night: days of going quiet, after whatever went past the acts.

A new release may bring key dates along in its migrations, where no act is followed by its facts.
"""

from __future__ import annotations

from django.db import transaction

from contacts.meetings.facts import AT_ONCE, differences, lock, recompute
from contacts.people.models import Person
from crm.parts.jobs import SCHEDULE, Scheduled
from crm.parts.keys import in_parts


def mend_facts() -> str:
    """Compare everybody who was met with the record and write what differs. Says how many differed."""
    met = Person._base_manager.filter(meeting_count_all__gt=0).order_by("pk").values_list("pk", flat=True)
    mended = 0
    for keys in in_parts(list(met), AT_ONCE):
        with transaction.atomic():
            if differing := differences(keys):
                lock(differing)
                recompute(differing)
                mended += len(differing)
    return f"{mended} mended"


SCHEDULE.append(Scheduled("contacts and going quiet", mend_facts, at_hour=3))
