"""Who was at a meeting: found as one types, added with or without a script, or new in the same act."""

from __future__ import annotations

import uuid

import pytest
from django.test import Client

from contacts.models import Assessment, Attendance, Meeting, Person, Role
from crm.parts.audit import AuditEvent
from tests import factories
from tests.cast import Cast
from tests.contacts.meeting_log.page import LOG, filled, words_in

pytestmark = pytest.mark.django_db


def test_it_needs_somebody_there_but_for_what_is_public(ben: Client) -> None:
    response = ben.post(LOG, filled())
    assert response.status_code == 400
    assert "Add who was there" in words_in(response)
    ben.post(LOG, filled(kind="public_meeting"))
    assert Meeting.objects.get().kind == "public_meeting"


def test_it_takes_the_same_attendee_twice_as_one(ben: Client) -> None:
    who = factories.person()
    ben.post(LOG, {**filled(who), "person": [str(who.party.uid)] * 3})
    assert Attendance.objects.count() == 1


def test_it_adds_somebody_new_with_role_and_organization_in_the_same_act(cast: Cast, ben: Client) -> None:
    school, key = factories.organization("Prairie Rose"), str(uuid.uuid4())
    new = {
        f"new-name-{key}": "Pa Nhia Vang",
        f"new-role-{key}": "teacher_leader",
        f"new-at-{key}": "prairie rose",
    }
    before = AuditEvent.objects.count()
    data = {**filled(), "person": [key], f"stance-{key}": "active_ally", **new}
    assert ben.post(LOG, data).status_code == 302
    assert ben.post(LOG, data).status_code == 302
    who = Person.objects.get()
    assert (who.name, str(who.party.uid)) == ("Pa Nhia Vang", key)
    assert Role.objects.get().organization == school
    assert Attendance.objects.get().represented == school
    assert Assessment.objects.get().stance == "active_ally"
    assert AuditEvent.objects.count() == before + 1


@pytest.mark.parametrize(
    ("new", "words"),
    [
        ({"name": ""}, "Give the person a name"),
        ({"name": "Pa Nhia", "role": "teacher"}, "Choose the organization where Pa Nhia"),
        ({"name": "Pa Nhia", "at": "Prairie Rose"}, "Choose the role"),
        ({"name": "Pa Nhia", "at": "Nowhere", "role": "teacher"}, "is not in the record"),
    ],
)
def test_it_says_what_is_missing_about_somebody_new_and_keeps_it(
    ben: Client, new: dict[str, str], words: str
) -> None:
    factories.organization("Prairie Rose")
    key = str(uuid.uuid4())
    fields = {f"new-{name}-{key}": value for name, value in {"name": "", **new}.items()}
    response = ben.post(LOG, {**filled(), "person": [key], **fields})
    assert response.status_code == 400
    assert words in words_in(response)
    assert all(value in words_in(response) for value in new.values())
    assert not Person.objects.exists()


def test_it_finds_and_adds_people_without_a_script(cast: Cast, ben: Client) -> None:
    hodan, pa = factories.person("Hodan Abdi"), factories.person("Pa Nhia Vang")
    factories.role(pa, factories.organization("Prairie Rose"), type="lead_teacher", primary=True)
    found = words_in(ben.post(LOG, {**filled(hodan), "do": "find", "find": "vang"}))
    assert f'value="add:{pa.party.uid}"' in found
    assert "lead teacher, Prairie Rose" in found
    both = words_in(ben.post(LOG, {**filled(hodan), "do": f"add:{pa.party.uid}", "find": "vang"}))
    assert both.count('name="person"') == 2
    one = words_in(ben.post(LOG, {**filled(hodan, pa), "do": f"out:{pa.party.uid}"}))
    assert one.count('name="person"') == 1


def test_it_leaves_out_who_is_in_the_trash_or_was_never_there(cast: Cast, ben: Client) -> None:
    who = factories.person("Hodan Abdi")
    Person.objects.filter(pk=who.pk).derived(hidden=True)
    response = ben.post(LOG, {**filled(who), "person": [str(who.party.uid), str(uuid.uuid4()), "nonsense"]})
    assert response.status_code == 400
    assert words_in(response).count('name="person"') == 0
    assert not Meeting.objects.exists()


def test_it_answers_what_is_typed_with_people_and_what_they_do(cast: Cast, ben: Client) -> None:
    who = factories.person("Hodan Abdi")
    factories.role(who, factories.organization("Prairie Rose"), type="principal", primary=True)
    answer = ben.get("/meetings/log/people/", {"q": "hod"}).json()
    assert answer == {
        "results": [{"id": str(who.party.uid), "text": "Hodan Abdi", "detail": "principal, Prairie Rose"}]
    }
    assert ben.get("/meetings/log/people/", {"q": "\x00"}).json() == {"results": []}


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("ann", ["Ann Lee", "Anna Vang", "Lee Ann"]),
        ("lee a", ["Lee Ann", "Ann Lee"]),
        ("pena", ["Xiomara Peña"]),
        ("xoimara", ["Xiomara Peña"]),
        ("site", []),
        ("%", []),
        ('"', []),
        ("ann OR lee", ["Ann Lee", "Lee Ann"]),
    ],
)
def test_it_puts_names_first_that_begin_with_what_was_typed(
    cast: Cast, ben: Client, typed: str, expected: list[str]
) -> None:
    for name in ("Lee Ann", "Anna Vang", "Ann Lee", "Xiomara Peña"):
        factories.person(name)
    factories.organization("Ann Site School")
    factories.meeting(factories.person("Zoe Quist"), by=cast.ben, title="Ann and the site")
    answer = ben.get("/meetings/log/people/", {"q": typed}).json()["results"]
    assert [one["text"] for one in answer] == expected
