"""The uploads of an installation on their way into an archive and out of one."""

from __future__ import annotations

import hashlib
import io
import os
import shutil
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from django.conf import settings

FOLDER = "uploads/"
_COMING = ".restoring-"


class Changed(Exception):
    """An upload changed or went while it was read."""


def digests_of_uploads() -> dict[str, str]:
    """The SHA-256 of every upload, by its name in an archive. Raises Changed if one goes meanwhile."""
    digests = {}
    for path in _lying():
        try:
            digests[f"{FOLDER}{path.relative_to(settings.MEDIA_ROOT)}"] = _digest(path)
        except FileNotFoundError as gone:
            raise Changed from gone
    return digests


def put_upload(tar: tarfile.TarFile, name: str, digest: str) -> None:
    """Add one upload to an archive. Raises Changed if it is another than its digest says."""
    try:
        with (settings.MEDIA_ROOT / name.removeprefix(FOLDER)).open("rb") as file:
            reader = _Hashing(file)
            about = tarfile.TarInfo(name)
            about.size = os.fstat(file.fileno()).st_size
            tar.addfile(about, reader)
    except FileNotFoundError as gone:
        raise Changed from gone
    if reader.digest.hexdigest() != digest:
        raise Changed


class _Hashing(io.BufferedIOBase):
    """Reads a file and makes its digest on the way."""

    def __init__(self, file: io.BufferedReader) -> None:
        self.file = file
        self.digest = hashlib.sha256()

    def read(self, size: int | None = -1, /) -> bytes:
        piece = self.file.read(size)
        self.digest.update(piece)
        return piece


class Coming:
    """Uploads of an archive, unpacked beside those that are there and not yet in their place."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._names: set[str] = set()
        self._to_move: list[str] = []
        self._added: list[Path] = []
        self._replaced: list[Path] = []

    def unpack(self, name: str, file: io.BufferedReader, digest: str) -> None:
        """Take one upload out of the archive, unless the same lies there already."""
        place, target = settings.MEDIA_ROOT / name, self.folder / "new" / name
        self._names.add(name)
        if place.is_file() and _digest(place) == digest:
            return
        target.parent.mkdir(parents=True, exist_ok=True)
        with os.fdopen(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as copy:
            shutil.copyfileobj(file, copy)
        self._to_move.append(name)

    def put_in_place(self) -> None:
        """Move them to their place. What stood there under the same name is kept until all is done."""
        for name in self._to_move:
            place, before = settings.MEDIA_ROOT / name, self.folder / "old" / name
            place.parent.mkdir(parents=True, exist_ok=True)
            if place.exists():
                before.parent.mkdir(parents=True, exist_ok=True)
                shutil.copy2(place, before)
                self._replaced.append(place)
            else:
                self._added.append(place)
            (self.folder / "new" / name).replace(place)

    def put_back(self) -> None:
        """As if nothing had been moved."""
        for place in self._added:
            place.unlink(missing_ok=True)
        for place in self._replaced:
            (self.folder / "old" / place.relative_to(settings.MEDIA_ROOT)).replace(place)

    def remove_others(self) -> None:
        """Remove the uploads that the archive does not have, and the folder of each if it is empty then."""
        coming = {settings.MEDIA_ROOT / name for name in self._names}
        for path in _lying():
            if path not in coming:
                with suppress(OSError):  # it is only in the way
                    path.unlink()
                    path.parent.rmdir()


@contextmanager
def coming_uploads() -> Iterator[Coming]:
    """A folder for the uploads of an archive, on the disk where they will lie; gone afterwards."""
    root = settings.MEDIA_ROOT
    root.mkdir(parents=True, exist_ok=True)
    for left in root.glob(f"{_COMING}*"):
        shutil.rmtree(left, ignore_errors=True)
    with tempfile.TemporaryDirectory(dir=root, prefix=_COMING) as place:
        yield Coming(Path(place))


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _lying() -> list[Path]:
    root = settings.MEDIA_ROOT
    if not root.is_dir():
        return []
    return sorted(
        path
        for path in root.rglob("*")
        if path.is_file()
        and not path.is_symlink()
        and not path.relative_to(root).parts[0].startswith(_COMING)
    )
