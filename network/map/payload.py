"""What the map's script draws, as compact JSON: columns in place of objects, places made by the server."""

from __future__ import annotations

from typing import Any

import numpy as np
from django.urls import reverse
from django.utils.translation import gettext as _

from contacts.templatetags.words_on_screen import POSITIONS, SPHERES
from network.map.outlines import outlines
from network.map.question import MapQuestion
from network.map.words import STRENGTHS, strengths_of, sure
from network.stored import NO_CLUSTER, Analysed, BoolArray, FloatArray, IntArray

# Above so many only the foremost of each cluster are drawn, and the page says so.
MOST_NODES = 3_000
TIES_EACH = 3
TIES_BETWEEN = 3
DIGITS = 5


def drawn_of(question: MapQuestion) -> IntArray:
    """The places of the nodes to draw: those shown that have a tie, the foremost by the chosen measure if too many."""
    analysed = question.analysed
    places = np.flatnonzero(question.shown & analysed.tied)
    if len(places) <= MOST_NODES:
        return places
    values = np.nan_to_num(analysed.measures[question.size][places], nan=-1.0)
    foremost = np.lexsort((analysed.ids[places], -values))[:MOST_NODES]
    return np.sort(places[foremost])


def payload_of(question: MapQuestion) -> dict[str, Any]:
    """Nodes, ties, clusters and the box that they lie in. `edges` and `clusters` point into the columns of nodes."""
    analysed = question.analysed
    places = drawn_of(question)
    nodes = question.nodes(places)
    places = np.searchsorted(analysed.ids, [node.pk for node in nodes])
    spheres, positions = list(SPHERES), list(POSITIONS)
    a, b, strength = _edges(analysed, places)
    lines = outlines(analysed)
    seen = [label for label in np.unique(analysed.labels[places]).tolist() if label != NO_CLUSTER]
    seen.sort(key=lambda label: (len(analysed.clusters[label].letter), analysed.clusters[label].letter))
    number = {label: at for at, label in enumerate(seen)}
    by_position = question.colour == "position"
    return {
        "nodes": {
            "id": [str(node.uid) for node in nodes],
            "name": [node.name for node in nodes],
            "about": [_about(node.role, node.now_at) for node in nodes],
            "person": [int(node.is_person) for node in nodes],
            "x": _rounded(analysed.x[places]),
            "y": _rounded(analysed.y[places]),
            "sphere": [spheres.index(node.sphere) if node.sphere else -1 for node in nodes],
            "position": [positions.index(node.stance) for node in nodes] if by_position else [],
            "stale": [int(node.stale_since is not None) for node in nodes] if by_position else [],
            "cluster": [number.get(int(label), -1) for label in analysed.labels[places]],
            "ties": [node.ties for node in nodes],
            "size": _sizes(analysed.measures[question.size], places),
        },
        "edges": {"a": a, "b": b, "strength": strength},
        "between": ties_between(analysed, question.shown, seen),
        "opposed": _opposed(analysed, places),
        "clusters": [
            {
                "letter": analysed.clusters[label].letter,
                "name": analysed.clusters[label].name,
                "sure": sure(analysed.clusters[label].agreement),
                "people": int((question.people_shown & (analysed.labels == label)).sum()),
                "counts": _counts(question, label) if by_position else [],
                "outline": _rounded(lines[label].ravel()),
            }
            for label in seen
        ],
        "spheres": spheres,
        "positions": [POSITIONS[stored].token for stored in positions],
        "spacing": round(analysed.spacing, DIGITS),
        "colour": question.colour,
        "panel": reverse("map_panel", args=["00000000-0000-0000-0000-000000000000"]),
        "words": {
            "spheres": [str(word) for word in SPHERES.values()],
            "positions": [str(POSITIONS[stored].word) for stored in positions],
            "strengths": [str(word) for _token, word in STRENGTHS],
            "cluster": _("{letter}, {name}, {people} people, {sure}; cluster {at} of {of}"),
            "person": _("{who}; {ties} ties; {at} of {of} in {cluster}"),
            "tie": _("{strength} to {who}; {at} of {of} drawn"),
            "none": _("no cluster"),
        },
    }


def _edges(analysed: Analysed, places: IntArray) -> tuple[list[int], list[int], list[int]]:
    """The strongest ties of each node among those drawn, three each, by the nodes' numbers."""
    number = np.full(len(analysed), -1)
    number[places] = np.arange(len(places))
    chosen = analysed.strongest_among(number >= 0, TIES_EACH)
    a, b = number[analysed.edge_a[chosen]], number[analysed.edge_b[chosen]]
    return a.tolist(), b.tolist(), strengths_of(analysed.edge_weight[chosen]).tolist()


def ties_between(analysed: Analysed, shown: BoolArray, labels: list[int]) -> list[list[int]]:
    """Ties between clusters, heaviest first: (number, number, strength), three for every two clusters.

    The weights of all ties between two clusters are added up; the heaviest third of the pairs is strong.
    """
    number = np.full(len(analysed.clusters) + 1, -1)
    number[labels] = np.arange(len(labels))
    rows = np.flatnonzero(shown[analysed.edge_a] & shown[analysed.edge_b])
    one = number[analysed.labels[analysed.edge_a[rows]]]
    other = number[analysed.labels[analysed.edge_b[rows]]]
    apart = (one >= 0) & (other >= 0) & (one != other)
    total = np.zeros((len(labels), len(labels)))
    ends = (np.minimum(one, other)[apart], np.maximum(one, other)[apart])
    np.add.at(total, ends, analysed.edge_weight[rows][apart])
    pairs = np.argwhere(total > 0)
    weights = total[pairs[:, 0], pairs[:, 1]]
    heaviest = pairs[np.lexsort((pairs[:, 1], pairs[:, 0], -weights))][: TIES_BETWEEN * len(labels) // 2]
    strengths = 2 - 3 * np.arange(len(heaviest)) // max(1, len(heaviest))
    drawn: list[list[int]] = np.column_stack([heaviest, strengths]).tolist()
    return drawn


def _counts(question: MapQuestion, label: int) -> list[int]:
    stances = question.stances(question.shown & (question.analysed.labels == label))
    return [stances[stored] for stored in POSITIONS]


def _opposed(analysed: Analysed, places: IntArray) -> list[list[int]]:
    number = np.full(len(analysed), -1)
    number[places] = np.arange(len(places))
    pairs = number[analysed.opposed]
    drawn: list[list[int]] = pairs[(pairs >= 0).all(axis=1)].tolist()
    return drawn


def _about(role: str, now_at: str) -> str:
    return ", ".join(part for part in (role, now_at) if part)


def _sizes(values: FloatArray, places: IntArray) -> list[float]:
    """The measure as a share of its largest value among those drawn, 0 to 1; 0 where it says nothing."""
    of_drawn = np.nan_to_num(values[places], nan=0.0)
    return _rounded(of_drawn / max(float(of_drawn.max(initial=0.0)), 1e-12))


def _rounded(values: FloatArray) -> list[float]:
    rounded: list[float] = np.round(values, DIGITS).tolist()
    return rounded
