"""Public schools as the federal Common Core of Data lists them, each under its district."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from contacts.imports.formats.nces_districts import SOURCE as DISTRICTS
from contacts.imports.formats.nces_districts import federal_number, warn_of_zeros
from contacts.imports.known import Known, parties_by_number
from contacts.imports.parties import PartyPlan
from contacts.imports.planned import Plan, RowProblem, listed
from contacts.imports.reading import Cells, Format, Reading
from contacts.imports.states import OF_NUMBER, code_of_state
from contacts.imports.wanted import Shape, WantedParty
from contacts.organizations.models import Organization, OrganizationType
from contacts.parties.models import Party

SOURCE = "nces-school"
DIGITS = 12

COLUMNS: dict[str, tuple[str, ...]] = {
    "ncessch": ("NCES school id", "NCESID", "nces_id"),
    "leaid": ("NCES district id",),
    "school_name": ("name",),
    "lea_name": ("district name",),
    "city_location": ("city",),
    "state_location": ("state",),
    "lowest_grade_offered": ("lowest grade",),
    "highest_grade_offered": ("highest grade",),
}
MAPPED = (
    "ncessch",
    "school_name",
    "city_location",
    "state_location",
    "lowest_grade_offered",
    "highest_grade_offered",
)

SHAPE = Shape(
    model=Organization,
    kind=Party.Kind.ORGANIZATION.value,
    source=SOURCE,
    fields=("name", "type", "state", "city", "lowest_grade", "highest_grade"),
    origin="nces-schools",
    has_parent=True,
    has_details=True,
)


def plan(reading: Reading) -> Plan:
    """One school a row. A school whose district is not on the record is kept, without one."""
    restored: list[int] = []
    district_of: dict[int, tuple[str, str]] = {}
    names, positions = reading.others(MAPPED)
    kind = OrganizationType.SCHOOL.value

    def read(cells: Cells) -> WantedParty:
        number = federal_number(cells, "ncessch", DIGITS, restored)
        name = cells.needed("school_name", 300)
        # A school's number begins with its district's.
        district = federal_number(cells, "leaid", 7, []) if cells.text("leaid") else number[:7]
        district_of[cells.line] = (district, cells.text("lea_name"))
        state = cells.text("state_location")
        code = code_of_state(state) if state else OF_NUMBER.get(number[:2], "")
        if state and not code:
            raise RowProblem(
                _("“%(text)s” is not a state. Write its two letters.") % {"text": state[:40]},
                "state_location",
            )
        return WantedParty(
            cells.line,
            name,
            key=number,
            values=(
                name,
                kind,
                code,
                cells.text("city_location", 100),
                cells.text("lowest_grade_offered", 20),
                cells.text("highest_grade_offered", 20),
            ),
            details=tuple(zip(names, cells.at(positions), strict=True)),
        )

    rows, problems = reading.rows(read)
    warn_of_zeros(restored, reading.warnings)
    _put_under_districts(rows, district_of, reading.warnings)
    return PartyPlan(SHAPE, rows, problems, [], reading.warnings).plan(Counter())


def _put_under_districts(
    rows: Sequence[WantedParty], district_of: dict[int, tuple[str, str]], warnings: list[str]
) -> None:
    known = parties_by_number(DISTRICTS, (number for number, _name in district_of.values()))
    without: dict[str, list[WantedParty]] = defaultdict(list)
    for row in rows:
        number, name = district_of[row.line]
        found: Known | None = known.get(number)
        if found is not None and not found.trashed:
            row.parent = found
        else:
            row.remark(_("Its district %(number)s is not on the record.") % {"number": number})
            without[f"{name or _('unnamed')} ({number})"].append(row)
    if without:
        count = sum(map(len, without.values()))
        schools = (
            f"{row.name} – {district}"
            for district, of_it in sorted(without.items())
            for row in sorted(of_it, key=_by_key)
        )
        warnings.append(
            ngettext(
                "%(count)s school stands without its district, which is not on the record: %(schools)s.",
                "%(count)s schools stand without their district, which is not on the record: %(schools)s.",
                count,
            )
            % {"count": f"{count:,}", "schools": listed(schools)}
        )


def _by_key(row: WantedParty) -> str:
    return row.key


FORMAT = Format(
    name="nces-schools",
    title=gettext_lazy("schools (NCES)"),
    one_row=gettext_lazy("a school"),
    columns=COLUMNS,
    required=("ncessch", "school_name"),
    plan=plan,
    after=("nces-districts",),
)
