"""What stands in one cell of a file: how each kind is written, and how a spreadsheet is kept from running it.

A spreadsheet takes a CSV cell that begins with `=`, `+`, `-` or `@` for a formula and computes it. Text that people
typed is therefore led by an apostrophe (the guard) where it begins like one; numbers, dates and phone numbers of a
clean shape are not touched. `unguard` takes off what `guard` put on and nothing else, so files read back equal.
Typed XLSX cells hold text as text and need no guard.

Limit: the guard looks at how a cell begins. A spreadsheet that is told to split these comma-separated files at
semicolons instead cuts cells in the middle; such users take the XLSX.
"""

import math
import re
from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime, time
from decimal import Decimal
from enum import Enum
from typing import cast
from uuid import UUID

from django.utils.translation import gettext as _

from crm.parts.dates import FuzzyDate, Precision

Value = str | int | float | Decimal | date | time | FuzzyDate | UUID | Iterable[str] | None
Typed = str | int | float | date | None

YES, NO = "yes", "no"
# What an XLSX cell can hold. A longer text is cut and says so; CSV carries it whole.
LONGEST_XLSX_CELL = 32_767
# Beyond this a spreadsheet's numbers lose digits
_LARGEST_EXACT = 2**53
_FIRST_XLSX_DAY = date(1900, 1, 1)


class CellKind(Enum):
    TEXT = "text"
    IDENTIFIER = "identifier"  # digits that are no number: NCES ids, zip codes
    NUMBER = "number"
    DATE = "date"  # a date or a FuzzyDate; XLSX gets a real date where the day is known
    DATETIME = "datetime"
    PHONE = "phone"
    EMAIL = "email"
    BOOLEAN = "boolean"
    LIST = "list"  # several texts in one cell, see `join_list`


# What is not seen, or what a reader may strip: spaces, control and format characters, fillers, quotes of all kinds.
# Tab and line ends stand under _LEADING: a cell that begins with one is guarded whatever follows. NUL: see below.
_SKIPPED = (
    r"\x01-\x08\x0b\x0c\x0e-\x20\x7f-\xa0\u00ad\u034f\u0600-\u0605\u061c\u06dd\u070f\u0890\u0891\u08e2\u115f\u1160"
    r"\u1680\u17b4\u17b5\u180b-\u180f\u2000-\u200f\u2028-\u202f\u205f-\u206f\u2800\u3000\u3164\ufe00-\ufe0f\ufeff"
    r"\uffa0\ufff9-\ufffb\U000110bd\U000110cd\U00013430-\U0001343f\U0001bca0-\U0001bca3\U0001d173-\U0001d17a"
    r"\U000e0000-\U000e0fff\"'`´\u00ab\u00bb\u2018-\u201f\u2032-\u2037\u2039\u203a\u2e02-\u2e05\u2e09\u2e0a\u2e0c"
    r"\u2e0d\u2e1c\u2e1d\u2e20\u2e21\uff02\uff07"
)
# = + - @ and every character that compatibility forms read as one of them (full-width, small, raised, lowered, minus)
_LEADING = (
    r"\t\r\n=+\-@\u2212\u207a-\u207c\u208a-\u208c\u2a75\u2a76\ufb29\ufe62\ufe63\ufe66\ufe6b"
    r"\uff0b\uff0d\uff1d\uff20"
)
_LIVE = re.compile(rf"[\0{_SKIPPED}]*+[{_LEADING}]")
# NUL joins the cells of a column here; one inside a cell only makes the search look closer
_LIVE_IN_COLUMN = re.compile(rf"\0[{_SKIPPED}]*+[{_LEADING}]")

_NUMBER = re.compile(r"[+-]?(?:\d{1,3}(?:,\d{3})+|\d+)?(?:\.\d+)?(?:[eE][+-]?\d{1,3})?%?")
# A plus and digits, or a space after the country code: `+1 555-0100` is no sum, `+1-555-0100` would be one
_PHONE = re.compile(r"\+\d{1,15}|\+\d{1,4} [\d(][\d ().-]{2,24}(?: ?(?:x|ext\.?) ?\d{1,8})?")

_NEEDS_QUOTES = re.compile(r'[;"]|\A\s|\s\Z')


def is_live(text: str) -> bool:
    """Whether a spreadsheet might compute a CSV cell with this text, at once or after dropping what is not seen."""
    return _LIVE.match(text) is not None


