"""The one verb over several rooms: log a meeting, with who was there, what each said, and what comes next."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING
from uuid import UUID

from django.db import IntegrityError
from django.utils import timezone

from contacts.interest.models import Assessment
from contacts.meeting_log import writing
from contacts.meeting_log.editing import change_meeting as change_meeting
from contacts.meeting_log.editing import restore_meeting as restore_meeting
from contacts.meeting_log.editing import say_it_was_not_held as say_it_was_not_held
from contacts.meeting_log.editing import trash_meeting as trash_meeting
from contacts.meeting_log.entries import Attendee, NextStep, Topic
from contacts.meeting_log.rules import each_once, status_for
from contacts.meetings.kinds import Advocacy, MeetingKind, Mode
from contacts.meetings.models import Attendance, Meeting, MeetingTopic
from contacts.tasks.models import Task
from crm.parts.audit import act
from crm.parts.records import create_all, once
from crm.parts.visibility import Visibility

if TYPE_CHECKING:
    from contacts.organizations.models import Organization
    from contacts.policy.models import Initiative
    from crm.accounts.models import Team, User


def log_meeting(
    *,
    by: User,
    held_on: date,
    attendees: Sequence[Attendee] = (),
    uid: UUID | None = None,
    kind: str = MeetingKind.ONE_TO_ONE,
    mode: str = Mode.IN_PERSON,
    status: str = "",
    outcome: str = "",
    title: str = "",
    place: str = "",
    starts_at: datetime | None = None,
    zone: str = "",
    minutes: int | None = None,
    organization: Organization | None = None,
    initiative: Initiative | None = None,
    notes: str = "",
    private_notes: str = "",
    visibility: str = Visibility.EVERYONE,
    team: Team | None = None,
    advocacy: str = Advocacy.NONE,
    next_steps: Sequence[NextStep] = (),
    topics: Sequence[Topic] = (),
    source: str = "",
    source_uid: str = "",
) -> Meeting:
    """Write a meeting down: one act, all of it or nothing. A day that lies ahead makes it planned.

    The same uid again gives the same meeting and changes nothing. What each said is dated by the meeting, on its
    initiative (or in general), and seen by whoever sees the meeting; so are next steps. `team` may be left out by
    somebody who is in one team. Raises ValidationError by field (`stance-<uid>` for somebody's position) and UidTaken.
    """
    meeting = Meeting(
        kind=kind, mode=mode, held_on=held_on, starts_at=starts_at, zone=zone, minutes=minutes, title=title.strip(),
        place=place.strip(), organization=organization, initiative=initiative, notes=notes, private_notes=private_notes,
        status=status_for(held_on, status, timezone.localdate()), outcome=outcome, logged_by=by, source=source,
        source_uid=source_uid, advocacy=advocacy, visibility=visibility, team_id=writing.team_for(by, visibility, team),
    )  # fmt: skip
    if uid is not None:
        meeting.uid = uid
    attendees = each_once(attendees)
    writing.refuse(meeting, attendees, next_steps)
    try:
        with act(by=by, verb="log meeting", subject=writing.subject_of(meeting)):
            meeting.save()
            people = writing.settle_people(attendees, by=by)
            create_all(Attendance, writing.attendances_of(meeting, people))
            create_all(Assessment, writing.readings_of(meeting, people, by=by))
            create_all(Task, writing.tasks_of(meeting, next_steps, [who for who, _, _ in people], by=by))
            create_all(MeetingTopic, writing.topics_of(meeting, topics))
    except IntegrityError:
        # Two presses at once: the second finds what the first one wrote. (Asking first would not tell.)
        made = once(Meeting, uid, by=by)
        if made is None:
            raise
        return made
    return meeting
