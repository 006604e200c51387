"""Who goes quiet, from which day on: by their own rhythm, without days off, as far as the viewer may know."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from itertools import pairwise
from statistics import median
from typing import Any

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from contacts.meetings.quiet import Breaks, quiet_day
from contacts.models import KeyDate, KeyDateKind, Person
from crm.parts.audit import act
from crm.parts.records import delete_all
from tests import factories
from tests.cast import Cast

A_DAY = date(2025, 1, 6)


def after(*days: int) -> list[date]:
    return [A_DAY + timedelta(days=day) for day in days]


@pytest.mark.parametrize(
    ("met", "quiet"),
    [
        ([], None),
        ([0], 90),
        ([0, 200], 200 + 90),
        ([0, 10, 20], 20 + 21),  # 15 days, but no fewer than 21
        ([0, 40, 60, 110], 110 + 60),  # gaps of 40, 20 and 50
        ([0, 0, 30, 60], 60 + 45),
        ([0, 400, 800], 800 + 365),  # 600 days, but no more than 365
        ([0, 15, 46], 46 + 35),  # half of 15 and 31, and half as much again: 34.5
    ],
)
def test_it_takes_half_as_long_again_as_the_usual_gap(met: list[int], quiet: int | None) -> None:
    assert quiet_day(after(*met), Breaks()) == (None if quiet is None else A_DAY + timedelta(days=quiet))


SPANS = st.lists(st.tuples(st.integers(0, 500), st.integers(0, 80)), max_size=6)


@given(days=st.sets(st.integers(0, 400), max_size=12), spans=SPANS)
def test_it_counts_no_day_off_however_breaks_overlap(days: set[int], spans: list[tuple[int, int]]) -> None:
    off = {day for first, length in spans for day in range(first, first + length + 1)}
    met = sorted(days)

    def counted(begin: int, end: int) -> int:
        return sum(day not in off for day in range(begin + 1, end + 1))

    expected = None
    if met:
        patience = 90
        if len(met) >= 3:
            gap = median(counted(a, b) for a, b in pairwise(met))
            patience = min(365, max(21, -int(-1.5 * gap // 1)))
        expected = next(n for n in range(met[-1], 5000) if counted(met[-1], n) >= patience)
    breaks = Breaks((after(first)[0], after(first + length)[0]) for first, length in spans)
    assert quiet_day(after(*met), breaks) == (None if expected is None else after(expected)[0])


@pytest.fixture
def without_breaks(db: None) -> KeyDateKind:
    """A kind of days off, and none yet: not even those that every installation starts with."""
    with act(by=_system(), verb="test"):
        delete_all(KeyDate, KeyDate.objects.all())
    kind: KeyDateKind = factories.make(KeyDateKind(name="Off", no_school=True))
    return kind


def _system() -> Any:
    from crm.accounts.models import User

    return User.objects.system()


def quiet_to(cast: Cast, names: Iterable[str] = ("ada", "ben", "cy", "vi")) -> dict[str, list[str]]:
    found = {}
    for name in names:
        page = cast.client(name).get("/people/?quiet=1")
        found[name] = [row.name for row in page.context["page"].rows]
    return found


def met(who: Person, *ago: int, **fields: Any) -> None:
    today = timezone.localdate()
    for days in ago:
        factories.meeting(who, held_on=today - timedelta(days=days), **fields)


def test_it_lists_whoever_goes_quiet_and_nobody_who_was_never_met(
    cast: Cast, without_breaks: KeyDateKind
) -> None:
    factories.person("Never")
    long_ago, lately, often = (factories.person(name) for name in ("Long ago", "Lately", "Often"))
    met(long_ago, 90)
    met(lately, 89)
    met(often, 40, 33, 26)  # every week: three weeks are long, two are not
    assert quiet_to(cast, ["vi"]) == {"vi": ["Long ago", "Often"]}
    assert Person.objects.get(pk=often.pk).quiet_on == timezone.localdate() - timedelta(days=26 - 21)
    page = cast.page("ben", "/people/")
    assert "Going quiet" in page
    assert "?quiet=1" in page


def test_it_tells_each_viewer_no_more_than_they_may_know(cast: Cast, without_breaks: KeyDateKind) -> None:
    who = factories.person("Hodan")
    met(who, 120, by=cast.ben)
    assert quiet_to(cast) == {name: ["Hodan"] for name in ("ada", "ben", "cy", "vi")}
    met(who, 50, by=cast.ben, visibility="team", team=cast.north)
    assert quiet_to(cast) == {"ada": [], "ben": [], "cy": ["Hodan"], "vi": ["Hodan"]}
    other = factories.person("Other")
    met(other, 120, by=cast.ben)
    met(other, 10, by=cast.ada, visibility="owner")
    assert quiet_to(cast) == {"ada": [], "ben": ["Other"], "cy": ["Hodan", "Other"], "vi": ["Hodan", "Other"]}


def test_it_asks_all_teams_of_somebody_who_is_in_several(cast: Cast, without_breaks: KeyDateKind) -> None:
    cast.ben.teams.add(cast.south)
    who = factories.person("Hodan")
    met(who, 100, by=cast.ben, visibility="team", team=cast.north)
    assert quiet_to(cast, ["ben"]) == {"ben": ["Hodan"]}
    met(who, 20, by=cast.cy, visibility="team", team=cast.south)
    assert quiet_to(cast, ["ben"]) == {"ben": []}


def test_it_waits_while_there_is_no_school_and_follows_the_calendar(
    cast: Cast, without_breaks: KeyDateKind
) -> None:
    who, today = factories.person("Hodan"), timezone.localdate()
    met(who, 95)

    def goes_on() -> date:
        return Person.objects.get(pk=who.pk).quiet_on

    first = goes_on()
    assert first == today - timedelta(days=5)
    summer = factories.make(
        KeyDate(
            kind=without_breaks,
            title="Break",
            start=today - timedelta(days=40),
            end=today - timedelta(days=31),
        )
    )
    assert goes_on() == first + timedelta(days=10)
    assert quiet_to(cast, ["vi"]) == {"vi": []}
    without_breaks.no_school = False
    factories.make(without_breaks)
    assert goes_on() == first
    without_breaks.no_school = True
    factories.make(without_breaks)
    assert goes_on() == first + timedelta(days=10)
    with act(by=cast.ada, verb="test"):
        delete_all(KeyDate, [summer])
    assert goes_on() == first
    district = factories.organization(type="district")
    factories.make(
        KeyDate(
            kind=without_breaks, title="Their own", start=today - timedelta(days=9), organization=district
        )
    )
    assert goes_on() == first
