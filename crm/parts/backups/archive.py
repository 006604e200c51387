"""Making an archive, checking one, and bringing one back."""

from __future__ import annotations

import hashlib
import io
import json
import shutil
import sqlite3
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from django.conf import settings
from django.core.management.color import no_style
from django.db import connection, connections, models, transaction
from django.db.migrations.recorder import MigrationRecorder
from django.utils import timezone

from crm.parts.backups.rows import kept_models, lines_of, write_lines
from crm.parts.backups.sealed import CannotOpen, is_sealed, seal, unseal

MANIFEST = "manifest.json"
FORMAT = 1


@dataclass(frozen=True)
class Contents:
    """What an archive holds, as its manifest says: per member its SHA-256, per table its rows, the migrations."""

    made_at: str
    members: dict[str, str]
    rows: dict[str, int]
    migrations: list[str]


def make_backup(folder: Path | None = None, *, passphrase: str | None = None) -> Path:
    """Write an archive of everything, consistent while others write. Returns its path.

    The file appears under its name only when it is whole.
    """
    folder = folder or settings.BACKUP_DIR
    passphrase = settings.BACKUP_KEY if passphrase is None else passphrase
    folder.mkdir(parents=True, exist_ok=True)
    name = f"groundwork-{timezone.now():%Y%m%dT%H%M%S%f}.tar.gz"
    with tempfile.TemporaryDirectory(dir=folder, prefix=".making-") as place:
        work = Path(place)
        members, rows = _dump(work / "data")
        members |= {f"uploads/{p.relative_to(settings.MEDIA_ROOT)}": _digest(p) for p in _uploads()}
        manifest = {
            "format": FORMAT,
            "made_at": timezone.now().isoformat(),
            "members": members,
            "rows": rows,
            "migrations": migrations(),
        }
        (work / MANIFEST).write_text(json.dumps(manifest, indent=1, sort_keys=True))
        archive = work / name
        with tarfile.open(archive, "w:gz", compresslevel=3) as tar:
            tar.add(work / MANIFEST, MANIFEST)
            for member in members:
                base = settings.MEDIA_ROOT if member.startswith("uploads/") else work / "data"
                tar.add(base / member.split("/", 1)[1], member, recursive=False)
        if passphrase:
            seal(archive, work / f"{name}.sealed", passphrase)
            archive = work / f"{name}.sealed"
        final = folder / archive.name
        archive.rename(final)
    return final


def state_digest() -> str:
    """One digest over every kept row of the database: equal for equal contents, whichever database holds them."""
    whole = hashlib.sha256()
    for model in kept_models():
        for line in lines_of(model, "default"):
            whole.update(f"{model._meta.db_table} {line}\n".encode())
    return whole.hexdigest()


def migrations() -> list[str]:
    """The migrations that have been applied, of which a restore must have the same."""
    return sorted(f"{app}.{name}" for app, name in MigrationRecorder(connection).applied_migrations())


@contextmanager
def opened(path: Path, *, passphrase: str | None = None) -> Iterator[tuple[tarfile.TarFile, Contents]]:
    """An archive with its contents, after every member was held against the manifest.

    Raises CannotOpen, with what to do, when it is cut off, edited, not an archive, or locked with another key.
    """
    passphrase = settings.BACKUP_KEY if passphrase is None else passphrase
    if not path.is_file():
        raise CannotOpen(f"There is no file {path}.")
    with tempfile.TemporaryFile() as plain:
        file: IO[bytes]
        if is_sealed(path):
            if not passphrase:
                raise CannotOpen("This backup is encrypted. Set BACKUP_KEY to the key it was made with.")
            unseal(path, plain, passphrase)
            plain.seek(0)
            file = plain
        else:
            file = path.open("rb")
        try:
            with tarfile.open(fileobj=file, mode="r:gz") as tar:
                yield tar, _checked(tar)
        except (tarfile.TarError, EOFError, OSError, json.JSONDecodeError, KeyError) as error:
            raise CannotOpen(
                f"{path.name} is not a whole backup of Groundwork ({error}). Take another one: nothing was changed."
            ) from error
        finally:
            file.close()


def _checked(tar: tarfile.TarFile) -> Contents:
    first = tar.next()
    if first is None or first.name != MANIFEST:
        raise CannotOpen("The archive does not begin with a manifest, so it is no backup of Groundwork.")
    said = json.load(_file(tar, first))
    if said["format"] != FORMAT:
        raise CannotOpen(f"The backup has format {said['format']}; this version reads {FORMAT}.")
    contents = Contents(said["made_at"], said["members"], said["rows"], said["migrations"])
    seen: set[str] = set()
    for member in tar:
        if member.name == MANIFEST:
            continue
        if not member.isfile() or member.name not in contents.members or ".." in Path(member.name).parts:
            raise CannotOpen(f"The archive holds {member.name}, which its manifest does not name.")
        if _digest(_file(tar, member)) != contents.members[member.name]:
            raise CannotOpen(
                f"{member.name} was edited or is damaged. Take another backup: nothing was changed."
            )
        seen.add(member.name)
    missing = sorted(contents.members.keys() - seen)
    if missing:
        raise CannotOpen(f"The archive is cut off: {missing[0]} and {len(missing) - 1} more are missing.")
    return contents


