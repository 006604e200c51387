"""Clusters: the ones that were planted, the same every time, with how sure each is."""

import math
import random
from datetime import date

import networkx as nx
import numpy as np
import pytest

from network.graph.communities import NO_CLUSTER, Certainty, find_communities, label_of
from network.graph.errors import GraphError
from network.graph.records import Attendances, DeclaredTies, GivenEdges, Meetings, Records, Roles
from network.graph.snapshot import Nodes, Snapshot
from tests.network.worlds import TODAY, adjusted_rand, of_attendance, of_edges, planted

TWO_TRIANGLES = [(1, 2, 2.0), (2, 3, 2.0), (1, 3, 2.0), (4, 5, 2.0), (5, 6, 2.0), (4, 6, 2.0), (3, 4, 0.1)]


def members(communities):
    return [cluster.members for cluster in communities.clusters]


def test_it_finds_two_triangles():
    found = find_communities(of_edges(TWO_TRIANGLES))
    assert members(found) == [(1, 2, 3), (4, 5, 6)]
    assert [Certainty.of(cluster.agreement) for cluster in found.clusters] == [
        Certainty.CLEAR,
        Certainty.CLEAR,
    ]
    assert found.clusters[0].inside == pytest.approx(12 / 12.1)


def test_it_finds_planted_groups():
    truth, snapshot = planted(8, 25, seed=4)
    assert adjusted_rand(find_communities(snapshot).labels, truth) > 0.9


def test_it_reads_weight_and_not_distance():
    """A ring of four: by weight the heavy sides hold together, by distance it would be the light ones."""
    ring = [(1, 2, 4.0), (2, 3, 0.5), (3, 4, 4.0), (4, 1, 0.5)]
    assert members(find_communities(of_edges(ring))) == [(1, 2), (3, 4)]
    distances = of_edges(ring).networkx
    assert nx.community.modularity(distances, [{1, 4}, {2, 3}], weight="distance") > 0.1


def test_it_reports_the_modularity_that_networkx_computes():
    _, snapshot = planted(5, 12, seed=8)
    found = find_communities(snapshot)
    groups = [set(cluster.members) for cluster in found.clusters]
    expected = nx.community.modularity(snapshot.networkx, groups, weight="weight")
    assert found.modularity == pytest.approx(expected)


def test_it_numbers_clusters_by_size_and_then_by_lowest_id():
    edges = [(1, 2, 1.0), (3, 4, 1.0), (20, 21, 1.0), (21, 22, 1.0), (20, 22, 1.0)]
    assert members(find_communities(of_edges(edges))) == [(20, 21, 22), (1, 2), (3, 4)]


def test_it_gives_the_same_clusters_whatever_the_order_of_rows():
    _, snapshot = planted(6, 15, seed=3, outside=0.6)
    graph = snapshot.networkx
    rows = [(a, b, d["weight"]) for a, b, d in graph.edges(data=True)]
    first = find_communities(snapshot, seed=11)
    for turn in range(3):
        random.Random(turn).shuffle(rows)
        again = find_communities(of_edges(rows, range(90)), seed=11)
        assert again.labels.tolist() == first.labels.tolist()
        assert again.agreement.tolist() == first.agreement.tolist()


def test_it_does_not_depend_on_chance_drawn_elsewhere():
    _, snapshot = planted(6, 15, seed=3, outside=0.6)
    random.seed(1)
    first = find_communities(snapshot).labels.tolist()
    random.seed(2)
    assert find_communities(snapshot).labels.tolist() == first


def test_it_leaves_someone_without_ties_in_no_cluster_and_lets_them_move_nobody():
    _, snapshot = planted(6, 15, seed=3, outside=0.6)
    graph = snapshot.networkx
    rows = [(a, b, d["weight"]) for a, b, d in graph.edges(data=True)]
    more = of_edges(rows, range(-5, 140))
    found, with_others = find_communities(snapshot), find_communities(more)
    assert members(with_others) == members(found)
    alone = ~np.isin(with_others.ids, [end for a, b, _ in rows for end in (a, b)])
    assert alone.sum() >= 55
    assert set(with_others.labels[alone].tolist()) == {NO_CLUSTER}
    assert set(with_others.agreement[alone].tolist()) == {0.0}


def test_it_says_that_a_split_is_loose_where_other_seeds_do_not_find_it():
    chance = random.Random(2)
    noise = [(a, b, 1.0) for a in range(60) for b in range(a) if chance.random() < 0.15]
    found = find_communities(of_edges(noise))
    assert {Certainty.of(cluster.agreement) for cluster in found.clusters} <= {
        Certainty.LOOSE,
        Certainty.MIXED,
    }
    assert min(cluster.agreement for cluster in found.clusters) < 0.6


def test_it_does_not_claim_to_know_how_sure_a_single_run_is():
    found = find_communities(of_edges(TWO_TRIANGLES), runs=1)
    assert math.isnan(found.clusters[0].agreement)
    assert Certainty.of(found.clusters[0].agreement) is Certainty.NOT_MEASURED


def test_it_starts_from_the_last_result_so_that_little_changes():
    _, before = planted(20, 20, seed=6, outside=0.45)
    rows = [(a, b, d["weight"]) for a, b, d in before.networkx.edges(data=True)]
    chance = random.Random(4)
    kept = [row for row in rows if chance.random() > 0.01]
    after = of_edges(
        [*kept, *((chance.randrange(400), chance.randrange(400), 1.0) for _ in range(16))], range(400)
    )
    last = find_communities(before)
    warm = find_communities(after, previous=label_of(last.ids, last.labels))
    cold = find_communities(after, seed=500)
    assert adjusted_rand(warm.labels, last.labels) > 0.9
    assert adjusted_rand(warm.labels, last.labels) >= adjusted_rand(cold.labels, last.labels)
    assert warm.modularity > cold.modularity - 0.005


