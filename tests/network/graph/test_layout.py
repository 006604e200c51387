"""Where each node is drawn: inside its cluster's disc, discs apart, and there again tomorrow."""

import random

import numpy as np
import pytest

from network.graph.communities import NO_CLUSTER, find_communities, label_of
from network.graph.errors import GraphError
from network.graph.layout import lay_out
from network.graph.records import GivenEdges, Records, Roles
from network.graph.snapshot import Nodes, Snapshot
from tests.network.worlds import TODAY, of_edges, planted


def laid_out(snapshot, **more):
    found = find_communities(snapshot, runs=2)
    return found, lay_out(snapshot, found, **more)


def rows_of(snapshot):
    return [(a, b, d["weight"]) for a, b, d in snapshot.networkx.edges(data=True)]


def mixed_world():
    """Clusters, people beside them, pairs by themselves and people without ties; two offices of many people."""
    _, inner = planted(6, 20, seed=5)
    seats = [(n, 200 + n, 900, 500) for n in range(30)] + [(50, 3, 900, 500)]
    seats += [(60 + n, 300 + n, 901 + n, 0) for n in range(5)]
    nodes = Nodes.of([*range(120), *range(200, 230), *range(300, 305), *range(400, 420)], range(900, 906))
    records = Records(given=GivenEdges.from_rows(rows_of(inner)), roles=Roles.from_rows(seats))
    return Snapshot.build(nodes, records, as_of=TODAY)


def test_it_keeps_members_inside_their_disc_and_everyone_else_outside_all_discs():
    snapshot = mixed_world()
    found, layout = laid_out(snapshot)
    assert [disc.label for disc in layout.discs] == [cluster.label for cluster in found.clusters]
    for disc in layout.discs:
        away = np.hypot(layout.x - disc.x, layout.y - disc.y)
        member = found.labels == disc.label
        assert (away[member] <= disc.radius).all()
        assert (away[~member] > disc.radius).all()
    assert (found.labels == NO_CLUSTER).sum() >= 50


def test_it_draws_discs_apart_and_larger_ones_for_more_members():
    _, layout = laid_out(mixed_world())
    circles = [*layout.discs, *layout.beside]
    for number, one in enumerate(circles):
        for other in circles[:number]:
            assert np.hypot(one.x - other.x, one.y - other.y) >= (one.radius + other.radius) * 0.999
    radii = [disc.radius for disc in layout.discs]
    assert radii == sorted(radii, reverse=True)


def test_it_fits_into_the_unit_square_with_no_two_nodes_on_one_spot():
    snapshot = mixed_world()
    _, layout = laid_out(snapshot)
    for axis in (layout.x, layout.y):
        assert axis.min() >= 0
        assert axis.max() <= 1
    apart = np.hypot(np.subtract.outer(layout.x, layout.x), np.subtract.outer(layout.y, layout.y))
    np.fill_diagonal(apart, 1)
    assert apart.min() > 0.3 * layout.spacing


def test_it_stands_those_tied_to_a_cluster_beside_it():
    snapshot = mixed_world()
    found, layout = laid_out(snapshot)
    home = layout.discs[found.labels[found.ids == 3][0]]
    beside = layout.beside[0]
    gap = np.hypot(home.x - beside.x, home.y - beside.y) - home.radius - beside.radius
    assert gap < home.radius
    assert (
        np.hypot(layout.x[layout.ids == 205] - beside.x, layout.y[layout.ids == 205] - beside.y)
        <= beside.radius
    )


def test_it_is_the_same_again_for_the_same_seed_and_order_of_rows_does_not_matter():
    _, snapshot = planted(6, 20, seed=5)
    rows = rows_of(snapshot)
    _, first = laid_out(snapshot, seed=4)
    random.Random(1).shuffle(rows)
    _, again = laid_out(of_edges(rows, range(120)), seed=4)
    assert again.places() == first.places()
    assert again.discs == first.discs


