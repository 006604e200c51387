"""Files that wait between being sent and being brought in: on disk, by uid, for their owner alone.

Each has a folder under the uploads with the file and what is known of it. The file is removed once it was brought in
or dropped; what is left goes after a day.
"""

from __future__ import annotations

import json
import os
import shutil
import time
import uuid
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db import models
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from crm.accounts.models import User

KEPT_SECONDS = 24 * 60 * 60


class State(models.TextChoices):
    WAITING = "waiting", _("waits for you to look at the plan")
    RUNNING = "running", _("is being brought in")
    DONE = "done", _("was brought in")
    FAILED = "failed", _("could not be brought in")


@dataclass
class WaitingFile:
    """One file of so many rows, and how far it has come. `batch` is the uid of the import, once it is done."""

    uid: str
    owner: int
    format: str
    name: str
    rows: int = 0
    state: str = State.WAITING.value
    says: str = ""
    doing: str = ""
    done: int = 0
    of: int = 0
    batch: str = ""
    # Of a table: what its columns mean, and what was answered about it.
    mapping: dict[str, Any] = field(default_factory=dict)

    @property
    def folder(self) -> Path:
        return _root() / self.uid

    @property
    def path(self) -> Path:
        return self.folder / "file"

    @property
    def problems(self) -> Path:
        """The rows that could not be brought in, kept beside what is known once the file itself is gone."""
        return self.folder / "problems.csv"

    def claim(self) -> bool:
        """Take it on, once: whoever comes second is told no."""
        try:
            (self.folder / "taken").touch(exist_ok=False)
        except FileExistsError:
            return False
        self.state = State.RUNNING.value
        self.keep()
        return True

    def tell(self, doing: str, done: int, of: int) -> None:
        """Say how far it is; a file, since nothing that the running act writes can be seen before its end."""
        self.doing, self.done, self.of = doing, done, of
        self.keep()

    def close(self, state: State, *, says: str = "", batch: str = "") -> None:
        """It is done, or failed; the file goes, what is known stays a while."""
        self.state, self.says, self.batch = state.value, says, batch
        self.keep()
        self.path.unlink(missing_ok=True)

    def drop(self) -> None:
        shutil.rmtree(self.folder, ignore_errors=True)

    def keep(self) -> None:
        draft = self.folder / "about.new"
        draft.write_text(json.dumps(asdict(self)))
        draft.replace(self.folder / "about.json")


def receive(sent: UploadedFile[Any], *, format: str, by: User) -> WaitingFile:
    """Put a file that was sent aside, readable for this system user alone."""
    throw_old_away()
    waiting = WaitingFile(str(uuid.uuid4()), by.pk, format, Path(sent.name or "").name[:255])
    waiting.folder.mkdir(mode=0o700, parents=True)
    with os.fdopen(os.open(waiting.path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        for piece in sent.chunks():
            file.write(piece)
    waiting.keep()
    return waiting


def waiting_file(uid: uuid.UUID | str, user: User | None = None) -> WaitingFile | None:
    """The file of this uid; None if there is none, or if it is somebody else's than this user's."""
    try:
        about = json.loads((_root() / str(uid) / "about.json").read_text())
    except (OSError, ValueError):
        return None
    known = WaitingFile.__dataclass_fields__
    waiting = WaitingFile(**{name: value for name, value in about.items() if name in known})
    return waiting if user is None or waiting.owner == user.pk else None


def throw_old_away() -> int:
    """Remove what has lain longer than a day. Returns how many."""
    root, removed = _root(), 0
    for folder in root.iterdir() if root.is_dir() else ():
        if time.time() - folder.stat().st_mtime > KEPT_SECONDS:
            shutil.rmtree(folder, ignore_errors=True)
            removed += 1
    return removed


def _root() -> Path:
    return Path(settings.MEDIA_ROOT) / "imports"
