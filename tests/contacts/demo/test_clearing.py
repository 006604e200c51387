"""clear_demo removes exactly the demo."""

from __future__ import annotations

from io import StringIO

import pytest
from django.core.files.base import ContentFile
from django.core.management import CommandError, call_command
from django.test import Client

from contacts.history.forgetting import forget
from contacts.history.services import hold
from contacts.models import Document, Initiative, Meeting, Organization, Party, Person
from crm.accounts.models import Team, User
from crm.accounts.services import add_team
from crm.parts.audit import AuditEvent, act, broken_seals, seal_chain
from crm.parts.exports import open_log
from crm.parts.search import SearchDocument
from tests import factories
from tests.contacts.demo.looking import state_but_for_acts

pytestmark = pytest.mark.usefixtures("demo")


def clear(*arguments: str) -> str:
    out = StringIO()
    call_command("clear_demo", *arguments, stdout=out)
    return out.getvalue()


def director() -> User:
    return User.objects.get(username="maren")


def test_it_leaves_the_database_as_it_was_before_the_demo(state_before):
    assert "Removed" in clear()
    assert state_but_for_acts() == state_before
    assert not SearchDocument.objects.filter(kind="person").exists()
    assert [event.verb for event in AuditEvent.objects.all()] == ["clear demo", "seed catalogue"]


def test_it_only_says_what_would_go_when_asked_to():
    before = state_but_for_acts(), AuditEvent.objects.count()
    assert "Would remove" in clear("--dry-run")
    assert (state_but_for_acts(), AuditEvent.objects.count()) == before


def test_it_takes_what_somebody_wrote_while_trying_the_demo_out(state_before):
    ada = director()
    factories.meeting(factories.person("Somebody tried out", by=ada), by=ada)
    add_team(by=ada, name="A team tried out").members.add(ada)
    open_log(by=ada, what="people", format="csv")
    Client().force_login(ada)
    clear()
    assert state_but_for_acts() == state_before


def test_it_takes_out_what_somebody_forgot_and_held_while_trying_it_out(state_before):
    maren = director()
    people = Person.objects.filter(user=None).order_by("pk")
    hold("party", people[1].party, by=maren, reason="To see what it does", called="it")
    forget(people[0].party, by=maren, reason="To see what it does")
    clear()
    assert state_but_for_acts() == state_before


def test_it_puts_back_what_the_demo_changed_of_others(state_before):
    law = Initiative.objects.get(catalogue_key="pilot-schools")
    law.stage, law.name = "vote", "Renamed while trying it out"
    factories.make(law, director())
    assert "1 rows of others" in clear()
    assert state_but_for_acts() == state_before


def test_it_keeps_what_is_real_and_only_stands_beside_the_demo():
    somebody = factories.person("Really There")
    factories.meeting(somebody)
    clear()
    kept = Person.objects.get(name="Really There")
    assert (Person.objects.count(), kept.meeting_count, kept.last_contact_on) == (1, 1, factories.A_DAY)
    assert SearchDocument.objects.filter(kind="person").count() == 1


def test_it_counts_the_contacts_of_real_people_anew():
    somebody = factories.person("Really There")
    factories.meeting(somebody, by=director())
    somebody.refresh_from_db()
    assert somebody.meeting_count == 1
    clear()
    somebody.refresh_from_db()
    assert (somebody.meeting_count, somebody.last_contact_on) == (0, None)


def test_it_refuses_and_names_what_is_real_and_rests_on_the_demo():
    school = Organization.objects.filter(type="school").first()
    factories.role(factories.person("Really There"), school, title="Custodian")
    before = state_but_for_acts(), AuditEvent.objects.count()
    with pytest.raises(CommandError, match="role “Custodian”: organization"):
        clear()
    assert (state_but_for_acts(), AuditEvent.objects.count()) == before


def test_it_keeps_a_team_that_somebody_real_joined():
    team = Team.objects.get(name="Metro team")
    team.members.add(User.objects.create_user("real", "real@example.org", role="outreach"))
    clear()
    assert list(Team.objects.all()) == [team]
    assert [user.username for user in team.members.all()] == ["real"]


def test_it_leaves_a_chain_of_acts_that_holds():
    real = factories.person("Really There")
    seal_chain()
    factories.note(real, "Written later")
    seal_chain()
    assert "sealed anew" in clear()
    seal_chain()
    assert broken_seals() == []


def test_it_removes_uploads_of_the_demo(django_capture_on_commit_callbacks):
    document = Document(title="Photo", kind="photo")
    with act(by=director(), verb="test"):
        document.file.save("photo", ContentFile(b"..."), save=False)
        document.save()
    storage, name = document.file.storage, document.file.name
    with django_capture_on_commit_callbacks(execute=True):
        clear()
    assert not storage.exists(name)


def test_it_has_nothing_to_do_twice():
    clear()
    assert clear() == "There is no demo here.\n"
    assert not Party.objects.exists()
    assert not Meeting.objects.exists()


def test_it_makes_room_for_the_demo_to_come_again():
    clear()
    call_command("seed_demo", verbosity=0)
    assert Person.objects.filter(listed=True).count() > 800
