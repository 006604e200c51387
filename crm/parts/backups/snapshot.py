"""The database as it stands at one moment: its rows as files with their digests, and the keys it gave last."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from django.db import connection, connections, models, transaction

from crm.parts.backups.rows import kept_models, lines_of


@dataclass(frozen=True)
class Dumped:
    """What was written of the database: per table the SHA-256 of its lines, its rows, and the last key it gave."""

    digests: dict[str, str]
    rows: dict[str, int]
    last_keys: dict[str, int]


def dump(folder: Path) -> Dumped:
    """Write every kept table into `folder`, as `<table>.jsonl`, all as of one moment."""
    folder.mkdir()
    dumped = Dumped({}, {}, {})
    with _snapshot(folder.parent) as using:
        for model in kept_models():
            table = model._meta.db_table
            count, digest = 0, hashlib.sha256()
            with (folder / f"{table}.jsonl").open("wb") as file:
                for line in lines_of(model, using):
                    encoded = f"{line}\n".encode()
                    digest.update(encoded)
                    file.write(encoded)
                    count += 1
            dumped.digests[table], dumped.rows[table] = digest.hexdigest(), count
        dumped.last_keys.update(last_keys(using))
    return dumped


def digest_of_table(model: type[models.Model]) -> str:
    """The SHA-256 of a table's lines, as `dump` writes them."""
    digest = hashlib.sha256()
    for line in lines_of(model, "default"):
        digest.update(f"{line}\n".encode())
    return digest.hexdigest()


def last_keys(using: str = "default") -> dict[str, int]:
    """The last key that each table gave to a row, if any; the row may be gone. None is ever given again, because
    history, attachments and undo still speak of it."""
    with connections[using].cursor() as cursor:
        if connections[using].vendor == "sqlite":
            cursor.execute("SELECT name, seq FROM sqlite_sequence")
            found = dict(cursor.fetchall())
        else:
            found = {}
            for model in _counted():
                sequence = [model._meta.db_table, model._meta.pk.column]
                cursor.execute("SELECT pg_sequence_last_value(pg_get_serial_sequence(%s, %s))", sequence)
                (found[model._meta.db_table],) = cursor.fetchone() or (None,)
    tables = [model._meta.db_table for model in _counted()]
    return {table: found[table] for table in tables if found.get(table)}


def go_on_after(given: dict[str, int]) -> None:
    """Let every table go on after the last key that it gave, now or in `given`, or that one of its rows has.

    Never lower than it stood: PostgreSQL's sequences keep what they are told when a transaction fails.
    """
    now = last_keys()
    with connection.cursor() as cursor:
        for model in _counted():
            table = model._meta.db_table
            highest = model._base_manager.aggregate(highest=models.Max("pk"))["highest"] or 0
            last = max(highest, given.get(table, 0), now.get(table, 0))
            if not last:
                continue
            if connection.vendor == "sqlite":
                cursor.execute("DELETE FROM sqlite_sequence WHERE name = %s", [table])
                cursor.execute("INSERT INTO sqlite_sequence (name, seq) VALUES (%s, %s)", [table, last])
            else:
                sequence = [table, model._meta.pk.column]
                cursor.execute("SELECT setval(pg_get_serial_sequence(%s, %s), %s)", [*sequence, last])


def _counted() -> list[type[models.Model]]:
    """The tables whose keys the database counts up."""
    return [model for model in kept_models() if isinstance(model._meta.pk, models.AutoField)]


@contextmanager
def _snapshot(folder: Path) -> Iterator[str]:
    """The database as it stands at one moment, while others go on writing. Gives a connection's name."""
    if connection.in_atomic_block:
        # Whoever asks inside a transaction of his own wants what that one sees, its unsaved rows included.
        yield "default"
        return
    if connection.vendor == "postgresql":
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
            yield "default"
        return
    connection.ensure_connection()
    copy = folder / "snapshot.sqlite3"
    with sqlite3.connect(copy) as target:
        connection.connection.backup(target)
    target.close()
    connections.settings["snapshot"] = {**connections.settings["default"], "NAME": str(copy)}
    try:
        yield "snapshot"
    finally:
        connections["snapshot"].close()
        del connections["snapshot"]
        del connections.settings["snapshot"]
        copy.unlink()
