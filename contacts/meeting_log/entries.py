"""What somebody says when they log a meeting: who was there, what comes next, what it was about. Plain values."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from enum import Enum
from typing import TYPE_CHECKING, Final
from uuid import UUID, uuid4

from contacts.interest.models import HowWeKnow
from contacts.tasks.models import Task

if TYPE_CHECKING:
    from contacts.organizations.models import Organization
    from contacts.parties.models import Party
    from contacts.people.models import Person
    from contacts.policy.models import Barrier, Initiative
    from crm.accounts.models import User


class Represents(Enum):
    """For whom somebody was there, where no organization is named."""

    MAIN_ROLE = "the organization of their main role, if they have one"


MAIN_ROLE: Final = Represents.MAIN_ROLE


@dataclass(frozen=True)
class NewPerson:
    """Somebody who is not in the record yet. The uid makes a second press find them instead of adding them again."""

    name: str
    role: str = ""
    title: str = ""
    organization: Organization | None = None
    uid: UUID = field(default_factory=uuid4)


@dataclass(frozen=True)
class Attendee:
    """One person at the meeting. Without a stance and a level nothing is written about where they stand.

    `presence` "" is "was there", or "invited" where the meeting is only planned; `side` "" is our staff for colleagues.
    """

    person: Person | NewPerson
    represented: Organization | Represents | None = MAIN_ROLE
    presence: str = ""
    side: str = ""
    stance: str = ""
    level: int | None = None
    how_we_know: str = HowWeKnow.TOLD_US
    note: str = ""

    @property
    def uid(self) -> UUID:
        return self.person.uid if isinstance(self.person, NewPerson) else self.person.party.uid

    @property
    def name(self) -> str:
        return self.person.name

    @property
    def takes_position(self) -> bool:
        return bool(self.stance) or self.level is not None


@dataclass(frozen=True)
class NextStep:
    """What is to be done after the meeting, by us or by them; about whoever the meeting was with unless told."""

    title: str
    due_on: date | None = None
    owed_by: str = Task.OwedBy.STAFF
    assignee: User | None = None
    party: Party | None = None


@dataclass(frozen=True)
class Topic:
    """One thing that the meeting was about: an initiative, an area of autonomy or a barrier."""

    initiative: Initiative | None = None
    area: int | None = None
    barrier: Barrier | None = None
    note: str = ""
