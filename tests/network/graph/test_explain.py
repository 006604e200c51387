"""Why this is a cluster: the planted reason first, no reason where there is none, names that differ."""

import random

import pytest

from network.graph.communities import find_communities
from network.graph.errors import GraphError
from network.graph.explain import explain
from network.graph.records import GivenEdges, Records, Roles
from network.graph.snapshot import Nodes, Snapshot
from tests.network.worlds import TODAY, of_edges, planted


def labels_for(snapshot):
    return {node: f"Person {node}" for node in snapshot.ids.tolist()}


def told(snapshot, attributes, **more):
    found = find_communities(snapshot)
    return found, explain(snapshot, found, attributes, node_labels=labels_for(snapshot), **more)


def test_it_gives_the_planted_attribute_as_first_reason():
    truth, snapshot = planted(10, 20, seed=3)
    chance = random.Random(1)
    noise = {person: {f"initiative {chance.randrange(6)}"} for person in range(200)}
    home = {
        person: {f"district {group}"} for person, group in enumerate(truth.tolist()) if chance.random() < 0.8
    }
    found, explanations = told(snapshot, {"initiative": noise, "district": home})
    right = 0
    for cluster, explanation in zip(found.clusters, explanations, strict=True):
        group = truth[list(cluster.members)].tolist()
        right += explanation.name == f"district {max(set(group), key=group.count)}"
    assert right >= 0.8 * len(found.clusters)


def test_it_gives_no_reason_for_an_attribute_dealt_at_random():
    _, snapshot = planted(10, 20, seed=3)
    explained = clusters = 0
    for turn in range(20):
        chance = random.Random(turn)
        dealt = {person: {f"district {chance.randrange(10)}"} for person in range(200)}
        _, explanations = told(snapshot, {"district": dealt})
        clusters += len(explanations)
        explained += sum(bool(explanation.reasons) for explanation in explanations)
    assert explained <= 0.05 * clusters


def two_cliques(size):
    clique = [(a, b, 1.0) for a in range(size) for b in range(a)]
    return of_edges([*clique, *((a + 100, b + 100, weight) for a, b, weight in clique)])


def test_it_computes_the_chance_as_drawn_from_an_urn():
    """Five of ten drawn are the five of one school in 1 of 252 ways; four of eight in 1 of 70. Two comparisons."""
    _, (one, other) = told(two_cliques(5), {"school": {node: {"Northside"} for node in range(5)}})
    assert one.reasons[0].p == pytest.approx(2 / 252)
    assert not other.reasons
    _, (one, other) = told(two_cliques(4), {"school": {node: {"Northside"} for node in range(4)}})
    assert not one.reasons  # 2 / 70 could well be chance
    assert not other.reasons


def test_it_says_how_many_have_it_and_who():
    attributes = {"school": {**{node: {7} for node in range(8)}, 107: {7}}}
    _, (one, other) = told(two_cliques(8), attributes, value_labels={"school": {7: "Northside"}})
    reason = one.reasons[0]
    assert (reason.kind, reason.value, reason.label) == ("school", 7, "Northside")
    assert (reason.inside, reason.size, reason.everywhere, reason.population) == (8, 8, 9, 16)
    assert reason.members == tuple(range(8))
    assert reason.p == pytest.approx(2 * 8 / 11440)
    assert not other.reasons


def test_it_names_a_cluster_without_reason_after_its_hub():
    edges = [(1, 2, 3.0), (1, 3, 3.0), (2, 3, 1.0), (4, 5, 1.0)]
    _, (one, other) = told(of_edges(edges), {})
    assert (one.name, one.hub, one.reasons) == ("Person 1", 1, ())
    assert other.name == "Person 4"


def test_it_gives_no_two_clusters_one_name():
    clique = [(a, b, 1.0) for a in range(12) for b in range(a)]
    edges = [(a + 100 * c, b + 100 * c, w) for c in range(4) for a, b, w in clique]
    same = {"district": {node + 100 * c: {"Duluth"} for c in (0, 1) for node in range(12)}}
    snapshot = of_edges(edges)
    found = find_communities(snapshot)
    everyone = dict.fromkeys(snapshot.ids.tolist(), "Maria Lopez")
    explanations = explain(snapshot, found, same, node_labels=everyone)
    names = [explanation.name for explanation in explanations]
    assert names[:2] == ["Duluth", "Duluth · Maria Lopez"]
    assert names[2:] == ["Maria Lopez", "Maria Lopez (300)"]


def test_it_does_not_name_a_cluster_after_a_few_of_its_members():
    """Five of forty share something that nobody else has: a reason, but no name."""
    _truth, snapshot = planted(4, 40, seed=2, outside=0.1)
    few = {person: {"Chess club"} for person in range(6)}
    _, explanations = told(snapshot, {"club": few})
    first = next(e for e in explanations if e.reasons)
    assert first.reasons[0].label == "Chess club"
    assert first.reasons[0].share < 0.25
    assert first.name == f"Person {first.hub}"


def test_it_counts_people_not_the_organizations_placed_with_them():
    clique = [(a, b, 1.0) for a in range(8) for b in range(a)]
    edges = [*clique, *((a + 10, b + 10, w) for a, b, w in clique)]
    roles = Roles.from_rows([(n, n, 100, 0) for n in range(8)])
    nodes = Nodes.of([*range(8), *range(10, 18)], [100])
    snapshot = Snapshot.build(nodes, Records(given=GivenEdges.from_rows(edges), roles=roles), as_of=TODAY)
    _, (one, _) = told(snapshot, {"school": {n: {"Northside"} for n in [*range(8), 100]}})
    assert (one.reasons[0].inside, one.reasons[0].size, one.reasons[0].population) == (8, 8, 16)
    assert one.hub != 100


def test_it_asks_for_what_it_needs():
    snapshot = of_edges([(1, 2, 1.0)])
    found = find_communities(snapshot)
    with pytest.raises(GraphError, match="Give a label for party 1"):
        explain(snapshot, found, {}, node_labels={})
    with pytest.raises(GraphError, match="a set of values for “district”"):
        explain(snapshot, found, {"district": {1: "Duluth"}}, node_labels=labels_for(snapshot))
    with pytest.raises(GraphError, match="Find the clusters of this very network first"):
        explain(of_edges([(1, 3, 1.0)]), found, {}, node_labels=labels_for(snapshot))


def test_it_explains_nothing_where_there_is_no_cluster():
    _, explanations = told(of_edges([], [1, 2]), {"district": {1: {"Duluth"}}})
    assert explanations == ()
