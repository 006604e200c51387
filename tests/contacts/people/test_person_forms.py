"""Adding and changing a person: nothing typed is lost, nobody is overwritten, a second press changes nothing."""

from __future__ import annotations

import re
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from contacts.models import ContactPoint, Organization, Person, Role
from crm.parts.audit import AuditEvent
from tests import factories
from tests.cast import Cast

pytestmark = pytest.mark.django_db


def sent(client: Client, **fields: Any) -> Any:
    """The form of a new person, sent as a browser sends it."""
    values = {
        "uid": str(uuid4()),
        "name": "Hodan Abdi",
        "status": "active",
        "organization_type": "school",
        **fields,
    }
    return client.post("/people/new/", values)


def test_it_adds_a_person_with_role_and_addresses_as_one_act(cast: Cast) -> None:
    school = factories.organization("Prairie Rose")
    response = sent(
        cast.client("ben"), organization=str(school.uid), type="principal", start="Aug 2023",
        email="h@rose.invalid", phone="612 555 0142", languages="Somali, English", owner=str(cast.ben.uid),
    )  # fmt: skip
    who = Person.objects.get()
    assert response["Location"] == f"/people/{who.uid}/"
    role = Role.objects.get()
    assert (role.person, role.organization, role.type, role.primary) == (who, school, "principal", True)
    assert (str(role.start), role.start_precision) == ("2023-08-01", "month")
    assert {point.value for point in ContactPoint.objects.all()} == {"h@rose.invalid", "612 555 0142"}
    assert (who.languages, who.owner) == (["Somali", "English"], cast.ben)
    event = AuditEvent.objects.latest("pk")
    assert (event.verb, event.counts["person+"], event.counts["role+"]) == ("add person", 1, 1)


def test_it_adds_an_organization_that_is_only_named(cast: Cast) -> None:
    sent(
        cast.client("ben"),
        organization="new:Lakes Learning Circle",
        organization_type="parent_group",
        type="organizer",
    )
    made = Organization.objects.get()
    assert (made.name, made.type, Role.objects.get().organization) == (
        "Lakes Learning Circle",
        "parent_group",
        made,
    )


def test_it_takes_an_exact_name_where_no_script_runs(cast: Cast) -> None:
    school = factories.organization("Prairie Rose")
    sent(cast.client("ben"), organization_typed="prairie rose", type="principal")
    assert Role.objects.get().organization == school


def test_it_changes_nothing_at_a_second_press(cast: Cast) -> None:
    school, uid = factories.organization(), str(uuid4())
    client = cast.client("ben")
    first = sent(client, uid=uid, organization=str(school.uid), type="principal", email="h@rose.invalid")
    second = sent(
        client, uid=uid, organization=str(school.uid), type="principal", email="h@rose.invalid", anyway="1"
    )
    assert first["Location"] == second["Location"]
    assert (Person.objects.count(), Role.objects.count(), ContactPoint.objects.count()) == (1, 1, 1)


def test_it_refuses_a_uid_that_names_what_somebody_else_made(cast: Cast) -> None:
    uid = str(uuid4())
    sent(cast.client("ben"), uid=uid)
    response = sent(cast.client("cy"), uid=uid, name="Other Name", anyway="1")
    assert response.status_code == 200
    assert "already names something else" in response.content.decode()
    assert Person.objects.count() == 1


@pytest.mark.parametrize(
    ("fields", "at", "says"),
    [
        ({"name": "  "}, "name", "Fill this in."),
        ({"name": "x" * 301}, "name", "at most 300"),
        ({"name": "A\x00b"}, "name", "NUL|Null"),
        ({"email": "no address"}, "email", "It looks like name@place.org"),
        ({"type": "principal"}, "organization", "At which organization"),
        ({"organization": str(uuid4()), "type": "teacher"}, "organization", "not on the record"),
        ({"organization": "garbage", "type": "teacher"}, "organization", "not on the record"),
        ({"start": "someday"}, "start", "not a date we can read"),
        ({"type": "emperor"}, "type", "not one of the available choices"),
        ({"owner": "not-a-uid"}, "owner", "not one of the available choices"),
    ],
)  # fmt: skip
def test_it_says_at_the_field_what_is_wrong_and_loses_nothing(
    cast: Cast, fields: dict[str, str], at: str, says: str
) -> None:
    typed = {
        "name": "Hodan Abdi",
        "pronouns": "she / her",
        "title": "Principal, STEM",
        "email": "h@rose.invalid",
        **fields,
    }
    response = sent(cast.client("ben"), **typed)
    assert response.status_code == 200
    assert re.search(says, " ".join(response.context["form"].errors[at]))
    page = response.content.decode()
    for kept in ("she / her", "Principal, STEM", typed["email"]):
        assert f'value="{kept}"' in page
    assert f'aria-describedby="id_{at}' in page or f"id_{at}_error" in page
    assert not Person.objects.exists()


