"""Roles and seats: beginning, ending and changing them. Ending one never edits another's dates."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from contacts.organizations.models import Organization
from contacts.parties.keeping import keep, needed, put
from contacts.parties.spans import Known, begin, end
from contacts.people.models import Person
from contacts.roles.models import Role, Seat
from crm.parts.audit import act
from crm.parts.records import once

if TYPE_CHECKING:
    from crm.accounts.models import User

SEAT_CHANGEABLE = ("label", "type", "how", "term_start", "term_end", "status")
CHANGEABLE = ("organization", "type", "title", "seat", "primary", "term_end", "source")


def begin_role(
    *,
    by: User,
    person: Person,
    organization: Organization,
    type: str = "",
    title: str = "",
    seat: Seat | None = None,
    start: Known = None,
    start_precision: str = "",
    primary: bool | None = None,
    term_end: date | None = None,
    source: str = "",
    uid: UUID | None = None,
) -> Role:
    """Begin a role. With `primary` None it becomes the main one where the person has none.

    Raises ValidationError, by field: neither type nor title, a second main role, a seat of another organization.
    """
    if (made := once(Role, uid, by=by)) is not None:
        return made
    with act(by=by, verb="begin role", subject=f"{person}: {title or type}"):
        role = Role(
            person=person, organization=organization, type=type, title=title.strip(), seat=seat,
            term_end=term_end, source=source,
        )  # fmt: skip
        begin(role, start, start_precision)
        _check_words(role)
        role.primary = _may_be_main(role, wanted=primary)
        keep(role, uid=uid)
        _settle_seat(seat)
    return role


def end_role(
    role: Role, *, by: User, on: Known = None, precision: str = "", version: int | None = None
) -> Role:
    """End one role without touching any other; an unknown day stays unknown.

    Raises VersionConflict if a `version` is given and somebody else changed the role since it was read.
    """
    with act(by=by, verb="end role", subject=f"{role.person}: {role.called}"):
        role.version = role.version if version is None else version
        end(role, on, precision)
        keep(role)
        _settle_seat(role.seat)
    return role


def change_role(role: Role, *, by: User, version: int, **fields: Any) -> Role:
    """Change a role: any of CHANGEABLE, and `start`, `end` (each a FuzzyDate or a day) and `ended`.

    Raises VersionConflict if somebody else changed it since `version` was read.
    """
    start, finish = fields.pop("start", ...), fields.pop("end", ...)
    ended = fields.pop("ended", None)
    with act(by=by, verb="change role", subject=f"{role.person}: {role.called}"):
        role.version = version
        before, seat = _days(role), role.seat
        changed = put(role, fields, CHANGEABLE)
        if start is not ...:
            begin(role, start)
        if finish is not ... and (ended or getattr(finish, "known", finish is not None)):
            end(role, finish)
        elif ended is False or finish is not ...:
            role.end, role.end_precision, role.ended = None, "unknown", False
        if not changed and before == _days(role):
            return role
        _check_words(role)
        if role.primary and not role.ended:
            _may_be_main(role, wanted=True)
        keep(role)
        for each in {seat, role.seat}:
            _settle_seat(each)
    return role


def move_on(
    role: Role,
    *,
    by: User,
    on: Known = None,
    organization: Organization | None = None,
    type: str = "",
    title: str = "",
    start: Known = None,
    uid: UUID | None = None,
    version: int | None = None,
) -> Role | None:
    """Somebody left a role, and perhaps took another: one act, nothing else is touched. Returns the new role, if any.

    The new one is the main role if the old one was. Raises VersionConflict as `end_role` does.
    """
    if (made := once(Role, uid, by=by)) is not None:
        return made
    with act(by=by, verb="moved on", subject=str(role.person)):
        was_main = role.primary and not role.ended
        end_role(role, by=by, on=on, version=version)
        if organization is None:
            return None
        return begin_role(
            by=by, person=role.person, organization=organization, type=type, title=title, start=start,
            primary=was_main or None, uid=uid,
        )  # fmt: skip


def create_seat(
    *,
    by: User,
    organization: Organization,
    label: str,
    type: str = "",
    how: str = Seat.How.UNKNOWN,
    term_start: date | None = None,
    term_end: date | None = None,
    status: str = Seat.Status.VACANT,
    uid: UUID | None = None,
) -> Seat:
    """Add a seat; it is vacant until somebody has a role on it."""
    if (made := once(Seat, uid, by=by)) is not None:
        return made
    with act(by=by, verb="add seat", subject=f"{organization}: {label}"):
        seat = Seat(
            organization=organization, label=needed(label, "label", _("Name the seat: “at large”, “District 4”.")),
            type=type, how=how, term_start=term_start, term_end=term_end, status=status,
        )  # fmt: skip
        _check_seat(seat)
        return keep(seat, uid=uid)


def change_seat(seat: Seat, *, by: User, version: int, **fields: Any) -> Seat:
    """Change a seat: any of SEAT_CHANGEABLE."""
    with act(by=by, verb="change seat", subject=f"{seat.organization}: {seat.label}"):
        seat.version = version
        if put(seat, fields, SEAT_CHANGEABLE):
            _check_seat(seat)
            keep(seat)
    return seat


def _check_words(role: Role) -> None:
    if not role.type and not role.title:
        raise ValidationError({"type": _("Choose the role, or give the title as printed.")})
    if role.seat is not None and role.seat.organization_id != role.organization_id:
        raise ValidationError(
            {"seat": _("This seat belongs to another organization. Choose one of its own.")}
        )


def _check_seat(seat: Seat) -> None:
    same = Seat.objects.filter(organization=seat.organization_id, label=seat.label).exclude(pk=seat.pk)
    if same.exists():
        raise ValidationError({"label": _("There is a seat of this name already.")})
    if seat.term_start and seat.term_end and seat.term_end < seat.term_start:
        raise ValidationError({"term_end": _("The term ends before it starts. Swap the days?")})


def _may_be_main(role: Role, *, wanted: bool | None) -> bool:
    """Whether the role is the main one: as wanted, or where the person has none."""
    if wanted is False:
        return False
    has_one = (
        Role.objects.filter(person=role.person_id, primary=True, ended=False).exclude(pk=role.pk).exists()
    )
    if has_one and wanted:
        raise ValidationError(
            {"primary": _("This person has a main role already. End it, or make this one not the main.")}
        )
    return not has_one


def _days(role: Role) -> tuple[Any, ...]:
    return role.start, role.start_precision, role.end, role.end_precision, role.ended


def _settle_seat(seat: Seat | None) -> None:
    """A seat with somebody on it is filled; one that its last holder left is vacant. "Up for election" stays."""
    if seat is None:
        return
    held = Role.objects.filter(seat=seat, ended=False).exists()
    wanted = Seat.Status.FILLED if held else Seat.Status.VACANT
    if seat.status != wanted and not (held and seat.status == Seat.Status.UP):
        seat.status = wanted
        seat.save()
