"""The columns of people: table, CSV, XLSX and saved lists alike."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from django.db.models import F
from django.utils.translation import gettext_lazy as _

from contacts.lists import drawn_cells
from contacts.lists import shared_columns as shared
from contacts.organizations.queries import district_of
from contacts.people.models import Person
from contacts.roles.queries import fetch_roles_for_lists, main_role, now_at_name
from crm.parts.cells import CellKind
from crm.parts.columns import Column, plain, worded

ROLES = (fetch_roles_for_lists,)


def _now_at(row: Any) -> str:
    role = main_role(row)
    return role.organization.name if role else ""


def _district(row: Any) -> Any:
    role = main_role(row)
    row.district = district_of(role.organization) if role else None
    return row.district


def _pupils(row: Any) -> int | None:
    district = _district(row)
    return district.enrollment if district else None


def _role(row: Any) -> str:
    role = main_role(row)
    return role.called if role else ""


def _state(row: Any) -> str:
    role = main_role(row)
    return role.organization.state if role else ""


def _sphere(row: Any) -> str:
    role = main_role(row)
    return str(role.sphere.label) if role else ""


FRONT = (
    plain("name", _("Name"), sort=("sort_name",), link=True, on_phone=True),
    Column("role", _("Role"), _role, reads=(), needs=ROLES, draw=drawn_cells.role),
    Column(
        "now_at",
        _("Now at"),
        _now_at,
        sort=(F("now_at_name").asc(nulls_last=True),),
        sorts_by=now_at_name,
        reads=(),
        needs=ROLES,
        on_phone=True,
    ),
    Column(
        "district",
        _("District"),
        lambda row: d.name if (d := _district(row)) else "",
        reads=(),
        needs=ROLES,
        draw=drawn_cells.district,
    ),
    Column("pupils", _("Pupils"), _pupils, CellKind.NUMBER, reads=(), needs=ROLES),
)
REST = (
    shared.LAST_CONTACT,
    shared.POINT_PERSON,
    Column("sphere", _("Sphere"), _sphere, reads=(), needs=ROLES, default=False),
    Column("state", _("State"), _state, reads=(), needs=ROLES, default=False),
    Column(
        "roles",
        _("All roles"),
        lambda row: [f"{role.called}, {role.organization.name}" for role in row.current_roles],
        CellKind.LIST,
        reads=(),
        needs=ROLES,
        default=False,
    ),
    shared.EMAIL,
    shared.PHONE,
    shared.ADDRESS,
    shared.REFUSED,
    plain("greeting", _("Greet as"), default=False),
    plain("addressee", _("On an envelope"), default=False),
    plain("pronouns", _("Pronouns"), default=False),
    plain("languages", _("Languages"), CellKind.LIST, default=False),
    plain("interpreter", _("Wants an interpreter"), CellKind.BOOLEAN, default=False),
    shared.TAGS,
    shared.MEETINGS,
    worded("status", _("Status"), Person.Status, default=False),
    shared.UID,
)


def columns_for(filters: Any) -> Sequence[Column]:
    """Every column of a list with this filter. One that asks about an initiative shows positions in place of roles."""
    asked = filters.initiative_asked_for is not None
    front = [
        replace(column, default=column.default and not (asked and column.key == "role")) for column in FRONT
    ]
    return (*front, *shared.position_columns(filters), *REST)
