"""The worker does what is due, once, and a failing job keeps no other from its turn."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from crm.parts import jobs
from crm.parts.jobs import Heartbeat, Scheduled, tick

pytestmark = pytest.mark.django_db


def test_it_does_each_job_when_its_time_has_come(monkeypatch: pytest.MonkeyPatch) -> None:
    done: list[str] = []
    monkeypatch.setattr(
        jobs, "SCHEDULE", [Scheduled("often", lambda: done.append("often"), every=timedelta(minutes=5))]
    )
    now = timezone.now()
    tick(now)
    tick(now + timedelta(minutes=1))
    assert done == ["often"]
    Heartbeat.objects.filter(name="schedule: often").update(at=now)
    tick(now + timedelta(minutes=5))
    assert done == ["often", "often"]
    assert Heartbeat.objects.filter(name="worker").exists()


def test_it_does_nightly_work_once_a_night() -> None:
    nightly = Scheduled("backup", lambda: None, at_hour=2)
    two = timezone.localtime(timezone.now()).replace(hour=2, minute=0, second=0, microsecond=0)
    assert not nightly.is_due(None, two - timedelta(minutes=1))
    assert nightly.is_due(None, two)
    assert not nightly.is_due(two, two + timedelta(hours=20))
    assert nightly.is_due(two + timedelta(minutes=5), two + timedelta(days=1))


def test_it_goes_on_when_a_job_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    done: list[str] = []

    def fail() -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(
        jobs, "SCHEDULE", [Scheduled("bad", fail), Scheduled("good", lambda: done.append("good"))]
    )
    assert tick() == ["bad", "good"]
    assert done == ["good"]
    bad = Heartbeat.objects.get(name="schedule: bad")
    assert not bad.ok
    assert "ZeroDivisionError" in bad.says
