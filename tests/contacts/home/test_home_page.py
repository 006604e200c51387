"""The page of the morning: what waits for whom, one press to finish a step, and three ways to begin."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from contacts.home.queries import monday_of
from contacts.meeting_log.entries import Attendee
from contacts.meeting_log.services import log_meeting
from contacts.models import KeyDate, KeyDateKind, Task
from crm.parts.audit import AuditEvent, act
from crm.parts.records import delete_all
from tests import factories
from tests.cast import Cast

pytestmark = pytest.mark.django_db


def today() -> Any:
    return timezone.localdate()


def home(cast: Cast, name: str, query: str = "") -> str:
    response = cast.client(name).get(f"/{query}")
    assert response.status_code == 200
    return str(response.content.decode())


def test_it_says_how_to_begin_where_nobody_is_in_the_record(cast: Cast) -> None:
    for name, begins in (
        ("rut", ["Bring a file in", "Log a meeting", "Invite a colleague"]),
        ("ben", ["Bring a file in"]),
    ):
        page = home(cast, name)
        assert "Welcome to Groundwork" in page
        assert all(words in page for words in begins)
    assert "Invite a colleague" not in home(cast, "ben")
    assert "Bring a file in" not in home(cast, "vi")
    factories.person()
    assert "Welcome to Groundwork" not in home(cast, "ben")


def test_it_shows_what_is_late_due_and_coming_and_finishes_it_by_one_press(cast: Cast) -> None:
    who = factories.person("Hodan Abdi")
    for title, due in (("Late one", -4), ("Due one", 0), ("Far one", 60)):
        factories.task(
            title, by=cast.ben, assignee=cast.ben, party=who.party, due_on=today() + timedelta(days=due)
        )
    factories.task("Dayless", by=cast.ben, assignee=cast.ben, owed_by="contact")
    factories.task("Of another", by=cast.cy, assignee=cast.cy, due_on=today())
    factories.task(
        "Asleep", by=cast.ben, assignee=cast.ben, due_on=today(), snoozed_until=today() + timedelta(days=2)
    )
    page = home(cast, "ben")
    assert all(
        words in page
        for words in ("4 days late", "Late one", "Due one", "Dayless", "Hodan Abdi", "3 of 4 open")
    )
    assert not any(words in page for words in ("Far one", "Of another", "Asleep"))
    step = Task.objects.get(title="Late one")
    ben = cast.client("ben")
    page = ben.post(reverse("step_done", args=[step.uid]), follow=True).content.decode()
    assert "Done: Late one" in page
    assert "4 days late" not in page
    undo = reverse("undo_act", args=[AuditEvent.objects.latest("pk").uid])
    assert undo in page
    ben.post(undo)
    assert "4 days late" in home(cast, "ben")


def test_it_lets_nobody_finish_what_they_may_not_see_or_write(cast: Cast) -> None:
    step = factories.task("Mine", by=cast.ben, assignee=cast.ben, visibility="team", team=cast.north)
    address = reverse("step_done", args=[step.uid])
    assert cast.client("cy").post(address).status_code == 404
    assert cast.client("vi").post(address).status_code == 403
    assert Task.objects.get().done_at is None


def test_it_asks_whether_a_planned_meeting_was_held_and_shows_this_weeks(cast: Cast) -> None:
    who = factories.person("Hodan Abdi")
    planned = {"by": cast.ben, "attendees": [Attendee(who)], "status": "planned"}
    past = log_meeting(held_on=today() - timedelta(days=1), title="Past one", **planned)
    log_meeting(held_on=today(), title="Todays one", **planned)
    log_meeting(held_on=today() + timedelta(days=10), title="Later one", **planned)
    page = home(cast, "ben")
    assert "Was it held?" in page
    assert f"{reverse('meeting_edit', args=[past.uid])}?held=1" in page
    assert page.count("Todays one") == 1
    assert "Later one" not in page
    assert "Past one" not in home(cast, "cy")
    cast.client("ben").post(reverse("meeting_not_held", args=[past.uid]), {"outcome": "no_show"})
    assert "Was it held?" not in home(cast, "ben")


def test_it_shows_readings_of_mine_that_nobody_renewed(cast: Cast) -> None:
    law, long_ago = (
        factories.initiative("Site governed"),
        today() - timedelta(days=settings.STALE_READING_DAYS + 1),
    )
    stale, renewed, general = (factories.person(name) for name in ("Stale One", "Renewed One", "General One"))
    for who in (stale, renewed):
        factories.reading(who, law, by=cast.ben, assessed_on=long_ago)
    factories.reading(general, by=cast.ben, assessed_on=long_ago)
    factories.reading(general, law, by=cast.ben, assessed_on=today())
    factories.reading(renewed, law, by=cast.ben, assessed_on=today(), visibility="team", team=cast.north)
    page = home(cast, "ben")
    assert "Stale One" in page
    assert "General One" in page
    assert "Renewed One" not in page
    assert "Stale One" not in home(cast, "cy")


def test_it_marks_key_dates_of_six_weeks_in_words(cast: Cast) -> None:
    factories.person()
    with act(by=cast.rut, verb="test"):
        delete_all(KeyDate, KeyDate.objects.all())  # those that every installation starts with
    school, other = (
        factories.make(KeyDateKind(name="Off", no_school=True)),
        factories.make(KeyDateKind(name="Vote")),
    )
    monday = monday_of(today())
    factories.make(
        KeyDate(kind=school, title="Break", start=monday + timedelta(days=8), end=monday + timedelta(days=10))
    )
    factories.make(KeyDate(kind=other, title="Board votes", start=monday + timedelta(days=15), checked=True))
    factories.make(KeyDate(kind=other, title="Over", start=monday - timedelta(days=3)))
    factories.make(KeyDate(kind=other, title="Session convenes", start=monday + timedelta(days=90)))
    page = home(cast, "ben")
    assert page.count('class="day off"') == 3
    assert page.count("day key") == 1
    assert all(words in page for words in ("Break", "Board votes", "Then: Session convenes"))
    assert "Over" not in page.split("Six weeks")[1].split("Next steps")[0]


def test_it_shows_the_teams_when_asked(cast: Cast) -> None:
    factories.task("Of Cy", by=cast.cy, assignee=cast.cy, due_on=today())
    factories.person()
    cast.cy.teams.add(cast.north)
    assert "Of Cy" not in home(cast, "ben")
    assert "Of Cy" in home(cast, "ben", "?whose=team")


def test_it_costs_the_same_for_three_people_or_thirty(cast: Cast, flat_queries: Any) -> None:
    law = factories.initiative()

    def grow() -> None:
        who = factories.full_person(cast, law)
        factories.meeting(who, by=cast.ben, status="planned", held_on=today())
        factories.reading(who, law, by=cast.ben, assessed_on=today() - timedelta(days=400))
        factories.task(by=cast.ben, assignee=cast.ben, party=who.party, due_on=today())

    ben = cast.client("ben")
    flat_queries(lambda: ben.get("/"), grow=grow, limit=15)