def test_it_draws_planted_groups_together():
    truth, snapshot = planted(10, 20, seed=7)
    _, layout = laid_out(snapshot)
    apart = np.hypot(np.subtract.outer(layout.x, layout.x), np.subtract.outer(layout.y, layout.y))
    nearest = np.argsort(apart, axis=1)[:, 1:11]
    assert (truth[nearest] == truth[:, None]).mean() > 0.85


def test_it_keeps_everyone_in_place_when_nothing_changed():
    snapshot = mixed_world()
    found, layout = laid_out(snapshot)
    again = lay_out(snapshot, found, seed=99, previous=layout)
    assert np.abs(again.x - layout.x).max() < 0.1 * layout.spacing
    assert np.abs(again.y - layout.y).max() < 0.1 * layout.spacing
    assert again.spacing == layout.spacing


def test_it_moves_little_when_one_tie_in_a_hundred_changes():
    _, before = planted(20, 20, seed=6)
    rows = rows_of(before)
    chance = random.Random(3)
    kept = [row for row in rows if chance.random() > 0.01]
    after = of_edges(
        [*kept, *((chance.randrange(400), chance.randrange(400), 1.0) for _ in range(15))], range(400)
    )
    found, layout = laid_out(before)
    now = find_communities(after, previous=label_of(found.ids, found.labels), runs=0)
    moved = lay_out(after, now, previous=layout)
    radius = np.hypot(layout.x - layout.x.mean(), layout.y - layout.y.mean()).max()
    assert np.hypot(moved.x - layout.x, moved.y - layout.y).mean() <= 0.1 * radius
    for disc in moved.discs:
        member = now.labels == disc.label
        assert (np.hypot(moved.x[member] - disc.x, moved.y[member] - disc.y) <= disc.radius * 1.1).all()


def test_it_stands_a_newcomer_near_those_it_is_tied_to():
    snapshot = mixed_world()
    found, layout = laid_out(snapshot)
    graph = snapshot.networkx
    friends = [node for node in found.clusters[1].members if node < 120][:3]
    rows = [(a, b, d["weight"]) for a, b, d in graph.edges(data=True) if max(a, b) < 900]
    more = of_edges([*rows, *((500, friend, 4.0) for friend in friends)], [*range(120), 501, 502])
    now = find_communities(more, previous=label_of(found.ids, found.labels), runs=0)
    moved = lay_out(more, now, previous=layout)
    where = moved.places()
    labels = label_of(now.ids, now.labels)
    disc = moved.discs[labels[500]]
    assert np.hypot(where[500][0] - disc.x, where[500][1] - disc.y) <= disc.radius
    assert labels[500] == labels[friends[0]]
    assert where[501] != where[502]
    assert where[501][1] < min(y for node, (_, y) in where.items() if node not in (501, 502))


def test_it_starts_afresh_where_the_last_layout_knows_few():
    _, snapshot = planted(4, 10, seed=1)
    _, old = laid_out(of_edges([(0, 1, 1.0), (1, 2, 1.0)]))
    found = find_communities(snapshot, runs=2)
    assert lay_out(snapshot, found, previous=old).places() == lay_out(snapshot, found).places()


@pytest.mark.parametrize("edges", [[], [(1, 2, 1.0)], [(1, 2, 1.0), (3, 4, 1.0)]])
@pytest.mark.parametrize("people", [[], [1], [1, 2, 3, 4, 5]])
def test_it_draws_the_smallest_networks(edges, people):
    snapshot = of_edges(edges, people)
    _, layout = laid_out(snapshot)
    assert layout.ids.tolist() == snapshot.ids.tolist()
    assert len(set(layout.places().values())) == len(snapshot)
    assert np.isfinite(layout.x).all()
    assert np.isfinite(layout.y).all()


def test_it_refuses_the_clusters_of_another_network():
    found = find_communities(of_edges([(1, 2, 1.0)]))
    with pytest.raises(GraphError, match="Find the clusters of this very network first"):
        lay_out(of_edges([(1, 3, 1.0)]), found)
