"""Small pictures as plain values: how wide, how high, where. The templates in partials/ draw them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from contacts.templatetags.words_on_screen import POSITIONS, Position

# Levels of the history line, 7 px apart on a height of 36; "not known yet" stands on the middle line.
LEVELS = {
    "active_opponent": 32,
    "passive_opponent": 25,
    "neutral": 18,
    "passive_ally": 11,
    "active_ally": 4,
    "unknown": 18,
}
FIRST_X, TODAY_X = 4.0, 216.0


@dataclass(frozen=True)
class Slice:
    """A part of a distribution: `x` and `width` in percent of the bar."""

    position: Position
    count: int
    x: str
    width: str


def slices(counts: Mapping[str, int], *, gap: float = 0.75) -> list[Slice]:
    """The steps that somebody stands on, in the order of the scale, `gap` percent apart.

    A step with one person in a thousand still shows: no slice is narrower than 1.2 percent.
    """
    shown = [(POSITIONS[stored], counts.get(stored, 0)) for stored in POSITIONS if counts.get(stored, 0) > 0]
    if not shown:
        return []
    room = 100 - gap * (len(shown) - 1)
    total = sum(count for _, count in shown)
    widths = [max(1.2, room * count / total) for _, count in shown]
    scale = room / sum(widths)
    drawn, x = [], 0.0
    for (position, count), width in zip(shown, widths, strict=True):
        drawn.append(Slice(position, count, f"{x:.2f}", f"{width * scale:.2f}"))
        x += width * scale + gap
    return drawn


@dataclass(frozen=True)
class Reading:
    """One mark on a history line, in px of a picture 220 × 36."""

    position: Position
    day: date
    x: str
    y: int


@dataclass(frozen=True)
class History:
    """A history line: its marks, the step line through them, and where the last one lies."""

    readings: list[Reading]
    line: str
    since: str


def history(points: Sequence[tuple[date, str]], *, today: date, first: date | None = None) -> History | None:
    """Where someone stood from `first` (by default the first reading) to today; None without a reading.

    `points` are (day, stored stance), in any order. Time runs evenly; the line steps where a reading changed.
    """
    if not points:
        return None
    ordered = sorted(points, key=lambda point: point[0])
    start = min(first or ordered[0][0], ordered[0][0])
    span = max((today - start).days, 1)
    readings = [
        Reading(
            POSITIONS[stored],
            day,
            f"{min(FIRST_X + (TODAY_X - FIRST_X) * max((day - start).days, 0) / span, TODAY_X):.1f}",
            LEVELS[stored],
        )
        for day, stored in ordered
    ]
    steps = [f"M{readings[0].x} {readings[0].y}"]
    steps += [f"H{reading.x}V{reading.y}" for reading in readings[1:]]
    return History(readings, "".join(steps), f"M{readings[-1].x} {readings[-1].y}H{TODAY_X:g}")
