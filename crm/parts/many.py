"""Creating and changing many rows by columns of values, for files and choices of a hundred thousand rows.

What `records.create_all` and `records.change_all` do, without a model instance for each row: the work that Django does
for each field of each row is done once for each column.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import repeat
from typing import Any

from django.db import connection, models
from django.db.models import F

from crm.parts.audit import current_act
from crm.parts.keys import AT_ONCE, among, in_parts
from crm.parts.records import Record, copy_to_history, tracked_names

# Columns of these kinds go to both databases as they are; the others are prepared value by value.
_PLAIN = (models.CharField, models.TextField, models.IntegerField, models.BooleanField, models.ForeignKey)


@dataclass(frozen=True)
class Done:
    """What was done to many at once: how many rows were written, how many were so already, how many were left as they
    are for a reason that the verb names."""

    changed: int
    unchanged: int = 0
    left: int = 0


class _Columns:
    """The columns of `count` rows: those that vary, as lists, and those that are the same for all."""

    def __init__(self, model: type[models.Model], count: int, given: dict[str, Any]) -> None:
        self.model = model
        self.count = count
        self.varying = {name: values for name, values in given.items() if isinstance(values, list)}
        self.same = {name: value for name, value in given.items() if not isinstance(value, list)}
        self.fields = model._meta.concrete_fields
        known = {field.attname for field in self.fields}
        if unknown := given.keys() - known:
            raise TypeError(f"{model.__name__} has no column {', '.join(sorted(unknown))}")
        if odd := [name for name, values in self.varying.items() if len(values) != count]:
            raise TypeError(f"{', '.join(odd)} of {model.__name__} must have {count} values")
        for field in self.fields:
            if field.attname not in given:
                self._default(field)

    def _default(self, field: models.Field[Any, Any]) -> None:
        """One default for all, unless each row needs one of its own."""
        if field.primary_key:
            self.varying[field.attname] = _new_keys(self.model, self.count)
        elif isinstance(field, models.UUIDField):
            self.varying[field.attname] = [field.get_default() for _ in range(self.count)]
        else:
            self.same[field.attname] = field.get_default()

    @property
    def keys(self) -> list[int]:
        keys: list[int] = self.varying[self.model._meta.pk.attname]
        return keys

    def insert(self) -> None:
        quote = connection.ops.quote_name
        into = ", ".join(quote(str(field.column)) for field in self.fields)
        holders = ", ".join(["%s"] * len(self.fields))
        # What is the same for all never ends, so the keys say when to stop.
        rows: Any = zip(*(self._prepared(field) for field in self.fields), strict=False)
        statement = " ".join(
            ["INSERT INTO", quote(self.model._meta.db_table), "(", into, ") VALUES (", holders, ")"]
        )
        with connection.cursor() as cursor:
            # Only names of our own columns are put together here; every value is a parameter.
            cursor.executemany(statement, rows)

    def _prepared(self, field: models.Field[Any, Any]) -> Iterable[Any]:
        """A column as the database takes it."""
        prepare = field.get_db_prep_save
        if field.attname in self.same:
            return repeat(prepare(self.same[field.attname], connection))
        values: list[Any] = self.varying[field.attname]
        return values if isinstance(field, _PLAIN) else [prepare(value, connection) for value in values]

    def lines(self, names: list[str]) -> Iterable[str]:
        """For each row the line that `audit.digest_of` makes; what is the same for all is put together once."""
        pattern = [
            f"{name}=%s" if name in self.varying else f"{name}={self.same[name]}".replace("%", "%%")
            for name in sorted(names)
        ]
        line = "|".join(pattern)
        return (
            line % row
            for row in zip(
                *(self.varying[name] for name in sorted(names) if name in self.varying), strict=True
            )
        )


def insert_columns(model: type[models.Model], count: int, **columns: Any) -> list[int]:
    """Insert `count` rows of a table that keeps no history. Returns their keys, in order.

    Each column is named as the database names it (`batch_id`, not `batch`) and is either a list of `count` values or
    one value for all; what is left out takes its default. Nothing is validated but by the database.

    Raises TypeError for a column that the model does not have or that is too short or too long.
    """
    if not count:
        return []
    made = _Columns(model, count, columns)
    made.insert()
    return made.keys


def create_columns(model: type[Record], count: int, **columns: Any) -> list[int]:
    """Create `count` records inside the running act, with their history; columns as for `insert_columns`.

    Nothing is made of other columns: whoever gives `name` gives `sort_name` too.
    """
    if not count:
        return []
    act = current_act()
    common = {
        "version": 1,
        "created_at": act.at,
        "changed_at": act.at,
        "created_by_id": act.by.pk,
        "changed_by_id": act.by.pk,
    }
    made = _Columns(model, count, {**common, **columns})
    made.insert()
    for key, line in zip(made.keys, made.lines(tracked_names(model)), strict=True):
        act.note(model, key, "+", line)
    copy_to_history(model, made.keys, "+")
    return made.keys


def held(model: type[Any], condition: dict[str, Any], *columns: str) -> list[tuple[Any, ...]]:
    """The named columns of the rows that answer, in the order of keys; nobody else writes them until the act ends."""
    rows = model._base_manager.select_for_update().filter(**condition).order_by("pk")
    found: list[tuple[Any, ...]] = list(rows.values_list(*columns))
    return found


def change_columns(model: type[Record], keys: Iterable[int], **values: Any) -> int:
    """Give all of these rows the same values inside the running act, with their history. Returns how many they are.

    Values are named as the database names their columns. Nothing is validated but by the database. The rows must have
    been read in this transaction (PostgreSQL needs `select_for_update`), since no version is compared.
    """
    act = current_act()
    changed = 0
    for part in in_parts(sorted(keys)):
        rows: Any = models.QuerySet(model).filter(pk__in=among(part))
        rows.update(**values, version=F("version") + 1, changed_at=act.at, changed_by=act.by)
        remember(model, part, "~", frozenset(values))
        changed += len(part)
    return changed


def remember(
    model: type[Record], keys: Sequence[int], history_type: str, columns: frozenset[str] | None = None
) -> None:
    """Note each row in the act with the line that `audit.digest_of` makes, and copy all of them to the history.

    `columns`: the only ones that may differ from before, if that is known. Like `records.copy_to_history`, this must
    run while the rows stand there.
    """
    act = current_act()
    names = sorted(tracked_names(model))
    line = "|".join(f"{name}=%s" for name in names)
    standing: Any = models.QuerySet(model).filter(pk__in=among(keys)).order_by("pk")
    for key, *values in standing.values_list("pk", *names).iterator(chunk_size=AT_ONCE):
        act.note(model, key, history_type, line % tuple(values), columns)
    copy_to_history(model, keys, history_type)


def _new_keys(model: type[models.Model], count: int) -> list[int]:
    """Keys that nothing has, in order. SQLite lets one write at a time, so they stay free until they are used."""
    table, column = model._meta.db_table, model._meta.pk.column
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "SELECT nextval(pg_get_serial_sequence(%s, %s)) FROM generate_series(1, %s)",
                [table, column, count],
            )
            return [key for (key,) in cursor.fetchall()]
        # Keys of rows that are gone are never given again.
        cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [table])
        (last,) = cursor.fetchone() or (0,)
    return list(range(last + 1, last + 1 + count))
