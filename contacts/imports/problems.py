"""The rows that cannot be brought in, as a file with the columns that they came with and what is wrong with each."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from django.utils.translation import gettext as _

from contacts.imports.planned import Did
from contacts.imports.services import Prepared
from crm.parts.cells import CellKind
from crm.parts.spreadsheets import stream_csv


def problem_rows(prepared: Prepared) -> Iterator[bytes]:
    """CSV, piece by piece: the line of the file, what is wrong, and the row as it came. Reads the file once more."""
    sheet = prepared.reading.sheet
    says = {row.line: row.says for row in prepared.plan.rows if row.did == Did.ERROR}
    header = (_("Line"), _("What is wrong"), *sheet.header)
    kinds = [CellKind.NUMBER, CellKind.TEXT, *[CellKind.TEXT] * len(sheet.header)]

    def rows() -> Iterator[Sequence[object]]:
        for row in sheet.rows():
            if row.line in says:
                yield (row.line, says[row.line], *row.values)

    return stream_csv(header, kinds, rows())  # type: ignore[arg-type] # a row holds a number and texts
