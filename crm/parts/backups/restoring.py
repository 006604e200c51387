"""Bringing an archive back in the place of everything: all of it, or nothing."""

from __future__ import annotations

import shutil
import tarfile
import zlib
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.db import DatabaseError, connection, models, transaction
from django.db.migrations.loader import MigrationLoader

from crm.parts.backups.archive import migrations
from crm.parts.backups.opening import Contents, file_of, lines_in, opened
from crm.parts.backups.rows import every_model, kept_models, write_lines
from crm.parts.backups.sealed import CannotOpen
from crm.parts.backups.snapshot import digest_of_table, go_on_after
from crm.parts.backups.uploads import FOLDER, Coming, coming_uploads


def restore(path: Path, *, passphrase: str | None = None) -> Contents:
    """Put an archive in the place of everything that is there: all of it, or nothing.

    Every table is read again before the end and must be equal to the bit. Raises CannotOpen, with nothing changed,
    if the archive is not whole, is from another version of the tables, or does not come back as it was saved.
    """
    with opened(path, passphrase=passphrase) as (tar, contents), coming_uploads() as coming:
        refuse_other_versions(contents, migrations())
        try:
            _unpack_uploads(tar, contents, coming)
            with transaction.atomic():
                _wipe()
                _load(tar, contents)
                # Last, so that a file is in its place before a row speaks of it.
                coming.put_in_place()
        except (DatabaseError, tarfile.TarError, zlib.error, OSError, ValueError) as error:
            coming.put_back()
            # Its first line alone: what follows may hold what a row says.
            why = (str(error).splitlines() or [type(error).__name__])[0]
            raise CannotOpen(f"The backup could not be brought back ({why}). Nothing was changed.") from error
        except BaseException:
            coming.put_back()
            raise
        coming.remove_others()
    cache.clear()
    return contents


def refuse_other_versions(contents: Contents, here: list[str]) -> None:
    """Raises CannotOpen if the archive was made with other versions of the tables than `here`."""
    if contents.migrations != here:
        newer = sorted(set(contents.migrations) - set(here)) or sorted(set(here) - set(contents.migrations))
        raise CannotOpen(
            f"The backup was made with other versions of the tables ({newer[0]}). Install the version of Groundwork "
            f"that made it ({contents.made_at}), restore, then update. Nothing was changed."
        )


def migrations_of_this_version() -> list[str]:
    """The migrations that this version of Groundwork brings, applied or not."""
    return sorted(f"{app}.{name}" for app, name in MigrationLoader(None).disk_migrations)


def _wipe() -> None:
    """Empty every table, sessions and search documents too: they speak of the rows that go."""
    if connection.vendor == "postgresql":
        connection.check_constraints()  # a table with checks still to come is not emptied
        tables = ", ".join(connection.ops.quote_name(model._meta.db_table) for model in every_model())
        with connection.cursor() as cursor:
            # At once, and nobody else reads or writes until this is over. Only names of our own tables stand in it.
            cursor.execute(" ".join(["TRUNCATE", tables]))
        return
    for model in reversed(every_model()):
        rows: Any = models.QuerySet(model)
        rows._raw_delete(rows.db)


def _load(tar: tarfile.TarFile, contents: Contents) -> None:
    from crm.parts.search import rebuild

    tables = {model._meta.db_table: model for model in kept_models()}
    if contents.rows.keys() != tables.keys():
        raise CannotOpen("The backup has other tables than this version of Groundwork. Nothing was changed.")
    for table, model in tables.items():
        member = f"data/{table}.jsonl"
        written = write_lines(model, lines_in(file_of(tar, tar.getmember(member))), "default")
        if written != contents.rows[table]:
            raise CannotOpen(f"{member} holds {written} rows; the manifest says {contents.rows[table]}.")
    for table, model in tables.items():
        if digest_of_table(model) != contents.members[f"data/{table}.jsonl"]:
            raise CannotOpen(f"{table} does not come back as it was saved. Nothing was changed.")
    go_on_after(contents.last_keys)
    rebuild()


def _unpack_uploads(tar: tarfile.TarFile, contents: Contents, coming: Coming) -> None:
    uploads = [member for member in tar.getmembers() if member.name.startswith(FOLDER)]
    needed, free = sum(member.size for member in uploads), shutil.disk_usage(settings.MEDIA_ROOT).free
    if needed > free:
        raise CannotOpen(
            f"The uploads need {needed / 1e9:.1f} GB and {free / 1e9:.1f} GB are free. Nothing was changed."
        )
    for member in uploads:
        coming.unpack(member.name.removeprefix(FOLDER), file_of(tar, member), contents.members[member.name])
