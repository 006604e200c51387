"""What is one's own: name, e-mail, look, browsers, keys for programs."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.core import mail
from django.test import Client
from django.utils import timezone

from crm.accounts.models import ApiToken, User
from crm.parts.audit import AuditEvent
from tests.cast import Cast
from tests.crm.accounts.signing_in import is_signed_in, say_it_is_you, sign_in

pytestmark = pytest.mark.django_db

NAMES = {"first_name": "Benedikt", "last_name": "Lindqvist", "username": "benl", "theme": "dark"}


def test_it_saves_name_and_look(cast: Cast) -> None:
    client = cast.client("ben")
    assert client.post("/settings/", NAMES)["Location"] == "/settings/"
    ben = User.objects.get(pk=cast.ben.pk)
    assert (str(ben), ben.username, ben.theme) == ("Benedikt Lindqvist", "benl", "dark")
    assert 'data-theme="dark"' in client.get("/settings/").content.decode()
    assert AuditEvent.objects.filter(verb="change own name", by=ben).exists()


def test_it_gives_nobody_rights_of_their_own_making(cast: Cast) -> None:
    """Every column of a user is sent along; only those of the form move."""
    client = cast.client("vi")
    before: dict[str, Any] = dict(User.objects.filter(pk=cast.vi.pk).values().get())
    sent = {**dict.fromkeys(before, "admin"), "is_active": "", "teams": cast.north.pk, **NAMES}
    client.post("/settings/", sent)
    after: dict[str, Any] = dict(User.objects.filter(pk=cast.vi.pk).values().get())
    moved = {name for name in before if before[name] != after[name]}
    assert moved == {"first_name", "last_name", "username", "theme"}
    assert not cast.vi.teams.exists()


@pytest.mark.parametrize("username", ["ADA", "ada", "with space", "ada@groundwork.invalid"])
def test_it_refuses_a_name_of_somebody_else(cast: Cast, username: str) -> None:
    answer = cast.client("ben").post("/settings/", {**NAMES, "username": username})
    assert answer.status_code == 400
    assert User.objects.get(pk=cast.ben.pk).username == "ben"


def test_it_changes_the_look_from_the_menu_and_goes_back(cast: Cast) -> None:
    client = cast.client("ben")
    assert client.post("/settings/theme/", {"theme": "dark", "next": "/exports/"})["Location"] == "/exports/"
    assert client.post("/settings/theme/", {"theme": "pink", "next": "//evil.example/"})["Location"] == "/"
    assert User.objects.get(pk=cast.ben.pk).theme == "dark"


def test_it_changes_the_email_after_asking_and_tells_the_old_one(cast: Cast) -> None:
    client = cast.client("ben")
    assert "reauthenticate" in client.get("/settings/e-mail/")["Location"]
    say_it_is_you(client)
    assert client.post("/settings/e-mail/", {"email": "Ben@Example.org"})["Location"] == "/settings/"
    assert User.objects.get(pk=cast.ben.pk).email == "ben@example.org"
    assert mail.outbox[-1].to == ["ben@groundwork.invalid"]
    assert "ben@example.org" in str(mail.outbox[-1].body)


@pytest.mark.parametrize("email", ["ada@groundwork.invalid", "me@demo.invalid", "nowhere"])
def test_it_refuses_an_email_that_is_taken_or_of_the_demo(cast: Cast, email: str) -> None:
    client = say_it_is_you(cast.client("ben"))
    assert client.post("/settings/e-mail/", {"email": email}).status_code == 400
    assert User.objects.get(pk=cast.ben.pk).email == "ben@groundwork.invalid"


def test_it_lists_browsers_and_ends_the_others(client: Client, cast: Cast) -> None:
    firefox = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0"
    phone = "Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) AppleWebKit/605 Version/19.0 Safari/604.1"
    elsewhere = Client()
    sign_in(client, "ben", HTTP_USER_AGENT=firefox)
    sign_in(elsewhere, "ben", HTTP_USER_AGENT=phone)
    sign_in(Client(), "cy")
    page = client.get("/account/sessions/", headers={"user-agent": firefox}).content.decode()
    assert "Firefox on Windows" in page
    assert "Safari on iPhone" in page
    assert page.count("signed in ") == 2
    client.post("/account/sessions/")
    assert not is_signed_in(elsewhere)
    assert is_signed_in(client)


def make(client: Client, name: str = "script", good_for: str = "90") -> str:
    page = client.post("/settings/tokens/make/", {"name": name, "good_for": good_for}).content.decode()
    found = re.search(r'value="(gw_[\w-]+)"', page)
    assert found, page
    return found[1]


def api(secret: str) -> int:
    return int(Client().get("/api/people/", headers={"authorization": f"Token {secret}"}).status_code)


def test_it_shows_a_token_once_and_keeps_its_digest_alone(cast: Cast) -> None:
    client = say_it_is_you(cast.client("ben"))
    secret = make(client)
    assert len(secret) > 40
    assert secret not in client.get("/settings/tokens/").content.decode()
    kept = ApiToken.objects.values().get()
    assert secret not in str(kept)
    assert kept["starts_with"] == secret[:10]


def test_it_asks_for_the_password_before_it_makes_one(cast: Cast) -> None:
    answer = cast.client("ben").post("/settings/tokens/make/", {"name": "script", "good_for": "90"})
    assert "reauthenticate" in answer["Location"]
    assert not ApiToken.objects.exists()


def test_it_lets_a_token_in_until_it_is_over_or_revoked(cast: Cast) -> None:
    client = say_it_is_you(cast.client("ben"))
    secret = make(client, good_for="30")
    assert api(secret) == 200
    assert ApiToken.objects.get().last_used_at is not None
    with time_machine.travel(timezone.now() + timedelta(days=30, minutes=1)):
        assert api(secret) == 401
    client.post(f"/settings/tokens/{ApiToken.objects.get().uid}/revoke/")
    assert api(secret) == 401


def test_it_knows_no_half_or_foreign_token(cast: Cast) -> None:
    secret = make(say_it_is_you(cast.client("ben")))
    for wrong in (secret[:-1], secret.upper(), "", "gw_", ApiToken.objects.get().digest, "é"):
        assert api(wrong) == 401


def test_it_gives_a_token_its_users_rights_and_no_more(cast: Cast) -> None:
    secret = make(say_it_is_you(cast.client("vi")))
    answer = Client().post(
        "/api/people/", {"name": "New"}, "application/json", headers={"authorization": f"Token {secret}"}
    )
    assert answer.status_code == 403
    User.objects.filter(pk=cast.vi.pk).update(is_active=False)
    assert api(secret) == 401


def test_it_revokes_nobody_elses_token(cast: Cast) -> None:
    make(say_it_is_you(cast.client("ben")))
    answer = cast.client("rut").post(f"/settings/tokens/{ApiToken.objects.get().uid}/revoke/")
    assert answer.status_code == 404
    assert ApiToken.objects.exists()
