"""Tables as lines of JSON that are the same whichever database they come from, and back."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db import connections, models
from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime, parse_duration, parse_time

# Derived (made anew after a restore) or of the moment (sessions): not part of what is kept.
LEFT_OUT = {"sessions.session", "crm.searchdocument", "usersessions.usersession"}


def kept_models() -> list[type[models.Model]]:
    """Every table that is backed up, in a fixed order."""
    found = [
        model
        for model in apps.get_models(include_auto_created=True)
        if model._meta.managed and not model._meta.proxy and model._meta.label_lower not in LEFT_OUT
    ]
    return sorted(found, key=lambda model: model._meta.db_table)


def lines_of(model: type[models.Model], using: str) -> Iterator[str]:
    """The rows of one table by primary key, each as one line."""
    names = [field.attname for field in model._meta.concrete_fields]
    rows = model._base_manager.using(using).order_by("pk").values_list(*names)
    for row in rows.iterator(chunk_size=2000):
        yield json.dumps(
            [_plain(value) for value in row], ensure_ascii=False, separators=(",", ":"), sort_keys=True
        )


def write_lines(model: type[models.Model], lines: Iterable[str], using: str) -> int:
    """Insert rows as they were dumped, keys and all. Returns how many."""
    connection = connections[using]
    fields: tuple[Any, ...] = tuple(model._meta.concrete_fields)
    quote = connection.ops.quote_name
    columns = ", ".join(quote(field.column) for field in fields)
    places = ", ".join(["%s"] * len(fields))
    # Only names of our own tables and columns are put together here; every value is a parameter.
    statement = " ".join(
        ["INSERT INTO", quote(model._meta.db_table), "(", columns, ") VALUES (", places, ")"]
    )
    count = 0
    batch: list[list[Any]] = []
    with connection.cursor() as cursor:
        for line in lines:
            values = json.loads(line)
            batch.append(
                [
                    field.get_db_prep_save(_back(field, value), connection)
                    for field, value in zip(fields, values, strict=True)
                ]
            )
            if len(batch) == 2000:
                cursor.executemany(statement, batch)
                count += len(batch)
                batch = []
        if batch:
            cursor.executemany(statement, batch)
            count += len(batch)
    return count


def _plain(value: Any) -> Any:
    if value is None or isinstance(value, str | int | float | bool | list | dict):
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
        return base64.b64encode(bytes(value)).decode()
    raise TypeError(f"a backup cannot keep a {type(value).__name__}")


def _back(field: models.Field[Any, Any], value: Any) -> Any:
    if value is None:
        return None
    while isinstance(field, models.ForeignKey):
        field = field.target_field
    if isinstance(field, models.DateTimeField):
        return parse_datetime(value)
    if isinstance(field, models.DateField):
        return parse_date(value)
    if isinstance(field, models.TimeField):
        return parse_time(value)
    if isinstance(field, models.DurationField):
        return parse_duration(value)
    if isinstance(field, models.UUIDField):
        return UUID(value)
    if isinstance(field, models.DecimalField):
        return Decimal(value)
    if isinstance(field, models.BinaryField):
        return base64.b64decode(value)
    return value
