"""One pass over a file's bytes before anything is read: its digest, what it is, and how its text is encoded."""

import codecs
import hashlib
import re
from dataclasses import dataclass
from typing import BinaryIO

from django.utils.translation import gettext as _

from crm.parts.sheets.sheet import Limits, SheetError, too_large

_PIECE = 1024 * 1024
HEAD = 64 * 1024

_ZIP = (b"PK\x03\x04", b"PK\x05\x06")
_OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# How files begin that are given for a spreadsheet now and then
_OTHERS = (
    (b"%PDF-", "PDF"),
    (b"\x89PNG", "PNG"),
    (b"\xff\xd8\xff", "JPEG"),
    (b"GIF8", "GIF"),
    (b"\x1f\x8b", "gzip"),
    (b"7z\xbc\xaf\x27\x1c", "7z"),
    (b"Rar!", "RAR"),
    (b"BZh", "bzip2"),
    (b"\xfd7zXZ", "xz"),
    (b"SQLite format 3\0", "SQLite"),
    (b"\x7fELF", "ELF"),
    (b"MZ\x90", "EXE"),
    (b"{\\rtf", "RTF"),
)
_MARKUP = re.compile(rb"\s*<(?:!doctype|html|head|body|table|\?xml)\b", re.IGNORECASE)
_CARD = re.compile(rb"\s*BEGIN:(VCARD|VCALENDAR)\s", re.IGNORECASE)
_JSON = re.compile(rb'\s*(?:\{\s*"|\[\s*[\[{])')

_BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# Bytes that Windows-1252 does not use
_NOT_WINDOWS = re.compile(rb"[\x81\x8d\x8f\x90\x9d]")
_CONTROLS = bytes(set(range(32)) - set(b"\t\n\v\f\r\x1a\x1b")) + b"\x7f"


@dataclass(frozen=True)
class Survey:
    """What one pass over the bytes tells. `utf8` is also true of plain ASCII; `cut` says that it ends in half a
    character; `nul_line` is the line of the first NUL byte, or None."""

    digest: str
    size: int
    head: bytes
    tail: bytes
    utf8: bool
    cut: bool
    windows: bool
    nul_line: int | None

    @property
    def is_zip(self) -> bool:
        return self.head.startswith(_ZIP)

    @property
    def ends_mid_line(self) -> bool:
        return self.tail.rstrip(b"\0")[-1:] not in (b"\n", b"\r", b"")


def survey(file: BinaryIO, limits: Limits) -> Survey:
    """Read the whole file once, a mebibyte at a time. Raises SheetError if it is empty or too large."""
    sha, decode = hashlib.sha256(), codecs.getincrementaldecoder("utf-8")().decode
    size, lines, nul_line = 0, 1, None
    head = tail = b""
    utf8 = windows = ascii_only = True
    while piece := file.read(_PIECE):
        size += len(piece)
        if size > limits.file_bytes:
            raise too_large(limits)
        sha.update(piece)
        head = head or piece[:HEAD]
        tail = piece[-4:]
        if nul_line is None:
            if b"\0" in piece:
                nul_line = lines + piece[: piece.index(b"\0")].count(b"\n")
            lines += piece.count(b"\n")
        if ascii_only and piece.isascii():
            continue
        ascii_only = False
        if utf8:
            try:
                decode(piece)
            except UnicodeDecodeError:
                utf8 = False
        windows = windows and _NOT_WINDOWS.search(piece) is None
    if not size:
        raise SheetError(_("The file is empty. Export it again and check that rows were chosen."))
    cut = False
    if utf8 and not ascii_only:
        try:
            decode(b"", True)
        except UnicodeDecodeError:
            cut = True
    return Survey(sha.hexdigest(), size, head, tail, utf8, cut, windows, nul_line)


def refuse_what_is_no_text(found: Survey) -> None:
    """Raises SheetError, with what to do, for a file that is certainly something else than a table in text."""
    head = found.head
    if head.startswith(_OLD_OFFICE):
        raise SheetError(
            _(
                "This is an old Excel file (.xls) or one with a password. Open it, choose “Save as”, take the type "
                "“Excel workbook (.xlsx)” without a password, and bring that file."
            )
        )
    for beginning, kind in _OTHERS:
        if head.startswith(beginning):
            message = _("This is a file of type %(kind)s, not a spreadsheet. Choose a .csv or .xlsx file.")
            raise SheetError(message % {"kind": kind})
    text = head.removeprefix(codecs.BOM_UTF8)
    if _MARKUP.match(text):
        raise SheetError(
            _(
                "This is a web page or XML, whatever its name says. Open it in a spreadsheet, save it as .xlsx or "
                "CSV, and bring that file; if it shows a sign-in page, sign in there and export it again."
            )
        )
    if card := _CARD.match(text):
        message = _("This holds contacts or events (%(kind)s), not a table. Export it as CSV instead.")
        raise SheetError(message % {"kind": card[1].decode()})
    if _JSON.match(text):
        raise SheetError(_("This is JSON, not a table. Export it as CSV instead."))


def encoding_of(found: Survey) -> tuple[str, str]:
    """How the text is encoded, and a warning for the person if that is a guess. Raises SheetError if it is no text."""
    for mark, encoding in _BYTE_ORDER_MARKS:
        if found.head.startswith(mark):
            if encoding == "utf-8-sig":
                _refuse_nul(found)
                _refuse_broken_utf8(found)
            return encoding, ""
    if found.nul_line is not None:
        for first, encoding in ((1, "utf-16-le"), (0, "utf-16-be")):
            nuls = found.head[first::2].count(0)
            if found.size % 2 == 0 and nuls * 5 > len(found.head) and not found.head[1 - first :: 2].count(0):
                return encoding, _("The file says nothing about its encoding; it was read as UTF-16.")
        _refuse_nul(found)
    if found.utf8 and not found.cut:
        return "utf-8", ""
    head = found.head
    if len(head) - len(head.translate(None, _CONTROLS)) > len(head) / 100:
        raise _no_text()
    if found.cut and _multibyte(head):
        raise _cut_off()
    if not found.windows:
        raise _no_encoding()
    return "cp1252", _(
        "The file is not in UTF-8; it was read as Windows-1252. Check that names with accents look right."
    )


def _refuse_nul(found: Survey) -> None:
    if found.nul_line is None:
        return
    if found.head.count(0) > 20:
        raise _no_text()
    raise nul_character(found.nul_line)


def _refuse_broken_utf8(found: Survey) -> None:
    if found.cut:
        raise _cut_off()
    if not found.utf8:
        raise _no_encoding()


def nul_character(line: int) -> SheetError:
    return SheetError(
        _(
            "There is a NUL character, which cannot be kept. Delete it, or save the file again as “CSV UTF-8”."
        ),
        line,
    )


def _multibyte(text: bytes) -> bool:
    """Whether there is a whole character beyond ASCII in it, as UTF-8 writes one."""
    return re.search(rb"[\xc2-\xf4][\x80-\xbf]+", text) is not None


def _cut_off() -> SheetError:
    return SheetError(_("The file ends in the middle of a character: it seems cut off. Export it again."))


def _no_text() -> SheetError:
    return SheetError(_("This is not a text file, whatever its name says. Choose a .csv or .xlsx file."))


def _no_encoding() -> SheetError:
    return SheetError(
        _("The file mixes encodings. Open it in a spreadsheet, save it as “CSV UTF-8”, and bring that file.")
    )
