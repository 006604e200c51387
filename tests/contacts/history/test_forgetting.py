"""Somebody is forgotten: nothing of them is anywhere any more, and nothing brings it back. Counts and shapes stay."""

from __future__ import annotations

from typing import Any

import pytest
from django.apps import apps
from django.urls import reverse

from contacts.history.forgetting import CannotForget, forget
from contacts.history.personal import BLANKED, DELETED, DERIVED, unplaced
from contacts.history.services import hold
from contacts.interest import facts as readings
from contacts.meetings import facts as contacts
from contacts.models import (
    Assessment,
    Attendance,
    BarrierEvidence,
    Document,
    ExternalId,
    Forgotten,
    Meeting,
    Party,
    Person,
    Task,
    Tie,
)
from contacts.people import facts as people
from contacts.people.services import change_person
from crm.parts.audit import AuditEvent, act, broken_seals, seal_chain
from crm.parts.erasing import wipe_if_needed
from crm.parts.search_query import search
from crm.parts.undo import CannotUndo, undo
from network.models import Analysis
from tests import factories
from tests.cast import Cast
from tests.contacts.history.canaries import CANARY, in_files, in_tables, somebody

REASON = "She asked us to, by letter"


def send(cast: Cast, name: str, who: Person, **fields: str) -> Any:
    sent = {"reason": REASON, "typed": who.name, **fields}
    return cast.client(name).post(reverse("person_forget", args=[who.uid]), sent)


@pytest.mark.django_db(transaction=True)
def test_it_leaves_no_byte_of_anybody_who_was_forgotten(cast: Cast, settings, tmp_path) -> None:
    settings.MEDIA_ROOT = tmp_path
    made = somebody(cast)
    who = Person.objects.get(pk=made["who"].pk)
    assert len(in_tables()) > 60
    assert in_files()
    made["school"].refresh_from_db()
    met = (made["school"].meeting_count, Attendance.objects.count())
    seal_chain()
    answer = send(cast, "ada", who)
    assert answer.status_code == 302, answer.content.decode()[-3000:]
    assert in_tables() == []
    assert wipe_if_needed() == "overwritten"
    assert wipe_if_needed() == "nothing was erased"
    assert in_tables(shadows=True) == []
    assert in_files() == []
    assert broken_seals() == []
    seal_chain()
    assert broken_seals() == []
    made["school"].refresh_from_db()
    assert (made["school"].meeting_count, Attendance.objects.count()) == met
    everywhere(cast, who)


def everywhere(cast: Cast, who: Person) -> None:
    """Search, lists, exports and pages."""
    assert search(cast.ada, CANARY) == []
    client = cast.client("ada")
    for address in (
        "/people/?format=csv&status=archived", "/people/", "/meetings/?format=csv", "/next-steps/?done=false",
        "/audit/", "/exports/", "/record/trash/", "/history/forgotten/", "/", "/initiatives/",
        Meeting.objects.get().get_absolute_url(),
    ):  # fmt: skip
        answer = client.get(address)
        content = b"".join(answer.streaming_content) if answer.streaming else answer.content
        assert CANARY.encode() not in content, address
    assert client.get(f"/people/{who.uid}/").status_code == 404


@pytest.mark.django_db
def test_it_brings_nothing_back_by_undoing_older_acts(cast: Cast, settings, tmp_path) -> None:
    settings.MEDIA_ROOT = tmp_path
    made = somebody(cast)
    who = Person.objects.get(pk=made["who"].pk)
    send(cast, "ada", who)
    forgotten = AuditEvent.objects.latest("pk")
    for event in AuditEvent.objects.filter(pk__lt=forgotten.pk).order_by("-pk"):
        try:
            undo(event, by=cast.rut)
        except CannotUndo:
            continue
    assert in_tables() == []
    assert Person._base_manager.get(pk=who.pk).hidden
    for model, links in DELETED.items():
        for link in links:
            assert not model._base_manager.filter(**{link: who.pk}).exists(), model
    with pytest.raises(CannotUndo, match="for good"):
        undo(forgotten, by=cast.rut)


@pytest.mark.django_db
def test_it_keeps_the_shape_and_facts_agree(cast: Cast, settings, tmp_path) -> None:
    settings.MEDIA_ROOT = tmp_path
    made = somebody(cast)
    who, meeting = Person.objects.get(pk=made["who"].pk), made["meeting"]
    Analysis.objects.create(scope="x", as_of=factories.A_DAY, fingerprint="0", arrays=b"")
    send(cast, "ada", who)
    there = Attendance.objects.get(meeting=meeting, person=who)
    assert there.represented == made["school"]
    reading = Assessment.objects.get(meeting=meeting)
    assert (reading.stance, reading.level, reading.note) == ("passive_ally", 3, "")
    evidence = BarrierEvidence.objects.get()
    assert (evidence.raised_by, evidence.quote, evidence.summary) == (None, "not_asked", "It is too much")
    page = cast.page("ben", meeting.get_absolute_url())
    assert "somebody who was forgotten" in page
    assert f"/people/{who.uid}/" not in page
    parties = list(Party.objects.values_list("pk", flat=True))
    assert contacts.differences(parties) == {}
    assert readings.differences(parties) == {}
    assert people.differences() == []
    assert not Tie.objects.exists()
    assert not Analysis.objects.exists()
    assert Document.objects.get() == made["shared"]


