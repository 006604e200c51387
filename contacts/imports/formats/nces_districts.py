"""School districts as the federal Common Core of Data lists them: the whole file of 58 columns, or a part of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from contacts.imports.attached import Numbers, Points, point
from contacts.imports.parties import PartyPlan
from contacts.imports.planned import Plan, RowProblem
from contacts.imports.reading import Cells, Format, Reading
from contacts.imports.states import OF_NUMBER, code_of_state
from contacts.imports.wanted import Attached, Shape, WantedParty
from contacts.organizations.models import Organization, OrganizationType
from contacts.parties.models import ContactPoint, Party

SOURCE = "nces-lea"
DIGITS = 7

COLUMNS: dict[str, tuple[str, ...]] = {
    "LEAID": ("NCES district id", "NCES LEA id"),
    "LEA_NAME": ("district name", "agency name"),
    "ST_LEAID": ("state district id",),
    "ST": (),
    "MSTREET1": (), "MSTREET2": (), "MSTREET3": (), "MCITY": (), "MSTATE": (), "MZIP": (), "MZIP4": (),
    "LSTREET1": (), "LSTREET2": (), "LSTREET3": (), "LCITY": (), "LSTATE": (), "LZIP": (), "LZIP4": (),
    "PHONE": (),
    "WEBSITE": (),
    "SY_STATUS_TEXT": (),
    "LEA_TYPE": (),
    "CHARTER_LEA_TEXT": (),
    "GSLO": (),
    "GSHI": (),
    "OPERATIONAL_SCHOOLS": (),
}  # fmt: skip
# Each of these says all it says in a field, a number or a way to reach; every other column stands in the details.
MAPPED = (
    "LEAID", "LEA_NAME", "ST_LEAID", "ST", "PHONE", "WEBSITE", "GSLO", "GSHI", "OPERATIONAL_SCHOOLS",
    "MSTREET1", "MSTREET2", "MSTREET3", "MCITY", "MSTATE", "MZIP", "MZIP4",
    "LSTREET1", "LSTREET2", "LSTREET3", "LCITY", "LSTATE", "LZIP", "LZIP4",
)  # fmt: skip

SHAPE = Shape(
    model=Organization,
    kind=Party.Kind.ORGANIZATION.value,
    source=SOURCE,
    fields=(
        "name", "type", "charter", "state", "city", "lowest_grade", "highest_grade", "schools_reported", "status",
    ),
    origin="nces-districts",
    has_details=True,
    defaults={"type": OrganizationType.DISTRICT.value},
)  # fmt: skip

_STATUS = {
    "open": Organization.Status.ACTIVE,
    "new": Organization.Status.ACTIVE,
    "added": Organization.Status.ACTIVE,
    "reopened": Organization.Status.ACTIVE,
    "changed boundary/agency": Organization.Status.ACTIVE,
    "closed": Organization.Status.CLOSED,
    "inactive": Organization.Status.CLOSED,
    "future": Organization.Status.FUTURE,
}
_NO_CHARTER = {"", "not a charter district", "not applicable", "not reported", "missing"}
_SERVICE_AGENCY, _CHARTER_DISTRICT = "4", "7"


def federal_number(cells: Cells, column: str, digits: int, restored: list[int]) -> str:
    """A federal number with all its zeros; a spreadsheet takes those in front away. Raises RowProblem."""
    text = cells.needed(column, 40)
    if not (text.isascii() and text.isdigit()) or not digits - 1 <= len(text) <= digits:
        raise RowProblem(
            _("“%(text)s” is not a number of %(digits)s digits. Format the column as text and export again.")
            % {"text": text, "digits": digits},
            column,
        )
    if len(text) < digits:
        restored.append(cells.line)
    return text.zfill(digits)


def warn_of_zeros(restored: Sequence[int], warnings: list[str]) -> None:
    """Say that zeros were put back in front of numbers."""
    if restored:
        warnings.append(
            ngettext(
                "%(count)s number had lost the zero in front, and got it back.",
                "%(count)s numbers had lost the zero in front, and got it back.",
                len(restored),
            )
            % {"count": len(restored)}
        )


def address(cells: Cells, lead: str) -> str:
    """One address in a line: `8659 Unity Dr, Mountain Iron, MN 55768-2012`. `lead` is M (mailing) or L (location)."""
    streets = [cells.text(f"{lead}STREET{number}") for number in (1, 2, 3)]
    code, four = cells.text(f"{lead}ZIP"), cells.text(f"{lead}ZIP4")
    if code.isdigit():
        code = code.zfill(5)
    if four.isdigit():
        code = f"{code}-{four.zfill(4)}"
    place = " ".join(part for part in (cells.text(f"{lead}STATE"), code) if part)
    return ", ".join(part for part in (*streets, cells.text(f"{lead}CITY"), place) if part)


def plan(reading: Reading) -> Plan:
    """One district a row."""
    restored: list[int] = []
    unknown: Counter[str] = Counter()
    details_of = reading.others(MAPPED)

    def read(cells: Cells) -> WantedParty:
        number = federal_number(cells, "LEAID", DIGITS, restored)
        name = cells.needed("LEA_NAME", 300)
        state = _state(cells, number)
        status = cells.text("SY_STATUS_TEXT")
        if status and status.casefold() not in _STATUS:
            unknown[status[:40]] += 1
        state_number = cells.text("ST_LEAID", 200)
        return WantedParty(
            cells.line,
            name,
            key=number,
            values=(
                name,
                _type(cells.text("LEA_TYPE")),
                _charter(cells),
                state,
                cells.text("LCITY", 100) or cells.text("MCITY", 100),
                cells.text("GSLO", 20),
                cells.text("GSHI", 20),
                cells.number("OPERATIONAL_SCHOOLS"),
                _STATUS.get(status.casefold(), Organization.Status.ACTIVE).value if status else None,
            ),
            details=_Details(details_of[0], cells.at(details_of[1])),
            numbers=((f"state-lea:{state}", state_number),) if state_number else (),
            points=(
                *point(ContactPoint.Kind.ADDRESS, address(cells, "M"), "MSTREET1", "mailing"),
                *point(ContactPoint.Kind.ADDRESS, address(cells, "L"), "LSTREET1", "location"),
                *point(ContactPoint.Kind.PHONE, cells.text("PHONE"), "PHONE"),
                *point(ContactPoint.Kind.WEB, cells.text("WEBSITE"), "WEBSITE"),
            ),
        )

    rows, problems = reading.rows(read)
    warn_of_zeros(restored, reading.warnings)
    for word, count in sorted(unknown.items()):
        reading.warnings.append(
            _("“%(word)s” is a status that we do not know (%(count)s rows); they were taken as active.")
            % {"word": word, "count": count}
        )
    attached: list[Attached] = [Numbers(reading.warnings), Points(SHAPE)]
    return PartyPlan(SHAPE, rows, problems, attached, reading.warnings).plan(Counter())


def _state(cells: Cells, number: str) -> str:
    """The state from its own column, else from the address or the number, which begins with it."""
    written = cells.text("ST") or cells.text("LSTATE") or cells.text("MSTATE")
    state = code_of_state(written) if written else OF_NUMBER.get(number[:2], "")
    if written and not state:
        raise RowProblem(
            _("“%(text)s” is not a state. Write its two letters.") % {"text": written[:40]}, "ST"
        )
    return state


def _type(code: str) -> str | None:
    """None if no column says so: a part of the file must not turn a service agency into a district."""
    if not code:
        return None
    return (OrganizationType.SERVICE if code == _SERVICE_AGENCY else OrganizationType.DISTRICT).value


def _charter(cells: Cells) -> bool | None:
    """Whether it is a charter district; None if no column says so."""
    text, code = cells.text("CHARTER_LEA_TEXT"), cells.text("LEA_TYPE")
    if not text and not code:
        return None
    return text.casefold() not in _NO_CHARTER or code == _CHARTER_DISTRICT


class _Details(Sequence[tuple[str, str]]):
    """Pairs of column and text; the names are shared among all rows, of which there may be twenty thousand."""

    __slots__ = ("_names", "_texts")

    def __init__(self, names: tuple[str, ...], texts: tuple[str, ...]) -> None:
        self._names = names
        self._texts = texts

    def __len__(self) -> int:
        return len(self._names)

    def __getitem__(self, at: Any) -> Any:
        return (self._names[at], self._texts[at])


FORMAT = Format(
    name="nces-districts",
    title=gettext_lazy("school districts (NCES)"),
    one_row=gettext_lazy("a school district"),
    columns=COLUMNS,
    required=("LEAID", "LEA_NAME"),
    plan=plan,
    foreign={"ncessch": "nces-schools"},
)
