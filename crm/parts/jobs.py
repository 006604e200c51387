"""Work that outlasts a request, what is done on a schedule, and the signs of life of the process that does it."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import models, transaction
from django.utils import timezone

log = logging.getLogger(__name__)


class Heartbeat(models.Model):
    """What a process or a schedule last did. The status page reads it."""

    name = models.CharField(max_length=60, unique=True)
    at = models.DateTimeField()
    says = models.TextField(blank=True)
    ok = models.BooleanField(default=True)

    def __str__(self) -> str:
        return self.name


def beat(name: str, says: str = "", *, ok: bool = True) -> None:
    """Leave a sign of life."""
    Heartbeat.objects.update_or_create(name=name, defaults={"at": timezone.now(), "says": says, "ok": ok})


@dataclass(frozen=True)
class Scheduled:
    """Something to do again and again: every so often, or each night after this hour (installation's time)."""

    name: str
    run: Callable[[], Any]
    every: timedelta = timedelta(days=1)
    at_hour: int | None = None

    def is_due(self, last: datetime | None, now: datetime) -> bool:
        if last is None:
            return self.at_hour is None or timezone.localtime(now).hour >= self.at_hour
        if self.at_hour is None:
            return now - last >= self.every
        begins = timezone.localtime(now).replace(hour=self.at_hour, minute=0, second=0, microsecond=0)
        if begins > now:
            begins -= timedelta(days=1)
        return last < begins and now - last >= self.every - timedelta(hours=12)


SCHEDULE: list[Scheduled] = []


def tick(now: datetime | None = None) -> list[str]:
    """Do what is due. One process claims each turn, so that two workers never do the same. Returns what was done."""
    now = now or timezone.now()
    done = []
    for scheduled in SCHEDULE:
        if not _claim(scheduled, now):
            continue
        try:
            says = scheduled.run()
            beat(f"schedule: {scheduled.name}", str(says or ""))
        except Exception as error:  # a job that fails must not keep the others from their turn
            log.exception("scheduled job %s failed", scheduled.name)
            beat(f"schedule: {scheduled.name}", f"{type(error).__name__}: {error}", ok=False)
        done.append(scheduled.name)
    beat("worker", f"{len(done)} done")
    return done


def _claim(scheduled: Scheduled, now: datetime) -> bool:
    name = f"schedule: {scheduled.name}"
    with transaction.atomic():
        row = Heartbeat.objects.select_for_update().filter(name=name).first()
        if not scheduled.is_due(row.at if row else None, now):
            return False
        Heartbeat.objects.update_or_create(name=name, defaults={"at": now, "says": "running", "ok": True})
        return True
