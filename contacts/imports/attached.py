"""What hangs on parties: further numbers, ways to reach, a tag, a note. Each compared in bulk, written in chunks."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.utils.translation import gettext as _

from contacts.imports.known import as_last_imported, parties_by_number, parts
from contacts.imports.planned import RowProblem, listed
from contacts.imports.wanted import Point, Shape, WantedParty
from contacts.parties.models import ContactPoint, ExternalId
from contacts.parties.reach import normal_form
from crm.parts.many import create_columns
from crm.parts.records import change_all

LONGEST_POINT = 500
_EXTENSION = re.compile(r"(?:x|ext\.?|extension|#)[ :.]*(\d+)\s*$", re.IGNORECASE)

# Offices share numbers, and reading one takes 0.1 ms.
_normal_form = lru_cache(maxsize=20_000)(normal_form)


def point(kind: str, value: str, column: str, slot: str = "") -> tuple[Point, ...]:
    """A way to reach, none if the cell is empty. Raises RowProblem if it is too long."""
    if len(value) > LONGEST_POINT:
        raise RowProblem(
            _("%(length)s characters, at most %(limit)s fit.")
            % {"length": len(value), "limit": LONGEST_POINT},
            column,
        )
    return (Point(str(kind), value, slot),) if value else ()


class Numbers:
    """Numbers that a party has elsewhere besides the one by which it was found. One number names one party."""

    def __init__(self, warnings: list[str]) -> None:
        self.warnings = warnings
        self.missing: list[tuple[WantedParty, str, str]] = []

    def compare(self, rows: Sequence[WantedParty]) -> None:
        claims: dict[tuple[str, str], list[WantedParty]] = defaultdict(list)
        for row in rows:
            for number in row.numbers:
                claims[number].append(row)
        by_source: dict[str, list[str]] = defaultdict(list)
        for source, value in claims:
            by_source[source].append(value)
        owners = {
            (source, value): known.party_id
            for source, values in by_source.items()
            for value, known in parties_by_number(source, values).items()
        }
        refused: list[str] = []
        for number, claimants in claims.items():
            owner = owners.get(number)
            # Whoever has the smallest key gets it, so that the order of the lines does not matter.
            winner = min(claimants, key=lambda row: row.key) if owner is None else None
            for row in claimants:
                if row is winner:
                    if row.party_id is not None:
                        self.missing.append((row, *number))
                        row.change(number[0], "", number[1])
                elif row.party_id is None or row.party_id != owner:
                    row.numbers = tuple(each for each in row.numbers if each != number)
                    refused.append(f"{number[1]} (line {row.line})")
        if refused:
            self.warnings.append(
                _("Numbers that name something else already, left out: %(numbers)s.")
                % {"numbers": listed(refused)}
            )

    def create(self, rows: Sequence[WantedParty]) -> None:
        self._create([(row, source, value) for row in rows for source, value in row.numbers])

    def change(self) -> None:
        for new in parts(self.missing):
            self._create(new)

    def _create(self, new: Sequence[tuple[WantedParty, str, str]]) -> None:
        create_columns(
            ExternalId,
            len(new),
            party_id=[row.party_id for row, _source, _value in new],
            source=[source for _row, source, _value in new],
            value=[value for _row, _source, value in new],
        )


@dataclass(slots=True)
class _There:
    """A way to reach that is on the record."""

    pk: int
    kind: str
    value: str
    normalized: str
    source: str
    current: bool
    primary: bool


class Points:
    """Ways to reach. The file's value in a slot takes the place of what an import put there; nothing is taken away."""

    def __init__(self, shape: Shape) -> None:
        self.origin = shape.origin
        self.new: list[tuple[int, Point, bool]] = []
        self.changed: dict[int, Point] = {}

    def source(self, point: Point) -> str:
        return f"{self.origin}, {point.slot}" if point.slot else self.origin

    def compare(self, rows: Sequence[WantedParty]) -> None:
        there = {row.party_id: row for row in rows if row.party_id is not None}
        held = self._held(sorted(there))
        doubtful: list[tuple[WantedParty, _There, Point]] = []
        for party, row in there.items():
            mine = held.get(party, [])
            primary = {each.kind for each in mine if each.primary and each.current}
            for wanted in _once(row.points):
                if _stands(wanted, mine):
                    continue
                source = self.source(wanted)
                slot = [
                    each
                    for each in mine
                    if each.kind == wanted.kind and each.source == source and each.current
                ]
                if slot:
                    doubtful.append((row, slot[0], wanted))
                    continue
                self.new.append((party, wanted, wanted.kind not in primary))
                primary.add(wanted.kind)
                row.change(_label(wanted), "", wanted.value)
        before = as_last_imported(ContactPoint, [each.pk for _row, each, _wanted in doubtful], ["value"])
        for row, each, wanted in doubtful:
            if before.get(each.pk, {}).get("value") == wanted.value:
                continue  # changed here since the file was last brought in
            self.changed[each.pk] = wanted
            row.change(_label(wanted), each.value, wanted.value)

    def _held(self, parties: Sequence[int]) -> dict[int, list[_There]]:
        held: dict[int, list[_There]] = defaultdict(list)
        for part in parts(parties):
            rows = (
                ContactPoint._base_manager.filter(party__in=part)
                .order_by("pk")
                .values_list("party_id", "pk", "kind", "value", "normalized", "source", "valid_to", "primary")
            )
            for party, pk, kind, value, normalized, source, valid_to, primary in rows:
                held[party].append(_There(pk, kind, value, normalized, source, valid_to is None, primary))
        return held

    def create(self, rows: Sequence[WantedParty]) -> None:
        made: list[tuple[Any, Point, bool]] = []
        for row in rows:
            kinds: set[str] = set()
            for wanted in _once(row.points):
                made.append((row.party_id, wanted, wanted.kind not in kinds))
                kinds.add(wanted.kind)
        self._create(made)

    def change(self) -> None:
        for new in parts(self.new):
            self._create(new)
        for part in parts(sorted(self.changed), 1000):
            points = list(ContactPoint._base_manager.select_for_update().filter(pk__in=part))
            for each in points:
                each.value = self.changed[each.pk].value
                each.normalized = _normal_form(each.kind, each.value)
            change_all(ContactPoint, points, ["value", "normalized"])

    def _create(self, new: Sequence[tuple[Any, Point, bool]]) -> None:
        points = [wanted for _party, wanted, _primary in new]
        create_columns(
            ContactPoint,
            len(new),
            party_id=[party for party, _wanted, _primary in new],
            kind=[wanted.kind for wanted in points],
            value=[wanted.value for wanted in points],
            normalized=[_normal_form(wanted.kind, wanted.value) for wanted in points],
            label=[wanted.label for wanted in points],
            primary=[primary for _party, _wanted, primary in new],
            source=[self.source(wanted) for wanted in points],
        )


