"""Archives made by a process of its own, taken apart, and put together by hand, as somebody might who means no good."""

from __future__ import annotations

import hashlib
import io
import json
import os
import subprocess
import sys
import tarfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.core.management import call_command

from crm.parts.backups.rows import kept_models
from crm.parts.backups.snapshot import digest_of_table

ROOT = Path(__file__).parents[2]
MANIFEST = "manifest.json"


def state_digest() -> str:
    """One digest over every kept row of the database: equal for equal contents, whichever database holds them."""
    whole = hashlib.sha256()
    for model in kept_models():
        whole.update(f"{model._meta.db_table} {digest_of_table(model)}\n".encode())
    return whole.hexdigest()


def restore(path: Path) -> None:
    """Bring an archive back, as the command does for somebody who has said yes."""
    call_command("restore", path, yes=True, stdout=io.StringIO())


def taken_apart(path: Path) -> tuple[dict[str, Any], dict[str, bytes]]:
    """The manifest of an archive that is not encrypted, and its other members."""
    with tarfile.open(path) as tar:
        members = {}
        for member in tar:
            file = tar.extractfile(member)
            assert file is not None
            members[member.name] = file.read()
    return json.loads(members.pop(MANIFEST)), members


def put_together(
    path: Path,
    manifest: dict[str, Any],
    members: dict[str, bytes],
    *,
    odd: Iterable[tarfile.TarInfo] = (),
    true_digests: bool = True,
) -> None:
    """Write an archive of these members, with digests that fit them unless told, and odd members at its end."""
    if true_digests:
        manifest["members"] |= {name: hashlib.sha256(data).hexdigest() for name, data in members.items()}
    with tarfile.open(path, "w:gz", compresslevel=1) as tar:
        for name, data in {MANIFEST: json.dumps(manifest).encode(), **members}.items():
            about = tarfile.TarInfo(name)
            about.size = len(data)
            tar.addfile(about, io.BytesIO(data))
        for about in odd:
            tar.addfile(about, io.BytesIO(b"\0" * about.size))


def manage(
    *arguments: str | Path, beside: Path, said: str = "", **environment: str
) -> subprocess.CompletedProcess[str]:
    """A command of Groundwork's in a process of its own, on this test's database unless told otherwise.

    Uploads and backups lie in the folder `beside`. `said` is what somebody types.
    """
    return subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=ROOT,
        env={
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "crm.settings",
            "UPLOADS_DIR": str(beside / "uploads"),
            "BACKUP_DIR": str(beside / "backups"),
            **environment,
        },
        input=said,
        capture_output=True,
        text=True,
        check=False,
    )


def backup(beside: Path, **environment: str) -> Path:
    """Where a backup was written that a process of its own has made."""
    made = manage("backup", beside=beside, **environment)
    assert made.returncode == 0, made.stderr
    return Path(made.stdout.strip())
