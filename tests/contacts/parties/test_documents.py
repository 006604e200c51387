"""Documents: kept outside the web root, photos without what hides in them."""

from __future__ import annotations

import io
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from contacts.parties.models import Document
from contacts.parties.services import attach, keep_document
from tests import factories
from tests.cast import Cast

pytestmark = pytest.mark.django_db


def photo(size: tuple[int, int] = (40, 30), form: str = "JPEG") -> bytes:
    exif = Image.Exif()
    exif[0x010E] = "taken at a secret place"
    out = io.BytesIO()
    Image.new("RGB", size, "teal").save(out, form, exif=exif)
    return out.getvalue()


def test_it_draws_a_photo_anew_so_that_nothing_hidden_comes_with_it(cast: Cast) -> None:
    document = keep_document(
        by=cast.ben, file=SimpleUploadedFile("../../sign in.jpeg", photo()), kind="photo"
    )
    with document.file.open() as kept:
        data = kept.read()
    assert b"secret" not in data
    assert (document.filename, document.content_type, document.size) == (
        "sign in.jpg",
        "image/jpeg",
        len(data),
    )
    assert document.file.name == f"documents/{document.uid.hex[:2]}/{document.uid.hex}"


@pytest.mark.parametrize(
    ("name", "data", "says"),
    [
        ("a.txt", b"", "empty"),
        ("broken.jpg", b"\xff\xd8\xff" + b"no photo", "cannot be opened"),
        ("big.bin", b"x" * 2_000_001, "larger than 1 MB"),
    ],
)
def test_it_refuses_what_cannot_be_kept_and_keeps_nothing(
    cast: Cast, settings: Any, name: str, data: bytes, says: str
) -> None:
    settings.UPLOAD_LIMIT_BYTES = 1 << 20
    with pytest.raises(ValidationError) as refused:
        keep_document(by=cast.ben, file=SimpleUploadedFile(name, data))
    assert says in str(refused.value.message_dict["file"])
    assert not Document.objects.exists()


def test_it_calls_a_page_plain_bytes_so_that_no_browser_runs_it(cast: Cast) -> None:
    document = keep_document(by=cast.ben, file=SimpleUploadedFile("x.html", b"<script>alert(1)</script>"))
    assert document.content_type == "application/octet-stream"


def test_it_hangs_a_document_on_a_record_once(cast: Cast) -> None:
    who = factories.person()
    document = keep_document(by=cast.ben, link="https://example.invalid/mou", title="MOU")
    assert attach(document, who, by=cast.ben) == attach(document, who, by=cast.ben)
