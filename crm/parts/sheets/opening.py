"""Opening a file: what it is, by what stands in it; its name is only believed where it agrees."""

from collections.abc import Callable, Collection, Generator, Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from pathlib import Path, PurePath
from typing import BinaryIO

from django.utils.translation import gettext as _

from crm.parts.sheets import delimited
from crm.parts.sheets.sheet import Limits, Record, Sheet, SheetError, find_header
from crm.parts.sheets.surveys import Survey, encoding_of, refuse_what_is_no_text, survey
from crm.parts.sheets.workbooks import read_workbook

LIMITS = Limits()
_WORKBOOKS = {".xlsx", ".xlsm"}
_TEXTS = {".csv", ".tsv", ".tab", ".txt"}


def open_sheet(
    source: str | Path | BinaryIO,
    name: str = "",
    *,
    known: Collection[str] = (),
    encoding: str = "",
    delimiter: str = "",
    sheet_name: str = "",
    limits: Limits = LIMITS,
) -> Sheet:
    """Open a CSV file of any dialect and encoding, or an Excel workbook.

    `source` is a path, or an open binary file that can be sought (an upload), which stays open and belongs to the
    caller; a path is opened anew for each reading. `name` is what the person calls it. `known` are column names that
    are expected: they find the header below titles. `encoding`, `delimiter` and `sheet_name` overrule what is found.

    Reads the file once for its digest and encoding, and then its first rows; a workbook is read whole. Raises
    SheetError, in words for the person who brought the file, if it is not what it claims or beyond the limits.
    """
    opened = _opener(source)
    name = (
        name or PurePath(str(source if isinstance(source, str | Path) else getattr(source, "name", ""))).name
    )
    with opened() as file:
        found = survey(file, limits)
    _compare_with_name(found, name)
    warnings: list[str] = []
    worksheets: tuple[str, ...] = ()
    sheet_name_read = ""
    if found.is_zip:
        with opened() as file:
            workbook = read_workbook(file, limits, sheet_name)
        records: Callable[[], Generator[Record]] = workbook.records
        encoding = delimiter = ""
        worksheets, sheet_name_read = tuple(workbook.sheet_names), workbook.sheet_name
        others = [sheet for sheet in workbook.sheet_names if sheet != workbook.sheet_name]
        if others and not sheet_name:
            warnings.append(
                _("The workbook has %(number)s worksheets; “%(name)s” was read, the others were not.")
                % {"number": len(others) + 1, "name": workbook.sheet_name}
            )
    else:
        refuse_what_is_no_text(found)
        if not encoding:
            encoding, warning = encoding_of(found)
            warnings += [warning] if warning else []
        dialect = delimited.dialect_of(found, encoding, delimiter)
        delimiter = dialect.delimiter

        def records() -> Generator[Record]:
            with opened() as file:
                yield from delimited.records(file, encoding, dialect, limits)

    with closing(records()) as first:
        header_line, header, noticed = find_header(first, known, limits)
    return Sheet(
        name=name,
        header=header,
        header_line=header_line,
        encoding=encoding,
        delimiter=delimiter,
        digest=found.digest,
        size=found.size,
        warnings=(*warnings, *noticed),
        limits=limits,
        records=records,
        ends_mid_line=not found.is_zip and found.ends_mid_line,
        sheet_names=worksheets,
        sheet_name=sheet_name_read,
    )


def _opener(source: str | Path | BinaryIO) -> Callable[[], AbstractContextManager[BinaryIO]]:
    @contextmanager
    def opened() -> Iterator[BinaryIO]:
        if isinstance(source, str | Path):
            with Path(source).open("rb") as file:
                yield file
        else:
            source.seek(0)
            yield source

    return opened


def _compare_with_name(found: Survey, name: str) -> None:
    """Raises SheetError if the name says one thing and the bytes another."""
    ending = PurePath(name).suffix.lower()
    if found.is_zip and ending in _TEXTS:
        raise SheetError(
            _(
                "The file is called %(ending)s but is a workbook or an archive. If it is an Excel workbook, let its "
                "name end in .xlsx; else unpack it and bring the file that is in it."
            )
            % {"ending": ending}
        )
    if ending in _WORKBOOKS and not found.is_zip:
        refuse_what_is_no_text(found)
        raise SheetError(
            _(
                "The file is called %(ending)s but is no Excel workbook. Open it in a spreadsheet and save it as "
                ".xlsx, or let its name end in .csv if it is text."
            )
            % {"ending": ending}
        )
