"""A finished analysis as plain values: who is in which cluster, where each is drawn, the measures, and the ties.

Kept as arrays (npz without pickle) and JSON, so that a page reads it without the engine.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from functools import cached_property
from io import BytesIO
from typing import Any

import numpy as np
from numpy.typing import NDArray

IntArray = NDArray[np.int64]
FloatArray = NDArray[np.float64]
BoolArray = NDArray[np.bool_]

NO_CLUSTER = -1
PERSON, ORGANIZATION = 0, 1
MEASURES = ("ties", "weight", "brokerage")


@dataclass(frozen=True, slots=True)
class Reason:
    """One thing that members of a cluster share more often than chance would have it.

    `inside` of `size` members have it, `everywhere` of `population` people in all clusters; `members` are their ids.
    """

    kind: str
    value: int
    label: str
    inside: int
    size: int
    everywhere: int
    population: int
    members: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class ClusterFacts:
    """One cluster: it keeps its letter, and its name while that still fits, from one analysis to the next.

    `agreement` (0 to 1) says how alike it came out over other seeds, `inside` which share of its ties' weight stays
    within, `hub` who has most weight inside.
    """

    letter: str
    name: str
    agreement: float
    inside: float
    hub: int
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, eq=False)
class Analysed:
    """One scope's network as of a day. Arrays about nodes stand in the order of `ids` (party ids, rising).

    `labels` point into `clusters`, −1 for none. `edges` are pairs of positions with their weights, each once. `discs`
    has a row (label, x, y, radius) for each disc, the clusters' first, then those of people beside them (label −1).
    `measures` hold NaN where a measure says nothing about organizations. `opposed` are the pairs of positions that a
    declared tie sets apart, shape (n, 2): drawn and listed, never counted as ties.
    """

    scope: str
    as_of: date
    fingerprint: str
    ids: IntArray
    kinds: NDArray[np.int8]
    labels: IntArray
    agreement: FloatArray
    x: FloatArray
    y: FloatArray
    spacing: float
    discs: FloatArray
    measures: Mapping[str, FloatArray]
    edge_a: NDArray[np.int32]
    edge_b: NDArray[np.int32]
    edge_weight: FloatArray
    opposed: IntArray
    clusters: tuple[ClusterFacts, ...]
    left_out: Mapping[str, int]

    def __len__(self) -> int:
        return len(self.ids)

    def at(self, party: int) -> int | None:
        """Where a party stands in the arrays, or None if it is not in the network."""
        place = int(np.searchsorted(self.ids, party))
        return place if place < len(self.ids) and self.ids[place] == party else None

    @cached_property
    def people(self) -> BoolArray:
        return np.asarray(self.kinds == PERSON)

    @cached_property
    def tied(self) -> BoolArray:
        """Who has any tie at all; nobody else is drawn."""
        return np.asarray(self.measures["ties"] > 0)

    def cluster_of(self, place: int) -> ClusterFacts | None:
        label = int(self.labels[place])
        return self.clusters[label] if label != NO_CLUSTER else None

    def label_of_letter(self, letter: str) -> int | None:
        """Which cluster goes by this letter."""
        return next((n for n, cluster in enumerate(self.clusters) if cluster.letter == letter), None)

    def neighbours(self, place: int) -> tuple[IntArray, FloatArray]:
        """The positions of those tied to a node, and the weights, strongest first; ties of one weight by id."""
        one, other = np.flatnonzero(self.edge_a == place), np.flatnonzero(self.edge_b == place)
        near = np.concatenate([self.edge_b[one], self.edge_a[other]]).astype(np.int64)
        weight = np.concatenate([self.edge_weight[one], self.edge_weight[other]])
        order = np.lexsort((near, -weight))
        return near[order], weight[order]

    def strongest_among(self, chosen: BoolArray, each: int) -> IntArray:
        """Which edges to draw between chosen nodes: those among the `each` heaviest of either end. Rows of edges."""
        rows = np.flatnonzero(chosen[self.edge_a] & chosen[self.edge_b])
        a, b, weight = self.edge_a[rows], self.edge_b[rows], self.edge_weight[rows]
        end, other = np.concatenate([a, b]), np.concatenate([b, a])
        order = np.lexsort((other, -np.tile(weight, 2), end))
        first = np.searchsorted(end[order], np.arange(len(self)))
        rank = np.empty(len(order), dtype=np.int64)
        rank[order] = np.arange(len(order)) - first[end[order]]
        return np.asarray(rows[(rank[: len(rows)] < each) | (rank[len(rows) :] < each)])

    def to_bytes(self) -> bytes:
        """The arrays as one npz."""
        buffer = BytesIO()
        named = {f"measure_{name}": values for name, values in self.measures.items()}
        np.savez_compressed(
            buffer,
            allow_pickle=False,
            spacing=np.array(self.spacing),
            **{name: getattr(self, name) for name in _ARRAYS},
            **named,
        )
        return buffer.getvalue()

    def summary(self) -> dict[str, Any]:
        """What is no array, as JSON."""
        return {
            "clusters": [asdict(cluster) for cluster in self.clusters],
            "left_out": dict(self.left_out),
            "nodes": len(self),
            "ties": len(self.edge_weight),
        }

    @classmethod
    def from_stored(
        cls, *, scope: str, as_of: date, fingerprint: str, arrays: bytes, summary: Mapping[str, Any]
    ) -> Analysed:
        """Back from what `to_bytes` and `summary` gave."""
        with np.load(BytesIO(arrays), allow_pickle=False) as read:
            values = {name: read[name] for name in read.files}
        return cls(
            scope=scope,
            as_of=as_of,
            fingerprint=fingerprint,
            spacing=float(values["spacing"]),
            measures={name: values[f"measure_{name}"] for name in MEASURES},
            clusters=tuple(_cluster(each) for each in summary["clusters"]),
            left_out=summary["left_out"],
            **{name: values[name] for name in _ARRAYS},
        )


_ARRAYS = (
    "ids",
    "kinds",
    "labels",
    "agreement",
    "x",
    "y",
    "discs",
    "edge_a",
    "edge_b",
    "edge_weight",
    "opposed",
)


def _cluster(stored: Mapping[str, Any]) -> ClusterFacts:
    reasons = (Reason(**{**each, "members": tuple(each["members"])}) for each in stored["reasons"])
    return ClusterFacts(**{**stored, "reasons": tuple(reasons)})
