"""Outlines of clusters: a closed line round the members, rounder than their hull and never into a neighbour's disc."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from network.stored import Analysed, FloatArray

POINTS = 40
ROOM = 0.85  # of the spacing, between a member's middle and the line


def outline(points: FloatArray, room: float) -> FloatArray:
    """A closed line round points, `room` away from the outermost. Shapes (n, 2) and (POINTS, 2).

    In each direction it lies as far out as the farthest point in that direction: the pedal curve of the hull, which
    has no corners. A point by itself gets a circle.
    """
    middle = (points.min(axis=0) + points.max(axis=0)) / 2
    angle = np.linspace(0, 2 * np.pi, POINTS, endpoint=False)
    ways = np.column_stack([np.cos(angle), np.sin(angle)])
    reach = ((points - middle) @ ways.T).max(axis=0) + room
    return np.asarray(middle + ways * reach[:, None])


def outlines(analysed: Analysed) -> list[FloatArray]:
    """The outline of each cluster round all of its members, whatever is filtered: it stays where it is."""
    places = np.column_stack([analysed.x, analysed.y])
    return [
        outline(places[analysed.labels == label], ROOM * analysed.spacing)
        for label in range(len(analysed.clusters))
    ]


def smooth_path(points: FloatArray | Sequence[Sequence[float]]) -> str:
    """The closed line through points as an SVG path: Bézier curves by Catmull and Rom."""
    line = np.asarray(points, dtype=np.float64)
    before, after = np.roll(line, 1, axis=0), np.roll(line, -1, axis=0)
    leaving = line + (after - before) / 6
    arriving = after - (np.roll(line, -2, axis=0) - line) / 6
    path = [f"M{line[0, 0]:.1f} {line[0, 1]:.1f}"]
    for one, other, end in zip(leaving.tolist(), arriving.tolist(), after.tolist(), strict=True):
        path.append("C" + " ".join(f"{value:.1f}" for pair in (one, other, end) for value in pair))
    return "".join(path) + "Z"
