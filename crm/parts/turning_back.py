"""What an undo writes: rows named by their keys, their values taken from their history by the database itself.

Each of these writes many rows in a few statements inside the running act, with their history. No values but those of
which the digest is made pass through Python, so that a file of 100,000 rows is taken back in the memory of one batch.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from django.db import IntegrityError, connection, models, transaction
from django.db.models import Value

from crm.parts.audit import current_act
from crm.parts.keys import among, in_parts
from crm.parts.many import remember
from crm.parts.records import Record, column, history_table, tracked_names


def remove(model: type[Record], keys: Collection[int]) -> int:
    """Delete these rows for good; their history keeps every value."""
    for part in in_parts(sorted(keys)):
        remember(model, part, "-")
        matching: Any = models.QuerySet(model).filter(pk__in=among(part))
        matching._raw_delete(matching.db)
    return len(keys)


def put_back(model: type[Record], as_in: dict[int, int], *, without: Collection[str] = ()) -> int:
    """Give rows that stand the values of a row of their history each: `as_in` names it by the key. The columns
    `without` stay as they are.

    The version goes on counting, so that somebody who still has the undone values open cannot save over them unseen.
    Many are written by one statement. Where rows give each other a value that only one may have, that statement is
    refused, and they are written one by one, each once its value is free. Raises IntegrityError if one never is.
    """
    parts = list(in_parts(sorted(as_in)))
    differing = [_columns_that_differ(model, [as_in[key] for key in part]) for part in parts]
    try:
        with transaction.atomic():
            for part in parts:
                _take_values(model, [as_in[key] for key in part], without)
    except IntegrityError:
        _one_by_one(model, list(as_in.values()), without)
    for part, columns in zip(parts, differing, strict=True):
        remember(model, part, "~", columns)
    return len(as_in)


def _one_by_one(model: type[Record], history_ids: list[int], without: Collection[str]) -> None:
    """Write these rows in whatever order they make room for each other; the order given is tried first."""
    while history_ids:
        waiting: list[int] = []
        for history_id in history_ids:
            try:
                with transaction.atomic():
                    _take_values(model, [history_id], without)
            except IntegrityError:
                waiting.append(history_id)
                if len(waiting) == len(history_ids):
                    raise
        history_ids = waiting


def _columns_that_differ(model: type[Record], history_ids: list[int]) -> frozenset[str]:
    """In which columns any of these rows of the history differs from what stands. One query.

    What follows an act can then leave the rest alone: a hundred thousand people who only lose a point person keep
    their search documents.
    """
    history, key = history_table(model), model._meta.pk.attname
    fields = [field for field in history.tracked_fields if field.attname != key]
    quote = connection.ops.quote_name
    mine, theirs = quote(model._meta.db_table), quote(history._meta.db_table)
    asked = [
        f"MAX(CASE WHEN {mine}.{name} IS DISTINCT FROM {theirs}.{name} THEN 1 ELSE 0 END)"
        for name in (quote(field.column) for field in fields)
    ]
    name = quote(str(model._meta.pk.column))
    select = ["SELECT", ", ".join(asked), "FROM", mine, "JOIN", theirs, f"ON {mine}.{name} = {theirs}.{name}"]
    which: Any = history.objects.filter(history_id__in=among(history_ids)).order_by().values("history_id")
    rows, parameters = _compiled(which)
    with connection.cursor() as cursor:
        # Only names of our own columns are put together here; every value is a parameter.
        cursor.execute(" ".join([*select, f"WHERE {theirs}.history_id IN (", rows, ")"]), parameters)
        differs = cursor.fetchone()
    return frozenset(field.attname for field, one in zip(fields, differs, strict=True) if one)


def _take_values(model: type[Record], history_ids: list[int], without: Collection[str]) -> None:
    """Write the values of these rows of the history where they belong, in one statement."""
    act = current_act()
    history, key_column = history_table(model), model._meta.pk
    quote = connection.ops.quote_name
    mine, theirs = quote(model._meta.db_table), quote(history._meta.db_table)
    by_hand = {"version", "changed_at", "changed_by_id", key_column.attname, *without}
    names = [quote(field.column) for field in history.tracked_fields if field.attname not in by_hand]
    values = [f"{name} = {theirs}.{name}" for name in names]
    values += [f"version = {mine}.version + 1", "changed_at = %s", "changed_by_id = %s"]
    at = column(model, "changed_at").get_db_prep_save(act.at, connection)
    name = quote(str(key_column.column))
    update = ["UPDATE", mine, "SET", ", ".join(values), "FROM", theirs]
    update += ["WHERE", f"{mine}.{name} = {theirs}.{name} AND {theirs}.history_id IN ("]
    which: Any = history.objects.filter(history_id__in=among(history_ids)).order_by().values("history_id")
    rows, parameters = _compiled(which)
    with connection.cursor() as cursor:
        # Only names of our own columns are put together here; every value is a parameter.
        cursor.execute(" ".join([*update, rows, ")"]), [at, act.by.pk, *parameters])


def give_back(model: type[Record], as_in: dict[int, int]) -> int:
    """Insert rows that are gone as a row of their history has them, keys and common columns too.

    Columns without history are derived, and start as those of a new row.
    """
    history = history_table(model)
    names = tracked_names(model)
    derived = [field for field in model._meta.concrete_fields if field.attname not in names]
    fresh = [Value(field.get_default(), output_field=field) for field in derived]
    quote = connection.ops.quote_name
    columns = [field.column for field in [*history.tracked_fields, *derived]]
    into = ", ".join(quote(name) for name in columns)
    for part in in_parts(sorted(as_in)):
        which: Any = history.objects.filter(history_id__in=among([as_in[key] for key in part]))
        select, parameters = _compiled(which.order_by("history_id").values_list(*names, *fresh))
        with connection.cursor() as cursor:
            # Only names of our own columns are put together here; every value is a parameter.
            cursor.execute(
                " ".join(["INSERT INTO", quote(model._meta.db_table), "(", into, ")", select]), parameters
            )
        remember(model, part, "+")
    return len(as_in)


def _compiled(rows: Any) -> tuple[str, Sequence[Any]]:
    """A query as the database reads it, and its parameters."""
    sql, parameters = rows.query.get_compiler(connection=connection).as_sql()
    return sql, parameters
