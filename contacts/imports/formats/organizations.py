"""Any table of organizations: its columns mean what somebody said they mean."""

from __future__ import annotations

from collections import Counter
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from contacts.imports.attached import Numbers
from contacts.imports.planned import Did, Plan, Progress
from contacts.imports.reading import Format, Reading
from contacts.imports.tables.attaching import TableNotes, TablePoints, TableTags
from contacts.imports.tables.bodies import KNOWN, NEW, Bodies, Body
from contacts.imports.tables.deciding import TablePlan, also_counted
from contacts.imports.tables.fields import ORGANIZATIONS
from contacts.imports.tables.finding import OrganizationFinder
from contacts.imports.tables.mapping import BODIES
from contacts.imports.tables.options import OF_ALL
from contacts.imports.tables.organizations import FIELDS, Organizations
from contacts.imports.tables.owners import Owners
from contacts.imports.tables.rows import TableRow
from contacts.imports.wanted import Attached, Shape
from contacts.organizations.models import Organization, OrganizationType
from contacts.parties.models import Party


def plan(reading: Reading) -> Plan:
    """One organization a row. What a row belongs to is on the record, in the file, or made as a district."""
    mapping = reading.mapping
    assert mapping is not None, "a table comes with what its columns mean"
    bodies, owners = (
        Bodies(mapping.answers.get(BODIES, {}), create=mapping.option("unknown") != "leave"),
        Owners(),
    )
    reader = Organizations(mapping, bodies, owners)
    rows, problems = reading.rows(reader.read)
    bodies.find()
    _belong_to_rows(rows, bodies)
    warnings = reading.warnings
    warnings += owners.warnings()
    shape = Shape(
        model=Organization,
        kind=Party.Kind.ORGANIZATION.value,
        source="",
        fields=FIELDS,
        origin=reading.sheet.name[:150],
        has_parent=True,
        has_details=True,
        defaults={"type": OrganizationType.NONPROFIT.value},
    )
    also: Counter[str] = Counter()
    attached: list[Attached] = [
        Numbers(warnings),
        TablePoints(shape, mapping.option("differs")),
        TableTags(rows, also),
        TableNotes(reading.by, mapping.option("note_visibility"), None),
    ]

    def shown(name: str, value: Any) -> Any:
        held = bodies.index.held.get(value) if name == "parent_id" else None
        return held.name if held else owners.shown(name, value)

    made = TablePlan(
        shape,
        rows,
        problems,
        attached,
        warnings,
        mapping=mapping,
        finder=OrganizationFinder(bodies.index),
        shown=shown,
    )
    at = FIELDS.index("type")
    for row in made.rows:
        if row.did == Did.CREATED and row.values[at] is None:
            row.values = (*row.values[:at], reader.default_type(row), *row.values[at + 1 :])
    written = [row for row in made.rows if row.did in (Did.CREATED, Did.UPDATED)]
    used = {id(row.parent): row.parent for row in written if isinstance(row.parent, Body)}
    also_counted(
        also,
        str(_("organizations that others belong to")),
        sum(1 for body in used.values() if body.how == NEW),
    )
    planned = made.plan(also)

    def write(progress: Progress) -> None:
        bodies.write(used.values())
        made.write(progress)

    planned.write = write
    planned.extra = {"reader": reader, "bodies": bodies}
    return planned


def _belong_to_rows(rows: list[TableRow], bodies: Bodies) -> None:
    """What is no organization of the record may be a row of the same file; what nobody decided belongs to nothing."""
    by_name: dict[str, TableRow] = {}
    for row in rows:
        by_name.setdefault(row.name_key, row)
    by_body = {id(body): by_name.get(key) for key, body in bodies.of.items()}
    for row in rows:
        body = row.belongs
        if body is None or body.how == KNOWN:
            continue
        of_file = by_body.get(id(body))
        if of_file is not None and of_file is not row:
            row.parent = of_file
        elif body.how != NEW:
            row.parent = None
    for row in rows:
        above, seen = row, {id(row)}
        while isinstance(above.parent, TableRow):
            above = above.parent
            if id(above) in seen:
                row.parent = None
                row.remark(
                    gettext("The file puts it below something that belongs to it; it belongs to nothing.")
                )
                break
            seen.add(id(above))


FORMAT = Format(
    name=ORGANIZATIONS,
    title=_("organizations"),
    one_row=_("an organization"),
    columns={},
    required=(),
    plan=plan,
    options=OF_ALL,
    mapped=True,
)
