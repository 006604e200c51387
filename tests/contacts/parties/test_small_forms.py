"""Small forms about a party: ways to reach, consent, tags, notes, documents, the trash."""

from __future__ import annotations

import re
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from contacts.models import Consent, ContactPoint, Document, Note, Party, Tagging
from contacts.parties.services import keep_document
from crm.parts.audit import AuditEvent
from tests import factories
from tests.cast import Cast

pytestmark = pytest.mark.django_db


def post(cast: Cast, name: str, path: str, **fields: Any) -> Any:
    return cast.client(name).post(path, {"uid": str(uuid4()), **fields})


def test_it_adds_and_changes_a_way_to_reach(cast: Cast) -> None:
    who = factories.person()
    path = f"/record/{who.uid}/ways-to-reach/"
    assert (
        post(cast, "ben", path, kind="phone", value="612 555 0142", label="mobile", primary="on").status_code
        == 302
    )
    point = ContactPoint.objects.get()
    assert (point.normalized, point.primary) == ("+16125550142", True)
    edit = f"/record/ways-to-reach/{point.uid}/"
    fields = {"version": "1", "kind": "phone", "value": "612 555 0143", "label": "mobile", "status": "wrong"}
    assert post(cast, "ben", edit, **fields).status_code == 302
    point.refresh_from_db()
    assert (point.value, point.status, point.primary) == ("612 555 0143", "wrong", False)


def test_it_refuses_an_address_in_words_and_keeps_what_was_typed(cast: Cast) -> None:
    who = factories.person()
    response = post(
        cast, "ben", f"/record/{who.uid}/ways-to-reach/", kind="email", value="nobody at home", label="work"
    )
    assert "It looks like name@place.org" in response.content.decode()
    assert 'value="nobody at home"' in response.content.decode()
    assert not ContactPoint.objects.exists()


def test_it_writes_only_the_answers_that_differ(cast: Cast) -> None:
    who = factories.person()
    answers = dict.fromkeys(Consent.Channel.values, "not_asked")
    path = f"/record/{who.uid}/consent/"
    post(
        cast,
        "ben",
        path,
        **{**answers, "text": "not", "newsletter": "may"},
        on="2026-03-12",
        how="At the door",
    )
    said = {consent.channel: consent.answer for consent in Consent.objects.all()}
    assert said == {"text": "not", "newsletter": "may"}
    assert Consent.objects.get(channel="text").how == "At the door"


def test_it_turns_the_switch_over_all_channels_on_and_off_again(cast: Cast) -> None:
    who = factories.person()
    path = f"/record/{who.uid}/do-not-contact/"
    assert "required" in post(cast, "ben", path).content.decode()
    post(cast, "ben", path, do_not_contact_reason="Asked us to stop")
    assert Party.objects.get(pk=who.pk).do_not_contact
    post(cast, "ben", path)
    assert not Party.objects.get(pk=who.pk).do_not_contact


def test_it_makes_the_tags_what_was_typed(cast: Cast) -> None:
    who = factories.person()
    post(cast, "ben", f"/record/{who.uid}/tags/", tags="Site council, hearing,, site  COUNCIL")
    assert sorted(t.tag.folded for t in Tagging.objects.all()) == ["hearing", "site council"]
    post(cast, "ben", f"/record/{who.uid}/tags/", tags="")
    assert not Tagging.objects.exists()


def test_it_keeps_a_note_for_whom_it_is_meant(cast: Cast) -> None:
    who = factories.person()
    path = f"/record/{who.uid}/notes/"
    post(cast, "ben", path, text="For the team", on="2026-09-01", seen_by=f"team:{cast.north.pk}")
    note = Note.objects.get()
    assert (note.visibility, note.team) == ("team", cast.north)
    edit = f"/record/notes/{note.uid}/"
    assert cast.client("cy").get(edit).status_code == 404
    assert (
        post(cast, "cy", edit, version="1", text="x", on="2026-09-01", seen_by="everyone").status_code == 404
    )
    assert Note.objects.get().text == "For the team"
    post(cast, "ben", edit, version="1", text="For all", on="2026-09-01", seen_by="everyone")
    assert (Note.objects.get().text, Note.objects.get().visibility) == ("For all", "everyone")


