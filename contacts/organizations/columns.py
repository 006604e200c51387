"""The columns of organizations: table, CSV, XLSX and saved lists alike."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import F
from django.utils.translation import gettext_lazy as _

from contacts.lists import drawn_cells
from contacts.lists import shared_columns as shared
from contacts.organizations.models import Organization, OrganizationType, Sphere
from crm.parts.cells import CellKind
from crm.parts.columns import Column

FRONT = (
    Column(
        "name",
        _("Name"),
        lambda row: row.name,
        reads=("name",),
        sort=("sort_name",),
        link=True,
        on_phone=True,
    ),
    Column(
        "type",
        _("Type"),
        lambda row: str(OrganizationType(row.type).label),
        reads=("type",),
        sort=("type", "sort_name"),
        draw=drawn_cells.organization_type,
    ),
    Column(
        "parent",
        _("Belongs to"),
        lambda row: row.parent.name if row.parent else "",
        reads=("parent__name",),
        on_phone=True,
    ),
    Column("city", _("City"), lambda row: row.city, reads=("city",)),
    Column("state", _("State"), lambda row: row.state, reads=("state",), sort=("state", "sort_name")),
    Column(
        "pupils",
        _("Pupils"),
        lambda row: row.enrollment,
        CellKind.NUMBER,
        reads=("enrollment",),
        sort=(F("enrollment").asc(nulls_first=True),),
    ),
)
REST = (
    shared.LAST_CONTACT,
    shared.POINT_PERSON,
    Column(
        "sphere", _("Sphere"), lambda row: str(Sphere(row.sphere).label), reads=("sphere",), default=False
    ),
    Column("short_name", _("Short name"), lambda row: row.short_name, reads=("short_name",), default=False),
    Column(
        "charter", _("Charter"), lambda row: row.charter, CellKind.BOOLEAN, reads=("charter",), default=False
    ),
    Column(
        "grades",
        _("Grades"),
        lambda row: "–".join(part for part in (row.lowest_grade, row.highest_grade) if part),
        reads=("lowest_grade", "highest_grade"),
        default=False,
    ),
    Column(
        "house",
        _("House districts"),
        lambda row: row.house_districts,
        CellKind.LIST,
        reads=("house_districts",),
        default=False,
    ),
    Column(
        "senate",
        _("Senate districts"),
        lambda row: row.senate_districts,
        CellKind.LIST,
        reads=("senate_districts",),
        default=False,
    ),
    shared.EMAIL,
    shared.PHONE,
    shared.ADDRESS,
    shared.REFUSED,
    shared.TAGS,
    shared.MEETINGS,
    Column(
        "status",
        _("Status"),
        lambda row: str(Organization.Status(row.status).label),
        reads=("status",),
        default=False,
    ),
    shared.UID,
)


def columns_for(filters: Any) -> Sequence[Column]:
    """Every column of a list with this filter."""
    return (*FRONT, *shared.position_columns(filters), *REST)
