"""Checking a roster: who still holds which seat or role, answered row by row and written as one act."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid5

from django.db import models
from django.db.models import Max, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from contacts.organizations.models import Organization, OrganizationType
from contacts.people.models import Person
from contacts.people.services import create_person
from contacts.roles.models import Role, Seat, called
from contacts.roles.services import begin_role, end_role
from contacts.roles.types import RoleType
from crm.parts.audit import act
from crm.parts.dates import UNKNOWN, FuzzyDate
from crm.parts.keys import among
from crm.parts.picks import NewNamed
from crm.parts.records import change_all, once

if TYPE_CHECKING:
    from crm.accounts.models import User

SCHOOLS = (OrganizationType.SCHOOL, OrganizationType.CHARTER_SCHOOL)
HEADS = (RoleType.PRINCIPAL, RoleType.CHARTER_DIRECTOR)
_ORDER = {role: place for place, role in enumerate(RoleType.values)}


class Answer(models.TextChoices):
    """What is said of one row; a row that was left alone says nothing."""

    STILL = "still", _("still there")
    MOVED = "moved", _("moved on")
    NEW = "new", _("new person")
    UNKNOWN = "unknown", _("don’t know")


@dataclass(frozen=True)
class RosterRow:
    """One seat or role. Without a role it is a seat that stands vacant, or a school whose head nobody wrote down."""

    organization: Organization
    type: str
    title: str = ""
    seat: Seat | None = None
    role: Role | None = None

    @property
    def key(self) -> str:
        """Names the row in a form: the role, the vacant seat, or the school."""
        if self.role is not None:
            return f"role-{self.role.uid}"
        return f"seat-{self.seat.uid}" if self.seat is not None else f"at-{self.organization.uid}"

    @property
    def version(self) -> int:
        """What was on screen: the version of the role or seat, 0 for a school without either."""
        read = self.role or self.seat
        return read.version if read else 0

    @property
    def called(self) -> str:
        return called(self.type, self.title)

    @property
    def checked_on(self) -> date | None:
        read = self.role or self.seat
        return read.checked_on if read else None

    @property
    def answers(self) -> list[tuple[str, Any]]:
        """What can be said of it, in words."""
        if self.role is not None:
            return list(Answer.choices)
        vacant = _("still vacant") if self.seat is not None else None
        said = [(Answer.STILL.value, vacant)] if vacant else []
        return [*said, *((a.value, a.label) for a in (Answer.NEW, Answer.UNKNOWN))]


@dataclass(frozen=True)
class Said:
    """What somebody said of one row."""

    row: RosterRow
    answer: str
    left: FuzzyDate = UNKNOWN
    who: Person | NewNamed | None = None


class RosterChanged(Exception):
    """Somebody else changed these rows since they were read. `keys` name them."""

    def __init__(self, keys: Iterable[str]) -> None:
        self.keys = frozenset(keys)
        super().__init__(", ".join(sorted(self.keys)))


def roster_of(organization: Organization, user: User, *, with_schools: bool = False) -> list[RosterRow]:
    """Its seats, vacant ones too, then its other roles of today; of a district also its schools' heads, if asked.

    Two queries, three with schools.
    """
    at = Q(organization=organization.pk)
    schools: list[Organization] = []
    if with_schools:
        below = Organization.objects.visible_to(user).filter(parent=organization.pk, type__in=SCHOOLS)
        active = below.filter(status=Organization.Status.ACTIVE).select_related("party")
        schools = list(active.order_by("sort_name", "pk"))
        at |= Q(organization__in=among(school.pk for school in schools), type__in=HEADS)
    roles = _held(user).filter(at)
    held: dict[int | None, list[Role]] = defaultdict(list)
    heads: dict[int, list[Role]] = defaultdict(list)
    for role in roles:
        if role.organization_id != organization.pk:
            heads[role.organization_id].append(role)
        else:
            held[role.seat_id].append(role)
    rows: list[RosterRow] = []
    seats = Seat.objects.visible_to(user).filter(organization=organization.pk)
    for seat in sorted(seats, key=lambda seat: (natural(seat.label), seat.pk)):
        of_seat = [_row(role) for role in held.pop(seat.pk, [])]
        rows += of_seat or [RosterRow(organization, seat.type, seat=seat)]
    rows += sorted((_row(role) for of in held.values() for role in of), key=_place)
    for school in schools:
        of_school = [_row(role) for role in heads[school.pk]]
        rows += of_school or [RosterRow(school, head_of(school))]
    return rows


def rows_named(keys: Sequence[str], user: User) -> list[RosterRow]:
    """The rows that a form asked about, as they stand now: also roles that have been ended meanwhile. Three queries.

    What is not there any more, and what makes no sense, is left out.
    """
    named: dict[str, list[UUID]] = defaultdict(list)
    for key in keys:
        kind, _sep, uid = key.partition("-")
        try:
            named[kind].append(UUID(uid))
        except ValueError:
            continue
    roles = Role.objects.visible_to(user).filter(uid__in=named["role"])
    seats = Seat.objects.visible_to(user).filter(uid__in=named["seat"]).select_related("organization__party")
    places = Organization.objects.visible_to(user).filter(party__uid__in=named["at"]).select_related("party")
    rows = [
        _row(role)
        for role in roles.select_related("person__party", "organization__party", "seat", "changed_by")
    ]
    rows += [RosterRow(seat.organization, seat.type, seat=seat) for seat in seats]
    rows += [RosterRow(place, head_of(place)) for place in places]
    by_key = {row.key: row for row in rows}
    return [by_key[key] for key in dict.fromkeys(keys) if key in by_key]


def head_of(school: Organization) -> str:
    """The role of whoever leads a school."""
    return HEADS[1].value if school.type == OrganizationType.CHARTER_SCHOOL else HEADS[0].value


def roster_of_people(people: Any, user: User) -> list[RosterRow]:
    """The main role of today of each of these people; who has none is left out. One query."""
    roles = _held(user).filter(person__in=people).order_by("person__sort_name", "person", "-primary", "pk")
    seen: dict[int, RosterRow] = {}
    for role in roles:
        seen.setdefault(role.person_id, _row(role))
    return list(seen.values())


def check_roster(
    said: Sequence[Said], *, by: User, subject: str, read: dict[str, int], uid: UUID, on: date | None = None
) -> None:
    """Write what was said of rows as one act: who is still there, who moved on, who is new.

    `read` is the version of each row as it was on screen; `uid` makes a second press harmless; `on` is the day that was
    checked (today, unless told). Who moved on leaves on a day that is not known unless one was given.

    Raises RosterChanged if somebody else changed one of the rows meanwhile: then nothing is written.
    """
    today = on or timezone.localdate()
    with act(by=by, verb="check roster", subject=subject):
        stands = _as_it_stands([one.row for one in said])
        open_ones = [one for one in said if not _is_done(one, stands[one.row.key], by, uid, today)]
        filled = _filled_meanwhile(open_ones)
        changed = [
            one.row.key
            for one in open_ones
            if _has_changed(one.row, stands[one.row.key], read) or one.row.key in filled
        ]
        if changed:
            raise RosterChanged(changed)
        _note_still([one.row for one in open_ones if one.answer == Answer.STILL], stands, today)
        for one in open_ones:
            if one.answer in (Answer.MOVED, Answer.NEW) and one.row.role is not None:
                end_role(one.row.role, by=by, on=one.left)
        for one in open_ones:
            if one.answer == Answer.NEW:
                _begin(one, by=by, uid=uid)


def checked_on(organization: Organization) -> date | None:
    """The last day on which its roster was checked. One query."""
    found = Role.objects.filter(organization=organization.pk, ended=False).aggregate(last=Max("checked_on"))
    last: date | None = found["last"]
    return last


def natural(label: str) -> list[tuple[int, str]]:
    """The order in which people put labels: "District 2" before "District 10"."""
    parts = re.split(r"(\d+)", label.casefold())
    return [(int(part), "") if part.isdigit() else (0, part) for part in parts]


def _held(user: User) -> Any:
    """Roles held today of which nobody has said that they end."""
    roles = Role.objects.visible_to(user).in_force(timezone.localdate()).filter(ended=False)
    return roles.select_related("person__party", "organization__party", "seat")


def _row(role: Role) -> RosterRow:
    return RosterRow(role.organization, role.type, role.title, role.seat, role)


def _place(row: RosterRow) -> Any:
    assert row.role is not None
    return _ORDER.get(row.type, len(_ORDER)), row.role.person.sort_name, row.role.pk


def _as_it_stands(rows: Sequence[RosterRow]) -> dict[str, Role | Seat | None]:
    """What each row rests on, read anew and held until the act is over. Two queries."""
    roles = Role.objects.select_for_update().filter(pk__in=among(row.role.pk for row in rows if row.role))
    vacant = [row.seat.pk for row in rows if row.seat and not row.role]
    seats = Seat.objects.select_for_update().filter(pk__in=among(vacant))
    found_roles = {role.pk: role for role in roles.order_by("pk")}
    found_seats = {seat.pk: seat for seat in seats.order_by("pk")}
    stands: dict[str, Role | Seat | None] = {}
    for row in rows:
        if row.role is not None:
            stands[row.key] = found_roles.get(row.role.pk)
        else:
            stands[row.key] = found_seats.get(row.seat.pk) if row.seat else None
    return stands


def _has_changed(row: RosterRow, now: Role | Seat | None, read: dict[str, int]) -> bool:
    return read.get(row.key, 0) != (now.version if now else 0)


def _filled_meanwhile(said: Sequence[Said]) -> set[str]:
    """Of the rows without anybody those for which somebody new is named, though there is somebody now. One query."""
    new = [one.row for one in said if one.answer == Answer.NEW and one.row.role is None]
    if not new:
        return set()
    at = Q(seat__in=[row.seat.pk for row in new if row.seat is not None])
    at |= Q(organization__in=[row.organization.pk for row in new if row.seat is None], type__in=HEADS)
    held = Role.objects.filter(at, ended=False).values_list("seat_id", "organization_id")
    seats, places = {seat for seat, _ in held}, {place for _, place in held}
    return {
        row.key
        for row in new
        if (row.seat.pk in seats if row.seat is not None else row.organization.pk in places)
    }


def _is_done(one: Said, now: Role | Seat | None, by: User, uid: UUID, today: date) -> bool:
    """Whether this has been written already, by the first of two presses."""
    if one.answer == Answer.NEW:
        return once(Role, _uid_of(one.row, uid), by=by) is not None
    if one.answer == Answer.MOVED:
        return isinstance(now, Role) and now.ended and now.changed_by_id == by.pk
    return now is not None and now.checked_on == today


def _note_still(rows: Sequence[RosterRow], stands: dict[str, Role | Seat | None], today: date) -> None:
    """Write the day on the roles, and on the seats that they are held on, with one statement each."""
    read = [stands[row.key] for row in rows]
    roles = [one for one in read if isinstance(one, Role)]
    keys = {row.seat.pk for row in rows if row.seat is not None}
    seats = list(Seat.objects.select_for_update().filter(pk__in=among(sorted(keys))).order_by("pk"))
    if roles:
        for role in roles:
            role.checked_on = today
        change_all(Role, roles, ["checked_on"])
    if seats:
        for seat in seats:
            seat.checked_on = today
        change_all(Seat, seats, ["checked_on"])


def _begin(one: Said, *, by: User, uid: UUID) -> Role:
    """The new person in the place of the old one: the same role at the same place, since a day that is not known."""
    row = one.row
    made = _uid_of(row, uid)
    if isinstance(one.who, NewNamed):
        person = create_person(by=by, name=one.who.name, owner=None, uid=uuid5(made, "person"))
    else:
        assert one.who is not None
        person = one.who
    term_end = row.seat.term_end if row.seat else None
    return begin_role(
        by=by, person=person, organization=row.organization, type=row.type, title=row.title, seat=row.seat,
        term_end=term_end if term_end and term_end >= timezone.localdate() else None, uid=made,
    )  # fmt: skip


def _uid_of(row: RosterRow, uid: UUID) -> UUID:
    """The uid of what is made of a row: the same for a second press of the same form."""
    return uuid5(uid, row.key)
