"""How days that are known only roughly are stored: a start as the earliest, an end as the latest possible day."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from crm.parts.dates import UNKNOWN, FuzzyDate, Precision

Known = FuzzyDate | date | None


def as_known(on: Known, precision: str = "") -> FuzzyDate:
    """A day with its precision as one value; a day without any is known to the day, and no day is not known."""
    if isinstance(on, FuzzyDate):
        return on
    if on is None:
        return UNKNOWN
    how = Precision(precision) if precision else Precision.DAY
    return FuzzyDate(on, Precision.DAY if how is Precision.UNKNOWN else how)


def begin(record: Any, start: Known, precision: str = "") -> None:
    """Write a start into a record that lasts."""
    known = as_known(start, precision)
    record.start, record.start_precision = known.earliest, known.precision.value


def end(record: Any, on: Known, precision: str = "") -> None:
    """Write an end into a record that lasts; an unknown day stays unknown.

    Raises ValidationError at `end` if it certainly lies before the start.
    """
    known = as_known(on, precision)
    if record.start and known.latest and known.latest < record.start:
        raise ValidationError({"end": _("It ends before it starts. Swap the days?")})
    record.end, record.end_precision, record.ended = known.latest, known.precision.value, True


def start_of(record: Any) -> FuzzyDate:
    """The start of a record as people know it."""
    return as_known(record.start, record.start_precision)


def end_of(record: Any) -> FuzzyDate:
    """The end of a record as people know it."""
    return as_known(record.end, record.end_precision)
