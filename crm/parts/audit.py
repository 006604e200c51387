"""Acts: every write belongs to one act of a person, leaves history rows that carry it, and can be undone as one.

Values live only in the history tables; an AuditEvent says who did what, when, how many rows, and a digest over them.
A save outside an act is refused, so nothing can go past the record of changes.
"""

from __future__ import annotations

import hashlib
import uuid
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from crm.accounts.models import User


class AuditEvent(models.Model):
    """One act of a person. Append-only; the worker seals the chain over the digests."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    verb = models.CharField(max_length=60)
    subject = models.CharField(max_length=300, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="acts")
    at = models.DateTimeField()
    request_id = models.CharField(max_length=64, blank=True)
    counts = models.JSONField(default=dict)
    digest = models.CharField(max_length=64, blank=True)
    seal = models.CharField(max_length=64, blank=True)
    undoes = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="undone_by"
    )

    class Meta:
        verbose_name = _("act")
        ordering = ["-pk"]
        indexes = [models.Index(fields=["by", "-id"], name="audit_event_by_whom")]

    def __str__(self) -> str:
        return f"{self.verb} {self.subject}".strip()


class Remembered(models.Model):
    """What every history row carries besides the values: the act that made it."""

    act = models.ForeignKey(AuditEvent, on_delete=models.PROTECT, related_name="+")

    class Meta:
        abstract = True


class WriteOutsideAct(RuntimeError):
    """A record was saved or deleted without saying who acts."""


class Act:
    """The running act: collects what it touched, and writes its event when it has changed something."""

    def __init__(
        self, *, by: User, verb: str, subject: str, request_id: str, undoes: AuditEvent | None
    ) -> None:
        self.by = by
        self.verb = verb
        self.subject = subject
        self.at: datetime = timezone.now()
        self.counts: Counter[str] = Counter()
        # What was written: per model and key the history types in order, "+", "~" or "-".
        self.touched: dict[type[models.Model], dict[Any, str]] = {}
        # Of rows that were written narrowly: which columns, and how many of the writes said so.
        self._columns: dict[type[models.Model], dict[Any, tuple[frozenset[str], int]]] = {}
        self._request_id = request_id
        self._undoes = undoes
        self._digest = hashlib.sha256()
        self._event: AuditEvent | None = None

    @property
    def event(self) -> AuditEvent:
        """The event of this act, written at its first change: an act that changes nothing leaves no row."""
        if self._event is None:
            self._event = AuditEvent.objects.create(
                verb=self.verb,
                subject=self.subject[:300],
                by=self.by,
                at=self.at,
                request_id=self._request_id,
                undoes=self._undoes,
            )
        return self._event

    @property
    def changed_something(self) -> bool:
        return self._event is not None

    def note(
        self,
        model: type[models.Model],
        pk: Any,
        history_type: str,
        values: str,
        columns: frozenset[str] | None = None,
    ) -> None:
        """Count one change and add it to the digest. Called for every history row.

        `columns`: the only ones that may differ from before, if that is known.
        """
        self.counts[f"{model._meta.model_name}{history_type}"] += 1
        of_model = self.touched.setdefault(model, {})
        of_model[pk] = of_model.get(pk, "") + history_type
        if columns is not None:
            narrow = self._columns.setdefault(model, {})
            before, times = narrow.get(pk, (frozenset(), 0))
            narrow[pk] = (before | columns if times else columns, times + 1)
        self._digest.update(f"{model._meta.label_lower}|{pk}|{history_type}|{values}\n".encode())

    def keys(
        self,
        model: type[models.Model],
        *,
        unless_new: bool = False,
        reading: frozenset[str] | None = None,
    ) -> list[Any]:
        """The keys of one model that this act wrote, in order; without those it made new if asked.

        `reading`: only those of which one of these columns may have changed.
        """
        of_model = self.touched.get(model, {})
        narrow = self._columns.get(model, {}) if reading is not None else {}

        def wanted(key: Any, types: str) -> bool:
            columns, times = narrow.get(key, (frozenset(), 0))
            elsewhere = times == len(types) and columns.isdisjoint(reading or ())
            return not (elsewhere or (unless_new and types.startswith("+")))

        return sorted(key for key, types in of_model.items() if wanted(key, types))

    def gone(self, model: type[models.Model]) -> set[Any]:
        """The keys of one model that this act deleted: nothing is left that could follow."""
        return {key for key, types in self.touched.get(model, {}).items() if types.endswith("-")}

    def finish(self) -> None:
        """Let the derived tables follow, then close the event."""
        if self._event is None:
            return
        for follow in AFTER_ACT:
            follow(self)
        self._event.counts = dict(sorted(self.counts.items()))
        self._event.digest = self._digest.hexdigest()
        self._event.save(update_fields=["counts", "digest"])


# Rooms register what must follow an act in its transaction: search documents, derived facts.
AFTER_ACT: list[Callable[[Act], None]] = []

_current: ContextVar[Act | None] = ContextVar("current_act", default=None)
current_request_id: ContextVar[str] = ContextVar("current_request_id", default="")


def current_act() -> Act:
    """The act that is running, or WriteOutsideAct."""
    running = _current.get()
    if running is None:
        raise WriteOutsideAct("Write through a service: `with act(by=user, verb=…)` says who acts.")
    return running


@contextmanager
def act(*, by: User, verb: str, subject: str = "", undoes: AuditEvent | None = None) -> Iterator[Act]:
    """One act: everything inside happens, or nothing does. Inside another act it joins that one."""
    running = _current.get()
    if running is not None:
        with transaction.atomic(savepoint=True):
            yield running
        return
    with transaction.atomic():
        new = Act(by=by, verb=verb, subject=subject, request_id=current_request_id.get(), undoes=undoes)
        token = _current.set(new)
        try:
            yield new
            new.finish()
        finally:
            _current.reset(token)


def digest_of(values: dict[str, Any]) -> str:
    """The values of one row as one line, the same for the same values whatever the database."""
    return "|".join(f"{name}={value}" for name, value in sorted(values.items()))


def seal_chain() -> int:
    """Seal the events that are not sealed yet, each over the seal before it. Returns how many."""
    last = AuditEvent.objects.exclude(seal="").order_by("-pk").first()
    before = last.seal if last else ""
    sealed = 0
    for event in AuditEvent.objects.filter(seal="").exclude(digest="").order_by("pk").iterator():
        before = seal_of(event, before)
        AuditEvent.objects.filter(pk=event.pk).update(seal=before)
        sealed += 1
    return sealed


def seal_of(event: AuditEvent, before: str) -> str:
    """What the seal of this event must be, after the seal before it."""
    line = f"{before}|{event.pk}|{event.uid}|{event.verb}|{event.by_id}|{event.at.isoformat()}|{event.digest}"
    return hashlib.sha256(line.encode()).hexdigest()


def broken_seals() -> list[int]:
    """The ids of sealed events whose seal does not follow from the one before. Empty means the chain holds."""
    broken, before = [], ""
    for event in AuditEvent.objects.exclude(seal="").order_by("pk").iterator():
        if event.seal != seal_of(event, before):
            broken.append(event.pk)
        before = event.seal
    return broken
