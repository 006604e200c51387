"""Making an archive, and keeping the newest."""

from __future__ import annotations

import json
import os
import re
import shutil
import tarfile
import tempfile
import time
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from django.utils import timezone

from crm.parts.backups.sealed import seal
from crm.parts.backups.snapshot import Dumped, dump
from crm.parts.backups.uploads import Changed, digests_of_uploads, put_upload

MANIFEST = "manifest.json"
FORMAT = 1
_NAME = re.compile(r"groundwork-\d{8}T\d{12}\.tar\.gz(\.sealed)?")
_MAKING = ".making-"
_TRIES = 5
_A_DAY = 24 * 60 * 60  # seconds


class CannotBackUp(Exception):
    """Why no archive could be made, in words."""


def make_backup(folder: Path | None = None, *, passphrase: str | None = None) -> Path:
    """Write an archive of everything, consistent while others write, for this system user's eyes alone.

    Returns its path. The file appears under its name only when it is whole. Raises CannotBackUp if uploads do not
    stand still.
    """
    folder = folder or settings.BACKUP_DIR
    passphrase = settings.BACKUP_KEY if passphrase is None else passphrase
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    _clear_away(folder)
    name = f"groundwork-{timezone.now():%Y%m%dT%H%M%S%f}.tar.gz"
    with tempfile.TemporaryDirectory(dir=folder, prefix=_MAKING) as place:
        work = Path(place)
        archive = work / name
        _pack(archive, work / "data", dump(work / "data"))
        if passphrase:
            seal(archive, work / f"{name}.sealed", passphrase)
            archive = work / f"{name}.sealed"
        archive.chmod(0o600)
        with archive.open("rb") as file:
            os.fsync(file.fileno())
        final = folder / archive.name
        archive.rename(final)
    return final


def migrations() -> list[str]:
    """The migrations that have been applied, of which a restore must have the same."""
    return sorted(f"{app}.{name}" for app, name in MigrationRecorder(connection).applied_migrations())


def _pack(archive: Path, data: Path, dumped: Dumped) -> None:
    """Manifest, tables and uploads in one file. An upload that somebody is saving right now is waited for."""
    for _ in range(_TRIES):
        try:
            uploads = digests_of_uploads()
            manifest: dict[str, Any] = {
                "format": FORMAT,
                "made_at": timezone.now().isoformat(),
                "members": {f"data/{table}.jsonl": digest for table, digest in dumped.digests.items()}
                | uploads,
                "rows": dumped.rows,
                "last_keys": dumped.last_keys,
                "migrations": migrations(),
            }
            (data / MANIFEST).write_text(json.dumps(manifest, indent=1, sort_keys=True))
            with tarfile.open(archive, "w:gz", compresslevel=3) as tar:
                tar.add(data / MANIFEST, MANIFEST, filter=_nobodys)
                for table in dumped.digests:
                    tar.add(data / f"{table}.jsonl", f"data/{table}.jsonl", filter=_nobodys)
                for upload, digest in uploads.items():
                    put_upload(tar, upload, digest)
        except Changed:
            continue
        return
    raise CannotBackUp("The uploads changed all the while. Make the backup when fewer people are at work.")


def _nobodys(member: tarfile.TarInfo) -> tarfile.TarInfo:
    """Without the name of the system's user."""
    member.uid = member.gid = 0
    member.uname = member.gname = ""
    return member


def _clear_away(folder: Path) -> None:
    """What a backup that was broken off left behind: it would lie there unencrypted."""
    for left in folder.glob(f"{_MAKING}*"):
        if time.time() - left.stat().st_mtime > _A_DAY:
            shutil.rmtree(left, ignore_errors=True)


def backups() -> list[Path]:
    """The archives that were made here, oldest first. Other files in the folder are nobody's business."""
    found = settings.BACKUP_DIR.glob("groundwork-*")
    return sorted(path for path in found if _NAME.fullmatch(path.name))


def remove_old(keep: int | None = None) -> list[Path]:
    """Remove all but the newest archives, of which one always stays. Returns what was removed."""
    keep = max(1, settings.BACKUPS_KEPT if keep is None else keep)
    gone = backups()[:-keep]
    for path in gone:
        path.unlink(missing_ok=True)
    return gone


def newest() -> Path | None:
    """The newest archive, if there is one."""
    found = backups()
    return found[-1] if found else None