def guard(text: str, kind: CellKind = CellKind.TEXT) -> str:
    """The text as it may stand in a CSV cell: led by an apostrophe if it is live and not of its kind's clean shape."""
    if not is_live(text) or _is_clean(text, kind):
        return text
    return "'" + text


def unguard(text: str) -> str:
    """What `guard` was given. A leading apostrophe that guards nothing stays."""
    return text[1:] if text.startswith("'") and is_live(text[1:]) else text


def words(value: Value) -> str:
    """The value as text, not guarded. None is empty; a day is ISO; yes and no; a list is joined."""
    match value:
        case None:
            return ""
        case str():
            return value
        case bool():
            return YES if value else NO
        case float():
            return _float_words(value)
        case FuzzyDate():
            return value.iso
        case datetime():
            return value.isoformat(" ", "minutes" if not (value.second or value.microsecond) else "seconds")
        case date() | time():
            return value.isoformat()
        case list() | tuple() | set() | frozenset():
            return join_list(value)
    return str(value)


def csv_column(values: Sequence[Value], kind: CellKind) -> Sequence[str]:
    """The cells of one column, guarded. A column at a time, since nearly all columns hold nothing to guard."""
    texts = cast(Sequence[str], values)
    try:
        joined = "\0".join(texts)
    except TypeError:  # not all are text yet
        texts = [value if isinstance(value, str) else words(value) for value in values]
        joined = "\0".join(texts)
    if _LIVE_IN_COLUMN.search("\0" + joined) is None:
        return texts
    return [guard(text, kind) for text in texts]


def xlsx_column(values: Sequence[Value], kind: CellKind) -> Sequence[Typed]:
    """The cells of one column with the types that a workbook knows; nothing in it is ever a formula."""
    if kind in (CellKind.NUMBER, CellKind.DATE):
        convert: Callable[[Value], Typed] = _number if kind is CellKind.NUMBER else _day
        return [convert(value) for value in values]
    texts = [value if isinstance(value, str) else words(value) for value in values]
    if max(map(len, texts), default=0) * 2 > LONGEST_XLSX_CELL or not _encodes(texts):
        return [_fitting(text) for text in texts]
    return texts


def join_list(items: Iterable[str]) -> str:
    """Several texts in one cell: `nurse; parent leader`. An item that holds a separator stands in quotes."""
    return "; ".join(
        '"' + item.replace('"', '""') + '"' if _NEEDS_QUOTES.search(item) or not item else item
        for item in items
    )


def _is_clean(text: str, kind: CellKind) -> bool:
    if kind is CellKind.NUMBER:
        return _NUMBER.fullmatch(text) is not None
    return kind is CellKind.PHONE and _PHONE.fullmatch(text) is not None


def _float_words(value: float) -> str:
    if not math.isfinite(value):
        return ""
    return str(int(value)) if value.is_integer() and abs(value) < _LARGEST_EXACT else repr(value)


def _number(value: Value) -> Typed:
    """A number where a workbook keeps all its digits, else text."""
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        return _fitting(words(value))
    if not math.isfinite(value):
        return None
    if isinstance(value, float):
        return value
    amount = Decimal(value)
    exact = abs(amount) <= _LARGEST_EXACT and Decimal(repr(float(amount))) == amount
    return float(amount) if exact else str(amount)


def _day(value: Value) -> Typed:
    """A real date where the day is known and a workbook can count it (from 1900), else text: `2023-08`."""
    day: object = value.day if isinstance(value, FuzzyDate) and value.precision is Precision.DAY else value
    if isinstance(day, date) and not isinstance(day, datetime) and day >= _FIRST_XLSX_DAY:
        return day
    return _fitting(words(value))


def _encodes(texts: Sequence[str]) -> bool:
    try:
        "".join(texts).encode()
    except UnicodeEncodeError:
        return False
    return True


def _fitting(text: str) -> str | None:
    """The text as a workbook can hold it: short enough as it counts (UTF-16), no half characters."""
    whole = text.encode("utf-16-le", "replace")
    if len(whole) > 2 * LONGEST_XLSX_CELL:
        note = _("… [cut: a cell of XLSX holds no more, the CSV file has it all]")
        return whole[: 2 * (LONGEST_XLSX_CELL - len(note))].decode("utf-16-le", "ignore") + note
    return whole.decode("utf-16-le") or None
