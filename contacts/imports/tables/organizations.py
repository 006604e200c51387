"""A table of organizations: what each row says about one of them."""

from __future__ import annotations

import re

from django.utils.translation import gettext as _

from contacts.imports.planned import RowProblem
from contacts.imports.reading import Cells
from contacts.imports.tables.bodies import DISTRICT, Bodies, key_of
from contacts.imports.tables.cells import TableCells, TableColumns
from contacts.imports.tables.mapping import ROWS, TAKEN, TableMapping
from contacts.imports.tables.owners import Owners
from contacts.imports.tables.rows import TableRow
from contacts.imports.tables.titles import kind_of_body
from contacts.imports.tables.values import yes_or_no
from contacts.organizations.models import OrganizationType
from crm.parts.text import fold_accents

FIELDS = (
    "name",
    "short_name",
    "aliases",
    "type",
    "charter",
    "state",
    "city",
    "lowest_grade",
    "highest_grade",
    "enrollment",
    "owner_id",
)
_SPAN = re.compile(
    r"\s*(?:grades?\s*)?([A-Za-z0-9]{1,12})\s*(?:-|–|—|to|through|thru)\s*([A-Za-z0-9]{1,12})\s*(?:grade)?\s*$",
    re.IGNORECASE,
)
_TYPES = {
    **{fold_accents(str(one.label)): one.value for one in OrganizationType},
    **{one.value.replace("_", " "): one.value for one in OrganizationType},
    "public": "", "elementary": "school", "middle": "school", "high": "school", "elementary school": "school",
    "middle school": "school", "high school": "school", "public school": "school", "regular school": "school",
    "union": "union_local", "lea": "district", "isd": "district", "local education agency": "district",
    "charter": "charter_school", "university": "higher_ed", "college": "higher_ed", "church": "faith",
    "pta": "parent_group", "pto": "parent_group", "foundation": "funder", "nonprofit": "nonprofit",
    "non profit": "nonprofit", "community": "nonprofit", "newspaper": "media", "company": "business",
    "city": "city", "county": "city", "tribe": "tribal", "legislature": "legislature",
}  # fmt: skip
_LEA, _SCHOOL = "nces-lea", "nces-school"


class Organizations:
    """Reads rows about organizations."""

    def __init__(self, mapping: TableMapping, bodies: Bodies, owners: Owners) -> None:
        self.mapping, self.bodies, self.owners = mapping, bodies, owners
        self.columns = TableColumns(mapping)

    def read(self, row: Cells) -> TableRow:
        """What one row says. Raises RowProblem, naming the column."""
        cells = TableCells(row, self.columns)
        name = " ".join(cells.one("name", 300).split())
        if not name:
            raise RowProblem(_("There is no name in this row."))
        nces = self._nces(cells)
        charter = self._charter(cells)
        lowest, highest = self._grades(cells)
        state, parent = cells.state(), cells.one("parent", 300)
        owner_said = cells.one("owner")
        owner = self.owners.named(owner_said) if owner_said else None
        if owner_said and owner is None:
            self._keep(cells, "owner", owner_said)
        wanted = TableRow(
            cells.line,
            name,
            values=(
                name,
                cells.one("short_name", 80),
                cells.words("also_called") or None,
                self._type(cells, name, nces, charter),
                charter,
                state,
                cells.one("city", 100),
                lowest,
                highest,
                self._pupils(cells),
                owner,
            ),
            numbers=(*nces, *cells.numbers()),
            points=cells.points(),
            tags=[tag[:80] for tag in cells.words("tags")],
            notes=[cell.text for cell in cells.every("note")],
            name_key=key_of(name),
            state=state,
            answer=str(self.mapping.answer(ROWS, str(cells.line)) or ""),
            taken=frozenset(self.mapping.answer(TAKEN, str(cells.line)) or ()),
        )
        wanted.belongs = (
            self.bodies.want(parent, state=state, otherwise=DISTRICT)
            if key_of(parent) != key_of(name)
            else None
        )
        wanted.parent = wanted.belongs
        wanted.details = [(header, text) for header, text in cells.details() if text]
        return wanted

    def _keep(self, cells: TableCells, name: str, text: str) -> None:
        cells.keep(self.columns.at[name][0][0], text)

    def _nces(self, cells: TableCells) -> tuple[tuple[str, str], ...]:
        text = cells.one("nces")
        if not text:
            return ()
        digits = text.lstrip("'")
        if digits.isascii() and digits.isdigit() and len(digits) in (6, 7):
            return ((_LEA, digits.zfill(7)),)
        if digits.isascii() and digits.isdigit() and len(digits) in (11, 12):
            return ((_SCHOOL, digits.zfill(12)),)
        self._keep(cells, "nces", text)
        return ()

    def _charter(self, cells: TableCells) -> bool | None:
        text = cells.one("charter")
        if not text:
            return None
        said = yes_or_no(text)
        if said is None:
            self._keep(cells, "charter", text)
        return said

    def _grades(self, cells: TableCells) -> tuple[str, str]:
        span = cells.one("grades")
        lowest, highest = cells.one("lowest_grade", 20), cells.one("highest_grade", 20)
        if span:
            found = _SPAN.match(span.lstrip("'"))
            if found and not (lowest or highest):
                return found[1], found[2]
            self._keep(cells, "grades", span)
        return lowest, highest

    def _pupils(self, cells: TableCells) -> int | None:
        text = cells.one("pupils")
        if not text:
            return None
        number = text.replace(",", "").replace(" ", "")
        whole, _dot, rest = number.partition(".")
        if whole.isascii() and whole.isdigit() and len(whole) < 9 and not rest.strip("0"):
            return int(whole)
        self._keep(cells, "pupils", text)
        return None

    def _type(
        self, cells: TableCells, name: str, nces: tuple[tuple[str, str], ...], charter: bool | None
    ) -> str | None:
        """What the column says; for a new one else what its number or its name says."""
        text = cells.one("type")
        found = _TYPES.get(fold_accents(text).replace("-", " "), "") if text else ""
        if text and not found:
            self._keep(cells, "type", text)
        if found:
            return found
        if nces:
            return OrganizationType.DISTRICT.value if nces[0][0] == _LEA else OrganizationType.SCHOOL.value
        return None

    def default_type(self, row: TableRow) -> str:
        """The type of a new organization for which the table says nothing: by its name, or as most of its kind are."""
        has_school = self.columns.has("grades", "lowest_grade", "highest_grade", "pupils")
        return (
            kind_of_body(row.name)
            or (OrganizationType.SCHOOL if has_school else OrganizationType.NONPROFIT).value
        )
