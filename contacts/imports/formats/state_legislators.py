"""State legislators as Open States lists them: who they are, how to reach them, and the office they hold."""

from __future__ import annotations

from collections import Counter

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from contacts.imports.attached import Points, point
from contacts.imports.chambers import Chambers, member_of, read_chamber, read_state
from contacts.imports.offices import Office, Offices
from contacts.imports.parties import PartyPlan
from contacts.imports.planned import Plan, Progress, listed
from contacts.imports.reading import Cells, Format, Reading
from contacts.imports.wanted import Attached, Shape, WantedParty
from contacts.imports.words_on_people import Tags
from contacts.parties.models import ContactPoint, Party
from contacts.people.models import Person
from crm.parts.text import normal_email

SOURCE = "openstates"
ORIGIN = "state-legislators"

COLUMNS: dict[str, tuple[str, ...]] = {
    "person_id": ("Open States id", "id"),
    "name": ("full name",),
    "given_name": ("first name", "given name"),
    "family_name": ("last name", "family name"),
    "gender": (),
    "party": ("current_party",),
    "state": (),
    "chamber": ("current_chamber",),
    "district": ("current_district",),
    "role_start": ("start_date",),
    "email": (),
    "capitol_address": (),
    "capitol_phone": ("capitol_voice", "phone"),
    "other_names": (),
    "homepage": ("links", "website"),
}
SHAPE = Shape(
    model=Person,
    kind=Party.Kind.PERSON.value,
    source=SOURCE,
    fields=("name", "given_name", "family_name", "aliases"),
    origin=ORIGIN,
    has_details=True,
)
# These say all they say in a field, a tag, a role or a way to reach; every other column stands in the details.
MAPPED = tuple(name for name in COLUMNS if name not in ("gender", "state"))


def plan(reading: Reading) -> Plan:
    """One legislator a row."""
    chambers = Chambers()
    names, positions = reading.others(MAPPED)
    without: list[str] = []
    doubtful: list[str] = []

    def read(cells: Cells) -> WantedParty:
        name = cells.needed("name", 300)
        state = read_state(cells.needed("state"), "state")
        chamber = read_chamber(cells.text("chamber"), "chamber")
        email = cells.text("email")
        row = WantedParty(
            cells.line,
            name,
            key=cells.needed("person_id", 200),
            values=(
                name,
                cells.text("given_name", 150),
                cells.text("family_name", 150),
                _parted(cells.text("other_names")),
            ),
            details=tuple(zip(names, cells.at(positions), strict=True)),
            points=(
                *point(ContactPoint.Kind.EMAIL, email, "email"),
                *point(ContactPoint.Kind.PHONE, cells.text("capitol_phone"), "capitol_phone", "capitol"),
                *point(
                    ContactPoint.Kind.ADDRESS, cells.text("capitol_address"), "capitol_address", "capitol"
                ),
                *point(ContactPoint.Kind.WEB, cells.text("homepage"), "homepage"),
            ),
            tag=cells.text("party", 80),
        )
        if chamber:
            row.office = _office(cells, chambers, state, chamber)
        else:
            row.remark(_("Holds no office now, so has no role."))
            without.append(f"{name} (line {cells.line})")
        if email and not normal_email(email):
            doubtful.append(f"{email} (line {cells.line})")
        return row

    rows, problems = reading.rows(read)
    if without:
        reading.warnings.append(
            ngettext(
                "%(count)s person holds no office now and has no role: %(names)s.",
                "%(count)s people hold no office now and have no role: %(names)s.",
                len(without),
            )
            % {"count": len(without), "names": listed(without)}
        )
    if doubtful:
        reading.warnings.append(
            _("Kept as written, though not e-mail addresses: %(emails)s.") % {"emails": listed(doubtful)}
        )
    also: Counter[str] = Counter()
    chambers.find((row.office.chamber for row in rows if row.office), also)
    attached: list[Attached] = [Points(SHAPE), Tags(ORIGIN, rows, also), Offices(ORIGIN, also)]
    made = PartyPlan(SHAPE, rows, problems, attached, reading.warnings)

    def write(progress: Progress) -> None:
        chambers.write()
        made.write(progress)

    planned = made.plan(also)
    planned.write = write
    return planned


def _office(cells: Cells, chambers: Chambers, state: str, chamber: str) -> Office:
    type_, title = member_of(state, chamber)
    start = cells.day("role_start")
    return Office(
        chamber=chambers.of(state, chamber),
        type=type_,
        title=title,
        seat=_seat(cells.text("district", 120)),
        start=start.earliest,
        start_precision=start.precision.value,
    )


def _seat(district: str) -> str:
    """`45B` and `A` become `District 45B`; `Ward 3` and `Grafton 14` have a name already."""
    if district and (district[0].isdigit() or len(district) < 3):
        return f"District {district}"
    return district


def _parted(other_names: str) -> list[str] | None:
    """`M. Xiong | Xiong, M.` as two names; None, which says nothing, where there is none."""
    return [name for part in other_names.split("|") if (name := part.strip())] or None


FORMAT = Format(
    name="state-legislators",
    title=gettext_lazy("state legislators (Open States)"),
    one_row=gettext_lazy("a state legislator"),
    columns=COLUMNS,
    required=("person_id", "name", "state", "chamber"),
    plan=plan,
    foreign={"committee_id": "committee-seats"},
)