def test_it_warns_of_who_may_be_the_same_by_name_and_organization_only(cast: Cast) -> None:
    known = factories.person("Hodan  Abdi")
    factories.role(known, factories.organization("Prairie Rose"), type="principal")
    factories.note(known, "Whispered words", by=cast.ada, visibility="owner")
    client = cast.client("ben")
    response = sent(client)
    page = response.content.decode()
    assert response.status_code == 200
    assert "Is it this person?" in page
    assert "Prairie Rose" in page
    assert "Whispered" not in page
    assert Person.objects.count() == 1
    sent(client, anyway="1")
    assert Person.objects.count() == 2


@pytest.mark.parametrize("name", ["hodan abdi", "Abdi, Hodan", "Hodan Ábdi"])
def test_it_finds_the_same_name_however_it_is_written(cast: Cast, name: str) -> None:
    factories.person("Hodan Abdi")
    assert "Is it this person?" in sent(cast.client("ben"), name=name).content.decode()


def test_it_finds_the_same_address_but_not_a_shared_office_mailbox(cast: Cast) -> None:
    one, other = factories.person("Somebody Else"), factories.person("Office Person")
    factories.email(one, "h@rose.invalid")
    factories.email(other, "office@rose.invalid", label="shared")
    assert "Somebody Else" in sent(cast.client("ben"), email="H@Rose.invalid").content.decode()
    assert sent(cast.client("ben"), email="office@rose.invalid").status_code == 302


def edited(client: Client, who: Person, **fields: Any) -> Any:
    return client.post(f"/people/{who.uid}/edit/", {"name": who.name, "status": who.status, **fields})


def test_it_changes_a_person_and_offers_to_undo_it(cast: Cast) -> None:
    who, client = factories.person("Hodan Abdi"), cast.client("ben")
    assert edited(client, who, version="1", pronouns="she").status_code == 302
    page = client.get(f"/people/{who.uid}/").content.decode()
    event = AuditEvent.objects.latest("pk")
    assert f"/acts/{event.uid}/undo/" in page
    client.post(f"/acts/{event.uid}/undo/")
    assert Person.objects.get().pronouns == ""


@pytest.mark.parametrize(
    ("names", "typed"),
    [
        (["Mai", "Mai Houa"], "Mai, Mai Houa"),
        (["M. Xiong", "Xiong, M."], "M. Xiong; Xiong, M."),
        (["Xiong, M."], "Xiong, M.;"),
    ],
)
def test_it_keeps_other_names_with_their_commas(cast: Cast, names: list[str], typed: str) -> None:
    who, client = factories.person("Mai Houa Xiong"), cast.client("ben")
    edited(client, who, version="1", aliases=typed)
    assert Person.objects.get().aliases == names
    form = client.get(f"/people/{who.uid}/edit/").context["form"]
    assert form["aliases"].value() == typed
    edited(client, who, version="2", aliases=form["aliases"].value(), sort_name=who.sort_name)
    assert (Person.objects.get().aliases, Person.objects.get().version) == (names, 2)


def test_it_says_so_when_nothing_differs(cast: Cast) -> None:
    who, client = factories.person("Hodan Abdi"), cast.client("ben")
    before = AuditEvent.objects.count()
    edited(client, who, version="1", sort_name=who.sort_name)
    assert AuditEvent.objects.count() == before
    assert "Nothing differed" in client.get(f"/people/{who.uid}/").content.decode()


def test_it_shows_both_values_to_whoever_was_slower(cast: Cast) -> None:
    who = factories.person("Hodan Abdi")
    edited(cast.client("cy"), who, version="1", pronouns="they", greeting="Dr. Abdi")
    slow = cast.client("ben")
    response = edited(slow, who, version="1", pronouns="she", said_as="HOH-dahn")
    page = re.sub(r"\s+", " ", response.content.decode())
    assert response.status_code == 409
    assert "Cy Moreno saved this meanwhile" in page
    assert re.search(r"Pronouns</th><td[^>]*>they</td><td[^>]*>she</td>", page)
    assert 'value="HOH-dahn"' in page
    assert Person.objects.get().pronouns == "they"
    again = edited(
        slow, who, version=response.context["form"]["version"].value(), pronouns="she", greeting="Dr. Abdi"
    )
    assert again.status_code == 302
    assert (Person.objects.get().pronouns, Person.objects.get().greeting) == ("she", "Dr. Abdi")


