"""Tables as lines of JSON that are the same whichever database they come from, and back."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db import connections, models
from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime, parse_duration, parse_time

from crm.parts.order import parents_first

# Derived (made anew after a restore) or of the moment (sessions): not part of what is kept.
LEFT_OUT = {"sessions.session", "crm.searchdocument", "usersessions.usersession"}
# So much is held in memory at once: rows, or characters of their lines.
ROWS_AT_ONCE = 500
CHARACTERS_AT_ONCE = 4_000_000


def every_model() -> list[type[models.Model]]:
    """Every table of ours, each after those it points to, in a fixed order."""
    found = [
        model
        for model in apps.get_models(include_auto_created=True)
        if model._meta.managed and not model._meta.proxy
    ]
    return parents_first(sorted(found, key=lambda model: model._meta.db_table))


def kept_models() -> list[type[models.Model]]:
    """Every table that is backed up, in the same order."""
    return [model for model in every_model() if model._meta.label_lower not in LEFT_OUT]


def lines_of(model: type[models.Model], using: str) -> Iterator[str]:
    """The rows of one table by primary key, each as one line."""
    fields = model._meta.concrete_fields
    ways = [_canonical if isinstance(field, models.JSONField) else _plain for field in fields]
    # A row with bytes in it may be of megabytes: few of those at a time.
    wide = any(isinstance(field, models.BinaryField) for field in fields)
    rows = model._base_manager.using(using).order_by("pk").values_list(*(field.attname for field in fields))
    for row in rows.iterator(chunk_size=5 if wide else ROWS_AT_ONCE):
        yield json.dumps(
            [plain(value) for plain, value in zip(ways, row, strict=True)],
            ensure_ascii=False,
            separators=(",", ":"),
            sort_keys=True,
        )


def write_lines(model: type[models.Model], lines: Iterable[str], using: str) -> int:
    """Insert rows as they were dumped, keys and all. Returns how many. Raises ValueError for what is no such row."""
    connection = connections[using]
    fields: tuple[Any, ...] = tuple(model._meta.concrete_fields)
    ways = [(field.get_db_prep_save, _way_back(field)) for field in fields]

    def row_of(line: str) -> list[Any]:
        try:
            return [
                prepare(None if value is None else back(value), connection)
                for (prepare, back), value in zip(ways, json.loads(line), strict=True)
            ]
        except (TypeError, ValueError, ArithmeticError) as error:
            # What stands in the line may be private: it is not said again.
            raise ValueError(f"{model._meta.db_table} has a row that Groundwork does not write") from error

    quote = connection.ops.quote_name
    columns = ", ".join(quote(field.column) for field in fields)
    places = ", ".join(["%s"] * len(fields))
    # Only names of our own tables and columns are put together here; every value is a parameter.
    statement = " ".join(
        ["INSERT INTO", quote(model._meta.db_table), "(", columns, ") VALUES (", places, ")"]
    )
    count = 0
    with connection.cursor() as cursor:
        for batch in _batches(lines):
            cursor.executemany(statement, [row_of(line) for line in batch])
            count += len(batch)
    return count


def _batches(lines: Iterable[str]) -> Iterator[list[str]]:
    batch: list[str] = []
    size = 0
    for line in lines:
        batch.append(line)
        size += len(line)
        if len(batch) == ROWS_AT_ONCE or size >= CHARACTERS_AT_ONCE:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def _plain(value: Any) -> Any:
    if value is None or isinstance(value, str | int | float | bool):
        return value
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat() if timezone.is_aware(value) else value.isoformat()
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, UUID | Decimal):
        return str(value)
    if isinstance(value, timedelta):
        return str(value)
    if isinstance(value, bytes | memoryview):
        return base64.b64encode(value).decode()
    raise TypeError(f"a backup cannot keep a {type(value).__name__}")


def _canonical(value: Any) -> Any:
    """JSON as both databases give it back: PostgreSQL keeps 1e22 as a whole number and knows no -0.0."""
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, list):
        return [_canonical(one) for one in value]
    if isinstance(value, dict):
        return {key: _canonical(one) for key, one in value.items()}
    return value


def _as_it_is(value: Any) -> Any:
    return value


def _way_back(field: models.Field[Any, Any]) -> Callable[[Any], Any]:
    """How a value of this column is made of what stands in the line."""
    while isinstance(field, models.ForeignKey):
        field = field.target_field
    ways: list[tuple[type[models.Field[Any, Any]], Callable[[Any], Any]]] = [
        (models.DateTimeField, parse_datetime),
        (models.DateField, parse_date),
        (models.TimeField, parse_time),
        (models.DurationField, parse_duration),
        (models.UUIDField, UUID),
        (models.DecimalField, Decimal),
        (models.BinaryField, base64.b64decode),
    ]
    return next((way for kind, way in ways if isinstance(field, kind)), _as_it_is)
