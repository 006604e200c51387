"""Pairs of nodes with a weight each: the form in which ties are added up."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np
from scipy import sparse

from network.graph.numbers import BoolArray, FloatArray, IntArray, PositionArray


@dataclass(frozen=True, eq=False)
class Positions:
    """Where each id stands in a sorted list of ids."""

    ids: IntArray

    def of(self, ids: IntArray) -> IntArray:
        """Position of each id, −1 where it is not in the list. Same shape as `ids`."""
        if not self.ids.size:
            return np.full(ids.shape, -1, dtype=np.int64)
        at = np.searchsorted(self.ids, ids)
        at[at == len(self.ids)] = 0
        return np.where(self.ids[at] == ids, at, -1)

    def __len__(self) -> int:
        return len(self.ids)


@dataclass(frozen=True, eq=False)
class Pairs:
    """Positions `a`, `b` and `weight`, each one array. Once gathered: a < b, sorted by (a, b), each pair once."""

    a: PositionArray
    b: PositionArray
    weight: FloatArray

    @classmethod
    def none(cls) -> Self:
        """No pairs."""
        return cls(np.zeros(0, np.int32), np.zeros(0, np.int32), np.zeros(0))

    def __len__(self) -> int:
        return len(self.weight)

    def within(self, chosen: BoolArray) -> Pairs:
        """The pairs whose two ends are both chosen, renumbered to the chosen nodes; `chosen` is one truth a node."""
        kept = chosen[self.a] & chosen[self.b]
        renumbered = (np.cumsum(chosen) - 1).astype(np.int32)
        return Pairs(renumbered[self.a[kept]], renumbered[self.b[kept]], self.weight[kept])


def gather_pairs(some: Sequence[Pairs], count: int) -> Pairs:
    """One set of pairs from several, in any order and direction, repeats added up; `count` nodes.

    Pairs of a node with itself and pairs without weight are left out.
    """
    filled = [pairs for pairs in some if len(pairs)]
    if not filled:
        return Pairs.none()
    a = np.concatenate([pairs.a for pairs in filled])
    b = np.concatenate([pairs.b for pairs in filled])
    weight = np.concatenate([pairs.weight for pairs in filled])
    kept = (a != b) & (weight > 0)
    if not kept.all():
        a, b, weight = a[kept], b[kept], weight[kept]
    matrix = sparse.coo_array((weight, (np.minimum(a, b), np.maximum(a, b))), shape=(count, count)).tocsr()
    matrix.sum_duplicates()
    rows = np.repeat(np.arange(count, dtype=np.int32), np.diff(matrix.indptr))
    return Pairs(rows, matrix.indices.astype(np.int32, copy=False), matrix.data)
