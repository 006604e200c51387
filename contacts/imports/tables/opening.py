"""Opening a table: where its header is, or that it has none, and what its columns are guessed to mean."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import BinaryIO

from django.utils.translation import gettext as _

from contacts.imports.tables.fields import KINDS
from contacts.imports.tables.guessing import guess_columns, guess_kind, has_no_header
from contacts.imports.tables.headers import known_headers
from contacts.imports.tables.looks import Column, columns_of
from contacts.imports.tables.mapping import TableMapping
from crm.parts.sheets import Sheet, open_sheet


@dataclass
class Table:
    """An open table with what stands in its first rows."""

    sheet: Sheet
    columns: list[Column]
    headerless: bool

    def guess(self, kind: str = "") -> TableMapping:
        """What its columns mean as far as can be told, as a table of this kind, or of the kind that it seems to be."""
        kind = kind if kind in KINDS else guess_kind(self.columns)
        return TableMapping(
            kind,
            list(self.sheet.header),
            guess_columns(self.columns, kind),
            headerless=self.headerless,
        )


def open_table(
    source: str | Path | BinaryIO, name: str = "", *, sheet: str = "", headerless: bool | None = None
) -> Table:
    """Open a CSV file or one worksheet. `headerless` says whether the first row names the columns; None: find out.

    Raises SheetError, in words, for a file that is none.
    """
    opened = open_sheet(source, name, known=known_headers(), sheet_name=sheet)
    columns = columns_of(opened)
    without = has_no_header(opened, columns) if headerless is None else headerless
    if without:
        opened = replace(
            opened,
            header=tuple(
                _("Column %(letters)s") % {"letters": letters(at)} for at in range(len(opened.header))
            ),
            header_line=opened.header_line - 1,
        )
        columns = [Column("", column.filled, column.looked_at) for column in columns_of(opened)]
    return Table(opened, columns, without)


def letters(at: int) -> str:
    """The name of a column as spreadsheets count: A, B … Z, AA."""
    name = ""
    at += 1
    while at:
        at, rest = divmod(at - 1, 26)
        name = chr(ord("A") + rest) + name
    return name
