"""Columns that lists of people and of organizations share."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import F
from django.utils.translation import gettext_lazy as _

from contacts.interest.models import InterestLevel, Stance
from contacts.interest.queries import fetch_latest_readings
from contacts.lists import drawn_cells
from contacts.meetings.queries import fetch_last_contact, last_contact_for, met_later_by_team
from contacts.parties.queries import (
    fetch_point_persons,
    fetch_refusals,
    fetch_tags,
    fetch_ways_to_reach,
    first_of,
)
from crm.parts.cells import CellKind
from crm.parts.columns import Column, MostlyBy

_OF_LAST_CONTACT = ("last_contact_on", "last_contact_all_on", "meeting_count", "meeting_count_all")

# What was never met stands first when the longest ago stands first.
LAST_CONTACT = Column(
    "last_contact",
    _("Last contact"),
    lambda row: row.seen_on,
    CellKind.DATE,
    sort=(F("seen_on").asc(nulls_first=True),),
    sorts_by=last_contact_for,
    mostly_by=MostlyBy("last_contact_on", "seen_on", met_later_by_team, nulls_first=True),
    reads=_OF_LAST_CONTACT,
    needs=(fetch_last_contact,),
    draw=drawn_cells.last_contact,
    on_phone=True,
)
MEETINGS = Column(
    "meetings",
    _("Meetings"),
    lambda row: row.seen_count,
    CellKind.NUMBER,
    reads=_OF_LAST_CONTACT,
    needs=(fetch_last_contact,),
    default=False,
)
POINT_PERSON = Column(
    "point_person",
    _("Point person"),
    lambda row: row.point_person,
    reads=("owner_id",),
    needs=(fetch_point_persons,),
    draw=drawn_cells.point_person,
)
EMAIL = Column(
    "email",
    _("E-mail"),
    lambda row: first_of(row, "email"),
    CellKind.EMAIL,
    reads=(),
    needs=(fetch_ways_to_reach,),
    default=False,
)
PHONE = Column(
    "phone",
    _("Phone"),
    lambda row: first_of(row, "phone"),
    CellKind.PHONE,
    reads=(),
    needs=(fetch_ways_to_reach,),
    default=False,
)
ADDRESS = Column(
    "address",
    _("Address"),
    lambda row: first_of(row, "address"),
    reads=(),
    needs=(fetch_ways_to_reach,),
    default=False,
)
REFUSED = Column(
    "asked_not_to",
    _("Asked not to get"),
    lambda row: [str(_("anything"))] if row.party.do_not_contact else row.refused,
    CellKind.LIST,
    needs=(fetch_refusals,),
    default=False,
)
TAGS = Column(
    "tags", _("Tags"), lambda row: row.tags, CellKind.LIST, reads=(), needs=(fetch_tags,), default=False
)
UID = Column("uid", _("Groundwork id"), lambda row: row.party.uid, CellKind.IDENTIFIER, default=False)


def position_columns(filters: Any) -> Sequence[Column]:
    """Position and level on the initiative that the list asks about, or in general; shown by default if it asks."""
    initiative = filters.initiative_asked_for
    needs = (fetch_latest_readings(initiative),)
    asked = initiative is not None
    return (
        Column(
            "position",
            initiative.name if initiative is not None else _("Position in general"),
            lambda row: Stance(row.latest_reading.stance).label if row.latest_reading else "",
            reads=(),
            needs=needs,
            draw=drawn_cells.position,
            default=asked,
        ),
        Column(
            "level",
            _("How far"),
            lambda row: _level(row.latest_reading),
            reads=(),
            needs=needs,
            draw=drawn_cells.level,
            default=asked,
        ),
        Column(
            "read_on",
            _("Position read on"),
            lambda row: row.latest_reading.assessed_on if row.latest_reading else None,
            CellKind.DATE,
            reads=(),
            needs=needs,
            default=False,
        ),
    )


def _level(reading: Any) -> str:
    return (
        str(InterestLevel(reading.level).label) if reading is not None and reading.level is not None else ""
    )
