"""Days on which schools work: when meetings happen in the demo."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random


def is_school_day(day: date) -> bool:
    """Whether anybody meets on this day: no weekend, no holiday, no break."""
    if day.weekday() > 4:
        return False
    if (day.month, day.day) >= (12, 24) or (day.month, day.day) <= (1, 1):
        return False
    if (day.month, day.day) in {(7, 3), (7, 4), (6, 19), (11, 11)}:
        return False
    return not (_is_thanksgiving(day) or _is_monday_off(day) or _is_spring_break(day))


def last_school_day(today: date) -> date:
    """Today, or the last day before it on which schools worked."""
    while not is_school_day(today):
        today -= timedelta(days=1)
    return today


def next_school_days(today: date, count: int) -> list[date]:
    """So many school days, from today on."""
    found: list[date] = []
    while len(found) < count:
        if is_school_day(today):
            found.append(today)
        today += timedelta(days=1)
    return found


def pick_days(chance: Random, first: date, last: date, count: int) -> list[date]:
    """So many days between first and last in order; fewer in summer, when half of everybody is away."""
    days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    days = [day for day in days if is_school_day(day)]
    weights = [0.35 if (6, 12) < (day.month, day.day) < (8, 16) else 1.0 for day in days]
    return sorted(chance.choices(days, weights, k=count))


def _is_thanksgiving(day: date) -> bool:
    """The fourth Thursday of November and the Friday after it."""
    thursday = day - timedelta(days=day.weekday() - 3)
    return day.month == 11 and day.weekday() >= 3 and 22 <= thursday.day <= 28


def _is_monday_off(day: date) -> bool:
    third = 15 <= day.day <= 21
    if day.weekday() != 0:
        return False
    return (
        (day.month in {1, 2} and third)
        or (day.month == 9 and day.day <= 7)
        or (day.month == 5 and day.day >= 25)
    )


def _is_spring_break(day: date) -> bool:
    """The last full week of March."""
    return day.month == 3 and 24 <= (day - timedelta(days=day.weekday())).day <= 30
