"""The map in sentences, still picture and list, as each user sees it; and a wrong question, which draws nothing."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable
from itertools import combinations
from typing import Any

import html5lib
import pytest
from django.http import HttpResponse
from django.test import Client

from contacts.models import Organization, Person
from crm.parts.exports import ExportLog
from network import analysis, fingerprint
from tests import factories
from tests.cast import Cast
from tests.network.load.dozen import dozen

pytestmark = pytest.mark.django_db


def ask(client: Client, query: str = "") -> HttpResponse:
    return client.get(f"/network/?{query}")


def rows(response: Any) -> list[str]:
    return [row.name for row in response.context["page"].rows]


def sentences(response: Any) -> list[str]:
    return [f"{answer.lead} {answer.says}" for answer in response.context["answers"]]


def body(response: HttpResponse) -> str:
    return response.content.decode()


def test_it_says_first_who_is_on_it(cast: Cast) -> None:
    dozen(cast)
    page = ask(cast.client("vi"))
    assert page.status_code == 200
    assert sentences(page)[0] == "12 people: 10 in 3 clusters, 2 in none."
    assert "15 ties, with 1 organization" in body(page)


def test_it_holds_the_same_in_a_list_that_one_can_sort(cast: Cast) -> None:
    dozen(cast)
    vi = cast.client("vi")
    everybody = {
        *["Ana", "Bee", "Cal", "Dao", "Eva", "Fox", "Gil", "Hue", "Ira", "Jun", "Kai", "Lou"],
        "Riverfork School Board",
    }
    assert set(rows(ask(vi))) == everybody
    assert rows(ask(vi, "sort=name"))[:3] == ["Ana", "Bee", "Cal"]
    assert rows(ask(vi, "sort=-name"))[:2] == ["Riverfork School Board", "Lou"]
    assert rows(ask(vi, "sort=-ties"))[0] == "Eva"
    assert rows(ask(vi, "sort=-brokerage"))[0] == "Ana"
    assert rows(ask(vi, "sort=now_at"))[:4] == ["Eva", "Fox", "Gil", "Hue"]
    assert rows(ask(vi, "sort=cluster"))[-2:] == ["Kai", "Lou"]


def test_it_shows_whom_the_filter_asks_for_and_their_organizations(cast: Cast) -> None:
    world = dozen(cast)
    factories.tag(world.eva.party, "site council")
    factories.tag(world.ana.party, "site council")
    tag = world.ana.party.taggings.get().tag.uid
    page = ask(cast.client("vi"), f"tag={tag}&sort=name")
    assert rows(page) == ["Ana", "Eva", "Riverfork School Board"]
    assert sentences(page)[0] == "2 of 12 people: 2 in 2 clusters."
    assert "shows 2 of 12 people" in body(page)


def test_it_shows_everybody_with_their_position_where_an_initiative_is_chosen(cast: Cast) -> None:
    world = dozen(cast)
    on = factories.initiative("Schools that govern themselves")
    factories.reading(world.ana, on, stance="active_ally")
    factories.reading(world.bee, on, stance="neutral")
    page = ask(cast.client("vi"), f"initiative={on.uid}&sort=position")
    assert len(rows(page)) == 13
    assert rows(page)[:2] == ["Bee", "Ana"]
    assert sentences(page)[1] == "2 of 12 with a reading: 1 for, 1 of them acting, 1 undecided, 0 against."
    asked = ask(cast.client("vi"), f"initiative={on.uid}&stance=active_ally")
    assert rows(asked) == ["Ana"]


def test_it_opens_one_cluster_by_its_letter(cast: Cast) -> None:
    dozen(cast)
    page = ask(cast.client("vi"), "cluster=A&sort=name")
    assert rows(page) == ["Eva", "Fox", "Gil", "Hue", "Riverfork School Board"]


@pytest.mark.parametrize(
    ("query", "says"),
    [
        ("foo=1", "There is no filter “foo”"),
        ("sphere=moon", "moon"),
        ("size=influence", "“influence” is no choice for size"),
        ("colour=party", "“party” is no choice for colour"),
        ("cluster=ZZ", "There is no cluster “ZZ” now"),
        ("sort=luck", "cannot be sorted by “luck”"),
        ("initiative=00000000-0000-0000-0000-000000000000", "initiative"),
        ("stance=neutral", "Choose the initiative"),
        ("q=a%00b", "NUL"),
    ],
)
def test_it_draws_nothing_for_a_wrong_question_and_says_why(cast: Cast, query: str, says: str) -> None:
    dozen(cast)
    ben = cast.client("ben")
    page = ask(ben, query)
    assert page.status_code == 400
    assert says in body(page)
    assert "Eva" not in body(page)
    assert '<svg class="canvas' not in body(page)
    graph = ben.get(f"/network/graph.json?{query}")
    assert graph.status_code == 400
    assert set(graph.json()) == {"problems"}
    taken = ask(ben, f"{query}&format=csv")
    assert taken.status_code == 400
    assert "Eva" not in body(taken)
    assert not ExportLog.objects.exists()


def test_it_shows_each_user_only_what_their_scope_knows(cast: Cast) -> None:
    dozen(cast)
    ties = {}
    for name in ("cy", "vi", "ben", "ada"):
        nodes = {row.name: row for row in ask(cast.client(name)).context["page"].rows}
        ties[name] = {who: nodes[who].ties for who in ("Ana", "Kai", "Gil", "Lou")}
    assert ties["cy"] == ties["vi"] == {"Ana": 3, "Kai": 0, "Gil": 4, "Lou": 0}
    assert ties["ben"] == {"Ana": 4, "Kai": 1, "Gil": 5, "Lou": 0}
    assert ties["ada"] == {"Ana": 5, "Kai": 1, "Gil": 5, "Lou": 1}


def test_it_is_the_same_for_cy_whatever_ben_keeps_to_his_team(cast: Cast) -> None:
    world = dozen(cast)
    cy = cast.client("cy")

    def looked_at() -> tuple[str, HttpResponse]:
        without_tokens = re.sub(r'name="csrfmiddlewaretoken" value="[^"]*"', "", body(ask(cy)))
        return without_tokens, cy.get("/network/graph.json")

    before = looked_at()
    factories.meeting(world.ana, world.dao, world.kai, by=cast.ben, visibility="team", team=cast.north)
    factories.meeting(world.jun, world.lou, by=cast.ben, visibility="owner")
    after = looked_at()
    assert after[0] == before[0]
    assert after[1].content == before[1].content
    assert after[1]["ETag"] == before[1]["ETag"]


def test_it_takes_the_list_out_whole_in_its_order_and_logs_it(cast: Cast) -> None:
    dozen(cast)
    response = ask(cast.client("ben"), "format=csv&sort=name&columns=name,letter,ties,uid")
    lines = list(csv.reader(io.StringIO(b"".join(response.streaming_content).decode("utf-8-sig"))))
    assert lines[0] == ["Name", "Letter", "Ties", "Groundwork id"]
    assert [line[0] for line in lines[1:4]] == ["Ana", "Bee", "Cal"]
    assert len(lines) == 1 + 13
    entry = ExportLog.objects.get()
    assert (entry.what, entry.rows, entry.status, entry.by) == ("map", 13, "complete", cast.ben)
    book = ask(cast.client("ben"), "format=xlsx")
    assert b"".join(book.streaming_content).startswith(b"PK")
    assert ask(cast.client("vi"), "format=csv").status_code == 403
    assert ask(cast.client("ben"), "format=pdf").status_code == 400


def test_it_says_what_would_make_a_map_where_nothing_is_recorded(cast: Cast) -> None:
    page = ask(cast.client("ben"))
    assert page.status_code == 200
    assert "A tie comes from a meeting of two or more" in body(page)
    assert "Log a meeting" in body(page)
    assert "map.js" not in body(page)


def test_it_takes_one_person_without_a_tie(cast: Cast) -> None:
    factories.person("Ana")
    page = ask(cast.client("vi"))
    assert sentences(page) == ["1 person: 0 in 0 clusters, 1 in none."]
    assert rows(page) == ["Ana"]
    assert "Nobody here is tied to anybody yet" in body(page)
    assert cast.client("vi").get("/network/graph.json").json()["nodes"]["id"] == []


def test_it_says_so_where_nobody_answers_the_filter(cast: Cast) -> None:
    dozen(cast)
    page = ask(cast.client("vi"), "state=WI")
    assert page.status_code == 200
    assert rows(page) == []
    assert "Nobody on the map answers all of this" in body(page)


HOSTILE = '</text><script>alert(1)</script>"><img src=x onerror=alert(2)>'


def test_it_writes_hostile_names_as_text_in_page_picture_and_panel(cast: Cast) -> None:
    at = factories.organization(HOSTILE)
    people = [factories.person(f"{HOSTILE} {number}") for number in range(4)]
    for pair in combinations(people, 2):
        factories.meeting(*pair, organization=at, title=HOSTILE)
    vi = cast.client("vi")
    for address in ("/network/", f"/network/panel/{people[0].party.uid}/", "/network/clusters/A/"):
        tree = html5lib.parse(vi.get(address).content.decode(), namespaceHTMLElements=False)
        assert any("alert(1)" in text for text in tree.itertext())
        assert not list(tree.iter("img"))
        assert not [script for script in tree.iter("script") if script.text]
        assert not [name for element in tree.iter() for name in element.attrib if name.startswith("on")]
    graph = vi.get("/network/graph.json")
    assert graph["Content-Type"] == "application/json; charset=utf-8"
    assert graph["X-Content-Type-Options"] == "nosniff"
    assert graph.json()["nodes"]["name"].count(f"{HOSTILE} 0") == 1


def full_network(cast: Cast, on: Any) -> Callable[[], None]:
    """Grows by a full person and organization, tied to others."""
    before: list[Person | Organization] = []

    def grow() -> None:
        made: list[Person | Organization] = [
            factories.full_person(cast, on),
            factories.full_organization(cast, on),
        ]
        for one, other in zip(made, before[-2:], strict=False):
            factories.tie(one, other, by=cast.ben)
        before.extend(made)

    return grow


def test_it_costs_the_same_to_read_a_small_network_anew_or_a_large_one(
    cast: Cast, flat_queries: Callable[..., int]
) -> None:
    on = factories.initiative()
    ben = cast.client("ben")

    def ask_another_process() -> HttpResponse:
        analysis._analyses.forget()
        analysis._networks.forget()
        fingerprint._values.forget()
        return ask(ben, f"initiative={on.uid}")

    flat_queries(ask_another_process, grow=full_network(cast, on), limit=20)


def test_it_asks_at_most_twelve_queries_for_a_network_in_memory(
    cast: Cast, flat_queries: Callable[..., int]
) -> None:
    on = factories.initiative()
    ben = cast.client("ben")
    grow = full_network(cast, on)
    ready: list[int] = []

    def grow_and_look() -> None:
        grow()
        ready.append(ask(ben, f"initiative={on.uid}").status_code)

    flat_queries(lambda: ask(ben, f"initiative={on.uid}"), grow=grow_and_look, limit=12)
    assert set(ready) == {200}
