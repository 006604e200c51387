"""The position of each who was there: written only where somebody touched it, and told to nobody who may not know."""

from __future__ import annotations

import pytest
from django.test import Client

from contacts.models import Assessment, Meeting
from tests import factories
from tests.cast import Cast
from tests.contacts.meeting_log.page import LOG, filled, of, today, words_in, yesterday

pytestmark = pytest.mark.django_db


def test_it_writes_nothing_for_a_position_that_was_not_touched(cast: Cast, ben: Client) -> None:
    who, law = factories.person(), factories.initiative()
    factories.reading(who, law, by=cast.ben, stance="neutral")
    ben.post(LOG, filled(who, initiative=str(law.uid)))
    assert Meeting.objects.exists()
    assert Assessment.objects.count() == 1


def test_it_shows_the_last_position_and_writes_it_anew_when_it_is_still_so(cast: Cast, ben: Client) -> None:
    who, law = factories.person(), factories.initiative()
    factories.reading(who, law, by=cast.cy, stance="neutral", level=2)
    opened = words_in(ben.get(LOG, {"person": str(who.party.uid), "initiative": str(law.uid)}))
    assert 'value="still:neutral:2"' in opened
    ben.post(LOG, filled(who, initiative=str(law.uid), **of(who, stance="still:neutral:2")))
    newest = Assessment.objects.latest("pk")
    assert (newest.stance, newest.level, newest.assessed_on) == ("neutral", 2, yesterday())
    assert (newest.assessor, newest.meeting) == (cast.ben, Meeting.objects.get())


def test_it_keeps_the_half_that_was_not_touched_only_where_nobody_learns_of_it(
    cast: Cast, ben: Client
) -> None:
    who, law = factories.person(), factories.initiative()
    restricted = {"visibility": "team", "team": cast.north, "assessed_on": today()}
    factories.reading(who, law, by=cast.ben, stance="neutral", level=4, **restricted)
    ben.post(LOG, filled(who, initiative=str(law.uid), **of(who, stance="passive_ally")))
    assert Assessment.objects.latest("pk").level is None
    data = filled(who, initiative=str(law.uid), visibility="team", **of(who, level="5"))
    ben.post(LOG, data)
    newest = Assessment.objects.latest("pk")
    assert (newest.stance, newest.level, newest.team) == ("neutral", 5, cast.north)


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"presence": "absent", "stance": "neutral"}, "was not there"),
        ({"presence": "absent", "level": "2"}, "was not there"),
    ],
)
def test_it_asks_about_a_position_of_somebody_who_was_not_there(
    ben: Client, fields: dict[str, str], words: str
) -> None:
    who, other = factories.person("Hodan Abdi"), factories.person()
    response = ben.post(LOG, filled(who, other, **of(who, **fields)))
    assert response.status_code == 400
    assert words in words_in(response)
    assert not Meeting.objects.exists()
