"""What the screen adds to the words of stances, levels and spheres: the sign, and the name of the colour token.

The words themselves are the labels of `Stance`, `InterestLevel` and `Sphere`; every scale is shown in their order.
"""

from dataclasses import dataclass

from django.utils.functional import Promise

from contacts.interest.models import InterestLevel, Stance
from contacts.organizations.models import Sphere

Word = str | Promise


@dataclass(frozen=True)
class Position:
    """One step of the scale. `token` names its colours in tokens.css and its `data-position` in pages."""

    stored: str
    token: str
    sign: str
    word: Word


POSITIONS: dict[str, Position] = {
    stance.value: Position(stance.value, token, sign, stance.label)
    for stance, token, sign in (
        (Stance.ACTIVE_OPPONENT, "against-acting", "−−"),
        (Stance.PASSIVE_OPPONENT, "against", "−"),
        (Stance.NEUTRAL, "undecided", "="),
        (Stance.PASSIVE_ALLY, "for", "+"),
        (Stance.ACTIVE_ALLY, "for-acting", "++"),
        (Stance.UNKNOWN, "unknown", "?"),
    )
}
UNKNOWN = POSITIONS[Stance.UNKNOWN.value]

# Index is the stored level.
LADDER: tuple[Word, ...] = tuple(level.label for level in InterestLevel)

# Each is also a shape: sphere-<stored> in frontend/marks.svg.
SPHERES: dict[str, Word] = {sphere.value: sphere.label for sphere in Sphere}
