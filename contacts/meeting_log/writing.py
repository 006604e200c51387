"""From what was said about a meeting to the rows that are written; what cannot be written is refused in words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.formats import date_format

from contacts.interest.models import Assessment, Stance
from contacts.meeting_log.entries import MAIN_ROLE, Attendee, NewPerson, NextStep, Represents, Topic
from contacts.meeting_log.rules import Problems, presence_of, what_is_wrong
from contacts.meetings.kinds import Side
from contacts.meetings.models import Attendance, Meeting, MeetingTopic
from contacts.people.services import create_person
from contacts.roles.models import Role
from contacts.roles.services import begin_role
from contacts.tasks.models import Task
from crm.parts.records import Record
from crm.parts.visibility import Visibility

if TYPE_CHECKING:
    from contacts.people.models import Person
    from crm.accounts.models import Team, User


def subject_of(meeting: Meeting) -> str:
    """What the list of acts says: no names, no title, since not everybody who reads it may see the meeting."""
    return f"{meeting.get_kind_display()}, {date_format(meeting.held_on)}"


def team_for(by: User, visibility: str, team: Team | None) -> int | None:
    """The team that a restricted meeting is for: as given, or the only one that somebody is in."""
    if visibility != Visibility.TEAM:
        return None
    if team is not None:
        return team.pk
    return by.team_ids[0] if len(by.team_ids) == 1 else None


def refuse(meeting: Meeting, attendees: Sequence[Attendee], next_steps: Sequence[NextStep]) -> None:
    """Raise ValidationError for everything that is wrong, by field."""
    found = what_is_wrong(meeting, attendees, next_steps, today=timezone.localdate())
    _add(found, meeting, {})
    for one in attendees:
        _add(
            found,
            Attendance(note=one.note, presence=presence_of(one, meeting.status)),
            {"note": f"note-{one.uid}"},
        )
    for number, step in enumerate(next_steps):
        if f"step-{number}" not in found:
            named = {"title": f"step-{number}", "owed_by": f"step-{number}"}
            _add(found, Task(title=step.title.strip(), owed_by=step.owed_by), named)
    if found:
        raise ValidationError(found)


def _add(found: Problems, record: Record, named: dict[str, str]) -> None:
    """Add what the record's own fields refuse (too long, a NUL, no such choice), without asking the database."""
    relations = {field.name for field in record._meta.concrete_fields if field.is_relation}
    common = {"version", "created_at", "changed_at", "uid", "trashed_at", "held_on"}
    try:
        record.clean_fields(exclude=relations | common)
    except ValidationError as wrong:
        for field, words in wrong.message_dict.items():
            found.setdefault(named.get(field, field), []).extend(words)


# Somebody at the meeting, whom they stood for, and what was said of them.
There = tuple["Person", "int | None", Attendee]


def settle_people(attendees: Sequence[Attendee], *, by: User) -> list[There]:
    """Add those who are new, and find out for whom each was there. One query for those whose main role tells."""
    people = [(_person_of(one, by=by), one) for one in attendees]
    asked = [who.pk for who, one in people if one.represented is MAIN_ROLE]
    main: dict[int, int] = {}
    if asked:
        roles = Role.objects.filter(person__in=asked, primary=True, ended=False)
        main = dict(roles.order_by().values_list("person_id", "organization_id"))
    return [(who, _stood_for(one, main.get(who.pk)), one) for who, one in people]


def _stood_for(one: Attendee, main: int | None) -> int | None:
    if isinstance(one.represented, Represents):
        return main
    return one.represented.pk if one.represented else None


def _person_of(one: Attendee, *, by: User) -> Person:
    new = one.person
    if not isinstance(new, NewPerson):
        return new
    person = create_person(by=by, name=new.name, uid=new.uid)
    if new.organization is not None:
        begin_role(by=by, person=person, organization=new.organization, type=new.role, title=new.title)
    return person


def attendances_of(meeting: Meeting, people: Sequence[There]) -> list[Attendance]:
    return [
        Attendance(
            meeting=meeting,
            person=who,
            represented_id=represented,
            presence=presence_of(one, meeting.status),
            side=one.side or (Side.STAFF if who.user_id else Side.EXTERNAL),
            note=one.note.strip(),
        )
        for who, represented, one in people
    ]


def readings_of(meeting: Meeting, people: Sequence[There], *, by: User) -> list[Assessment]:
    """A reading for each whose position or level was given; none for the rest."""
    return [
        Assessment(
            party_id=who.pk,
            initiative=meeting.initiative,
            stance=one.stance or Stance.UNKNOWN,
            level=one.level,
            how_we_know=one.how_we_know,
            assessed_on=meeting.held_on,
            assessor=by,
            meeting=meeting,
            visibility=meeting.visibility,
            team_id=meeting.team_id,
        )
        for who, _, one in people
        if one.takes_position
    ]


def tasks_of(
    meeting: Meeting, steps: Sequence[NextStep], people: Sequence[Person], *, by: User
) -> list[Task]:
    """Next steps; whoever logs the meeting sees to them unless told, also to what is owed by the others."""
    about = (
        people[0].pk if len(people) == 1 else meeting.organization_id or (people[0].pk if people else None)
    )
    return [
        Task(
            title=step.title.strip(),
            due_on=step.due_on,
            owed_by=step.owed_by,
            assignee=step.assignee or by,
            party_id=step.party.pk if step.party else about,
            meeting=meeting,
            initiative=meeting.initiative,
            visibility=meeting.visibility,
            team_id=meeting.team_id,
        )
        for step in steps
    ]


def topics_of(meeting: Meeting, topics: Sequence[Topic]) -> list[MeetingTopic]:
    """Topics, each once."""
    kept: dict[Any, Topic] = {}
    for topic in topics:
        kept.setdefault((topic.initiative, topic.area, topic.barrier), topic)
    return [
        MeetingTopic(
            meeting=meeting,
            initiative=topic.initiative,
            area=topic.area,
            barrier=topic.barrier,
            note=topic.note.strip(),
        )
        for topic in kept.values()
    ]
