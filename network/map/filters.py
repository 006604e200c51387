"""What one may ask of the map: the people list's filter, and a cluster by its letter."""

from __future__ import annotations

from typing import Any

from contacts.people.filters import PersonFilter
from crm.parts.filters import NOT_A_FILTER


class MapFilter(PersonFilter):
    """An initiative by itself says whose positions are shown; together with a position or a level it filters.

    What the address carries besides (cluster, size, colour) is checked by `MapQuestion`; `ties` asks a panel for all.
    """

    also_allowed = frozenset({"cluster", "size", "colour", "ties"})

    def answer(self, rows: Any, asked: dict[str, Any]) -> Any:
        if not asked["stance"] and not asked["level"]:
            asked = {**asked, "initiative": ""}
        return super().answer(rows, asked)

    @property
    def conditions(self) -> int:
        """How many conditions leave people out."""
        looks = NOT_A_FILTER | self.also_allowed | {"initiative"}
        return sum(any(values) for key, values in self._all_given() if key not in looks)

    @property
    def narrows(self) -> bool:
        """Whether people are left out at all."""
        return self.conditions > 0
