"""The directory of a zip archive, checked before anything in it is unpacked.

A workbook is a zip archive; so is a bomb. What the directory admits to is compared with the limits here; that the
parts keep to it is checked while they are unpacked, since the directory may lie.
"""

import stat
import struct
import zipfile
from typing import BinaryIO

from django.utils.translation import gettext as _

from crm.parts.sheets.sheet import MEBIBYTE, Limits, SheetError

_END = struct.Struct("<4s4H2LH")  # the record at the end of an archive
_LONGEST_COMMENT = 65_535
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_ENCRYPTED = 1


def check_archive(file: BinaryIO, limits: Limits) -> None:
    """Raises SheetError, with what to do, unless this is an Excel workbook within the limits. Unpacks nothing."""
    _check_end(file, limits)
    try:
        with zipfile.ZipFile(file) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, struct.error, ValueError, UnicodeDecodeError, EOFError, OSError):
        raise damaged() from None
    names = {part.filename for part in parts}
    _check_kind(names)
    if len(names) != len(parts):
        raise untrusted()
    for part in parts:
        path = part.filename.split("/")
        is_link = stat.S_ISLNK(part.external_attr >> 16)
        if is_link or ".." in path or path[0] == "" or "\\" in part.filename or "\0" in part.orig_filename:
            raise untrusted()
        if part.flag_bits & _ENCRYPTED:
            raise SheetError(_("The workbook has a password. Save it without one and bring that file."))
        if part.compress_type not in _METHODS:
            raise untrusted()
    if sum(part.file_size for part in parts) > limits.expanded_bytes:
        raise unpacks_too_far(limits)


def unpacks_too_far(limits: Limits) -> SheetError:
    message = _(
        "Unpacked, the workbook is larger than %(size)s MB. Copy the rows into a new workbook, or save it as CSV."
    )
    return SheetError(message % {"size": limits.expanded_bytes // MEBIBYTE})


def _check_end(file: BinaryIO, limits: Limits) -> None:
    """The number of parts, read before a list of a million parts is built in memory."""
    size = file.seek(0, 2)
    tail_at = max(0, size - _END.size - _LONGEST_COMMENT)
    file.seek(tail_at)
    tail = file.read()
    file.seek(0)
    at = tail.rfind(b"PK\x05\x06")
    if at < 0 or len(tail) - at < _END.size:
        raise damaged()
    _mark, _disk, _start, here, parts, length, _offset, _comment = _END.unpack_from(tail, at)
    # An entry of the directory takes at least 46 bytes and a name; a workbook's own are around 100
    if parts > limits.parts or length > limits.parts * 400:
        raise SheetError(
            _("The archive holds more parts than a workbook has. Save the spreadsheet as .xlsx again.")
        )
    if here != parts:
        raise damaged()


def _check_kind(names: set[str]) -> None:
    if "xl/workbook.xml" in names:
        return
    if "xl/workbook.bin" in names or "content.xml" in names or "Index/Document.iwa" in names:
        raise SheetError(
            _("This is a spreadsheet of another kind. Save it as “Excel workbook (.xlsx)” or as CSV.")
        )
    raise SheetError(
        _("This is an archive, not a spreadsheet. Unpack it and bring the .csv or .xlsx file that is in it.")
    )


def damaged() -> SheetError:
    return SheetError(
        _(
            "The workbook is damaged or cut off. Export it again, or open it in a spreadsheet and save it as .xlsx."
        )
    )


def untrusted() -> SheetError:
    return SheetError(
        _(
            "The workbook is built as no spreadsheet builds it. Copy its rows into a new workbook and save that."
        )
    )
