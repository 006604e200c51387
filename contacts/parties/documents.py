"""Documents: files and links attached to any record. Photos are drawn anew, so that nothing hidden comes with them."""

from __future__ import annotations

import hashlib
import io
import unicodedata
from datetime import date
from pathlib import PurePath
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.db import models
from django.utils.translation import gettext as _

from contacts.parties.keeping import keep, needed
from contacts.parties.models import Attachment, Document
from crm.parts.audit import act
from crm.parts.records import delete_all, once
from crm.parts.visibility import Visibility

if TYPE_CHECKING:
    from django.core.files.base import File

    from crm.accounts.models import Team, User

# What a browser may be told a download is. Whatever else comes in goes out as plain bytes.
KNOWN_TYPES = {
    ".pdf": "application/pdf",
    ".txt": "text/plain; charset=utf-8",
    ".csv": "text/csv; charset=utf-8",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    ".odt": "application/vnd.oasis.opendocument.text",
    ".ods": "application/vnd.oasis.opendocument.spreadsheet",
}
PLAIN_BYTES = "application/octet-stream"
PHOTOS = {"JPEG": (".jpg", "image/jpeg"), "PNG": (".png", "image/png"), "WEBP": (".webp", "image/webp")}
LARGEST_PHOTO = 50_000_000  # pixels: beyond this, opening one takes the memory of the whole machine
LONGEST_EDGE = 3000


def keep_document(
    *,
    by: User,
    title: str = "",
    kind: str = Document.Kind.OTHER,
    file: File[Any] | None = None,
    link: str = "",
    day: date | None = None,
    source: str = "",
    visibility: str = Visibility.EVERYONE,
    team: Team | None = None,
    uid: UUID | None = None,
) -> Document:
    """Keep a file or a link. A file lies outside the web root under its uid alone.

    Raises ValidationError at `file` if it is empty, too large, or a photo that cannot be opened.
    """
    if (made := once(Document, uid, by=by)) is not None:
        return made
    if file is None and not link:
        raise ValidationError({"file": _("Choose a file, or give a link.")})
    document = Document(
        kind=kind, link=link, day=day, source=source, visibility=visibility,
        team=team if visibility == Visibility.TEAM else None,
    )  # fmt: skip
    if uid is not None:
        document.uid = uid
    content = _take_in(document, file) if file is not None else None
    document.title = needed(title or document.filename or link, "title", _("Give it a title."))[:300]
    with act(by=by, verb="keep document", subject=document.title):
        if content is None:
            return keep(document)
        document.file.save(document.filename, content, save=False)
        try:
            return keep(document)
        except BaseException:
            document.file.storage.delete(str(document.file.name))
            raise


def attach(document: Document, record: models.Model, *, by: User) -> Attachment:
    """Hang a document on a record of any kind. Twice changes nothing."""
    where = {"record_kind": record._meta.model_name or "", "record_id": record.pk}
    with act(by=by, verb="attach", subject=document.title):
        found = Attachment.objects.filter(document=document, **where).first()
        return found or keep(Attachment(document=document, **where))


def detach(document: Document, record: models.Model, *, by: User) -> None:
    """Take a document off a record; the document itself stays."""
    with act(by=by, verb="detach", subject=document.title):
        where = {"record_kind": record._meta.model_name or "", "record_id": record.pk}
        delete_all(Attachment, Attachment.objects.filter(document=document, **where))


def _take_in(document: Document, file: File[Any]) -> ContentFile[bytes]:
    """Read the file, within the limit, and note its name, type, size and digest on the document."""
    limit = settings.UPLOAD_LIMIT_BYTES
    data = file.read(limit + 1)
    if len(data) > limit:
        raise ValidationError(
            {
                "file": _("The file is larger than %(limit)s MB. Make it smaller, or give a link to it.")
                % {"limit": limit >> 20}
            }
        )
    if not data:
        raise ValidationError({"file": _("The file is empty. Choose another.")})
    name = _plain_name(file.name or "")
    data, extension, content_type = _drawn_anew(data, name)
    document.filename = name if extension is None else str(PurePath(name).with_suffix(extension))
    document.content_type = content_type
    document.size = len(data)
    document.sha256 = hashlib.sha256(data).hexdigest()
    return ContentFile(data)


def _plain_name(name: str) -> str:
    """The last part of what somebody called the file, without what no file system or header can carry."""
    last = name.replace("\\", "/").rpartition("/")[2]
    seen = "".join(char for char in last if unicodedata.category(char)[0] != "C" and char not in '"<>|:*?')
    return seen.strip(" .")[-200:] or "document"


def _drawn_anew(data: bytes, name: str) -> tuple[bytes, str | None, str]:
    """A photo without its hidden data, its extension and type; any other file as it is, with what its name says."""
    from PIL import Image, ImageOps, UnidentifiedImageError

    if data[:3] == b"\xff\xd8\xff" or data[:8] == b"\x89PNG\r\n\x1a\n" or data[8:12] == b"WEBP":
        try:
            with Image.open(io.BytesIO(data), formats=tuple(PHOTOS)) as photo:
                if photo.width * photo.height > LARGEST_PHOTO:
                    raise ValidationError(
                        {"file": _("The photo has too many pixels. Make it smaller first.")}
                    )
                form = photo.format or "JPEG"
                upright = ImageOps.exif_transpose(photo)
                upright.thumbnail((LONGEST_EDGE, LONGEST_EDGE))
                drawn = io.BytesIO()
                upright.convert("RGB" if form == "JPEG" else "RGBA").save(drawn, form)
        except (UnidentifiedImageError, OSError, Image.DecompressionBombError, SyntaxError, ValueError):
            raise ValidationError(
                {"file": _("The photo cannot be opened. Save it anew and choose it again.")}
            ) from None
        extension, content_type = PHOTOS[form]
        return drawn.getvalue(), extension, content_type
    return data, None, KNOWN_TYPES.get(PurePath(name).suffix.lower(), PLAIN_BYTES)
