"""An archive that somebody forged reaches nothing but the tables and the uploads, and not the machine's memory."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
import tarfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from crm.parts.backups.archive import make_backup
from tests import factories
from tests.crm.archives import ROOT, backup, put_together, state_digest, taken_apart

MIB = 1024 * 1024
pytestmark = pytest.mark.django_db


@pytest.fixture
def archive(tmp_path: Path, settings: Any) -> Path:
    """A backup of two people and one upload, not encrypted."""
    settings.MEDIA_ROOT, settings.BACKUP_DIR = tmp_path / "inner" / "uploads", tmp_path / "backups"
    (settings.MEDIA_ROOT / "documents").mkdir(parents=True)
    (settings.MEDIA_ROOT / "documents" / "kept").write_bytes(b"kept")
    factories.person("Hodan Abdi")
    factories.person("Ines Duarte")
    return make_backup(passphrase="")


def lying(folder: Path) -> dict[str, bytes]:
    return {str(p.relative_to(folder)): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def refuses(archive: Path, tmp_path: Path, reason: str) -> None:
    before, files = state_digest(), lying(tmp_path)
    with pytest.raises(CommandError, match=reason):
        call_command("restore", archive, yes=True, stdout=io.StringIO())
    assert state_digest() == before
    assert lying(tmp_path) == files


@pytest.mark.parametrize(
    "name",
    [
        "uploads/../../escaped",
        "uploads/..",
        "../escaped",
        "/tmp/groundwork-escaped",  # noqa: S108 - a name that must be refused
        "uploads//tmp/escaped",
        "uploads/./escaped",
        "uploads/",
        "uploads/a\0b",
        "data/../escaped",
        "data/no_such_table.jsonl",
        "escaped",
        "manifest.json/escaped",
        "",
    ],
)
def test_it_refuses_a_member_that_lies_elsewhere(archive: Path, tmp_path: Path, name: str) -> None:
    manifest, members = taken_apart(archive)
    put_together(archive, manifest, {**members, name: b"escaped"})
    refuses(archive, tmp_path, "no part of a backup|not name|not a whole backup")


def _link(about: tarfile.TarInfo, kind: bytes, to: str) -> tarfile.TarInfo:
    about.type, about.linkname = kind, to
    return about


ODD: dict[str, Callable[[tarfile.TarInfo], tarfile.TarInfo]] = {
    "symbolic link": lambda about: _link(about, tarfile.SYMTYPE, "/etc/passwd"),
    "link to a folder above": lambda about: _link(about, tarfile.SYMTYPE, "../.."),
    "hard link": lambda about: _link(about, tarfile.LNKTYPE, "uploads/documents/kept"),
    "character device": lambda about: _link(about, tarfile.CHRTYPE, ""),
    "block device": lambda about: _link(about, tarfile.BLKTYPE, ""),
    "pipe": lambda about: _link(about, tarfile.FIFOTYPE, ""),
    "folder": lambda about: _link(about, tarfile.DIRTYPE, ""),
    "file with holes": lambda about: _link(about, tarfile.GNUTYPE_SPARSE, ""),
    "file that the manifest does not name": lambda about: about,
    "same file twice": lambda about: tarfile.TarInfo("uploads/documents/kept"),
}


@pytest.mark.parametrize("kind", ODD)
def test_it_refuses_what_is_no_plain_file(archive: Path, tmp_path: Path, kind: str) -> None:
    manifest, members = taken_apart(archive)
    odd = ODD[kind](tarfile.TarInfo("uploads/odd"))
    if kind != "file that the manifest does not name":
        manifest["members"]["uploads/odd"] = "0" * 64
    put_together(archive, manifest, members, odd=[odd])
    refuses(archive, tmp_path, "not name|not a whole backup")


def test_it_refuses_a_folder_that_later_members_would_follow_out(archive: Path, tmp_path: Path) -> None:
    """A symbolic link first, then a file "inside" it: how archives have escaped elsewhere."""
    manifest, members = taken_apart(archive)
    manifest["members"] |= {"uploads/out": "0" * 64, "uploads/out/escaped": "0" * 64}
    link = _link(tarfile.TarInfo("uploads/out"), tarfile.SYMTYPE, str(tmp_path))
    put_together(archive, manifest, members, odd=[link, tarfile.TarInfo("uploads/out/escaped")])
    refuses(archive, tmp_path, "not name")


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (lambda m: m.update(format=99), "this version reads 1"),
        (lambda m: m.update(migrations=[*m["migrations"], "contacts.0999_later"]), "contacts.0999_later"),
        (lambda m: m["migrations"].remove("contacts.0002_seed_catalogue"), "contacts.0002_seed_catalogue"),
        (lambda m: m.update(members=[]), "not one that Groundwork writes"),
        (lambda m: m.update(rows={"contacts_person": "many"}), "not a whole backup"),
        (lambda m: m["rows"].pop("contacts_person"), "no part of a backup"),
        (lambda m: m["rows"].update(contacts_person=3), "holds 2 rows; the manifest says 3"),
        (
            lambda m: m["members"].update({"uploads/missing": "0" * 64}),
            "uploads/missing and 0 more are missing",
        ),
    ],
)
def test_it_refuses_a_manifest_that_does_not_fit(
    archive: Path, tmp_path: Path, change: Callable[[dict[str, Any]], Any], reason: str
) -> None:
    manifest, members = taken_apart(archive)
    change(manifest)
    put_together(archive, manifest, members, true_digests=False)
    refuses(archive, tmp_path, reason)


def test_it_refuses_an_archive_of_other_tables_in_words(archive: Path, tmp_path: Path) -> None:
    manifest, members = taken_apart(archive)
    manifest["migrations"].append("contacts.0999_later")
    put_together(archive, manifest, members)
    refuses(archive, tmp_path, "Install the version of Groundwork that made it .* Nothing was changed")


@pytest.mark.parametrize(
    ("table", "line"),
    [
        ("contacts_person", b"no json\n"),
        ("contacts_person", b"[1,2]\n"),
        ("contacts_person", b'{"name":"x"}\n'),
        ("contacts_person", b"\xff\xfe\n"),
        ("crm_heartbeat", b'[1,"x","no day","",true]\n'),
        ("crm_heartbeat", b'[1,"half a row"'),
        ("crm_heartbeat", b'[1,null,"2026-01-01T00:00:00+00:00","",true]\n'),
    ],
)
def test_it_changes_nothing_if_a_row_cannot_be_brought_back(
    archive: Path, tmp_path: Path, table: str, line: bytes
) -> None:
    manifest, members = taken_apart(archive)
    members[f"data/{table}.jsonl"] = line
    members["uploads/documents/new"] = b"new"
    members["uploads/documents/kept"] = b"other"
    manifest["rows"][table] = 1
    put_together(archive, manifest, members)
    refuses(archive, tmp_path, "hanged")


@pytest.mark.django_db(transaction=True)
def test_it_changes_nothing_if_a_row_points_nowhere(tmp_path: Path, settings: Any) -> None:
    """Noticed at the very end, when every row and every file is in its place."""
    settings.MEDIA_ROOT = tmp_path / "uploads"
    settings.MEDIA_ROOT.mkdir()
    (settings.MEDIA_ROOT / "kept").write_bytes(b"kept")
    archive = backup(tmp_path)
    manifest, members = taken_apart(archive)
    members["data/accounts_user_teams.jsonl"] = b"[77,777,777]\n"
    members |= {"uploads/new": b"new", "uploads/kept": b"other"}
    manifest["rows"]["accounts_user_teams"] = 1
    put_together(archive, manifest, members)
    refuses(archive, tmp_path, "Nothing was changed")


def test_it_says_nothing_of_what_a_row_holds_when_it_refuses(archive: Path) -> None:
    manifest, members = taken_apart(archive)
    people = members["data/contacts_person.jsonl"].splitlines(keepends=True)
    members["data/contacts_person.jsonl"] = people[0] + people[0]
    put_together(archive, manifest, members)
    with pytest.raises(CommandError) as refused:
        call_command("restore", archive, yes=True, stdout=io.StringIO())
    assert "Hodan" not in str(refused.value)


def test_it_refuses_a_header_that_would_fill_the_memory(archive: Path, tmp_path: Path) -> None:
    name = tarfile.TarInfo("pax")
    name.type, name.size = tarfile.XHDTYPE, 100 * MIB
    with tarfile.open(archive, "w:gz", compresslevel=1) as tar:
        tar.addfile(name, io.BytesIO(b"\0" * name.size))
    refuses(archive, tmp_path, "too large")


# The kernel counts what a process held since it became this program; what wait4 says counts its parent's, too.
WATCHED = """
import runpy, sys
place = sys.argv.pop()
sys.argv[0] = "manage.py"
try:
    runpy.run_path("manage.py", run_name="__main__")
