"""Days as a column writes them: which of two numbers is the month, and days that leave the year out."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from django.utils.translation import gettext as _

from crm.parts.dates import DateError, FuzzyDate, Precision

MONTH_FIRST, DAY_FIRST = "mdy", "dmy"
_NUMBERS = re.compile(r"\s*(\d{1,2})([/.-])(\d{1,2})(?:\2(\d{4}|\d{2}))?(\s.*)?$")


class Days(NamedTuple):
    """What a column of days leaves open: `order` is "" where either could be meant, `without_year` how many lack it."""

    order: str
    doubtful: int
    without_year: int
    example: str


def survey_days(cells: Sequence[str]) -> Days:
    """Which order of day and month these cells show. A day over 12 in one of them tells it for all."""
    first = second = doubtful = without = 0
    example = ""
    for cell in cells:
        found = _NUMBERS.match(cell)
        if found is None:
            continue
        one, other = int(found[1]), int(found[3])
        first += one > 12
        second += other > 12
        without += found[4] is None
        if one <= 12 and other <= 12 and one != other and found[2] != ".":
            doubtful += 1
            example = example or cell
    if not doubtful or bool(first) != bool(second):
        return Days(DAY_FIRST if first > second else MONTH_FIRST, 0, without, example)
    return Days("", doubtful, without, example)


def read_day(text: str, order: str, year: str = "") -> FuzzyDate:
    """A date, its numbers in this order; `year` is for days that name none. Raises DateError, in words."""
    found = _NUMBERS.match(text)
    if found is None or len(text) > 40:
        return FuzzyDate.parse(text)
    one, other, written = int(found[1]), int(found[3]), found[4]
    if written is None:
        if not year:
            raise DateError(_("“%(text)s” names no year.") % {"text": text.strip()[:40]})
        written = year
    swap = (order == DAY_FIRST and other <= 12) or one > 12
    month, day = (other, one) if swap else (one, other)
    # ISO leaves nothing open; two digits of a year are read by the one rule for them.
    if len(written) == 2:
        return FuzzyDate.parse(f"{month}/{day}/{written}")
    return FuzzyDate.parse(f"{written}-{month:02}-{day:02}")


def is_whole_day(day: FuzzyDate) -> bool:
    return day.precision is Precision.DAY
