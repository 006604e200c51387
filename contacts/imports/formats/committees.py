"""Committees of state legislatures as Open States lists them, each under its chamber or the committee above it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from contacts.imports.attached import Points, point
from contacts.imports.chambers import WHOLE, Chamber, Chambers, read_chamber, read_state
from contacts.imports.formats.state_legislators import SOURCE
from contacts.imports.known import parties_by_number
from contacts.imports.parties import PartyPlan
from contacts.imports.planned import Did, Plan, PlannedRow, Progress, listed
from contacts.imports.reading import Cells, Format, Reading
from contacts.imports.wanted import Shape, WantedParty
from contacts.organizations.models import Organization, OrganizationType
from contacts.parties.models import ContactPoint, Party
from crm.parts.text import fold

COLUMNS: dict[str, tuple[str, ...]] = {
    "committee_id": ("id",),
    "state": (),
    "chamber": (),
    "name": ("committee",),
    "parent": ("parent_id",),
    "homepage": ("links", "website"),
    "classification": (),
    "room": (),
    "meeting_schedule": (),
}
MAPPED = ("committee_id", "state", "chamber", "name", "parent", "homepage")

SHAPE = Shape(
    model=Organization,
    kind=Party.Kind.ORGANIZATION.value,
    source=SOURCE,
    fields=("name", "type", "state"),
    origin="committees",
    has_parent=True,
    has_details=True,
)


def plan(reading: Reading) -> Plan:
    """One committee a row."""
    chambers = Chambers()
    names, positions = reading.others(MAPPED)
    chamber_of: dict[int, Chamber] = {}
    above: dict[int, str] = {}

    def read(cells: Cells) -> WantedParty:
        name = cells.needed("name", 300)
        state = read_state(cells.needed("state"), "state")
        row = WantedParty(
            cells.line,
            name,
            key=cells.needed("committee_id", 200),
            values=(name, OrganizationType.LEGISLATURE.value, state),
            details=tuple(zip(names, cells.at(positions), strict=True)),
            points=point(ContactPoint.Kind.WEB, cells.text("homepage"), "homepage"),
        )
        # A committee of no chamber is one of the whole legislature.
        chamber_of[cells.line] = chambers.of(state, read_chamber(cells.text("chamber"), "chamber") or WHOLE)
        above[cells.line] = cells.text("parent", 300)
        row.parent = chamber_of[cells.line]
        return row

    rows, problems = reading.rows(read)
    _put_below_each_other(rows, chamber_of, above, reading.warnings)
    circular = _take_out_circles(rows)
    refused = {row.line for row in circular}
    sound = [row for row in rows if row.line not in refused]
    also: Counter[str] = Counter()
    chambers.find((chamber_of[row.line] for row in sound), also)
    made = PartyPlan(SHAPE, sound, [*problems, *circular], [Points(SHAPE)], reading.warnings)

    def write(progress: Progress) -> None:
        chambers.write()
        made.write(progress)

    planned = made.plan(also)
    planned.write = write
    return planned


def _put_below_each_other(
    rows: Sequence[WantedParty], chamber_of: dict[int, Chamber], above: dict[int, str], warnings: list[str]
) -> None:
    """Find the committee that each names as its parent: by number in the file or on the record, else by name in the
    same chamber of the file. One that names nothing known stays under its chamber."""
    by_key = {row.key: row for row in reversed(rows)}
    by_name: dict[tuple[str, str], WantedParty] = {}
    for row in sorted(rows, key=lambda row: row.key, reverse=True):
        by_name[chamber_of[row.line].number, fold(row.name)] = row
    known = parties_by_number(SOURCE, {text for text in above.values() if text and text not in by_key})
    lost: list[str] = []
    for row in rows:
        text = above[row.line]
        if not text or read_like_a_chamber(text):
            continue
        parent = by_key.get(text) or known.get(text) or by_name.get((chamber_of[row.line].number, fold(text)))
        if parent is None or (isinstance(parent, WantedParty) and parent.key == row.key):
            lost.append(f"{row.name}: {text} (line {row.line})")
        else:
            row.parent = parent
    if lost:
        warnings.append(
            _("The parent was not found, so these stand under their chamber: %(names)s.")
            % {"names": listed(lost)}
        )


def read_like_a_chamber(text: str) -> bool:
    """Whether the parent is only the chamber, said once more."""
    return fold(text) in ("lower", "upper", "legislature", "house", "senate", "joint")


def _take_out_circles(rows: Sequence[WantedParty]) -> list[PlannedRow]:
    """The rows that stand below themselves, as problems."""
    by_key = {row.key: row for row in reversed(rows)}
    circular = []
    for row in rows:
        seen = {row.key}
        up = row.parent
        while isinstance(up, WantedParty) and up.key not in seen:
            seen.add(up.key)
            up = by_key[up.key].parent
        if isinstance(up, WantedParty):
            says = _("parent: %(name)s would stand below itself.") % {"name": row.name}
            circular.append(PlannedRow(row.line, row.name, Did.ERROR.value, says))
    return circular


FORMAT = Format(
    name="committees",
    title=gettext_lazy("legislative committees (Open States)"),
    one_row=gettext_lazy("a committee"),
    columns=COLUMNS,
    required=("committee_id", "state", "chamber", "name"),
    plan=plan,
    foreign={"person_id": "committee-seats"},
)
