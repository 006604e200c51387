"""Logging a meeting: one page, one press, one act, at a cost that does not grow."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from contacts.meeting_log.entries import MAIN_ROLE, Attendee, NextStep
from contacts.meeting_log.services import log_meeting
from contacts.models import Assessment, Attendance, Meeting, Person, Task
from crm.parts.audit import AuditEvent
from tests import factories
from tests.cast import Cast
from tests.contacts.meeting_log.page import LOG, filled, of, today, words_in, yesterday

pytestmark = pytest.mark.django_db


def test_it_logs_who_came_what_each_said_and_what_is_next_in_one_act(cast: Cast, ben: Client) -> None:
    school, law = factories.organization("Prairie Rose"), factories.initiative("Site governed")
    hodan, pa, anders = (factories.person(name) for name in ("Hodan Abdi", "Pa Nhia Vang", "Anders Moe"))
    factories.role(hodan, school, primary=True)
    before = AuditEvent.objects.count()
    data = filled(
        hodan,
        pa,
        anders,
        kind="school_visit",
        organization=str(school.party.uid),
        initiative=str(law.uid),
        notes="Staff meet on 9 December.",
        **of(hodan, stance="passive_ally", level="3"),
        **of(pa, stance="neutral", note="“Tell me the vote.”"),
        **{
            "step-0-title": "Call Hodan",
            "step-0-due": str(today() + timedelta(days=3)),
            "step-0-owed": "contact",
        },
    )
    response = ben.post(LOG, data, follow=True)
    meeting = Meeting.objects.get()
    assert response.redirect_chain[-1][0] == meeting.get_absolute_url()
    assert (meeting.kind, meeting.organization, meeting.initiative) == ("school_visit", school, law)
    assert (meeting.status, meeting.logged_by, meeting.held_on) == ("held", cast.ben, yesterday())
    assert {row.person: row.represented for row in Attendance.objects.all()} == {
        hodan: school,
        pa: None,
        anders: None,
    }
    said = {row.party_id: (row.stance, row.level, row.assessed_on) for row in Assessment.objects.all()}
    assert said == {hodan.pk: ("passive_ally", 3, yesterday()), pa.pk: ("neutral", None, yesterday())}
    step = Task.objects.get()
    assert (step.title, step.owed_by, step.assignee, step.meeting) == (
        "Call Hodan",
        "contact",
        cast.ben,
        meeting,
    )
    assert AuditEvent.objects.count() == before + 1
    assert Person.objects.get(pk=anders.pk).last_contact_on == yesterday()

    page = words_in(response)
    assert "Logged the meeting of" in page
    event = AuditEvent.objects.latest("pk")
    assert reverse("undo_act", args=[event.uid]) in page
    back = ben.post(reverse("undo_act", args=[event.uid]), {"next": meeting.get_absolute_url()}, follow=True)
    assert back.status_code == 200
    assert "Undone." in words_in(back)
    assert cast.client("cy").get(meeting.get_absolute_url()).status_code == 404
    assert not any(model.objects.exists() for model in (Meeting, Attendance, Assessment, Task))
    assert Person.objects.get(pk=anders.pk).last_contact_on is None


def test_it_does_nothing_at_a_second_press(cast: Cast, ben: Client) -> None:
    data = filled(factories.person(), **{"step-0-title": "Call"})
    first, second = ben.post(LOG, data), ben.post(LOG, data)
    assert first.status_code == second.status_code == 302
    assert first.headers["Location"] == second.headers["Location"]
    assert (Meeting.objects.count(), Attendance.objects.count(), Task.objects.count()) == (1, 1, 1)


def test_it_refuses_a_page_whose_uid_is_somebody_elses_and_keeps_the_text(cast: Cast, ben: Client) -> None:
    data = filled(factories.person(), notes="Mine to keep")
    cast.client("cy").post(LOG, data)
    response = ben.post(LOG, data)
    assert response.status_code == 400
    assert "Mine to keep" in words_in(response)
    assert Meeting.objects.get().logged_by == cast.cy


def test_it_goes_back_to_where_one_came_from(cast: Cast, ben: Client) -> None:
    who, school = factories.person("Hodan Abdi"), factories.organization("Prairie Rose")
    opened = words_in(ben.get(LOG, {"person": str(who.party.uid)}))
    assert "Hodan Abdi" in opened
    response = ben.post(f"{LOG}?person={who.party.uid}", filled(who))
    assert response.headers["Location"] == who.get_absolute_url()
    response = ben.post(f"{LOG}?organization={school.party.uid}", filled(who))
    assert response.headers["Location"] == school.get_absolute_url()


def test_it_is_for_those_who_may_write(cast: Cast) -> None:
    vi = cast.client("vi")
    assert vi.get(LOG).status_code == 403
    assert vi.post(LOG, filled(factories.person())).status_code == 403
    assert vi.get("/meetings/log/people/", {"q": "a"}).status_code == 403
    assert not Meeting.objects.exists()


def test_it_plans_a_meeting_that_lies_ahead(cast: Cast, ben: Client) -> None:
    who = factories.person()
    ben.post(LOG, filled(who, day=today() + timedelta(days=9), at="15:30", zone="America/New_York"))
    meeting = Meeting.objects.get()
    assert meeting.status == "planned"
    assert meeting.starts_at is not None
    assert (
        meeting.starts_at.strftime("%H:%M") == {True: "20:30", False: "19:30"}[meeting.starts_at.hour == 20]
    )
    assert Attendance.objects.get().presence == "invited"
    assert Person.objects.get(pk=who.pk).last_contact_all_on is None
    refused = ben.post(LOG, filled(who, day=today() + timedelta(days=9), **of(who, stance="neutral")))
    assert "has not been met yet" in words_in(refused)


@pytest.mark.parametrize(
    "day", ["20025-11-03", "0203-01-01", "1899-05-05", "2199-01-01", "2026-02-30", "soon", ""]
)
def test_it_asks_about_an_absurd_day_at_the_field(ben: Client, day: str) -> None:
    data = filled(factories.person(), notes="Kept as typed")
    response = ben.post(LOG, {**data, "held_on": day})
    assert response.status_code == 400
    assert 'id="id_held_on_error"' in words_in(response)
    assert "Kept as typed" in words_in(response)
    assert not Meeting.objects.exists()


def test_it_asks_about_the_day_of_a_next_step_at_its_line(ben: Client) -> None:
    for due in ("20025-11-03", "0026-11-03"):
        response = ben.post(LOG, filled(factories.person(), **{"step-0-title": "Call", "step-0-due": due}))
        assert response.status_code == 400
        assert f'value="{due}"' in words_in(response)
    assert not Meeting.objects.exists()


@pytest.mark.parametrize(("visibility", "said"), [("everyone", MAIN_ROLE), ("team", None)])
def test_it_costs_at_most_25_queries_for_ten_people_however_large_the_record(
    cast: Cast, visibility: str, said: Any
) -> None:
    law, school = factories.initiative(), factories.organization()
    people = [factories.person() for _ in range(10)]
    for who in people:
        factories.role(who, school, primary=True)

    def log() -> int:
        with CaptureQueriesContext(connection) as captured:
            log_meeting(
                by=cast.ben,
                held_on=yesterday(),
                kind="small_group",
                attendees=[Attendee(who, stance="neutral", represented=said or school) for who in people],
                initiative=law,
                organization=school,
                visibility=visibility,
                next_steps=[NextStep("Call", today())],
            )
        return len(captured)

    _ = cast.ben.scope
    few = log()
    for _ in range(3):
        factories.full_person(cast, law)
        log()
    # PostgreSQL holds the parties by one statement more.
    assert log() <= few <= 25 + (connection.vendor == "postgresql")


def test_it_opens_at_the_same_cost_for_three_people_or_thirty(
    cast: Cast, ben: Client, flat_queries: Any
) -> None:
    law = factories.initiative()
    people: list[Person] = []
    flat_queries(
        lambda: ben.get(LOG, {"person": [str(who.party.uid) for who in people], "initiative": str(law.uid)}),
        grow=lambda: people.append(factories.full_person(cast, law)),
        limit=15,
    )
