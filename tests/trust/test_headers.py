"""What every response carries (S12): pages, files, errors, refusals, redirects; and our score for it."""

from __future__ import annotations

import re
from http.cookies import SimpleCookie
from pathlib import Path
from typing import Any

import pytest
from django.test import Client, override_settings

from tests.cast import PASSWORD, Cast
from tests.trust.observatory import Score, score
from tests.trust.routes import all_routes, browser, in_lines, taken_back
from tests.trust.world import World

pytestmark = pytest.mark.django_db

# As production sets them (tests/trust/test_production.py holds it to that).
COOKIES = {"SESSION_COOKIE_SECURE": True, "CSRF_COOKIE_SECURE": True}
A_YEAR = 31536000


def faults_of(answer: Any) -> list[str]:
    """What is missing or too weak in the headers of one answer."""
    found = []
    hsts = re.search(r"max-age=(\d+)", answer.get("Strict-Transport-Security", ""))
    if not hsts or int(hsts[1]) < A_YEAR:
        found.append("no year of HTTPS")
    policy = answer.get("Content-Security-Policy", "")
    if "default-src 'none'" not in policy or "frame-ancestors 'none'" not in policy:
        found.append(f"content policy: {policy or 'none'}")
    if "unsafe-inline" in policy or "unsafe-eval" in policy or "http:" in policy or "*" in policy:
        found.append(f"unsafe content policy: {policy}")
    expected = {
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "same-origin",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "same-origin",
        "X-Frame-Options": "DENY",
    }
    found += [f"{name}: {answer.get(name)}" for name, value in expected.items() if answer.get(name) != value]
    if "geolocation=()" not in answer.get("Permissions-Policy", ""):
        found.append("no permissions policy")
    if "Access-Control-Allow-Origin" in answer:
        found.append("other sites may read it")
    if not answer.get("X-Request-ID"):
        found.append("no request id")
    return found


@pytest.mark.parametrize("who", ["anonymous", "vi", "rut"])
def test_it_sends_them_with_every_route(world: World, who: str) -> None:
    client = browser(who, world)
    faults = []
    for route in all_routes():
        if not route.name:
            continue
        thing = (route.things or (lambda world: []))(world)[0]
        for method in ("GET", "POST"):
            with taken_back(client):
                answer = client.generic(method, route.address(thing, world), secure=True)
            faults += [f"{method} {route} ({answer.status_code}): {fault}" for fault in faults_of(answer)]
            for name, cookie in answer.cookies.items():
                if not (cookie["httponly"] and cookie["samesite"] == "Lax"):
                    faults.append(f"{method} {route}: cookie {name} is {cookie.output()}")
            if answer.get("Content-Type", "").startswith("text/html") and "no-store" not in answer.get(
                "Cache-Control", ""
            ):
                faults.append(f"{method} {route}: a page that a cache may keep")
    assert not faults, in_lines(faults)


def test_it_sends_them_with_a_file_that_is_taken_out(world: World) -> None:
    answer = browser("ben", world).get("/people/?format=csv", secure=True)
    assert answer["Content-Type"].startswith("text/csv")
    assert faults_of(answer) == []


def test_it_sends_them_with_errors(
    client: Client, cast: Cast, monkeypatch: pytest.MonkeyPatch, settings: Any
) -> None:
    client.raise_request_exception = False
    client.force_login(cast.rut)

    def broken(*args: Any, **kwargs: Any) -> None:
        raise RuntimeError("a secret of the house")

    answers = {
        404: client.get("/there/is/nothing/", secure=True),
        400: client.get("/", secure=True, headers={"host": "evil.example"}),
        405: client.put("/status/", secure=True),
        403: cast.client("vi").get("/status/", secure=True),
    }
    monkeypatch.setattr("crm.status_views.mail_line", broken)
    answers[500] = client.get("/status/", secure=True)
    for status, answer in answers.items():
        assert answer.status_code == status
        assert faults_of(answer) == [], status
        assert "secret" not in answer.content.decode()
        assert "Traceback" not in answer.content.decode()
    assert "Something broke" in answers[500].content.decode()


def test_it_sends_them_when_somebody_comes_too_often(client: Client, db: None) -> None:
    from django.core.cache import cache

    cache.clear()
    answers = [
        client.post("/account/login/", {"login": "x", "password": "y"}, secure=True) for _ in range(31)
    ]
    cache.clear()
    answer = answers[-1]
    assert answer.status_code == 429
    assert "That was too often" in answer.content.decode()
    assert faults_of(answer) == []


def test_it_sends_them_with_static_files(tmp_path: Path, db: None) -> None:
    (tmp_path / "page.css").write_text("body { color: black }")
    with override_settings(
        STATIC_ROOT=str(tmp_path), WHITENOISE_USE_FINDERS=False, WHITENOISE_AUTOREFRESH=True
    ):
        answer = Client().get("/static/page.css", secure=True)
    assert answer.status_code == 200
    assert faults_of(answer) == []


def scored(answer: Any) -> Score:
    headers = {name.lower(): value for name, value in answer.headers.items()}
    return score(headers, answer.cookies, answer.content.decode(), host="testserver")


def test_it_scores_a_hundred_or_more(cast: Cast) -> None:
    with override_settings(**COOKIES):
        client = Client()
        pages = [client.get("/account/login/", secure=True)]
        pages.append(client.post("/account/login/", {"login": "ben", "password": PASSWORD}, secure=True))
        pages += [client.get(path, secure=True) for path in ("/settings/", "/exports/", "/there/is/nothing/")]
    assert pages[1].cookies["sessionid"]["secure"]
    for page in pages:
        result = scored(page)
        assert result.total >= 100, result.reasons
    assert scored(pages[1]).total == 135, scored(pages[1]).reasons


@pytest.mark.parametrize(
    ("change", "at_most"),
    [
        ({"content-security-policy": ""}, 75),
        ({"content-security-policy": "script-src 'self' 'unsafe-inline'"}, 80),
        ({"strict-transport-security": ""}, 80),
        ({"access-control-allow-origin": "*"}, 50),
        ({"x-content-type-options": "", "referrer-policy": "unsafe-url"}, 120),
    ],
)
def test_it_would_notice(client: Client, db: None, change: dict[str, str], at_most: int) -> None:
    """The scorer takes points away for what is weak."""
    answer = client.get("/account/login/", secure=True)
    headers = {name.lower(): value for name, value in answer.headers.items()} | change
    assert score(headers, SimpleCookie(), "", host="testserver").total <= at_most
