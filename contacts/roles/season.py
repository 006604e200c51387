"""When it is time to check who still holds which role: each January and July, and in the weeks after an election.

Pure: the day and the elections come in, so that a test sets them.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

# Boards are seated and offices are handed over within these days after a vote.
AFTER_AN_ELECTION = timedelta(weeks=8)
# A roster that was checked within these days is not asked for again: five months.
CHECKED_WITHIN = timedelta(days=152)
JANUARY, JULY = 1, 7


class Occasion(StrEnum):
    """Why rosters change just now."""

    NEW_YEAR = "new year"
    SUMMER = "summer"
    ELECTION = "election"


@dataclass(frozen=True)
class Season:
    """A time at which rosters are checked, and since when it lasts."""

    occasion: Occasion
    since: date


def season_on(day: date, elections: Iterable[date]) -> Season | None:
    """The season that a day lies in; None if rosters are left in peace. `elections` are the days of votes."""
    votes = [vote for vote in elections if vote < day <= vote + AFTER_AN_ELECTION]
    if votes:
        return Season(Occasion.ELECTION, max(votes))
    first = day.replace(day=1)
    if day.month == JANUARY:
        return Season(Occasion.NEW_YEAR, first)
    return Season(Occasion.SUMMER, first) if day.month == JULY else None


def is_due(season: Season, day: date, checked_on: date | None) -> bool:
    """Whether a roster that was last checked on a day (None: never) is to be checked on this day of the season.

    After an election whatever was not looked at since the vote; otherwise what was not looked at for five months.
    """
    if checked_on is None:
        return True
    if season.occasion is Occasion.ELECTION:
        return checked_on <= season.since
    return day - checked_on > CHECKED_WITHIN