@pytest.mark.django_db
def test_it_says_what_it_did_and_what_to_look_at(cast: Cast, settings, tmp_path) -> None:
    settings.MEDIA_ROOT = tmp_path
    who = factories.person("Maren Oakes")
    other = factories.person("Somebody Else")
    factories.email(who, "maren@school.invalid")
    meeting = factories.meeting(other, by=cast.ben, notes="We spoke of Maren Oakes.", title="Talk")
    factories.note(other, "Knows Oakes from college", by=cast.ben)
    asked = cast.page("ada", reverse("person_forget", args=[who.uid]))
    assert "This cannot be undone." in asked
    assert meeting.get_absolute_url() in asked
    assert "14 days" in asked
    answer = send(cast, "ada", who)
    done = cast.page("ada", answer.url)
    assert "Maren" not in done
    assert "Oakes" not in done
    assert REASON in done
    assert meeting.get_absolute_url() in done
    assert f"/people/{other.uid}/" in done
    assert "Ways to reach" in done
    row = Forgotten.objects.get()
    assert row.counts["erased"]["ways to reach"] == 1
    assert "Maren" not in str(row.counts)
    assert REASON in cast.page("ada", reverse("forgotten_list"))
    assert cast.client("ben").get(answer.url).status_code == 403


@pytest.mark.django_db
def test_it_asks_for_a_reason_without_the_name_and_for_the_name(cast: Cast) -> None:
    who = factories.person("Maren Oakes")
    for fields in ({"reason": ""}, {"typed": "Maren"}, {"reason": "Oakes asked us"}):
        answer = send(cast, "ada", who, **fields)
        assert answer.status_code == 200, fields
        assert answer.context["form"].errors
    assert Person.objects.get(pk=who.pk).name == "Maren Oakes"
    assert send(cast, "ben", who).status_code == 403
    assert send(cast, "ada", who, typed="maren  oakes").status_code == 302
    assert Person._base_manager.get(pk=who.pk).name == "somebody who was forgotten"


@pytest.mark.django_db
def test_it_refuses_who_is_held_and_colleagues(cast: Cast) -> None:
    who = factories.person("Maren Oakes")
    hold("party", who.party, by=cast.ada, reason="A hearing is open", called="Maren Oakes")
    answer = send(cast, "ada", who)
    assert answer.status_code == 409
    assert "A hearing is open" in answer.content.decode()
    colleague = factories.person("Ben Lindqvist", user=cast.ben)
    assert send(cast, "ada", colleague).status_code == 409
    with pytest.raises(CannotForget):
        forget(colleague.party, by=cast.ada, reason="no")
    assert not Forgotten.objects.exists()


@pytest.mark.django_db
def test_it_forgets_those_who_were_merged_into_somebody_too(cast: Cast) -> None:
    who, twin = factories.person("Maren Oakes"), factories.person(f"{CANARY} Oakes")
    point = factories.email(twin, f"{CANARY}@school.invalid")
    with act(by=cast.ada, verb="merge", subject=twin.name):
        point.party = who.party
        point.save()
        twin.party.merged_into = who.party
        twin.party.save()
    send(cast, "ada", who)
    assert in_tables() == []


@pytest.mark.django_db
def test_it_leaves_somebody_of_the_same_name_alone(cast: Cast) -> None:
    who, other = factories.person("Maren Oakes"), factories.person("Maren Oakes")
    change_person(other, by=cast.ben, version=other.version, pronouns="she")
    send(cast, "ada", who)
    assert AuditEvent.objects.filter(subject="Maren Oakes", verb="change person").count() == 1
    assert Person.objects.get(pk=other.pk).name == "Maren Oakes"
    assert [row.name for row in Person.history.filter(party_id=other.pk)] == ["Maren Oakes"] * 2


@pytest.mark.django_db
def test_it_leaves_what_stands_on_somebody_else_by_now(cast: Cast) -> None:
    who, other = factories.person("Maren Oakes"), factories.person("Other Somebody")
    task = factories.task("Call", party=who.party, by=cast.ben)
    with act(by=cast.ben, verb="change next step"):
        task.party, task.title = other.party, "Call Other"
        task.save()
    send(cast, "ada", who)
    assert Task.objects.get().title == "Call Other"
    assert [row.title for row in Task.history.order_by("history_id")] == ["", "Call Other"]


@pytest.mark.django_db
def test_it_gives_a_number_elsewhere_free(cast: Cast) -> None:
    who = factories.person("Maren Oakes")
    factories.make(ExternalId(party=who.party, source="ocd", value="ocd-person/1"))
    send(cast, "ada", who)
    factories.make(ExternalId(party=factories.person().party, source="ocd", value="ocd-person/1"))


@pytest.mark.django_db
def test_it_wipes_without_anything_forgotten_too(cast: Cast) -> None:
    assert wipe_if_needed() == "nothing was erased"


def test_it_has_a_place_for_every_table_and_column_of_a_person() -> None:
    assert unplaced() == []


def test_it_would_notice_a_column_that_has_no_place(monkeypatch: pytest.MonkeyPatch) -> None:
    left = {name: value for name, value in BLANKED[Person].erased.items() if name != "access_needs"}
    monkeypatch.setitem(BLANKED, Person, type(BLANKED[Person])(("party_id",), left, BLANKED[Person].kept))
    assert unplaced() == ["contacts.Person.access_needs"]
    monkeypatch.delitem(DELETED, Task)
    assert "contacts.Task.party" in unplaced()


def test_it_counts_only_numbers_among_what_is_derived() -> None:
    from django.db import models

    texts = [
        f"{model.__name__}.{each.name}"
        for model in DERIVED
        for each in model._meta.concrete_fields
        if isinstance(each, models.TextField | models.CharField) and each.name not in ("part", "stance")
    ]
    assert texts == []
    assert apps.get_model("contacts", "Person") in BLANKED
