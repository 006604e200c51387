"""The columns of the rows of an import, on its page and in the files taken out."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from contacts.imports.queries import fetch_records
from crm.parts.cells import CellKind
from crm.parts.columns import Column

COLUMNS = (
    Column("line", _("Line"), lambda row: row.line, CellKind.NUMBER, sort=("line",)),
    Column("did", _("What was done"), lambda row: str(row.get_did_display()), sort=("did", "line")),
    Column("record", _("Record"), lambda row: row.made.name, needs=(fetch_records,)),
    Column("says", _("Why"), lambda row: row.says),
)
