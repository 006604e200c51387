"""Places in the network: equal to networkx, defined for isolates, and each fed with the right number."""

import networkx as nx
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from network.graph import measures
from network.graph.errors import GraphError
from network.graph.measures import MEASURES, brokerage, measure
from network.graph.records import GivenEdges, Records, Roles
from network.graph.snapshot import Nodes, Snapshot
from tests.network.worlds import TODAY, of_edges, planted

edge_rows = st.lists(
    st.tuples(st.integers(0, 9), st.integers(0, 9), st.sampled_from([0.1, 0.5, 1.0, 3.0])), max_size=30
)


def by_node(snapshot, name):
    return dict(zip(snapshot.ids.tolist(), measure(snapshot, name).tolist(), strict=True))


def from_networkx(graph, name):
    if name == "constraint":
        return {n: 1.0 if np.isnan(c) else c for n, c in nx.constraint(graph, weight="weight").items()}
    if name == "brokerage":
        return nx.betweenness_centrality(graph, weight="distance")
    if name == "pagerank":
        return nx.pagerank(graph, weight="weight", tol=1e-12, max_iter=2000)
    if name == "core":
        return nx.core_number(graph)
    return dict(graph.degree(weight="weight" if name == "weight" else None))


@pytest.mark.parametrize("name", MEASURES)
def test_it_agrees_with_networkx(name):
    _, snapshot = planted(6, 15, seed=9)
    snapshot = of_edges([(a, b, d["weight"]) for a, b, d in snapshot.networkx.edges(data=True)], [777])
    assert by_node(snapshot, name) == pytest.approx(from_networkx(snapshot.networkx, name), abs=1e-9)


@pytest.mark.parametrize("name", MEASURES)
@given(edge_rows)
def test_it_is_finite_and_in_range_on_any_network(name, rows):
    values = measure(of_edges(rows, range(10)), name)
    low, high = MEASURES[name].range
    assert np.isfinite(values).all()
    assert values.min() >= low
    assert high is None or values.max() <= high + 1e-9


@pytest.mark.parametrize("name", MEASURES)
@given(edge_rows, st.permutations(range(10)))
def test_it_does_not_change_when_people_are_renumbered(name, rows, renamed):
    before = by_node(of_edges(rows, range(10)), name)
    after = by_node(of_edges([(renamed[a], renamed[b], w) for a, b, w in rows], range(10)), name)
    assert {renamed[node]: value for node, value in before.items()} == pytest.approx(after, abs=1e-9)


def test_it_sees_a_broker_in_the_one_between_two_strong_ties():
    """1 and 3 know each other a little, and 2 well: with weight or strength in place of distance, 2 scores 0."""
    snapshot = of_edges([(1, 2, 4.0), (2, 3, 4.0), (1, 3, 0.1)])
    assert by_node(snapshot, "brokerage") == {1: 0, 2: 1, 3: 0}
    graph = snapshot.networkx
    for wrong in ("weight", "strength", None):
        assert nx.betweenness_centrality(graph, weight=wrong)[2] == 0


@pytest.mark.parametrize("name", ["pagerank", "constraint"])
def test_it_reads_weight_and_neither_strength_nor_distance(name):
    snapshot = of_edges([(1, 2, 8.0), (2, 3, 1.0), (1, 3, 1.0), (3, 4, 2.0)])
    graph = snapshot.networkx
    wrong = nx.pagerank if name == "pagerank" else nx.constraint
    found = by_node(snapshot, name)
    for attribute in ("strength", "distance", None):
        assert wrong(graph, weight=attribute) != pytest.approx(found, abs=1e-3)


def test_it_scores_someone_without_ties():
    scores = {name: by_node(of_edges([(1, 2, 1.0), (2, 3, 1.0)], [4]), name)[4] for name in MEASURES}
    assert scores["pagerank"] == pytest.approx(0.15 / (4 - 0.85))
    del scores["pagerank"]
    assert scores == {"ties": 0, "weight": 0, "brokerage": 0, "constraint": 1, "core": 0}


@pytest.mark.parametrize("name", MEASURES)
@pytest.mark.parametrize("people", [[], [1], [1, 2]])
def test_it_is_defined_without_any_tie(name, people):
    assert len(measure(of_edges([], people), name)) == len(people)


def test_it_measures_brokers_among_people_and_says_nothing_about_organizations():
    """Two circles that only share an office: nobody brokers, as no path of people joins them."""
    records = Records(
        given=GivenEdges.from_rows([(1, 2, 1.0), (2, 3, 1.0), (4, 5, 1.0)]),
        roles=Roles.from_rows([(1, 3, 100, 900), (2, 4, 100, 900)]),
    )
    snapshot = Snapshot.build(Nodes.of([1, 2, 3, 4, 5], [100]), records, as_of=TODAY)
    scores = by_node(snapshot, "brokerage")
    assert np.isnan(scores.pop(100))
    assert scores == pytest.approx({1: 0, 2: 1 / 6, 3: 0, 4: 0, 5: 0})
    assert by_node(snapshot, "ties")[100] == 2


def test_it_estimates_brokers_of_a_large_network_without_bias(monkeypatch):
    rows = [(a, b, 1.0) for a, b in nx.barabasi_albert_graph(400, 3, seed=2).edges]
    snapshot = of_edges(rows)
    exact = brokerage(snapshot)
    monkeypatch.setattr(measures, "EXACT_UP_TO", 50)
    sampled = [brokerage(snapshot, seed=seed, sources=60) for seed in range(40)]
    assert np.mean(sampled, axis=0).sum() == pytest.approx(exact.sum(), rel=0.02)
    assert set(np.argsort(-sampled[0])[:5]) & set(np.argsort(-exact)[:5])
    assert sampled[0].tolist() == brokerage(snapshot, seed=0, sources=60).tolist()
    assert sampled[0].tolist() != sampled[1].tolist()


def test_it_counts_every_start_when_all_are_drawn(monkeypatch):
    snapshot = of_edges([(a, b, 1.0) for a, b in nx.krackhardt_kite_graph().edges])
    exact = brokerage(snapshot)
    monkeypatch.setattr(measures, "EXACT_UP_TO", 0)
    assert brokerage(snapshot, sources=9) == pytest.approx(exact, abs=0.1)
    assert brokerage(snapshot, sources=10) == pytest.approx(exact)


def test_it_names_the_measures_there_are_when_asked_for_another():
    with pytest.raises(GraphError, match="Choose one of the measures ties, weight, brokerage"):
        measure(of_edges([(1, 2, 1.0)]), "charisma")


def test_it_declares_every_measure_in_words():
    for name, each in MEASURES.items():
        assert each.id == name
        assert each.meaning.endswith(".")
        assert each.label
        assert each.unit
        assert "19" in each.source or "20" in each.source