def test_it_refuses_a_change_that_does_not_say_what_was_read(cast: Cast) -> None:
    who = factories.person("Hodan Abdi")
    assert edited(cast.client("ben"), who, pronouns="she").status_code == 409
    assert Person.objects.get().pronouns == ""


def test_it_moves_only_what_the_form_offers(cast: Cast) -> None:
    who = factories.person("Hodan Abdi")
    edited(
        cast.client("ben"), who, version="1", hidden="1", listed="", user=cast.ben.pk, created_by=cast.cy.pk,
        meeting_count="9", party="1", sort_name=who.sort_name,
    )  # fmt: skip
    person = Person.objects.get()
    assert (person.hidden, person.listed, person.user, person.meeting_count) == (False, True, None, 0)
    assert person.version == 1


def test_it_lets_nobody_write_who_may_only_read(cast: Cast) -> None:
    who = factories.person("Hodan Abdi")
    before = AuditEvent.objects.count()
    assert sent(cast.client("vi")).status_code == 403
    assert edited(cast.client("vi"), who, version="1", pronouns="she").status_code == 403
    assert AuditEvent.objects.count() == before
    assert sent(Client()).status_code == 302
    assert Person.objects.count() == 1


def test_it_warns_while_one_types_by_name_and_organization_only(cast: Cast) -> None:
    who = factories.person("Hodan Abdi Warsame", pronouns="she / her")
    factories.role(who, factories.organization("Prairie Rose"))
    factories.note(who, "A secret note", by=cast.ada, visibility="owner")
    shown = cast.page("cy", "/people/likely/?name=hodan+abdi+warsame")
    assert all(words in shown for words in ("Hodan Abdi Warsame", "Prairie Rose", str(who.uid)))
    assert "secret" not in shown
    assert "she / her" not in shown
    for nobody in ("", "?name=", "?name=Somebody+Else", "?name=%00", "?phone=6"):
        assert "Hodan" not in cast.page("cy", f"/people/likely/{nobody}")
    assert cast.client("vi").get("/people/likely/").status_code == 403


def test_it_does_not_ask_again_at_saving_about_whom_one_saw_while_typing(cast: Cast) -> None:
    seen = factories.person("Hodan Abdi Warsame")
    client = cast.client("ben")
    assert sent(client, name="Hodan Abdi Warsame", seen=str(seen.uid)).status_code == 302
    # Another of that name came meanwhile, whom nobody has seen.
    assert (
        "Is it this person?" in sent(client, name="Hodan Abdi Warsame", seen=str(seen.uid)).content.decode()
    )


def test_it_asks_for_one_fact_alone_and_changes_nothing_else(cast: Cast) -> None:
    who = factories.person("Hodan", pronouns="she", greeting="Dr. Hodan", aliases=["H."])
    address = f"/people/{who.uid}/edit/?field=pronouns"
    page = cast.page("ben", address)
    assert 'name="pronouns"' in page
    assert 'name="greeting"' not in page
    answer = cast.client("ben").post(
        address, {"version": 1, "pronouns": "they", "greeting": "sent all the same"}
    )
    assert answer["Location"] == f"/people/{who.uid}/#fact-pronouns"
    who.refresh_from_db()
    assert (who.pronouns, who.greeting, who.aliases, who.version) == ("they", "Dr. Hodan", ["H."], 2)


@pytest.mark.parametrize(
    "asked", ["field=nonsense", "field=version", "field=uid", "field=", "field=pronouns&field=x"]
)
def test_it_answers_that_there_is_no_such_fact(cast: Cast, asked: str) -> None:
    who = factories.person()
    assert cast.client("ben").get(f"/people/{who.uid}/edit/?{asked}").status_code == 404


def test_it_lets_two_correct_two_facts_and_asks_only_where_it_is_the_same(cast: Cast) -> None:
    who = factories.person("Hodan", pronouns="she", greeting="Dr. Hodan")
    ben, cy = cast.client("ben"), cast.client("cy")
    edit = f"/people/{who.uid}/edit/"
    assert cy.post(f"{edit}?field=greeting", {"version": 1, "greeting": "Principal"}).status_code == 302
    assert ben.post(f"{edit}?field=pronouns", {"version": 1, "pronouns": "they"}).status_code == 302
    refused = cy.post(f"{edit}?field=pronouns", {"version": 1, "pronouns": "ze"})
    assert refused.status_code == 409
    page = refused.content.decode()
    assert all(words in page for words in (">they<", ">ze<", "Save mine over theirs", "Keep theirs"))
    # Who says that they read a version that never was is not believed.
    assert ben.post(f"{edit}?field=pronouns", {"version": 99, "pronouns": "xe"}).status_code == 409
    who.refresh_from_db()
    assert (who.pronouns, who.greeting) == ("they", "Principal")
