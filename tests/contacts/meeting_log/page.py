"""The page of a meeting as a browser fills it in."""

from __future__ import annotations

import uuid
from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from contacts.models import Meeting, Person

LOG = "/meetings/log/"


def words_in(response: Any) -> str:
    """The page that came back."""
    return str(response.content.decode())


def today() -> date:
    return timezone.localdate()


def yesterday() -> date:
    return today() - timedelta(days=1)


def filled(*people: Person, day: date | str = "", **fields: Any) -> dict[str, Any]:
    """What the form sends: these people without a position, everything else as it opens. Fields of a person are named
    with `of(person)`."""
    data: dict[str, Any] = {
        "uid": str(uuid.uuid4()),
        "do": "save",
        "day": "other",
        "held_on": str(day or yesterday()),
        "kind": "small_group",
        "mode": "in_person",
        "visibility": "everyone",
        "person": [str(one.party.uid) for one in people],
        "step-0-title": "",
        "step-0-due": "",
        "step-0-owed": "staff",
        **{f"stance-{one.party.uid}": "" for one in people},
        **fields,
    }
    return data


def of(person: Person, **fields: Any) -> dict[str, Any]:
    """Fields of one person on the page."""
    return {f"{name.replace('_', '-')}-{person.party.uid}": value for name, value in fields.items()}


def edited(meeting: Meeting, *people: Person, **fields: Any) -> dict[str, Any]:
    """The form of a meeting that is in the record, with these people on it."""
    given = {
        "version": str(meeting.version),
        "kind": meeting.kind,
        "status": meeting.status,
        "outcome": meeting.outcome,
        "title": meeting.title,
        "notes": meeting.notes,
        "visibility": meeting.visibility,
        "initiative": str(meeting.initiative.uid) if meeting.initiative else "",
        "organization": str(meeting.organization.party.uid) if meeting.organization else "",
    }
    return filled(*people, day=meeting.held_on, **{**given, **fields})