def _once(points: Sequence[Point]) -> list[Point]:
    """Each way to reach once: the mailing address is often where the office is."""
    first: dict[tuple[str, str], Point] = {}
    for each in points:
        first.setdefault((each.kind, each.value.casefold()), each)
    return list(first.values())


def _stands(wanted: Point, there: Sequence[_There]) -> bool:
    """Whether this way to reach is on the record already, past ones too: what was said to be wrong stays so."""
    normalized, extension = _normal_form(wanted.kind, wanted.value), _extension(wanted)
    return any(
        each.kind == wanted.kind
        and (
            each.value == wanted.value
            # An address that says more, such as the last four digits of the code, says this too
            or (wanted.kind == ContactPoint.Kind.ADDRESS and each.value.startswith(wanted.value))
            or (normalized and each.normalized == normalized and _extension(each) == extension)
        )
        for each in there
    )


def _extension(each: Point | _There) -> str:
    """The extension of a phone number, which its normal form leaves out."""
    found = _EXTENSION.search(each.value) if each.kind == ContactPoint.Kind.PHONE else None
    return found[1] if found else ""


def _label(wanted: Point) -> str:
    kind = str(ContactPoint.Kind(wanted.kind).label)
    return f"{kind} ({wanted.slot})" if wanted.slot else kind
