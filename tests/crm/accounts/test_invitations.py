"""Nobody comes in but by a link that works once."""

from __future__ import annotations

import smtplib
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.core import mail
from django.test import Client
from django.utils import timezone

from contacts.models import Person
from crm.accounts.models import Invitation, User
from crm.accounts.services import invite
from crm.parts.audit import AuditEvent
from tests.cast import PASSWORD, Cast
from tests.crm.accounts.signing_in import is_signed_in, say_it_is_you, sign_in

pytestmark = pytest.mark.django_db

FILLED = {
    "first_name": "Hodan",
    "last_name": "Abdi",
    "username": "hodan.abdi",
    "password": "a long enough secret",
}


def send(rut: Client, email: str = "hodan@example.org", role: str = "outreach", **more: Any) -> Any:
    return rut.post("/settings/users/invite/", {"email": email, "role": role, **more})


def test_it_mails_a_link_and_shows_it_once(rut: Client, cast: Cast) -> None:
    page = send(rut, "Hodan@Example.org", teams=[cast.north.pk])
    link = page.context["link"]
    assert link in page.content.decode()
    assert mail.outbox[-1].to == ["hodan@example.org"]
    assert link in str(mail.outbox[-1].body)
    secret = link.rstrip("/").rpartition("/")[2]
    invitation = Invitation.objects.get()
    assert secret not in invitation.digest
    assert secret not in rut.get("/settings/users/").content.decode()


def test_it_makes_the_account_its_person_and_signs_in(rut: Client, cast: Cast) -> None:
    link = send(rut, teams=[cast.north.pk]).context["link"]
    browser = Client()
    assert browser.get(link).status_code == 200
    assert browser.post(link, FILLED)["Location"] == "/first-hour/"
    assert is_signed_in(browser)
    user = User.objects.get(username="hodan.abdi")
    assert (user.email, user.role, list(user.teams.all())) == ("hodan@example.org", "outreach", [cast.north])
    person = Person.objects.get(user=user)
    assert (person.name, person.listed, person.created_by) == ("Hodan Abdi", False, user)
    assert AuditEvent.objects.filter(verb="join", by=user).exists()
    assert sign_in(Client(), "hodan@example.org", FILLED["password"]).status_code == 302


def test_it_works_once(rut: Client, cast: Cast) -> None:
    link = send(rut).context["link"]
    Client().post(link, FILLED)
    answer = Client().post(link, {**FILLED, "username": "second"})
    assert answer.status_code == 404
    assert not User.objects.filter(username="second").exists()


def test_it_ends_after_two_weeks_when_withdrawn_and_when_sent_anew(rut: Client, cast: Cast) -> None:
    first = send(rut).context["link"]
    second = send(rut).context["link"]
    assert Client().get(first).status_code == 404
    assert Client().get(second).status_code == 200
    with time_machine.travel(timezone.now() + timedelta(days=14, minutes=1)):
        assert Client().get(second).status_code == 404
    invitation = Invitation.objects.get(withdrawn_at=None)
    rut.post(f"/settings/invitations/{invitation.uid}/withdraw/")
    assert Client().get(second).status_code == 404


def test_it_gives_no_more_than_was_offered(rut: Client, cast: Cast) -> None:
    link = send(rut, role="viewer").context["link"]
    Client().post(
        link,
        {
            **FILLED,
            "role": "admin",
            "email": "other@example.org",
            "is_superuser": "1",
            "teams": [cast.north.pk],
        },
    )
    user = User.objects.get(username="hodan.abdi")
    assert (user.role, user.email, user.teams.count()) == ("viewer", "hodan@example.org", 0)


@pytest.mark.parametrize(
    ("field", "value", "says"),
    [
        ("username", "ben", "Somebody signs in with this name already"),
        ("username", "BEN", "Somebody signs in with this name already"),
        ("username", "rut@groundwork.invalid", "Use letters, digits"),
        ("username", "", "This field is required"),
        ("first_name", "", "This field is required"),
        ("password", "short", "too short"),
        ("password", "hodan.abdi1", "too similar"),
        ("first_name", "a\x00b", "Null characters are not allowed"),
    ],
)
def test_it_refuses_with_a_reason_and_stays_open(
    rut: Client, cast: Cast, field: str, value: str, says: str
) -> None:
    link = send(rut).context["link"]
    answer = Client().post(link, {**FILLED, field: value})
    assert answer.status_code == 400
    assert says in answer.content.decode()
    assert Client().post(link, FILLED).status_code == 302


@pytest.mark.parametrize(
    ("email", "says"),
    [
        ("ben@groundwork.invalid", "Somebody signs in with this e-mail already."),
        ("BEN@groundwork.invalid", "Somebody signs in with this e-mail already."),
        ("ada@demo.invalid", "Addresses of the demo stay with the demo"),
        ("no address", "Enter a valid email address"),
    ],
)
def test_it_refuses_to_invite_such_an_address(rut: Client, cast: Cast, email: str, says: str) -> None:
    answer = send(rut, email)
    assert answer.status_code == 400
    assert says in answer.content.decode()
    assert not Invitation.objects.exists()
    assert not mail.outbox


def test_it_says_so_when_mail_does_not_work(rut: Client, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*args: Any, **kwargs: Any) -> None:
        raise smtplib.SMTPServerDisconnected

    monkeypatch.setattr("django.core.mail.backends.locmem.EmailBackend.send_messages", refuse)
    page = send(rut)
    assert "hand the link over yourself" in page.content.decode()
    assert Client().get(page.context["link"]).status_code == 200


@pytest.mark.parametrize("name", ["ada", "ben", "cy", "vi"])
def test_it_is_for_admins_alone(cast: Cast, name: str) -> None:
    client = say_it_is_you(cast.client(name))
    assert send(client, "friend@example.org").status_code == 403
    assert client.get("/settings/users/").status_code == 403
    assert not Invitation.objects.exists()


def test_it_leaves_somebody_who_is_signed_in_alone(rut: Client, cast: Cast) -> None:
    link = send(rut).context["link"]
    ben = cast.client("ben")
    assert ben.post(link, FILLED).status_code == 302
    assert not User.objects.filter(username="hodan.abdi").exists()


def test_it_gives_a_person_to_accounts_that_a_command_made(client: Client, cast: Cast) -> None:
    for _ in range(2):
        sign_in(client, "ben", PASSWORD)
        client.logout()
    assert Person.objects.filter(user=cast.ben, listed=False).count() == 1


def test_it_never_makes_two_accounts_of_one_address(cast: Cast) -> None:
    _, secret = invite(by=cast.rut, email="hodan@example.org", role="outreach")
    User.objects.filter(pk=cast.ben.pk).update(email="hodan@example.org")
    assert Client().post(f"/join/{secret}/", FILLED).status_code == 404
    assert User.objects.filter(email="hodan@example.org").count() == 1
