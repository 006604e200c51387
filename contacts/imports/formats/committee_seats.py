"""Who sits on which legislative committee, as Open States lists it: each row a role of a person at a committee."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from contacts.imports.formats.state_legislators import SOURCE
from contacts.imports.known import Known, parties_by_number, parts
from contacts.imports.offices import without_ended_by_imports
from contacts.imports.planned import Did, Plan, PlannedRow, Progress, listed
from contacts.imports.reading import Cells, Format, Reading
from contacts.parties.models import Party
from contacts.roles.models import Role
from contacts.roles.types import RoleType
from crm.parts.many import create_columns
from crm.parts.records import change_all
from crm.parts.text import fold, fold_accents

ORIGIN = "committee-seats"

COLUMNS: dict[str, tuple[str, ...]] = {
    "committee_id": ("organization_id",),
    "person_id": (),
    "role": ("title",),
    "name": ("person", "person_name"),
    "committee": ("committee_name",),
    "state": (),
    "chamber": (),
}
_VICE = re.compile(r"vice")
_CHAIR = re.compile(r"chair|president")
_RANKING = re.compile(r"ranking|spokes")
_STAFF = re.compile(r"staff|administrator|analyst")


def type_of(title: str) -> str:
    """The role type of a title as printed: `co-vice chair`, `ranking republican member`, `presidenta`."""
    words = fold_accents(title)
    if _RANKING.search(words):
        return RoleType.COMMITTEE_RANKING.value
    if _CHAIR.search(words):
        return (RoleType.COMMITTEE_VICE_CHAIR if _VICE.search(words) else RoleType.COMMITTEE_CHAIR).value
    if _STAFF.search(words):
        return RoleType.COMMITTEE_STAFF.value
    return RoleType.COMMITTEE_MEMBER.value


@dataclass(slots=True)
class Seated(PlannedRow):
    """One row: somebody's role on a committee."""

    committee: str = ""
    person: str = ""
    title: str = ""
    committee_id: int = 0
    person_id: int = 0


@dataclass(slots=True)
class _Held:
    pk: int
    title: str
    type: str
    ended: bool
    source: str


