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
from crm.parts.columns import Column, plain, worded

FRONT = (
    plain("name", _("Name"), sort=("sort_name",), link=True, on_phone=True),
    worded(
        "type", _("Type"), OrganizationType, sort=("type", "sort_name"), draw=drawn_cells.organization_type
    ),
    Column(
        "parent",
        _("Belongs to"),
        lambda row: row.parent.name if row.parent else "",
        reads=("parent__name",),
        on_phone=True,
    ),
    plain("city", _("City")),
    plain("state", _("State"), sort=("state", "sort_name")),
    plain(
        "pupils",
        _("Pupils"),
        CellKind.NUMBER,
        field="enrollment",
        sort=(F("enrollment").asc(nulls_first=True),),
    ),
)
REST = (
    shared.LAST_CONTACT,
    shared.POINT_PERSON,
    worded("sphere", _("Sphere"), Sphere, default=False),
    plain("short_name", _("Short name"), default=False),
    plain("charter", _("Charter"), CellKind.BOOLEAN, default=False),
    Column(
        "grades",
        _("Grades"),
        lambda row: "–".join(part for part in (row.lowest_grade, row.highest_grade) if part),
        reads=("lowest_grade", "highest_grade"),
        default=False,
    ),
    plain("house", _("House districts"), CellKind.LIST, field="house_districts", default=False),
    plain("senate", _("Senate districts"), CellKind.LIST, field="senate_districts", default=False),
    shared.EMAIL,
    shared.PHONE,
    shared.ADDRESS,
    shared.REFUSED,
    shared.TAGS,
    shared.MEETINGS,
    worded("status", _("Status"), Organization.Status, default=False),
    shared.UID,
)


def columns_for(filters: Any) -> Sequence[Column]:
    """Every column of a list with this filter."""
    return (*FRONT, *shared.position_columns(filters), *REST)