def test_it_shows_both_values_of_what_two_people_wrote_into_a_note_and_of_nothing_else(cast: Cast) -> None:
    note = factories.note(factories.person(), "As it was", by=cast.ben)
    fields = {"version": "1", "on": str(note.on), "seen_by": "everyone"}
    edit = f"/record/notes/{note.uid}/"
    assert post(cast, "cy", edit, text="Theirs", **fields).status_code == 302
    slow = post(cast, "ben", edit, text="Mine", **{**fields, "seen_by": f"team:{cast.north.pk}"})
    assert slow.status_code == 409
    rows = re.findall(
        r'<th scope="row">(.*?)</th><td[^>]*>(.*?)</td><td[^>]*>(.*?)</td>', slow.content.decode()
    )
    assert rows[0] == ("Note", "Theirs", "Mine")
    assert [row[0] for row in rows] == ["Note", "Who may see it"]
    assert Note.objects.get().text == "Theirs"


def test_it_offers_and_takes_only_ones_own_teams(cast: Cast) -> None:
    who = factories.person()
    response = post(
        cast, "ben", f"/record/{who.uid}/notes/", text="x", on="2026-09-01", seen_by=f"team:{cast.south.pk}"
    )
    assert response.status_code == 200
    assert "South" not in response.content.decode()
    assert not Note.objects.exists()


def test_it_sends_a_document_as_a_download_and_only_to_whom_it_is_for(cast: Cast) -> None:
    who = factories.person()
    path = f"/record/{who.uid}/documents/"
    file = SimpleUploadedFile("memo.html", b"<script>alert(1)</script>")
    response = cast.client("ben").post(
        path, {"uid": str(uuid4()), "kind": "mou", "file": file, "seen_by": f"team:{cast.north.pk}"}
    )
    assert response.status_code == 302
    document = Document.objects.get()
    sent = cast.client("ben").get(f"/record/documents/{document.uid}/")
    assert sent["Content-Disposition"] == 'attachment; filename="memo.html"'
    assert sent["Content-Type"] == "application/octet-stream"
    assert "sandbox" in sent["Content-Security-Policy"]
    assert b"".join(sent.streaming_content) == b"<script>alert(1)</script>"
    assert cast.client("cy").get(f"/record/documents/{document.uid}/").status_code == 404
    assert "memo.html" not in cast.client("cy").get(f"/people/{who.uid}/").content.decode()
    assert "memo.html" in cast.client("ben").get(f"/people/{who.uid}/").content.decode()


def test_it_keeps_links_of_the_web_alone(cast: Cast) -> None:
    who = factories.person()
    path = f"/record/{who.uid}/documents/"
    for link in ("javascript:alert(1)", "file:///etc/passwd"):
        assert (
            post(cast, "ben", path, kind="mou", link=link, title="x", seen_by="everyone").status_code == 200
        )
    assert not Document.objects.exists()
    document = keep_document(by=cast.ben, title="MOU", link="https://example.invalid/mou.pdf")
    sent = cast.client("vi").get(f"/record/documents/{document.uid}/")
    assert sent["Location"] == "https://example.invalid/mou.pdf"


def test_it_puts_into_the_trash_and_takes_back_out_with_everything(cast: Cast) -> None:
    who = factories.full_person(cast)
    client = cast.client("ben")
    asked = client.get(f"/record/{who.uid}/trash/")
    assert "Everything that hangs on it stays" in asked.content.decode()
    response = client.post(f"/record/{who.uid}/trash/", follow=True)
    assert response.redirect_chain[-1][0] == "/people/"
    assert f"{who.name} is in the trash." in response.content.decode()
    assert client.get(f"/people/{who.uid}/").status_code == 404
    assert who.name in client.get("/record/trash/").content.decode()
    back = client.post(f"/record/trash/person/{who.uid}/restore/", follow=True)
    page = re.sub(r"\s+", " ", back.content.decode())
    assert f"<h1>{who.name}</h1>" in page
    assert "A note for everyone" in page


def test_it_needs_a_post_and_the_right_to_change_anything(cast: Cast) -> None:
    who = factories.person()
    before = AuditEvent.objects.count()
    for path in (
        "trash",
        "tags",
        "consent",
        "notes",
        "documents",
        "ways-to-reach",
        "do-not-contact",
    ):
        assert cast.client("vi").post(f"/record/{who.uid}/{path}/").status_code == 403
    assert cast.client("vi").post(f"/record/trash/person/{who.uid}/restore/").status_code == 403
    assert AuditEvent.objects.count() == before
