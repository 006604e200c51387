"""What a new colleague is asked, and what follows from the answer where they log a meeting."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from contacts.models import Organization, OwnDistrict, Person
from crm.parts.audit import AuditEvent
from tests import factories
from tests.cast import Cast

pytestmark = pytest.mark.django_db


def district(name: str, **fields: Any) -> Organization:
    return factories.organization(name, type="district", **fields)


def principal(name: str, of: Organization, **fields: Any) -> Person:
    """Somebody with a role at a school of a district."""
    who = factories.person(name, **fields)
    factories.role(who, factories.organization(f"School of {name}", parent=of), primary=True)
    return who


def mine(cast: Cast, name: str) -> set[str]:
    rows = OwnDistrict.objects.filter(user=getattr(cast, name))
    return set(rows.values_list("organization__name", flat=True))


def test_it_asks_which_districts_are_ones_own_and_leads_on_to_the_first_meeting(cast: Cast) -> None:
    river, lake = district("Riverfork"), district("Harrow Lake")
    assert "Which districts are yours?" in cast.page("ben", "/first-hour/")
    answer = cast.client("ben").post(
        "/first-hour/", {"districts": [str(river.uid), str(lake.uid), str(river.uid)]}
    )
    assert answer["Location"] == "/meetings/log/"
    assert mine(cast, "ben") == {"Riverfork", "Harrow Lake"}
    assert mine(cast, "cy") == set()
    event = AuditEvent.objects.latest("pk")
    assert (event.verb, event.subject) == ("choose own districts", "Harrow Lake, Riverfork")


def test_it_lets_one_go_on_without_an_answer(cast: Cast) -> None:
    assert cast.client("ben").post("/first-hour/", {})["Location"] == "/meetings/log/"
    assert "No district is on the record yet" in cast.page("ben", "/first-hour/")


def test_it_can_be_changed_later_and_undone(cast: Cast) -> None:
    river, lake = district("Riverfork"), district("Harrow Lake")
    client = cast.client("ben")
    client.post("/settings/districts/", {"districts": [str(river.uid)]})
    assert f'value="{river.uid}" selected' in cast.page("ben", "/settings/districts/")
    page = client.post("/settings/districts/", {"districts": [str(lake.uid)]}, follow=True).content.decode()
    assert mine(cast, "ben") == {"Harrow Lake"}
    undo = f"/acts/{AuditEvent.objects.latest('pk').uid}/undo/"
    assert undo in page
    client.post(undo)
    assert mine(cast, "ben") == {"Riverfork"}
    assert (
        "Nothing differed"
        in client.post("/settings/districts/", {"districts": [str(river.uid)]}, follow=True).content.decode()
    )


def test_it_takes_exact_names_where_no_script_runs(cast: Cast) -> None:
    district("Riverfork")
    district("Harrow Lake")
    cast.client("ben").post("/settings/districts/", {"districts_typed": "riverfork; Harrow Lake"})
    assert mine(cast, "ben") == {"Riverfork", "Harrow Lake"}
    refused = cast.client("ben").post("/settings/districts/", {"districts_typed": "Riverfrok"})
    assert "Nothing on the record is called “Riverfrok”." in refused.content.decode()
    assert "Riverfrok" in refused.content.decode()


def test_it_takes_nothing_but_districts(cast: Cast) -> None:
    school, who = factories.organization("A school"), factories.person()
    for uid in (school.uid, who.uid, "nonsense", "5f2f7a0e-0000-4000-8000-000000000000"):
        answer = cast.client("ben").post("/settings/districts/", {"districts": [str(uid)]})
        assert "not on the record any more" in answer.content.decode(), uid
    assert mine(cast, "ben") == set()


def test_it_asks_nothing_of_somebody_who_only_reads(cast: Cast) -> None:
    assert cast.client("vi").get("/first-hour/")["Location"] == "/"
    assert cast.client("vi").post("/settings/districts/", {}).status_code == 403


def test_it_finds_districts_alone_and_forgives_a_typo(cast: Cast) -> None:
    district("Riverfork Public Schools", city="Riverfork", state="HW")
    factories.organization("Riverfork Elementary")

    def found(text: str) -> list[str]:
        rows = cast.client("vi").get("/organizations/districts/", {"q": text}).json()["results"]
        return [row["text"] for row in rows]

    assert found("riverf") == found("rivrefork") == ["Riverfork Public Schools"]
    assert found("") == found("\x00") == found("zzz") == []


def at_hand(cast: Cast, name: str, query: str = "") -> list[str]:
    page = cast.page(name, f"/meetings/log/{query}")
    people = {str(one.uid): one.name for one in Person.objects.select_related("party")}
    return [people[part.split('"')[0]] for part in page.split('value="add:')[1:]]


def test_it_has_the_people_of_ones_districts_ready_the_ones_met_last_first(cast: Cast) -> None:
    river, lake = district("Riverfork"), district("Harrow Lake")
    first, second = principal("Bee", river), principal("Abdi", river)
    leader = factories.person("Super Intendent")
    factories.role(leader, river)
    left = factories.person("Left")
    factories.role(left, river, ended=True)
    principal("Elsewhere", lake)
    factories.meeting(first, by=cast.cy, held_on=date(2026, 9, 1))
    assert at_hand(cast, "ben") == []
    cast.client("ben").post("/settings/districts/", {"districts": [str(river.uid)]})
    assert at_hand(cast, "ben") == ["Bee", "Abdi", "Super Intendent"]
    assert at_hand(cast, "ben", f"?person={first.uid}") == ["Abdi", "Super Intendent"]
    assert at_hand(cast, "cy") == []
    assert second.name in cast.page("ben", "/meetings/log/")


def test_it_has_the_people_of_the_place_ready_that_one_comes_from(cast: Cast) -> None:
    river = district("Riverfork")
    there = principal("Bee", river)
    school = Organization.objects.get(name="School of Bee")
    assert at_hand(cast, "cy", f"?organization={school.uid}") == [there.name]


def test_it_finds_people_of_ones_districts_before_all_others(cast: Cast) -> None:
    river = district("Riverfork")
    for number in range(9):
        factories.person(f"Bee A{number}")
    mine_one = principal("Bee Zoua", river)

    def found() -> list[str]:
        rows = cast.client("ben").get("/meetings/log/people/", {"q": "bee"}).json()["results"]
        return [row["text"] for row in rows]

    assert mine_one.name not in found()
    cast.client("ben").post("/settings/districts/", {"districts": [str(river.uid)]})
    assert found()[0] == mine_one.name
    assert len(found()) == len(set(found())) == 8


def test_it_leads_from_an_empty_installation_to_a_public_directory_without_asking_another_machine(
    cast: Cast,
) -> None:
    assert "/first-hour/directory/" in cast.page("ben", "/")
    page = cast.page("ben", "/first-hour/directory/")
    for format in ("nces-districts", "nces-schools", "state-legislators", "committees"):
        assert f"/imports/new/?format={format}" in page
    assert "nces.ed.gov" in page
    assert cast.client("vi").get("/first-hour/directory/").status_code == 403
    assert "/first-hour/directory/" not in cast.page("vi", "/")
