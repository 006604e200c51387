"""What a row of a table says about a person or an organization, before it is compared with the record."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple

from contacts.imports.tables.bodies import Body
from contacts.imports.wanted import WantedParty
from crm.parts.dates import UNKNOWN, FuzzyDate


class WantedRole(NamedTuple):
    """A role that a row says somebody holds now. `type` or `title` may be empty, never both."""

    body: Body
    type: str
    title: str
    start: FuzzyDate = UNKNOWN
    term_end: date | None = None


class Candidate(NamedTuple):
    """Whom a row may mean: somebody on the record by key and uid, or another line of the file (`line`)."""

    party_id: int | None
    uid: Any
    why: str
    line: int = 0

    @property
    def answer(self) -> str:
        """What the form sends if this is the one."""
        return f"same:{self.uid}" if self.uid else f"line:{self.line}"


class Offer(NamedTuple):
    """Something that is only changed where somebody ticks it: its name in the form, what it is, how it stands, how
    the file has it, and whether it is ticked."""

    id: str
    what: str
    old: str
    new: str
    ticked: bool


class Reading(NamedTuple):
    """A position or a rung of the ladder, as the file has it."""

    stance: str
    level: int | None
    said: str


@dataclass(slots=True)
class TableRow(WantedParty):
    """A row of a table. What stands in lists may come from several lines about one.

    `numbers` find it on the record first. `candidates` are those it may mean where nobody has decided yet;
    `taken` are the offers that were ticked.
    """

    roles: list[WantedRole] = field(default_factory=list)
    tags: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    consents: dict[str, str] = field(default_factory=dict)
    reading: Reading | None = None
    met: date | None = None
    do_not_contact: bool = False
    candidates: list[Candidate] = field(default_factory=list)
    offers: list[Offer] = field(default_factory=list)
    taken: frozenset[str] = frozenset()
    answer: str = ""
    name_key: str = ""
    # E-mails and phones as they are matched, by kind, once they were worked out.
    addresses: dict[str, list[str]] = field(default_factory=dict)
    # Of an organization: what tells two of one name apart.
    state: str = ""
    belongs: Body | None = None

    def offer(self, id: str, what: str, old: Any, new: Any) -> bool:
        """Offer a change; returns whether it was ticked, and is then a change of the plan."""
        ticked = id in self.taken
        if ticked:
            self.change(what, old, new)
        self.offers.append(Offer(id, what, str(old or "")[:200], str(new or "")[:200], ticked))
        return ticked

    def takes_in(self, other: TableRow) -> None:
        """Let what another line says about the same one count too; where both speak, this line's word stands."""
        self.values = tuple(
            mine if mine not in (None, "", []) else theirs
            for mine, theirs in zip(self.values, other.values, strict=True)
        )
        mine = dict(self.details)
        self.details = [
            *self.details,
            *((name, text) for name, text in other.details if text and not mine.get(name)),
        ]
        self.numbers = tuple(dict.fromkeys((*self.numbers, *other.numbers)))
        self.points, self.addresses = (*self.points, *other.points), {}
        self.roles += [role for role in other.roles if role not in self.roles]
        self.tags += [tag for tag in other.tags if tag not in self.tags]
        self.notes += [note for note in other.notes if note not in self.notes]
        self.consents = {**other.consents, **self.consents}
        self.reading = self.reading or other.reading
        self.met = max(filter(None, (self.met, other.met)), default=None)
        self.do_not_contact = self.do_not_contact or other.do_not_contact
