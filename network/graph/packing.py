"""Circles and boxes on a plane: pushed apart until none overlap, and set in rows."""

from __future__ import annotations

from collections.abc import Sequence

import igraph
import numpy as np
from scipy.spatial import cKDTree

from network.graph.chance import seeded
from network.graph.numbers import FloatArray, IntArray

GOLDEN_ANGLE = np.pi * (3 - np.sqrt(5))
STEPS = 400
LOOSENING = 25


def sunflower(count: int) -> FloatArray:
    """`count` points spread evenly over the unit disc, the first in the middle. Shape (count, 2)."""
    turn = np.arange(count) * GOLDEN_ANGLE
    out = np.sqrt((np.arange(count) + 0.5) / max(1, count))
    return np.column_stack([out * np.cos(turn), out * np.sin(turn)])


def push_apart(centres: FloatArray, radii: FloatArray) -> FloatArray:
    """Centres moved about as far as needed for circles not to overlap; a large one moves less than a small one.

    Shapes (n, 2) and (n,). Cost: near n log n a step, up to 400 steps.
    """
    moved = centres.copy()
    for _step in range(STEPS if len(moved) > 1 else 0):
        pairs = cKDTree(moved).query_pairs(2 * radii.max(), output_type="ndarray")
        pairs = pairs[np.lexsort((pairs[:, 1], pairs[:, 0]))]
        one, other = pairs[:, 0], pairs[:, 1]
        between = moved[one] - moved[other]
        distance = np.hypot(between[:, 0], between[:, 1])
        overlap = np.maximum(radii[one] + radii[other] - distance, 0.0)
        if overlap.max(initial=0.0) <= 1e-3 * radii.min():
            break
        same = distance < 1e-9  # two on one spot part sideways, the earlier one to the left
        between[same] = (-1.0, 0.0)
        push = between * (overlap / np.where(same, 1.0, distance))[:, None]
        yields = (radii[other] ** 2 / (radii[one] ** 2 + radii[other] ** 2))[:, None]
        np.add.at(moved, one, push * yields)
        np.add.at(moved, other, -push * (1 - yields))
    return moved


def loosen(points: FloatArray, centres: FloatArray, radii: FloatArray, apart: float) -> FloatArray:
    """Points moved until most are `apart` from their neighbours, each held in its own circle. (n, 2), (n, 2), (n,).

    Cost: near n log n a step, 25 steps.
    """
    moved = points.copy()
    for _step in range(LOOSENING):
        pairs = cKDTree(moved).query_pairs(apart, output_type="ndarray")
        if not len(pairs):
            break
        pairs = pairs[np.lexsort((pairs[:, 1], pairs[:, 0]))]
        one, other = pairs[:, 0], pairs[:, 1]
        between = moved[one] - moved[other]
        between[(between == 0).all(axis=1)] = (1e-6, 0)
        distance = np.hypot(between[:, 0], between[:, 1])
        push = between * (0.4 * (apart - distance) / distance)[:, None]
        np.add.at(moved, one, push)
        np.add.at(moved, other, -push)
        moved = centres + held(moved - centres, radii)
    return moved


def held(offsets: FloatArray, reach: FloatArray | float) -> FloatArray:
    """Offsets drawn in to at most `reach`. (n, 2) and (n,) or one number."""
    length = np.maximum(np.hypot(offsets[:, 0], offsets[:, 1]), 1e-12)
    return np.asarray(offsets * np.minimum(1.0, reach / length)[:, None])


def in_rows(widths: Sequence[float], heights: Sequence[float], width: float) -> FloatArray:
    """Lower left corners of boxes set in rows no wider than `width`, from the top down, in the order given. (n, 2).

    The first box of a row gives the row's height; lower ones that follow stand in columns beside it.
    """
    corners = np.zeros((len(widths), 2))
    row_top = row_height = 0.0
    column, column_width, filled = 0.0, 0.0, 0.0
    for number, (wide, high) in enumerate(zip(widths, heights, strict=True)):
        if filled > 0 and filled + high > row_height:
            column, column_width, filled = column + column_width, 0.0, 0.0
        if number == 0 or (filled == 0 and column + wide > width) or high > row_height:
            row_top, row_height = row_top - row_height, high
            column, column_width, filled = 0.0, 0.0, 0.0
        corners[number] = column, row_top - filled - high
        column_width, filled = max(column_width, wide), filled + high
    return corners


def sprung(
    count: int,
    a: IntArray,
    b: IntArray,
    pull: FloatArray,
    *,
    seed: int,
    steps: int,
    start: FloatArray | None = None,
) -> FloatArray:
    """Points pulled together by their ties and kept apart otherwise (Fruchterman and Reingold 1991). (count, 2)."""
    first = sunflower(count) * np.sqrt(count) if start is None else start
    if count < 3 or not len(a):
        return first
    graph = igraph.Graph(n=count, edges=list(zip(a.tolist(), b.tolist(), strict=True)))
    with seeded(seed):
        placed = graph.layout_fruchterman_reingold(
            weights=pull.tolist(), niter=steps, seed=first.tolist(), grid="nogrid"
        )
    return np.array(placed.coords)


def fill_disc(points: FloatArray) -> FloatArray:
    """The same arrangement spread over the unit disc: directions kept, crowded middles loosened. (n, 2)."""
    if len(points) < 2:
        return np.zeros_like(points)
    centred = points - points.mean(axis=0)
    out = np.hypot(centred[:, 0], centred[:, 1])
    turn = np.arctan2(centred[:, 1], centred[:, 0])
    even = np.empty(len(out))
    even[np.argsort(out, kind="stable")] = np.sqrt((np.arange(len(out)) + 0.5) / len(out))
    radius = 0.4 * out / max(out.max(), 1e-12) + 0.6 * even
    return np.column_stack([radius * np.cos(turn), radius * np.sin(turn)])
