"""The panel says who somebody is on the map and why each tie is there, and leads to the records behind it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.http import HttpResponse
from django.test import Client

from contacts.models import Organization, Person
from contacts.parties.services import trash
from network.map.panel import TieShown
from tests import factories
from tests.cast import Cast
from tests.factories import A_DAY
from tests.network.load.dozen import dozen

pytestmark = pytest.mark.django_db


def panel(client: Client, of: Person | Organization, query: str = "") -> Any:
    return client.get(f"/network/panel/{of.party.uid}/?{query}")


def ties(response: Any) -> dict[str, TieShown]:
    return {tie.node.name: tie for tie in response.context["ties"].shown}


def whys(tie: TieShown) -> list[tuple[str, list[str]]]:
    return [(why.words, [source.address for source in why.sources]) for why in tie.whys]


def test_it_lists_ties_from_the_strongest_and_leads_to_their_records(cast: Cast) -> None:
    world = dozen(cast)
    shown = panel(cast.client("vi"), world.ana)
    assert shown.status_code == 200
    assert set(ties(shown)) == {"Bee", "Cal", "Dao"}
    assert next(iter(ties(shown))) == "Bee"
    assert whys(ties(shown)["Bee"]) == [
        ("2 meetings together", [f"/meetings/{world.group.uid}/", f"/meetings/{world.year_ago.uid}/"])
    ]
    assert whys(ties(shown)["Dao"]) == [(f"{world.knows.type.forward} (was told)", [])]
    page = shown.content.decode()
    assert f'href="/meetings/{world.group.uid}/"' in page
    assert f'href="/people/{world.ana.party.uid}/"' in page


def test_it_names_the_body_and_the_role_behind_a_tie(cast: Cast) -> None:
    world = dozen(cast)
    of_eva = ties(panel(cast.client("vi"), world.eva))
    assert whys(of_eva["Fox"]) == [("both have a role at", [f"/organizations/{world.board.party.uid}/"])]
    assert whys(of_eva["Riverfork School Board"]) == [("school board member there", [])]
    of_board = ties(panel(cast.client("vi"), world.board))
    assert set(of_board) == {"Eva", "Fox", "Gil", "Hue"}


def test_it_lists_whom_a_tie_sets_apart_without_counting_it(cast: Cast) -> None:
    world = dozen(cast)
    shown = panel(cast.client("vi"), world.ana)
    assert [(each.node.name, each.words) for each in shown.context["ties"].apart] == [
        ("Lou", f"{world.opposes.type.forward} (was told)")
    ]
    assert shown.context["ties"].total == 3
    of_lou = panel(cast.client("vi"), world.lou)
    assert [each.words for each in of_lou.context["ties"].apart] == [
        f"{world.opposes.type.reverse} (was told)"
    ]


def test_it_shows_only_what_the_viewer_may_know(cast: Cast) -> None:
    world = dozen(cast)
    seen = {name: set(ties(panel(cast.client(name), world.ana))) for name in ("cy", "ben", "ada")}
    assert seen["cy"] == {"Bee", "Cal", "Dao"}
    assert seen["ben"] == {"Bee", "Cal", "Dao", "Kai"}
    assert seen["ada"] == {"Bee", "Cal", "Dao", "Kai", "Lou"}
    assert str(world.for_north.uid) not in panel(cast.client("cy"), world.kai).content.decode()


def test_it_does_not_name_the_meeting_behind_a_tie_to_whoever_may_not_see_it(cast: Cast) -> None:
    world = dozen(cast)
    heard = factories.meeting(world.ana, by=cast.ben, visibility="owner", title="In confidence")
    factories.tie(world.ana, world.jun, by=cast.ben, source_meeting=heard)
    for_cy = ties(panel(cast.client("cy"), world.ana))["Jun"]
    assert [sources for _words, sources in whys(for_cy)] == [[]]
    for_ada = ties(panel(cast.client("ada"), world.ana))["Jun"]
    assert [sources for _words, sources in whys(for_ada)] == [[f"/meetings/{heard.uid}/"]]


def test_it_names_the_sessions_where_both_were(cast: Cast) -> None:
    one, two = factories.person("One"), factories.person("Two")
    council = factories.organization(type="city")
    told: dict[str, Any] = {"source": "meeting-attendance", "organization": council, "by": cast.ben}
    factories.meeting(one, source_uid="1", **told)
    both = factories.meeting(one, two, source_uid="2", **told)
    [(words, addresses)] = whys(ties(panel(cast.client("vi"), one))["Two"])
    assert words == "1 meeting together"
    assert addresses == [f"/meetings/{both.uid}/"]


def test_it_counts_what_it_does_not_name_and_shows_all_when_asked(cast: Cast) -> None:
    hub = factories.person("Hub")
    friend = factories.person("Friend")
    for day in range(9):
        factories.meeting(hub, friend, held_on=A_DAY - timedelta(days=day))
    for _ in range(15):
        factories.tie(hub, factories.person())
    vi = cast.client("vi")
    shown = panel(vi, hub)
    assert len(ties(shown)) == 12
    assert shown.context["ties"].total == 16
    assert (len(ties(shown)["Friend"].whys[0].sources), ties(shown)["Friend"].whys[0].more) == (3, 6)
    assert "All 16 ties, with all that they rest on" in shown.content.decode()
    everything = ties(panel(vi, hub, "ties=all"))
    assert len(everything) == 16
    assert (len(everything["Friend"].whys[0].sources), everything["Friend"].whys[0].more) == (9, 0)


def test_it_says_where_somebody_stands_and_in_which_cluster(cast: Cast) -> None:
    world = dozen(cast)
    on = factories.initiative("Schools that govern themselves")
    factories.reading(world.eva, on, stance="passive_ally", how_we_know="told_us", note="on the phone")
    shown = panel(cast.client("vi"), world.eva, f"initiative={on.uid}")
    page = shown.content.decode()
    assert "told us" in page
    assert "Schools that govern themselves" in page
    cluster = shown.context["node"].cluster
    assert (cluster.letter, cluster.hub in {world.eva.pk, world.fox.pk}) == ("A", True)
    assert f'<b class="letter">A</b> {cluster.name}' in page
    alone = panel(cast.client("vi"), world.kai).content.decode()
    assert "in none" in alone
    assert "No tie yet" in alone


def test_it_says_why_somebody_is_not_on_the_map(cast: Cast) -> None:
    world = dozen(cast)
    gone = factories.person("Archived", status="archived")
    for who in (gone, world.ben):
        shown = panel(cast.client("vi"), who)
        assert shown.status_code == 200
        assert "Not on the map" in shown.content.decode()


def test_it_answers_404_for_whoever_is_in_the_trash_or_never_was(cast: Cast) -> None:
    world = dozen(cast)
    trash(world.jun.party, by=cast.ben)
    vi = cast.client("vi")
    assert panel(vi, world.jun).status_code == 404
    assert vi.get(f"/network/panel/{uuid4()}/").status_code == 404
    assert vi.get("/network/clusters/ZZ/").status_code == 404


def test_it_comes_without_its_frame_for_the_script(cast: Cast) -> None:
    world = dozen(cast)
    address = f"/network/panel/{world.ana.party.uid}/"
    alone = cast.client("vi").get(address, headers={"HX-Request": "true"})
    assert alone.content.decode().strip().startswith("<article")
    assert "HX-Request" in alone["Vary"]
    assert "<html" in cast.client("vi").get(address).content.decode()


def test_it_explains_a_cluster_by_what_its_people_share(cast: Cast) -> None:
    boards = {}
    for name in ("Prairie Rose", "Heron Lake"):
        people = [factories.person(f"{name} {number}") for number in range(9)]
        boards[name] = factories.organization(name, type="school")
        for who in people:
            factories.role(who, boards[name], type="teacher")
        factories.meeting(*people, by=cast.ben, organization=boards[name])
    page = cast.client("vi").get("/network/clusters/A/")
    text = " ".join(page.content.decode().split())
    assert page.context["cluster"].name == "Prairie Rose"
    assert "9 people, 1 organization" in text
    assert "9 of 9 were at meetings of Prairie Rose, 9 of 18 in all clusters." in text
    assert "100 % of the weight of their ties stays among them." in text
    assert len(page.context["members"]) == 10


def test_it_costs_the_same_for_three_ties_or_thirty(cast: Cast, flat_queries: Callable[..., int]) -> None:
    on = factories.initiative()
    hub = factories.full_person(cast, on)
    vi = cast.client("ben")

    def grow() -> None:
        other = factories.full_person(cast, on)
        factories.tie(hub, other, by=cast.ben)
        factories.meeting(hub, other, by=cast.ben)
        factories.role(other, hub.roles.order_by("pk")[0].organization)

    def ask() -> HttpResponse:
        return panel(vi, hub, f"initiative={on.uid}&ties=all")

    def grow_and_look() -> None:
        grow()
        assert ask().status_code == 200

    flat_queries(ask, grow=grow_and_look, limit=24)
