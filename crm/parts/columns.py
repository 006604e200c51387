"""Columns are declared once and serve the table on the page, CSV, XLSX and saved lists alike.

A thin declaration of our own: see docs/decisions/2026-11-24-columns.md for why not a table library's.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import Q
from django.db.models.expressions import OrderBy
from django.utils.safestring import SafeString

from crm.parts.cells import CellKind

if TYPE_CHECKING:
    from crm.accounts.models import User

# Gives a batch of rows what a column needs beyond their own fields, in a fixed number of queries.
Fetcher = Callable[[Sequence[Any], "User"], None]


@dataclass(frozen=True)
class MostlyBy:
    """A shorter way to the order of a column, which an index holds for most rows.

    The field `by` takes the place of the annotation `in_place_of`, by which the column sorts, for all rows but those
    that `but_for` tells of this user's (None: there are none, and the column's own way is as short).
    """

    by: str
    in_place_of: str
    but_for: Callable[[Any], Q | None]
    nulls_first: bool = False


@dataclass(frozen=True)
class Column:
    """One column.

    `value` reads a plain value from a row (after the fetchers in `needs` have run). `sort` says what to order by,
    ascending: names, or expressions where missing values must stand at one end; every order is closed with the
    primary key. `template`, if any, draws the cell on the page with `row` and `value`. `link` makes the cell the row's
    link.
    """

    key: str
    label: Any
    value: Callable[[Any], Any]
    kind: CellKind = CellKind.TEXT
    sort: tuple[str | OrderBy, ...] = ()
    # What `sort` names that is no field: by name what to annotate rows with, for this user. Asked only where it sorts.
    sorts_by: Callable[[Any], Mapping[str, Any]] | None = None
    mostly_by: MostlyBy | None = None
    template: str = ""
    # Draws the cell from row and value in place of a template: a list draws hundreds of cells for each page.
    draw: Callable[[Any, Any], SafeString | str] | None = None
    needs: tuple[Fetcher, ...] = ()
    # What `value` and its fetchers read of the row itself, as `only()` takes it; None: it may be anything. A file whose
    # columns all say so reads nothing else.
    reads: tuple[str, ...] | None = None
    default: bool = True
    link: bool = False
    # Shown in narrow rows on a phone.
    on_phone: bool = False


def plain(key: str, label: Any, kind: CellKind = CellKind.TEXT, *, field: str = "", **more: Any) -> Column:
    """A column that shows a field (by default the one of its own name) as it stands."""
    return Column(key, label, attrgetter(field or key), kind, reads=(field or key,), **more)


def worded(key: str, label: Any, choices: type[models.TextChoices], **more: Any) -> Column:
    """A column that shows the field of its own name by the word that its stored value has on the screen."""
    return Column(key, label, lambda row: str(choices(getattr(row, key)).label), reads=(key,), **more)


class FetcherWithMemory:
    """Keeps what it found from batch to batch of one answer; `begin` gives a fetcher that has found nothing yet."""

    def begin(self) -> Fetcher:
        raise TypeError(f"{type(self).__name__} does not say how it begins")

    def __call__(self, rows: Sequence[Any], user: User) -> None:
        self.begin()(rows, user)


class Fetching:
    """The fetchers that some columns need, each once, for one answer."""

    def __init__(self, columns: Iterable[Column]) -> None:
        wanted = dict.fromkeys(fetcher for column in columns for fetcher in column.needs)
        self._fetchers: list[Fetcher] = [
            fetcher.begin() if isinstance(fetcher, FetcherWithMemory) else fetcher for fetcher in wanted
        ]

    def fetch(self, rows: Sequence[Any], user: User) -> None:
        for fetcher in self._fetchers:
            fetcher(rows, user)


def read_by(columns: Iterable[Column]) -> tuple[str, ...] | None:
    """What these columns read of a row together, or None if one of them may read anything."""
    names: dict[str, None] = {}
    for column in columns:
        if column.reads is None:
            return None
        names.update(dict.fromkeys(column.reads))
    return tuple(names)
