"""Who is drawn in one disc: the clusters, and whoever is tied but in none."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
from scipy import sparse
from scipy.sparse.csgraph import connected_components

from network.graph.communities import NO_CLUSTER, Communities
from network.graph.numbers import FloatArray, IntArray
from network.graph.snapshot import Snapshot

NO_GROUP = -1


@dataclass(frozen=True, eq=False)
class Groups:
    """Nodes by the disc that they are drawn in, and how discs pull on each other.

    `of` is each node's group, −1 for a node without any tie. The first `clusters` groups are the clusters with their
    labels; then, for each cluster, those tied to it but in none; then small groups tied to no cluster. `a`, `b` and
    `pull` are the pairs of groups with ties between them, 0 to 1.
    """

    of: IntArray
    members: tuple[IntArray, ...]
    clusters: int
    a: IntArray
    b: IntArray
    pull: FloatArray

    @property
    def sizes(self) -> FloatArray:
        """How many nodes are in each group."""
        return np.array([len(rows) for rows in self.members], dtype=np.float64)


def group(snapshot: Snapshot, communities: Communities) -> Groups:
    """Gather the discs, of people and organizations alike. Raises GraphError for clusters of another network."""
    communities.check(snapshot)
    labels = communities.labels
    clusters = len(communities.clusters)
    of = labels.astype(np.int64).copy()
    loose = np.flatnonzero((labels == NO_CLUSTER) & (np.diff(snapshot.weights.indptr) > 0))
    if len(loose):
        ties = snapshot.weights[loose]
        count, component = connected_components(ties[:, loose], directed=False)
        pull = _pull_of_clusters(ties.tocoo(), component, count, labels, clusters)
        nearest = np.where(
            pull.max(axis=1, initial=0) > 0, pull.argmax(axis=1) if clusters else 0, NO_CLUSTER
        )
        own = np.where(nearest == NO_CLUSTER, clusters + np.arange(count), nearest)
        of[loose] = clusters + np.unique(own[component], return_inverse=True)[1]
    rows = np.argsort(of, kind="stable")
    starts = np.searchsorted(of[rows], np.arange(of.max(initial=NO_GROUP) + 2))
    members = tuple(rows[low:high] for low, high in pairwise(starts))
    return Groups(of, members, clusters, *_between(snapshot, of, members))


def _pull_of_clusters(
    ties: Any, component: IntArray, count: int, labels: IntArray, clusters: int
) -> FloatArray:
    """Weight from each loose component to each cluster, components × clusters."""
    pull = np.zeros((count, clusters))
    held = labels[ties.col] != NO_CLUSTER
    np.add.at(pull, (component[ties.row[held]], labels[ties.col[held]]), ties.data[held])
    return pull


def _between(
    snapshot: Snapshot, of: IntArray, members: tuple[IntArray, ...]
) -> tuple[IntArray, IntArray, FloatArray]:
    """Pairs of groups and their pull: strengths between them, for their sizes, against the largest."""
    a, b = of[snapshot.edges.a], of[snapshot.edges.b]
    apart = a != b
    low, high = np.minimum(a, b)[apart], np.maximum(a, b)[apart]
    shape = (len(members), len(members))
    matrix = sparse.coo_array((snapshot.edge_strengths[apart], (low, high)), shape=shape).tocsr().tocoo()
    if not matrix.nnz:
        return np.zeros(0, np.int64), np.zeros(0, np.int64), np.zeros(0)
    sizes = np.array([len(rows) for rows in members], dtype=np.float64)
    pull = matrix.data / np.sqrt(sizes[matrix.row] * sizes[matrix.col])
    return matrix.row.astype(np.int64), matrix.col.astype(np.int64), pull / pull.max()
