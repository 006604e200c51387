"""Erasing for good: values leave the record, its history and the file that the database lies in.

What is left of an erased row is that it was there: its key, who wrote it when, and the digests of the acts. An act of
one of the verbs `FOR_GOOD` is never taken back, and no act before it brings back what it erased: the erasing is always
the newest that its rows have in their history.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any

from django.db import connection, models
from django.db.models import Max, Q
from django.utils import timezone

from crm.parts.audit import AuditEvent, current_act, digest_of
from crm.parts.jobs import Heartbeat, beat
from crm.parts.keys import among, in_parts
from crm.parts.records import Record, history_table, tracked_names
from crm.parts.search_index import index_anew
from crm.parts.turning_back import remove

FOR_GOOD = frozenset({"forget", "empty trash", "delete old notes"})

# What says that a row was there, and nothing of what it said.
STAMPS = frozenset(
    {"id", "uid", "version", "created_at", "created_by_id", "changed_at", "changed_by_id", "trashed_at"}
)
WIPED = "erased values overwritten"


def blank(field: models.Field[Any, Any]) -> Any:
    """What an erased column says: nothing, or as little as it can."""
    if field.null or field.is_relation:
        return None
    if isinstance(field, models.JSONField):
        return field.get_default()
    if isinstance(field, models.CharField | models.TextField | models.FileField):
        return ""
    if isinstance(field, models.BooleanField):
        return False
    return 0


def erasable(model: type[Record]) -> list[str]:
    """The columns of a model that can be erased from its history: all but what says that a row was there.

    A day that must be there is left: without the row it says nothing.
    """
    return [
        field.attname
        for field in history_table(model).tracked_fields
        if field.attname not in STAMPS
        and not field.primary_key
        and not (isinstance(field, models.DateField) and not field.null)
    ]


def erase_history(model: type[Record], which: Q, columns: Collection[str]) -> int:
    """Erase these columns from the rows of the history that `which` says. Returns how many rows."""
    history = history_table(model)
    fields = {field.attname: field for field in history.tracked_fields}
    values = {name: blank(fields[name]) for name in columns}
    erased: int = history.objects.filter(which).update(**values)
    return erased


def delete_for_good(model: type[Record], keys: Collection[int]) -> int:
    """Delete rows inside the running act, and erase all that they ever said. Returns how many."""
    gone = remove(model, keys)
    close_for_good(model, keys)
    return gone


def close_for_good(model: type[Record], keys: Collection[int]) -> None:
    """Erase all that rows ever said which are gone, and let the running act be the last that their history knows.

    So no older act can be taken back on them.
    """
    current_act()
    key = str(model._meta.pk.attname)
    for part in in_parts(sorted(keys)):
        erase_history(model, Q(**{f"{key}__in": among(part)}), erasable(model))
        write_last(model, part)


def write_last(model: type[Record], keys: Iterable[int]) -> None:
    """Write into the history of rows that are gone that they are gone, where the running act has not done so yet."""
    act = current_act()
    key = str(model._meta.pk.attname)
    history = history_table(model)
    of_these = history.objects.filter(**{f"{key}__in": among(keys)}).order_by()
    newest = of_these.values_list(key).annotate(last=Max("history_id")).values_list("last", flat=True)
    rows = [row for row in history.objects.filter(pk__in=list(newest)) if row.act_id != act.event.pk]
    names = tracked_names(model)
    for row in rows:
        act.note(model, getattr(row, key), "-", digest_of({name: getattr(row, name) for name in names}))
        row.pk, row.act, row.history_type = None, act.event, "-"
        row.history_user, row.history_date = act.by, timezone.now()
    history.objects.bulk_create(rows, batch_size=500)


def wipe() -> str:
    """Overwrite what erased values left behind: in the search index, in freed pages, in the log of writes.

    Cost: the whole database is written anew, and nobody else can write meanwhile. Not inside a transaction.
    """
    index_anew()
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("VACUUM")
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            (busy, *_pages) = cursor.fetchone()
            if busy:
                raise RuntimeError("somebody is reading; the log of writes is emptied at the next turn")
        else:
            cursor.execute("VACUUM FULL")
    beat(WIPED)
    return "overwritten"


def wipe_if_needed() -> str:
    """`wipe` if something was erased since the last time. For the worker."""
    last = Heartbeat.objects.filter(name=WIPED).first()
    erased = AuditEvent.objects.filter(verb__in=FOR_GOOD)
    if last is not None:
        erased = erased.filter(at__gte=last.at)
    return wipe() if erased.exists() else "nothing was erased"
