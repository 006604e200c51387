"""The rows that a network is made from, as columns of numbers.

Each table is made with `from_rows` from tuples as a database or a file gives them. The rows say what is known to one
viewer on one day: whoever reads them leaves out what the viewer may not see, what has ended and who was absent.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Self

import numpy as np
from numpy.typing import NDArray

from network.graph.errors import GraphError
from network.graph.numbers import FloatArray, IntArray, check_weights
from network.graph.parameters import NOT_SAID

NO_DAY = 0
CLOSENESS_UNSAID = -1


def _columns(rows: Iterable[Sequence[object]], width: int, shape: str) -> list[tuple[object, ...]]:
    table = list(zip(*rows, strict=True))
    if table and len(table) != width:
        raise GraphError(f"Give rows as {shape}; these have {len(table)} values.")
    return table or [()] * width


def _ids(values: Sequence[object], of: str) -> IntArray:
    array = np.asarray(values)
    if array.size == 0:
        return np.zeros(0, dtype=np.int64)
    if array.dtype.kind not in "iu":
        raise GraphError(f"Give every one of the {of} a whole number as id.")
    return array.astype(np.int64, copy=False)


def _days(values: Sequence[object]) -> IntArray:
    """Days as ordinals (date.toordinal), `NO_DAY` for an unknown one, which never ages."""
    return np.array([_day(value) for value in values], dtype=np.int64)


def _day(value: object) -> int:
    if isinstance(value, date):
        return value.toordinal()
    if value is None:
        return NO_DAY
    raise GraphError(f"Give a day as a date, or None where it is unknown; not {value!r}.")


def _words(values: Sequence[object]) -> tuple[NDArray[np.int16], tuple[str, ...]]:
    """Repeated words as codes and the words themselves; an empty one is `NOT_SAID`."""
    seen: dict[object, int] = {}
    codes = np.array([seen.setdefault(v, len(seen)) for v in values], dtype=np.int16)
    return codes, tuple(NOT_SAID if word is None else str(word) for word in seen)


@dataclass(frozen=True, eq=False)
class DeclaredTies:
    """Ties that somebody wrote down, in force on the day asked for; ends are party ids, in either order.

    `closeness` 0-4 or -1 (not said); `prior` is the tie type's weight, 0 or more; only a `valence` above 0 adds weight.
    """

    id: IntArray
    a: IntArray
    b: IntArray
    closeness: IntArray
    basis: NDArray[np.int16]
    bases: tuple[str, ...]
    prior: FloatArray
    valence: IntArray

    @classmethod
    def from_rows(cls, rows: Iterable[Sequence[object]] = ()) -> Self:
        """Rows of (tie id, from, to, closeness or None, basis, prior, valence +1 / 0 / −1)."""
        shape = "(id, from, to, closeness, basis, prior, valence)"
        ids, a, b, closeness, basis, prior, valence = _columns(rows, 7, shape)
        codes, bases = _words(basis)
        said = [CLOSENESS_UNSAID if c is None else c for c in closeness]
        table = cls(
            id=_ids(ids, "ties"),
            a=_ids(a, "ties' ends"),
            b=_ids(b, "ties' ends"),
            closeness=_ids(said, "ties' closenesses"),
            basis=codes,
            bases=bases,
            prior=np.asarray(prior, dtype=np.float64),
            valence=_ids(valence, "ties' valences"),
        )
        check_weights(table.prior, "tie types' priors")
        return table.taken(np.argsort(table.id, kind="stable"))

    def taken(self, rows: NDArray[np.int64] | NDArray[np.bool_]) -> Self:
        """The same table with these rows only, in this order."""
        columns = (self.closeness[rows], self.basis[rows], self.bases, self.prior[rows], self.valence[rows])
        return type(self)(self.id[rows], self.a[rows], self.b[rows], *columns)

    def __len__(self) -> int:
        return len(self.id)


@dataclass(frozen=True, eq=False)
class Meetings:
    """Meetings that were held: their day and kind. What is not in this table ties nobody, whoever attended it."""

    id: IntArray
    day: IntArray
    kind: NDArray[np.int16]
    kinds: tuple[str, ...]

    @classmethod
    def from_rows(cls, rows: Iterable[Sequence[object]] = ()) -> Self:
        """Rows of (meeting id, day held as a date, or None where unknown, kind)."""
        ids, days, kinds = _columns(rows, 3, "(meeting, day, kind)")
        codes, words = _words(kinds)
        order = np.argsort(meeting := _ids(ids, "meetings"), kind="stable")
        if len(np.unique(meeting)) < len(meeting):
            raise GraphError("Give each meeting once; one id stands on two rows.")
        return cls(id=meeting[order], day=_days(days)[order], kind=codes[order], kinds=words)


@dataclass(frozen=True, eq=False)
class Attendances:
    """Who was at which meeting. A person twice at one meeting counts once."""

    meeting: IntArray
    person: IntArray

    @classmethod
    def from_rows(cls, rows: Iterable[Sequence[object]] = ()) -> Self:
        """Rows of (meeting id, person's party id), attended only."""
        meeting, person = _columns(rows, 2, "(meeting, person)")
        return cls(meeting=_ids(meeting, "meetings"), person=_ids(person, "people"))


@dataclass(frozen=True, eq=False)
class Roles:
    """Roles in force on the day asked for. `size` is how many people the body has, where known from elsewhere."""

    id: IntArray
    person: IntArray
    organization: IntArray
    size: IntArray

    @classmethod
    def from_rows(cls, rows: Iterable[Sequence[object]] = ()) -> Self:
        """Rows of (role id, person's party id, organization's party id, people in the body or 0 where unknown).

        A body has at least as many people as hold a role in it here; the larger number counts.
        """
        ids, person, organization, size = _columns(rows, 4, "(role, person, organization, size)")
        sizes = _ids([0 if s is None else s for s in size], "bodies' sizes")
        if sizes.size and sizes.min() < 0:
            raise GraphError("Give a body's size as 0 (unknown) or more.")
        table = cls(_ids(ids, "roles"), _ids(person, "people"), _ids(organization, "organizations"), sizes)
        order = np.argsort(table.id, kind="stable")
        return cls(table.id[order], table.person[order], table.organization[order], table.size[order])


@dataclass(frozen=True, eq=False)
class Introductions:
    """Introductions that were made: each row joins the two who met through it."""

    id: IntArray
    a: IntArray
    b: IntArray
    day: IntArray

    @classmethod
    def from_rows(cls, rows: Iterable[Sequence[object]] = ()) -> Self:
        """Rows of (introduction id, one party id, the other, the day it was made or None)."""
        ids, a, b, day = _columns(rows, 4, "(introduction, one, other, day)")
        table = cls(_ids(ids, "introductions"), _ids(a, "people"), _ids(b, "people"), _days(day))
        order = np.lexsort((table.b, table.a, table.id))
        return cls(table.id[order], table.a[order], table.b[order], table.day[order])


@dataclass(frozen=True, eq=False)
class GivenEdges:
    """Edges whose weight is already known, as from a network file; repeated rows add up."""

    a: IntArray
    b: IntArray
    weight: FloatArray

    @classmethod
    def from_rows(cls, rows: Iterable[Sequence[object]] = ()) -> Self:
        """Rows of (one id, other id, weight of 0 or more)."""
        a, b, weight = _columns(rows, 3, "(one, other, weight)")
        table = cls(_ids(a, "edges' ends"), _ids(b, "edges' ends"), np.asarray(weight, dtype=np.float64))
        check_weights(table.weight, "edges")
        low, high = np.minimum(table.a, table.b), np.maximum(table.a, table.b)
        order = np.lexsort((table.weight, high, low))
        return cls(low[order], high[order], table.weight[order])


@dataclass(frozen=True)
class Records:
    """All rows that one network is made from; leave out what there is none of."""

    declared: DeclaredTies = field(default_factory=DeclaredTies.from_rows)
    meetings: Meetings = field(default_factory=Meetings.from_rows)
    attendances: Attendances = field(default_factory=Attendances.from_rows)
    roles: Roles = field(default_factory=Roles.from_rows)
    introductions: Introductions = field(default_factory=Introductions.from_rows)
    given: GivenEdges = field(default_factory=GivenEdges.from_rows)
