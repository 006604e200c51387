"""Is this installation well: what a host reads once a week."""

from __future__ import annotations

import shutil
import smtplib
from collections import namedtuple
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.core import mail
from django.test import Client, override_settings
from django.utils import timezone

from crm.parts.audit import AuditEvent, seal_chain
from crm.parts.jobs import Heartbeat, beat
from tests import factories
from tests.cast import Cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def rut(cast: Cast) -> Client:
    return cast.client("rut")


def line(client: Client, name: str) -> Any:
    page = client.get("/status/")
    assert page.status_code == 200
    return next(one for one in page.context["lines"] if str(one.name) == name)


@pytest.mark.parametrize(
    ("sign", "name", "fresh", "stale"),
    [
        ("worker", "Worker", timedelta(minutes=4), timedelta(minutes=6)),
        ("backup", "Last backup", timedelta(hours=35), timedelta(hours=37)),
        ("restore rehearsal", "Last restore rehearsal", timedelta(days=14), timedelta(days=16)),
    ],
)
def test_it_holds_each_sign_of_life_against_its_age(
    cast: Cast, sign: str, name: str, fresh: timedelta, stale: timedelta
) -> None:
    rut = cast.client("rut")
    assert (line(rut, name).state, line(rut, name).word) == ("warn", "never yet")
    beat(sign, "12 MB")
    now = timezone.now()
    for age, state in ((fresh, "ok"), (stale, "warn")):
        with time_machine.travel(now + age):
            assert line(cast.client("rut"), name).state == state
    beat(sign, "disk full", ok=False)
    assert (line(rut, name).state, line(rut, name).detail) == ("danger", "disk full")


def test_it_sends_a_test_mail_and_keeps_what_came_of_it(rut: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    assert line(rut, "Mail").word == "never tried"
    rut.post("/status/mail/")
    assert mail.outbox[-1].to == ["rut@groundwork.invalid"]
    assert line(rut, "Mail").state == "ok"

    def refuse(*args: Any, **kwargs: Any) -> None:
        raise smtplib.SMTPAuthenticationError(535, b"no")

    monkeypatch.setattr("django.core.mail.backends.locmem.EmailBackend.send_messages", refuse)
    rut.post("/status/mail/")
    assert line(rut, "Mail").state == "danger"
    assert "535" in line(rut, "Mail").detail


def test_it_says_so_where_mail_only_goes_to_the_log(rut: Client) -> None:
    beat("mail", "A test went to rut@groundwork.invalid.")
    with override_settings(EMAIL_BACKEND="django.core.mail.backends.console.EmailBackend"):
        assert line(rut, "Mail").word == "is not sent"


def test_it_warns_before_the_disk_is_full(rut: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    usage = namedtuple("usage", ["total", "used", "free"])
    monkeypatch.setattr(shutil, "disk_usage", lambda folder: usage(100 * 10**9, 95 * 10**9, 5 * 10**9))
    assert line(rut, "Disk").state == "danger"
    assert line(rut, "Disk").detail == "5.0 of 100.0 GB free (5 %)"


def test_it_finds_a_seal_that_was_broken_past_it(rut: Client) -> None:
    for _ in range(3):
        factories.person()
    seal_chain()
    rut.post("/status/seals/")
    assert line(rut, "Chain of acts").word == "whole"
    event = AuditEvent.objects.order_by("pk")[1]
    AuditEvent.objects.filter(pk=event.pk).update(verb="nothing happened")
    rut.post("/status/seals/")
    broken = line(rut, "Chain of acts")
    assert (broken.state, broken.word) == ("danger", "broken")
    assert str(event.pk) in broken.detail


@pytest.mark.parametrize("name", ["ada", "ben", "vi"])
def test_it_is_for_admins_alone(cast: Cast, name: str) -> None:
    client = cast.client(name)
    assert client.get("/status/").status_code == 403
    assert client.post("/status/mail/").status_code == 403
    assert client.post("/status/seals/").status_code == 403
    assert not Heartbeat.objects.exists()
