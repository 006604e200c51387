"""What the history room shows on the pages of records: that a record is held, and why."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from contacts.history.models import Hold
from contacts.history.trash import HOLDABLE
from crm.parts.panels import Panel, panel


def _held(kind: str, record: Any) -> Panel | None:
    held = Hold.objects.select_related("changed_by").filter(record_kind=HOLDABLE[kind], record_id=record.pk)
    found = held.first()
    if found is None:
        return None
    address = reverse("record_hold", args=[kind, record.uid])
    return Panel("history/hold_panel.html", {"hold": found, "address": address})


@panel("person", order=5)
def held_person(request: Any, record: Any) -> Panel | None:
    return _held("person", record)


@panel("organization", order=5)
def held_organization(request: Any, record: Any) -> Panel | None:
    return _held("organization", record)


@panel("meeting", order=5)
def held_meeting(request: Any, record: Any) -> Panel | None:
    return _held("meeting", record)


@panel("initiative", order=5)
def held_initiative(request: Any, record: Any) -> Panel | None:
    return _held("initiative", record)
