"""Roles that a table of people brings. A new one is added; what becomes of the old one is asked, never its dates."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from contacts.imports.known import parts
from contacts.imports.tables.bodies import ASKED, LEFT, Bodies, Body
from contacts.imports.tables.rows import TableRow, WantedRole
from contacts.roles.models import Role, called
from crm.parts.dates import FuzzyDate, Precision
from crm.parts.many import create_columns
from crm.parts.records import change_all
from crm.parts.text import fold

KEEP, ENDED = "keep", "ended"


@dataclass(slots=True)
class _Held:
    pk: int
    organization: int
    organization_name: str
    type: str
    title: str
    start: date | None
    start_precision: str
    term_end: date | None
    ended: bool
    primary: bool

    @property
    def words(self) -> str:
        return f"{called(self.type, self.title)}, {self.organization_name}"


class Positions:
    """The roles of a table. `old` says what becomes of roles that the file does not name where it names another."""

    def __init__(self, bodies: Bodies, origin: str, old: str) -> None:
        self.bodies = bodies
        self.origin = origin[:200]
        self.old = old
        self.new: list[tuple[TableRow, WantedRole, bool]] = []
        self.over: list[int] = []
        self.filled: dict[int, dict[str, Any]] = defaultdict(dict)

    def compare(self, rows: Sequence[Any]) -> None:
        there: dict[int, TableRow] = {
            row.party_id: row for row in rows if row.party_id is not None and row.roles
        }
        held = self._held(sorted(there))
        for party, row in there.items():
            self._compare(row, held.get(party, []))

    def _held(self, people: Sequence[int]) -> dict[int, list[_Held]]:
        held: dict[int, list[_Held]] = defaultdict(list)
        names = (
            "pk", "organization_id", "organization__name", "type", "title", "start", "start_precision", "term_end",
            "ended", "primary",
        )  # fmt: skip
        for part in parts(people):
            roles: Iterable[Any] = (
                Role._base_manager.filter(person__in=part).order_by("pk").values_list("person_id", *names)
            )
            for person, *values in roles:
                held[person].append(_Held(*values))
        return held

    def _compare(self, row: TableRow, held: list[_Held]) -> None:
        named: set[int] = set()
        begun: list[WantedRole] = []
        for wanted in usable(row):
            same = _same(wanted, held)
            if same is None:
                begun.append(wanted)
            elif same.ended:
                row.remark(_("The role %(role)s is over on the record, and stays so.") % {"role": same.words})
            else:
                named.add(same.pk)
                self._fill(row, same, wanted)
        others = [each for each in held if not each.ended and each.pk not in named]
        ending = [each for each in others if begun and self._ends(row, each)]
        self.over += [each.pk for each in ending]
        free = not any(each.primary and not each.ended and each not in ending for each in held)
        for wanted in begun:
            self.new.append((row, wanted, free))
            row.change(_("role"), "", words_of(wanted))
            free = False

    def _ends(self, row: TableRow, each: _Held) -> bool:
        if self.old == ENDED:
            row.change(_("role"), each.words, _("over, day not known"))
            return True
        return row.offer(
            f"end:{each.pk}", _("role that they had until now"), each.words, _("over, day not known")
        )

    def _fill(self, row: TableRow, same: _Held, wanted: WantedRole) -> None:
        start, now = wanted.start, FuzzyDate(same.start, Precision(same.start_precision))
        if start.known and start != now:
            told = (_("in the role from"), str(now) if now.known else "", str(start))
            if not now.known:
                row.change(*told)
            elif not row.offer(f"start:{same.pk}", *told):
                start = now
            if start != now:
                self.filled[same.pk] |= {"start": start.earliest, "start_precision": start.precision.value}
        if wanted.term_end and wanted.term_end != same.term_end:
            told = (_("term ends"), str(same.term_end or ""), str(wanted.term_end))
            if same.term_end is None:
                row.change(*told)
            elif not row.offer(f"term:{same.pk}", *told):
                return
            self.filled[same.pk]["term_end"] = wanted.term_end

    def create(self, rows: Sequence[Any]) -> None:
        self._begin([(row, wanted, at == 0) for row in rows for at, wanted in enumerate(usable(row))])

    def change(self) -> None:
        for part in parts(sorted(set(self.over)), 1000):
            roles = list(Role._base_manager.select_for_update().filter(pk__in=part))
            for role in roles:
                role.ended, role.primary = True, False
            change_all(Role, roles, ["ended", "primary"])
        for part in parts(sorted(self.filled), 1000):
            roles = list(Role._base_manager.select_for_update().filter(pk__in=part))
            for role in roles:
                for name, value in self.filled[role.pk].items():
                    setattr(role, name, value)
            change_all(Role, roles, ["start", "start_precision", "term_end"])
        for new in parts(self.new):
            self._begin(new)

    def _begin(self, new: Sequence[tuple[TableRow, WantedRole, bool]]) -> None:
        roles = [wanted for _row, wanted, _first in new]
        create_columns(
            Role,
            len(new),
            person_id=[row.party_id for row, _wanted, _first in new],
            organization_id=[wanted.body.party_id for wanted in roles],
            type=[wanted.type for wanted in roles],
            title=["" if wanted.type and _is_label(wanted) else wanted.title for wanted in roles],
            start=[wanted.start.earliest for wanted in roles],
            start_precision=[wanted.start.precision.value for wanted in roles],
            term_end=[wanted.term_end for wanted in roles],
            primary=[first for _row, _wanted, first in new],
            source=self.origin,
        )


def usable(row: TableRow) -> list[WantedRole]:
    """The roles of a row whose organization is decided."""
    return [wanted for wanted in row.roles if wanted.body.how not in (ASKED, LEFT)]


def used_bodies(rows: Iterable[TableRow]) -> list[Body]:
    return list({id(wanted.body): wanted.body for row in rows for wanted in usable(row)}.values())


def keep_undecided(row: TableRow) -> None:
    """A role whose organization is not decided stays beside the record, in the words of the file."""
    left = [wanted for wanted in row.roles if wanted.body.how in (ASKED, LEFT)]
    if left:
        words = "; ".join(words_of(wanted) for wanted in left)
        row.details = [*row.details, (str(_("Role")), words)]
        if any(wanted.body.how == ASKED for wanted in left):
            row.remark(_("It is not decided which organization is meant; the role is kept as details."))


def words_of(wanted: WantedRole) -> str:
    return f"{wanted.title or called(wanted.type, '')}, {wanted.body.name}"


def _is_label(wanted: WantedRole) -> bool:
    return fold(wanted.title) == fold(called(wanted.type, ""))


def _same(wanted: WantedRole, held: Sequence[_Held]) -> _Held | None:
    """The role on the record that this is: at the same organization, of the same type or title; a current one first."""
    fits = [
        each
        for each in held
        if each.organization == wanted.body.party_id
        and (
            (wanted.type and each.type == wanted.type)
            or fold(each.title) == fold(wanted.title)
            or fold(called(each.type, each.title)) == fold(wanted.title)
            # A file that names no role says nothing against the one that is there
            or (not wanted.type and wanted.title == str(_("role not known")) and not each.ended)
        )
    ]
    return min(fits, key=lambda each: (each.ended, each.pk), default=None)
