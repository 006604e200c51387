"""All meetings on a list, one on a page of its own; what is restricted leaves no trace in either."""

from __future__ import annotations

import csv
import io
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from contacts.meeting_log.entries import Attendee, NextStep, Topic
from contacts.meeting_log.services import log_meeting
from contacts.models import Attendance, Meeting
from tests import factories
from tests.cast import Cast

pytestmark = pytest.mark.django_db

MEETINGS = "/meetings/"


def yesterday() -> Any:
    return timezone.localdate() - timedelta(days=1)


@pytest.fixture
def secret(cast: Cast) -> Meeting:
    """What Ben's team alone may know of."""
    return log_meeting(
        by=cast.ben,
        held_on=yesterday(),
        title="CANARY talk",
        notes="CANARY words",
        attendees=[Attendee(factories.person("Known Person"), stance="neutral")],
        organization=factories.organization("Known School"),
        initiative=factories.initiative("Known Law"),
        next_steps=[NextStep("CANARY step")],
        visibility="team",
    )


def said(client: Client, address: str, **asked: Any) -> str:
    response = client.get(address, asked)
    assert response.status_code == 200
    body = b"".join(response.streaming_content) if response.streaming else response.content
    return str(body.decode())


def titles(client: Client, **asked: Any) -> list[str]:
    """The titles that the list gives, by way of its file."""
    text = said(client, MEETINGS, format="csv", columns="meeting", **asked)
    return [row[0] for row in csv.reader(io.StringIO(text.removeprefix("\ufeff")))][1:]


def test_it_lists_meetings_newest_first_and_finds_them_by_everything_asked(cast: Cast) -> None:
    ben, day = cast.client("ben"), yesterday()
    who, school, law = (
        factories.person("Hodan Abdi"),
        factories.organization("Prairie Rose"),
        factories.initiative(),
    )
    other = factories.person("Pa Nhia Vang")
    first = log_meeting(
        by=cast.ben,
        held_on=day - timedelta(days=30),
        title="First",
        kind="school_visit",
        attendees=[Attendee(who, represented=school)],
        notes="about transfers",
    )
    log_meeting(by=cast.cy, held_on=day, title="Second", attendees=[Attendee(other)], initiative=law)
    log_meeting(by=cast.cy, held_on=day + timedelta(days=9), title="Third", organization=school, mode="video")
    log_meeting(
        by=cast.ben, held_on=day, title="Fourth", attendees=[Attendee(other)], topics=[Topic(initiative=law)],
        visibility="team",
    )  # fmt: skip
    assert titles(ben) == ["Third", "Fourth", "Second", "First"]
    for asked, expected in (
        ({"q": "transfers"}, ["First"]),
        ({"q": "hodan"}, ["First"]),
        ({"kind": ["school_visit"]}, ["First"]),
        ({"held_after": str(day)}, ["Third", "Fourth", "Second"]),
        ({"held_before": str(day)}, ["First"]),
        ({"held_after": str(day), "held_before": str(day + timedelta(days=1))}, ["Fourth", "Second"]),
        ({"person": str(who.party.uid)}, ["First"]),
        ({"organization": str(school.party.uid)}, ["Third", "First"]),
        ({"initiative": str(law.uid)}, ["Fourth", "Second"]),
        ({"logged_by": str(cast.cy.uid)}, ["Third", "Second"]),
        ({"status": "planned"}, ["Third"]),
        ({"mode": "video"}, ["Third"]),
        ({"team": str(cast.north.pk)}, ["Fourth"]),
        (
            {"person": str(other.party.uid), "initiative": str(law.uid), "logged_by": str(cast.cy.uid)},
            ["Second"],
        ),
    ):
        assert titles(ben, **asked) == expected, asked
    assert first.get_absolute_url() in said(ben, MEETINGS, person=str(who.party.uid))


