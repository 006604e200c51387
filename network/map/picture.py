"""The still picture of the clusters: in the page before any script, on a phone, in print, where WebGL is missing.

The largest clusters as outlines with letter, size, name and a bar of positions, and the ties between them. They stand
to each other as on the moving map, each large enough to be read.
"""

from __future__ import annotations

from dataclasses import dataclass
from textwrap import wrap

import numpy as np
from django.urls import reverse

from contacts.templatetags.pictures import slices
from contacts.templatetags.words_on_screen import Position
from network.graph.packing import push_apart
from network.map.outlines import outline, smooth_path
from network.map.payload import ties_between
from network.map.question import MapQuestion
from network.map.words import STRENGTHS
from network.stored import NO_CLUSTER, Analysed, ClusterFacts, FloatArray, IntArray

LARGEST = 12
SMALLEST, LARGEST_RADIUS, BY_MEMBER = 62.0, 150.0, 30.0
FILLED = 0.36  # share of the picture that the outlines may take
WIDTH, HEIGHT, MARGIN, APART = 1100.0, 712.0, 10.0, 16.0
BAR = 72.0
LINE = 20  # letters in one line of a name


@dataclass(frozen=True)
class Step:
    """One step of a bar of positions, in px of the picture."""

    position: Position
    x: str
    width: str


@dataclass(frozen=True)
class Drawn:
    """One outline: its path, its words line by line from the top down, and where they stand."""

    cluster: ClusterFacts
    people: int
    path: str
    x: str
    lines: tuple[tuple[str, str], ...]
    letter_y: str
    bar: tuple[Step, ...]
    bar_y: str
    address: str


@dataclass(frozen=True)
class Tie:
    """Ties between two clusters, in one of three widths."""

    path: str
    strength: str


@dataclass(frozen=True)
class Picture:
    """What `network/picture.html` draws. `smaller` counts the clusters that it leaves to the list."""

    box: str
    clusters: tuple[Drawn, ...]
    ties: tuple[Tie, ...]
    smaller: int


def picture_of(question: MapQuestion) -> Picture:
    """The largest clusters of those that hold somebody who is shown, and the ties between them."""
    analysed = question.analysed
    people = question.people_shown
    counts = np.bincount(
        analysed.labels[people & (analysed.labels != NO_CLUSTER)], minlength=len(analysed.clusters)
    )
    labels = [label for label in np.argsort(-counts, kind="stable").tolist() if counts[label]]
    drawn = labels[:LARGEST]
    if not drawn:
        return Picture(f"0 0 {WIDTH:.0f} {HEIGHT:.0f}", (), (), 0)
    radii = _radii(counts[drawn])
    centres = _centres(analysed, drawn, radii)
    low = (centres - radii[:, None]).min(axis=0) - MARGIN
    size = (centres + radii[:, None]).max(axis=0) + MARGIN - low
    shapes = [
        _draw(question, label, int(counts[label]), centre, radius)
        for label, centre, radius in zip(drawn, centres, radii.tolist(), strict=True)
    ]
    box = " ".join(f"{value:.0f}" for value in (*low, *size))
    return Picture(box, tuple(shapes), _ties(question, drawn, centres), len(labels) - len(drawn))


def _radii(people: IntArray) -> FloatArray:
    """By the number of people, none too small for its words, all together no more than a part of the picture."""
    by_member = min(BY_MEMBER, float(np.sqrt(FILLED * WIDTH * HEIGHT / (np.pi * people.sum()))))
    return np.asarray(np.clip(by_member * np.sqrt(people), SMALLEST, LARGEST_RADIUS), dtype=np.float64)


def _centres(analysed: Analysed, labels: list[int], radii: FloatArray) -> FloatArray:
    """Where the outlines stand: as the discs do on the moving map (there y points up), then pushed apart."""
    discs = analysed.discs[labels][:, 1:3] * (1.0, -1.0)
    spread = np.ptp(discs, axis=0)
    room = np.array([WIDTH, HEIGHT]) - 2 * radii.max()
    scale = np.where(spread > 1e-9, room / np.maximum(spread, 1e-9), 1.0)
    centres = discs * np.minimum(scale, scale.min() * 1.4)  # a little wider than tall, as screens are
    return push_apart(centres, radii + APART / 2)


def _draw(question: MapQuestion, label: int, people: int, centre: FloatArray, radius: float) -> Drawn:
    analysed, cluster = question.analysed, question.analysed.clusters[label]
    members = analysed.labels == label
    bar: tuple[Step, ...] = ()
    if question.colour == "position":
        parts = slices(question.stances(members & question.shown), gap=2.8)
        left = float(centre[0]) - BAR / 2
        bar = tuple(
            Step(
                part.position,
                f"{left + BAR * float(part.x) / 100:.1f}",
                f"{BAR * float(part.width) / 100:.1f}",
            )
            for part in parts
        )
    words = wrap(cluster.name, LINE, max_lines=3 if radius > 80 else 2, placeholder="…")
    height = 19 + 16 * len(words) + (16 if bar else 0)
    top = float(centre[1]) - height / 2 + 12
    address = reverse("map_cluster", args=[cluster.letter])
    return Drawn(
        cluster=cluster,
        people=people,
        path=smooth_path(_round(analysed, members, centre, radius)),
        x=f"{centre[0]:.1f}",
        letter_y=f"{top:.1f}",
        lines=tuple((f"{top + 19 + 16 * line:.1f}", word) for line, word in enumerate(words)),
        bar=bar,
        bar_y=f"{top + 13 + 16 * len(words):.1f}",
        address=f"{address}?{question.carried}" if question.carried else address,
    )


def _round(analysed: Analysed, members: np.ndarray, centre: FloatArray, radius: float) -> FloatArray:
    """The outline that the cluster has on the moving map, fitted into its circle and rounded off."""
    places = np.column_stack([analysed.x[members], -analysed.y[members]])
    line = outline(places, analysed.spacing)
    line = line - (line.min(axis=0) + line.max(axis=0)) / 2
    reach = np.hypot(line[:, 0], line[:, 1])
    even = reach.max()
    return np.asarray(centre + line / reach[:, None] * (0.45 * reach + 0.55 * even)[:, None] * radius / even)


def _ties(question: MapQuestion, labels: list[int], centres: FloatArray) -> tuple[Tie, ...]:
    drawn = []
    for one, other, strength in ties_between(question.analysed, question.shown, labels):
        (x1, y1), (x2, y2) = centres[one].tolist(), centres[other].tolist()
        drawn.append(Tie(f"M{x1:.1f} {y1:.1f}L{x2:.1f} {y2:.1f}", STRENGTHS[strength][0]))
    return tuple(drawn)
