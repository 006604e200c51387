"""Why two nodes are tied: looked up in the records when somebody asks, so that edges stay light."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from network.graph.numbers import FloatArray, IntArray, distances_of, strengths_of
from network.graph.pairs import Pairs
from network.graph.ties import Part, Sources

if TYPE_CHECKING:
    from network.graph.snapshot import Snapshot


@dataclass(frozen=True, slots=True)
class Ground:
    """One record that a tie rests on, and what it adds to the weight."""

    id: int
    weight: float


@dataclass(frozen=True, slots=True)
class Reason:
    """One part of a tie and the records behind it, heaviest first; their weights add up to `weight`.

    `grounds` hold, by part: ids of declared ties; of meetings; of the organizations where both have a role (roles);
    of the roles that tie a person to an organization (affiliation); of introductions. Given edges have none.
    """

    part: Part
    weight: float
    grounds: tuple[Ground, ...]

    @property
    def count(self) -> int:
        """On how many records this part rests."""
        return len(self.grounds)


@dataclass(frozen=True, slots=True)
class Evidence:
    """All that is known of the tie between two nodes.

    Without a tie the weight and strength are 0, the distance None and the reasons empty. `weightless` are the ids of
    declared ties between the two that add no weight, such as “opposes”.
    """

    a: int
    b: int
    weight: float
    strength: float
    distance: int | None
    reasons: tuple[Reason, ...]
    weightless: tuple[int, ...]


def evidence_for(snapshot: Snapshot, a: int, b: int) -> Evidence:
    """Look up one pair. Raises GraphError where one of the two is not in the network."""
    low, high = sorted((a, b))
    first, second = snapshot.position(low), snapshot.position(high)
    reasons = []
    for part, pairs in snapshot.ties.parts.items():
        weight = _weight_at(pairs, first, second)
        if weight > 0:
            reasons.append(Reason(part, weight, _grounds(snapshot.sources, part, low, high)))
    total = _weight_at(snapshot.edges, first, second)
    strength = strengths_of(np.array([total]), snapshot.parameters.half_point)
    drawn = snapshot.weightless
    return Evidence(
        a=a,
        b=b,
        weight=total,
        strength=float(strength[0]),
        distance=int(distances_of(strength)[0]) if total > 0 else None,
        reasons=tuple(sorted(reasons, key=lambda reason: (-reason.weight, reason.part))),
        weightless=tuple(drawn.id[_joining(drawn.a, drawn.b, low, high)].tolist()),
    )


def _weight_at(pairs: Pairs, first: int, second: int) -> float:
    low, high = np.searchsorted(pairs.a, [first, first + 1])
    at = low + np.searchsorted(pairs.b[low:high], second)
    return float(pairs.weight[at]) if at < high and pairs.b[at] == second else 0.0


def _joining(a: IntArray, b: IntArray, low: int, high: int) -> IntArray:
    return np.flatnonzero(((a == low) & (b == high)) | ((a == high) & (b == low)))


def _grounds(sources: Sources, part: Part, low: int, high: int) -> tuple[Ground, ...]:
    records = sources.records
    if part is Part.DECLARED:
        rows = _joining(records.declared.a, records.declared.b, low, high)
        return _heaviest_first(records.declared.id[rows], sources.declared[rows])
    if part is Part.INTRODUCTIONS:
        rows = _joining(records.introductions.a, records.introductions.b, low, high)
        return _heaviest_first(records.introductions.id[rows], sources.introductions[rows])
    if part is Part.MEETINGS:
        rows = sources.rooms.shared(low, high)
        return _heaviest_first(sources.rooms.id[rows], sources.room_weights[rows])
    if part is Part.ROLES:
        rows = sources.bodies.shared(low, high)
        return _heaviest_first(sources.bodies.id[rows], sources.body_weights[rows])
    if part is Part.AFFILIATION:
        rows = _joining(records.roles.person, records.roles.organization, low, high)
        weight = sources.affiliation_weights[
            np.searchsorted(sources.bodies.id, records.roles.organization[rows])
        ]
        return _heaviest_first(records.roles.id[rows], weight / max(1, len(rows)))
    return ()


def _heaviest_first(ids: IntArray, weights: FloatArray) -> tuple[Ground, ...]:
    grounds = (Ground(i, w) for i, w in zip(ids.tolist(), weights.tolist(), strict=True) if w > 0)
    return tuple(sorted(grounds, key=lambda ground: (-ground.weight, ground.id)))
