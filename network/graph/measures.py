"""Places in the network: each measure declared once, for the map's legend, the list's header and the docs.

A score describes the records that we hold, not the people. Each function takes a snapshot and returns one float per
node in the order of `snapshot.ids`; `measure` is the door that also knows who a measure is about.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from random import Random
from types import MappingProxyType

import numpy as np

from network.graph.errors import GraphError
from network.graph.numbers import FloatArray
from network.graph.snapshot import Kind, Snapshot
from network.graph.words import gettext_noop as _

EXACT_UP_TO = 2_000
SOURCES = 256
DAMPING = 0.85


@dataclass(frozen=True, slots=True)
class Measure:
    """One measure: what it is called, what it counts, between which numbers, what it means and who says so.

    `high_is` says which end to read first; `people_only` that it is computed among people, as organizations make no
    introductions. `function` takes a snapshot and a seed, which only sampled measures use.
    """

    id: str
    label: str
    unit: str
    range: tuple[float, float | None]
    meaning: str
    source: str
    function: Callable[[Snapshot, int], FloatArray]
    people_only: bool = True
    high_is: str = "more"


def ties(snapshot: Snapshot, seed: int = 0) -> FloatArray:
    """How many others each node is tied to, whatever the weight. 0 without ties."""
    return np.asarray(np.diff(snapshot.weights.indptr), dtype=np.float64)


def weight(snapshot: Snapshot, seed: int = 0) -> FloatArray:
    """The weight of all ties of each node, added up. Reads weight. 0 without ties."""
    total: FloatArray = snapshot.weights.sum(axis=1)
    return total


def brokerage(snapshot: Snapshot, seed: int = 0, sources: int = SOURCES) -> FloatArray:
    """Share of the shortest paths between others that pass through each node. Reads distance.

    Unit: fraction of pairs, 0 to 1. Without ties 0. Exact up to 2,000 nodes; above, estimated without bias from the
    paths that start at `sources` nodes drawn with `seed`. Cost: nodes (or sources) times ties.

    Source: Freeman (1977), Sociometry 40(1); Brandes (2001), Journal of Mathematical Sociology 25(2).
    """
    count = len(snapshot)
    if count < 3 or not len(snapshot.edges):
        return np.zeros(count)
    graph = snapshot.igraph
    if count <= max(EXACT_UP_TO, sources):
        paths = np.array(graph.betweenness(directed=False, weights="distance"))
        return paths * 2 / ((count - 1) * (count - 2))
    drawn = sorted(Random(seed).sample(range(count), sources))
    paths = np.array(graph.betweenness(directed=False, weights="distance", sources=drawn))
    started = np.full(count, float(sources))
    started[drawn] -= 1  # no path of one's own counts, so those drawn were looked at from one source fewer
    return np.asarray(paths * 2 / (started * (count - 2)))


def pagerank(snapshot: Snapshot, seed: int = 0) -> FloatArray:
    """How often one meets each node on a long walk along the ties, heavier ties more often. Reads weight.

    Unit: share of the walk, 0 to 1, adding up to 1 over all. Without ties the share of somebody met by chance alone.
    Computed to 1e-12. Source: Brin and Page (1998), Computer Networks 30; damping 0.85.
    """
    count = len(snapshot)
    if not count:
        return np.zeros(0)
    total = weight(snapshot)
    loose = total == 0
    spread = np.divide(1.0, total, out=np.zeros(count), where=~loose)
    walk = np.full(count, 1 / count)
    for _step in range(1_000):
        stranded = walk[loose].sum() / count
        moved = DAMPING * (snapshot.weights @ (walk * spread) + stranded) + (1 - DAMPING) / count
        if np.abs(moved - walk).sum() < 1e-12:
            return np.asarray(moved)
        walk = moved
    raise GraphError(
        "The prominence of these nodes does not settle; check that weights are of a sensible size."
    )


def constraint(snapshot: Snapshot, seed: int = 0) -> FloatArray:
    """How much each node's contacts are tied to one another: low means many separate circles. Reads weight.

    From near 0 to 2, seldom above 1.2. Someone with one contact scores 1, and so, by our convention, does someone
    with none, who can reach nobody through anybody either. Source: Burt (1992), Structural Holes, chapter 2.
    """
    if not len(snapshot.edges):
        return np.ones(len(snapshot))
    values = np.array(snapshot.igraph.constraint(weights="weight"), dtype=np.float64)
    return np.where(ties(snapshot) > 0, values, 1.0)


def core(snapshot: Snapshot, seed: int = 0) -> FloatArray:
    """The largest k such that each node is in a group where all have k or more ties to one another's group.

    Unit: ties, a whole number; weight does not count. 0 without ties. Source: Seidman (1983), Social Networks 5(3).
    """
    return np.array(snapshot.igraph.coreness(), dtype=np.float64)


MEASURES: Mapping[str, Measure] = MappingProxyType(
    {
        each.id: each
        for each in (
            Measure(
                id="ties",
                label=_("Ties"),
                unit=_("people and organizations"),
                range=(0, None),
                meaning=_(
                    "To how many others our records tie this one. It does not say how well they are known."
                ),
                source="Freeman (1978), Social Networks 1(3)",
                function=ties,
                people_only=False,
            ),
            Measure(
                id="weight",
                label=_("Weight of ties"),
                unit=_("points; a plain meeting of two today is 1"),
                range=(0, None),
                meaning=_("All evidence of ties added up; a tie fades as its meetings grow old."),
                source="Barrat et al. (2004), PNAS 101(11)",
                function=weight,
                people_only=False,
            ),
            Measure(
                id="brokerage",
                label=_("Brokerage"),
                unit=_("share of pairs"),
                range=(0, 1),
                meaning=_(
                    "On how many of the shortest ways between two others this person stands. High: many would meet "
                    "through them, and be cut off without them. It does not say that they do introduce people."
                ),
                source="Freeman (1977), Sociometry 40(1); Brandes (2001)",
                function=brokerage,
            ),
            Measure(
                id="pagerank",
                label=_("Prominence"),
                unit=_("share of all"),
                range=(0, 1),
                meaning=_(
                    "How well tied this person is to people who are well tied themselves. It is not influence."
                ),
                source="Brin and Page (1998), Computer Networks 30",
                function=pagerank,
            ),
            Measure(
                id="constraint",
                label=_("Closed circle"),
                unit=_("index"),
                range=(0, 2),
                meaning=_(
                    "How much this person's contacts all know one another. Low: they reach separate circles, and hear "
                    "what others do not."
                ),
                source="Burt (1992), Structural Holes",
                function=constraint,
                high_is="less",
            ),
            Measure(
                id="core",
                label=_("Core"),
                unit=_("ties"),
                range=(0, None),
                meaning=_(
                    "How deep in the closely knit middle: everyone at that depth has so many ties within it."
                ),
                source="Seidman (1983), Social Networks 5(3)",
                function=core,
            ),
        )
    }
)


def measure(snapshot: Snapshot, name: str, *, seed: int = 0) -> FloatArray:
    """One measure of every node, in the order of `snapshot.ids`; NaN where it says nothing about organizations.

    Raises GraphError for a measure that is not declared.
    """
    if name not in MEASURES:
        raise GraphError(f"Choose one of the measures {', '.join(MEASURES)}; “{name}” is none of them.")
    chosen = MEASURES[name]
    people = snapshot.kinds == Kind.PERSON
    if not chosen.people_only or people.all():
        return chosen.function(snapshot, seed)
    values = np.full(len(snapshot), np.nan)
    values[people] = chosen.function(snapshot.only(Kind.PERSON), seed)
    return values
