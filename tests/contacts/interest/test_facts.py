"""The newest reading of everybody is kept as if it were read anew, for every viewer, after every kind of write."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from contacts.interest.queries import fetch_latest_readings, latest_saying
from contacts.interest.services import correct_reading, record_reading
from contacts.models import Assessment, Initiative, Person
from crm.accounts.models import User
from tests import factories
from tests.cast import Cast
from tests.contacts.meetings.writes import A_DAY, KINDS, Kind, logs, reads, record_after

pytestmark = pytest.mark.django_db


def newest_seen(user: User, initiative: Initiative | None) -> dict[int, Assessment]:
    """By party the reading that counts for this user: the rule in plain Python.

    Of each part of the record that the user sees the newest that no reading there corrects; of these the newest.
    """
    parts = ["all"] if user.scope.all else ["everyone", *user.scope.teams]

    def part(reading: Assessment) -> Any:
        return reading.team_id if reading.visibility == "team" else reading.visibility

    found: dict[int, Assessment] = {}
    for one in parts:
        readings = [
            reading
            for reading in Assessment._base_manager.select_related("party", "meeting")
            if (one == "all" or part(reading) == one)
            and reading.party.trashed_at is None
            and reading.party.merged_into_id is None
            and (reading.meeting is None or reading.meeting.trashed_at is None)
        ]
        corrected = {reading.supersedes_id for reading in readings}
        for reading in readings:
            if reading.initiative_id != (initiative.pk if initiative else None) or reading.pk in corrected:
                continue
            known = found.get(reading.party_id)
            if known is None or (reading.assessed_on, reading.pk) > (known.assessed_on, known.pk):
                found[reading.party_id] = reading
    return found


def check(user: User, initiative: Initiative | None) -> None:
    """Every way of asking gives what the rule gives."""
    user = User.objects.get(pk=user.pk)
    expected = newest_seen(user, initiative)
    people: list[Any] = list(Person._base_manager.all())
    fetch_latest_readings(initiative)(people, user)
    shown = {row.pk: row.latest_reading.assessment if row.latest_reading else None for row in people}
    assert shown == {row.pk: expected.get(row.pk) for row in people}
    for stances, levels in ((["neutral"], []), ([], [2, 4]), (["neutral", "active_ally"], [2]), ([], [])):
        asked = Person._base_manager.filter(
            pk__in=latest_saying(user, initiative, stances, levels).values("party")
        )
        assert {row.pk for row in asked} == {
            row.pk
            for row in people
            if (reading := expected.get(row.pk))
            and (not stances or reading.stance in stances)
            and (not levels or reading.level in levels)
        }


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
@settings(max_examples=4, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 2**32))
def test_it_keeps_what_reading_anew_would_find_after_every_kind_of_write(
    cast: Cast, kind: Kind, seed: int
) -> None:
    with record_after(cast, kind, seed, before=[*[logs] * 3, *[reads] * 4]) as record:
        for user in (cast.ben, cast.cy, cast.vi, cast.ada):
            for initiative in record.initiatives:
                check(user, initiative)


def test_it_lets_a_correction_take_the_place_of_a_reading_only_where_it_is_seen(cast: Cast) -> None:
    who, law = factories.person(), factories.initiative()
    said = factories.reading(who, law, by=cast.ben, stance="active_ally")
    factories.make(
        Assessment(
            party=who.party,
            initiative=law,
            stance="passive_opponent",
            assessed_on=said.assessed_on,
            assessor=cast.ben,
            visibility="team",
            team=cast.north,
            supersedes=said,
        )
    )
    for user, stance in (
        (cast.cy, "active_ally"),
        (cast.ben, "passive_opponent"),
        (cast.ada, "passive_opponent"),
    ):
        assert Person.objects.filter(pk__in=latest_saying(user, law, [stance]).values("party")).count() == 1


def test_it_prefers_the_newer_day_however_late_an_older_one_is_written_down(cast: Cast) -> None:
    who, law = factories.person(), factories.initiative()
    for stance, days in (("neutral", 5), ("active_ally", 0)):
        record_reading(
            by=cast.ben,
            party=who.party,
            initiative=law,
            stance=stance,
            how_we_know="guess",
            assessed_on=A_DAY + timedelta(days=days),
        )
    row: Any = Person.objects.get()
    fetch_latest_readings(law)([row], cast.vi)
    assert row.latest_reading.stance == "neutral"
    correct_reading(row.latest_reading.assessment, by=cast.cy, stance="passive_ally")
    fetch_latest_readings(law)([row], cast.vi)
    assert (row.latest_reading.stance, row.latest_reading.assessed_on) == (
        "passive_ally",
        A_DAY + timedelta(days=5),
    )
