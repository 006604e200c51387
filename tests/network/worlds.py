"""Small networks for tests, and how well found clusters agree with known ones."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from math import comb

import numpy as np

from network.graph.communities import NO_CLUSTER
from network.graph.parameters import TieParameters
from network.graph.records import Attendances, GivenEdges, Meetings, Records, Roles
from network.graph.snapshot import Nodes, Snapshot

TODAY = date(2026, 5, 1)


def of_edges(edges: Iterable[tuple[int, int, float]], people: Iterable[int] = ()) -> Snapshot:
    """A network of people from weighted edges; `people` adds those without any."""
    rows = list(edges)
    ids = {end for a, b, _ in rows for end in (a, b)} | set(people)
    return Snapshot.build(Nodes.of(people=ids), Records(given=GivenEdges.from_rows(rows)), as_of=TODAY)


def of_named_edges(rows: Iterable[Mapping[str, str]], names: Sequence[str]) -> Snapshot:
    """A network from rows of a file with `source`, `target` and perhaps `weight`; ids are places in `names`."""
    number = {name: place for place, name in enumerate(names)}
    edges = [(number[r["source"]], number[r["target"]], float(r.get("weight") or 1)) for r in rows]
    return of_edges(edges, number.values())


def of_attendance(
    rows: Iterable[tuple[str, str]],
    days: Mapping[str, date] | None = None,
    *,
    as_of: date = TODAY,
    parameters: TieParameters | None = None,
) -> tuple[list[str], Snapshot]:
    """People in the order of their ids, and the network of (person, meeting) rows; without `days` nothing ages."""
    rows = list(rows)
    people = sorted({person for person, _ in rows})
    meetings = sorted({meeting for _, meeting in rows})
    person_id = {person: place for place, person in enumerate(people)}
    meeting_id = {meeting: place for place, meeting in enumerate(meetings)}
    records = Records(
        meetings=Meetings.from_rows((meeting_id[m], days[m] if days else None, "") for m in meetings),
        attendances=Attendances.from_rows((meeting_id[m], person_id[p]) for p, m in rows),
    )
    nodes = Nodes.of(people=person_id.values())
    return people, Snapshot.build(nodes, records, parameters, as_of=as_of)


def of_seats(rows: Iterable[tuple[str, str]], *, with_bodies: bool = False) -> tuple[list[str], Snapshot]:
    """People in the order of their ids, and the network of (person, body) seats; bodies are nodes if asked for."""
    rows = list(rows)
    people = sorted({person for person, _ in rows})
    person_id = {person: place for place, person in enumerate(people)}
    bodies = sorted({body for _, body in rows})
    body_id = {body: len(people) + place for place, body in enumerate(bodies)}
    roles = Roles.from_rows((n, person_id[p], body_id[b], 0) for n, (p, b) in enumerate(rows))
    nodes = Nodes.of(people=person_id.values(), organizations=body_id.values() if with_bodies else ())
    return people, Snapshot.build(nodes, Records(roles=roles), as_of=TODAY)


def planted(groups: int, size: int, *, seed: int, outside: float = 0.25) -> tuple[np.ndarray, Snapshot]:
    """Planted groups of equal size: the group of each person (ids from 0), and a network with some ties outside."""
    chance = np.random.default_rng(seed)
    count = groups * size
    truth = np.repeat(np.arange(groups), size)
    edges = []
    for person in range(count):
        for _ in range(4):
            inside = truth[person] * size + chance.integers(size)
            other = chance.integers(count) if chance.random() < outside else inside
            edges.append((person, int(other), float(chance.choice([0.5, 1.0, 2.0]))))
    return truth, of_edges(edges, range(count))


def adjusted_rand(found: Iterable[object], truth: Iterable[object]) -> float:
    """Agreement of two partitions, 1 for the same, about 0 for chance (Hubert and Arabie 1985)."""
    table: dict[tuple[object, object], int] = {}
    rows: dict[object, int] = {}
    columns: dict[object, int] = {}
    for one, other in zip(found, truth, strict=True):
        table[one, other] = table.get((one, other), 0) + 1
        rows[one] = rows.get(one, 0) + 1
        columns[other] = columns.get(other, 0) + 1
    both = sum(comb(n, 2) for n in table.values())
    one_way, other_way = sum(comb(n, 2) for n in rows.values()), sum(comb(n, 2) for n in columns.values())
    by_chance = one_way * other_way / comb(sum(rows.values()), 2)
    return (both - by_chance) / ((one_way + other_way) / 2 - by_chance)


def agreement(labels: Mapping[int, int], truth: Mapping[int, str]) -> float:
    """ARI over those whose group is known; who is in no cluster counts as a cluster alone."""
    known = sorted(truth)
    found = [labels[pk] if labels.get(pk, NO_CLUSTER) != NO_CLUSTER else -1 - pk for pk in known]
    return adjusted_rand(found, [truth[pk] for pk in known])
