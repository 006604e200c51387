"""The rows of the page of a meeting: somebody who was there, a next step. As typed, whether right or wrong."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _

from contacts.interest.fresh import fresh_since
from contacts.interest.models import Assessment, InterestLevel, LatestReading, Stance
from contacts.meeting_log.entries import MAIN_ROLE, Attendee, NewPerson, NextStep
from contacts.meeting_log.rules import Problems
from contacts.meetings.kinds import Presence
from contacts.meetings.models import Attendance
from contacts.organizations.models import Organization
from contacts.parties.restriction import narrower
from contacts.people.models import Person
from contacts.roles.models import Role
from contacts.roles.types import RoleType
from contacts.tasks.models import Task

NOBODY = "nobody"
# "still so", with the position and level that were on show when it was pressed.
STILL = "still:"


@dataclass
class PersonRow:
    """Somebody at the meeting. `stance` is as the page says it: "", a position, or "still:<position>:<level>"."""

    uid: UUID
    person: Person | None = None
    new_name: str = ""
    new_role: str = ""
    new_title: str = ""
    new_at: str = ""
    new_organization: Organization | None = None
    represented: str = ""
    stands_for: Organization | None = None
    presence: str = ""
    stance: str = ""
    level: str = ""
    note: str = ""
    last: LatestReading | None = None
    said_here: bool = False
    places: list[Organization] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    @classmethod
    def posted(cls, uid: UUID, data: QueryDict) -> PersonRow:
        def given(name: str) -> str:
            return data.get(f"{name}-{uid}", "")

        return cls(
            uid=uid,
            new_name=given("new-name"),
            new_role=given("new-role"),
            new_title=given("new-title"),
            new_at=given("new-at"),
            represented=given("represented"),
            presence=given("presence"),
            stance=given("stance"),
            level=given("level"),
            note=given("note"),
        )

    @classmethod
    def of_attendance(cls, row: Attendance, said: Assessment | None) -> PersonRow:
        return cls(
            uid=row.person.party.uid,
            person=row.person,
            represented=str(row.represented.party.uid) if row.represented else NOBODY,
            stands_for=row.represented,
            presence=row.presence,
            stance=said.stance if said else "",
            level="" if said is None or said.level is None else str(said.level),
            note=row.note,
            said_here=said is not None,
        )

    @property
    def is_new(self) -> bool:
        return self.person is None

    @property
    def is_staff(self) -> bool:
        """Colleagues take no position here."""
        return self.person is not None and self.person.user_id is not None

    @property
    def name(self) -> str:
        return self.person.name if self.person else self.new_name

    @property
    def detail(self) -> str:
        """What they are now, in a line."""
        roles: list[Role] = getattr(self.person, "current_roles", [])
        return f"{roles[0].called}, {roles[0].organization.name}" if roles else ""

    def settle(self) -> None:
        """After the record was asked: for whom they can have been there, and for whom they are unless told."""
        roles: list[Role] = getattr(self.person, "current_roles", [])
        places = {role.organization_id: role.organization for role in roles}
        if self.stands_for is not None:
            places.setdefault(self.stands_for.pk, self.stands_for)
        self.places = list(places.values())
        if not self.represented:
            self.represented = str(self.places[0].party.uid) if self.places else NOBODY
        wanted = (place for place in self.places if str(place.party.uid) == self.represented)
        self.stands_for = next(wanted, None)

    @property
    def stance_said(self) -> str:
        """The position that was chosen, "" if none was."""
        return self.stance.removeprefix(STILL).partition(":")[0]

    @property
    def is_still(self) -> bool:
        return self.stance.startswith(STILL)

    @property
    def still_value(self) -> str:
        """What the "still so" button says: the position and level that stand beside it."""
        if self.last is None:
            return ""
        return f"{STILL}{self.last.stance}:{'' if self.last.level is None else self.last.level}"

    @property
    def months_old(self) -> int:
        """How old the last reading is, if it is too old to trust; else 0."""
        today = timezone.localdate()
        if self.last is None or self.last.assessed_on >= fresh_since(today):
            return 0
        return (today - self.last.assessed_on).days // 30

    def attendee(self, visibility: str, team: int | None, organizations: dict[str, Organization]) -> Attendee:
        """What the service takes. Half of a reading that was not touched stays as it was, if all who will see the new
        one may see the last one."""
        stance, _still, level = self.stance.removeprefix(STILL).partition(":")
        level = self.level or level
        if (stance or level) and not (stance and level) and self.last is not None:
            seen = (self.last.assessment.visibility, self.last.assessment.team_id)
            if narrower(seen, (visibility, team)) == (visibility, team):
                stance = stance or self.last.stance
                level = level or ("" if self.last.level is None else str(self.last.level))
        return Attendee(
            person=self.person or self._new_person(),
            represented=MAIN_ROLE if self.is_new else self._stood_for(organizations),
            presence=self.presence if self.presence in Presence.values else "",
            stance=stance if stance in Stance.values else "",
            level=int(level) if level in {str(step) for step in InterestLevel.values} else None,
            note=self.note,
        )

    def _new_person(self) -> NewPerson:
        role = self.new_role if self.new_role in RoleType.values else ""
        return NewPerson(self.new_name.strip(), role, self.new_title.strip(), self.new_organization, self.uid)

    def _stood_for(self, organizations: dict[str, Organization]) -> Organization | None:
        return None if self.represented == NOBODY else self.stands_for or organizations.get(self.represented)


@dataclass
class StepRow:
    """A next step as typed."""

    title: str = ""
    due_on: str = ""
    owed_by: str = Task.OwedBy.STAFF
    errors: list[str] = field(default_factory=list)

    @property
    def is_empty(self) -> bool:
        return not self.title.strip() and not self.due_on.strip()

    def next_step(self) -> NextStep:
        """What the service takes. Raises ValueError for what is no day."""
        due = date.fromisoformat(self.due_on.strip()) if self.due_on.strip() else None
        owed_by = self.owed_by if self.owed_by in Task.OwedBy.values else Task.OwedBy.STAFF
        return NextStep(self.title.strip(), due, owed_by)


def steps_posted(data: QueryDict) -> list[StepRow]:
    """The next steps of a form, in its order, at most fifty."""
    return [
        StepRow(
            data.get(f"step-{number}-title", ""),
            data.get(f"step-{number}-due", ""),
            data.get(f"step-{number}-owed", "staff"),
        )
        for number in range(50)
        if f"step-{number}-title" in data
    ]


def read_steps(rows: Sequence[StepRow], problems: Problems) -> list[NextStep]:
    """The steps that say something; what cannot be read goes to `problems`."""
    found = []
    for number, row in enumerate(rows):
        if row.is_empty:
            continue
        try:
            found.append(row.next_step())
        except ValueError:
            words = _("This is no day. Write it like 2026-11-27; is the year right?")
            problems.setdefault(f"step-{number}", []).append(words)
    return found


def uids_posted(data: QueryDict) -> list[UUID]:
    """Who is on the form, each once, in order."""
    found: dict[UUID, Any] = {}
    for text in data.getlist("person")[:1000]:
        try:
            found.setdefault(UUID(text))
        except ValueError:
            continue
    return list(found)