def restore(path: Path, *, passphrase: str | None = None) -> Contents:
    """Put an archive in the place of everything that is there: all of it, or nothing.

    Raises CannotOpen before anything changes if the archive is not whole or from another version of the tables.
    """
    with opened(path, passphrase=passphrase) as (tar, contents):
        if contents.migrations != migrations():
            raise CannotOpen(
                "The backup was made with other versions of the tables. Install the version of Groundwork that made "
                f"it ({contents.made_at}), restore, then update."
            )
        uploads = settings.MEDIA_ROOT
        uploads.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=uploads.parent, prefix=".restoring-") as place:
            _unpack_uploads(tar, Path(place))
            with transaction.atomic():
                _wipe()
                _load(tar, contents)
            _swap(uploads, Path(place) / "uploads")
    _after_restore()
    return contents


def _load(tar: tarfile.TarFile, contents: Contents) -> None:
    for model in kept_models():
        member = f"data/{model._meta.db_table}.jsonl"
        lines = io.TextIOWrapper(_file(tar, tar.getmember(member)), "utf-8", newline="\n")
        written = write_lines(model, (line.rstrip("\n") for line in lines), "default")
        if written != contents.rows[model._meta.db_table]:
            raise CannotOpen(
                f"{member} holds {written} rows; the manifest says {contents.rows[model._meta.db_table]}."
            )


def _wipe() -> None:
    from crm.parts.search import SearchDocument

    SearchDocument.objects.all().delete()
    for model in reversed(kept_models()):
        rows: Any = models.QuerySet(model)
        rows._raw_delete(rows.db)


def _after_restore() -> None:
    from crm.parts.search import rebuild

    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), kept_models()):
            cursor.execute(statement)
    rebuild()


def _unpack_uploads(tar: tarfile.TarFile, place: Path) -> None:
    (place / "uploads").mkdir()
    for member in tar.getmembers():
        if member.name.startswith("uploads/"):
            target = place / member.name
            target.parent.mkdir(parents=True, exist_ok=True)
            with target.open("wb") as file:
                shutil.copyfileobj(_file(tar, member), file)


def _swap(uploads: Path, fresh: Path) -> None:
    """The restored uploads take the place of the old ones, which go only then."""
    old = fresh.parent / "old"
    uploads.rename(old)
    fresh.rename(uploads)


def _dump(folder: Path) -> tuple[dict[str, str], dict[str, int]]:
    """Write every table to a file. Returns digests by member and rows by table."""
    folder.mkdir()
    digests, rows = {}, {}
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
            digests[f"data/{table}.jsonl"], rows[table] = digest.hexdigest(), count
    return digests, rows


@contextmanager
def _snapshot(folder: Path) -> Iterator[str]:
    """The database as it stands at one moment, while others go on writing. Gives a connection's name."""
    if connection.in_atomic_block:
        # A transaction that is running already sees one moment, and SQLite cannot copy beside its own writes.
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


def _uploads() -> list[Path]:
    if not settings.MEDIA_ROOT.is_dir():
        return []
    return sorted(p for p in settings.MEDIA_ROOT.rglob("*") if p.is_file() and not p.is_symlink())


def _file(tar: tarfile.TarFile, member: tarfile.TarInfo) -> io.BufferedReader:
    file = tar.extractfile(member)
    if not isinstance(file, io.BufferedReader):
        raise CannotOpen(f"{member.name} is no file.")
    return file


def _digest(source: Path | io.BufferedReader) -> str:
    if isinstance(source, Path):
        with source.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    return hashlib.file_digest(source, "sha256").hexdigest()


def remove_old(folder: Path | None = None, keep: int | None = None) -> list[Path]:
    """Remove all but the newest archives. Returns what was removed."""
    folder, keep = folder or settings.BACKUP_DIR, settings.BACKUPS_KEPT if keep is None else keep
    found: list[Any] = sorted(folder.glob("groundwork-*.tar.gz*"))
    gone = found[: max(0, len(found) - keep)]
    for path in gone:
        path.unlink()
    return gone


def newest(folder: Path | None = None) -> Path | None:
    """The newest archive, if there is one."""
    found = sorted((folder or settings.BACKUP_DIR).glob("groundwork-*.tar.gz*"))
    return found[-1] if found else None
