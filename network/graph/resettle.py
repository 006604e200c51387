"""Yesterday's map with today's network: who stays, who moves, where newcomers stand."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy.spatial import cKDTree

from network.graph.grouping import NO_GROUP, Groups
from network.graph.numbers import BoolArray, FloatArray, IntArray
from network.graph.packing import held, push_apart, sunflower
from network.graph.pairs import Positions
from network.graph.snapshot import Snapshot

if TYPE_CHECKING:
    from network.graph.layout import Layout

KNOWN_ENOUGH = 0.5
CLEARANCE = 0.85  # of the spacing, between a newcomer and whoever is there


def disc_radii(sizes: FloatArray) -> FloatArray:
    """Radius of a disc for so many members, in units of the spacing."""
    return np.asarray(0.75 * np.sqrt(sizes) + 0.25)


def worth_keeping(ids: IntArray, known: IntArray) -> bool:
    """Whether a layout knows enough of the nodes to be built upon."""
    return bool(np.isin(ids, known).mean() >= KNOWN_ENOUGH)


def resettle(snapshot: Snapshot, groups: Groups, previous: Layout) -> tuple[FloatArray, FloatArray]:
    """Places and centres of discs, in the units of the previous layout. Shapes (n, 2) and (groups, 2)."""
    at = Positions(previous.ids).of(snapshot.ids)
    known = at >= 0
    places = np.zeros((len(snapshot), 2))
    places[known] = np.column_stack([previous.x, previous.y])[at[known]]
    radii = disc_radii(groups.sizes) * previous.spacing
    centres, found = _centres(groups, places, known, previous)
    stays = known.copy()
    placed = groups.of != NO_GROUP
    away = np.zeros(len(snapshot))
    away[placed] = np.hypot(*(places[placed] - centres[groups.of[placed]]).T)
    stays[placed] &= found[groups.of[placed]] & (away[placed] <= radii[groups.of[placed]] * 1.05)
    _place_new_discs(groups, places, centres, found, radii, previous.spacing)
    moved = push_apart(centres, radii + previous.spacing * 0.25)
    places[stays & placed] += (moved - centres)[groups.of[stays & placed]]
    _place_newcomers(snapshot, groups, places, stays & placed, moved, radii, previous.spacing)
    _place_alone(places, known & ~placed, np.flatnonzero(~placed), previous.spacing)
    return places, moved


def _centres(
    groups: Groups, places: FloatArray, known: BoolArray, previous: Layout
) -> tuple[FloatArray, BoolArray]:
    """Where each disc was, and which discs were anywhere: a former disc goes to those who were most of it."""
    centres = np.zeros((len(groups.members), 2))
    found = np.zeros(len(groups.members), dtype=np.bool_)
    former = [*previous.discs, *previous.beside]
    rows = np.flatnonzero(known & (groups.of != NO_GROUP))
    if not former or not len(rows):
        return centres, found
    middles = np.array([(disc.x, disc.y) for disc in former])
    reaches = np.array([disc.radius for disc in former])
    away, nearest = cKDTree(middles).query(places[rows])
    for row in np.flatnonzero(away > reaches[nearest]):  # perhaps in a large disc, near a small one's middle
        nearest[row] = (np.hypot(*(middles - places[rows[row]]).T) - reaches).argmin()
    pairs, counts = np.unique(groups.of[rows] * len(former) + nearest, return_counts=True)
    taken = np.zeros(len(former), dtype=np.bool_)
    for pair in pairs[np.lexsort((pairs, -counts))].tolist():
        number, disc = divmod(pair, len(former))
        if not found[number] and not taken[disc]:
            centres[number] = middles[disc]
            found[number] = taken[disc] = True
    return centres, found


def _place_new_discs(
    groups: Groups,
    places: FloatArray,
    centres: FloatArray,
    found: BoolArray,
    radii: FloatArray,
    spacing: float,
) -> None:
    """A disc that was nowhere stands at the weight-centre of the discs it is tied to, or below everything."""
    floor = float(places[:, 1].min())
    for number in np.flatnonzero(~found):
        near = [
            (int(b if a == number else a), pull)
            for a, b, pull in zip(groups.a, groups.b, groups.pull, strict=True)
            if number in (a, b) and found[b if a == number else a]
        ]
        if near:
            rows, pulls = np.array([row for row, _ in near]), np.array([pull for _, pull in near])
            centres[number] = np.average(centres[rows], axis=0, weights=pulls)
        else:
            floor -= 2 * radii[number] + spacing
            centres[number] = radii[number], floor + radii[number]


def _place_newcomers(
    snapshot: Snapshot,
    groups: Groups,
    places: FloatArray,
    settled: BoolArray,
    centres: FloatArray,
    radii: FloatArray,
    spacing: float,
) -> None:
    """Each newcomer to a disc at the weight-centre of ties inside it, on the nearest free spot."""
    settled = settled.copy()
    weights = snapshot.weights
    rays = sunflower(128)
    for number, rows in enumerate(groups.members):
        for row in rows[~settled[rows]]:
            ties = slice(weights.indptr[row], weights.indptr[row + 1])
            near, weight = weights.indices[ties], weights.data[ties]
            inside = settled[near] & (groups.of[near] == number)
            wish = centres[number]
            if inside.any():
                wish = np.average(places[near[inside]], axis=0, weights=weight[inside])
            spots = centres[number] + held(
                wish + rays * radii[number] - centres[number], 0.95 * radii[number]
            )
            others = places[rows[settled[rows]]]
            free = np.full(len(spots), np.inf)
            if len(others):
                free = np.hypot(*(spots[:, None, :] - others[None, :, :]).transpose(2, 0, 1)).min(axis=1)
            clear = np.flatnonzero(free >= CLEARANCE * spacing)
            places[row] = spots[clear[0] if len(clear) else free.argmax()]
            settled[row] = True


def _place_alone(places: FloatArray, known: BoolArray, alone: IntArray, spacing: float) -> None:
    """Nodes without ties keep their places; new ones start a row under everything."""
    new = alone[~known[alone]]
    if len(new):
        others = np.ones(len(places), dtype=np.bool_)
        others[new] = False
        low = places[others].min(axis=0)
        width = max(1, int((places[others, 0].max() - low[0]) / spacing))
        row, column = np.divmod(np.arange(len(new)), width)
        places[new] = low + np.column_stack([column, -2.0 - row]) * spacing