def test_it_takes_in_newcomers_when_it_starts_from_the_last_result():
    before = find_communities(of_edges(TWO_TRIANGLES))
    last = label_of(before.ids, before.labels)
    found = find_communities(of_edges([*TWO_TRIANGLES, (7, 6, 1.0), (8, 9, 1.0)]), previous=last, runs=0)
    assert members(found) == [(4, 5, 6, 7), (1, 2, 3), (8, 9)]


def test_it_places_an_organization_with_most_of_its_people_and_lets_it_move_nobody():
    seats = [(1, 1, 100, 0), (2, 2, 100, 0), (3, 4, 100, 0), (4, 5, 101, 0), (5, 7, 102, 0)]
    records = Records(given=GivenEdges.from_rows(TWO_TRIANGLES), roles=Roles.from_rows(seats))
    found = find_communities(Snapshot.build(Nodes.of(range(1, 8), [100, 101, 102]), records, as_of=TODAY))
    assert members(found) == [(1, 2, 3, 100), (4, 5, 6, 101)]
    assert found.labels[found.ids == 102].tolist() == [NO_CLUSTER]
    assert found.agreement[found.ids == 100][0] == pytest.approx(2 / 3)


def test_it_does_not_make_a_cluster_of_one_person_and_an_office():
    records = Records(roles=Roles.from_rows([(1, 1, 100, 0)]))
    assert find_communities(Snapshot.build(Nodes.of([1], [100]), records, as_of=TODAY)).clusters == ()


def test_it_clusters_organizations_by_the_ties_declared_for_them():
    ties = [(n, 100 + a, 100 + b, 3, "told", 1.0, 1) for n, (a, b, _) in enumerate(TWO_TRIANGLES[:-1])]
    records = Records(declared=DeclaredTies.from_rows(ties))
    found = find_communities(Snapshot.build(Nodes.of([], range(101, 107)), records, as_of=TODAY))
    assert members(found) == [(101, 102, 103), (104, 105, 106)]


def test_it_does_not_let_one_hearing_tie_a_town():
    """Two groups of five who meet each week, and one hearing with everyone: with 300 there it ties nobody."""
    attended = [
        (f"{side}{n}", f"{side} week {week}") for side in "ab" for n in range(5) for week in range(10)
    ]
    town = [*(f"guest {n}" for n in range(290)), *(f"{side}{n}" for side in "ab" for n in range(5))]
    crowd = [(person, "hearing") for person in town]
    people, snapshot = of_attendance([*attended, *crowd])
    found = find_communities(snapshot)
    assert [len(cluster) for cluster in found.clusters] == [5, 5]
    assert snapshot.left_out.meetings_too_large == 1
    assert len(people) == 300


def test_it_never_clusters_on_opposition():
    ties = [(1, 1, 2, 4, "told", 1.0, -1), (2, 2, 3, 4, "told", 1.0, -1)]
    snapshot = Snapshot.build(
        Nodes.of([1, 2, 3]), Records(declared=DeclaredTies.from_rows(ties)), as_of=TODAY
    )
    assert find_communities(snapshot).clusters == ()


@pytest.mark.parametrize("people", [[], [1], [1, 2, 3]])
def test_it_finds_no_cluster_without_ties(people):
    found = find_communities(of_edges([], people))
    assert found.clusters == ()
    assert found.labels.tolist() == [NO_CLUSTER] * len(people)
    assert found.modularity == 0


def test_it_finds_smaller_groups_at_a_higher_resolution():
    _, snapshot = planted(30, 6, seed=5, outside=0.4)
    coarse, fine = find_communities(snapshot), find_communities(snapshot, resolution=4.0)
    assert len(fine.clusters) > len(coarse.clusters)


def test_it_refuses_settings_that_make_no_sense():
    with pytest.raises(GraphError, match="at least one run"):
        find_communities(of_edges(TWO_TRIANGLES), runs=0)
    with pytest.raises(GraphError, match="resolution above 0"):
        find_communities(of_edges(TWO_TRIANGLES), resolution=0)


def test_it_comes_to_an_end_where_two_partitions_are_equally_good():
    """On this network igraph, left to stop by itself, went to and fro between two for ever."""
    chance = random.Random(2416)
    size = chance.randrange(3, 60)
    attended: list[tuple[int, int]] = []
    meetings: list[tuple[int, date, str]] = []
    for other in range(1, size):
        for _ in range(chance.randrange(1, 4)):
            number = len(meetings) + 1
            meetings.append((number, date(2026, 9, 15), ""))
            ends = (0, other) if chance.random() < 0.6 else (other, other + 1)
            attended += [(number, end) for end in ends]
    declared = [(i, 0, i, 2, "told", 0.4, 1) for i in range(1, size) if chance.random() < 0.5]
    roles = [(i, i, 1000 + i // 3, 0) for i in range(1, size)]
    records = Records(
        declared=DeclaredTies.from_rows(declared),
        meetings=Meetings.from_rows(meetings),
        attendances=Attendances.from_rows(attended),
        roles=Roles.from_rows(roles),
    )
    nodes = Nodes.of(people=range(size + 1), organizations=range(1000, 1000 + size // 3 + 1))
    found = find_communities(Snapshot.build(nodes, records, as_of=date(2026, 11, 24)), runs=10)
    assert found.modularity == pytest.approx(0.52956, abs=1e-3)
