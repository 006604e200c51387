"""The network as an object: three numbers an edge, views that agree, smaller networks, one fingerprint."""

import random
from math import log

import networkx as nx
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from network.graph.errors import GraphError
from network.graph.numbers import distances_of, strengths_of
from network.graph.parameters import TieParameters
from network.graph.records import (
    Attendances,
    DeclaredTies,
    GivenEdges,
    Introductions,
    Meetings,
    Records,
    Roles,
)
from network.graph.snapshot import Kind, Nodes, Snapshot
from tests.network.worlds import TODAY, of_edges, planted

weights = st.floats(min_value=0, max_value=1e9, allow_nan=False)
edge_rows = st.lists(
    st.tuples(st.integers(0, 8), st.integers(0, 8), st.floats(min_value=0.001, max_value=1e4)), max_size=25
)


def test_it_makes_distance_from_strength_as_defined():
    assert strengths_of(np.array([0.0, 1.0, 3.0]), 1.0).tolist() == [0, 0.5, 0.75]
    assert distances_of(np.array([0.0, 0.5, 0.75, 1.0])).tolist() == [6908, 693, round(-1000 * log(0.75)), 1]


@given(st.lists(weights, min_size=1), st.floats(min_value=0.01, max_value=100))
def test_it_keeps_strength_between_0_and_1_and_distance_a_whole_number_from_1(values, half_point):
    rising = np.sort(np.array(values))
    strengths = strengths_of(rising, half_point)
    distances = distances_of(strengths)
    assert ((strengths >= 0) & (strengths <= 1)).all()
    assert (np.diff(strengths) >= 0).all()
    assert (np.diff(distances) <= 0).all()
    assert distances.min() >= 1
    assert distances.max() <= 6908


def test_it_refuses_a_weight_where_a_strength_belongs():
    with pytest.raises(GraphError, match="a weight was given in its place"):
        distances_of(np.array([2.0]))


@given(edge_rows, st.integers(0, 8), st.integers(0, 8), st.floats(min_value=0.001, max_value=1e4))
def test_it_never_lengthens_a_path_by_adding_a_tie(rows, a, b, weight):
    before, after = of_edges(rows, range(9)), of_edges([*rows, (a, b, weight)], range(9))
    old = dict(nx.all_pairs_dijkstra_path_length(before.networkx, weight="distance"))
    new = dict(nx.all_pairs_dijkstra_path_length(after.networkx, weight="distance"))
    for start, lengths in old.items():
        for end, length in lengths.items():
            assert new[start][end] <= length


@given(edge_rows, st.randoms(use_true_random=False))
def test_it_is_the_same_whatever_the_order_and_direction_of_rows(rows, chance):
    shuffled = [(b, a, w) if chance.random() < 0.5 else (a, b, w) for a, b, w in rows]
    chance.shuffle(shuffled)
    assert of_edges(rows, range(9)).fingerprint == of_edges(shuffled, range(9)).fingerprint


def test_it_is_the_same_whatever_the_order_of_every_table():
    chance = random.Random(5)
    tables = {
        DeclaredTies: [
            (n, chance.randrange(20), chance.randrange(20), n % 5, "told", 0.1 * n, chance.choice([1, -1]))
            for n in range(60)
        ],
        Meetings: [
            (n, TODAY.replace(day=1 + n % 28, year=2025), ("", "event", "training")[n % 3]) for n in range(40)
        ],
        Attendances: [(n, p) for n in range(40) for p in chance.sample(range(20), 2 + n % 5)],
        Roles: [(n, chance.randrange(20), 100 + n % 4, n % 9) for n in range(40)],
        Introductions: [(n, chance.randrange(20), chance.randrange(20), TODAY) for n in range(10)],
    }

    def build(order):
        made = [table.from_rows(order(rows)) for table, rows in tables.items()]
        nodes = Nodes.of(order(list(range(20))), order(list(range(100, 104))))
        kinds = TieParameters(kind_weights={"": 1.0, "event": 0.5, "training": 0.7})
        return Snapshot.build(nodes, Records(*made), kinds, as_of=TODAY)

    straight = build(list)
    assert len(straight.edges) > 50
    for _ in range(5):
        assert build(lambda rows: chance.sample(rows, len(rows))).fingerprint == straight.fingerprint