@pytest.mark.parametrize(
    "asked",
    [
        {"kind": "tea_party"},
        {"held_after": "soon"},
        {"person": "nobody"},
        {"person": "00000000-0000-0000-0000-000000000000"},
        {"logged_by": "1 OR 1=1"},
        {"team": "999"},
        {"unknown": "x"},
        {"sort": "notes"},
        {"page": "x"},
    ],
)
def test_it_shows_no_rows_for_a_wrong_question_and_says_why(
    cast: Cast, secret: Meeting, asked: dict[str, str]
) -> None:
    for more in ({}, {"format": "csv"}):
        response = cast.client("ada").get(MEETINGS, {**asked, **more})
        assert response.status_code == 400
        assert "CANARY" not in response.content.decode()


def test_it_takes_everything_out_as_csv_and_xlsx(cast: Cast) -> None:
    who = factories.person("=Hodan")
    log_meeting(
        by=cast.ben,
        held_on=yesterday(),
        attendees=[Attendee(who), Attendee(factories.person("Pa"))],
        notes="N",
    )
    rows = list(
        csv.DictReader(
            io.StringIO(said(cast.client("ben"), MEETINGS, format="csv", columns="day,names,people,notes"))
        )
    )
    assert len(rows) == 1
    assert "'=Hodan" in str(rows[0])
    response = cast.client("ben").get(MEETINGS, {"format": "xlsx"})
    assert response.status_code == 200
    assert cast.client("vi").get(MEETINGS, {"format": "csv"}).status_code == 403


def test_it_never_shows_a_teams_meeting_to_somebody_outside_of_it(cast: Cast, secret: Meeting) -> None:
    person, law = Attendance.objects.get().person, secret.initiative
    assert law is not None
    assert secret.organization is not None
    for name, sees in (("ben", True), ("ada", True), ("cy", False), ("vi", False)):
        client = cast.client(name)
        assert ("CANARY" in said(client, MEETINGS)) is sees
        assert (client.get(secret.get_absolute_url()).status_code == 200) is sees
        for asked in (
            {"person": str(person.party.uid)},
            {"organization": str(secret.organization.party.uid)},
            {"initiative": str(law.uid)},
            {"q": "CANARY"},
        ):
            assert ("CANARY talk" in said(client, MEETINGS, **asked)) is sees, asked
            counted = '<span class="meta total">1</span>' in said(client, MEETINGS, **asked)
            assert counted is sees
        if name != "vi":
            assert titles(client) == (["CANARY talk"] if sees else [])
        if name != "ada":
            assert ("CANARY step" in said(client, "/")) is (name == "ben")


def test_it_shows_one_meeting_with_who_came_for_whom_and_what_each_said(cast: Cast, secret: Meeting) -> None:
    page = said(cast.client("ben"), secret.get_absolute_url())
    for words in (
        "CANARY talk",
        "Known Person",
        "Known School",
        "Known Law",
        "undecided",
        "CANARY step",
        "CANARY words",
    ):
        assert words in page
    assert "Seen by North" in page
    read_only = said(cast.client("vi"), factories.meeting(factories.person("Hodan")).get_absolute_url())
    assert "Hodan" in read_only
    assert "Change" not in read_only


def test_it_costs_the_same_for_three_meetings_or_thirty(cast: Cast, flat_queries: Any) -> None:
    cy, law = cast.client("cy"), factories.initiative()
    flat_queries(lambda: cy.get(MEETINGS), grow=lambda: factories.full_person(cast, law), limit=12)
    flat_queries(
        lambda: cy.get(MEETINGS, {"format": "csv", "columns": "day,meeting,names,where,about,notes"}),
        grow=lambda: factories.full_person(cast, law),
        limit=12,
    )


def test_it_costs_the_same_for_three_at_a_meeting_or_thirty(cast: Cast, flat_queries: Any) -> None:
    law = factories.initiative()
    meeting = factories.meeting(by=cast.ben, initiative=law, kind="training")

    def grow() -> None:
        who = factories.full_person(cast, law)
        factories.make(Attendance(meeting=meeting, person=who, represented=factories.organization()))
        factories.reading(who, law, by=cast.ben, meeting=meeting)
        factories.task(party=who.party, meeting=meeting, by=cast.ben, assignee=cast.ben)

    cy = cast.client("cy")
    flat_queries(lambda: cy.get(meeting.get_absolute_url()), grow=grow, limit=15)
