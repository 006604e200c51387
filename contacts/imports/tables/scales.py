"""Scales of support: from numbers and words of other programs to positions, in the direction that somebody says."""

from __future__ import annotations

from collections.abc import Iterable

from contacts.imports.tables.values import level_of, stance_of
from contacts.interest.models import Stance

# Other programs count from the strongest support (1) down, or up to it.
LOW_IS_STRONG, HIGH_IS_STRONG = "low", "high"

_FIVE = (
    Stance.ACTIVE_ALLY,
    Stance.PASSIVE_ALLY,
    Stance.NEUTRAL,
    Stance.PASSIVE_OPPONENT,
    Stance.ACTIVE_OPPONENT,
)


def stance_for(text: str, answer: object, direction: str = "") -> str:
    """The position that a value means: as somebody said, else by its words, else by its place on the scale of five.

    "" where that cannot be told, as of a number without a direction.
    """
    if isinstance(answer, str) and answer:
        return "" if answer == "-" else answer
    if word := stance_of(text):
        return word
    if not (text.isdigit() and 1 <= int(text[:3]) <= 5) or direction not in (LOW_IS_STRONG, HIGH_IS_STRONG):
        return ""
    place = int(text)
    return _FIVE[place - 1 if direction == LOW_IS_STRONG else 5 - place].value


def level_for(text: str, answer: object) -> int | None:
    """The rung that a value means: as somebody said, else by its number or words."""
    if isinstance(answer, str) and answer:
        return int(answer) if answer.isdigit() else None
    return level_of(text)


def needs_direction(values: Iterable[str]) -> bool:
    """Whether numbers stand among the values, so that somebody must say which end is the strongest."""
    return any(text.isdigit() for text in values)
