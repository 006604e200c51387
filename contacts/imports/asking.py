"""What is asked about a table before its plan: how dates, positions, roles and organizations were understood."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from contacts.imports.services import Prepared
from contacts.imports.tables.bodies import ASKED, KNOWN, LEFT, NEW, Bodies, Body
from contacts.imports.tables.days import survey_days
from contacts.imports.tables.mapping import BODIES, LEVELS, SPLITS, STANCES, TITLES, TableMapping
from contacts.imports.tables.people import People
from contacts.imports.tables.scales import level_for, needs_direction, stance_for
from contacts.imports.tables.titles import role_type_of

# So many of each are asked about on one page; the rest are taken as they were understood.
SHOWN = 250


@dataclass
class Understood:
    """One distinct value: how often it stands there, how it was understood, and whether that deserves a look."""

    value: str
    count: int
    doubtful: bool = False
    # Of a split: role and organization. Of a title, a position or a rung: what it means. Of a body: the answer.
    title: str = ""
    body: str = ""
    means: str = ""
    options: list[tuple[str, Any]] = field(default_factory=list)
    says: str = ""
    # Its place among the fields of the page.
    at: int = 0


@dataclass
class Questions:
    """All that a table leaves open. `waits` says whether somebody must look before the plan is shown."""

    splits: list[Understood] = field(default_factory=list)
    titles: list[Understood] = field(default_factory=list)
    bodies: list[Understood] = field(default_factory=list)
    stances: list[Understood] = field(default_factory=list)
    levels: list[Understood] = field(default_factory=list)
    asks_order: str = ""
    without_year: int = 0
    asks_meetings: int = 0
    asks_notes: bool = False
    asks_scale: bool = False
    asks_direction: bool = False
    more: dict[str, int] = field(default_factory=dict)

    splits_to_check = property(lambda self: _doubtful(self.splits))
    splits_clear = property(lambda self: _clear(self.splits))
    bodies_to_check = property(lambda self: _doubtful(self.bodies))
    bodies_clear = property(lambda self: _clear(self.bodies))
    titles_to_check = property(lambda self: _doubtful(self.titles))
    titles_clear = property(lambda self: _clear(self.titles))

    @property
    def waits(self) -> bool:
        doubtful = any(one.doubtful for one in (*self.splits, *self.bodies))
        return bool(self.asks_order or self.without_year or doubtful or self.asks_scale)


def _doubtful(every: list[Understood]) -> list[Understood]:
    return [one for one in every if one.doubtful]


def _clear(every: list[Understood]) -> list[Understood]:
    return [one for one in every if not one.doubtful]


def questions_of(prepared: Prepared) -> Questions:
    """What to ask about a table whose plan was made."""
    mapping = prepared.reading.mapping
    assert mapping is not None, "only tables are asked about"
    reader, bodies = prepared.plan.extra["reader"], prepared.plan.extra["bodies"]
    found = Questions()
    found.bodies = _first(found, BODIES, (_about_body(body, mapping) for body in _shown_bodies(bodies)))
    if isinstance(reader, People):
        _about_people(found, reader, mapping)
        _about_days(found, prepared, mapping)
    found.asks_notes = mapping.has("note")
    return found


def _first(found: Questions, about: str, every: Iterable[Understood]) -> list[Understood]:
    """Those that deserve a look first, then the most frequent; no more than a page holds."""
    ordered = sorted(every, key=lambda one: (not one.doubtful, -one.count, one.value.casefold()))
    if len(ordered) > SHOWN:
        found.more[about] = len(ordered) - SHOWN
    for at, one in enumerate(ordered):
        one.at = at
    return ordered[:SHOWN]


def _about_people(found: Questions, reader: People, mapping: TableMapping) -> None:
    found.splits = _first(
        found,
        SPLITS,
        (
            Understood(text, count, not split.sure, split.title, split.body)
            for text, (split, count) in reader.splits.items()
        ),
    )
    found.titles = _first(found, TITLES, (_about_title(*each, mapping) for each in reader.titles.items()))
    direction = mapping.option("direction")
    found.stances = [
        Understood(text, count, means=stance_for(text, mapping.answer(STANCES, text), direction) or "-")
        for text, count in sorted(reader.stances.items(), key=_as_scale)[:SHOWN]
    ]
    found.levels = [
        Understood(text, count, means=_rung(level_for(text, mapping.answer(LEVELS, text))))
        for text, count in sorted(reader.levels.items(), key=_as_scale)[:SHOWN]
    ]
    found.asks_scale = bool(found.stances or found.levels) and not mapping.option("scale_seen")
    found.asks_direction = needs_direction(reader.stances)


def _rung(level: int | None) -> str:
    return "-" if level is None else str(level)


def _as_scale(each: tuple[str, int]) -> tuple[bool, int, str]:
    text = each[0]
    return (not text.isdigit(), int(text[:6]) if text.isdigit() else 0, text.casefold())


def _about_title(title: str, count: int, mapping: TableMapping) -> Understood:
    answer = mapping.answer(TITLES, title)
    means = role_type_of(title) if answer is None else ("" if answer == "-" else str(answer))
    return Understood(title, count, doubtful=not means and answer is None, means=means)


def _shown_bodies(bodies: Bodies) -> Iterable[Body]:
    return (body for body in bodies.of.values() if body.count > 0)


def _about_body(body: Body, mapping: TableMapping) -> Understood:
    """The choices for one organization: who it may be on the record, to make it, or to leave it out."""
    options: list[tuple[str, Any]] = []
    for held in (body.match, *body.candidates):
        if held is not None and (key := f"uid:{held.uid}") not in [known for known, _words in options]:
            options.append((key, f"{held.name}, {held.state}" if held.state else held.name))
    means = {KNOWN: options[0][0] if options else "", NEW: f"new:{body.type}", LEFT: "none", ASKED: ""}[
        body.how
    ]
    answered = mapping.answer(BODIES, body.name) is not None
    says = {
        KNOWN: _("on the record"),
        NEW: _("not on the record"),
        LEFT: _("left out"),
        ASKED: _("like several on the record") if len(options) > 1 else _("like one on the record"),
    }[body.how]
    return Understood(
        body.name,
        body.count,
        body.how in (ASKED, NEW) and not answered,
        means=means,
        options=options,
        says=says,
    )


def _about_days(found: Questions, prepared: Prepared, mapping: TableMapping) -> None:
    """Which of two numbers is the month, where the cells do not tell; and days without a year."""
    positions = [at for name in ("since", "term_end", "met") for at in mapping.positions(name)]
    if not positions:
        return
    cells: list[list[str]] = [[] for _position in positions]
    met = mapping.positions("met")
    for row in prepared.reading.sheet.rows():
        for column, at in zip(cells, positions, strict=True):
            if text := row.values[at].strip():
                column.append(text)
    for column, at in zip(cells, positions, strict=True):
        days = survey_days(column)
        if not days.order and not mapping.option("day_order"):
            found.asks_order = found.asks_order or days.example
        if (
            days.without_year
            and not mapping.option("year")
            and (at not in met or mapping.option("meetings") == "yes")
        ):
            found.without_year += days.without_year
        if at in met:
            found.asks_meetings += len(column)
