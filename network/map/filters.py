"""What one may ask of the map: the people list's filter, and a cluster by its letter."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import Q

from contacts.people.filters import PersonFilter


class MapFilter(PersonFilter):
    """An initiative by itself says whose positions are shown; together with a position or a level it filters.

    What the address carries besides (cluster, size, colour) is checked by `MapQuestion`; `ties` asks a panel for all.
    """

    also_allowed = frozenset({"cluster", "size", "colour", "ties"})

    def conditions_of(self, asked: dict[str, Any]) -> Iterable[Q]:
        if self.only_colours(asked):
            asked = {**asked, "initiative": ""}
        return super().conditions_of(asked)

    def only_colours(self, asked: dict[str, Any]) -> bool:
        """Whether the initiative leaves nobody out. In a group it does: a group is all conditions."""
        return self.whole is None and not (asked["stance"] or asked["level"] or asked["reading"])

    @property
    def conditions(self) -> int:
        """How many conditions leave people out."""
        asked = getattr(self.form, "cleaned_data", {})
        coloured = bool(asked) and self.only_colours({"stance": "", "level": "", "reading": "", **asked})
        return sum(not (coloured and chip.key == "initiative") for chip in self.chips())

    @property
    def narrows(self) -> bool:
        """Whether people are left out at all."""
        return self.conditions > 0
