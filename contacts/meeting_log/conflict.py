"""Two people changed one meeting: what the record says now, and what stands on the page, side by side."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from contacts.meeting_log.entries import Attendee
from contacts.meeting_log.forms import MeetingForm
from contacts.meetings.kinds import Presence, Status
from contacts.meetings.models import Attendance, Meeting
from contacts.meetings.queries import may_see_private_notes
from crm.accounts.models import User
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


def differences(
    form: MeetingForm, theirs: Meeting, attendees: Sequence[Attendee], user: User
) -> list[Difference]:
    """Where a valid form differs from the meeting as it stands now: its fields, and who was there.

    Its private notes stand there for those who may read them. Next steps are added, so they never differ.
    """
    values = form.values()
    found = []
    for name in COMPARED:
        mine, now = values.get(name), getattr(theirs, name)
        if mine != now:
            label = str(column(Meeting, name).verbose_name)
            found.append(Difference(label, _in_words(name, now), _in_words(name, mine)))
    saved, typed = _saved_there(theirs), _typed_there(attendees, theirs)
    if saved != typed:
        found.append(Difference(_("Who was there"), ", ".join(saved), ", ".join(typed)))
    if may_see_private_notes(user, theirs) and form.cleaned_data["private_notes"] != theirs.private_notes:
        found.append(Difference(_("Private notes"), theirs.private_notes, form.cleaned_data["private_notes"]))
    return found


def _saved_there(meeting: Meeting) -> list[str]:
    there = Attendance.objects.filter(meeting=meeting).select_related("person")
    return sorted(_present(row.person.name, row.presence) for row in there)


def _typed_there(attendees: Sequence[Attendee], meeting: Meeting) -> list[str]:
    usual = Presence.INVITED if meeting.status == Status.PLANNED else Presence.ATTENDED
    return sorted(_present(one.person.name, one.presence or usual) for one in attendees)


def _present(name: str, presence: str) -> str:
    """The name; whoever was not there, with that."""
    return name if presence == Presence.ATTENDED else f"{name} ({Presence(presence).label})"


def _in_words(name: str, value: Any) -> str:
    if name == "held_on":
        return date_format(value)
    choices = dict(column(Meeting, name).flatchoices)
    return str(choices.get(value, value if value is not None else ""))
