"""The columns of meetings: table, CSV, XLSX and saved lists alike."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy

from contacts.meetings.kinds import Presence
from contacts.meetings.models import Meeting
from contacts.meetings.queries import called, fetch_people
from crm.parts.cells import CellKind
from crm.parts.columns import Column

PEOPLE = (fetch_people,)


def _where(row: Meeting) -> str:
    return ", ".join(part for part in (row.organization.name if row.organization else "", row.place) if part)


def _people(row: Any) -> list[str]:
    """Names, with what is out of the ordinary about their being there."""
    return [
        f"{one.person.name} ({one.get_presence_display()})"
        if one.presence == Presence.ABSENT
        else one.person.name
        for one in row.there
    ]


def _starts(row: Meeting) -> str:
    return f"{timezone.localtime(row.starts_at):%H:%M}" if row.starts_at else ""


def _seen_by(row: Meeting) -> str:
    return str(row.team) if row.team_id and row.visibility == "team" else str(row.get_visibility_display())


COLUMNS = (
    Column(
        "day",
        gettext_lazy("Day"),
        lambda row: row.held_on,
        CellKind.DATE,
        sort=("held_on",),
        template="meetings/cell_day.html",
        on_phone=True,
    ),
    Column("meeting", gettext_lazy("Meeting"), called, needs=PEOPLE, link=True, on_phone=True),
    Column(
        "kind", gettext_lazy("Kind"), lambda row: str(row.get_kind_display()), sort=("kind",), on_phone=True
    ),
    Column("where", gettext_lazy("Where"), _where),
    Column("about", gettext_lazy("About"), lambda row: row.initiative.name if row.initiative else ""),
    Column(
        "people",
        gettext_lazy("People"),
        lambda row: len(row.there),
        CellKind.NUMBER,
        needs=PEOPLE,
        default=False,
    ),
    Column(
        "logged_by",
        gettext_lazy("Logged by"),
        lambda row: str(row.logged_by),
        sort=("logged_by__first_name", "logged_by__last_name"),
    ),
    Column(
        "status",
        gettext_lazy("Status"),
        lambda row: str(row.get_status_display()),
        sort=("status",),
        template="meetings/cell_status.html",
    ),
    Column("names", gettext_lazy("Who was there"), _people, CellKind.LIST, needs=PEOPLE, default=False),
    Column("starts", gettext_lazy("Starts"), _starts, default=False),
    Column(
        "mode", gettext_lazy("How"), lambda row: str(row.get_mode_display()), sort=("mode",), default=False
    ),
    Column(
        "outcome", gettext_lazy("What came of it"), lambda row: str(row.get_outcome_display()), default=False
    ),
    Column("notes", gettext_lazy("Notes"), lambda row: row.notes, default=False),
    Column("seen_by", gettext_lazy("Who may see it"), _seen_by, default=False),
    Column("uid", gettext_lazy("Groundwork id"), lambda row: row.uid, CellKind.IDENTIFIER, default=False),
)
