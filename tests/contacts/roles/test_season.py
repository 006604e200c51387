"""When rosters are to be checked: a matter of the day and of the votes before it alone."""

from __future__ import annotations

from datetime import date, timedelta
from types import SimpleNamespace
from typing import Any

import pytest

from contacts.home.rosters import Election, offer
from contacts.roles.season import Occasion, is_due, season_on

VOTE = date(2026, 11, 3)


@pytest.mark.parametrize(
    ("day", "occasion"),
    [
        (date(2026, 1, 1), Occasion.NEW_YEAR),
        (date(2026, 1, 31), Occasion.NEW_YEAR),
        (date(2026, 2, 1), None),
        (date(2026, 6, 30), None),
        (date(2026, 7, 1), Occasion.SUMMER),
        (date(2026, 7, 31), Occasion.SUMMER),
        (date(2026, 8, 1), None),
        (VOTE, None),
        (VOTE + timedelta(days=1), Occasion.ELECTION),
        (VOTE + timedelta(weeks=8), Occasion.ELECTION),
        (date(2026, 12, 30), None),
        (date(2027, 1, 4), Occasion.NEW_YEAR),
    ],
)
def test_it_is_the_season_in_january_and_july_and_for_weeks_after_a_vote(day: date, occasion: Any) -> None:
    season = season_on(day, [VOTE])
    assert (season.occasion if season else None) == occasion


def test_it_asks_again_for_what_was_not_looked_at_for_five_months() -> None:
    july = date(2026, 7, 6)
    season = season_on(july, [])
    assert season is not None
    assert is_due(season, july, None)
    assert is_due(season, july, date(2026, 1, 20))
    assert not is_due(season, july, date(2026, 3, 1))
    assert not is_due(season, july, july)


def test_it_asks_after_a_vote_for_what_was_not_looked_at_since() -> None:
    season = season_on(date(2026, 11, 24), [VOTE])
    assert season is not None
    assert is_due(season, date(2026, 11, 24), date(2026, 10, 30))
    assert not is_due(season, date(2026, 11, 24), date(2026, 11, 5))


def test_it_offers_the_oldest_first_and_a_vote_of_one_district_to_that_one_alone() -> None:
    def district(pk: int, checked_on: date | None) -> Any:
        return SimpleNamespace(pk=pk, sort_name=f"district {pk}", checked_on=checked_on)

    rosters = [district(1, date(2026, 9, 3)), district(2, None), district(3, date(2026, 11, 5))]
    day = date(2026, 11, 24)
    everywhere = offer(day, [Election(VOTE)], rosters)
    assert everywhere is not None
    assert [one.pk for one in everywhere.shown] == [2, 1]
    alone = offer(day, [Election(VOTE, organization=1)], rosters)
    assert alone is not None
    assert [one.pk for one in alone.shown] == [1]
    assert offer(day, [], rosters) is None
    assert offer(day, [Election(VOTE)], rosters[2:]) is None
