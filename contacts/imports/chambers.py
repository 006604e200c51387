"""The chambers of every legislature by name, and finding or making their organizations, once a state and chamber."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from contacts.imports.known import parties_by_number
from contacts.imports.planned import RowProblem
from contacts.imports.states import STATES, code_of_state
from contacts.organizations.models import Organization, OrganizationType, sphere_of_type
from contacts.parties.models import ExternalId, Party
from contacts.roles.types import RoleType
from crm.parts.many import create_columns
from crm.parts.text import fold

SOURCE = "chamber"
LOWER, UPPER, WHOLE = "lower", "upper", "legislature"

_SPELLINGS = {
    "lower": LOWER, "house": LOWER, "assembly": LOWER, "house of representatives": LOWER, "house of delegates": LOWER,
    "upper": UPPER, "senate": UPPER,
    "legislature": WHOLE, "joint": WHOLE, "unicameral": WHOLE, "council": WHOLE,
}  # fmt: skip

# What the whole is called where it is not "<State> Legislature".
_GENERAL_ASSEMBLY = frozenset(
    (
        "AR",
        "CO",
        "CT",
        "DE",
        "GA",
        "IL",
        "IN",
        "IA",
        "KY",
        "MD",
        "MO",
        "NC",
        "OH",
        "PA",
        "RI",
        "SC",
        "TN",
        "VT",
        "VA",
    )
)
_LEGISLATIVE_ASSEMBLY = {"MT", "ND", "OR"}
_WHOLE = {
    "AS": "American Samoa Fono",
    "CA": "California State Legislature",
    "DC": "Council of the District of Columbia",
    "MA": "Massachusetts General Court",
    "MP": "Northern Mariana Islands Commonwealth Legislature",
    "NH": "New Hampshire General Court",
    "NY": "New York State Legislature",
    "PR": "Legislative Assembly of Puerto Rico",
    "VI": "Legislature of the Virgin Islands",
    "WA": "Washington State Legislature",
}
# What the lower house is called where it is not a House of Representatives, and what its members are called.
_LOWER = {
    **dict.fromkeys(("CA", "NY", "WI"), ("State Assembly", "Assemblymember")),
    "NV": ("Assembly", "Assemblymember"),
    "NJ": ("General Assembly", "Assemblymember"),
    **dict.fromkeys(("MD", "VA", "WV"), ("House of Delegates", "Delegate")),
}
_SENATE = dict.fromkeys(("CA", "NY", "OR", "PA", "WA"), "State Senate")


def name_of_chamber(state: str, chamber: str) -> str:
    """`Minnesota House of Representatives`, `Virginia House of Delegates`, `Nebraska Legislature`."""
    place = STATES.get(state, state)
    if chamber == LOWER:
        return f"{place} {_LOWER.get(state, ('House of Representatives', ''))[0]}"
    if chamber == UPPER:
        return f"{place} {_SENATE.get(state, 'Senate')}"
    if state in _WHOLE:
        return _WHOLE[state]
    if state in _GENERAL_ASSEMBLY:
        return f"{place} General Assembly"
    if state in _LEGISLATIVE_ASSEMBLY:
        return f"{place} Legislative Assembly"
    return f"{place} Legislature"


def member_of(state: str, chamber: str) -> tuple[str, str]:
    """The role type of a member of this chamber, and the title where the members are called something else."""
    if chamber == UPPER:
        return RoleType.SENATOR.value, ""
    if chamber == LOWER:
        return RoleType.REPRESENTATIVE.value, _LOWER.get(state, ("", ""))[1]
    if state == "DC":
        return RoleType.REPRESENTATIVE.value, "Councilmember"
    # The one chamber of Nebraska, Guam and the Virgin Islands is a legislature of senators.
    return RoleType.SENATOR.value, ""


def read_chamber(text: str, column: str) -> str:
    """One of lower, upper, legislature; "" for none. Raises RowProblem for another word."""
    word = fold(text)
    if word and word not in _SPELLINGS:
        raise RowProblem(_("“%(text)s” is none of lower, upper, legislature.") % {"text": text[:40]}, column)
    return _SPELLINGS.get(word, "")


def read_state(text: str, column: str) -> str:
    """The two letters of a state. Raises RowProblem for something else."""
    code = code_of_state(text)
    if not code:
        raise RowProblem(_("“%(text)s” is not a state. Write its two letters.") % {"text": text[:40]}, column)
    return code


@dataclass(slots=True, eq=False)
class Chamber:
    """The organization of a chamber; without a key until the plan is written, if it is new."""

    number: str
    name: str
    state: str
    party_id: int | None = None


class Chambers:
    """The chambers that a file names. `find` looks up those that its rows use, `write` makes what is missing."""

    def __init__(self) -> None:
        self._all: dict[str, Chamber] = {}

    def of(self, state: str, chamber: str) -> Chamber:
        """The chamber of a state. No query."""
        number = f"{state}:{chamber}"
        if number not in self._all:
            self._all[number] = Chamber(number, name_of_chamber(state, chamber), state)
        return self._all[number]

    def find(self, used: Iterable[Chamber], also: Counter[str]) -> None:
        """Look them up by number, then by name among the legislatures of their state. Two queries."""
        self._all = {chamber.number: chamber for chamber in used}
        known = parties_by_number(SOURCE, self._all)
        named = self._named()
        for number, chamber in self._all.items():
            found = known.get(number)
            chamber.party_id = found.party_id if found else named.get((fold(chamber.name), chamber.state))
        missing = sum(1 for chamber in self._all.values() if chamber.party_id is None)
        if missing:
            also[_("chambers")] += missing

    def _named(self) -> Mapping[tuple[str, str], int]:
        rows = Organization._base_manager.filter(
            type=OrganizationType.LEGISLATURE,
            sort_name__in=[fold(chamber.name) for chamber in self._all.values()],
            party__trashed_at__isnull=True,
            party__merged_into__isnull=True,
        ).order_by("-pk")
        return {(name, state): pk for name, state, pk in rows.values_list("sort_name", "state", "pk")}

    def write(self) -> None:
        """Make what is missing, inside the running act."""
        new = [self._all[number] for number in sorted(self._all) if self._all[number].party_id is None]
        keys = create_columns(
            Party, len(new), kind=Party.Kind.ORGANIZATION.value, label=[each.name for each in new]
        )
        for chamber, key in zip(new, keys, strict=True):
            chamber.party_id = key
        create_columns(
            Organization,
            len(new),
            party_id=keys,
            name=[chamber.name for chamber in new],
            sort_name=[fold(chamber.name) for chamber in new],
            type=OrganizationType.LEGISLATURE.value,
            sphere=sphere_of_type(OrganizationType.LEGISLATURE).value,
            state=[chamber.state for chamber in new],
        )
        create_columns(
            ExternalId, len(new), party_id=keys, source=SOURCE, value=[chamber.number for chamber in new]
        )