class SeatPlan:
    """The plan: what each pair of person and committee holds by the file, against what it holds on the record."""

    def __init__(self, rows: Sequence[Seated], problems: Sequence[PlannedRow], warnings: list[str]) -> None:
        self.warnings = warnings
        self.ledger = sorted([*rows, *problems], key=lambda row: row.line)
        self.over: list[int] = []
        self._match(rows)
        pairs = self._once_each(row for row in rows if not row.did)
        self._compare(pairs)
        self.new = [row for row in rows if row.did == Did.CREATED]

    def _match(self, rows: Sequence[Seated]) -> None:
        """Find committees and people by their numbers; rows that name somebody unknown are problems."""
        committees = parties_by_number(SOURCE, (row.committee for row in rows))
        people = parties_by_number(SOURCE, (row.person for row in rows))
        unknown: dict[str, set[str]] = defaultdict(set)
        for row in rows:
            committee, person = committees.get(row.committee), people.get(row.person)
            for what, number, found, kind in (
                (_("committee"), row.committee, committee, Party.Kind.ORGANIZATION),
                (_("person"), row.person, person, Party.Kind.PERSON),
            ):
                if found is None or found.trashed or found.kind != kind:
                    row.did = Did.ERROR.value
                    row.remark(
                        _("The %(what)s %(number)s is not on the record.") % {"what": what, "number": number}
                    )
                    unknown[what].add(f"{row.name}, {number}" if kind == Party.Kind.PERSON else number)
            if not row.did:
                row.committee_id, row.person_id = _key(committee), _key(person)
        for what, names in sorted(unknown.items()):
            self.warnings.append(
                _("Not on the record, so that their rows are problems (%(what)s): %(names)s.")
                % {"what": what, "names": listed(sorted(names))}
            )
        if unknown.get(_("committee")) or unknown.get(_("person")):
            self.warnings.append(
                _("Bring the files of committees and state legislators in first, then this one again.")
            )

    def _once_each(self, rows: Iterable[Seated]) -> dict[tuple[int, int], list[Seated]]:
        """The different titles of each pair; a row that repeats one is skipped."""
        pairs: dict[tuple[int, int], list[Seated]] = defaultdict(list)
        for row in rows:
            titles = pairs[row.person_id, row.committee_id]
            same = next((each for each in titles if fold(each.title) == fold(row.title)), None)
            if same is None:
                titles.append(row)
            else:
                same.title = min(same.title, row.title)
                row.did, row.says = Did.SKIPPED.value, _("Repeats line %(line)s.") % {"line": same.line}
        return pairs

    def _compare(self, pairs: dict[tuple[int, int], list[Seated]]) -> None:
        held, left_out = self._held(pairs)
        for pair, rows in pairs.items():
            mine = held.get(pair, [])
            matched: set[int] = set()
            for row in rows:
                row.record_kind = "role"
                same = _same(row, [each for each in mine if each.pk not in matched])
                if same is None:
                    row.did = Did.CREATED.value
                    continue
                matched.add(same.pk)
                row.did, row.record_id = Did.UNCHANGED.value, same.pk
            # A title that the file no longer prints for somebody whom it still lists is over.
            over = [
                each for each in mine if each.pk not in matched and not each.ended and each.source == ORIGIN
            ]
            self.over += [each.pk for each in over]
            if over:
                rows[0].change(_("is over"), ", ".join(each.title for each in over), "")
                if rows[0].did == Did.UNCHANGED:
                    rows[0].did = Did.UPDATED.value
        if left_out:
            self.warnings.append(
                ngettext(
                    "%(count)s role at these committees is not in the file; it stays as it is.",
                    "%(count)s roles at these committees are not in the file; they stay as they are.",
                    left_out,
                )
                % {"count": left_out}
            )

    def _held(
        self, pairs: dict[tuple[int, int], list[Seated]]
    ) -> tuple[dict[tuple[int, int], list[_Held]], int]:
        """What these people hold at these committees, and how many current roles of others an import put there."""
        held: dict[tuple[int, int], list[_Held]] = defaultdict(list)
        left_out = 0
        for part in parts(sorted({committee for _person, committee in pairs})):
            rows = Role._base_manager.filter(organization__in=part).order_by("pk")
            columns = ("person_id", "organization_id", "pk", "title", "type", "ended", "source")
            for person, committee, pk, title, type_, ended, source in rows.values_list(*columns):
                if (person, committee) in pairs:
                    held[person, committee].append(_Held(pk, title, type_, ended, source))
                elif not ended and source == ORIGIN:
                    left_out += 1
        return without_ended_by_imports(held), left_out

    def write(self, progress: Progress) -> None:
        """End what is over, then begin what is new, inside the running act."""
        for part in parts(sorted(self.over), 1000):
            roles = list(Role._base_manager.select_for_update().filter(pk__in=part))
            for role in roles:
                role.ended, role.primary = True, False
            change_all(Role, roles, ["ended", "primary"])
        done = 0
        for new in parts(self.new):
            keys = create_columns(
                Role,
                len(new),
                person_id=[row.person_id for row in new],
                organization_id=[row.committee_id for row in new],
                type=[type_of(row.title) for row in new],
                title=[row.title for row in new],
                source=ORIGIN,
            )
            for row, key in zip(new, keys, strict=True):
                row.record_id = key
            done += len(new)
            progress(_("Adding"), done, len(self.new))


def _same(row: Seated, held: Sequence[_Held]) -> _Held | None:
    """The role that this row is: by its title, else one that staff wrote down with the type alone. A current one
    comes before one that staff ended; both keep an import from beginning it again."""
    fits = [
        each
        for each in held
        if fold(each.title) == fold(row.title) or (not each.title and each.type == type_of(row.title))
    ]
    return min(fits, key=lambda each: (each.ended, each.pk), default=None)


def _key(known: Known | None) -> int:
    return known.party_id if known else 0


def plan(reading: Reading) -> Plan:
    """One role a row."""

    def read(cells: Cells) -> Seated:
        name = cells.text("name", 300)
        if not cells.text("person_id") and name:
            return Seated(
                cells.line,
                name,
                Did.ERROR.value,
                _("%(name)s has no person_id, so nobody knows who it is.") % {"name": name},
            )
        return Seated(
            cells.line,
            name,
            committee=cells.needed("committee_id", 200),
            person=cells.needed("person_id", 200),
            title=cells.text("role", 200),
        )

    rows, problems = reading.rows(read)
    unnamed = [row for row in rows if row.did]
    seats = SeatPlan([row for row in rows if not row.did], [*problems, *unnamed], reading.warnings)
    return Plan(seats.ledger, seats.write, reading.warnings, Counter())


FORMAT = Format(
    name="committee-seats",
    title=gettext_lazy("seats on legislative committees (Open States)"),
    one_row=gettext_lazy("a seat of a person on a committee"),
    columns=COLUMNS,
    required=("committee_id", "person_id", "role"),
    plan=plan,
    after=("state-legislators", "committees"),
)
