"""Tables in text: finding the delimiter, and reading records with the line on which each starts."""

import csv
import io
import re
from collections.abc import Generator
from dataclasses import dataclass
from functools import partial
from typing import BinaryIO

from django.utils.translation import gettext as _

from crm.parts.sheets.sheet import Limits, Record, SheetError, cell_too_long, too_many_columns
from crm.parts.sheets.surveys import Survey, nul_character

_DELIMITERS = (",", ";", "\t", "|")
# Records that are looked at to find the delimiter
_SAMPLE = 200
# Excel's own hint, in a first line of its own
_HINT = re.compile(r"\"?sep=(?P<delimiter>[^\"\r\n])\"?\s*[\r\n]", re.IGNORECASE)


@dataclass(frozen=True)
class Dialect:
    """How cells are told apart. `first_line` is 2 below a `sep=` line, else 1."""

    delimiter: str
    skips_spaces: bool = False
    first_line: int = 1


def dialect_of(found: Survey, encoding: str, delimiter: str = "") -> Dialect:
    """The delimiter that makes most records as wide as the header; a hint in the file, or `delimiter`, decides."""
    text = found.head.decode(encoding, "ignore").removeprefix("\ufeff")
    if hint := _HINT.match(text):
        return Dialect(delimiter or hint["delimiter"], first_line=2)
    lines = list(io.StringIO(text, newline=""))[: _SAMPLE + 1]
    whole = found.size <= len(found.head)
    if len(lines) > 1 and not whole:
        lines.pop()  # it may be cut
    # Of a single column, so that the comma of `Lee, Ann` divides nothing
    unused = next((candidate for candidate in _DELIMITERS if candidate + " " not in text), ",")
    best, dialect = (0.0, 0), Dialect(delimiter or unused)
    for candidate in (delimiter,) if delimiter else _DELIMITERS:
        for skips_spaces in (False, True):
            score = _score(lines, candidate, skips_spaces)
            if score > best:
                best, dialect = score, Dialect(candidate, skips_spaces)
    return dialect


def records(file: BinaryIO, encoding: str, dialect: Dialect, limits: Limits) -> Generator[Record]:
    """Every record with the line on which it starts, blank ones too; the file stays open.

    Holds one record at a time. Raises SheetError where the text is broken or beyond the limits.
    """
    text = io.TextIOWrapper(file, encoding=encoding, newline="")
    try:
        source = _Lines(text, limits)
        for _line in range(1, dialect.first_line):
            text.readline(limits.record_characters)
        yield from _read(source, dialect, limits)
    except UnicodeDecodeError:
        raise SheetError(
            _("The file ends or breaks in the middle of a character. Export it again.")
        ) from None
    finally:
        text.detach()  # else it would close the file with itself


def _read(source: "_Lines", dialect: Dialect, limits: Limits) -> Generator[Record]:
    reader = csv.reader(source, delimiter=dialect.delimiter, skipinitialspace=dialect.skips_spaces)
    before = dialect.first_line - 1
    start = before + 1
    while True:
        source.record_begins(start)
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error:  # a cell longer than the module's own limit
            raise cell_too_long(limits, start) from None
        if source.ended:
            # The reader asked for a line beyond the last, which it does only within quotation marks
            raise SheetError(
                _(
                    "A quotation mark that opens here is never closed. The file may be cut off: export it again; "
                    "or take the mark out."
                ),
                start,
            )
        if len(cells) > limits.columns:
            raise too_many_columns(limits, start)
        if source.in_record > limits.cell_characters and max(map(len, cells)) > limits.cell_characters:
            raise cell_too_long(limits, start)
        yield start, cells
        start = reader.line_num + before + 1


class _Lines:
    """The lines of a text for the reader of records, which never holds more of them than the limits allow."""

    def __init__(self, text: io.TextIOWrapper, limits: Limits) -> None:
        self._next = partial(text.readline, limits.record_characters)
        self._limits = limits
        self._start = 1
        self.in_record = 0
        self.ended = False

    def record_begins(self, line: int) -> None:
        self._start = line
        self.in_record = 0

    def __iter__(self) -> "_Lines":
        return self

    def __next__(self) -> str:
        line = self._next()
        if not line:
            self.ended = True
            raise StopIteration
        self.in_record += len(line)
        if self.in_record >= self._limits.record_characters:
            raise _record_too_long(self._limits, self._start)
        if "\0" in line:
            raise nul_character(self._start)
        return line


def _record_too_long(limits: Limits, line: int) -> SheetError:
    message = _(
        "There are more than %(characters)s characters in one row. Look for a quotation mark without its partner."
    )
    return SheetError(message % {"characters": f"{limits.record_characters:,}"}, line)


def _score(lines: list[str], delimiter: str, skips_spaces: bool) -> tuple[float, int]:
    """The share of records as wide as most are, and that width; (0, 0) if the delimiter divides nothing.

    The header counts like every record: a delimiter that only occurs in the cells (commas in `Lee, Ann;Teacher`)
    leaves it whole.
    """
    try:
        widths = [
            len(cells)
            for cells in csv.reader(lines, delimiter=delimiter, skipinitialspace=skips_spaces)
            if any(map(str.strip, cells))
        ]
    except csv.Error:
        return 0.0, 0
    divided = [width for width in widths if width > 1]
    if not divided or (
        widths[0] == 1 and not any(re.search(re.escape(delimiter) + r"(?! )", line) for line in lines)
    ):
        return 0.0, 0  # commas in sentences and in `Lee, Ann`, below the name of a single column
    usual = max(set(divided), key=lambda width: (divided.count(width), width))
    return divided.count(usual) / len(widths), usual
