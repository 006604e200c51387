"""What the script draws: places, marks, at most three ties each, and nothing that the viewer may not know."""

from __future__ import annotations

from collections import Counter
from itertools import combinations
from typing import Any

import pytest
from django.test import Client

from network.map import payload as drawing
from tests import factories
from tests.cast import Cast
from tests.network.load.dozen import dozen

pytestmark = pytest.mark.django_db


def graph(client: Client, query: str = "") -> Any:
    response = client.get(f"/network/graph.json?{query}")
    assert response.status_code == 200
    return response.json()


def pairs(drawn: Any) -> set[tuple[str, str]]:
    names = drawn["nodes"]["name"]
    return {
        tuple(sorted((names[a], names[b])))
        for a, b in zip(drawn["edges"]["a"], drawn["edges"]["b"], strict=True)
    }


def test_it_draws_everybody_who_is_tied_with_their_ties(cast: Cast) -> None:
    dozen(cast)
    drawn = graph(cast.client("vi"))
    assert set(drawn["nodes"]["name"]) == {
        *("Ana", "Bee", "Cal", "Dao", "Eva", "Fox", "Gil", "Hue", "Ira", "Jun"),
        "Riverfork School Board",
    }
    assert ("Ana", "Bee") in pairs(drawn)
    # Of fifteen one is left out: on the board, all of whose ties weigh the same, it is nobody's third.
    assert len(pairs(drawn)) == 14
    assert {len(column) for column in drawn["nodes"].values() if column} == {11}
    assert all(0 <= value <= 1 for value in drawn["nodes"]["size"])


def test_it_draws_three_ties_of_each_at_most_but_for_those_who_are_others_strongest(cast: Cast) -> None:
    people = [factories.person() for _ in range(9)]
    for pair in combinations(people, 2):
        factories.meeting(*pair)
    drawn = graph(cast.client("vi"))
    assert len(drawn["edges"]["a"]) <= 3 * 9
    assert min(Counter(drawn["edges"]["a"] + drawn["edges"]["b"]).values()) >= 3


def test_it_draws_opposition_apart_from_ties(cast: Cast) -> None:
    world = dozen(cast)
    factories.meeting(world.lou, world.jun)
    drawn = graph(cast.client("vi"))
    names = drawn["nodes"]["name"]
    assert [{names[a], names[b]} for a, b in drawn["opposed"]] == [{"Ana", "Lou"}]
    assert ("Ana", "Lou") not in pairs(drawn)


def test_it_fills_by_position_on_the_initiative_and_by_sphere_without_one(cast: Cast) -> None:
    world = dozen(cast)
    on = factories.initiative()
    factories.reading(world.eva, on, stance="active_ally")
    vi = cast.client("vi")
    by_sphere = graph(vi)
    assert by_sphere["colour"] == "sphere"
    assert by_sphere["nodes"]["position"] == []
    by_position = graph(vi, f"initiative={on.uid}")
    at = by_position["nodes"]["name"].index("Eva")
    assert by_position["positions"][by_position["nodes"]["position"][at]] == "for-acting"
    assert by_position["spheres"][by_position["nodes"]["sphere"][at]] == "district"
    [cluster] = [each for each in by_position["clusters"] if each["letter"] == "A"]
    assert cluster["counts"] == [0, 0, 0, 0, 1, 3]


def test_it_keeps_each_viewer_to_their_scope(cast: Cast) -> None:
    dozen(cast)
    drawn = {name: pairs(graph(cast.client(name))) for name in ("cy", "ben", "ada")}
    assert ("Ana", "Kai") not in drawn["cy"]
    assert ("Ana", "Kai") in drawn["ben"]
    assert ("Ana", "Lou") in drawn["ada"] - drawn["ben"]
    everything = cast.client("cy").get("/network/graph.json").content.decode()
    assert "Kai" not in everything


def test_it_answers_304_until_something_that_it_shows_has_changed(cast: Cast) -> None:
    world = dozen(cast)
    vi = cast.client("vi")
    first = vi.get("/network/graph.json")
    assert first["Cache-Control"] == "private, no-cache"
    again = vi.get("/network/graph.json", headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    factories.meeting(world.dao, world.jun)
    assert vi.get("/network/graph.json", headers={"If-None-Match": first["ETag"]}).status_code == 200


def test_it_draws_the_foremost_of_a_huge_network_and_says_so(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    dozen(cast)
    monkeypatch.setattr(drawing, "MOST_NODES", 5)
    vi = cast.client("vi")
    assert len(graph(vi)["nodes"]["name"]) == 5
    page = vi.get("/network/?sort=name")
    assert "draws the first 5 of 11 by size; the list holds all" in page.content.decode()
    assert page.context["page"].total == 13


def test_it_is_refused_to_whoever_has_not_signed_in(client: Client, cast: Cast) -> None:
    world = dozen(cast)
    for address in ("", "graph.json", f"panel/{world.ana.party.uid}/", "clusters/A/"):
        assert client.get(f"/network/{address}").status_code in (302, 401, 403)
