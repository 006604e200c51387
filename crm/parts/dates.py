"""Dates as people know them: to the day, to the month, to the year, or not at all.

Nothing here reads the clock. A date that is not known stays not known: no reader invents a day.
"""

import calendar
import re
import unicodedata
from dataclasses import dataclass
from datetime import date, datetime
from functools import total_ordering

from django.db.models import TextChoices
from django.utils.dateformat import format as format_date
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

FIRST_YEAR = 1800
LAST_YEAR = 2200
LONGEST = 80  # characters of a text that is read as a date


class DateError(ValueError):
    """A text that cannot be read as a date; its message tells a person what to write instead."""


class Precision(TextChoices):
    """How exactly a date is known."""

    DAY = "day", gettext_lazy("day")
    MONTH = "month", gettext_lazy("month")
    YEAR = "year", gettext_lazy("year")
    UNKNOWN = "unknown", gettext_lazy("not known")


@total_ordering
@dataclass(frozen=True, slots=True)
class FuzzyDate:
    """A day, a month or a year, or a date that is not known.

    `day` may be any day of the period; it is kept as the period's first, so that a start stored as the
    earliest and an end stored as the latest possible day read back as equal. Unknown sorts before all known
    dates; a period sorts before a shorter period that begins on the same day.
    """

    day: date | None = None
    precision: Precision = Precision.UNKNOWN

    def __post_init__(self) -> None:
        precision = Precision(self.precision)
        if (self.day is None) != (precision is Precision.UNKNOWN):
            raise ValueError("A date has a precision exactly when it has a day")
        day = self.day.date() if isinstance(self.day, datetime) else self.day
        if day is not None and precision is not Precision.DAY:
            day = day.replace(day=1, month=1 if precision is Precision.YEAR else day.month)
        object.__setattr__(self, "precision", precision)
        object.__setattr__(self, "day", day)

    @classmethod
    def of_day(cls, day: date) -> "FuzzyDate":
        return cls(day, Precision.DAY)

    @classmethod
    def of_month(cls, year: int, month: int) -> "FuzzyDate":
        return cls(date(year, month, 1), Precision.MONTH)

    @classmethod
    def of_year(cls, year: int) -> "FuzzyDate":
        return cls(date(year, 1, 1), Precision.YEAR)

    @classmethod
    def parse(cls, text: str) -> "FuzzyDate":
        """Read what people type and files carry; an empty text is an unknown date.

        `8/9/2023` is 9 August and `8.9.2023` is 8 September; where only one order is possible, that one is taken.
        Raises DateError, in words, for anything else.
        """
        return _parse(text)

    @property
    def known(self) -> bool:
        return self.day is not None

    @property
    def earliest(self) -> date | None:
        """The first day it can mean: what a start is stored as. None if unknown."""
        return self.day

    @property
    def latest(self) -> date | None:
        """The last day it can mean: what an end is stored as. None if unknown."""
        if self.day is None or self.precision is Precision.DAY:
            return self.day
        if self.precision is Precision.YEAR:
            return date(self.day.year, 12, 31)
        return self.day.replace(day=calendar.monthrange(self.day.year, self.day.month)[1])

    @property
    def iso(self) -> str:
        """`2023-08-14`, `2023-08`, `2023` or nothing: what files carry, and `parse` reads back."""
        whole = "" if self.day is None else self.day.isoformat()
        return whole[: {Precision.MONTH: 7, Precision.YEAR: 4}.get(self.precision, 10)]

    def __str__(self) -> str:
        if self.day is None:
            return _("not known")
        pattern = {Precision.DAY: "j M Y", Precision.MONTH: "M Y"}.get(self.precision, "Y")
        return format_date(self.day, pattern)

    def __lt__(self, other: "FuzzyDate") -> bool:
        return self._rank < other._rank

    @property
    def _rank(self) -> tuple[date, int]:
        first, last = self.earliest, self.latest
        return (date.min, 0) if first is None or last is None else (first, (first - last).days)


UNKNOWN = FuzzyDate()


def since(start: FuzzyDate) -> str:
    """`since Aug 2023`, or that the start is not known."""
    return _("since %(date)s") % {"date": start} if start.known else _("start not known")


def until(end: FuzzyDate) -> str:
    """`until Aug 2023`, or that the end is not known."""
    return _("until %(date)s") % {"date": end} if end.known else _("ended, day not known")


def span(start: FuzzyDate, end: FuzzyDate = UNKNOWN, *, ended: bool = False) -> str:
    """How long something lasted, in words: `since 2019`, `2019 – Aug 2023`, `2019 – ended, day not known`."""
    if not (ended or end.known):
        return since(start)
    if not start.known:
        return until(end)
    return f"{start} – {end if end.known else until(end)}"


