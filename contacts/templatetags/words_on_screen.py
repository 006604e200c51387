"""What the screen says for what the database stores: positions, steps of the ladder, spheres.

Pure data, in the order in which scales are always shown. Stored values are those of `Stance`, of the interest
level (0 to 6) and of `Sphere`.
"""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Word = str | Promise


@dataclass(frozen=True)
class Position:
    """One step of the scale. `token` names its colours in tokens.css and its `data-position` in pages."""

    stored: str
    token: str
    sign: str
    word: Word


POSITIONS: dict[str, Position] = {
    position.stored: position
    for position in (
        Position("active_opponent", "against-acting", "−−", _("against, acting")),
        Position("passive_opponent", "against", "−", _("against")),
        Position("neutral", "undecided", "=", _("undecided")),
        Position("passive_ally", "for", "+", _("for")),
        Position("active_ally", "for-acting", "++", _("for, acting")),
        Position("unknown", "unknown", "?", _("not known yet")),
    )
}
UNKNOWN = POSITIONS["unknown"]

# Index is the stored level.
LADDER: tuple[Word, ...] = (
    _("hasn’t heard"),
    _("knows of it"),
    _("asks about it"),
    _("says yes"),
    _("does things"),
    _("recruits others"),
    _("leads it"),
)

# Each is also a shape: sphere-<stored> in frontend/marks.svg.
SPHERES: dict[str, Word] = {
    "district": _("district"),
    "school": _("school"),
    "union": _("union"),
    "state": _("state"),
    "community": _("community"),
}
