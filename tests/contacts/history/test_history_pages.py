"""What changed about a record of any kind, and that nothing restricted can be told from it."""

from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse

from contacts.meeting_log.entries import Attendee
from contacts.meeting_log.services import change_meeting, log_meeting
from contacts.models import Attachment, Attendance, Barrier, Document, ListEntry, Meeting, SavedList
from contacts.parties.services import change_note
from contacts.people.services import change_person
from contacts.policy.services import change_initiative, create_initiative
from contacts.tasks.services import change_task
from crm.parts.audit import act
from tests import factories
from tests.cast import Cast

pytestmark = pytest.mark.django_db


def address(kind: str, record: object) -> str:
    return reverse("record_history", args=[kind, record.uid])


def test_it_tells_from_what_to_what_and_by_whom(cast: Cast) -> None:
    who = factories.person("Maren Oakes", by=cast.ben)
    change_person(who, by=cast.cy, version=who.version, pronouns="she, her")
    page = cast.page("vi", reverse("party_history", args=[who.uid]))
    assert "pronouns" in page
    assert "she, her" in page
    assert "Cy Moreno" in page
    assert "Maren Oakes" in page


def test_it_has_a_page_for_every_kind_of_record(cast: Cast) -> None:
    who, school = factories.person(), factories.organization()
    listed = factories.make(SavedList(owner=cast.ben, name="Mine"), cast.ben)
    factories.make(ListEntry(saved_list=listed, party=who.party), cast.ben)
    document = factories.make(Document(title="Agenda", link="https://example.org/a"), cast.ben)
    factories.make(Attachment(document=document, record_kind="person", record_id=who.pk), cast.ben)
    barrier = factories.make(Barrier(title="Seat time", level="state_law", category="credits"), cast.ben)
    of_kind = {
        "person": who,
        "organization": school,
        "meeting": factories.meeting(who, by=cast.ben, organization=school),
        "initiative": create_initiative(by=cast.ben, name="Site governance", lever="state_law"),
        "tie": factories.tie(who, school, by=cast.ben),
        "next-step": factories.task("Call", party=who.party, by=cast.ben),
        "note": factories.note(who, "A note", by=cast.ben),
        "reading": factories.reading(who, by=cast.ben),
        "role": factories.role(who, school),
        "seat": factories.seat(school),
        "document": document,
        "barrier": barrier,
        "list": listed,
    }
    for kind, record in of_kind.items():
        page = cast.page("ben", address(kind, record))
        assert "added" in page or "Added" in page, kind
    assert cast.client("ben").get(address("note", who)).status_code == 404
    assert cast.client("ben").get("/history/nothing/" + str(who.uid) + "/").status_code == 404


def test_it_shows_decisions_and_stages_with_their_initiative(cast: Cast) -> None:
    on = create_initiative(by=cast.ben, name="Site governance", lever="state_law")
    change_initiative(on, by=cast.ben, version=on.version, stage="vote")
    page = cast.page("ben", address("initiative", on))
    assert "exploring" in page
    assert "vote" in page


def test_it_never_tells_of_private_notes(cast: Cast) -> None:
    who = factories.person()
    meeting = log_meeting(
        by=cast.ben, held_on=factories.A_DAY, attendees=[Attendee(who)], private_notes="canary-one"
    )
    change_meeting(
        meeting, by=cast.ben, version=meeting.version, private_notes="canary-two", attendees=[Attendee(who)]
    )
    for name in ("ben", "ada"):
        assert "canary-two" in cast.page(name, address("meeting", meeting)), name
    theirs = cast.page("cy", address("meeting", meeting))
    assert "canary" not in theirs
    assert "owner and directors" not in theirs
    assert theirs.count('id="act-') == 1, "the change of private notes alone must not show"


def test_it_tells_nothing_of_a_row_while_it_was_restricted(cast: Cast) -> None:
    who = factories.person()
    note = factories.note(who, "canary before", by=cast.ben, visibility="owner")
    change_note(note, by=cast.ben, version=note.version, text="canary still", on=note.on, visibility="owner")
    for page in (reverse("party_history", args=[who.uid]),):
        assert "canary" not in cast.page("cy", page)
        assert "Note, " not in cast.page("cy", page)
    change_note(note, by=cast.ben, version=note.version, text="open now", on=note.on, visibility="everyone")
    change_note(note, by=cast.ben, version=note.version, text="open later", on=note.on, visibility="everyone")
    page = cast.page("cy", address("note", note))
    assert "canary" not in page
    assert "open later" in page
    assert "canary" not in cast.page("cy", reverse("party_history", args=[who.uid]))
    assert "canary still" in cast.page("ada", address("note", note))


