"""What a file that was sent may be: a fixed format by its header, else a table, understood as the last time."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from contacts.imports.models import ImportBatch
from contacts.imports.reading import Format
from contacts.imports.tables.mapping import TableMapping
from crm.parts.sheets import Sheet, header_key, match_headers

if TYPE_CHECKING:
    from crm.accounts.models import User


def fitting_format(sheet: Sheet, formats: Mapping[str, Format]) -> Format | None:
    """The fixed format whose columns all stand in the header; None if there is none."""
    keys = set(map(header_key, sheet.header))
    for format in formats.values():
        if format.mapped or any(header_key(name) in keys for name in format.foreign):
            continue
        columns = match_headers(sheet.header, format.columns, format.required)
        if not columns.missing and not set(format.required) & set(columns.doubtful):
            return format
    return None


def as_last_time(mapping: TableMapping, user: User) -> bool:
    """Take over how this user's last table of the same columns was understood. Returns whether there was one."""
    before = (
        ImportBatch.objects.filter(by=user, mapping__shape=mapping.shape)
        .order_by("-pk")
        .values("mapping", "filename")
        .first()
    )
    if before is None:
        return False
    mapping.take_over(TableMapping.from_json(before["mapping"]["table"]), before["filename"])
    return True
