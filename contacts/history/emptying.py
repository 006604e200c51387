"""Emptying the trash: what lay there long enough leaves for good, with what hangs on it; what is held is passed by."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from contacts.evidence.models import BarrierEvidence
from contacts.history.forgetting import CannotForget, forget
from contacts.history.models import Hold
from contacts.history.trash import TRASH, InTrash
from contacts.interest.models import Assessment, HowWeKnow
from contacts.meetings.models import Meeting
from contacts.parties.models import Attachment, Document, Party
from contacts.policy.models import Arrangement, Initiative
from contacts.tasks.models import Task
from contacts.ties.models import Tie
from crm.accounts.models import User
from crm.parts.audit import AuditEvent, act
from crm.parts.erasing import delete_for_good
from crm.parts.hooks import AFTER_CLEARING
from crm.parts.keys import among
from crm.parts.order import parents_first
from crm.parts.records import Record, change_all, history_table
from crm.parts.undo import remembered_models

VERB = "empty trash"
# Rows that live on without what they named: (table, column). Everything else that names a row goes with it.
LETS_GO: frozenset[tuple[type[Record], str]] = frozenset(
    {
        (Tie, "source_meeting"),
        (Task, "initiative"),
        (Meeting, "initiative"),
        (Initiative, "parent"),
        (Arrangement, "initiative"),
        (Arrangement, "document"),
        (Assessment, "document"),
        (BarrierEvidence, "document"),
    }
)


@dataclass
class Emptied:
    """What an emptying did: so many of each kind, and what it passed by because something rests on it."""

    gone: dict[str, int] = field(default_factory=dict)
    held: int = 0
    kept: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        said = [f"{count} {word}" for word, count in self.gone.items()]
        said += [f"{self.held} held"] if self.held else []
        said += [f"{len(self.kept)} kept: something rests on them"] if self.kept else []
        return ", ".join(said) or "nothing"


def empty_trash(now: datetime | None = None) -> Emptied:
    """Let what lay in the trash longer than TRASH_DAYS leave for good. People and organizations are forgotten.

    One act for each person and organization, one for all others of a kind.
    """
    before = (now or timezone.now()) - timedelta(days=settings.TRASH_DAYS)
    done, by = Emptied(), User.objects.system()
    for kind in TRASH.values():
        rows = kind.rows().filter(trashed_at__lt=before)
        held = set(Hold.objects.filter(record_kind=kind.held_as).values_list("record_id", flat=True))
        keys = list(rows.order_by("pk").values_list("pk", flat=True))
        done.held += len(held.intersection(keys))
        going = [key for key in keys if key not in held]
        count = _forget(going, by, done) if kind.model is Party else _delete(kind, going, by, done)
        if count:
            done.gone[str(kind.many).lower()] = count
    return done


def _forget(keys: Iterable[int], by: User, done: Emptied) -> int:
    count = 0
    for party in Party._base_manager.filter(pk__in=among(keys)):
        days = settings.TRASH_DAYS
        try:
            forget(party, by=by, reason=_("%(days)s days in the trash") % {"days": days})
        except CannotForget:
            done.kept.append(str(party.pk))
            continue
        count += 1
    return count


def _delete(kind: InTrash, keys: list[int], by: User, done: Emptied) -> int:
    if kind.model is Document:
        resting = _rested_on(keys)
        done.kept += [f"document {key}" for key in sorted(resting)]
        keys = [key for key in keys if key not in resting]
    if not keys:
        return 0
    delete_with_all(kind.model, keys, by=by, verb=VERB)
    return len(keys)


def _rested_on(keys: Iterable[int]) -> set[int]:
    """Documents that an account of a barrier or a reading has nothing else to rest on."""
    accounts = BarrierEvidence._base_manager.filter(document__in=among(keys), meeting__isnull=True)
    readings = Assessment._base_manager.filter(
        ~Q(how_we_know=HowWeKnow.GUESS),
        document__in=among(keys), meeting__isnull=True, supersedes__isnull=True, note="",
    )  # fmt: skip
    return {*accounts.values_list("document_id", flat=True), *readings.values_list("document_id", flat=True)}


def delete_with_all(model: type[Record], keys: Iterable[int], *, by: User, verb: str) -> dict[str, int]:
    """Delete rows for good with whatever rests on them, in one act that nothing undoes. Counts by what rows are called.

    What acts on them were called goes too: it says what the rows said.
    """
    with act(by=by, verb=verb):
        going = _with_dependents(model, set(keys))
        _let_go(going)
        files = _files_of(going)
        _forget_what_acts_were_called(going)
        counts = {}
        for gone in reversed(parents_first(going)):
            if going[gone]:
                counts[str(gone._meta.verbose_name_plural)] = delete_for_good(gone, going[gone])
    for follow in AFTER_CLEARING:
        follow()
    transaction.on_commit(lambda: _remove(files))
    return counts


def _with_dependents(model: type[Record], keys: set[int]) -> dict[type[Record], set[int]]:
    """These rows and all that cannot be without them, by table."""
    going: dict[type[Record], set[int]] = {model: keys}
    names = {one._meta.model_name: one for one in remembered_models()}
    found = True
    while found:
        found = False
        for below in remembered_models():
            known = going.setdefault(below, set())
            before = len(known)
            for column in below._meta.concrete_fields:
                target: Any = column.related_model
                if (below, column.name) not in LETS_GO and going.get(target):
                    naming = below._base_manager.filter(**{f"{column.attname}__in": among(going[target])})
                    known.update(naming.values_list("pk", flat=True))
            found |= len(known) > before
        links = going[Attachment]
        before = len(links)
        for name, named in names.items():
            if going.get(named):
                hanging = Attachment._base_manager.filter(record_kind=name, record_id__in=among(going[named]))
                links.update(hanging.values_list("pk", flat=True))
        found |= len(links) > before
    return {table: rows for table, rows in going.items() if rows}


def _let_go(going: dict[type[Record], set[int]]) -> None:
    for model, name in sorted(LETS_GO, key=lambda pair: (pair[0].__name__, pair[1])):
        target: Any = model._meta.get_field(name).related_model
        if target not in going:
            continue
        naming = model._base_manager.filter(**{f"{name}__in": among(going[target])})
        rows = list(naming.exclude(pk__in=among(going.get(model, set()))))
        for row in rows:
            setattr(row, name, None)
        change_all(model, rows, [name])


def _files_of(going: dict[type[Record], set[int]]) -> list[str]:
    states = history_table(Document).objects.filter(id__in=among(going.get(Document, ())))
    return sorted({str(name) for name in states.values_list("file", flat=True) if name})


def _forget_what_acts_were_called(going: dict[type[Record], set[int]]) -> None:
    acts: set[int] = set()
    for model, keys in going.items():
        key = str(model._meta.pk.attname)
        past = history_table(model).objects.filter(**{f"{key}__in": among(keys)})
        acts.update(past.order_by().values_list("act_id", flat=True).distinct())
    imports = Q(import_batch__isnull=False)
    events = AuditEvent.objects.filter(pk__in=among(acts)).exclude(imports).exclude(subject="")
    AuditEvent.objects.filter(pk__in=list(events.values_list("pk", flat=True))).update(subject="")


def _remove(names: Iterable[str]) -> None:
    for name in names:
        default_storage.delete(name)
