"""What meetings say about contacts is kept as if it were counted anew, for every viewer, after every kind of write."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from contacts.meeting_log.facts import follow
from contacts.meetings.queries import (
    contact_before,
    contact_since,
    fetch_last_contact,
    last_contact_for,
    no_contact_since,
)
from contacts.models import Attendance, ContactFact, Meeting, Organization, Person
from crm.accounts.models import User
from crm.parts.audit import act
from crm.parts.records import create_all
from tests import factories
from tests.cast import Cast
from tests.contacts.meetings.writes import A_DAY, KINDS, Kind, logs, reads, record_after

pytestmark = pytest.mark.django_db


def days_seen(user: User) -> dict[int, list[date]]:
    """By party the days of the contacts that count for this user: the rule in plain Python."""

    def counts(meeting: Meeting) -> bool:
        if meeting.trashed_at or meeting.status != "held":
            return False
        if user.scope.all or meeting.visibility == "everyone":
            return True
        return meeting.visibility == "team" and meeting.team_id in user.scope.teams

    found: dict[int, list[date]] = {}
    for meeting in Meeting._base_manager.all():
        if not counts(meeting):
            continue
        there = [
            row for row in Attendance._base_manager.filter(meeting=meeting) if row.presence == "attended"
        ]
        parties = (
            {row.person_id for row in there}
            | {row.represented_id for row in there}
            | {meeting.organization_id}
        )
        for party in parties - {None}:
            found.setdefault(party, []).append(meeting.held_on)
    return found


def check(user: User) -> None:
    """Every way of asking gives what the rule gives."""
    user = User.objects.get(pk=user.pk)
    seen = days_seen(user)
    day = A_DAY + timedelta(days=2)
    for model in (Person, Organization):
        rows: list[Any] = list(model._base_manager.all())
        expected = {
            row.pk: (max(seen.get(row.pk, []), default=None), len(seen.get(row.pk, []))) for row in rows
        }
        fetch_last_contact(rows, user)
        assert {row.pk: (row.seen_on, row.seen_count) for row in rows} == expected
        asked = model._base_manager.annotate(**last_contact_for(user)).values_list(
            "pk", "seen_on", "seen_count"
        )
        assert {pk: (on, count) for pk, on, count in asked} == expected
        since = {pk for pk, (last, _) in expected.items() if last and last >= day}
        before = {pk for pk, (last, _) in expected.items() if last and last < day}
        assert set(_keys(model, contact_since(user, day))) == since
        assert set(_keys(model, contact_before(user, day))) == before
        assert set(_keys(model, no_contact_since(user, day))) == expected.keys() - since


def _keys(model: Any, condition: Any) -> list[int]:
    return list(model._base_manager.filter(condition).values_list("pk", flat=True))


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
@settings(max_examples=5, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 2**32))
def test_it_keeps_what_a_count_would_find_after_every_kind_of_write(
    cast: Cast, kind: Kind, seed: int
) -> None:
    with record_after(cast, kind, seed, before=[*[logs] * 5, *[reads] * 2]):
        for user in (cast.ben, cast.cy, cast.vi, cast.ada):
            check(user)


def test_it_counts_by_team_and_for_directors_apart(cast: Cast) -> None:
    who = factories.person()
    factories.meeting(who, by=cast.ben, held_on=A_DAY)
    factories.meeting(who, by=cast.ben, held_on=A_DAY + timedelta(days=1), visibility="team", team=cast.north)
    factories.meeting(who, by=cast.ben, held_on=A_DAY + timedelta(days=2), visibility="owner")
    for user, days, count in ((cast.cy, 0, 1), (cast.ben, 1, 2), (cast.ada, 2, 3)):
        row: Any = Person.objects.get(pk=who.pk)
        fetch_last_contact([row], user)
        assert (row.seen_on, row.seen_count) == (A_DAY + timedelta(days=days), count)


def test_it_counts_an_organization_once_a_meeting_however_many_came_for_it(cast: Cast) -> None:
    school = factories.organization()
    met = factories.meeting(by=cast.ben, organization=school)
    for _ in range(3):
        factories.make(Attendance(meeting=met, person=factories.person(), represented=school))
    elsewhere = factories.meeting(by=cast.ben)
    factories.make(Attendance(meeting=elsewhere, person=factories.person(), represented=school))
    factories.make(
        Attendance(meeting=elsewhere, person=factories.person(), represented=school, presence="absent")
    )
    assert Organization.objects.get(pk=school.pk).meeting_count == 2


def test_it_says_what_differs_and_mends_it(cast: Cast, capsys: pytest.CaptureFixture[str]) -> None:
    who = factories.person()
    factories.meeting(who, by=cast.ben, visibility="team", team=cast.north)
    factories.reading(who, by=cast.ben)
    Person.objects.filter(pk=who.pk).derived(meeting_count_all=5)
    ContactFact.objects.all().delete()
    who.party.latest_readings.all().delete()
    with pytest.raises(CommandError, match="1 of 1 parties differ"):
        call_command("recompute_facts", "--check")
    said = capsys.readouterr().out
    assert "all 5 to" in said
    assert "newest reading on nothing in particular in everyone: stored none" in said
    call_command("recompute_facts")
    call_command("recompute_facts", "--check")
    assert ContactFact.objects.get().meeting_count == 1


def test_it_follows_an_import_of_thousands_in_a_few_statements(
    cast: Cast, django_assert_max_num_queries: Any
) -> None:
    people = [factories.person() for _ in range(20)]
    with act(by=cast.ben, verb="import") as running:
        meetings = create_all(Meeting, [Meeting(held_on=A_DAY, logged_by=cast.ben) for _ in range(300)])
        create_all(Attendance, [Attendance(meeting=one, person=who) for one in meetings for who in people])
        # PostgreSQL holds the parties by one statement more.
        with django_assert_max_num_queries(4 + (connection.vendor == "postgresql")):
            follow(running)
    assert set(Person.objects.values_list("meeting_count", flat=True)) == {300}
    call_command("recompute_facts", "--check")
