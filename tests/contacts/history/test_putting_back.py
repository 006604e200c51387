"""A record is put back to any earlier state: shown field by field, done as one act, undone in one."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.urls import reverse

from contacts.meeting_log.entries import Attendee
from contacts.meeting_log.services import change_meeting, log_meeting
from contacts.models import (
    Assessment,
    Attendance,
    ContactPoint,
    Initiative,
    Meeting,
    Organization,
    Party,
    Person,
    Role,
    Tagging,
    Task,
)
from contacts.organizations.services import change_organization
from contacts.parties.reach import change_contact_point
from contacts.parties.services import put_tags, set_do_not_contact, trash
from contacts.people.services import change_person
from contacts.policy.services import change_initiative, create_initiative
from contacts.tasks.services import change_task
from crm.accounts.models import User
from crm.parts.audit import AuditEvent
from crm.parts.undo import undo
from tests import factories
from tests.cast import Cast

pytestmark = pytest.mark.django_db


def back(kind: str, record: Any) -> str:
    return reverse("record_put_back", args=[kind, record.uid])


def last_act() -> AuditEvent:
    return AuditEvent.objects.latest("pk")


def put_back(cast: Cast, name: str, address: str, *, leave: tuple[str, ...] = ()) -> Any:
    """Look at what would change, untick what is to be left, and send it."""
    client = cast.client(name)
    shown = client.get(address)
    assert shown.status_code == 200, shown.content.decode()[:500]
    rows = [row.token for row in shown.context["plan"].shown if not row.stays and row.token not in leave]
    return client.post(address, {"row": rows, "newest": shown.context["plan"].newest})


def test_it_puts_a_person_back_with_what_hangs_on_them(cast: Cast) -> None:
    who = factories.person("Maren Oakes", by=cast.ben)
    put_tags(who.party, by=cast.ben, names=["board"])
    point = factories.email(who, "maren@school.invalid")
    change_person(who, by=cast.ben, version=who.version, name="Maren Tveit", pronouns="she")
    first = last_act()
    put_tags(who.party, by=cast.ben, names=["charter"])
    change_contact_point(point, by=cast.ben, version=point.version, value="wrong@school.invalid")
    page = cast.page("ben", f"{back('person', who)}?before={first.uid}")
    assert "Maren Tveit" in page
    assert "Maren Oakes" in page
    answer = put_back(cast, "cy", f"{back('person', who)}?before={first.uid}")
    assert answer.status_code == 302
    now = Person.objects.get(pk=who.pk)
    assert (now.name, now.pronouns, now.party.label) == ("Maren Oakes", "", "Maren Oakes")
    assert [tagging.tag.name for tagging in Tagging.objects.filter(party=who.pk)] == ["board"]
    assert ContactPoint.objects.get(pk=point.pk).value == "maren@school.invalid"
    assert last_act().verb == "put back"
    undo(last_act(), by=cast.cy)
    assert Person.objects.get(pk=who.pk).name == "Maren Tveit"
    assert [tagging.tag.name for tagging in Tagging.objects.filter(party=who.pk)] == ["charter"]


def test_it_leaves_what_is_unticked(cast: Cast) -> None:
    who = factories.person("Maren Oakes", by=cast.ben)
    change_person(who, by=cast.ben, version=who.version, pronouns="she")
    first = last_act()
    put_tags(who.party, by=cast.ben, names=["charter"])
    put_back(cast, "ben", f"{back('person', who)}?before={first.uid}", leave=("itself",))
    assert Person.objects.get(pk=who.pk).pronouns == "she"
    assert not Tagging.objects.exists()


def test_it_keeps_notes_steps_and_the_trash_out_of_it(cast: Cast) -> None:
    who = factories.person("Maren Oakes", by=cast.ben)
    change_person(who, by=cast.ben, version=who.version, pronouns="she")
    first = last_act()
    factories.task("Call", party=who.party, by=cast.ben)
    factories.note(who, "A note", by=cast.ben)
    put_back(cast, "ben", f"{back('person', who)}?before={first.uid}")
    assert Task.objects.filter(party=who.pk).count() == 1
    assert who.party.notes.count() == 1


def test_it_puts_back_to_the_end_of_a_day(cast: Cast) -> None:
    who = factories.person("Maren Oakes", by=cast.ben)
    change_person(who, by=cast.ben, version=who.version, pronouns="she")
    change_person(who, by=cast.ben, version=who.version, pronouns="they")
    AuditEvent.objects.filter(pk__lt=last_act().pk).update(at="2026-03-05T12:00:00Z")
    put_back(cast, "ben", f"{back('person', who)}?day=2026-03-05")
    assert Person.objects.get(pk=who.pk).pronouns == "she"
    before = cast.client("ben").get(f"{back('person', who)}?day=2020-01-01")
    assert before.status_code == 409
    assert "not in the record yet" in before.content.decode()
    assert cast.client("ben").get(f"{back('person', who)}?day=soon").status_code == 400


def test_it_puts_back_who_was_at_a_meeting_and_what_they_said(cast: Cast) -> None:
    one, other = factories.person("One"), factories.person("Other")
    meeting = log_meeting(
        by=cast.ben, held_on=factories.A_DAY, title="First",
        attendees=[Attendee(one, stance="neutral"), Attendee(other)],
    )  # fmt: skip
    change_meeting(meeting, by=cast.ben, version=meeting.version, title="Second", attendees=[Attendee(other)])
    put_back(cast, "ben", f"{back('meeting', meeting)}?before={last_act().uid}")
    assert Meeting.objects.get().title == "First"
    assert Attendance.objects.filter(meeting=meeting).count() == 2
    assert Assessment.objects.get(meeting=meeting).party == one.party
    one.refresh_from_db()
    assert one.meeting_count == 1


def test_it_leaves_private_notes_that_one_may_not_read(cast: Cast) -> None:
    who = factories.person()
    meeting = log_meeting(
        by=cast.ben, held_on=factories.A_DAY, attendees=[Attendee(who)], title="First", private_notes="before"
    )
    change_meeting(
        meeting, by=cast.ben, version=meeting.version, title="Second", private_notes="canary",
        attendees=[Attendee(who)],
    )  # fmt: skip
    address = f"{back('meeting', meeting)}?before={last_act().uid}"
    assert "canary" not in cast.page("cy", address)
    put_back(cast, "cy", address)
    now = Meeting.objects.get()
    assert (now.title, now.private_notes) == ("First", "canary")


def test_it_lets_what_came_of_a_meeting_be_no_wider_than_it(cast: Cast) -> None:
    who = factories.person()
    meeting = log_meeting(
        by=cast.ben, held_on=factories.A_DAY, attendees=[Attendee(who, stance="neutral")], visibility="owner"
    )
    change_meeting(
        meeting, by=cast.ben, version=meeting.version, visibility="everyone",
        attendees=[Attendee(who, stance="neutral")],
    )  # fmt: skip
    assert Assessment.objects.get().visibility == "everyone"
    put_back(cast, "ben", f"{back('meeting', meeting)}?before={last_act().uid}")
    assert Meeting.objects.get().visibility == "owner"
    assert Assessment.objects.get().visibility == "owner"


def test_it_does_not_go_back_behind_a_restriction(cast: Cast) -> None:
    task = factories.task("canary", by=cast.ben, visibility="owner")
    change_task(task, by=cast.ben, version=task.version, title="open", visibility="everyone")
    first = last_act()
    change_task(task, by=cast.ben, version=task.version, title="later")
    answer = cast.client("cy").get(f"{back('next-step', task)}?before={first.uid}")
    assert answer.status_code == 409
    assert "canary" not in answer.content.decode()
    put_back(cast, "ben", f"{back('next-step', task)}?before={first.uid}")
    assert Task.objects.get().title == "canary"


def test_it_says_in_words_what_stands_in_the_way(cast: Cast) -> None:
    on = create_initiative(by=cast.ben, name="Site governance", lever="state_law")
    change_initiative(on, by=cast.ben, version=on.version, name="Self governance")
    renamed = last_act()
    create_initiative(by=cast.ben, name="Site governance", lever="state_law")
    answer = put_back(cast, "ben", f"{back('initiative', on)}?before={renamed.uid}")
    assert answer.status_code == 409
    assert "There is an initiative of this name already." in answer.content.decode()
    assert Initiative.objects.get(pk=on.pk).name == "Self governance"


def test_it_keeps_what_something_rests_on_by_now(cast: Cast) -> None:
    board = factories.organization("Board", by=cast.ben)
    change_organization(board, by=cast.ben, version=board.version, city="Ely")
    first = last_act()
    seat = factories.seat(board)
    factories.role(factories.person(), board, seat=seat)
    page = cast.page("ben", f"{back('organization', board)}?before={first.uid}")
    assert "It stays: a role rests on it." in page
    put_back(cast, "ben", f"{back('organization', board)}?before={first.uid}")
    assert Organization.objects.get(pk=board.pk).city == ""
    assert board.seats.count() == 1
    assert Role.objects.count() == 1


def test_it_refuses_a_circle(cast: Cast) -> None:
    above, below = factories.organization("Above", by=cast.ben), factories.organization("Below", by=cast.ben)
    change_organization(below, by=cast.ben, version=below.version, parent=above)
    change_organization(below, by=cast.ben, version=below.version, parent=None)
    loose = last_act()
    change_organization(above, by=cast.ben, version=above.version, parent=below)
    answer = put_back(cast, "ben", f"{back('organization', below)}?before={loose.uid}")
    assert answer.status_code == 409
    assert "circle" in answer.content.decode()
    assert Organization.objects.get(pk=below.pk).parent is None


def test_it_shows_the_plan_anew_if_somebody_changed_it_meanwhile(cast: Cast) -> None:
    who = factories.person("Maren Oakes", by=cast.ben)
    change_person(who, by=cast.ben, version=who.version, pronouns="she")
    address = f"{back('person', who)}?before={last_act().uid}"
    client = cast.client("ben")
    shown = client.get(address)
    change_person(who, by=cast.cy, version=who.version, pronouns="they")
    answer = client.post(address, {"row": ["itself"], "newest": shown.context["plan"].newest})
    assert answer.status_code == 409
    assert "Somebody changed this meanwhile" in answer.content.decode()
    assert Person.objects.get(pk=who.pk).pronouns == "they"
    put_back(cast, "ben", address)
    assert Person.objects.get(pk=who.pk).pronouns == ""


def test_it_takes_nothing_out_of_the_trash(cast: Cast) -> None:
    who = factories.person("Maren Oakes", by=cast.ben)
    set_do_not_contact(who.party, by=cast.ben, switch=True, reason="asked")
    first = last_act()
    trash(Party.objects.get(pk=who.pk), by=cast.ben)
    assert cast.client("ben").get(f"{back('person', who)}?before={first.uid}").status_code == 404


def test_it_offers_no_way_back_for_readings_and_viewers(cast: Cast) -> None:
    who = factories.person("Maren Oakes", by=cast.ben)
    reading = factories.reading(who, by=cast.ben)
    change_person(who, by=cast.ben, version=who.version, pronouns="she")
    address = f"{back('person', who)}?before={last_act().uid}"
    assert cast.client("ben").get(f"{back('reading', reading)}?day=2026-01-01").status_code == 404
    assert cast.client("vi").get(address).status_code == 403
    assert "Put back" not in re.sub(
        "<script.*", "", cast.page("vi", reverse("party_history", args=[who.uid]))
    )


def test_it_does_nothing_if_nothing_was_chosen(cast: Cast) -> None:
    who = factories.person("Maren Oakes", by=User.objects.system())
    change_person(who, by=cast.ben, version=who.version, pronouns="she")
    before = last_act()
    address = f"{back('person', who)}?before={before.uid}"
    put_back(cast, "ben", address, leave=("itself",))
    assert last_act() == before
