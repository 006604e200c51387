"""The columns of terms that end and of seats that stand open: page, CSV and XLSX alike."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from contacts.lists import drawn_cells
from contacts.meetings.queries import fetch_last_contact
from contacts.organizations.queries import district_of
from contacts.roles.models import Role, Seat, called
from contacts.roles.queries import elected_first, fetch_holders
from crm.accounts.models import User
from crm.parts.cells import CellKind
from crm.parts.columns import Column


def fetch_contact_of_people(rows: Sequence[Role], user: User) -> None:
    """Set `seen_on` on the people of roles, each once however many roles they have. One query at most."""
    people: dict[int, Any] = {}
    for row in rows:
        row.person = people.setdefault(row.person_id, row.person)
    fetch_last_contact(list(people.values()), user)


def _how(seat: Seat | None) -> str:
    return str(seat.get_how_display()) if seat is not None and seat.how != Seat.How.UNKNOWN else ""


def _district(row: Any) -> str:
    found = district_of(row.organization)
    return found.name if found is not None else ""


TERMS = (
    Column(
        "person",
        _("Person"),
        lambda row: row.person.name,
        sort=("person__sort_name",),
        link=True,
        on_phone=True,
    ),
    Column("role", _("Role"), lambda row: row.called, sort=("type",), on_phone=True),
    Column(
        "organization",
        _("Organization"),
        lambda row: row.organization.name,
        sort=("organization__sort_name",),
    ),
    Column("seat", _("Seat"), lambda row: row.seat.label if row.seat else ""),
    Column(
        "how",
        _("Elected or appointed"),
        lambda row: _how(row.seat),
        sort=("elected", "ends_on", "person__sort_name"),
        sorts_by=lambda user: {"elected": elected_first("seat__how")},
    ),
    Column(
        "term_ends",
        _("Term ends"),
        lambda row: row.ends_on,
        CellKind.DATE,
        sort=("ends_on",),
        draw=drawn_cells.term_ends,
        on_phone=True,
    ),
    Column(
        "last_contact",
        _("Last contact"),
        lambda row: row.person.seen_on,
        CellKind.DATE,
        needs=(fetch_contact_of_people,),
        draw=drawn_cells.last_contact,
    ),
    Column(
        "point_person",
        _("Point person"),
        lambda row: str(row.person.owner) if row.person.owner else "",
        draw=drawn_cells.point_person,
    ),
    Column("district", _("District"), _district, default=False),
    Column(
        "up",
        _("Seat is"),
        lambda row: str(row.seat.get_status_display()) if row.seat else "",
        sort=("seat__status",),
        default=False,
    ),
    Column("uid", _("Groundwork id"), lambda row: row.uid, CellKind.IDENTIFIER, default=False),
)

OPEN_SEATS = (
    Column("seat", _("Seat"), lambda row: row.label, sort=("label",), link=True, on_phone=True),
    Column(
        "organization",
        _("Organization"),
        lambda row: row.organization.name,
        sort=("organization__sort_name", "label"),
        on_phone=True,
    ),
    Column("role", _("Role"), lambda row: called(row.type, "") if row.type else "", sort=("type",)),
    Column(
        "how",
        _("Elected or appointed"),
        lambda row: _how(row),
        sort=("elected", "organization__sort_name", "label"),
        sorts_by=lambda user: {"elected": elected_first("how")},
    ),
    Column(
        "status",
        _("Status"),
        lambda row: str(row.get_status_display() if row.holders else Seat.Status.VACANT.label),
        sort=("status",),
        needs=(fetch_holders,),
        on_phone=True,
    ),
    Column("holders", _("Who sits there"), lambda row: row.holders, CellKind.LIST, needs=(fetch_holders,)),
    Column("term_ends", _("Term ends"), lambda row: row.term_end, CellKind.DATE, sort=("term_end",)),
    Column("district", _("District"), _district, default=False),
    Column("uid", _("Groundwork id"), lambda row: row.uid, CellKind.IDENTIFIER, default=False),
)
