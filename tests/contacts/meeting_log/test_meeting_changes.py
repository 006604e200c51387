"""Changing a meeting, what follows it, two people at once, the trash, and what came of a planned one."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from contacts.meeting_log.entries import Attendee, NextStep
from contacts.meeting_log.services import log_meeting
from contacts.models import Assessment, Attendance, Meeting, Organization, Person, Task
from crm.parts.audit import AuditEvent
from tests import factories
from tests.cast import Cast
from tests.contacts.meeting_log.page import edited, filled, of, today, words_in, yesterday

pytestmark = pytest.mark.django_db


@pytest.fixture
def school() -> Organization:
    return factories.organization("Prairie Rose")


@pytest.fixture
def hodan(school: Organization) -> Person:
    who = factories.person("Hodan Abdi")
    factories.role(who, school, primary=True)
    return who


@pytest.fixture
def meeting(cast: Cast, hodan: Person) -> Meeting:
    return log_meeting(
        by=cast.ben,
        held_on=yesterday(),
        attendees=[Attendee(hodan, stance="neutral", level=2)],
        initiative=factories.initiative(),
        next_steps=[NextStep("Call")],
        notes="First words",
        private_notes="Between us",
    )


def address(meeting: Meeting) -> str:
    return reverse("meeting_edit", args=[meeting.uid])


def test_it_opens_with_everything_and_changes_nothing_when_saved_as_it_is(
    ben: Client, meeting: Meeting, hodan: Person
) -> None:
    opened = words_in(ben.get(address(meeting)))
    assert all(text in opened for text in ("Hodan Abdi", "First words", "Between us", "said at this meeting"))
    readings = list(Assessment.objects.values())
    data = edited(meeting, hodan, private_notes="Between us", **of(hodan, stance="neutral", level="2"))
    assert ben.post(address(meeting), data).status_code == 302
    assert list(Assessment.objects.values()) == readings
    assert Task.objects.count() == 1


def test_it_corrects_a_position_and_keeps_its_day(cast: Cast, meeting: Meeting, hodan: Person) -> None:
    data = edited(meeting, hodan, private_notes="Between us", **of(hodan, stance="active_ally", level="2"))
    cast.client("ben").post(address(meeting), data)
    old, new = Assessment.objects.order_by("pk")
    assert (new.supersedes, new.stance, new.assessed_on) == (old, "active_ally", yesterday())
    page = words_in(cast.client("cy").get(meeting.get_absolute_url()))
    assert "for, acting" in page
    assert "undecided" not in page


def test_it_takes_somebody_out_with_their_position_and_brings_both_back(
    ben: Client, meeting: Meeting, hodan: Person
) -> None:
    other = factories.person("Pa Nhia")
    response = ben.post(address(meeting), edited(meeting, other), follow=True)
    assert [row.person for row in Attendance.objects.all()] == [other]
    assert not Assessment.objects.exists()
    assert Person.objects.get(pk=hodan.pk).meeting_count == 0
    event = AuditEvent.objects.latest("pk")
    assert reverse("undo_act", args=[event.uid]) in words_in(response)
    ben.post(reverse("undo_act", args=[event.uid]))
    assert [row.person for row in Attendance.objects.all()] == [hodan]
    assert Assessment.objects.get().stance == "neutral"
    assert Person.objects.get(pk=hodan.pk).meeting_count == 1


def test_it_rewrites_nobody_of_then_when_somebody_moved_on_since(
    cast: Cast, ben: Client, meeting: Meeting, hodan: Person, school: Organization
) -> None:
    elsewhere = factories.organization("Elsewhere")
    from contacts.roles.services import move_on

    move_on(hodan.roles.get(), by=cast.ben, organization=elsewhere, type="principal")
    opened = words_in(ben.get(address(meeting)))
    assert f'<option value="{school.party.uid}" selected>' in opened
    data = edited(meeting, hodan, **of(hodan, stance="neutral", level="2", represented=str(school.party.uid)))
    ben.post(address(meeting), data)
    assert Attendance.objects.get().represented == school


def test_it_lets_what_came_of_the_meeting_follow_its_day_and_who_may_see_it(
    cast: Cast, ben: Client, meeting: Meeting, hodan: Person
) -> None:
    earlier = yesterday() - timedelta(days=4)
    data = edited(meeting, hodan, visibility="team", **of(hodan, stance="neutral", level="2"))
    ben.post(address(meeting), {**data, "held_on": str(earlier)})
    reading, step = Assessment.objects.get(), Task.objects.get()
    assert (reading.assessed_on, reading.visibility, reading.team) == (earlier, "team", cast.north)
    assert (step.visibility, step.team) == ("team", cast.north)
    assert not Assessment.objects.visible_to(cast.cy).exists()
    meeting.refresh_from_db()
    data = edited(meeting, hodan, visibility="everyone", **of(hodan, stance="neutral", level="2"))
    ben.post(address(meeting), data)
    assert Assessment.objects.get().visibility == "everyone"


def test_it_leaves_private_notes_to_the_owner_and_directors(
    cast: Cast, meeting: Meeting, hodan: Person
) -> None:
    for name, sees in (("ben", True), ("ada", True), ("cy", False)):
        for page in (meeting.get_absolute_url(), address(meeting)):
            assert ("Between us" in words_in(cast.client(name).get(page))) is sees
    data = edited(meeting, hodan, private_notes="Overwritten", **of(hodan, stance="neutral", level="2"))
    cast.client("cy").post(address(meeting), {**data, "notes": "Second words"})
    meeting.refresh_from_db()
    assert (meeting.notes, meeting.private_notes) == ("Second words", "Between us")


def test_it_shows_both_when_two_change_a_meeting_at_once(
    cast: Cast, ben: Client, meeting: Meeting, hodan: Person
) -> None:
    said = of(hodan, stance="neutral", level="2")
    mine = edited(meeting, hodan, notes="Mine", **said)
    cast.client("cy").post(address(meeting), edited(meeting, hodan, notes="Theirs", **said))
    refused = ben.post(address(meeting), mine)
    assert refused.status_code == 409
    assert "Mine" in words_in(refused)
    assert "Theirs" in words_in(refused)
    assert Meeting.objects.get().notes == "Theirs"
    again = {**mine, "version": str(Meeting.objects.get().version)}
    assert f'name="version" value="{again["version"]}"' in words_in(refused)
    ben.post(address(meeting), again)
    assert Meeting.objects.get().notes == "Mine"


def test_it_shows_both_when_another_one_changed_who_was_there(
    cast: Cast, ben: Client, meeting: Meeting, hodan: Person
) -> None:
    said, ana = of(hodan, stance="neutral", level="2"), factories.person("Ana Ruiz")
    mine = edited(meeting, hodan, private_notes="Mine alone", **said)
    cast.client("ada").post(address(meeting), edited(meeting, hodan, ana, private_notes="Ours", **said))
    refused = ben.post(address(meeting), mine)
    assert refused.status_code == 409
    rows = re.findall(
        r"<th scope=\"row\">(.*?)</th><td[^>]*>(.*?)</td><td[^>]*>(.*?)</td>", words_in(refused)
    )
    assert rows == [
        ("Who was there", "Ana Ruiz, Hodan Abdi", "Hodan Abdi"),
        ("Private notes", "Ours", "Mine alone"),
    ]
    assert Attendance.objects.count() == 2


def test_it_says_that_another_one_saved_the_same(
    cast: Cast, ben: Client, meeting: Meeting, hodan: Person
) -> None:
    mine = edited(meeting, hodan, notes="The same", **of(hodan, stance="neutral", level="2"))
    cast.client("cy").post(address(meeting), mine)
    refused = ben.post(address(meeting), mine)
    assert refused.status_code == 409
    assert "Somebody changed this meeting while you did" in words_in(refused)


def test_it_asks_before_positions_lose_their_meeting(ben: Client, meeting: Meeting, hodan: Person) -> None:
    untouched = of(hodan, stance="", level="")
    refused = ben.post(address(meeting), edited(meeting, hodan, status="cancelled", **untouched))
    assert refused.status_code == 400
    assert "so it was held" in words_in(refused)
    absent = of(hodan, stance="", level="", presence="absent")
    refused = ben.post(address(meeting), edited(meeting, hodan, factories.person(), **absent))
    assert "Hodan Abdi gave a position" in words_in(refused)
    assert Attendance.objects.get().presence == "attended"


def test_it_goes_into_the_trash_and_comes_back(
    cast: Cast, ben: Client, meeting: Meeting, hodan: Person
) -> None:
    response = ben.post(reverse("meeting_trash", args=[meeting.uid]), follow=True)
    assert "is in the trash" in words_in(response)
    assert reverse("undo_act", args=[AuditEvent.objects.latest("pk").uid]) in words_in(response)
    assert meeting.get_absolute_url() not in words_in(ben.get("/meetings/"))
    assert Person.objects.get(pk=hodan.pk).last_contact_on is None
    assert not hodan.party.latest_readings.exists()
    assert "Restore the meeting" in words_in(ben.get(meeting.get_absolute_url()))
    assert ben.get(address(meeting)).status_code == 404
    ben.post(reverse("meeting_restore", args=[meeting.uid]))
    assert "First words" in words_in(ben.get(meeting.get_absolute_url()))
    assert Person.objects.get(pk=hodan.pk).last_contact_on == yesterday()
    assert hodan.party.latest_readings.exists()


def test_it_turns_a_planned_meeting_into_one_that_was_held(cast: Cast, ben: Client, hodan: Person) -> None:
    ben.post("/meetings/log/", filled(hodan, day=today() + timedelta(days=1)))
    meeting = Meeting.objects.get()
    opened = words_in(ben.get(f"{address(meeting)}?held=1"))
    assert '<option value="held" selected>' in opened
    data = edited(meeting, hodan, status="held", **of(hodan, stance="passive_ally"))
    assert "This day lies ahead" in words_in(ben.post(address(meeting), data))
    ben.post(address(meeting), {**data, "held_on": str(today())})
    assert Attendance.objects.get().presence == "attended"
    assert Assessment.objects.get().assessed_on == today()
    assert Person.objects.get(pk=hodan.pk).last_contact_on == today()


@pytest.mark.parametrize(("outcome", "status"), [("no_show", "attempted"), ("rescheduled", "cancelled")])
def test_it_notes_what_came_of_a_planned_meeting_by_one_press(
    ben: Client, hodan: Person, outcome: str, status: str
) -> None:
    ben.post("/meetings/log/", filled(hodan, day=today() + timedelta(days=1)))
    meeting = Meeting.objects.get()
    press = reverse("meeting_not_held", args=[meeting.uid])
    ben.post(press, {"outcome": "delicious"})
    assert Meeting.objects.get().status == "planned"
    ben.post(press, {"outcome": outcome})
    assert (Meeting.objects.get().status, Meeting.objects.get().outcome) == (status, outcome)
    assert "has said already" in words_in(ben.post(press, {"outcome": outcome}, follow=True))
    assert Person.objects.get(pk=hodan.pk).meeting_count_all == 0


def test_it_lets_nobody_change_what_they_may_not_see_or_write(cast: Cast, hodan: Person) -> None:
    meeting = log_meeting(by=cast.ben, held_on=yesterday(), attendees=[Attendee(hodan)], visibility="team")
    data = edited(meeting, hodan, notes="Changed")
    addresses = [address(meeting)] + [
        reverse(name, args=[meeting.uid]) for name in ("meeting_trash", "meeting_restore", "meeting_not_held")
    ]
    for name, expected in (("cy", 404), ("vi", 403)):
        for one in addresses:
            assert cast.client(name).post(one, data).status_code == expected
    assert Meeting.objects.get().notes == ""
    assert Meeting.objects.get().version == meeting.version
