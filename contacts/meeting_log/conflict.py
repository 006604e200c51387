"""Two people changed one meeting: what the record says now, and what stands on the page, side by side."""

from __future__ import annotations

from typing import Any

from django.utils.formats import date_format

from contacts.meeting_log.forms import MeetingForm
from contacts.meetings.models import Meeting
from crm.parts.forms import Difference
from crm.parts.records import column

COMPARED = (
    "held_on",
    "kind",
    "mode",
    "status",
    "outcome",
    "title",
    "place",
    "organization",
    "initiative",
    "notes",
    "visibility",
)


def differences(form: MeetingForm, theirs: Meeting) -> list[Difference]:
    """Where a valid form differs from the meeting as it stands now; not its private notes, which not all may read."""
    values = form.values()
    found = []
    for name in COMPARED:
        mine, now = values.get(name), getattr(theirs, name)
        if mine != now:
            label = str(column(Meeting, name).verbose_name)
            found.append(Difference(label, _in_words(name, now), _in_words(name, mine)))
    return found


def _in_words(name: str, value: Any) -> str:
    if name == "held_on":
        return date_format(value)
    choices = dict(column(Meeting, name).flatchoices)
    return str(choices.get(value, value if value is not None else ""))
