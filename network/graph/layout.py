"""Where each node is drawn: clusters as discs, placed by the ties between them, with their members packed inside.

Nearness means ties, within a disc and between discs; the size of a disc is the number of its members; direction and
the exact place mean nothing. Whoever is tied but in no cluster stands beside the cluster most tied to them, groups
tied to no cluster by themselves in columns beside and rows below, whoever has no tie at all in the last rows.

A map is read by where things were yesterday, so a layout is stored whole and handed in again as `previous`.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import sparse
from scipy.sparse.csgraph import connected_components

from network.graph.communities import NO_CLUSTER, Communities
from network.graph.grouping import NO_GROUP, Groups, group
from network.graph.numbers import FloatArray, IntArray
from network.graph.packing import fill_disc, in_rows, loosen, push_apart, sprung
from network.graph.resettle import disc_radii, resettle, worth_keeping
from network.graph.snapshot import Snapshot

WORK = 6_000_000  # steps × members² spent on the inside of one disc
BETWEEN_STEPS = 300


@dataclass(frozen=True, slots=True)
class Disc:
    """A circle that holds the members of one cluster; `label` is the cluster's, −1 for others drawn together."""

    label: int
    x: float
    y: float
    radius: float


@dataclass(frozen=True, eq=False)
class Layout:
    """Places in the order of `ids`: `x` to the right, `y` upwards, between 0 and 1 when made afresh.

    `discs` are the clusters' circles, in the order of their labels, to be drawn; `beside` hold those in no cluster
    and stay unseen. `spacing` is about the distance between neighbours within a disc: draw a node no wider.
    """

    ids: IntArray
    x: FloatArray
    y: FloatArray
    discs: tuple[Disc, ...]
    beside: tuple[Disc, ...]
    spacing: float

    def places(self) -> dict[int, tuple[float, float]]:
        """(x, y) by party id."""
        return dict(zip(self.ids.tolist(), zip(self.x.tolist(), self.y.tolist(), strict=True), strict=True))


def lay_out(
    snapshot: Snapshot, communities: Communities, *, seed: int = 0, previous: Layout | None = None
) -> Layout:
    """Places for all nodes. The same network, clusters and seed give the same places.

    With `previous`, whoever is still in the same disc keeps the place in it, discs move only to make room, and
    newcomers stand at the weight-centre of those whom they are tied to; places may then reach a little beyond 0 and
    1. A layout that knows less than half of the nodes is not used. Cost: near nodes + ties; a disc of hundreds takes
    most of the time.
    """
    if not len(snapshot):
        return Layout(snapshot.ids, np.zeros(0), np.zeros(0), (), (), 1.0)
    groups = group(snapshot, communities)
    if previous is not None and worth_keeping(snapshot.ids, previous.ids):
        spacing = previous.spacing
        places, centres = resettle(snapshot, groups, previous)
    else:
        places, centres = _settle(snapshot, groups, seed)
        low, high = places.min(axis=0), places.max(axis=0)
        extent = max(float((high - low).max()), 1.0) + 2.0
        spacing = 1.0 / extent
        shift = 0.5 - (low + high) / 2 * spacing
        places, centres = places * spacing + shift, centres * spacing + shift
    circles = np.column_stack([centres, disc_radii(groups.sizes) * spacing]).tolist()
    discs = tuple(Disc(label, *circle) for label, circle in enumerate(circles[: groups.clusters]))
    beside = tuple(Disc(NO_CLUSTER, *circle) for circle in circles[groups.clusters :])
    return Layout(snapshot.ids, places[:, 0], places[:, 1], discs, beside, spacing)


def _settle(snapshot: Snapshot, groups: Groups, seed: int) -> tuple[FloatArray, FloatArray]:
    """Places and centres of discs from nothing, in units of the spacing. Shapes (n, 2) and (groups, 2)."""
    centres = _place_discs(groups, seed)
    places = np.zeros((len(snapshot), 2))
    radii = disc_radii(groups.sizes)
    edges, strengths = snapshot.edges, snapshot.edge_strengths
    of_edge = np.where(groups.of[edges.a] == groups.of[edges.b], groups.of[edges.a], NO_GROUP)
    order = np.argsort(of_edge, kind="stable")
    starts = np.searchsorted(of_edge[order], np.arange(len(groups.members) + 1))
    local = np.zeros(len(snapshot), dtype=np.int64)
    for number, rows in enumerate(groups.members):
        mine = order[starts[number] : starts[number + 1]]
        local[rows] = np.arange(len(rows))
        steps = int(np.clip(WORK / len(rows) ** 2, 20, 200))
        inside = sprung(
            len(rows), local[edges.a[mine]], local[edges.b[mine]], strengths[mine], seed=seed, steps=steps
        )
        places[rows] = fill_disc(inside) * radii[number]
    places = _turn_to_neighbours(snapshot, groups, places, centres)
    placed = groups.of != NO_GROUP
    places[placed] += centres[groups.of[placed]]
    alone = np.flatnonzero(~placed)
    reach = radii[groups.of[placed]] - 0.5
    places[placed] = loosen(places[placed], centres[groups.of[placed]], np.maximum(reach, 0.5), apart=1.0)
    if len(alone):
        places[alone] = _last_rows(len(alone), places[placed])
    return places, centres