finally:
    with open("/proc/self/status") as status, open(place, "w") as file:
        file.write(next(line for line in status if line.startswith("VmHWM")))
"""


def highest_memory(*arguments: str, database: Path) -> tuple[int, int, str]:
    """Exit code of a command, the most memory it held (bytes), and what it said."""
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "crm.settings",
        "DATABASE_URL": f"sqlite:///{database}",
        "UPLOADS_DIR": str(database.with_suffix(".uploads")),
    }
    held = database.with_suffix(".memory")
    done = subprocess.run(
        [sys.executable, "-c", WATCHED, *arguments, str(held)],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, int(held.read_text().split()[1]) * 1024, done.stdout + done.stderr


@pytest.mark.only_on("sqlite")
def test_it_does_not_load_a_huge_archive_into_memory(archive: Path, tmp_path: Path) -> None:
    code, small, said = highest_memory("restore", str(archive), database=tmp_path / "small.sqlite3")
    assert (code, "Restored" in said) == (0, True), said
    manifest, members = taken_apart(archive)
    row = '[{},"name {}","2026-01-01T00:00:00+00:00","{}",true]\n'
    text = "x" * (MIB // 16)
    members["data/crm_heartbeat.jsonl"] = "".join(
        row.format(key, key, text) for key in range(1, 2001)
    ).encode()
    manifest["rows"]["crm_heartbeat"] = 2000
    members["uploads/documents/huge"] = bytes(200 * MIB)
    put_together(archive, manifest, members)
    assert sum(map(len, members.values())) > 320 * MIB
    assert archive.stat().st_size < 5 * MIB
    code, huge, said = highest_memory("restore", str(archive), database=tmp_path / "huge.sqlite3")
    assert (code, "Restored" in said) == (0, True), said
    assert (tmp_path / "huge.uploads" / "documents" / "huge").stat().st_size == 200 * MIB
    # SQLite's own cache takes 32 MiB of it.
    assert huge - small < 160 * MIB


def test_it_reads_the_manifest_alone_before_anything_else(archive: Path) -> None:
    with tarfile.open(archive) as tar:
        first = tar.next()
        assert first is not None
        file = tar.extractfile(first)
        assert file is not None
        manifest = json.load(file)
    assert first.name == "manifest.json"
    assert {"contacts_person": 2}.items() <= manifest["rows"].items()
    assert "Hodan" not in json.dumps(manifest)
