"""Adding and changing people and organizations, and what lists ask of them afterwards."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from contacts.models import Organization, Party, Person
from contacts.organizations.services import change_organization, create_organization
from contacts.parties.services import restore, trash
from contacts.people.facts import differences, recompute
from contacts.people.services import change_person, create_person
from crm.parts.audit import AuditEvent, act
from crm.parts.records import UidTaken, VersionConflict, create_all
from crm.parts.undo import undo
from tests import factories
from tests.cast import Cast

pytestmark = pytest.mark.django_db


def test_it_keeps_a_name_as_written_and_guesses_how_it_is_sorted(cast: Cast) -> None:
    who = create_person(by=cast.ben, name="  Dr. Mai Houa Xiong ", languages=["Hmong", "English"])
    assert (who.name, who.sort_name, who.party.label) == ("Dr. Mai Houa Xiong", "xiong, mai houa", who.name)
    changed = change_person(who, by=cast.ben, version=who.version, name="Mai Houa Xiong-Vue")
    assert (changed.sort_name, Party.objects.get(pk=who.pk).label) == (
        "xiong-vue, mai houa",
        "Mai Houa Xiong-Vue",
    )


def test_it_leaves_alone_how_somebody_said_a_name_is_sorted(cast: Cast) -> None:
    who = create_person(by=cast.ben, name="Vang Pao", sort_name="Vang Pao")
    change_person(who, by=cast.ben, version=who.version, name="Vang Pao Lee")
    assert Person.objects.get().sort_name == "vang pao"


def test_it_refuses_a_person_or_organization_without_a_name(cast: Cast) -> None:
    with pytest.raises(ValidationError, match="Give the person a name"):
        create_person(by=cast.ben, name=" ")
    with pytest.raises(ValidationError, match="Give the organization a name"):
        create_organization(by=cast.ben, name="", type="school")
    assert not Party.objects.exists()


def test_it_lets_two_people_have_one_name(cast: Cast) -> None:
    assert create_person(by=cast.ben, name="Lee").pk != create_person(by=cast.ben, name="Lee").pk


def test_it_makes_one_person_of_one_uid_and_refuses_it_to_somebody_else(cast: Cast) -> None:
    uid = uuid4()
    assert create_person(by=cast.ben, name="A", uid=uid) == create_person(by=cast.ben, name="A", uid=uid)
    with pytest.raises(UidTaken):
        create_person(by=cast.cy, name="B", uid=uid)


def test_it_never_overwrites_unseen(cast: Cast) -> None:
    who = create_person(by=cast.ben, name="Ada")
    change_person(Person.objects.get(), by=cast.cy, version=1, pronouns="she")
    with pytest.raises(VersionConflict):
        change_person(who, by=cast.ben, version=1, pronouns="they")
    assert Person.objects.get().pronouns == "she"


def test_it_refuses_a_field_that_is_not_for_changing(cast: Cast) -> None:
    who = create_person(by=cast.ben, name="Ada")
    with pytest.raises(TypeError):
        change_person(who, by=cast.ben, version=1, hidden=True)


def test_it_refuses_a_circle_of_parents_at_the_field(cast: Cast) -> None:
    district = create_organization(by=cast.ben, name="District", type="district", state="mn")
    school = create_organization(by=cast.ben, name="School", type="school", parent=district)
    assert (district.state, school.sphere) == ("MN", "school")
    with pytest.raises(ValidationError) as refused:
        change_organization(district, by=cast.ben, version=district.version, parent=school)
    assert "parent" in refused.value.message_dict
    with pytest.raises(ValidationError):
        change_organization(school, by=cast.ben, version=school.version, parent=school)


def test_it_hides_what_is_in_the_trash_and_brings_it_back(cast: Cast) -> None:
    who, school = factories.person(), factories.organization()
    trash(who.party, by=cast.ben)
    trash(school.party, by=cast.ben)
    assert not Person.objects.visible_to(cast.ada).exists()
    assert not Organization.objects.visible_to(cast.ada).exists()
    restore(Party.objects.get(pk=who.pk), by=cast.ben)
    assert Person.objects.visible_to(cast.ada).exists()
    undo(AuditEvent.objects.filter(verb="trash", subject=school.name).get(), by=cast.ben)
    assert Organization.objects.visible_to(cast.ada).exists()
    assert differences() == []


def test_it_leaves_own_staff_and_archived_people_out_of_lists(cast: Cast) -> None:
    staff = create_person(by=cast.rut, name="Ben Lindqvist", user=cast.ben)
    gone = create_person(by=cast.ben, name="Gone", status="archived")
    old = factories.person()
    change_person(old, by=cast.ben, version=1, status="deceased")
    there = factories.person()
    assert [p.pk for p in Person.objects.in_lists()] == [there.pk]
    change_person(Person.objects.get(pk=gone.pk), by=cast.ben, version=1, status="active")
    assert set(Person.objects.in_lists().values_list("pk", flat=True)) == {there.pk, gone.pk}
    assert Person.objects.get(pk=staff.pk).listed is False


def test_it_keeps_merged_people_hidden(cast: Cast) -> None:
    who, other = factories.person(), factories.person()
    who.party.merged_into = other.party
    factories.make(who.party)
    assert Person.objects.get(pk=who.pk).hidden is True


def test_it_asks_once_about_a_thousand_new_people(cast: Cast) -> None:
    def bring_in(count: int) -> list[str]:
        with CaptureQueriesContext(connection) as captured, act(by=cast.ben, verb="import"):
            parties = create_all(Party, [Party(kind="person", label=f"P{n}") for n in range(count)])
            create_all(Person, [Person(party=p, name=p.label, sort_name=p.label) for p in parties])
        return [
            q["sql"]
            for q in captured.captured_queries
            if "BETWEEN" not in q["sql"] and '"listed"' in q["sql"]
        ]

    few = [sql for sql in bring_in(3) if sql.startswith("SELECT 1")]
    many = [sql for sql in bring_in(1000) if sql.startswith("SELECT 1")]
    assert len(few) == len(many) == 1


def test_it_can_recompute_what_lists_ask(cast: Cast) -> None:
    who = factories.person()
    Person.objects.filter(pk=who.pk).derived(hidden=True, listed=False)
    assert len(differences()) == 2
    assert recompute() == 2
    assert differences() == []