def test_it_hides_what_was_restricted_later(cast: Cast) -> None:
    task = factories.task("canary title", by=cast.ben, assignee=cast.ben, party=factories.person().party)
    change_task(task, by=cast.ben, version=task.version, title="canary new", visibility="owner")
    page = reverse("party_history", args=[task.party.uid])
    assert "canary" not in cast.page("cy", page)
    assert "canary new" in cast.page("ben", page)
    assert cast.client("cy").get(address("next-step", task)).status_code == 404


def test_it_names_no_restricted_meeting_that_a_row_comes_from(cast: Cast) -> None:
    who, other = factories.person(), factories.person()
    meeting = factories.meeting(who, by=cast.ben, title="canary meeting", visibility="owner")
    tie = factories.tie(who, other, by=cast.ben, source_meeting=meeting)
    assert "canary" not in cast.page("cy", address("tie", tie))
    assert "canary meeting" in cast.page("ada", address("tie", tie))


def test_it_names_imports_to_all_and_other_acts_to_those_who_may_know(cast: Cast) -> None:
    with act(by=cast.ben, verb="log meeting", subject="a meeting"):
        who = factories.person()
    assert "log meeting" not in cast.page("cy", reverse("party_history", args=[who.uid]))
    assert "log meeting" in cast.page("ben", reverse("party_history", args=[who.uid]))
    with act(by=cast.ben, verb="import", subject="people.csv"):
        other = factories.person()
    assert "brought in by a file" in cast.page("cy", reverse("party_history", args=[other.uid]))


def test_it_offers_to_undo_ones_own_acts_and_an_admin_others(cast: Cast) -> None:
    who = factories.person(by=cast.ben)
    change_person(who, by=cast.ben, version=who.version, pronouns="she")
    page = reverse("party_history", args=[who.uid])
    undo = 'action="/acts/'
    assert undo in cast.page("ben", page)
    assert undo in cast.page("rut", page)
    assert undo not in cast.page("cy", page)
    assert undo not in cast.page("vi", page)


def test_it_goes_on_to_earlier_changes(cast: Cast) -> None:
    who = factories.person(by=cast.ben)
    for number in range(60):
        change_person(who, by=cast.ben, version=who.version, pronouns=f"word {number:02}")
    client = cast.client("ben")
    seen: list[str] = []
    page, times = reverse("party_history", args=[who.uid]), 0
    while page and times < 5:
        answer = client.get(page)
        seen += [change.after for one in answer.context["history"].acts for change in one.changes]
        earlier = answer.context["history"].earlier
        page = f"{reverse('party_history', args=[who.uid])}?since={earlier.uid}" if earlier else ""
        times += 1
    assert [word for word in seen if word.startswith("word")] == [f"word {n:02}" for n in range(59, -1, -1)]
    assert times == 3


def test_it_tells_of_a_way_to_reach_that_went_to_somebody_else(cast: Cast) -> None:
    one, other = factories.person("One"), factories.person("Other")
    point = factories.email(one, "office@school.invalid")
    with act(by=cast.ben, verb="move"):
        point.party = other.party
        point.save()
    client = cast.client("ben")
    for who in (one, other):
        acts = client.get(reverse("party_history", args=[who.uid])).context["history"].acts
        assert any("office@school.invalid" in change.what for one_act in acts for change in one_act.changes)


def test_it_asks_the_same_for_three_acts_or_thirty(cast: Cast, flat_queries) -> None:
    meeting = factories.meeting(by=cast.ben, held_on=date(2026, 3, 3))
    client = cast.client("ben")
    flat_queries(
        lambda: client.get(address("meeting", meeting)),
        grow=lambda: grow(meeting, cast),
        limit=40,
        by_itself=True,
    )


def grow(meeting: Meeting, cast: Cast) -> None:
    with act(by=cast.ben, verb="change meeting"):
        meeting.title = f"{meeting.title} more"
        meeting.save()
        who = factories.person()
        factories.make(Attendance(meeting=meeting, person=who))
        factories.task(party=who.party, meeting=meeting, by=cast.ben)
        factories.reading(who, by=cast.ben, meeting=meeting)
