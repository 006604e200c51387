"""What a plan holds: a decision for every row of the file, made before anything is written."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from contacts.imports.models import ImportRow

Did = ImportRow.Did
# How many names a warning lists.
NAMED = 100
COUNTED = (Did.CREATED, Did.UPDATED, Did.UNCHANGED, Did.SKIPPED, Did.ERROR)

# Is told in words what is being done, how much of it, and how much there is; 0 means that nobody knows.
Progress = Callable[[str, int, int], None]


def no_progress(doing: str, done: int, of: int) -> None:
    """For those who do not watch."""


class Change(NamedTuple):
    """One thing that differs: what it is, how it stands, how the file has it."""

    what: str
    old: str
    new: str


class RowProblem(ValueError):
    """Why one row cannot be brought in, naming the column where that is known."""

    def __init__(self, says: str, column: str = "") -> None:
        super().__init__(f"{column}: {says}" if column else says)


@dataclass(slots=True)
class PlannedRow:
    """One row of the file: its line, what will be done with it, and why if that needs saying.

    `record_id` is the key of its main record, once it stands; `record_kind` that record's model.
    """

    line: int
    name: str = ""
    did: str = ""
    says: str = ""
    changes: list[Change] | None = None
    record_kind: str = ""
    record_id: int | None = None

    def change(self, what: str, old: Any, new: Any) -> None:
        """Note that something differs."""
        if self.changes is None:
            self.changes = []
        self.changes.append(Change(what, _shown(old), _shown(new)))

    def remark(self, says: str) -> None:
        """Add a sentence for the report."""
        self.says = f"{self.says} {says}".strip()


@dataclass
class Plan:
    """What bringing the file in will do. `write` does it, inside the running act, and fills in `record_id`.

    `also` counts what comes beside the rows, in words: chambers, tags, seats.
    """

    rows: Sequence[PlannedRow]
    write: Callable[[Progress], None]
    warnings: list[str] = field(default_factory=list)
    also: Counter[str] = field(default_factory=Counter)
    # What a page shows of how a table was understood: its readers, for those who know them.
    extra: dict[str, Any] = field(default_factory=dict)

    def counts(self) -> dict[str, int]:
        """How many rows are created, updated, unchanged, skipped and problems; they add up to the file's rows."""
        counted = Counter(row.did for row in self.rows)
        return {did.value: counted[did.value] for did in COUNTED}

    def rows_that(self, did: str) -> Iterator[PlannedRow]:
        return (row for row in self.rows if row.did == did)

    @property
    def useless(self) -> bool:
        """Whether every single row is a problem."""
        return all(row.did == Did.ERROR for row in self.rows)


def last_line(counts: dict[str, int]) -> str:
    """The one line that programs read."""
    return (
        f"created {counts['created']}, updated {counts['updated']}, unchanged {counts['unchanged']}, "
        f"skipped {counts['skipped']}, errors {counts['error']}"
    )


def _shown(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, list):
        value = " · ".join(map(str, value))
    return str(value)[:200]


def listed(names: Iterable[str], limit: int = NAMED) -> str:
    """Names one after the other, and how many more there are."""
    every = list(names)
    more = _(", and %(count)s more") % {"count": f"{len(every) - limit:,}"} if len(every) > limit else ""
    return ", ".join(every[:limit]) + more
