"""seed_demo fills an empty installation with an invented state."""

from __future__ import annotations

from datetime import timedelta
from io import StringIO
from itertools import pairwise

import pytest
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db.models import Count, F
from django.test import Client
from django.utils import timezone

from contacts.demo import plan
from contacts.demo.accounts import demo_users
from contacts.demo.school_days import is_school_day, last_school_day
from contacts.demo.writing import invent, read_catalogue
from contacts.models import (
    Assessment,
    Attendance,
    BarrierEvidence,
    ContactPoint,
    Decision,
    Document,
    Meeting,
    Organization,
    Person,
    Role,
    Seat,
    Task,
    Tie,
)
from crm.accounts.models import Team, User
from crm.parts.search_query import search
from crm.parts.undo import remembered_models

pytestmark = pytest.mark.usefixtures("demo")

COMMON = {"version", "created_at", "changed_at", "uid", "trashed_at"}


def today():
    return timezone.localdate()


def test_it_has_a_state_of_the_size_of_one():
    types = dict(Organization.objects.values_list("type").annotate(Count("pk")).order_by())
    assert types["district"] == 40
    assert types["school"] + types["charter_school"] == 240
    groups = Organization.objects.of_sphere("community").exclude(type__in=["tribal", "city", "higher_ed"])
    assert 58 <= groups.count() <= 64
    assert 850 <= Person.objects.filter(user=None).count() <= 950
    assert Organization.objects.filter(type="legislature", parent__type="legislature").count() == 7


def test_it_has_eighteen_months_of_meetings_that_end_on_the_last_school_day():
    held = Meeting.objects.exclude(status="planned")
    assert held.count() == plan.MEETINGS
    days = held.order_by("held_on").values_list("held_on", flat=True)
    assert days.last() == last_school_day(today())
    assert timedelta(days=530) < days.last() - days.first() <= timedelta(days=plan.DAYS)
    assert all(is_school_day(day) for day in set(days))
    assert held.values("logged_by").distinct().count() == 7  # six of outreach and the director


def test_it_restricts_about_a_tenth_of_meetings():
    restricted = Meeting.objects.exclude(visibility="everyone").count()
    assert 0.08 < restricted / plan.MEETINGS < 0.12
    assert Meeting.objects.filter(visibility="team").values("team").distinct().count() == 2


def test_it_plans_meetings_for_the_days_to_come():
    planned = Meeting.objects.filter(status="planned")
    assert planned.filter(held_on__range=(today(), today() + timedelta(days=7))).count() >= 4
    assert planned.filter(held_on__lt=today()).count() == 1
    assert set(Attendance.objects.filter(meeting__in=planned).values_list("presence", flat=True)) == {
        "invited"
    }


def test_it_has_one_hearing_of_two_hundred():
    sizes = Meeting.objects.annotate(there=Count("attendances")).order_by("-there")
    assert sizes[0].there > 200 > 20 > sizes[1].there


def test_it_keeps_meetings_no_narrower_than_what_rests_on_them():
    for model in (Assessment, Task, BarrierEvidence):
        rows = model.objects.filter(meeting__isnull=False)
        assert not rows.exclude(visibility=F("meeting__visibility")).exists()


def test_it_has_readings_that_move_go_stale_and_disagree():
    pairs = Assessment.objects.values("party", "initiative").annotate(stances=Count("stance", distinct=True))
    assert pairs.filter(stances__gt=1).count() > 120
    stale = today() - timedelta(days=settings.STALE_READING_DAYS)
    assert Assessment.objects.filter(assessed_on__lt=stale, party__person__isnull=False).count() > 200
    one = Assessment.objects.select_related("assessor").order_by("party", "initiative", "assessed_on", "pk")
    differing = 0
    for before, after in pairwise(one):
        same = (before.party_id, before.initiative_id) == (after.party_id, after.initiative_id)
        near = after.assessed_on - before.assessed_on < timedelta(days=10)
        differing += same and near and before.assessor != after.assessor and before.stance != after.stance
    assert differing >= 25
    assert set(Assessment.objects.values_list("how_we_know", flat=True)) == {
        "told_us",
        "saw_it",
        "heard",
        "guess",
    }


def test_it_never_rates_whoever_runs_for_an_office():
    candidates = Person.objects.filter(roles__type="board_candidate")
    assert candidates.count() >= 4
    assert not Assessment.objects.filter(party__person__in=candidates).exists()


def test_it_has_seats_that_stand_empty_and_seats_up_for_election():
    vacant = Seat.objects.filter(status="vacant")
    assert 3 <= vacant.count() <= 8
    assert not Role.objects.filter(seat__in=vacant, ended=False).exists()
    assert Seat.objects.filter(status="up").count() >= 4
    assert Seat.objects.filter(status="filled", roles=None).count() == 0


