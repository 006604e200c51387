"""Any table of people: its columns mean what somebody said they mean."""

from __future__ import annotations

from collections import Counter
from datetime import date

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from contacts.imports.attached import Numbers
from contacts.imports.planned import Plan, Progress
from contacts.imports.reading import Format, Reading
from contacts.imports.tables.attaching import TableConsents, TableNotes, TablePoints, TableTags
from contacts.imports.tables.bodies import NEW, Bodies
from contacts.imports.tables.deciding import TablePlan, also_counted
from contacts.imports.tables.fields import PEOPLE
from contacts.imports.tables.finding import PeopleFinder
from contacts.imports.tables.mapping import BODIES
from contacts.imports.tables.options import OF_PEOPLE
from contacts.imports.tables.owners import Owners
from contacts.imports.tables.people import FIELDS, People
from contacts.imports.tables.positions import Positions, keep_undecided, used_bodies
from contacts.imports.tables.standing import Meetings, Readings
from contacts.imports.wanted import Attached, Shape
from contacts.parties.models import Party
from contacts.people.models import Person
from contacts.policy.models import Initiative


def plan(reading: Reading) -> Plan:
    """One person a row."""
    mapping = reading.mapping
    assert mapping is not None, "a table comes with what its columns mean"
    bodies = Bodies(mapping.answers.get(BODIES, {}), create=mapping.option("unknown") != "leave")
    owners = Owners()
    reader = People(mapping, bodies, owners)
    rows, problems = reading.rows(reader.read)
    bodies.find()
    for row in rows:
        keep_undecided(row)
    warnings = reading.warnings
    warnings += reader.warnings()
    origin = reading.sheet.name[:150]
    shape = Shape(
        model=Person, kind=Party.Kind.PERSON.value, source="", fields=FIELDS, origin=origin, has_details=True
    )
    on = _day(mapping.option("as_of"))
    also: Counter[str] = Counter()
    initiative = (
        Initiative.objects.filter(uid=mapping.option("initiative")).first()
        if mapping.option("initiative")
        else None
    )
    attached: list[Attached] = [
        Numbers(warnings),
        TablePoints(shape, mapping.option("differs")),
        TableTags(rows, also),
        TableNotes(reading.by, mapping.option("note_visibility"), on),
        TableConsents(origin),
        Positions(bodies, origin, mapping.option("old_roles")),
        Readings(reading.by, initiative, on, mapping.option("how"), origin),
        Meetings(reading.by),
    ]
    made = TablePlan(
        shape, rows, problems, attached, warnings, mapping=mapping, finder=PeopleFinder(), shown=owners.shown
    )
    written = [row for row in made.rows if row.did in ("created", "updated")]
    used = used_bodies(written)
    new = sum(1 for body in used if body.how == NEW)
    also_counted(also, ngettext("organization", "organizations", new), new)
    met = sum(1 for row in written if row.met)
    also_counted(also, ngettext("meeting", "meetings", met), met)
    planned = made.plan(also)

    def write(progress: Progress) -> None:
        bodies.write(used)
        made.write(progress)

    planned.write = write
    planned.extra = {"reader": reader, "bodies": bodies}
    return planned


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


FORMAT = Format(
    name=PEOPLE,
    title=_("people"),
    one_row=_("a person"),
    columns={},
    required=(),
    plan=plan,
    options=OF_PEOPLE,
    mapped=True,
)
