"""Coming in by e-mail or name, and how often one may try (S11)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.contrib.auth.hashers import MD5PasswordHasher
from django.core.cache import cache
from django.core.management import call_command
from django.test import Client, override_settings

from crm.accounts.models import User
from tests.cast import PASSWORD, Cast
from tests.crm.accounts.signing_in import is_signed_in, sign_in

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 9, 15, 17, 0, tzinfo=UTC)
LOCMEM = "django.core.cache.backends.locmem.LocMemCache"
DATABASE = "django.core.cache.backends.db.DatabaseCache"


@pytest.fixture(params=[LOCMEM, DATABASE], ids=["locmem", "database"])
def clock(request: pytest.FixtureRequest, db: None) -> Iterator[Any]:
    """A clock that stands still unless it is moved, on each cache that keeps the counters."""
    with (
        override_settings(CACHES={"default": {"BACKEND": request.param, "LOCATION": "groundwork_cache"}}),
        time_machine.travel(NOON, tick=False) as moved,
    ):
        call_command("createcachetable")
        cache.clear()
        yield moved
        cache.clear()


def errors(answer: Any) -> list[str]:
    """What the page says is wrong."""
    assert answer.status_code == 200
    return [str(error) for error in answer.context["form"].non_field_errors()]


@pytest.mark.parametrize("login", ["ben@groundwork.invalid", "BEN@groundwork.invalid", "ben", "Ben", " ben "])
def test_it_lets_in_by_email_or_name_in_any_case(client: Client, cast: Cast, login: str) -> None:
    answer = sign_in(client, login)
    assert (answer.status_code, answer["Location"]) == (302, "/")
    assert is_signed_in(client)


@pytest.mark.parametrize("login", ["ben", "nobody", "ben@groundwork.invalid", "nobody@groundwork.invalid"])
def test_it_says_the_same_of_a_wrong_password_and_an_unknown_name(
    client: Client, cast: Cast, login: str
) -> None:
    assert errors(sign_in(client, login, "wrong")) == [
        "This name or e-mail and this password do not go together."
    ]
    assert not is_signed_in(client)


def test_it_goes_to_where_one_was_going_but_never_elsewhere(client: Client, cast: Cast) -> None:
    assert client.get("/settings/")["Location"] == "/account/login/?next=/settings/"
    there = client.post("/account/login/?next=/settings/", {"login": "ben", "password": PASSWORD})
    assert there["Location"] == "/settings/"
    client.logout()
    away = client.post("/account/login/?next=https://evil.example/", {"login": "ben", "password": PASSWORD})
    assert away["Location"] == "/"


def test_it_refuses_the_built_in_user_and_closed_accounts(client: Client, cast: Cast) -> None:
    system = User.objects.system()
    sign_in(client, system.username, "")
    sign_in(client, system.username, PASSWORD)
    assert not is_signed_in(client)
    User.objects.filter(pk=cast.ben.pk).update(is_active=False)
    assert errors(sign_in(client, "ben", "wrong")) == [
        "This name or e-mail and this password do not go together."
    ]
    assert sign_in(client, "ben")["Location"] == "/account/inactive/"
    assert not is_signed_in(client)


@pytest.mark.parametrize("known", [True, False], ids=["known", "unknown"])
@pytest.mark.parametrize("by_email", [True, False], ids=["by e-mail", "by name"])
def test_it_refuses_the_sixth_failure_in_five_minutes(
    client: Client, cast: Cast, clock: Any, known: bool, by_email: bool
) -> None:
    login = ("ben" if known else "nobody") + ("@groundwork.invalid" if by_email else "")
    for n in range(5):
        # Each attempt comes from elsewhere, so that only the account is counted.
        answer = sign_in(client, login, "wrong", REMOTE_ADDR=f"203.0.113.{n}")
        assert errors(answer) == ["This name or e-mail and this password do not go together."]
    sixth = sign_in(client, login, PASSWORD, REMOTE_ADDR="203.0.113.9")
    assert errors(sixth) == ["Too many attempts. Wait five minutes, then try once more."]
    clock.shift(timedelta(minutes=4, seconds=59))
    assert errors(sign_in(client, login)) == ["Too many attempts. Wait five minutes, then try once more."]
    clock.shift(timedelta(seconds=1))
    sign_in(client, login)
    assert is_signed_in(client) is known


def test_it_counts_a_name_and_its_email_as_one_account(client: Client, cast: Cast, clock: Any) -> None:
    for n, login in enumerate(["ben", "ben@groundwork.invalid", "BEN", "Ben@Groundwork.invalid", "ben"]):
        sign_in(client, login, "wrong", REMOTE_ADDR=f"203.0.113.{n}")
    assert errors(sign_in(client, "ben@groundwork.invalid"))[0].startswith("Too many attempts")


def test_it_refuses_the_eleventh_failure_in_a_minute_from_one_address(
    client: Client, cast: Cast, clock: Any
) -> None:
    for n in range(10):
        assert errors(sign_in(client, f"nobody{n}", "wrong"))[0].startswith("This name")
    assert errors(sign_in(client, "ben"))[0].startswith("Too many attempts")
    assert sign_in(client, "ben", REMOTE_ADDR="203.0.113.7").status_code == 302
    client.logout()
    clock.shift(timedelta(minutes=1))
    assert sign_in(client, "ben").status_code == 302


def test_it_does_not_let_success_wipe_the_count(client: Client, cast: Cast, clock: Any) -> None:
    for n in range(4):
        sign_in(client, "ben", "wrong", REMOTE_ADDR=f"203.0.113.{n}")
        clock.shift(timedelta(seconds=1))
    assert sign_in(Client(), "ben").status_code == 302
    clock.shift(timedelta(seconds=1))
    assert errors(sign_in(client, "ben", "wrong"))[0].startswith("This name")
    assert errors(sign_in(client, "ben"))[0].startswith("Too many attempts")


@pytest.mark.parametrize(
    "login", ["ben", "ben@groundwork.invalid", "nobody", "nobody@groundwork.invalid", "groundwork", "closed"]
)
def test_it_computes_one_password_whoever_is_asked_for(
    client: Client, cast: Cast, monkeypatch: pytest.MonkeyPatch, login: str
) -> None:
    User.objects.system()
    User.objects.create_user("closed", "closed@groundwork.invalid", PASSWORD, is_active=False)
    computed: list[str] = []
    encode = MD5PasswordHasher.encode

    def counted(self: MD5PasswordHasher, password: str, salt: str) -> str:
        computed.append(password)
        return encode(self, password, salt)

    monkeypatch.setattr(MD5PasswordHasher, "encode", counted)
    sign_in(client, login, "wrong")
    assert len(computed) == 1


def test_it_makes_no_computation_once_it_refuses(
    client: Client, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    for n in range(5):
        sign_in(client, "ben", "wrong", REMOTE_ADDR=f"203.0.113.{n}")
        sign_in(client, "nobody", "wrong", REMOTE_ADDR=f"203.0.113.{n + 100}")
    monkeypatch.setattr(MD5PasswordHasher, "encode", None)
    assert errors(sign_in(client, "ben", REMOTE_ADDR="203.0.113.50"))
    assert errors(sign_in(client, "nobody", REMOTE_ADDR="203.0.113.51"))


def test_it_believes_only_the_proxies_that_are_its_own(client: Client, cast: Cast) -> None:
    """Whoever sends the header along gets no new count for it."""
    for n in range(10):
        sign_in(client, f"nobody{n}", "wrong", HTTP_X_FORWARDED_FOR=f"198.51.100.{n}")
    assert errors(sign_in(client, "ben", HTTP_X_FORWARDED_FOR="198.51.100.77"))[0].startswith("Too many")
    cache.clear()
    with override_settings(ALLAUTH_TRUSTED_PROXY_COUNT=1):
        for n in range(10):
            sign_in(client, f"nobody{n}", "wrong", HTTP_X_FORWARDED_FOR=f"1.2.3.4, 198.51.100.{n}")
        assert sign_in(client, "ben", HTTP_X_FORWARDED_FOR="1.2.3.4, 198.51.100.77").status_code == 302


def test_it_gives_a_new_session_at_sign_in(client: Client, cast: Cast) -> None:
    """A session that somebody planted before knows nobody after."""
    client.get("/account/password/reset/key/1-abc/")
    client.session["planted"] = True
    planted = client.session
    planted["planted"] = True
    planted.save()
    client.cookies["sessionid"] = str(planted.session_key)
    sign_in(client, "ben")
    assert client.cookies["sessionid"].value != planted.session_key
    other = Client()
    other.cookies["sessionid"] = str(planted.session_key)
    assert not is_signed_in(other)


def test_it_has_no_way_to_sign_up_uninvited(client: Client, db: None) -> None:
    for path in (
        "/account/signup/",
        "/account/2fa/webauthn/signup/",
        "/account/email/",
        "/account/login/code/",
    ):
        assert client.get(path).status_code == 404
        assert client.post(path, {"email": "new@example.org", "password1": "x" * 20}).status_code == 404
    assert not User.objects.filter(email="new@example.org").exists()


def test_it_signs_out_by_post_alone(client: Client, cast: Cast) -> None:
    sign_in(client, "ben")
    assert client.get("/account/logout/").status_code == 200
    assert is_signed_in(client)
    client.post("/account/logout/")
    assert not is_signed_in(client)


def test_it_stops_at_once_for_somebody_whose_account_is_closed(client: Client, cast: Cast) -> None:
    sign_in(client, "ben")
    User.objects.filter(pk=cast.ben.pk).update(is_active=False)
    assert not is_signed_in(client)
