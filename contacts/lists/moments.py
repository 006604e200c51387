"""What happened on a day, as a timeline shows it, and those moments that a page has at hand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from contacts.interest.models import Assessment
from contacts.roles.models import Role

MEETINGS, READINGS, TIES, NOTES, CHANGES = "meetings", "readings", "ties", "notes", "changes"
KINDS: tuple[tuple[str, Any], ...] = (
    (MEETINGS, _("Meetings")),
    (READINGS, _("Readings")),
    (TIES, _("Roles and ties")),
    (NOTES, _("Notes and steps")),
    (CHANGES, _("Changes")),
)


@dataclass
class Moment:
    """One thing that happened on a day. `what` says which, `data` is what its template shows."""

    day: date
    kind: str
    what: str
    key: int
    data: Any = None
    more: dict[str, Any] = field(default_factory=dict)

    @property
    def template(self) -> str:
        return f"parties/moment_{self.what}.html"

    @property
    def month(self) -> date:
        """The first of its month, under which it stands."""
        return self.day.replace(day=1)


def of_readings(readings: Sequence[Assessment]) -> list[Moment]:
    return [Moment(r.assessed_on, READINGS, "reading", r.pk, r) for r in readings]


def of_roles(roles: Sequence[Role]) -> list[Moment]:
    """Roles begun and ended, where the day is known at least to the year."""
    begun = [Moment(r.start, TIES, "role_begun", r.pk, r) for r in roles if r.start]
    return begun + [Moment(r.end, TIES, "role_ended", r.pk, r) for r in roles if r.end and r.ended]


def of_ties(ties: Sequence[Any]) -> list[Moment]:
    added = [Moment(_day_of(t), TIES, "tie", t.pk, t) for t in ties]
    return added + [Moment(t.end, TIES, "tie_ended", t.pk, t) for t in ties if t.end and t.ended]


def _day_of(tie: Any) -> date:
    """When a tie began, as far as is known: its start, the meeting that showed it, or the day it was written down."""
    meeting = tie.source_meeting
    began: date = tie.start or (meeting.held_on if meeting else timezone.localtime(tie.created_at).date())
    return began


def of_notes(notes: Sequence[Any]) -> list[Moment]:
    return [Moment(note.on, NOTES, "note", note.key, note) for note in notes]


def of_tasks(tasks: Sequence[Any]) -> list[Moment]:
    """A next step stands where it was done; while it is open, where it was agreed."""
    done = [(timezone.localtime(task.done_at), "task_done", task) for task in tasks if task.done_at]
    agreed = [(timezone.localtime(task.created_at), "task_open", task) for task in tasks if not task.done_at]
    return [Moment(at.date(), NOTES, what, task.key, task) for at, what, task in (*done, *agreed)]
