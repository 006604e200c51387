"""The one writer of CSV and of XLSX. Every list that leaves the house goes through here."""

import csv
import io
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import BinaryIO, cast

from django.utils.translation import gettext as _
from rustpy_xlsxwriter import Format, write_worksheet

from crm.parts.cells import CellKind, Typed, Value, csv_column, guard, xlsx_column

ROWS_AT_A_TIME = 500
# What a worksheet holds below its header
LONGEST_XLSX = 1_048_575

# A byte order mark: without it Excel on Windows reads UTF-8 as the local code page and breaks every accent. It also
# keeps a first column named ID from being taken for another kind of file.
_BYTE_ORDER_MARK = "\ufeff"
_WIDTHS = {
    CellKind.TEXT: 28.0,
    CellKind.EMAIL: 30.0,
    CellKind.LIST: 30.0,
    CellKind.PHONE: 18.0,
    CellKind.IDENTIFIER: 16.0,
    CellKind.DATETIME: 18.0,
    CellKind.DATE: 12.0,
    CellKind.NUMBER: 12.0,
    CellKind.BOOLEAN: 10.0,
}
_SPOOLED = 8 * 1024 * 1024  # a workbook up to this size never touches the disk


class SheetTooLong(ValueError):
    """More rows than a worksheet can hold; the message says what to take instead."""


def stream_csv(
    header: Sequence[str], kinds: Sequence[CellKind], rows: Iterable[Sequence[Value]]
) -> Iterator[bytes]:
    """CSV in pieces of 500 rows: UTF-8 with a byte order mark, CRLF, cells guarded by kind (see `cells`).

    The header comes at once, before the first row is asked for. Raises ValueError if a row has more or fewer cells
    than there are kinds: nothing is ever cut off in silence.
    """
    _check(header, kinds)
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    text.write(_BYTE_ORDER_MARK)
    writer.writerow([guard(name) for name in header])
    yield _taken(text)
    for columns in _columns(kinds, rows):
        guarded = [csv_column(values, kind) for values, kind in zip(columns, kinds, strict=True)]
        writer.writerows(zip(*guarded, strict=True))
        yield _taken(text)


def write_xlsx(
    header: Sequence[str],
    kinds: Sequence[CellKind],
    rows: Iterable[Sequence[Value]],
    *,
    sheet_name: str = "Groundwork",
) -> BinaryIO:
    """A workbook with one sheet, in an unnamed temporary file that stands at its start and goes when it is closed.

    Text stays text (no cell is a formula or a link), identifiers keep their zeros, days are real dates. A text
    longer than 32,767 characters is cut and says so; U+FFFE and U+FFFF, which are no characters, turn into the
    escapes that workbooks use. Memory does not grow with the rows. Raises ValueError like `stream_csv`, and
    SheetTooLong beyond 1,048,575 rows.
    """
    _check(header, kinds)
    names = _different(header)
    target = cast(BinaryIO, tempfile.SpooledTemporaryFile(max_size=_SPOOLED))  # noqa: SIM115  # the caller closes it
    try:
        write_worksheet(
            _records(names, kinds, rows),
            target,
            sheet_name=sheet_name,
            bold_headers=True,
            freeze_row=1,
            column_widths=[_WIDTHS[kind] for kind in kinds],
            column_formats={
                name: Format().set_num_format("yyyy-mm-dd")
                for name, kind in zip(names, kinds, strict=True)
                if kind is CellKind.DATE
            },
            # Else every identifier carries a green corner that offers to turn it into a number
            ignore_errors=[
                name
                for name, kind in zip(names, kinds, strict=True)
                if kind in (CellKind.IDENTIFIER, CellKind.PHONE)
            ],
        )
    except BaseException:
        target.close()
        raise
    target.seek(0)
    return target


def _check(header: Sequence[str], kinds: Sequence[CellKind]) -> None:
    if not header or len(header) != len(kinds):
        raise ValueError("A file needs columns, and each column a name and a kind")


def _columns(kinds: Sequence[CellKind], rows: Iterable[Sequence[Value]]) -> Iterator[list[tuple[Value, ...]]]:
    """The rows, 500 at a time, turned on their side."""
    remaining = iter(rows)
    while block := list(islice(remaining, ROWS_AT_A_TIME)):
        if len(block[0]) != len(kinds):
            raise ValueError(f"A row has {len(block[0])} cells, the header {len(kinds)}")
        yield list(zip(*block, strict=True))


def _records(
    names: Sequence[str], kinds: Sequence[CellKind], rows: Iterable[Sequence[Value]]
) -> Iterator[dict[str, Typed]]:
    """Rows as the workbook's writer takes them; without any row, an empty one, since it reads the names there."""
    written = 0
    for columns in _columns(kinds, rows):
        typed = [xlsx_column(values, kind) for values, kind in zip(columns, kinds, strict=True)]
        written += len(typed[0])
        if written > LONGEST_XLSX:
            raise SheetTooLong(
                _("A worksheet holds %(rows)s rows, and this list has more. Take the CSV file instead.")
                % {"rows": f"{LONGEST_XLSX:,}"}
            )
        for cells in zip(*typed, strict=True):
            yield dict(zip(names, cells, strict=True))
    if not written:
        yield dict.fromkeys(names)


def _different(header: Sequence[str]) -> list[str]:
    """The header with a number behind names that came before: the workbook's writer knows columns by name."""
    names: list[str] = []
    for position, name in enumerate(xlsx_column(header, CellKind.TEXT), 1):
        text, copy = str(name or ""), 2
        while text in names or not text:
            text, copy = (f"{name} ({copy})" if name else f"Column {position}"), copy + 1
        names.append(text)
    return names


def _taken(text: io.StringIO) -> bytes:
    """What was written so far, leaving the page empty. Half characters, which no database keeps, become `?`."""
    written = text.getvalue().encode("utf-8", "replace")
    text.seek(0)
    text.truncate()
    return written
