"""Readings on the page: a new one, still so, and putting one right."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.utils import timezone

from contacts.models import Assessment
from tests import factories
from tests.cast import Cast

pytestmark = pytest.mark.django_db


def post(cast: Cast, path: str, name: str = "ben", **fields: Any) -> Any:
    values = {
        "uid": str(uuid4()), "how_we_know": "told_us", "assessed_on": "2026-09-01", "seen_by": "everyone", **fields,
    }  # fmt: skip
    return cast.client(name).post(path, values)


def test_it_keeps_a_reading_once_however_often_it_is_sent(cast: Cast) -> None:
    who, on, uid = factories.person(), factories.initiative(), str(uuid4())
    path = f"/readings/add/?party={who.uid}"
    for _ in range(2):
        sent = post(
            cast,
            path,
            uid=uid,
            initiative=str(on.uid),
            stance="neutral",
            level="2",
            say="shapes",
            note="Said so",
        )
        assert sent.status_code == 302
    reading = Assessment.objects.get()
    assert (reading.party, reading.initiative, reading.stance, reading.level, reading.say, reading.assessor) == (
        who.party, on, "neutral", 2, "shapes", cast.ben,
    )  # fmt: skip


def test_it_writes_nothing_where_nothing_was_said(cast: Cast) -> None:
    who, on = factories.person(), factories.initiative()
    path = f"/readings/add/?party={who.uid}"
    nothing = post(cast, path, initiative=str(on.uid), note="Hm, lovely office")
    assert "Say where they stand" in str(nothing.context["form"].errors["stance"])
    assert "Hm, lovely office" in nothing.content.decode()
    on_nothing = post(cast, path, initiative=str(on.uid), stance="neutral")
    assert "Say what it rests on" in str(on_nothing.context["form"].errors["note"])
    tomorrow = (timezone.localdate() + timedelta(days=1)).isoformat()
    ahead = post(cast, path, initiative=str(on.uid), stance="neutral", note="x", assessed_on=tomorrow)
    assert "a day that has been" in str(ahead.context["form"].errors["assessed_on"])
    assert not Assessment.objects.exists()


def test_it_says_still_so_in_one_press_and_a_new_day(cast: Cast) -> None:
    who, on = factories.person(), factories.initiative()
    factories.reading(who, on, by=cast.ada, stance="passive_ally", level=3, assessed_on=date(2026, 1, 1))
    path = f"/readings/add/?party={who.uid}&initiative={on.uid}"
    assert "Still so" in cast.client("ben").get(path).content.decode()
    assert post(cast, path, still="1").status_code == 302
    newest = Assessment.objects.latest("pk")
    assert (newest.stance, newest.level, newest.assessed_on, newest.assessor) == (
        "passive_ally", 3, timezone.localdate(), cast.ben,
    )  # fmt: skip


def test_it_offers_still_so_only_of_what_one_may_know(cast: Cast) -> None:
    who, on = factories.person(), factories.initiative()
    factories.reading(who, on, by=cast.ben, stance="active_opponent", visibility="team", team=cast.north)
    path = f"/readings/add/?party={who.uid}&initiative={on.uid}"
    assert "Still so" not in cast.client("cy").get(path).content.decode()
    assert "Still so" in cast.client("ben").get(path).content.decode()


def test_it_puts_a_reading_right_and_keeps_its_day(cast: Cast) -> None:
    reading = factories.reading(factories.person(), factories.initiative(), by=cast.ben, stance="active_ally")
    path = f"/readings/{reading.uid}/correct/"
    assert post(cast, path, stance="passive_ally", note="Misheard").status_code == 302
    newer = Assessment.objects.get(supersedes=reading)
    assert (newer.stance, newer.assessed_on) == ("passive_ally", reading.assessed_on)
    twice = post(cast, path, stance="neutral", note="x")
    assert "corrected already" in twice.content.decode()


def test_it_is_not_there_for_who_may_not_see_it(cast: Cast) -> None:
    who = factories.person()
    reading = factories.reading(who, by=cast.ben, visibility="team", team=cast.north)
    assert cast.client("cy").get(f"/readings/{reading.uid}/correct/").status_code == 404
    assert cast.client("vi").get(f"/readings/add/?party={who.uid}").status_code == 403
    assert cast.client("ben").get("/readings/add/").status_code == 404