def test_it_has_two_decisions_coming_up_and_knows_most_of_who_decides_the_first():
    first, second = Decision.objects.filter(status="ahead").order_by("on")
    assert (first.on - today(), second.on - today()) == (
        timedelta(days=plan.BOARD_DECISION_IN),
        timedelta(days=plan.COMMITTEE_DECISION_IN),
    )
    board = Person.objects.filter(roles__seat__organization=first.body, roles__ended=False).distinct()
    read = board.filter(party__assessments__initiative=first.initiative).distinct()
    assert (board.count(), read.count()) == (8, 7)


def test_it_has_next_steps_late_today_later_and_owed_by_them():
    steps = Task.objects.open()
    assert steps.filter(due_on__lt=today()).count() >= 12
    assert steps.filter(due_on=today()).count() >= 6
    assert steps.filter(due_on__gt=today()).count() >= 20
    assert steps.filter(owed_by="contact").count() >= 15


def test_it_has_roles_over_time_and_days_known_only_roughly():
    assert Role.objects.filter(ended=True).count() > 150
    assert set(Role.objects.values_list("start_precision", flat=True)) == {
        "day",
        "month",
        "year",
        "unknown",
    }
    moved = Attendance.objects.filter(represented__isnull=False, person__roles__primary=True).exclude(
        represented=F("person__roles__organization")
    )
    assert moved.values("person").distinct().count() >= 10


def test_it_ties_people_a_few_of_them_negatively():
    assert Tie.objects.count() > 1000
    assert 5 <= Tie.objects.filter(type__valence=-1).count() <= 20


def test_it_knows_languages_needs_and_what_people_agreed_to():
    people = Person.objects.filter(user=None)
    assert people.filter(interpreter=True).count() >= 20
    assert people.exclude(access_needs="").count() >= 10
    assert people.exclude(said_as="").count() >= 30
    assert people.filter(party__do_not_contact=True).exists()
    assert people.filter(party__consents__answer="not").exists()
    assert people.filter(minor_until__gt=today()).exists()


def test_it_leads_nowhere():
    emails = ContactPoint.objects.filter(kind="email").values_list("normalized", flat=True)
    assert all(address.endswith(".invalid") for address in emails)
    links = [*ContactPoint.objects.filter(kind="web").values_list("value", flat=True)]
    links += Document.objects.values_list("link", flat=True)
    assert all(".invalid/" in link for link in links)
    phones = ContactPoint.objects.filter(kind="phone").values_list("value", flat=True)
    assert all(" 555 01" in number for number in phones)


def test_it_writes_nothing_that_a_form_would_refuse():
    for model in remembered_models():
        relations = {field.name for field in model._meta.concrete_fields if field.is_relation}
        for row in model._base_manager.all():
            try:
                row.clean_fields(exclude=relations | COMMON)
            except ValidationError as error:
                pytest.fail(f"{model.__name__} {row}: {error}")


def test_it_keeps_derived_facts_and_search_with_what_it_wrote():
    call_command("recompute_facts", "--check", stdout=StringIO())
    reader = User.objects.get(username="theo")
    somebody = Person.objects.filter(user=None, listed=True).order_by("pk")[100]
    assert somebody.party.uid in [hit.uid for hit in search(reader, somebody.name)]


def test_it_lets_everybody_sign_in_and_has_a_person_for_each():
    for account in plan.ACCOUNTS:
        assert Client().login(username=account.username, password=plan.PASSWORD)
    assert {user.role for user in demo_users()} == {"director", "outreach", "admin", "viewer"}
    assert Person.objects.filter(user__in=demo_users(), listed=False).count() == len(plan.ACCOUNTS)


def test_it_prints_who_may_sign_in():
    out = StringIO()
    call_command("seed_demo", "--show-signins", stdout=out)
    assert f"maren     {plan.PASSWORD}   Maren Oyelaran: Director" in out.getvalue()


def test_it_writes_nothing_the_second_time():
    before = Person.objects.count()
    out = StringIO()
    call_command("seed_demo", stdout=out)
    assert "here already" in out.getvalue()
    assert Person.objects.count() == before


def test_it_invents_the_same_again_from_the_same_seed(world):
    stored = {str(uid): name for uid, name in Person.objects.values_list("party__uid", "name")}
    again = {str(one.person.party.uid): one.person.name for one in world.people}
    assert again.items() <= stored.items()
    assert set(Meeting.objects.values_list("uid", flat=True)) == {one.uid for one in world.meetings}


def test_it_invents_other_people_from_another_seed(world):
    users = {user.username: user for user in demo_users()}
    teams = {team.name: team for team in Team.objects.all()}
    other = invent(seed=7, today=today(), catalogue=read_catalogue(), users=users, teams=teams)
    same = {one.person.name for one in other.people} & {one.person.name for one in world.people}
    assert len(same) < len(world.people) / 2
