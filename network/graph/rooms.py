"""Who was in the same room: groups of people, and the pairs that they make.

A meeting with those who attended, a body with those who sit on it: both tie each pair of its people, the more the
fewer they are.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Self

import numpy as np

from network.graph.numbers import FloatArray, IntArray
from network.graph.pairs import Pairs, Positions, gather_pairs

PAIRS_AT_ONCE = 4_000_000  # keeps the peak near 100 MB however large the meetings are


@dataclass(frozen=True, eq=False)
class Rooms:
    """Rooms sorted by id, each with its people sorted by id, nobody twice.

    `person[start[k] : start[k + 1]]` are the ids of those in room `id[k]`.
    """

    id: IntArray
    start: IntArray
    person: IntArray

    @classmethod
    def gather(cls, room: IntArray, person: IntArray) -> Self:
        """Rooms from rows in any order, repeated or not."""
        rooms, code = np.unique(room, return_inverse=True)
        people, who = np.unique(person, return_inverse=True)
        keys = np.unique(code * len(people) + who)
        rows, members = np.divmod(keys, max(1, len(people)))
        start = np.concatenate(([0], np.cumsum(np.bincount(rows, minlength=len(rooms)))))
        return cls(id=rooms, start=start, person=people[members])

    @property
    def size(self) -> IntArray:
        """How many people are in each room."""
        return np.diff(self.start)

    @cached_property
    def _by_person(self) -> tuple[IntArray, IntArray]:
        order = np.argsort(self.person, kind="stable")
        return self.person[order], np.repeat(np.arange(len(self.id)), self.size)[order]

    def rooms_of(self, person: int) -> IntArray:
        """Rows of the rooms that this person is in, rising."""
        people, rows = self._by_person
        first, last = np.searchsorted(people, [person, person + 1])
        return rows[first:last]

    def shared(self, a: int, b: int) -> IntArray:
        """Rows of the rooms that both are in, rising."""
        return np.intersect1d(self.rooms_of(a), self.rooms_of(b), assume_unique=True)

    def pairs(self, weights: FloatArray, positions: Positions) -> Pairs:
        """Each pair's weights added up over the rooms that it shares; `weights` is one number a room, 0 ties nobody.

        People outside the network make no pairs, yet they were there: the caller's weights count them. Cost grows
        with the squares of the rooms' sizes. The sum runs in the order of room ids, so row order changes no digit.
        """
        inside = positions.of(self.person)
        kept = (inside >= 0) & np.repeat(weights > 0, self.size)
        rows = np.repeat(np.arange(len(self.id)), self.size)[kept]
        member = inside[kept].astype(np.int32)
        counts = np.bincount(rows, minlength=len(self.id))
        first = np.concatenate(([0], np.cumsum(counts)))
        made: list[Pairs] = []
        waiting = 0
        for size in np.unique(counts[counts > 1]):
            of_size = np.flatnonzero(counts == size)
            one, other = np.triu_indices(size, 1)
            step = max(1, PAIRS_AT_ONCE // len(one))
            for low in range(0, len(of_size), step):
                some = of_size[low : low + step]
                people = member[first[some, None] + np.arange(size)]
                weight = np.repeat(weights[some], len(one))
                made.append(Pairs(people[:, one].ravel(), people[:, other].ravel(), weight))
                waiting += len(weight)
                if waiting >= PAIRS_AT_ONCE:
                    made, waiting = [gather_pairs(made, len(positions))], 0
        return gather_pairs(made, len(positions))
