"""The invented world while it is put together: records that no database knows yet, and what was planted among them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random
from uuid import UUID

from contacts.demo import plan
from contacts.demo.places import STATE
from contacts.models import (
    Barrier,
    Document,
    Initiative,
    KeyDateKind,
    Meeting,
    Organization,
    Party,
    Person,
    Role,
    Seat,
    Tag,
    Tagging,
    Tie,
    TieType,
)
from contacts.organizations.models import sphere_of_type
from crm.accounts.models import Team, User
from crm.parts.records import Addressed, Record
from crm.parts.text import fold


@dataclass(frozen=True)
class Catalogue:
    """Rows of every installation that the demo refers to and never changes."""

    initiatives: Mapping[str, Initiative]
    tie_types: Mapping[str, TieType]
    key_date_kinds: Mapping[str, KeyDateKind]
    tags: Mapping[str, Tag] = field(default_factory=dict)


@dataclass(eq=False)
class Somebody:
    """A person with what the other parts of the invention want to know of them."""

    person: Person
    region: str
    community: str
    roles: list[Role] = field(default_factory=list)
    coalition: str = ""
    half: str = ""
    links: tuple[str, ...] = ()
    # Where they stand on each initiative at the beginning (−2 against, acting … 2 for, acting) and the move in a year.
    views: dict[str, tuple[float, float]] = field(default_factory=dict)

    def main_role(self, on: date) -> Role | None:
        """The role that they most likely spoke for on this day."""
        held = [role for role in self.roles if role.is_in_force(on)]
        return next((role for role in held if role.primary), held[0] if held else None)


@dataclass(eq=False)
class Body:
    """An organization, what belongs to it, and who has or had a role there. `size` is a district's."""

    organization: Organization
    region: str
    community: str = ""
    size: str = ""
    below: list[Body] = field(default_factory=list)
    people: list[Somebody] = field(default_factory=list)

    @property
    def name(self) -> str:
        return self.organization.name

    def people_on(self, on: date) -> list[Somebody]:
        """Who has a role here on this day."""
        here = self.organization
        return [
            one for one in self.people if any(r.organization is here and r.is_in_force(on) for r in one.roles)
        ]


class World:
    """Everything that is invented, by author and model in the order in which it must be written."""

    def __init__(self, *, seed: int, today: date, catalogue: Catalogue) -> None:
        self.seed = seed
        self.today = today
        self.catalogue = catalogue
        self.users: dict[str, User] = {}
        self.teams: dict[str, Team] = {}
        self.staff: dict[str, Person] = {}
        self.people: list[Somebody] = []
        self.bodies: dict[str, Body] = {}
        self.districts: list[Body] = []
        self.seats: dict[str, list[Seat]] = defaultdict(list)
        self.meetings: list[Meeting] = []
        self.barriers: list[Barrier] = []
        self.documents: list[Document] = []
        self.attachments: list[tuple[Document, Initiative]] = []
        self.ties: list[tuple[Tie, Somebody, Somebody]] = []
        self.initiatives: dict[str, Initiative] = dict(catalogue.initiatives)
        self.coalitions: dict[str, list[Somebody]] = {one.key: [] for one in plan.COALITIONS}
        self.halves: dict[str, list[Somebody]] = {half: [] for half in plan.HALVES}
        self.brokers: list[Somebody] = []
        # What is to be written: by phase and author, then by model in order of first appearance.
        self.rows: dict[tuple[int, str], dict[type[Record], list[Record]]] = defaultdict(
            lambda: defaultdict(list)
        )
        self._uids = self.chance("uids")
        self._tags: dict[str, Tag] = dict(catalogue.tags)

    def chance(self, part: str) -> Random:
        """Randomness of its own for each part, so that a change to one leaves the others as they were."""
        return Random(f"{self.seed}/{part}")

    @property
    def first_day(self) -> date:
        return self.today - timedelta(days=plan.DAYS)

    @property
    def split_on(self) -> date:
        """The day on which the one coalition comes apart."""
        return self.first_day + timedelta(days=int(plan.DAYS * plan.SPLIT_AFTER))

    def add(self, record: Record, *, by: str, phase: int) -> None:
        """Note a record to be written by this account. Phases follow each other; what is referred to comes first."""
        if isinstance(record, Addressed):
            record.uid = UUID(int=self._uids.getrandbits(128), version=4)
        self.rows[phase, by][type(record)].append(record)

    def found(
        self, name: str, type: str, region: str, *, community: str = "", size: str = "", under: Body | None = None,
        **fields: object,
    ) -> Body:  # fmt: skip
        """Add an organization. Names are unique here, so they serve as keys."""
        party = Party(kind=Party.Kind.ORGANIZATION, label=name)
        self.add(party, by=plan.OFFICE, phase=0)
        values = {"state": STATE, "parent": under.organization if under else None, **fields}
        organization = Organization(party=party, name=name, type=type, **values)
        organization.sort_name, organization.sphere = fold(name), sphere_of_type(type)
        self.add(organization, by=plan.OFFICE, phase=0)
        body = self.bodies[name] = Body(organization, region, community, size)
        if under is not None:
            under.below.append(body)
        return body

    def of_type(self, *types: str) -> list[Body]:
        return [body for body in self.bodies.values() if body.organization.type in types]

    def tag(self, party: Party, name: str, *, by: str, phase: int) -> None:
        """Put a word on a party; the word itself is made at its first use."""
        folded = fold(name)
        if folded not in self._tags:
            self._tags[folded] = Tag(name=name, folded=folded)
            self.add(self._tags[folded], by=plan.OFFICE, phase=0)
        self.add(Tagging(party=party, tag=self._tags[folded]), by=by, phase=phase)
