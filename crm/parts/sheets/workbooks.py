"""Excel workbooks, unpacked and read by a process of its own (see `workbook_child` for why)."""

import csv
import io
import json
import logging
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Generator
from dataclasses import asdict
from pathlib import Path
from typing import Any, BinaryIO

from django.utils.translation import gettext as _

from crm.parts.sheets.archives import check_archive, damaged, unpacks_too_far, untrusted
from crm.parts.sheets.sheet import (
    MEBIBYTE,
    Limits,
    Record,
    SheetError,
    too_many_cells,
    too_many_columns,
    too_many_rows,
)
from crm.parts.sheets.surveys import nul_character

log = logging.getLogger(__name__)

_CHILD = Path(__file__).with_name("workbook_child.py")
_REFUSED = 3
# Room for the reader and for the largest workbook that the limits let through
_MEMORY = 1024 * MEBIBYTE
_SECONDS = 60


class Workbook:
    """The rows of one worksheet, kept as CSV in a temporary file that goes with this object."""

    def __init__(self, rows: BinaryIO) -> None:
        self._rows = rows
        first = self._read()
        self.sheet_names: list[str] = next(first)
        (self.sheet_name,) = next(first)

    def records(self) -> Generator[Record]:
        """Every row with its number, blank ones too."""
        rows = self._read()
        next(rows), next(rows)
        for number, *cells in rows:
            yield int(number), cells

    def _read(self) -> Generator[list[str]]:
        self._rows.seek(0)
        text = io.TextIOWrapper(self._rows, encoding="utf-8", newline="")
        try:
            yield from csv.reader(text)
        finally:
            text.detach()


def read_workbook(file: BinaryIO, limits: Limits, sheet_name: str = "") -> Workbook:
    """Unpack a workbook and read one worksheet: the named one, else the first visible one that is not empty.

    Takes some 60 ms more than reading it here would. Raises SheetError, with what to do.
    """
    check_archive(file, limits)
    wish = asdict(limits) | {"sheet_name": sheet_name, "memory": _MEMORY, "seconds": _SECONDS}
    rows = tempfile.TemporaryFile()  # noqa: SIM115  # kept by the Workbook
    try:
        with tempfile.TemporaryFile() as copy:
            # The child needs a file that it can seek in, which an upload held in memory is not
            file.seek(0)
            shutil.copyfileobj(file, copy)
            copy.seek(0)
            done = subprocess.run(  # our own file, with limits for its only argument
                [sys.executable, "-I", str(_CHILD), json.dumps(wish)],
                stdin=copy,
                stdout=rows,
                stderr=subprocess.PIPE,
                timeout=_SECONDS,
                check=False,
            )
        if done.returncode:
            raise _refusal(done.returncode, done.stderr, limits)
        return Workbook(rows)
    except subprocess.TimeoutExpired:
        rows.close()
        raise untrusted() from None
    except BaseException:
        rows.close()
        raise


def _refusal(code: int, said: bytes, limits: Limits) -> SheetError:
    """What the child said, in words. It was ended by the system (memory, time) if it said nothing."""
    answer: list[Any] = json.loads(said) if code == _REFUSED else ["ended", None]
    what, row = answer
    if code != _REFUSED:
        # A hostile workbook or a fault of ours: whoever hosts this can tell by the last line
        log.error("The reader of workbooks ended with %s: %s", code, said.decode(errors="replace")[-300:])
    match what:
        case "columns":
            return too_many_columns(limits)
        case "rows":
            return too_many_rows(limits)
        case "cells":
            return too_many_cells(limits)
        case "cell":
            message = _("The worksheet has a cell of more than %(characters)s characters. Shorten it.")
            return SheetError(message % {"characters": f"{limits.cell_characters:,}"}, row)
        case "expanded":
            return unpacks_too_far(limits)
        case "nul":
            return nul_character(row)
        case "damaged":
            return damaged()
        case "no such worksheet":
            return SheetError(_("The workbook has no worksheet of that name. Choose one of those it has."))
    return untrusted()
