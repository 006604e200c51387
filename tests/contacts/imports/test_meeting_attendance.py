"""Attendance at sessions of a council and its committees, at the command."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from contacts.models import Attendance, ImportRow, Meeting, Organization, Person
from crm.parts.audit import act
from tests import factories
from tests.cast import Cast
from tests.contacts.imports.files import ATTENDANCE, bring, said, state, write

pytestmark = pytest.mark.django_db


def test_it_makes_one_meeting_of_each_session(tmp_path: Path) -> None:
    bring("meeting-attendance", write(tmp_path, ATTENDANCE))
    meetings = Meeting.objects.order_by("organization__name", "starts_at")
    found = [
        (
            one.title,
            one.kind,
            one.held_on,
            one.starts_at.isoformat() if one.starts_at else "",
            one.minutes,
            one.zone,
        )
        for one in meetings
    ]
    day, zone = date(2023, 2, 8), "America/Toronto"
    assert found == [
        ("City Council, meeting 1, Morning", "public_meeting", day, "2023-02-08T14:31:00+00:00", 159, zone),
        ("City Council, meeting 1, Afternoon", "public_meeting", day, "2023-02-08T19:03:00+00:00", 82, zone),
        (
            "Toronto Zoo Board, meeting 1, Morning",
            "public_meeting",
            day,
            "2023-02-08T15:41:00+00:00",
            None,
            zone,
        ),
    ]


def test_it_puts_the_committees_under_the_council(tmp_path: Path) -> None:
    bring("meeting-attendance", write(tmp_path, ATTENDANCE))
    board = Organization.objects.get(name="Toronto Zoo Board")
    assert board.parent is not None
    assert (board.parent.name, board.type, board.details) == ("City Council", "city", {"Term": "2022-2026"})


def test_it_counts_a_person_once_a_session_and_lets_a_yes_win(tmp_path: Path) -> None:
    bring("meeting-attendance", write(tmp_path, ATTENDANCE))
    there = Attendance.objects.order_by("meeting__organization__name", "meeting__starts_at", "person__name")
    assert list(there.values_list("meeting__title", "person__name", "presence", "note")) == [
        ("City Council, meeting 1, Morning", "Ana Bravo", "attended",
         "Sessions: 09:31AM - 09:50AM Y; 10:00AM - 12:10PM Y"),
        ("City Council, meeting 1, Morning", "Ben Colle", "attended",
         "Sessions: 09:31AM - 09:50AM N; 10:00AM - 12:10PM Y"),
        ("City Council, meeting 1, Afternoon", "Ana Bravo", "absent", ""),
        ("Toronto Zoo Board, meeting 1, Morning", "Ana Bravo", "attended", ""),
    ]  # fmt: skip
    skipped = ImportRow.objects.filter(did=ImportRow.Did.SKIPPED).order_by("line")
    assert [(row.line, row.says) for row in skipped] == [(4, "Repeats line 3."), (5, "Repeats line 2.")]


def test_it_knows_people_by_name_within_one_council(tmp_path: Path) -> None:
    factories.person("Ana Bravo")
    spoken = said("meeting-attendance", write(tmp_path, ATTENDANCE))
    assert "perhaps the same): Ana Bravo" in spoken
    assert Person.objects.filter(name="Ana Bravo").count() == 2
    other = [{**row, "Committee": "County Council"} for row in ATTENDANCE[:1]]
    bring("meeting-attendance", write(tmp_path, other))
    assert Person.objects.filter(name="Ana Bravo").count() == 3


def test_it_takes_more_of_the_same_session_up(tmp_path: Path) -> None:
    bring("meeting-attendance", write(tmp_path, ATTENDANCE[1:2]))
    assert Attendance.objects.get().presence == "absent"
    line = bring("meeting-attendance", write(tmp_path, ATTENDANCE[1:4]))
    assert line == "created 1, updated 1, unchanged 0, skipped 1, errors 0"
    assert Attendance.objects.get(person__name="Ben Colle").presence == "attended"
    assert Meeting.objects.get().minutes == 159


def test_it_leaves_alone_what_somebody_corrected(cast: Cast, tmp_path: Path) -> None:
    path = write(tmp_path, ATTENDANCE)
    bring("meeting-attendance", path)
    with act(by=cast.ben, verb="edit"):
        there = Attendance.objects.get(presence="absent")
        there.presence, there.note = "attended", "came late"
        there.save()
        meeting = there.meeting
        meeting.minutes = 90
        meeting.save()
    before = state()
    assert bring("meeting-attendance", path).startswith("created 0, updated 0, unchanged 4, skipped 2")
    assert state() == before


def test_it_leaves_a_meeting_in_the_trash(cast: Cast, tmp_path: Path) -> None:
    path = write(tmp_path, ATTENDANCE)
    bring("meeting-attendance", path)
    with act(by=cast.ben, verb="trash"):
        meeting = Meeting.objects.get(title__startswith="Toronto Zoo")
        meeting.trashed_at = "2026-09-15T12:00Z"
        meeting.save()
    assert bring("meeting-attendance", path) == "created 0, updated 0, unchanged 3, skipped 3, errors 0"


def test_it_logs_meetings_in_the_name_of_whoever_brings_them(cast: Cast, tmp_path: Path) -> None:
    bring("meeting-attendance", write(tmp_path, ATTENDANCE), "--by", "ben")
    assert {meeting.logged_by for meeting in Meeting.objects.all()} == {cast.ben}


def test_it_is_told_the_council_and_the_time_zone(tmp_path: Path) -> None:
    rows = [{**row, "Committee": "Parks Board"} for row in ATTENDANCE[:1]]
    path = write(tmp_path, rows)
    assert "The file names no time zone" in said("meeting-attendance", path, "--dry-run")
    bring("meeting-attendance", path, "--body", "Duluth City Council", "--zone", "America/Halifax")
    meeting = Meeting.objects.get()
    assert meeting.organization is not None
    assert meeting.organization.parent is not None
    assert (meeting.organization.parent.name, meeting.zone) == ("Duluth City Council", "America/Halifax")


@pytest.mark.parametrize(
    ("column", "text"),
    [
        ("Present", "maybe"),
        ("Present", ""),
        ("Session Date", "2023"),
        ("Session Date", "2023-02-30"),
        ("Session Start-End Time", "25:00AM - 26:00AM"),
        ("Session Start-End Time", "noon"),
        ("Committee", " "),
    ],
)
def test_it_reports_what_it_cannot_read(column: str, text: str, tmp_path: Path) -> None:
    spoken = said("meeting-attendance", write(tmp_path, [ATTENDANCE[0], {**ATTENDANCE[1], column: text}]))
    assert spoken.strip().endswith("created 1, updated 0, unchanged 0, skipped 0, errors 1")
    assert f"Line 3: {column}: " in spoken
