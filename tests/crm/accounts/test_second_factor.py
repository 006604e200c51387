"""Who owes a second factor and when, what stays closed until then, and how it is used."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from django.core import mail
from django.test import Client, override_settings
from django.utils import timezone

from crm.accounts.models import ApiToken, User
from tests.cast import Cast
from tests.crm.accounts.signing_in import code_of, is_signed_in, say_it_is_you, set_up_app, sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def as_in_an_installation() -> Iterator[None]:
    with override_settings(TEST_SECOND_FACTOR=True):
        yield


@pytest.mark.parametrize("name", ["ada", "rut"])
def test_it_keeps_everything_else_closed_to_directors_and_admins_without_one(
    client: Client, cast: Cast, name: str
) -> None:
    sign_in(client, name)
    for_admins = ["/settings/users/", "/status/", "/admin/"] if name == "rut" else []
    for path in ["/", "/settings/", "/settings/tokens/make/", "/exports/", *for_admins]:
        answer = client.get(path)
        assert (answer.status_code, answer["Location"]) == (302, "/account/2fa/"), path
    page = client.get("/account/2fa/").content.decode()
    assert "Set one up to go on." in page


def test_it_keeps_the_api_closed_too(client: Client, cast: Cast) -> None:
    sign_in(client, "ada")
    assert client.get("/api/people/").status_code == 403
    _, secret = ApiToken.make(cast.ada, "script")
    answer = Client().get("/api/people/", headers={"authorization": f"Token {secret}"})
    assert answer.status_code in {401, 403}


def test_it_lets_them_in_once_it_is_set_up(client: Client, cast: Cast) -> None:
    sign_in(client, "rut")
    say_it_is_you(client)
    set_up_app(client)
    assert is_signed_in(client)
    assert client.get("/settings/users/").status_code == 200


def test_it_gives_everybody_else_fourteen_days_and_says_so(client: Client, cast: Cast) -> None:
    sign_in(client, "ben")
    assert "In 14 days you sign in with a second factor." in client.get("/settings/").content.decode()
    with time_machine.travel(timezone.now() + timedelta(days=13)):
        assert "From tomorrow on" in client.get("/settings/").content.decode()
    with time_machine.travel(timezone.now() + timedelta(days=14)):
        assert client.get("/settings/")["Location"] == "/account/2fa/"


def test_it_asks_at_once_from_the_day_somebody_directs(client: Client, cast: Cast) -> None:
    sign_in(client, "ben")
    assert is_signed_in(client)
    User.objects.filter(pk=cast.ben.pk).update(role="director")
    assert client.get("/settings/")["Location"] == "/account/2fa/"


def test_it_asks_for_the_code_at_every_sign_in(client: Client, cast: Cast) -> None:
    sign_in(client, "ben")
    say_it_is_you(client)
    secret = set_up_app(client)
    again = Client()
    assert sign_in(again, "ben")["Location"] == "/account/2fa/authenticate/"
    assert not is_signed_in(again)
    wrong = again.post("/account/2fa/authenticate/", {"code": "000000"})
    assert "This code is not right" in wrong.content.decode()
    assert not is_signed_in(again)
    with time_machine.travel(timezone.now() + timedelta(seconds=60)):
        again.post("/account/2fa/authenticate/", {"code": code_of(secret)})
        assert is_signed_in(again)


def test_it_takes_each_recovery_code_once(client: Client, cast: Cast) -> None:
    sign_in(client, "ben")
    say_it_is_you(client)
    set_up_app(client)
    codes = client.get("/account/2fa/recovery-codes/").context["unused_codes"]
    assert len(codes) == 10
    for expected in (True, False):
        again = Client()
        sign_in(again, "ben")
        again.post("/account/2fa/authenticate/", {"code": codes[0]})
        assert is_signed_in(again) is expected


def test_it_stops_guessing_codes(client: Client, cast: Cast) -> None:
    sign_in(client, "ben")
    say_it_is_you(client)
    secret = set_up_app(client)
    again = Client()
    sign_in(again, "ben")
    for n in range(5):
        again.post("/account/2fa/authenticate/", {"code": f"00000{n}"}, REMOTE_ADDR=f"203.0.113.{n}")
    with time_machine.travel(timezone.now() + timedelta(seconds=60)):
        answer = again.post(
            "/account/2fa/authenticate/", {"code": code_of(secret)}, REMOTE_ADDR="203.0.113.9"
        )
    assert "Too many attempts" in answer.content.decode()
    assert not is_signed_in(again)


def test_it_asks_for_the_password_before_it_changes_one(client: Client, cast: Cast) -> None:
    sign_in(client, "ben")
    for path in ("totp/activate/", "webauthn/add/", "recovery-codes/generate/"):
        assert client.get(f"/account/2fa/{path}")["Location"].startswith("/account/reauthenticate/"), path
    say_it_is_you(client)
    set_up_app(client)
    with time_machine.travel(timezone.now() + timedelta(minutes=16)):
        taken_off = client.post("/account/2fa/totp/deactivate/")
        assert "reauthenticate" in taken_off["Location"]
    assert Authenticator.objects.filter(user=cast.ben, type="totp").exists()


@pytest.mark.django_db(transaction=True)
def test_it_tells_the_owner_by_mail(client: Client, cast: Cast) -> None:
    """The mail goes out when the change stands, so this needs a real commit."""
    sign_in(client, "ben")
    say_it_is_you(client)
    set_up_app(client)
    told = [message for message in mail.outbox if message.to == ["ben@groundwork.invalid"]]
    assert any("An authenticator app was set up for your account." in str(message.body) for message in told)


def test_it_shows_nobody_the_keys_of_another(client: Client, cast: Cast) -> None:
    key = Authenticator.objects.create(
        user=cast.cy, type="webauthn", data={"name": "Cy's key", "credential": {}}
    )
    sign_in(client, "ben")
    say_it_is_you(client)
    for what in ("edit", "remove"):
        assert client.get(f"/account/2fa/webauthn/keys/{key.pk}/{what}/").status_code == 404
        assert (
            client.post(f"/account/2fa/webauthn/keys/{key.pk}/{what}/", {"name": "mine"}).status_code == 404
        )
    key.refresh_from_db()
    assert key.data["name"] == "Cy's key"


def test_it_exempts_accounts_of_the_demo_but_not_in_production(client: Client, cast: Cast) -> None:
    User.objects.filter(pk=cast.ada.pk).update(email="ada@demo.invalid")
    sign_in(client, "ada")
    assert is_signed_in(client)
    with override_settings(PRODUCTION=True):
        assert not is_signed_in(client)