def _place_discs(groups: Groups, seed: int) -> FloatArray:
    """Centres of all discs: those tied to each other arranged together, the arrangements in rows, largest first."""
    count = len(groups.members)
    centres = np.zeros((count, 2))
    if not count:
        return centres
    beside = np.arange(count) >= groups.clusters
    room = disc_radii(groups.sizes) + np.where(beside, 0.3, 1.0)  # a cluster has a name above it
    quotient = sparse.coo_array((groups.pull, (groups.a, groups.b)), shape=(count, count))
    pieces, piece_of = connected_components(quotient, directed=False)
    of_edge = piece_of[groups.a]
    local = np.zeros(count, dtype=np.int64)
    boxes = []
    for piece in range(pieces):
        rows, mine = np.flatnonzero(piece_of == piece), of_edge == piece
        local[rows] = np.arange(len(rows))
        ends = (local[groups.a[mine]], local[groups.b[mine]])
        points = sprung(len(rows), *ends, groups.pull[mine], seed=seed, steps=BETWEEN_STEPS)
        points -= points.mean(axis=0)
        reach = np.sqrt((points**2).sum(axis=1).mean())
        points *= np.sqrt((room[rows] ** 2).sum()) * 0.7 / max(reach, 1e-9)
        centres[rows] = push_apart(_lying(points), room[rows])
        low = (centres[rows] - room[rows, None]).min(axis=0)
        high = (centres[rows] + room[rows, None]).max(axis=0)
        boxes.append((rows, low, high - low))
    boxes.sort(key=lambda box: (-float(box[2].prod()), int(box[0][0])))
    sizes = np.array([size for _, _, size in boxes])
    width = max(sizes[0, 0], float(np.sqrt(sizes.prod(axis=1).sum())) * 1.5)
    corners = in_rows(sizes[:, 0].tolist(), sizes[:, 1].tolist(), width)
    for (rows, low, _), corner in zip(boxes, corners, strict=True):
        centres[rows] += corner - low
    return centres


def _lying(points: FloatArray) -> FloatArray:
    """Turned so that the longest way runs from left to right, as screens do."""
    if len(points) < 2:
        return points
    xx, yy, xy = (points[:, 0] ** 2).sum(), (points[:, 1] ** 2).sum(), (points[:, 0] * points[:, 1]).sum()
    turn = 0.5 * np.arctan2(2 * xy, xx - yy)
    along = np.array([[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]])
    return np.asarray(points @ along)


def _turn_to_neighbours(
    snapshot: Snapshot, groups: Groups, places: FloatArray, centres: FloatArray
) -> FloatArray:
    """Each disc turned as a whole, or mirrored, so that members face the discs that they are tied to."""
    of, edges, strength = groups.of, snapshot.edges, snapshot.edge_strengths
    apart = of[edges.a] != of[edges.b]
    node = np.concatenate([edges.a[apart], edges.b[apart]])
    other = np.concatenate([edges.b[apart], edges.a[apart]])
    towards = (centres[of[other]] - centres[of[node]]) @ np.array([1, 1j])
    at = places @ np.array([1, 1j])
    pull = np.tile(strength[apart], 2) * towards / np.maximum(np.abs(towards), 1e-9)
    plain, mirrored = np.zeros((2, len(groups.members)), dtype=np.complex128)
    np.add.at(plain, of[node], pull * np.conj(at[node]))
    np.add.at(mirrored, of[node], pull * at[node])
    flips = np.abs(mirrored) > np.abs(plain) * (1 + 1e-9)
    best = np.where(flips, mirrored, plain)
    turn = np.where(np.abs(best) > 1e-12, best / np.maximum(np.abs(best), 1e-12), 1)
    inside = of != NO_GROUP
    turned = at.copy()
    turned[inside] = np.where(flips[of[inside]], np.conj(at[inside]), at[inside]) * turn[of[inside]]
    return np.column_stack([turned.real, turned.imag])


def _last_rows(count: int, placed: FloatArray) -> FloatArray:
    """Points in rows under everything else, or a square of them where there is nothing else."""
    low, high = (placed.min(axis=0), placed.max(axis=0)) if len(placed) else (np.zeros(2), np.zeros(2))
    columns = max(int(high[0] - low[0]), int(np.ceil(np.sqrt(count))))
    row, column = np.divmod(np.arange(count), columns)
    return np.column_stack([low[0] + column, low[1] - 3.0 - row])
