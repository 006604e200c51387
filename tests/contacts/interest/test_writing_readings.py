"""Readings: dated, resting on something, never edited."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from contacts.interest.services import correct_reading, latest_readings, record_reading
from contacts.models import Assessment
from tests import factories
from tests.cast import Cast

pytestmark = pytest.mark.django_db
DAY = date(2026, 9, 1)


def test_it_refuses_a_reading_that_says_nothing_or_rests_on_nothing(cast: Cast) -> None:
    who, on = factories.person().party, factories.initiative()
    with pytest.raises(ValidationError) as refused:
        record_reading(by=cast.ben, party=who, initiative=on, assessed_on=DAY, note="hm")
    assert "stance" in refused.value.message_dict
    with pytest.raises(ValidationError) as refused:
        record_reading(by=cast.ben, party=who, initiative=on, assessed_on=DAY, stance="passive_ally")
    assert "note" in refused.value.message_dict
    assert not Assessment.objects.exists()
    record_reading(
        by=cast.ben, party=who, initiative=on, assessed_on=DAY, stance="neutral", how_we_know="guess"
    )
    record_reading(by=cast.ben, party=who, initiative=on, assessed_on=DAY, level=0, note="Never heard of it")


def test_it_takes_the_narrower_of_its_own_and_its_meetings_visibility(cast: Cast) -> None:
    who, on = factories.person(), factories.initiative()
    met = factories.meeting(who, by=cast.ben, visibility="team", team=cast.north)
    of_team = record_reading(
        by=cast.ben, party=who.party, initiative=on, assessed_on=DAY, stance="neutral", meeting=met
    )
    own = record_reading(
        by=cast.ben, party=who.party, initiative=on, assessed_on=DAY, stance="neutral", meeting=met,
        visibility="owner",
    )  # fmt: skip
    other_team = record_reading(
        by=cast.ben, party=who.party, initiative=on, assessed_on=DAY, stance="neutral", meeting=met,
        visibility="team", team=cast.south,
    )  # fmt: skip
    assert [(r.visibility, r.team) for r in (of_team, own, other_team)] == [
        ("team", cast.north),
        ("owner", None),
        ("owner", None),
    ]


def test_it_corrects_a_reading_by_a_new_row_that_keeps_its_day(cast: Cast) -> None:
    who, on = factories.person().party, factories.initiative()
    first = record_reading(
        by=cast.ben, party=who, initiative=on, assessed_on=DAY, stance="active_ally", note="said so"
    )
    second = correct_reading(first, by=cast.ada, stance="passive_ally")
    assert (second.assessed_on, second.assessor, second.created_by) == (DAY, cast.ben, cast.ada)
    assert Assessment.objects.get(pk=first.pk).stance == "active_ally"
    assert latest_readings([who], on, cast.cy.scope)[who.pk].stance == "passive_ally"
    with pytest.raises(ValidationError, match="corrected already"):
        correct_reading(first, by=cast.ben, stance="neutral")


def test_it_knows_the_latest_reading_within_each_viewers_scope(cast: Cast) -> None:
    who, on = factories.person().party, factories.initiative()
    record_reading(by=cast.ben, party=who, initiative=on, assessed_on=DAY, stance="passive_ally", note="x")
    record_reading(
        by=cast.ben, party=who, initiative=on, assessed_on=date(2026, 9, 2), stance="neutral", note="x",
        visibility="team", team=cast.north,
    )  # fmt: skip
    record_reading(
        by=cast.ada, party=who, initiative=on, assessed_on=date(2026, 9, 3), stance="active_opponent", note="x",
        visibility="owner",
    )  # fmt: skip
    seen = [latest_readings([who], on, user.scope)[who.pk].stance for user in (cast.cy, cast.ben, cast.ada)]
    assert seen == ["passive_ally", "neutral", "active_opponent"]
