"""From records to ties: which pairs are tied, by what, and how much each part weighs.

The rule, in one place:

- Two people are tied by ties that somebody declared, meetings that both attended, bodies on which both have a role
  now, and introductions that joined them. Where one end is an organization, a declared tie counts just the same.
- A person and an organization are also tied by the person's role there: the *affiliation*. It is drawn, listed and
  weighed like any other tie, yet it never makes a cluster (`communities` places organizations with their people) and
  no path of people runs over it.
- Parts add up. A declared tie without positive valence adds nothing: it is kept aside, to be drawn and listed.
- A tie needs both ends in the network. One of a party with itself is left out.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

import numpy as np

from network.graph.errors import GraphError
from network.graph.numbers import FloatArray, IntArray
from network.graph.pairs import Pairs, Positions, gather_pairs
from network.graph.parameters import TieParameters
from network.graph.records import CLOSENESS_UNSAID, NO_DAY, DeclaredTies, Introductions, Meetings, Records
from network.graph.rooms import Rooms


class Part(StrEnum):
    """What a tie is made of. The values are stored and sent: do not rename them."""

    DECLARED = "declared"
    MEETINGS = "meetings"
    ROLES = "roles"
    AFFILIATION = "affiliation"
    INTRODUCTIONS = "introductions"
    GIVEN = "given"


ALL_PARTS = tuple(Part)


@dataclass(frozen=True)
class LeftOut:
    """What was not counted, so that a page can say so."""

    meetings_too_large: int = 0
    meetings_after_the_day: int = 0
    bodies_too_large: int = 0
    ties_to_self: int = 0


@dataclass(frozen=True, eq=False)
class Ties:
    """All ties among the nodes at `positions`, by part; `weightless` are declared ties of valence 0 or below."""

    positions: Positions
    parts: Mapping[Part, Pairs]
    weightless: DeclaredTies
    left_out: LeftOut


@dataclass(frozen=True, eq=False)
class Sources:
    """Records with the weight that each row carries by itself, before it is shared out over pairs."""

    records: Records
    parameters: TieParameters
    as_of: int
    declared: FloatArray
    introductions: FloatArray
    rooms: Rooms
    room_weights: FloatArray
    bodies: Rooms
    body_weights: FloatArray
    affiliation_weights: FloatArray
    left_out: LeftOut


def weigh(records: Records, parameters: TieParameters, as_of: date) -> Sources:
    """Weigh every row as of a day. Later meetings and introductions do not exist yet on that day.

    Raises GraphError for a meeting kind or a basis without weight, or a closeness that the parameters do not know.
    """
    day = as_of.toordinal()
    held = np.isin(records.attendances.meeting, records.meetings.id[records.meetings.day <= day])
    rooms = Rooms.gather(records.attendances.meeting[held], records.attendances.person[held])
    bodies = Rooms.gather(records.roles.organization, records.roles.person)
    body_sizes = _body_sizes(records, bodies)
    return Sources(
        records=records,
        parameters=parameters,
        as_of=day,
        declared=_declared_weights(records.declared, parameters),
        introductions=_introduction_weights(records.introductions, parameters, day),
        rooms=rooms,
        room_weights=_room_weights(rooms, records.meetings, parameters, day),
        bodies=bodies,
        body_weights=_spread(parameters.role_weight, body_sizes, parameters.role_body_cap),
        affiliation_weights=parameters.affiliation_weight
        * np.minimum(1.0, parameters.role_body_cap / np.maximum(1, body_sizes)),
        left_out=LeftOut(
            meetings_too_large=int((rooms.size > parameters.meeting_cap).sum()),
            meetings_after_the_day=int((records.meetings.day > day).sum()),
            bodies_too_large=int((body_sizes > parameters.role_body_cap).sum()),
            ties_to_self=int(
                (records.declared.a == records.declared.b).sum() + (records.given.a == records.given.b).sum()
            ),
        ),
    )


def tie_up(ids: IntArray, sources: Sources, parts: Collection[Part] = ALL_PARTS) -> Ties:
    """The ties among `ids` (sorted, each once), made of `parts` only. Cost: rows, and pairs that meetings make."""
    positions = Positions(ids)
    records = sources.records
    makers = {
        Part.DECLARED: lambda: _between(records.declared.a, records.declared.b, sources.declared, positions),
        Part.MEETINGS: lambda: sources.rooms.pairs(sources.room_weights, positions),
        Part.ROLES: lambda: sources.bodies.pairs(sources.body_weights, positions),
        Part.AFFILIATION: lambda: _between(
            sources.bodies.person,
            np.repeat(sources.bodies.id, sources.bodies.size),
            np.repeat(sources.affiliation_weights, sources.bodies.size),
            positions,
        ),
        Part.INTRODUCTIONS: lambda: _between(
            records.introductions.a, records.introductions.b, sources.introductions, positions
        ),
        Part.GIVEN: lambda: _between(records.given.a, records.given.b, records.given.weight, positions),
    }
    made = {part: makers[part]() for part in ALL_PARTS if part in parts}
    declared = records.declared
    drawn = (declared.valence <= 0) & (declared.a != declared.b)
    drawn &= (positions.of(declared.a) >= 0) & (positions.of(declared.b) >= 0)
    return Ties(
        positions=positions,
        parts={part: pairs for part, pairs in made.items() if len(pairs)},
        weightless=declared.taken(drawn),
        left_out=sources.left_out,
    )


def fade(day: IntArray, as_of: int, half_life_days: float) -> FloatArray:
    """1 on the day itself, ½ a half-life ago, 0 for a day still to come; an unknown day does not fade."""
    age = np.where(day == NO_DAY, 0, as_of - day)
    return np.where(age < 0, 0.0, 0.5 ** (np.maximum(age, 0) / half_life_days))


def _between(a: IntArray, b: IntArray, weight: FloatArray, positions: Positions) -> Pairs:
    at, other = positions.of(a).astype(np.int32), positions.of(b).astype(np.int32)
    kept = (at >= 0) & (other >= 0)
    return gather_pairs([Pairs(at[kept], other[kept], weight[kept])], len(positions))


def _spread(weight: FloatArray | float, size: IntArray, cap: int) -> FloatArray:
    """What each pair of a room of `size` people gets: the weight over the others, nothing above the cap."""
    return np.where((size >= 2) & (size <= cap), weight / np.maximum(1, size - 1), 0.0)


def _room_weights(rooms: Rooms, meetings: Meetings, parameters: TieParameters, as_of: int) -> FloatArray:
    kinds = np.array([parameters.kind_weight(kind) for kind in meetings.kinds])
    at = np.searchsorted(meetings.id, rooms.id)
    if not len(at):
        return np.zeros(0)
    weight = kinds[meetings.kind[at]] * fade(meetings.day[at], as_of, parameters.half_life_days)
    return _spread(weight, rooms.size, parameters.meeting_cap)


def _body_sizes(records: Records, bodies: Rooms) -> IntArray:
    sizes = bodies.size.copy()
    np.maximum.at(sizes, np.searchsorted(bodies.id, records.roles.organization), records.roles.size)
    return sizes


def _declared_weights(ties: DeclaredTies, parameters: TieParameters) -> FloatArray:
    steps = np.array([*parameters.closeness_weights, parameters.closeness_unsaid])
    if ties.closeness.size and not (
        ties.closeness.min() >= CLOSENESS_UNSAID and ties.closeness.max() < len(steps) - 1
    ):
        raise GraphError(f"Give a closeness from 0 to {len(steps) - 2}, or None where nobody has said.")
    bases = np.array([parameters.basis_weight(basis) for basis in ties.bases])
    if not len(ties):
        return np.zeros(0)
    return np.where(ties.valence > 0, ties.prior * steps[ties.closeness] * bases[ties.basis], 0.0)


def _introduction_weights(introductions: Introductions, parameters: TieParameters, as_of: int) -> FloatArray:
    return parameters.introduction_weight * fade(introductions.day, as_of, parameters.half_life_days)