_NOTHING = frozenset({"", "-", "–", "—", "?", "n/a", "na", "none", "null", "unknown", "not known", "0/0/00"})
_MONTH_NAMES = (
    "january", "february", "march", "april", "may", "june",
    "july", "august", "september", "october", "november", "december",
)  # fmt: skip
_MONTHS = {
    spelling: number for number, name in enumerate(_MONTH_NAMES, 1) for spelling in (name, name[:3], name[:4])
}
_MONTH = rf"(?P<month>{'|'.join(sorted(_MONTHS, key=len, reverse=True))})\.?"
_TIME = r"(?:[t ]+\d{1,2}:\d{2}(?::\d{2}(?:[.,]\d+)?)?(?: ?[ap]\.?m\.?)?(?: ?(?:z|utc|[+-]\d{2}:?\d{2}))?)?"
_YEAR = r"(?P<year>\d{4,})"
_SHORT_OR_LONG = r"(?P<year>'?\d{2}|\d{4,})"

# 14-08-2023 and the like: two numbers and a year, in either order of day and month
_NUMBERS = re.compile(
    rf"(?P<a>\d{{1,2}})(?P<gap>[-/.])(?P<b>\d{{1,2}})(?P=gap)(?P<year>\d{{2}}|\d{{4,}}){_TIME}$"
)
_SHAPES = tuple(
    re.compile(shape + "$")
    for shape in (
        r"(?P<year>\d{4})(?P<m>\d\d)(?P<day>\d\d)",
        _YEAR,
        rf"{_YEAR}[-/.](?P<m>\d{{1,2}})",
        rf"{_YEAR}(?P<gap>[-/.])(?P<m>\d{{1,2}})(?P=gap)(?P<day>\d{{1,2}}){_TIME}",
        rf"(?P<m>\d{{1,2}})[-/.]{_YEAR}",
        rf"{_MONTH}[ /-]?{_YEAR}",
        rf"{_MONTH}(?:-| ?')(?P<year>\d\d)",  # a spreadsheet shows "Aug 2023" as Aug-23; "Aug 23" may be a day
        rf"{_YEAR}[ /-]?{_MONTH}(?:[ /-]?(?P<day>\d{{1,2}}))?",
        rf"(?P<day>\d{{1,2}})[ /-]?{_MONTH}[ /-]?{_SHORT_OR_LONG}{_TIME}",
        rf"{_MONTH} ?(?P<day>\d{{1,2}}) {_YEAR}{_TIME}",
    )
)
_WEEKDAY = re.compile(r"^(?:mon|tues?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:day)?\.? ")
_ORDINAL = re.compile(r"(?<=\d)(?:st|nd|rd|th)\b(?: of\b)?")


def _clean(text: str) -> str:
    """One spelling of spaces, digits, commas and ordinals."""
    if len(text) > LONGEST:
        return "too long for a date"
    plain = unicodedata.normalize("NFKC", text).casefold().replace(",", " ").replace("’", "'")
    return _WEEKDAY.sub("", _ORDINAL.sub("", " ".join(plain.split())))


def _parse(text: str) -> FuzzyDate:
    cleaned = _clean(text)
    if cleaned in _NOTHING or re.fullmatch(r"[0/.\- :]+", cleaned):  # 0000-00-00, 00/00/0000
        return UNKNOWN
    if found := _NUMBERS.match(cleaned):
        first, second = int(found["a"]), int(found["b"])
        swap = second <= 12 and (first > 12 or found["gap"] == ".")
        month, day = (second, first) if swap else (first, second)
        return _build(text, found["year"], month, day)
    for shape in _SHAPES:
        if found := shape.match(cleaned):
            part = found.groupdict()
            month = _MONTHS[part["month"]] if part.get("month") else int(part.get("m") or 0)
            return _build(text, part["year"], month, int(part.get("day") or 0))
    raise _unreadable(text)


def _build(text: str, year_text: str, month: int, day: int) -> FuzzyDate:
    """A month or a day of 0 is how some databases write that it is not known."""
    digits = year_text.lstrip("'")
    year = int(digits)
    if len(digits) == 2:
        year += 2000 if year < 69 else 1900  # as POSIX reads two digits
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise DateError(
            _("“%(year)s” is not a year we can use. Write a year between %(first)s and %(last)s.")
            % {"year": digits[:12], "first": FIRST_YEAR, "last": LAST_YEAR}
        )
    if not month:
        if day:
            raise _unreadable(text)
        return FuzzyDate.of_year(year)
    try:
        return FuzzyDate.of_day(date(year, month, day)) if day else FuzzyDate.of_month(year, month)
    except ValueError:
        raise DateError(
            _("“%(text)s” is not in the calendar. Check the day and the month, or write only the year.")
            % {"text": text.strip()[:40]}
        ) from None


def _unreadable(text: str) -> DateError:
    return DateError(
        _("“%(text)s” is not a date we can read. Write 2023, Aug 2023 or 8/14/2023, or leave it empty.")
        % {"text": text.strip()[:40]}
    )
