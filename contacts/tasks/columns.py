"""The columns of next steps, for files."""

from __future__ import annotations

from django.db.models import F
from django.utils.translation import gettext_lazy as _

from crm.parts.cells import CellKind
from crm.parts.columns import Column

COLUMNS = (
    Column("title", _("What"), lambda row: row.title, sort=("title",)),
    Column(
        "due_on", _("By"), lambda row: row.due_on, CellKind.DATE, sort=(F("due_on").asc(nulls_last=True),)
    ),
    Column("owed_by", _("Owed by"), lambda row: str(row.get_owed_by_display())),
    Column("assignee", _("Who does it"), lambda row: str(row.assignee) if row.assignee else ""),
    Column("about", _("About"), lambda row: row.party.label if row.party else ""),
    Column("done_at", _("Done"), lambda row: row.done_at, CellKind.DATETIME),
)