def test_it_has_another_fingerprint_for_another_day_parameter_node_or_tie():
    records = Records(given=GivenEdges.from_rows([(1, 2, 1.0), (2, 3, 1.0)]))
    nodes = Nodes.of([1, 2, 3])
    prints = {
        Snapshot.build(nodes, records, as_of=TODAY).fingerprint,
        Snapshot.build(nodes, records, as_of=TODAY.replace(day=2)).fingerprint,
        Snapshot.build(nodes, records, TieParameters(half_point=2), as_of=TODAY).fingerprint,
        Snapshot.build(Nodes.of([1, 2, 3, 4]), records, as_of=TODAY).fingerprint,
        Snapshot.build(Nodes.of([1, 2], [3]), records, as_of=TODAY).fingerprint,
        Snapshot.build(nodes, Records(given=GivenEdges.from_rows([(1, 2, 1.0)])), as_of=TODAY).fingerprint,
    }
    assert len(prints) == 6


def test_it_hands_out_views_that_agree():
    _, snapshot = planted(4, 8, seed=2)
    graph, fast = snapshot.networkx, snapshot.igraph
    assert sorted(graph) == snapshot.ids.tolist()
    assert fast.ecount() == graph.number_of_edges() == len(snapshot.edges)
    for edge, a, b in zip(fast.es, snapshot.edges.a.tolist(), snapshot.edges.b.tolist(), strict=True):
        known = graph.edges[int(snapshot.ids[a]), int(snapshot.ids[b])]
        assert {edge.source, edge.target} == {a, b}
        assert (edge["weight"], edge["distance"]) == (known["weight"], known["distance"])
        assert snapshot.weights[a, b] == snapshot.weights[b, a] == known["weight"]
        assert snapshot.strengths[b, a] == known["strength"]
        assert snapshot.distances[a, b] == known["distance"]


def test_it_keeps_the_numbers_of_ties_in_a_smaller_network():
    _, snapshot = planted(4, 8, seed=2)
    part = snapshot.subgraph([5, 3, 4, 6, 7, 999])
    assert part.ids.tolist() == [3, 4, 5, 6, 7]
    assert nx.utils.graphs_equal(part.networkx, nx.Graph(snapshot.networkx.subgraph([3, 4, 5, 6, 7])))
    assert part.evidence_for(3, 4) == snapshot.evidence_for(3, 4)


def test_it_takes_people_apart_from_organizations():
    roles = Roles.from_rows([(1, 1, 100, 0), (2, 2, 100, 0)])
    ties = DeclaredTies.from_rows([(1, 1, 2, 2, "told", 1.0, -1), (2, 1, 100, 2, "told", 1.0, -1)])
    snapshot = Snapshot.build(Nodes.of([1, 2], [100]), Records(declared=ties, roles=roles), as_of=TODAY)
    people = snapshot.only(Kind.PERSON)
    assert people.ids.tolist() == [1, 2]
    assert people.edges.weight.tolist() == [3.0]
    assert people.weightless.id.tolist() == [1]
    assert snapshot.weightless.id.tolist() == [1, 2]


def test_it_says_who_is_not_in_the_network():
    with pytest.raises(GraphError, match="Party 9 is not in this network"):
        of_edges([(1, 2, 1.0)]).evidence_for(1, 9)


@pytest.mark.parametrize("people", [[], [4], [4, 5, 6]])
def test_it_is_a_network_without_a_tie(people):
    snapshot = Snapshot.build(Nodes.of(people), Records(), as_of=TODAY)
    assert len(snapshot) == len(people)
    assert len(snapshot.edges) == snapshot.igraph.ecount() == snapshot.networkx.number_of_edges() == 0
    assert snapshot.weights.shape == (len(people), len(people))
    assert len(snapshot.fingerprint) == 64
    assert len(snapshot.subgraph([4])) == min(1, len(people))
