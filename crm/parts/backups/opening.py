"""Opening an archive: every member is held against the manifest before anything is done with one."""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import tarfile
import tempfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import IO, Any

from django.conf import settings

from crm.parts.backups.archive import FORMAT, MANIFEST
from crm.parts.backups.sealed import CannotOpen, is_sealed, unseal
from crm.parts.backups.uploads import FOLDER

# More than this is never held in memory at once: a manifest, or a line of a table.
LARGEST_PIECE = 64 * 1024 * 1024


@dataclass(frozen=True)
class Contents:
    """What an archive holds, as its manifest says: per member its SHA-256, per table its rows and the last key that
    it gave, and the migrations."""

    made_at: str
    members: dict[str, str]
    rows: dict[str, int]
    last_keys: dict[str, int]
    migrations: list[str]


class _InPieces(gzip.GzipFile):
    """Unpacks as it is read, and refuses to unpack a header of gigabytes into memory."""

    def read(self, size: int | None = -1) -> bytes:
        if size is None or not 0 <= size <= LARGEST_PIECE:
            raise tarfile.ReadError("a part is too large")
        return super().read(size)


@contextmanager
def opened(path: Path, *, passphrase: str | None = None) -> Iterator[tuple[tarfile.TarFile, Contents]]:
    """An archive with its contents, after every member was held against the manifest.

    Raises CannotOpen, with what to do, when it is cut off, edited, not an archive, or locked with another key.
    """
    passphrase = settings.BACKUP_KEY if passphrase is None else passphrase
    if not path.is_file():
        raise CannotOpen(f"There is no file {path}.")
    with tempfile.TemporaryFile() as plain, path.open("rb") as file:
        source: IO[bytes] = file
        if is_sealed(path):
            if not passphrase:
                raise CannotOpen("This backup is encrypted. Set BACKUP_KEY to the key it was made with.")
            unseal(path, plain, passphrase)
            plain.seek(0)
            source = plain
        with _InPieces(fileobj=source) as unpacked:
            try:
                tar = tarfile.open(fileobj=unpacked, mode="r:")  # noqa: SIM115 - closed with what it reads from
                contents = _checked(tar)
            except (tarfile.TarError, EOFError, OSError, zlib.error, ValueError) as error:
                raise CannotOpen(
                    f"{path.name} is not a whole backup of Groundwork ({error}). Take another one: nothing was changed."
                ) from error
            yield tar, contents


def _checked(tar: tarfile.TarFile) -> Contents:
    first = tar.next()
    if first is None or first.name != MANIFEST or not _is_file(first) or first.size > LARGEST_PIECE:
        raise CannotOpen("The archive does not begin with a manifest, so it is no backup of Groundwork.")
    contents = _read(json.load(file_of(tar, first)))
    seen: set[str] = set()
    for member in tar:
        if member is first:
            continue
        if not _is_file(member) or member.name not in contents.members or member.name in seen:
            raise CannotOpen(f"The archive holds {member.name!r}, which its manifest does not name.")
        if hashlib.file_digest(file_of(tar, member), "sha256").hexdigest() != contents.members[member.name]:
            raise CannotOpen(
                f"{member.name} was edited or is damaged. Take another backup: nothing was changed."
            )
        seen.add(member.name)
    missing = sorted(contents.members.keys() - seen)
    if missing:
        raise CannotOpen(f"The archive is cut off: {missing[0]} and {len(missing) - 1} more are missing.")
    return contents


def _read(said: Any) -> Contents:
    """The manifest, if it is one of ours and names nothing outside of what an installation keeps."""
    if isinstance(said, dict) and said.get("format") != FORMAT:
        raise CannotOpen(f"The backup has format {said.get('format')}; this version reads {FORMAT}.")
    try:
        contents = Contents(
            made_at=str(said["made_at"]),
            members={str(name): str(digest) for name, digest in said["members"].items()},
            rows={str(table): int(rows) for table, rows in said["rows"].items()},
            last_keys={str(table): int(key) for table, key in said["last_keys"].items()},
            migrations=[str(name) for name in said["migrations"]],
        )
    except (KeyError, TypeError, AttributeError) as error:
        raise CannotOpen("The archive's manifest is not one that Groundwork writes.") from error
    tables = {f"data/{table}.jsonl" for table in contents.rows}
    for name in contents.members.keys() - tables:
        if not _is_an_upload(name):
            raise CannotOpen(f"The archive's manifest names {name!r}, which is no part of a backup.")
    return contents


def _is_an_upload(name: str) -> bool:
    """Under the uploads' folder and nowhere else, in the one spelling that a path has."""
    path = PurePosixPath(name)
    return (
        name.startswith(FOLDER)
        and str(path) == name
        and "\0" not in name
        and not {"..", "."}.intersection(path.parts)
    )


def _is_file(member: tarfile.TarInfo) -> bool:
    """A file in full: no link, no device, nothing with holes."""
    return member.type in (tarfile.REGTYPE, tarfile.AREGTYPE) and not member.issparse()


def file_of(tar: tarfile.TarFile, member: tarfile.TarInfo) -> io.BufferedReader:
    """The bytes of a member, unpacked as they are read."""
    file = tar.extractfile(member)
    if not isinstance(file, io.BufferedReader):
        raise CannotOpen(f"{member.name} is no file.")
    return file


def lines_in(file: io.BufferedReader) -> Iterator[str]:
    """The lines of a table, one at a time. Raises CannotOpen for one that is too long to be a row."""
    while line := file.readline(LARGEST_PIECE):
        if not line.endswith(b"\n"):
            raise CannotOpen(
                "A table ends in the middle of a row, or has one that is too long. Nothing was changed."
            )
        yield line.decode().rstrip("\n")
