"""Columns are declared once and serve the table on the page, CSV, XLSX and saved lists alike.

A thin declaration of our own: see docs/decisions/2026-11-24-columns.md for why not a table library's.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models.expressions import OrderBy
from django.utils.safestring import SafeString

from crm.parts.cells import CellKind

if TYPE_CHECKING:
    from crm.accounts.models import User

# Gives a batch of rows what a column needs beyond their own fields, in a fixed number of queries.
Fetcher = Callable[[Sequence[Any], "User"], None]


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
    template: str = ""
    # Draws the cell from row and value in place of a template: a list draws hundreds of cells for each page.
    draw: Callable[[Any, Any], SafeString | str] | None = None
    needs: tuple[Fetcher, ...] = ()
    default: bool = True
    link: bool = False
    # Shown in narrow rows on a phone.
    on_phone: bool = False


def fetch_all(columns: Iterable[Column], rows: Sequence[Any], user: User) -> None:
    """Run each fetcher that the columns need, once."""
    done: set[Fetcher] = set()
    for column in columns:
        for fetcher in column.needs:
            if fetcher not in done:
                done.add(fetcher)
                fetcher(rows, user)
