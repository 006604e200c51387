"""What a room shows on another room's page, without either knowing the other.

    @panel("person", order=40)
    def ties_on_the_map(request, record): return Panel("map/ties_panel.html", {"party": record.party})

A page asks `panels_for("person", request, record)` and draws each with its template, which reads `panel`. A function
that has nothing to show returns None. Cost: whatever the functions ask; a page counts that among its own.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.http import HttpRequest


@dataclass(frozen=True)
class Panel:
    """A part of a page: its template, and what that reads as `panel`."""

    template: str
    context: dict[str, Any] = field(default_factory=dict)


Draw = Callable[[Any, Any], Panel | None]

_registered: dict[str, list[tuple[int, str, Draw]]] = {}


def panel(page: str, order: int) -> Callable[[Draw], Draw]:
    """Register what a room shows on a page ("person", "organization", "meeting", "initiative"); lower order first."""

    def register(draw: Draw) -> Draw:
        drawn = _registered.setdefault(page, [])
        drawn.append((order, f"{draw.__module__}.{draw.__qualname__}", draw))
        drawn.sort(key=lambda entry: entry[:2])
        return draw

    return register


def panels_for(page: str, request: HttpRequest, record: Any) -> list[Panel]:
    """The panels of a page for this reader and record, in order."""
    found = (draw(request, record) for _, _, draw in _registered.get(page, []))
    return [each for each in found if each is not None]
