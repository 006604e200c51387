"""A forgotten password, a new one, and what it ends."""

from __future__ import annotations

import re
import smtplib
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.core import mail
from django.test import Client
from django.utils import timezone

from crm.accounts.models import User
from crm.parts.jobs import Heartbeat
from tests.cast import PASSWORD, Cast
from tests.crm.accounts.signing_in import is_signed_in, sign_in

pytestmark = pytest.mark.django_db

NEW = "a new and longer secret"


def ask(client: Client, email: str) -> Any:
    return client.post("/account/password/reset/", {"email": email})


def link_in_mail() -> str:
    found = re.search(r"http://testserver(/account/password/reset/key/\S+)", str(mail.outbox[-1].body))
    assert found
    return found[1]


def open_link(client: Client, link: str) -> str | None:
    """The address of the form behind a link, or None if the link is no good."""
    answer = client.get(link)
    return answer["Location"] if answer.status_code == 302 else None


def test_it_mails_a_link_that_works_once(client: Client, cast: Cast) -> None:
    assert ask(client, "Ben@groundwork.invalid")["Location"] == "/account/password/reset/done/"
    link = link_in_mail()
    form = open_link(client, link)
    assert form is not None
    answer = client.post(form, {"password1": NEW, "password2": NEW})
    assert answer["Location"] == "/account/password/reset/key/done/"
    assert not is_signed_in(client)
    sign_in(client, "ben", NEW)
    assert is_signed_in(client)
    assert open_link(Client(), link) is None


def test_it_answers_the_same_whether_or_not_there_is_an_account(client: Client, cast: Cast) -> None:
    known, unknown = ask(client, "ben@groundwork.invalid"), ask(client, "nobody@groundwork.invalid")
    assert (known.status_code, known["Location"]) == (unknown.status_code, unknown["Location"])
    assert [message.to for message in mail.outbox] == [["ben@groundwork.invalid"]]


def test_it_mails_no_link_for_a_closed_account_and_honours_none(client: Client, cast: Cast) -> None:
    ask(client, "ben@groundwork.invalid")
    link = link_in_mail()
    User.objects.filter(pk=cast.ben.pk).update(is_active=False)
    assert open_link(client, link) is None
    ask(client, "ben@groundwork.invalid")
    assert len(mail.outbox) == 1


def test_it_lets_a_link_lapse_after_a_day(client: Client, cast: Cast) -> None:
    ask(client, "ben@groundwork.invalid")
    link = link_in_mail()
    with time_machine.travel(timezone.now() + timedelta(days=1, minutes=1)):
        assert open_link(client, link) is None


def test_it_forgets_the_failed_attempts_of_whoever_comes_by_mail(client: Client, cast: Cast) -> None:
    for n in range(6):
        sign_in(client, "ben", "wrong", REMOTE_ADDR=f"203.0.113.{n}")
    ask(client, "ben@groundwork.invalid")
    form = open_link(client, link_in_mail())
    assert form is not None
    client.post(form, {"password1": NEW, "password2": NEW})
    assert sign_in(client, "ben", NEW).status_code == 302


def test_it_ends_every_session_when_the_password_changes(client: Client, cast: Cast) -> None:
    sign_in(client, "ben")
    elsewhere = Client()
    sign_in(elsewhere, "ben")
    answer = client.post(
        "/account/password/change/", {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW}
    )
    assert answer.status_code == 302
    assert not is_signed_in(client)
    assert not is_signed_in(elsewhere)
    assert sign_in(client, "ben").status_code == 200
    assert sign_in(client, "ben", NEW).status_code == 302


def test_it_ends_every_session_when_the_password_is_set_by_mail(client: Client, cast: Cast) -> None:
    elsewhere = Client()
    sign_in(elsewhere, "ben")
    ask(client, "ben@groundwork.invalid")
    form = open_link(client, link_in_mail())
    assert form is not None
    client.post(form, {"password1": NEW, "password2": NEW})
    assert not is_signed_in(elsewhere)


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("wrong", NEW, "This is not your current password."),
        (PASSWORD, "short", "This password is too short"),
        (PASSWORD, "password123", "This password is too common"),
        (PASSWORD, "ben@groundwork.invalid", "too similar"),
    ],
)
def test_it_refuses_a_weak_password_with_a_reason(
    client: Client, cast: Cast, old: str, new: str, says: str
) -> None:
    sign_in(client, "ben")
    answer = client.post(
        "/account/password/change/", {"oldpassword": old, "password1": new, "password2": new}
    )
    assert says in answer.content.decode()
    assert is_signed_in(client)


def test_it_tells_the_owner_of_a_new_password(client: Client, cast: Cast) -> None:
    sign_in(client, "ben")
    client.post("/account/password/change/", {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW})
    assert mail.outbox[-1].to == ["ben@groundwork.invalid"]
    assert "Your password was changed." in str(mail.outbox[-1].body)


def test_it_does_not_break_when_mail_does(
    client: Client, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*args: Any, **kwargs: Any) -> None:
        raise smtplib.SMTPAuthenticationError(535, b"no")

    monkeypatch.setattr("django.core.mail.backends.locmem.EmailBackend.send_messages", refuse)
    assert ask(client, "ben@groundwork.invalid").status_code == 302
    sign = Heartbeat.objects.get(name="mail")
    assert not sign.ok
    assert "SMTPAuthenticationError" in sign.says
