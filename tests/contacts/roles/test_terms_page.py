"""Whose term ends soon, and which seats stand open: lists like all others."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone

from contacts.models import Organization, OwnDistrict, Person, Seat
from contacts.roles.queries import months_after
from tests import factories
from tests.cast import Cast

pytestmark = pytest.mark.django_db


def in_days(days: int) -> date:
    return timezone.localdate() + timedelta(days=days)


def csv_of(cast: Cast, path: str, name: str = "ben") -> list[list[str]]:
    answer: Any = cast.client(name).get(f"{path}{'&' if '?' in path else '?'}format=csv")
    assert answer.status_code == 200
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    return [line.split(",") for line in text.splitlines()[1:]]


def names(cast: Cast, path: str, name: str = "ben") -> list[str]:
    return [row[0] for row in csv_of(cast, path, name)]


@pytest.fixture
def district() -> Organization:
    return factories.organization("Alder Fork", type="district")


def test_it_lists_terms_of_the_next_six_months_the_elected_first(cast: Cast, district: Organization) -> None:
    appointed = factories.seat(district, how="appointed", term_end=in_days(10))
    elected = factories.seat(district, how="elected", term_end=in_days(90))
    factories.role(factories.person("Appointed"), district, seat=appointed, type="board_clerk")
    factories.role(factories.person("Elected"), district, seat=elected, type="board_member")
    factories.role(factories.person("By contract"), district, type="superintendent", term_end=in_days(120))
    factories.role(factories.person("Long over"), district, type="board_member", term_end=in_days(-20))
    factories.role(factories.person("Far off"), district, type="superintendent", term_end=in_days(300))
    factories.role(factories.person("Ended"), district, term_end=in_days(30), ended=True)
    factories.role(factories.person("No term"), district)
    assert names(cast, "/roles/terms/") == ["Elected", "Long over", "Appointed", "By contract"]
    assert names(cast, "/roles/terms/?months=12") == [
        "Elected",
        "Long over",
        "Appointed",
        "By contract",
        "Far off",
    ]
    assert names(cast, "/roles/terms/?how=elected") == ["Elected"]
    assert names(cast, "/roles/terms/?sort=term_ends")[0] == "Long over"
    page = cast.page("ben", "/roles/terms/")
    assert "over since" in page
    assert "Far off" not in page


def test_it_narrows_terms_by_place_role_sphere_and_whose(cast: Cast, district: Organization) -> None:
    school = factories.organization("Aspen School", parent=district)
    elsewhere = factories.organization("Elsewhere", type="union_local")
    soon = {"term_end": in_days(30)}
    factories.role(
        factories.person("Of the district", owner=cast.ben), district, type="superintendent", **soon
    )
    factories.role(factories.person("Of the school", owner=cast.cy), school, type="site_council", **soon)
    factories.role(factories.person("Of the union"), elsewhere, type="union_president", **soon)
    assert set(names(cast, f"/roles/terms/?district={district.uid}")) == {"Of the district", "Of the school"}
    assert names(cast, f"/roles/terms/?organization={school.uid}") == ["Of the school"]
    assert names(cast, "/roles/terms/?role=union_president") == ["Of the union"]
    assert names(cast, "/roles/terms/?sphere=union") == ["Of the union"]
    assert names(cast, "/roles/terms/?whose=mine") == ["Of the district"]
    assert set(names(cast, "/roles/terms/?whose=not_mine")) == {"Of the school", "Of the union"}


def test_it_refuses_a_wrong_question_with_a_reason_and_shows_no_rows(
    cast: Cast, district: Organization
) -> None:
    factories.role(factories.person("Somebody"), district, term_end=in_days(30))
    for wrong in ("months=0", "months=soon", "month=6", "role=king", f"organization={cast.ben.uid}"):
        answer = cast.client("ben").get(f"/roles/terms/?{wrong}")
        assert answer.status_code == 400, wrong
        assert "Somebody" not in answer.content.decode(), wrong


def test_it_lists_seats_that_stand_vacant_or_are_up_for_election(cast: Cast, district: Organization) -> None:
    factories.seat(district, label="Vacant seat", status="vacant", how="appointed")
    up = factories.seat(district, label="Seat that is up", status="up", how="elected", term_end=in_days(40))
    forgotten = factories.seat(district, label="Said to be filled", status="filled")
    filled = factories.seat(district, label="Filled seat", status="filled")
    factories.role(factories.person("Sits there"), district, seat=up, type="board_member")
    factories.role(factories.person("Another"), district, seat=filled, type="board_member")
    factories.role(factories.person("Was there"), district, seat=forgotten, ended=True)
    rows = csv_of(cast, "/roles/seats/")
    assert [(row[0], row[4], row[5]) for row in rows] == [
        ("Seat that is up", "up for election", "Sits there"),
        ("Said to be filled", "vacant", ""),
        ("Vacant seat", "vacant", ""),
    ]
    assert names(cast, "/roles/seats/?status=up") == ["Seat that is up"]
    assert names(cast, "/roles/seats/?whose=mine") == []
    factories.make(OwnDistrict(user=cast.ben, organization=district))
    assert len(names(cast, "/roles/seats/?whose=mine")) == 3
    assert f'href="/organizations/{district.uid}/#h-seats"' in cast.page("ben", "/roles/seats/")


def test_it_shows_nothing_of_what_is_hidden(cast: Cast, district: Organization) -> None:
    role = factories.role(factories.person("Gone"), district, term_end=in_days(30))
    factories.seat(district, label="Seat of Alder Fork", status="vacant")
    Person.objects.filter(pk=role.person_id).derived(hidden=True)
    assert names(cast, "/roles/terms/") == []
    Organization.objects.filter(pk=district.pk).derived(hidden=True)
    assert names(cast, "/roles/seats/") == []
    assert "No term ends in this time" in cast.page("vi", "/roles/terms/")
    assert "No seat stands vacant" in cast.page("vi", "/roles/seats/")


def test_it_is_found_from_the_home_page_and_from_the_lists_of_people(cast: Cast) -> None:
    factories.person()
    assert 'href="/roles/terms/"' in cast.page("ben", "/")
    assert 'href="/roles/terms/"' in cast.page("ben", "/people/")
    assert 'href="/roles/terms/"' not in cast.page("ben", "/organizations/")


def test_it_shows_last_contact_as_far_as_the_viewer_may_know_it(cast: Cast, district: Organization) -> None:
    who = factories.person("Hodan")
    for type in ("board_member", "parent_leader"):
        factories.role(who, district, type=type, term_end=in_days(30))
    factories.meeting(who, by=cast.ben, visibility="team", team=cast.north, held_on=in_days(-5))
    seen = {name: {row[6] for row in csv_of(cast, "/roles/terms/", name)} for name in ("ben", "cy")}
    assert seen == {"ben": {in_days(-5).isoformat()}, "cy": {""}}


def test_it_costs_the_same_for_three_rows_or_thirty(cast: Cast, flat_queries: Callable[..., int]) -> None:
    client = cast.client("ben")

    def grow() -> None:
        full = factories.full_organization(cast)
        seat = factories.seat(full, how="elected", term_end=in_days(30), status="up")
        factories.role(factories.full_person(cast), full, type="board_member", seat=seat)

    flat_queries(lambda: client.get("/roles/terms/"), grow=grow, limit=12)
    flat_queries(lambda: client.get("/roles/seats/"), grow=grow, limit=12)
    assert Seat.objects.count() > 60


def test_it_counts_months_by_the_calendar() -> None:
    assert months_after(date(2026, 8, 31), 6) == date(2027, 2, 28)
    assert months_after(date(2026, 11, 24), 6) == date(2027, 5, 24)
    assert months_after(date(2026, 12, 1), 12) == date(2027, 12, 1)
