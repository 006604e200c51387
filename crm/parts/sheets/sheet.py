"""What a file is once it is open: a header, rows with their line in the file, and what was noticed on the way."""

from collections.abc import Callable, Collection, Generator, Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from crm.parts.sheets.headers import header_key

MEBIBYTE = 1024 * 1024
# Titles and instructions stand above the header in some files; never this many
_HEADER_WITHIN = 30

# A record and the line of the file on which it starts
Record = tuple[int, list[str]]


class SheetError(ValueError):
    """A file that cannot be read; its message tells a person what to do. `line` is where, or None."""

    def __init__(self, message: str, line: int | None = None) -> None:
        where = _("Line %(line)s: %(message)s") % {"line": line, "message": message}
        super().__init__(message if line is None else where)
        self.line = line


@dataclass(frozen=True)
class Limits:
    """How large a file may be. Above what contact lists need, below what hurts a small server."""

    file_bytes: int = 50 * MEBIBYTE
    rows: int = 500_000
    columns: int = 1_000
    cell_characters: int = 100_000
    # Of a workbook, which is a zip archive of XML
    expanded_bytes: int = 300 * MEBIBYTE
    parts: int = 1_000
    cells: int = 5_000_000

    @property
    def record_characters(self) -> int:
        return 20 * self.cell_characters


class Row(NamedTuple):
    """One row: its line in the file, a text for each column of the header, and what is wrong with its shape.

    The line is the one that a text editor shows where the record starts (it may go on over several), and in a
    workbook the number of the row. `problem` is empty for a row that fits the header; otherwise `values` is filled up
    or cut to the header's width, and the importer decides.
    """

    line: int
    values: tuple[str, ...]
    problem: str = ""


@dataclass(frozen=True)
class Sheet:
    """An open file. `rows()` reads it from the start each time; blank rows are passed over. Of an upload there is
    one reading at a time.

    `encoding` and `delimiter` are empty for a workbook. `digest` is the SHA-256 of the file's bytes, in hex, and
    `size` their number. `warnings` are sentences for the person who brought the file.
    """

    name: str
    header: tuple[str, ...]
    header_line: int
    encoding: str
    delimiter: str
    digest: str
    size: int
    warnings: tuple[str, ...]
    limits: Limits
    records: Callable[[], Generator[Record]] = field(repr=False)
    ends_mid_line: bool = False
    # All worksheets of a workbook, the one that was read among them; none of a text.
    sheet_names: tuple[str, ...] = ()
    sheet_name: str = ""

    def rows(self) -> Iterator[Row]:
        """Every row below the header. Raises SheetError where the file turns out to be broken, however late."""
        width = len(self.header)
        count = short = 0
        last_is_short = False
        for line, cells in self.records():
            if line <= self.header_line or not any(map(str.strip, cells)):
                continue
            count += 1
            if count > self.limits.rows:
                raise too_many_rows(self.limits)
            last_is_short = len(cells) < width
            short += last_is_short
            yield Row(line, *_fitted(cells, width))
        if last_is_short and short == 1 and count > 1 and self.ends_mid_line:
            raise SheetError(
                _(
                    "The last line stops in the middle: the file seems cut off. Export it again; if it is whole, "
                    "press Enter at its end and save it."
                )
            )


def find_header(
    records: Iterator[Record], known: Collection[str], limits: Limits
) -> tuple[int, tuple[str, ...], list[str]]:
    """The header's line, its names and warnings.

    It is the row, among the first 30, in which most of the `known` names stand; else the first with two filled
    cells, since titles and instructions above a table fill one; else the first that is not blank.
    """
    first = [record for record in islice(records, _HEADER_WITHIN) if any(map(str.strip, record[1]))]
    if not first:
        raise SheetError(_("The file holds no rows. Choose a file whose first row names its columns."))
    wanted = {header_key(name) for name in known}
    matches = [len(wanted & {header_key(cell) for cell in cells}) for _line, cells in first]
    filled = [sum(1 for cell in cells if cell.strip()) for _line, cells in first]
    at = matches.index(max(matches)) if max(matches) else next((i for i, n in enumerate(filled) if n > 1), 0)
    line, cells = first[at]
    if len(cells) > limits.columns:
        raise too_many_columns(limits, line)
    names = [" ".join(cell.split()) for cell in cells]
    while not names[-1]:
        names.pop()
    warnings = []
    if at:
        warnings.append(
            _("The column names were found in line %(line)s; what stands above was left out.")
            % {"line": line}
        )
    twice = sorted({name for name in names if name and names.count(name) > 1})
    if twice:
        warnings.append(
            ngettext(
                "This column stands there more than once: %(names)s.",
                "These columns stand there more than once: %(names)s.",
                len(twice),
            )
            % {"names": ", ".join(twice[:10])}
        )
    return line, tuple(names), warnings


def too_many_columns(limits: Limits, line: int | None = None) -> SheetError:
    message = _("The file has more than %(columns)s columns. Keep those you need and save the file again.")
    return SheetError(message % {"columns": f"{limits.columns:,}"}, line)


def too_many_rows(limits: Limits) -> SheetError:
    message = _("The file has more than %(rows)s rows. Split it and bring the parts in one by one.")
    return SheetError(message % {"rows": f"{limits.rows:,}"})


def too_many_cells(limits: Limits) -> SheetError:
    message = _("The worksheet has more than %(cells)s cells. Delete columns and rows that you do not need.")
    return SheetError(message % {"cells": f"{limits.cells:,}"})


def too_large(limits: Limits) -> SheetError:
    message = _("The file is larger than %(size)s MB. Split it and bring the parts in one by one.")
    return SheetError(message % {"size": limits.file_bytes // MEBIBYTE})


def cell_too_long(limits: Limits, line: int) -> SheetError:
    message = _(
        "A cell of more than %(characters)s characters begins here. Look for a quotation mark without its partner."
    )
    return SheetError(message % {"characters": f"{limits.cell_characters:,}"}, line)


def _fitted(cells: list[str], width: int) -> tuple[tuple[str, ...], str]:
    if len(cells) == width:
        return tuple(cells), ""
    surplus = any(cell.strip() for cell in cells[width:])
    if len(cells) > width and not surplus:
        return tuple(cells[:width]), ""
    problem = _(
        "%(found)s cells under a header of %(width)s. Look for a comma or a line break too many or too few."
    )
    values = tuple(cells[:width]) + ("",) * (width - len(cells))
    return values, problem % {"found": len(cells), "width": width}
