"""Opening a file as one of the formats, and reading its rows cell by cell, each problem by line and column."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, TypeVar

from django.utils.translation import gettext as _

from contacts.imports.planned import Did, Plan, PlannedRow, RowProblem
from contacts.imports.tables.mapping import TableMapping
from contacts.imports.tables.opening import open_table
from contacts.imports.tables.options import take_options
from crm.parts.cells import unguard
from crm.parts.dates import DateError, FuzzyDate
from crm.parts.sheets import Columns, Sheet, SheetError, header_key, match_headers, open_sheet

if TYPE_CHECKING:
    from crm.accounts.models import User

Wanted = TypeVar("Wanted", bound=PlannedRow)

# How many column names a message lists.
NAMED = 40


class WrongFile(Exception):
    """Why a file cannot be brought in at all, in words."""


@dataclass(frozen=True)
class Format:
    """A kind of file, declared once.

    `columns` names each column that means something, with other names it goes by; those in `required` must be
    there, and those in `foreign` belong to a file of another kind (its name stands beside them). Every other column
    is kept where the record has a place for it. `plan` reads the rows and decides. `options` are what the person who
    brings the file may say besides. `after` names the formats to bring in first. A `mapped` format is a table whose
    columns are guessed and corrected, file by file.
    """

    name: str
    title: Any
    one_row: Any
    columns: Mapping[str, tuple[str, ...]]
    required: tuple[str, ...]
    plan: Callable[[Reading], Plan]
    foreign: Mapping[str, str] = field(default_factory=dict)
    after: tuple[str, ...] = ()
    options: Mapping[str, Any] = field(default_factory=dict)
    mapped: bool = False


class Cells:
    """The cells of one row by the names of the format's columns, without the spaces around them."""

    __slots__ = ("_at", "_values", "line")

    def __init__(self, line: int, values: Sequence[str], at: Mapping[str, int]) -> None:
        self.line = line
        self._values = values
        self._at = at

    def text(self, column: str, limit: int = 0) -> str:
        """The text, "" for a column that the file lacks. Raises RowProblem if it is longer than `limit`."""
        at = self._at.get(column)
        if at is None:
            return ""
        text = tidy(self._values[at])
        if limit and len(text) > limit:
            raise RowProblem(
                _("%(length)s characters, at most %(limit)s fit.")
                % {"length": f"{len(text):,}", "limit": limit},
                column,
            )
        return text

    def needed(self, column: str, limit: int = 0) -> str:
        """The text. Raises RowProblem if there is none."""
        text = self.text(column, limit)
        if not text:
            raise RowProblem(_("is empty."), column)
        return text

    def number(self, column: str) -> int | None:
        """A count, None if the cell is empty. Raises RowProblem for anything else."""
        text = self.text(column)
        if not text:
            return None
        if not (text.isascii() and text.isdigit()) or len(text) > 9:
            raise RowProblem(_("“%(text)s” is not a count.") % {"text": text[:40]}, column)
        return int(text)

    def day(self, column: str) -> FuzzyDate:
        """A date as well as it is known. Raises RowProblem for a text that is none."""
        try:
            return FuzzyDate.parse(self.text(column))
        except DateError as error:
            raise RowProblem(str(error), column) from None

    def at(self, positions: Sequence[int]) -> tuple[str, ...]:
        """The texts at these positions of the header."""
        return tuple(tidy(self._values[position]) for position in positions)


