"""A statement that was written once answers for every key as one that is written for it."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from contacts.lists import hanging, timeline
from contacts.models import Meeting
from crm.accounts.models import User
from crm.parts.prepared import NO_KEY, ask
from tests import factories
from tests.cast import Cast

pytestmark = pytest.mark.django_db

BUILDS = {"hanging": hanging._every_arm, "timeline": timeline._every_day}


@pytest.mark.parametrize("name", sorted(BUILDS))
def test_it_says_the_same_for_every_key_and_viewer(cast: Cast, name: str) -> None:
    build, on = BUILDS[name], factories.initiative()
    made = [factories.full_person(cast, on) for _ in range(2)]
    made += [factories.full_organization(cast, on) for _ in range(2)]
    said = set()
    for record in made:
        kind = record.party.kind
        for username in cast.names:
            user = User.objects.get(username=username)
            written: list[Any] = sorted(build(record.pk, user, kind), key=repr)
            assert sorted(map(tuple, ask(build, record.pk, user, kind)), key=repr) == written
            said.add(repr(written))
    assert len(said) > len(made)


def _meetings(key: int, user: User) -> Any:
    return (
        Meeting.objects.visible_to(user).filter(organization=key).order_by("pk").values_list("held_on", "uid")
    )


def test_it_is_written_anew_when_somebody_joins_a_team(cast: Cast) -> None:
    at = factories.organization()
    meeting = factories.meeting(by=cast.ben, organization=at, visibility="team", team=cast.north)
    assert list(ask(_meetings, at.pk, User.objects.get(username="cy"))) == []
    cast.cy.teams.add(cast.north)
    assert list(ask(_meetings, at.pk, User.objects.get(username="cy"))) == [[meeting.held_on, meeting.uid]]


def test_it_asks_for_the_key_and_not_for_what_stood_in_its_place(cast: Cast) -> None:
    at = factories.organization()
    for _ in range(2):
        with CaptureQueriesContext(connection) as asked:
            assert list(ask(_meetings, at.pk, cast.ada)) == []
        assert str(NO_KEY) not in asked[-1]["sql"]
        assert str(at.pk) in asked[-1]["sql"]
