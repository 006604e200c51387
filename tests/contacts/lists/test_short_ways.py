"""Lists find the same rows in the same order whichever way they take, by the rule or by the shorter one."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random
from typing import Any

import pytest
from django.test import RequestFactory

from contacts.interest.models import Stance
from contacts.models import Initiative
from contacts.organizations.views import ORGANIZATIONS
from contacts.people.views import PEOPLE
from crm.accounts.models import Team, User
from crm.parts import lists
from crm.parts.lists import ListOf, Page, Question
from tests import factories
from tests.cast import Cast

pytestmark = pytest.mark.django_db

A_DAY = date(2026, 3, 2)
SORTS = ("name", "-name", "last_contact", "-last_contact")


@pytest.fixture
def law(cast: Cast) -> Initiative:
    """Sixty people, twelve schools, and what everyone, the North, the South and an owner know of them."""
    random, on = Random(4), factories.initiative("Site-governed schools")
    teams: list[Team | None] = [None, None, None, cast.north, cast.south]
    schools = [factories.organization(f"School {n}", type="school") for n in range(12)]
    people = [factories.person(f"{random.choice('ABC')} {n}") for n in range(60)]
    for person in people:
        for _ in range(random.randint(0, 3)):
            team, day = random.choice(teams), A_DAY + timedelta(days=random.randint(0, 40))
            seen_by: dict[str, Any] = {"visibility": "team", "team": team} if team else {}
            if random.random() < 0.1:
                seen_by = {"visibility": "owner"}
            at = random.choice([None, *schools])
            factories.meeting(person, by=cast.ben, held_on=day, organization=at, **seen_by)
            stance = random.choice(Stance.values)
            factories.reading(person, on, by=cast.ben, stance=stance, assessed_on=day, **seen_by)
    return on


def questions(law: Initiative) -> list[dict[str, str]]:
    day = str(A_DAY + timedelta(days=20))
    filters = [
        {},
        {"contact_before": day},
        {"contact_after": day},
        {"initiative": str(law.uid)},
        {"initiative": str(law.uid), "stance": "active_ally", "contact_after": day},
        {"q": "School"},
        {"q": "b "},
    ]
    return [{**asked, "sort": sort} for asked in filters for sort in SORTS]


def question(of: ListOf, asked: dict[str, str], user: User) -> Question:
    request = RequestFactory().get("/", asked)
    request.user = User.objects.get(pk=user.pk)
    return Question(of, request)


@pytest.mark.parametrize("name", ["ada", "ben", "cy", "vi"])
def test_it_finds_the_same_by_each_way(cast: Cast, law: Initiative, name: str) -> None:
    viewer, orders = getattr(cast, name), set()
    for of in (PEOPLE, ORGANIZATIONS):
        for asked in questions(law):
            by_rule = question(of, asked, viewer).ids()
            assert question(of, asked, viewer).ids(many=True) == by_rule, (of.name, asked)
            assert question(of, asked, viewer).ids(3, 9, many=True) == by_rule[3:9], (of.name, asked)
            orders.add(tuple(by_rule))
    assert len(orders) > 20


@pytest.mark.parametrize("many", [0, 5])
def test_it_counts_what_it_gathered(
    cast: Cast, law: Initiative, monkeypatch: pytest.MonkeyPatch, many: int
) -> None:
    """Few are gathered and counted at once, more are counted by themselves: the page says the same."""
    for bound in ("MANY", "GATHERED"):
        monkeypatch.setattr(lists, bound, many or getattr(lists, bound))
    for asked in questions(law):
        found = question(PEOPLE, asked, cast.ben)
        page = Page(found)
        assert (page._few is not None) == (
            bool(asked.keys() & {"q", "stance"}) and (not many or page.total <= many)
        )
        ids = question(PEOPLE, asked, cast.ben).ids()
        assert (page.total, [row.pk for row in page.rows]) == (len(ids), ids[: lists.PAGE_SIZE])
