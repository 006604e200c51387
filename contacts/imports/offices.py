"""Offices that people hold by election: the role at a chamber, and the seat it belongs to."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple, Protocol, TypeVar

from django.utils.translation import gettext as _

from contacts.imports.known import as_last_imported, parts
from contacts.imports.wanted import HasParty, WantedParty
from contacts.roles.models import Role, Seat
from crm.parts.many import create_columns
from crm.parts.records import change_all


class Office(NamedTuple):
    """The role that a row says somebody holds now."""

    chamber: HasParty
    type: str
    title: str
    seat: str
    start: date | None
    start_precision: str

    def __repr__(self) -> str:
        return f"{self.type} {self.title} {self.seat} {self.start}"


@dataclass(slots=True)
class _Held:
    pk: int
    organization: int
    type: str
    seat: int | None
    start: date | None
    ended: bool
    primary: bool
    source: str


class Ended(Protocol):
    """A role that is on the record, as far as this matters."""

    pk: int
    ended: bool


Key = TypeVar("Key")
AnyRole = TypeVar("AnyRole", bound=Ended)


def without_ended_by_imports(held: Mapping[Key, Sequence[AnyRole]]) -> dict[Key, list[AnyRole]]:
    """The roles without those that an import ended: when a file names these again, they begin anew. What staff ended
    stays over, whatever a file says."""
    ended = [each.pk for roles in held.values() for each in roles if each.ended]
    by_imports = {pk for pk, then in as_last_imported(Role, ended, ["ended"]).items() if then["ended"]}
    return {key: [each for each in roles if each.pk not in by_imports] for key, roles in held.items()}


class Offices:
    """One current office a row. One that the file no longer names is over, on a day that nobody knows.

    What staff wrote by hand (another source) is never ended here.
    """

    def __init__(self, origin: str, also: Counter[str]) -> None:
        self.origin = origin
        self.also = also
        self.seats: dict[tuple[int | None, str], int] = {}
        self.new: list[tuple[WantedParty, bool]] = []
        self.starts: dict[int, Office] = {}
        self.over: list[int] = []

    def compare(self, rows: Sequence[WantedParty]) -> None:
        self._know_seats(rows)
        there: dict[int, WantedParty] = {row.party_id: row for row in rows if row.party_id is not None}
        held = self._held(sorted(there))
        doubtful: list[tuple[WantedParty, _Held]] = []
        for party, row in there.items():
            mine = held.get(party, [])
            office: Office | None = row.office
            same = self._same(office, mine) if office else None
            over = [
                each for each in mine if each is not same and not each.ended and each.source == self.origin
            ]
            self.over += [each.pk for each in over]
            if office is None:
                if over:
                    row.change(_("role"), _("held"), _("over"))
                continue
            if same is None:
                free = not any(each.primary and not each.ended and each not in over for each in mine)
                self.new.append((row, free))
                row.change(_("role"), "", f"{office.title or office.type}, {office.seat}")
            elif office.start and same.start != office.start:
                doubtful.append((row, same))
        before = as_last_imported(Role, [same.pk for _row, same in doubtful], ["start"])
        for row, same in doubtful:
            if before.get(same.pk, {}).get("start") != row.office.start:
                self.starts[same.pk] = row.office
                row.change(_("in office from"), same.start, row.office.start)

    def _same(self, office: Office, held: Sequence[_Held]) -> _Held | None:
        """The role that this office is, if it is on the record: a current one first, else one that staff ended."""
        if office.chamber.party_id is None:
            return None
        seat = self.seats.get((office.chamber.party_id, office.seat))
        fits = [
            each
            for each in held
            if each.organization == office.chamber.party_id
            and each.type == office.type
            and (each.seat == seat or each.seat is None or not office.seat)
            and (not each.ended or each.start == office.start)
        ]
        return min(fits, key=lambda each: (each.ended, each.pk), default=None)

    def _held(self, people: Sequence[int]) -> dict[int, list[_Held]]:
        held: dict[int, list[_Held]] = defaultdict(list)
        names = ("pk", "organization_id", "type", "seat_id", "start", "ended", "primary", "source")
        for part in parts(people):
            rows: Iterable[Any] = (
                Role._base_manager.filter(person__in=part).order_by("pk").values_list("person_id", *names)
            )
            for person, *values in rows:
                held[person].append(_Held(*values))
        return without_ended_by_imports(held)

    def _know_seats(self, rows: Sequence[WantedParty]) -> None:
        wanted = {
            (row.office.chamber.party_id, row.office.seat) for row in rows if row.office and row.office.seat
        }
        chambers = {chamber for chamber, _seat in wanted if chamber is not None}
        seats = Seat._base_manager.filter(organization__in=chambers).values_list(
            "organization_id", "label", "pk"
        )
        self.seats = {(organization, label): pk for organization, label, pk in seats}
        named = {(id(row.office.chamber), row.office.seat) for row in rows if row.office and row.office.seat}
        missing = len(named) - sum(1 for each in wanted if each in self.seats)
        if missing:
            self.also[_("seats")] += missing

    def create(self, rows: Sequence[WantedParty]) -> None:
        self._begin([(row, True) for row in rows if row.office is not None])

    def change(self) -> None:
        for part in parts(sorted(self.over), 1000):
            roles = list(Role._base_manager.select_for_update().filter(pk__in=part))
            for role in roles:
                role.ended, role.primary = True, False
            change_all(Role, roles, ["ended", "primary"])
        for part in parts(sorted(self.starts), 1000):
            roles = list(Role._base_manager.select_for_update().filter(pk__in=part))
            for role in roles:
                role.start, role.start_precision = (
                    self.starts[role.pk].start,
                    self.starts[role.pk].start_precision,
                )
            change_all(Role, roles, ["start", "start_precision"])
        for new in parts(self.new):
            self._begin(new)

    def _begin(self, rows: Sequence[tuple[WantedParty, bool]]) -> None:
        offices: list[Office] = [row.office for row, _primary in rows]
        self._make_seats(offices)
        create_columns(
            Role,
            len(rows),
            person_id=[row.party_id for row, _primary in rows],
            organization_id=[each.chamber.party_id for each in offices],
            type=[each.type for each in offices],
            title=[each.title for each in offices],
            seat_id=[self.seats.get((each.chamber.party_id, each.seat)) for each in offices],
            start=[each.start for each in offices],
            start_precision=[each.start_precision for each in offices],
            primary=[primary for _row, primary in rows],
            source=self.origin,
        )

    def _make_seats(self, offices: Sequence[Office]) -> None:
        types = {(each.chamber.party_id, each.seat): each.type for each in offices if each.seat}
        missing = [key for key in types if key not in self.seats]
        keys = create_columns(
            Seat,
            len(missing),
            organization_id=[chamber for chamber, _label in missing],
            label=[label for _chamber, label in missing],
            type=[types[key] for key in missing],
            how=Seat.How.ELECTED.value,
        )
        self.seats.update(zip(missing, keys, strict=True))
