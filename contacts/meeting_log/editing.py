"""Changing a meeting that is in the record, and what came of it with it; the trash; how a planned one went."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils.translation import gettext as _

from contacts.evidence.models import BarrierEvidence
from contacts.interest.models import Assessment
from contacts.interest.services import correct_reading
from contacts.meeting_log import writing
from contacts.meeting_log.entries import MAIN_ROLE, Attendee, NextStep, Topic
from contacts.meeting_log.rules import each_once, position_of
from contacts.meetings.kinds import Outcome, Presence, Status
from contacts.meetings.models import Attendance, Meeting, MeetingTopic
from contacts.meetings.queries import may_see_private_notes
from contacts.parties.keeping import put, put_in_trash, take_from_trash
from contacts.parties.restriction import narrower
from contacts.tasks.models import Task
from crm.parts.audit import act
from crm.parts.records import change_all, create_all, delete_all
from crm.parts.visibility import Visibility

if TYPE_CHECKING:
    from crm.accounts.models import User

CHANGEABLE = (
    "kind", "mode", "held_on", "starts_at", "zone", "minutes", "title", "place", "organization", "initiative", "notes",
    "private_notes", "status", "outcome", "visibility", "team", "advocacy",
)  # fmt: skip


def change_meeting(
    meeting: Meeting,
    *,
    by: User,
    version: int,
    attendees: Sequence[Attendee] | None = None,
    next_steps: Sequence[NextStep] = (),
    topics: Sequence[Topic] | None = None,
    **fields: Any,
) -> Meeting:
    """Change a meeting: any of CHANGEABLE, and everybody who was there and every topic where those are given.

    `next_steps` are added to those there are. A position that differs corrects the one given before and keeps its day;
    somebody who is taken out takes the position along. What came of the meeting follows its day and who may see it.
    Raises ValidationError by field, VersionConflict if somebody else changed it since `version` was read, and
    PermissionDenied for private notes that one may not read.
    """
    if "private_notes" in fields and not may_see_private_notes(by, meeting):
        raise PermissionDenied(_("Only the owner and directors write these notes."))
    before = meeting.held_on, (meeting.visibility, meeting.team_id)
    meeting.version = version
    put(meeting, fields, CHANGEABLE)
    meeting.team_id = writing.team_for(by, meeting.visibility, meeting.team)
    there = None if attendees is None else each_once(attendees)
    writing.refuse(meeting, _as_it_stands(meeting) if there is None else there, next_steps)
    with act(by=by, verb="change meeting", subject=writing.subject_of(meeting)):
        meeting.save()
        if there is not None:
            _Company(meeting, there, by=by).settle()
        _refuse_positions_without_meeting(meeting)
        follow_meeting(meeting, *before)
        create_all(Task, writing.tasks_of(meeting, next_steps, _people_of(meeting), by=by))
        if topics is not None:
            delete_all(MeetingTopic, MeetingTopic.objects.filter(meeting=meeting))
            create_all(MeetingTopic, writing.topics_of(meeting, topics))
    return meeting


def trash_meeting(meeting: Meeting, *, by: User) -> Meeting:
    """Put a meeting into the trash: it counts for nothing until it is restored."""
    return put_in_trash(meeting, by=by, subject=writing.subject_of(meeting), verb="trash meeting")


def restore_meeting(meeting: Meeting, *, by: User) -> Meeting:
    """Take a meeting out of the trash."""
    return take_from_trash(meeting, by=by, subject=writing.subject_of(meeting), verb="restore meeting")


# How a planned meeting ended that was not held.
NOT_HELD: dict[str, str] = {
    Outcome.NO_SHOW: Status.ATTEMPTED,
    Outcome.LEFT_MESSAGE: Status.ATTEMPTED,
    Outcome.UNREACHABLE: Status.ATTEMPTED,
    Outcome.RESCHEDULED: Status.CANCELLED,
    Outcome.CANCELLED: Status.CANCELLED,
}


def say_it_was_not_held(meeting: Meeting, *, by: User, outcome: str) -> Meeting:
    """What came of a planned meeting that was not held. Raises ValidationError if it is not planned (any more)."""
    if outcome not in NOT_HELD:
        raise ValidationError({"outcome": _("Say what came of it.")})
    if meeting.status != Status.PLANNED:
        raise ValidationError({"outcome": _("Somebody has said already how this meeting went.")})
    with act(by=by, verb="meeting not held", subject=writing.subject_of(meeting)):
        meeting.status, meeting.outcome = NOT_HELD[outcome], outcome
        meeting.save()
    return meeting


class _Company:
    """Who was at a meeting, put right: those who came to it, those who left it, and what each said."""

    def __init__(self, meeting: Meeting, attendees: Sequence[Attendee], *, by: User) -> None:
        self.meeting = meeting
        self.by = by
        self.attendees = attendees
        self.before = {row.person_id: row for row in Attendance._base_manager.filter(meeting=meeting)}
        corrected = Assessment._base_manager.filter(supersedes__isnull=False).values("supersedes")
        said = Assessment._base_manager.filter(meeting=meeting)
        self.said = {(row.party_id, row.initiative_id): row for row in said.exclude(pk__in=corrected)}

    def settle(self) -> None:
        people = writing.settle_people(self.attendees, by=self.by)
        new, changed = [], []
        for row, (_who, _for, one) in zip(writing.attendances_of(self.meeting, people), people, strict=True):
            known = self.before.pop(row.person_id, None)
            if known is None:
                new.append(row)
                continue
            if one.represented is MAIN_ROLE:
                # For whom they were there then: a later move of theirs rewrites nothing.
                row.represented_id = known.represented_id
            if self._differs(known, row):
                changed.append(known)
        self._take_out(list(self.before.values()))
        create_all(Attendance, new)
        change_all(Attendance, changed, ["represented", "presence", "side", "note"])
        self._read(people)

    def _differs(self, known: Attendance, row: Attendance) -> bool:
        """Let the row that is known say what the new one says."""
        names = ("represented_id", "presence", "side", "note")
        if all(getattr(known, name) == getattr(row, name) for name in names):
            return False
        for name in names:
            setattr(known, name, getattr(row, name))
        return True

    def _take_out(self, gone: Sequence[Attendance]) -> None:
        if not gone:
            return
        parties = [row.person_id for row in gone]
        readings = Assessment._base_manager.filter(meeting=self.meeting, party__in=parties)
        keys = list(readings.values_list("pk", flat=True))
        if Assessment._base_manager.filter(supersedes__in=keys).exclude(pk__in=keys).exists():
            words = _(
                "A position from this meeting was corrected elsewhere since. Mark them as not there instead."
            )
            raise ValidationError({"attendees": words})
        delete_all(Assessment, readings)
        delete_all(Attendance, gone)

    def _read(self, people: Sequence[writing.There]) -> None:
        new = []
        for reading in writing.readings_of(self.meeting, people, by=self.by):
            said = self.said.get((reading.party_id, reading.initiative_id))
            if said is None:
                new.append(reading)
            elif (said.stance, said.level) != (reading.stance, reading.level):
                correct_reading(said, by=self.by, stance=reading.stance, level=reading.level)
        create_all(Assessment, new)


def _as_it_stands(meeting: Meeting) -> list[Attendee]:
    """Who was there by the record, for the rules to look at."""
    rows = Attendance._base_manager.filter(meeting=meeting).select_related("person__party")
    return [
        Attendee(person=row.person, represented=None, presence=row.presence, note=row.note) for row in rows
    ]


def _people_of(meeting: Meeting) -> list[Any]:
    rows = Attendance._base_manager.filter(meeting=meeting).select_related("person").order_by("pk")
    return [row.person for row in rows]


def _refuse_positions_without_meeting(meeting: Meeting) -> None:
    """Positions rest on a meeting that was held with the person there."""
    said = Assessment._base_manager.filter(meeting=meeting).select_related("party")
    if meeting.status != Status.HELD and said.exists():
        words = _("Positions were given at this meeting, so it was held. Take those people out first.")
        raise ValidationError({"status": words})
    absent = (
        Attendance._base_manager.filter(meeting=meeting).exclude(presence=Presence.ATTENDED).values("person")
    )
    for reading in said.filter(party__in=absent):
        words = _("%(name)s gave a position, so they were there. Take them out, or say that they were.")
        raise ValidationError({position_of(reading.party.uid): words % {"name": reading.party.label}})


def follow_meeting(meeting: Meeting, day: date, seen: tuple[str, int | None]) -> None:
    """Let what came of the meeting follow its day, and be seen by nobody who may not see the meeting.

    What was as visible as the meeting stays so; what was narrower stays as it is, or becomes narrower still.
    """
    if meeting.held_on != day:
        readings = Assessment._base_manager.filter(meeting=meeting, assessed_on=day)
        for reading in readings:
            reading.assessed_on = meeting.held_on
        change_all(Assessment, readings, ["assessed_on"])
    now = (meeting.visibility, meeting.team_id)
    if now == seen:
        return
    for model in (Assessment, Task, BarrierEvidence):
        changed = []
        for row in model._base_manager.filter(meeting=meeting):
            had = (row.visibility, row.team_id if row.visibility == Visibility.TEAM else None)
            wanted = now if had == seen else narrower(had, now)
            if wanted != had:
                row.visibility, row.team_id = wanted
                changed.append(row)
        change_all(model, changed, ["visibility", "team"])