@dataclass
class Reading:
    """A file, open as one of the formats."""

    format: Format
    sheet: Sheet
    columns: Columns
    options: Mapping[str, str] = field(default_factory=dict)
    warnings: list[str] = field(default_factory=list)
    today: date | None = None
    # Of a table: what its columns mean. `by` is whoever brings the file, where that is known already.
    mapping: TableMapping | None = None
    by: User | None = None

    def rows(self, read: Callable[[Cells], Wanted]) -> tuple[list[Wanted], list[PlannedRow]]:
        """Every row as `read` understands it, and the rows that cannot be understood.

        A row with cells too many or too few is a problem: nobody can tell which of them stand in the wrong column.
        """
        understood: list[Wanted] = []
        problems: list[PlannedRow] = []
        at = self.columns.at
        for row in self.sheet.rows():
            try:
                if row.problem:
                    raise RowProblem(row.problem)
                if "\0" in "".join(row.values):
                    raise RowProblem(_("contains a NUL character, which cannot be kept."))
                understood.append(read(Cells(row.line, row.values, at)))
            except RowProblem as problem:
                problems.append(PlannedRow(row.line, did=Did.ERROR.value, says=str(problem)))
        return understood, problems

    def others(self, mapped: Sequence[str]) -> tuple[tuple[str, ...], tuple[int, ...]]:
        """Names and positions of the columns that are none of `mapped`; a name that stands twice gets a number."""
        taken = {self.columns.at[name] for name in mapped if name in self.columns.at}
        names: list[str] = []
        positions: list[int] = []
        for position, name in enumerate(self.sheet.header):
            if position in taken or not name:
                continue
            unique, copy = name, 2
            while unique in names:
                unique, copy = f"{name} ({copy})", copy + 1
            names.append(unique)
            positions.append(position)
        return tuple(names), tuple(positions)


def tidy(text: str) -> str:
    """A cell without the spaces around it and without the mark that our own files put before a formula."""
    text = text.strip()
    return unguard(text) if text.startswith("'") else text


def open_as(
    format: Format,
    source: str | Path | BinaryIO,
    name: str = "",
    options: Mapping[str, str] | None = None,
    *,
    mapping: TableMapping | None = None,
    by: User | None = None,
) -> Reading:
    """Open a file as this format. Raises WrongFile, in words, if it is not what it claims."""
    if format.mapped:
        return _open_mapped(format, source, name, options or {}, mapping, by)
    known = [name for column, names in format.columns.items() for name in (column, *names)]
    try:
        sheet = open_sheet(source, name, known=known)
    except SheetError as error:
        raise WrongFile(str(error)) from None
    columns = match_headers(sheet.header, format.columns, format.required)
    if columns.missing:
        raise WrongFile(_missing(format, sheet, columns))
    for name, other in format.foreign.items():
        if header_key(name) in map(header_key, sheet.header):
            raise WrongFile(
                _(
                    "These are not %(format)s: the column %(name)s belongs to a file of %(other)s. Bring it in as such."
                )
                % {"format": format.title, "name": name, "other": other}
            )
    twice = [name for name in format.required if name in columns.doubtful]
    if twice:
        raise WrongFile(
            _("Two columns could be %(names)s. Take one of them out, so that nobody has to guess.")
            % {"names": ", ".join(twice)}
        )
    return Reading(format, sheet, columns, options or {}, list(sheet.warnings))


def _open_mapped(
    format: Format,
    source: str | Path | BinaryIO,
    name: str,
    options: Mapping[str, str],
    mapping: TableMapping | None,
    by: User | None,
) -> Reading:
    """Open a table with the mapping that was made for it, or with what can be guessed."""
    try:
        table = open_table(
            source,
            name,
            sheet=mapping.sheet if mapping else options.get("sheet", ""),
            headerless=mapping.headerless if mapping else None,
        )
    except SheetError as error:
        raise WrongFile(str(error)) from None
    if mapping is None:
        mapping = table.guess(format.name)
        try:
            take_options(mapping, options)
        except ValueError as wrong:
            raise WrongFile(str(wrong)) from None
    if len(mapping.columns) != len(table.sheet.header):
        raise WrongFile(
            _("The columns of the file are others than when you said what they mean. Send it again.")
        )
    if problems := mapping.problems():
        raise WrongFile(
            " ".join(
                f"{mapping.headers[at]}: {says}" if at >= 0 else says for at, says in sorted(problems.items())
            )
        )
    columns = Columns({}, (), (), ())
    warnings = list(table.sheet.warnings)
    return Reading(format, table.sheet, columns, options, warnings, mapping=mapping, by=by)


def _missing(format: Format, sheet: Sheet, columns: Columns) -> str:
    found = [name[:60] for name in sheet.header if name]
    more = len(found) - NAMED
    listed = ", ".join(found[:NAMED]) + (_(" and %(count)s more") % {"count": more} if more > 0 else "")
    return _(
        "These are not %(format)s. Columns missing: %(missing)s. Columns found in line %(line)s: %(found)s."
    ) % {
        "format": format.title,
        "missing": ", ".join(columns.missing),
        "line": sheet.header_line,
        "found": listed,
    }
