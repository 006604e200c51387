"""Reads a workbook in a process of its own and writes its rows as CSV; run by `workbooks`, never imported by it.

python-calamine is fast, but a hostile workbook of a kilobyte (a count of four thousand million strings) makes its
allocator abort the whole process, which no `except` catches. Here it takes down this process alone, whose memory and
time are limited first. Knows nothing of Groundwork, so that it starts in some 50 ms.

Reads the archive from standard input (a file), limits and the wished-for worksheet as JSON from the one argument.
Writes CSV in UTF-8: the names of the worksheets, that of the one which was read, then for each row its number and
cells. Ends with 0; or with 3 and a JSON list on standard error: what is wrong, and the row or null.
"""

import csv
import datetime
import io
import json
import re
import sys
import zipfile
from collections.abc import Iterator
from typing import Any, NoReturn

REFUSED = 3
PIECE = 1024 * 1024

# A cell that holds something, by its place: <c r="AB12" ...> but not <c r="AB12" s="1"/>
_PLACE = re.compile(rb"<(?:[\w.-]+:)?c\s[^>]*?\br\s*=\s*[\"']([A-Za-z]{1,8})([0-9]{1,12})[\"'][^>]*(?<!/)>")
_DECLARATIONS = (b"<!DOCTYPE", b"<!ENTITY")


def refuse(what: str, row: int | None = None) -> NoReturn:
    sys.stderr.write(json.dumps([what, row]))
    sys.exit(REFUSED)


def limit_myself(memory: int, seconds: int) -> None:
    """Where the system can: Linux does; elsewhere the checks below stand alone."""
    try:
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
        resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    except (ImportError, ValueError, OSError):
        return


def check_parts(archive: zipfile.ZipFile, limits: dict[str, int]) -> None:
    """Unpack every part once, keeping nothing: no declarations, and no cell so far out that the table between is huge.

    The reader makes room for the whole rectangle between the first and the last cell.
    """
    expanded = 0
    for part in archive.infolist():
        rows: set[bytes] = set()
        columns: set[bytes] = set()
        begun, rest = 0, b""
        with archive.open(part) as file:
            while piece := file.read(PIECE):
                expanded += len(piece)
                if expanded > limits["expanded_bytes"]:
                    refuse("expanded")
                if not part.filename.lower().endswith((".xml", ".rels")):
                    continue
                text = rest + piece
                if any(mark in text for mark in _DECLARATIONS) or b"\0" in text:
                    refuse("declaration")
                begun += piece.count(b"<row")
                cut = text.rfind(b"<")
                rest = text[cut:] if cut >= 0 else text
                if len(rest) > 4 * PIECE:
                    refuse("cell")
                # Cells need not say where they are
                if max(map(count_cells, text.split(b"<row"))) > limits["columns"]:
                    refuse("columns")
                places = _PLACE.findall(text[: max(cut, 0)])
                columns.update(column for column, _row in places)
                rows.update(row for _column, row in places)
        check_area(max(begun, *map(int, rows), 0), max(map(column_number, columns), default=0), limits)


def count_cells(text: bytes) -> int:
    return text.count(b"<c ") + text.count(b"<c>") + text.count(b"<c/")


def check_area(rows: int, columns: int, limits: dict[str, int]) -> None:
    if columns > limits["columns"]:
        refuse("columns")
    if rows > limits["rows"] + 1000:  # titles and a header stand above the rows that are counted
        refuse("rows")
    if rows * columns > limits["cells"]:
        refuse("cells")


def column_number(letters: bytes) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number


def text_of(value: Any) -> str:
    """A cell as a spreadsheet shows it without a format: 12, 12.5, TRUE, 2024-01-31, 2024-01-31 09:30."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 2**53 else repr(value)
    if isinstance(value, datetime.datetime):
        return value.isoformat(" ", "seconds" if value.second else "minutes")
    if isinstance(value, datetime.time):
        return value.isoformat("seconds" if value.second else "minutes")
    return str(value)


def rows_of(sheet: Any, limits: dict[str, int]) -> Iterator[list[str]]:
    """Each row of the worksheet with its number in front."""
    left_out = sheet.start[1] if sheet.start else 0  # empty columns before the table
    if sheet.width + left_out > limits["columns"]:
        refuse("columns")
    for number, values in enumerate(sheet.iter_rows(), 1):
        cells = [text_of(value) for value in values]
        if max(map(len, cells), default=0) > limits["cell_characters"]:
            refuse("cell", number)
        if any("\0" in cell for cell in cells):
            refuse("nul", number)
        yield [str(number), *cells]


def main() -> None:
    wish = json.loads(sys.argv[1])
    limit_myself(wish["memory"], wish["seconds"])
    from python_calamine import CalamineError, SheetTypeEnum, SheetVisibleEnum, load_workbook

    file = sys.stdin.buffer
    try:
        with zipfile.ZipFile(file) as archive:
            check_parts(archive, wish)
        file.seek(0)
        workbook = load_workbook(io.BytesIO(file.read()))
        sheets = [sheet for sheet in workbook.sheets_metadata if sheet.typ == SheetTypeEnum.WorkSheet]
        names = [sheet.name for sheet in sheets]
        shown = [sheet.name for sheet in sheets if sheet.visible == SheetVisibleEnum.Visible]
        wanted = [wish["sheet_name"]] if wish["sheet_name"] else shown or names
        if not set(wanted) <= set(names):
            refuse("no such worksheet")
        text = io.TextIOWrapper(sys.stdout.buffer, "utf-8", "replace", newline="")
        out = csv.writer(text)
        out.writerow(names)
        for name in wanted:
            sheet = workbook.get_sheet_by_name(name)
            if sheet.start is not None or name == wanted[-1]:
                out.writerow([name])
                out.writerows(rows_of(sheet, wish))
                break
        text.flush()
    except (CalamineError, zipfile.BadZipFile, EOFError, OSError, ValueError, RuntimeError):
        refuse("damaged")
    except MemoryError:
        refuse("cells")


if __name__ == "__main__":
    main()
