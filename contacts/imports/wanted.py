"""What a row says about a person or an organization, before it is compared with the record."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple, Protocol

from contacts.imports.planned import PlannedRow
from crm.parts.records import Record


class Point(NamedTuple):
    """A way to reach. `slot` tells two of a kind apart (mailing, location) from one import to the next."""

    kind: str
    value: str
    slot: str = ""
    label: str = "work"


class HasParty(Protocol):
    """Somebody who is a party on the record, or will be once the plan is written."""

    @property
    def party_id(self) -> int | None: ...


@dataclass(slots=True)
class WantedParty(PlannedRow):
    """A row about one party.

    `key` is its number in the format's source, `values` what the file says for the shape's fields, in their order;
    None or "" means that it says nothing, which never erases anything. `details` are (name, text) of the columns that
    have no field of their own. `numbers` are (source, value) besides the key.
    """

    key: str = ""
    values: tuple[Any, ...] = ()
    details: Sequence[tuple[str, str]] = ()
    numbers: tuple[tuple[str, str], ...] = ()
    points: tuple[Point, ...] = ()
    parent: HasParty | None = None
    tag: str = ""
    office: Any = None
    party_id: int | None = None

    @property
    def fullness(self) -> tuple[int, str]:
        """Which of two rows about the same says more; the same whatever their order in the file."""
        said = (
            self.name,
            self.values,
            tuple(self.details),
            self.numbers,
            self.points,
            self.tag,
            self.office,
        )
        filled = sum(1 for value in self.values if value not in (None, "")) + sum(
            1 for _name, text in self.details if text
        )
        return filled + len(self.points), repr(said)


@dataclass(frozen=True)
class Shape:
    """How rows of a format become parties of one kind.

    `source` is the source of their numbers, `fields` are those of the model that the rows fill (`parent` and
    `details` come from their own places), `origin` is what ways to reach name as their source.
    """

    model: type[Record]
    kind: str
    source: str
    fields: tuple[str, ...]
    origin: str
    has_parent: bool = False
    has_details: bool = False
    # What a new one is where the file says nothing.
    defaults: Mapping[str, Any] = field(default_factory=dict)


class Attached(Protocol):
    """Something that hangs on parties: compared in bulk, then written for new parties and for those there already."""

    def compare(self, rows: Sequence[WantedParty]) -> None:
        """Find out what differs for the parties that are there, and say so on their rows. Writes nothing."""

    def create(self, rows: Sequence[WantedParty]) -> None:
        """Write what these new parties bring, inside the running act."""

    def change(self) -> None:
        """Write what `compare` found, inside the running act."""
