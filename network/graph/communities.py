"""Clusters: groups of people who have more to do with each other than with the rest, and how sure that is.

A cluster is what the engine finds in the records; a coalition is what people agreed to. The number of clusters is no
fact about the world either: another resolution gives another number.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from math import isnan
from typing import NamedTuple

import numpy as np
from scipy import sparse

from network.graph.chance import seeded
from network.graph.errors import GraphError
from network.graph.numbers import BoolArray, FloatArray, IntArray
from network.graph.snapshot import Kind, Snapshot
from network.graph.ties import Part

NO_CLUSTER = -1
CLEAR_FROM = 0.85
MIXED_FROM = 0.60
ITERATIONS = 100  # five to ten are usual
NO_GAIN = 1e-10


class Certainty(StrEnum):
    """How sure a cluster, or a place in one, is: said in words, as the number by itself misleads."""

    CLEAR = "clear"
    MIXED = "mixed"
    LOOSE = "loose"
    NOT_MEASURED = "not measured"

    @classmethod
    def of(cls, agreement: float) -> Certainty:
        """The word for an agreement between 0 and 1, or NaN."""
        if isnan(agreement):
            return cls.NOT_MEASURED
        if agreement >= CLEAR_FROM:
            return cls.CLEAR
        return cls.MIXED if agreement >= MIXED_FROM else cls.LOOSE


@dataclass(frozen=True, slots=True)
class Cluster:
    """One cluster. `label` counts from 0, the largest first; `members` are party ids, rising, organizations included.

    `agreement` is the mean over members of theirs (see `Communities.agreement`); `inside` is the share of the
    members' tie weight that stays among members, 0 to 1.
    """

    label: int
    members: tuple[int, ...]
    agreement: float
    inside: float

    def __len__(self) -> int:
        return len(self.members)


@dataclass(frozen=True, eq=False)
class Communities:
    """Who is in which cluster. Arrays are in the order of `ids`.

    `labels` is the cluster's label or −1 (in none). `agreement`, 0 to 1, is how alike a node's cluster came out over
    other seeds: the mean overlap (Jaccard) of the cluster with the one that the node was in then; NaN where no other
    was tried, 0 in no cluster. Below 0.6, say who it is and between which clusters rather than force a place.
    """

    ids: IntArray
    labels: IntArray
    agreement: FloatArray
    modularity: float
    clusters: tuple[Cluster, ...]

    def check(self, snapshot: Snapshot) -> None:
        """Refuse to be read beside a network other than the one that these clusters were found in."""
        if not np.array_equal(self.ids, snapshot.ids):
            raise GraphError("Find the clusters of this very network first; these belong to other nodes.")


def label_of(ids: IntArray, labels: IntArray) -> dict[int, int]:
    """Label by party id, of those in a cluster: what the next search takes as `previous`."""
    kept = labels != NO_CLUSTER
    return dict(zip(ids[kept].tolist(), labels[kept].tolist(), strict=True))


def find_communities(
    snapshot: Snapshot,
    *,
    seed: int = 0,
    runs: int = 10,
    resolution: float = 1.0,
    previous: Mapping[int, int] | None = None,
) -> Communities:
    """Clusters by Leiden on weights, to convergence, and how far `runs` cold runs with other seeds agree.

    Affiliations make no clusters: people cluster by what ties people, organizations by the ties declared for them. An
    organization without any is then placed with most of its people's weight. Someone with no such ties is in none.

    With `previous` (party id → label, of the last result) the search starts from there, so that what changes is what
    happened and not chance. Without it the run that the others agree with most is taken, as a split that other seeds
    do not find again is chance too. With a single run the agreement is NaN. Labels are given anew each time, by size
    and then by lowest id. Cost: runs (+ 1 with `previous`) times Leiden, near n log n.

    Raises GraphError for no run or a resolution of 0 or less. Source: Traag, Waltman, van Eck (2019), Scientific
    Reports 9:5233.
    """
    if resolution <= 0 or runs < (0 if previous else 1):
        raise GraphError(
            "Give a resolution above 0 and at least one run (none is needed where the last is known)."
        )
    tied, core = _core(snapshot)
    if not len(core):
        return _result(snapshot, np.full(len(snapshot), NO_CLUSTER), np.zeros(len(snapshot)), 0.0)
    cold = [_leiden(core, seed + run, resolution, None) for run in range(runs)]
    warm = _leiden(core, seed, resolution, _warm(core, previous)) if previous else None
    found = warm or cold.pop(_most_confirmed(cold))
    labels = np.full(len(snapshot), NO_CLUSTER)
    agreement = np.zeros(len(snapshot))
    labels[tied], agreement[tied] = found.labels, _mean_overlap(found, cold)
    labels, agreement = _place_organizations(snapshot, labels, agreement)
    return _result(snapshot, labels, agreement, found.modularity)


def _core(snapshot: Snapshot) -> tuple[BoolArray, Snapshot]:
    """Which nodes have a tie other than an affiliation, and their network: nobody else can move a cluster."""
    others = snapshot.without(Part.AFFILIATION)
    tied = np.diff(others.weights.indptr) > 0
    return tied, others.subgraph(snapshot.ids[tied].tolist())


class _Partition(NamedTuple):
    labels: IntArray
    modularity: float


def _leiden(core: Snapshot, seed: int, resolution: float, start: list[int] | None) -> _Partition:
    """Leiden, one iteration at a time, until modularity no longer grows.

    Left to stop by itself when nothing changes, igraph may go to and fro for ever between two partitions whose
    modularity differs by rounding alone.
    """
    graph = core.igraph
    found, best = start, -np.inf
    with seeded(seed):
        for _iteration in range(ITERATIONS):
            membership = graph.community_leiden(
                objective_function="modularity",
                weights="weight",
                resolution=resolution,
                n_iterations=1,
                initial_membership=found,
            ).membership
            quality = float(graph.modularity(membership, weights="weight", resolution=resolution))
            if quality <= best + NO_GAIN:
                break
            found, best = membership, quality
    return _Partition(np.array(found, dtype=np.int64), best)


def _most_confirmed(runs: list[_Partition]) -> int:
    """The run that the others agree with most; among equals the one with the higher modularity, then the first."""
    if len(runs) == 1:
        return 0
    confirmed = [
        (round(float(_mean_overlap(run, runs).mean()), 9), run.modularity, -number)
        for number, run in enumerate(runs)
    ]
    return -max(confirmed)[2]


def _mean_overlap(found: _Partition, others: list[_Partition]) -> FloatArray:
    """For each node, the mean overlap of its cluster with its cluster in the others; NaN where there are none."""
    if not others:
        return np.full(len(found.labels), np.nan)
    overlaps: FloatArray = np.mean([_overlap(found.labels, other.labels) for other in others], axis=0)
    return overlaps


def _warm(core: Snapshot, previous: Mapping[int, int]) -> list[int]:
    """Last labels as a start, numbered from 0; whoever had none starts alone."""
    known = np.array([previous.get(node, NO_CLUSTER) for node in core.ids.tolist()])
    fresh = known == NO_CLUSTER
    known[fresh] = known.max(initial=0) + 1 + np.arange(fresh.sum())
    start: list[int] = np.unique(known, return_inverse=True)[1].tolist()
    return start


def _overlap(found: IntArray, other: IntArray) -> FloatArray:
    """For each node, Jaccard overlap of its cluster in `found` with its cluster in `other`."""
    both = sparse.coo_array((np.ones(len(found)), (found, other))).tocsr()
    both.sum_duplicates()
    here = np.repeat(np.bincount(found), np.diff(both.indptr))
    both.data = both.data / (here + np.bincount(other)[both.indices] - both.data)
    return np.asarray(both[found, other])


def _place_organizations(
    snapshot: Snapshot, labels: IntArray, agreement: FloatArray
) -> tuple[IntArray, FloatArray]:
    """Put each organization without a cluster with most of the weight of its people; draws go to the lower label."""
    waiting = (labels == NO_CLUSTER) & (snapshot.kinds == Kind.ORGANIZATION)
    count = int(labels.max(initial=NO_CLUSTER)) + 1
    if not count or not waiting.any():
        return labels, agreement
    matrix = snapshot.weights[np.flatnonzero(waiting)].tocoo()
    kept = labels[matrix.col] != NO_CLUSTER
    row, near, weight = matrix.row[kept], matrix.col[kept], matrix.data[kept]
    pull = np.zeros((int(waiting.sum()), count))
    np.add.at(pull, (row, labels[near]), weight)
    best = pull.argmax(axis=1)
    placed, sure = labels.copy(), agreement.copy()
    placed[waiting] = np.where(pull.max(axis=1) > 0, best, NO_CLUSTER)
    share = np.zeros(len(pull))
    np.add.at(share, row, weight * agreement[near] * (labels[near] == best[row]))
    sure[waiting] = np.divide(share, pull.sum(axis=1), out=np.zeros(len(pull)), where=pull.sum(axis=1) > 0)
    return placed, sure


def _result(snapshot: Snapshot, labels: IntArray, agreement: FloatArray, modularity: float) -> Communities:
    labels = _by_size(labels)
    members = [np.flatnonzero(labels == label) for label in range(int(labels.max(initial=NO_CLUSTER)) + 1)]
    inside, total = _weights_inside(snapshot, labels, len(members))
    clusters = tuple(
        Cluster(
            label=label,
            members=tuple(snapshot.ids[rows].tolist()),
            agreement=float(agreement[rows].mean()),
            inside=float(inside[label] / total[label]),
        )
        for label, rows in enumerate(members)
    )
    return Communities(
        snapshot.ids, labels, np.where(labels == NO_CLUSTER, 0.0, agreement), modularity, clusters
    )


def _by_size(labels: IntArray) -> IntArray:
    """Labels numbered by size, then by the lowest position in each; a cluster of one is none."""
    found, first, code, sizes = np.unique(labels, return_index=True, return_inverse=True, return_counts=True)
    real = (found != NO_CLUSTER) & (sizes > 1)
    order = np.lexsort((first, -sizes, ~real))
    number = np.full(len(found), NO_CLUSTER)
    number[order[: real.sum()]] = np.arange(real.sum())
    return number[code]


def _weights_inside(snapshot: Snapshot, labels: IntArray, count: int) -> tuple[FloatArray, FloatArray]:
    """Per cluster: tie weight among members, and all tie weight of members, ends counted on both sides."""
    edges = snapshot.edges
    a, b = labels[edges.a], labels[edges.b]
    total = np.zeros(count)
    for ends in (a, b):
        np.add.at(total, ends[ends != NO_CLUSTER], edges.weight[ends != NO_CLUSTER])
    same = (a == b) & (a != NO_CLUSTER)
    inside = np.zeros(count)
    np.add.at(inside, a[same], 2 * edges.weight[same])
    return inside, total
