"""From which day on somebody counts as going quiet: longer without contact than is usual for them.

With contact on three days or more, the usual is the person's own rhythm: half as long again as the median gap between
those days, but no less than 21 and no more than 365 days. With contact on one or two days it is 90 days. Whoever was
never met does not go quiet. Days without school do not count, neither in a gap nor since: nobody is met in July.
"""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Collection, Iterable
from datetime import date
from itertools import pairwise
from statistics import median

ENOUGH_FOR_A_RHYTHM = 3
WITHOUT_A_RHYTHM = 90  # days
PATIENCE = 1.5  # times the usual gap
LEAST, MOST = 21, 365  # days


class Breaks:
    """Spans of days without school, first and last day each; they may overlap."""

    def __init__(self, spans: Iterable[tuple[date, date]] = ()) -> None:
        # By ordinal: where each span begins, where it ends, and how many days off there were before it.
        self._begins: list[int] = []
        self._ends: list[int] = []
        self._before: list[int] = []
        for first, last in sorted((first.toordinal(), last.toordinal()) for first, last in spans):
            if self._ends and first <= self._ends[-1] + 1:
                self._ends[-1] = max(self._ends[-1], last)
                continue
            self._before.append(self._before[-1] + self._ends[-1] - self._begins[-1] + 1 if self._ends else 0)
            self._begins.append(first)
            self._ends.append(last)

    def _off_until(self, day: int) -> int:
        """How many days off there were up to this one."""
        at = bisect_right(self._begins, day) - 1
        if at < 0:
            return 0
        return self._before[at] + min(day, self._ends[at]) - self._begins[at] + 1

    def school_days(self, after: int, until: int) -> int:
        """How many days count, after one and up to another (ordinals)."""
        if not self._begins:
            return until - after
        return until - after - self._off_until(until) + self._off_until(after)

    def in_school_days(self, after: int, count: int) -> int:
        """The first day by which so many have passed that count."""
        day = after + count
        while (missing := count - self.school_days(after, day)) > 0:
            day += missing
        return day


def quiet_day(days: Collection[date], breaks: Breaks) -> date | None:
    """The day from which somebody with contact on these days counts as going quiet; None if they were never met."""
    if not days:
        return None
    met = sorted({day.toordinal() for day in days})
    patience = WITHOUT_A_RHYTHM
    if len(met) >= ENOUGH_FOR_A_RHYTHM:
        usual = median(breaks.school_days(before, after) for before, after in pairwise(met))
        patience = min(MOST, max(LEAST, math.ceil(PATIENCE * usual)))
    # The record takes days as far as the calendar goes.
    return date.fromordinal(min(breaks.in_school_days(met[-1], patience), date.max.toordinal()))
