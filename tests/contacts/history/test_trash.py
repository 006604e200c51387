"""Whatever can be put into the trash lies on one page, comes back with all its links, and leaves after its days."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from contacts.history.emptying import empty_trash
from contacts.interest import facts as readings
from contacts.meetings import facts as contacts
from contacts.models import (
    Assessment,
    Attachment,
    Attendance,
    Barrier,
    Decision,
    Document,
    Forgotten,
    Hold,
    Initiative,
    ListEntry,
    Meeting,
    Party,
    Person,
    Role,
    SavedList,
    Task,
    Tie,
)
from contacts.parties.documents import attach, keep_document
from contacts.parties.keeping import put_in_trash
from contacts.parties.services import trash
from contacts.policy.services import trash_initiative
from crm.parts.audit import AuditEvent, broken_seals, seal_chain
from crm.parts.search import SearchDocument
from crm.parts.undo import CannotUndo, undo
from tests import factories
from tests.cast import Cast

pytestmark = pytest.mark.django_db
LATER = timedelta(days=91)


def of_every_kind(cast: Cast) -> dict[str, Any]:
    """One record of each kind that has a trash."""
    who, school = factories.person("Maren Oakes"), factories.organization("Lakeview")
    return {
        "person": who.party,
        "organization": school.party,
        "meeting": factories.meeting(factories.person(), by=cast.ben, title="The meeting"),
        "tie": factories.tie(factories.person(), factories.person(), by=cast.ben),
        "next-step": factories.task("The step", by=cast.ben),
        "initiative": factories.initiative("The initiative"),
        "barrier": factories.make(Barrier(title="The barrier", level="state_law", category="credits")),
        "list": factories.make(SavedList(owner=cast.ben, name="The list"), cast.ben),
        "document": factories.make(Document(title="The document", link="https://example.org/a"), cast.ben),
    }


def put(record: Any, cast: Cast, *, name: str = "ben") -> Any:
    return put_in_trash(record, by=getattr(cast, name), subject="it")


def restore(kind: str, record: Any) -> str:
    return reverse("trash_restore", args=[kind, record.uid])


def test_it_shows_every_kind_with_who_when_and_until_when(cast: Cast) -> None:
    records = of_every_kind(cast)
    for record in records.values():
        put(record, cast)
    page = cast.page("ben", reverse("trash"))
    for words in ("Maren Oakes", "Lakeview", "The meeting", "The step", "The initiative", "The barrier"):
        assert words in page
    assert page.count("Take it back out") == len(records)
    assert page.count("Ben Lindqvist") >= len(records)
    assert page.count("leaves for good on") == len(records)
    only = cast.page("ben", f"{reverse('trash')}?kind=meeting")
    assert "The meeting" in only
    assert "Lakeview" not in only
    assert "The meeting" not in cast.page("ben", f"{reverse('trash')}?by={cast.cy.pk}")
    assert "The meeting" not in cast.page("ben", f"{reverse('trash')}?until=2020-01-01")
    assert cast.client("ben").get(f"{reverse('trash')}?kind=nothing").status_code == 400


@pytest.mark.parametrize(
    "kind",
    ["person", "organization", "meeting", "tie", "next-step", "initiative", "barrier", "list", "document"],
)
def test_it_gives_each_back(cast: Cast, kind: str) -> None:
    record = put(of_every_kind(cast)[kind], cast)
    answer = cast.client("ben").post(restore(kind, record))
    assert answer.status_code == 302
    assert cast.client("ben").get(answer.url).status_code in (200, 302)
    assert type(record).objects.get(pk=record.pk).trashed_at is None
    undo(AuditEvent.objects.latest("pk"), by=cast.ben)
    assert type(record).objects.get(pk=record.pk).trashed_at is not None


def test_it_gives_a_person_back_with_all_links(cast: Cast) -> None:
    who = factories.full_person(cast)
    before = cast.page("ben", who.get_absolute_url())
    trash(who.party, by=cast.ben)
    assert cast.client("ben").get(who.get_absolute_url()).status_code == 404
    cast.client("ben").post(restore("person", who.party))
    after = cast.page("ben", who.get_absolute_url())
    for word in ("Principal", "site council", "A note for the team", "612 555 0142", "Call"):
        assert before.count(word) == after.count(word) > 0, word


def test_it_shows_nobody_what_was_restricted(cast: Cast) -> None:
    meeting = put(factories.meeting(by=cast.ben, title="canary", visibility="owner"), cast)
    private = put(factories.make(SavedList(owner=cast.ben, name="canary list"), cast.ben), cast)
    document = put(
        factories.make(
            Document(title="canary paper", link="https://x.invalid", visibility="team", team=cast.north),
            cast.ben,
        ),
        cast,
    )
    assert "canary" not in cast.page("cy", reverse("trash"))
    assert "canary" in cast.page("ada", reverse("trash"))
    assert "canary list" not in cast.page("ada", reverse("trash"))
    for kind, record in (("meeting", meeting), ("list", private), ("document", document)):
        assert cast.client("cy").post(restore(kind, record)).status_code == 404
        assert cast.client("vi").post(restore(kind, record)).status_code == 403


def test_it_offers_another_name_where_the_old_one_is_taken(cast: Cast) -> None:
    gone = factories.initiative("Site governance")
    trash_initiative(gone, by=cast.ben)
    factories.initiative("site  Governance")
    answer = cast.client("ben").post(restore("initiative", gone))
    assert answer.status_code == 409
    said = answer.content.decode()
    assert "There is an initiative of this name already." in said
    assert "Another name for it" in said
    answer = cast.client("ben").post(restore("initiative", gone), {"name": "Site governance of 2024"})
    assert answer.status_code == 302
    assert Initiative.objects.get(pk=gone.pk).name == "Site governance of 2024"


def test_it_says_what_to_do_where_a_tie_was_written_anew(cast: Cast) -> None:
    one, other = factories.person(), factories.person()
    gone = put(factories.tie(one, other, by=cast.ben), cast)
    factories.tie(one, other, by=cast.ben)
    answer = cast.client("ben").post(restore("tie", gone))
    assert answer.status_code == 409
    assert "This tie is in the record already." in answer.content.decode()
    assert "end that one first" in answer.content.decode()


def test_it_puts_a_document_into_the_trash(cast: Cast) -> None:
    document = factories.make(Document(title="Paper", link="https://example.org/a"), cast.ben)
    address = reverse("record_trash", args=["document", document.uid])
    assert cast.client("ben").get(address).status_code == 200
    assert cast.client("ben").post(address).status_code == 302
    assert Document.objects.get(pk=document.pk).trashed_at is not None


def test_it_leaves_others_lists_where_they_are(cast: Cast) -> None:
    theirs = put(
        factories.make(SavedList(owner=cast.cy, name="Theirs", sharing="all"), cast.cy), cast, name="cy"
    )
    assert cast.client("ben").post(restore("list", theirs)).status_code == 404
    assert cast.client("cy").post(restore("list", theirs)).status_code == 302
    assert cast.client("ben").get(f"/history/list/{theirs.uid}/").status_code == 200
    assert cast.client("ben").get(f"/history/list/{theirs.uid}/back/?day=2099-01-01").status_code == 404


def test_it_empties_what_lay_its_days_and_passes_by_what_is_held(cast: Cast) -> None:
    records = of_every_kind(cast)
    held = factories.meeting(by=cast.ben, title="Held")
    for record in (*records.values(), held):
        put(record, cast)
    cast.client("rut").post(reverse("trash_restore", args=["meeting", held.uid]))
    held.refresh_from_db()
    page = reverse("record_hold", args=["meeting", held.uid])
    cast.client("ada").post(page, {"reason": "A hearing is open"})
    assert "A hearing is open" in cast.page("ben", held.get_absolute_url())
    put(held, cast)
    assert "A hearing is open" in cast.page("ben", reverse("trash"))
    assert str(empty_trash()) == "nothing"
    done = empty_trash(timezone.now() + LATER)
    assert done.gone == dict.fromkeys(
        ["people", "organizations", "meetings", "ties", "next steps", "initiatives", "barriers", "lists",
         "documents"], 1,
    )  # fmt: skip
    assert done.held == 1
    assert Meeting.objects.get() == held
    for model in (Tie, Task, Initiative, Barrier, SavedList, Document):
        assert not model.objects.filter(trashed_at__isnull=False).exists(), model
    assert Forgotten.objects.count() == 2
    assert "Take it back out" not in cast.page("ben", f"{reverse('trash')}?kind=person")
    seal_chain()
    assert broken_seals() == []


def test_it_leaves_nothing_of_an_emptied_meeting_but_what_stands_by_itself(cast: Cast) -> None:
    on = factories.initiative()
    who, other = factories.person(), factories.person()
    meeting = factories.meeting(who, by=cast.ben, title="canary title", notes="canary notes", initiative=on)
    factories.reading(who, on, by=cast.ben, meeting=meeting)
    factories.task("canary step", by=cast.ben, meeting=meeting, party=who.party)
    tie = factories.tie(who, other, by=cast.ben, source_meeting=meeting)
    act = AuditEvent.objects.latest("pk")
    put(meeting, cast)
    empty_trash(timezone.now() + LATER)
    assert not Meeting._base_manager.exists()
    assert not Assessment.objects.exists()
    assert not Task.objects.exists()
    assert not Attendance.objects.exists()
    assert Tie.objects.get(pk=tie.pk).source_meeting is None
    for model, names in ((Meeting, ("title", "notes")), (Task, ("title",))):
        for name in names:
            assert {getattr(row, name) for row in model.history.all()} == {""}
    assert not AuditEvent.objects.filter(subject__contains="canary").exists()
    assert not SearchDocument.objects.filter(body__contains="canary").exists()
    parties = list(Party.objects.values_list("pk", flat=True))
    assert contacts.differences(parties) == {}
    assert readings.differences(parties) == {}
    undone = undo(act, by=cast.rut)
    assert undone.event is None or not Meeting._base_manager.exists()


def test_it_lets_decisions_go_with_their_initiative_and_meetings_stay(cast: Cast) -> None:
    on, board = factories.initiative("Gone"), factories.organization()
    factories.make(Decision(initiative=on, body=board))
    meeting = factories.meeting(factories.person(), by=cast.ben, initiative=on)
    put(on, cast)
    empty_trash(timezone.now() + LATER)
    assert not Decision.objects.exists()
    assert Meeting.objects.get(pk=meeting.pk).initiative is None


def test_it_keeps_a_document_that_a_reading_has_nothing_else_to_rest_on(cast: Cast) -> None:
    document = factories.make(Document(title="Paper", link="https://example.org/a"), cast.ben)
    factories.reading(factories.person(), by=cast.ben, how_we_know="heard", document=document)
    put(document, cast)
    done = empty_trash(timezone.now() + LATER)
    assert done.kept
    assert Document._base_manager.filter(pk=document.pk).exists()
    assert "something rests on them" in str(done)


def test_it_removes_the_file_of_an_emptied_document(
    cast: Cast, settings, tmp_path, django_capture_on_commit_callbacks
) -> None:
    settings.MEDIA_ROOT = tmp_path
    who = factories.person()
    document = keep_document(by=cast.ben, file=SimpleUploadedFile("a.txt", b"canary"))
    attach(document, who, by=cast.ben)
    put(document, cast)
    with django_capture_on_commit_callbacks(execute=True):
        empty_trash(timezone.now() + LATER)
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []
    assert not Attachment.objects.exists()


def test_it_never_takes_an_emptying_back(cast: Cast) -> None:
    task = factories.task("Call", by=cast.ben)
    put(task, cast)
    before = AuditEvent.objects.latest("pk")
    empty_trash(timezone.now() + LATER)
    emptied = AuditEvent.objects.latest("pk")
    with pytest.raises(CannotUndo):
        undo(emptied, by=cast.rut)
    undo(before, by=cast.rut)
    assert not Task._base_manager.exists()


def test_it_forgets_a_person_who_lay_there_and_keeps_the_shape(cast: Cast) -> None:
    who = factories.full_person(cast)
    listed = factories.make(SavedList(owner=cast.ben, name="L"), cast.ben)
    factories.make(ListEntry(saved_list=listed, party=who.party), cast.ben)
    there = Attendance.objects.filter(person=who).count()
    trash(who.party, by=cast.ben)
    empty_trash(timezone.now() + LATER)
    gone = Person._base_manager.get(pk=who.pk)
    assert gone.name == "somebody who was forgotten"
    assert Attendance.objects.filter(person=who).count() == there
    assert not Role.objects.filter(person=who).exists()
    assert not ListEntry.objects.exists()
    assert "90 days" in Forgotten.objects.get().reason


def test_it_says_why_something_is_held_and_lets_directors_let_go(cast: Cast) -> None:
    who = factories.person()
    page = reverse("record_hold", args=["person", who.uid])
    assert cast.client("ben").get(page).status_code == 403
    assert cast.client("ada").post(page, {"reason": ""}).status_code == 200
    assert not Hold.objects.exists()
    cast.client("ada").post(page, {"reason": "Asked for by counsel"})
    assert "Asked for by counsel" in cast.page("vi", who.get_absolute_url())
    cast.client("ada").post(page)
    assert not Hold.objects.exists()


def test_it_asks_the_same_for_three_or_thirty(cast: Cast, flat_queries) -> None:
    client = cast.client("ben")

    def grow() -> None:
        for record in of_some_kinds(cast):
            put(record, cast)

    flat_queries(lambda: client.get(reverse("trash")), grow=grow, limit=16, by_itself=True)


def of_some_kinds(cast: Cast) -> list[Any]:
    who = factories.person()
    return [
        who.party,
        factories.meeting(factories.person(), by=cast.ben),
        factories.tie(factories.person(), factories.person(), by=cast.ben),
        factories.task("Call", by=cast.ben),
    ]
