"""The three numbers of an edge. They are never interchangeable.

`weight`    evidence added up, 0 or more, unbounded. Clusters, modularity, PageRank and constraint read it.
`strength`  weight / (weight + half-point), 0 to 1: how far one would count on the tie. Strengths multiply along a path.
`distance`  an integer of 1 or more that falls as strength grows. Paths and betweenness read it, and nothing else does.

Distances are integers so that two equally good paths are equal exactly, on every library and machine.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from network.graph.errors import GraphError

IntArray = NDArray[np.int64]
PositionArray = NDArray[np.int32]
FloatArray = NDArray[np.float64]
BoolArray = NDArray[np.bool_]

WEAKEST = 0.001
STRONGEST = 0.999
UNIT = 1000


def strengths_of(weights: FloatArray, half_point: float) -> FloatArray:
    """Strength of each weight: 0 for no evidence, 0.5 at the half-point, near 1 for much. Same shape as `weights`."""
    check_weights(weights, "edges")
    if not half_point > 0:
        raise GraphError("Give a half-point above 0: the weight at which a tie counts as half sure.")
    return weights / (weights + half_point)


def distances_of(strengths: FloatArray) -> PositionArray:
    """Integer distance of each strength: max(1, round(1000 × −ln s)), s held within 0.001 and 0.999.

    The shortest path by distance is the path with the largest product of strengths, to within rounding.
    """
    if strengths.size and not (
        np.isfinite(strengths).all() and strengths.min() >= 0 and strengths.max() <= 1
    ):
        raise GraphError(
            "A distance is made from a strength between 0 and 1; a weight was given in its place."
        )
    lengths = np.rint(-np.log(np.clip(strengths, WEAKEST, STRONGEST)) * UNIT)
    distances: PositionArray = np.maximum(1, lengths).astype(np.int32)
    return distances


def check_weights(weights: FloatArray, of: str) -> None:
    """Refuse weights that are not numbers, not finite or below zero."""
    if weights.size and not np.isfinite(weights).all():
        raise GraphError(f"Give every one of the {of} a finite number as weight; one is missing or infinite.")
    if weights.size and weights.min() < 0:
        raise GraphError(
            f"Give the {of} weights of 0 or more. Opponents have a tie of negative valence, not of negative weight."
        )
