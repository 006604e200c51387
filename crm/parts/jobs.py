"""Work that outlasts a request, and the sign of life of the process that does it."""

from __future__ import annotations

from django.db import models
from django.utils import timezone


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
