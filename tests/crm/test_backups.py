"""What is backed up comes back equal to the bit, and a damaged archive changes nothing."""

from __future__ import annotations

import io
import tarfile
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from contacts.models import Document, Person
from crm.parts.audit import act
from crm.parts.backups.archive import make_backup, newest, remove_old
from crm.parts.search_query import search
from tests import factories
from tests.cast import Cast
from tests.crm.archives import restore, state_digest

pytestmark = pytest.mark.django_db


@pytest.fixture
def filled(cast: Cast, tmp_path: Path, settings: Any) -> Cast:
    settings.MEDIA_ROOT, settings.BACKUP_DIR = tmp_path / "uploads", tmp_path / "backups"
    on = factories.initiative()
    for _ in range(3):
        factories.full_person(cast, on)
    factories.full_organization(cast, on)
    factories.person("Zoë \u202eright to left 💥\nnew line", access_needs="ramp")
    with act(by=cast.ben, verb="keep document"):
        document = Document(title="Sample", filename="sample.pdf")
        document.file.save("x", io.BytesIO(b"%PDF-1.4 sample"), save=False)
        document.save()
    return cast


@pytest.mark.parametrize("key", ["", "a passphrase that nobody guesses"])
def test_it_comes_back_equal_to_the_bit(filled: Cast, settings: Any, key: str) -> None:
    settings.BACKUP_KEY = key
    before = state_digest()
    path = make_backup()
    kept = Document.objects.get().file.path
    Path(kept).write_bytes(b"spoiled")
    factories.person("Somebody new")
    assert state_digest() != before
    restore(path)
    assert state_digest() == before
    assert Path(kept).read_bytes() == b"%PDF-1.4 sample"
    assert [hit.title for hit in search(filled.ben, "somebody new")] == []
    assert factories.person("After").pk > 0


def test_it_encrypts_when_a_key_is_set(filled: Cast, settings: Any) -> None:
    settings.BACKUP_KEY = "a passphrase that nobody guesses"
    path = make_backup()
    assert b"right to left" not in path.read_bytes()
    settings.BACKUP_KEY = "another"
    with pytest.raises(CommandError, match="BACKUP_KEY"):
        restore(path)


def _cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-2000])


def _flip(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 0xFF
    path.write_bytes(bytes(data))


def _edit(path: Path) -> None:
    """Change one name inside, as somebody would who unpacks and packs again."""
    members: list[tuple[tarfile.TarInfo, bytes]] = []
    with tarfile.open(path) as tar:
        for member in tar:
            data = tar.extractfile(member).read()
            if member.name == "data/contacts_person.jsonl":
                data = data.replace(b"Person", b"Parson")
                member.size = len(data)
            members.append((member, data))
    with tarfile.open(path, "w:gz") as tar:
        for member, data in members:
            tar.addfile(member, io.BytesIO(data))


def _empty(path: Path) -> None:
    path.write_bytes(b"")


def _other(path: Path) -> None:
    path.write_text("no archive at all")


@pytest.mark.parametrize("damage", [_cut, _flip, _edit, _empty, _other])
def test_it_refuses_a_damaged_archive_and_changes_nothing(filled: Cast, damage: Any) -> None:
    path = make_backup(passphrase="")
    damage(path)
    before = state_digest()
    with pytest.raises(CommandError):
        restore(path)
    assert state_digest() == before


@pytest.mark.parametrize("damage", [_cut, _flip])
def test_it_refuses_a_damaged_encrypted_archive(filled: Cast, damage: Any, settings: Any) -> None:
    settings.BACKUP_KEY = "a passphrase that nobody guesses"
    path = make_backup()
    damage(path)
    before = state_digest()
    with pytest.raises(CommandError):
        restore(path)
    assert state_digest() == before


def test_it_keeps_the_newest_archives(filled: Cast) -> None:
    made = [make_backup() for _ in range(4)]
    assert remove_old(keep=2) == made[:2]
    assert newest() == made[-1]


def test_it_prints_where_the_backup_is_and_checks_it(filled: Cast) -> None:
    out = io.StringIO()
    call_command("backup", stdout=out, stderr=io.StringIO())
    path = Path(out.getvalue().strip())
    assert path.is_file()
    checked = io.StringIO()
    call_command("restore", path, check=True, stdout=checked)
    assert checked.getvalue().startswith("Whole: ")
    assert Person.objects.exists()
