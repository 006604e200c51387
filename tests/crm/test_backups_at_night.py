"""A backup every night, fourteen kept, tried out every week; and the uploads, which may move meanwhile."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from crm import schedule
from crm.parts.backups import archive
from crm.parts.backups.archive import CannotBackUp, backups, make_backup, remove_old
from crm.parts.backups.uploads import digests_of_uploads
from crm.parts.jobs import SCHEDULE, Heartbeat, tick
from tests import factories
from tests.cast import Cast
from tests.crm.archives import restore, state_digest

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def folders(tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Path:
    settings.MEDIA_ROOT, settings.BACKUP_DIR = tmp_path / "uploads", tmp_path / "backups"
    settings.MEDIA_ROOT.mkdir()
    # What the rehearsal starts is no test: it takes Groundwork's own settings.
    monkeypatch.setenv("DJANGO_SETTINGS_MODULE", "crm.settings")
    return tmp_path


def test_it_keeps_fourteen_nights(folders: Path) -> None:
    (folders / "backups").mkdir()
    earlier = [folders / "backups" / f"groundwork-202601{day:02}T080000000000.tar.gz" for day in range(1, 21)]
    others = [folders / "backups" / name for name in ("groundwork-of-last-year.tar.gz", "notes.txt")]
    for path in (*earlier, *others):
        path.write_bytes(b"")
    assert schedule.nightly_backup() == backups()[-1].name
    assert len(backups()) == 14
    assert backups()[:-1] == earlier[-13:]
    assert all(path.exists() for path in others)
    sign = Heartbeat.objects.get(name="backup")
    assert sign.ok
    assert sign.says.startswith(backups()[-1].name)


def test_it_never_removes_the_last_one(settings: Any) -> None:
    settings.BACKUPS_KEPT = 0
    path = make_backup()
    assert remove_old() == []
    assert backups() == [path]


def test_it_is_made_and_tried_out_by_the_worker_and_touches_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    factories.person("Hodan Abdi")
    names = ["backup", "restore rehearsal"]
    mine = [scheduled for scheduled in SCHEDULE if scheduled.name in names]
    assert [scheduled.name for scheduled in mine] == names
    monkeypatch.setattr("crm.parts.jobs.SCHEDULE", mine)
    before = state_digest()
    night = timezone.localtime().replace(hour=3, minute=5)
    assert tick(night) == names
    made, tried = (Heartbeat.objects.get(name=name) for name in names)
    assert (made.ok, tried.ok) == (True, True)
    assert re.search(r": Restored \d+ rows of .*; every table is equal to the backup\.", tried.says)
    assert tick(night.replace(hour=23)) == []
    Heartbeat.objects.all().delete()
    assert state_digest() == before


def test_it_says_so_when_a_night_has_failed(monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*args: Any, **kwargs: Any) -> Path:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("crm.parts.backups.keeping.make_backup", full)
    with pytest.raises(OSError, match="No space"):
        schedule.nightly_backup()
    sign = Heartbeat.objects.get(name="backup")
    assert (sign.ok, "No space left" in sign.says) == (False, True)
    with pytest.raises(CommandError, match="No backup was made"):
        call_command("backup")


@pytest.mark.parametrize("damage", ["none there", "cut off", "another key"])
def test_it_says_why_a_rehearsal_failed(damage: str, monkeypatch: pytest.MonkeyPatch, cast: Cast) -> None:
    if damage != "none there":
        path = make_backup(passphrase="a passphrase that nobody guesses" if damage == "another key" else "")
        monkeypatch.setenv("BACKUP_KEY", "another")
        if damage == "cut off":
            path.write_bytes(path.read_bytes()[:-2000])
    with pytest.raises(CommandError):
        call_command("rehearse_restore")
    sign = Heartbeat.objects.get(name="restore rehearsal")
    said = {"none there": "no backup yet", "cut off": "not a whole backup", "another key": "BACKUP_KEY"}
    assert (sign.ok, said[damage] in sign.says) == (False, True)
    assert "Traceback" not in sign.says
    page = cast.client("rut").get("/status/")
    assert said[damage] in page.text


def test_it_is_for_nobody_elses_eyes(folders: Path) -> None:
    path = make_backup(passphrase="")
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.parent.stat().st_mode & 0o777 == 0o700
    assert list(path.parent.iterdir()) == [path]


def test_it_waits_for_an_upload_that_is_being_saved(folders: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    upload = folders / "uploads" / "growing"
    upload.write_bytes(b"half")
    looked: list[dict[str, str]] = []

    def look() -> dict[str, str]:
        looked.append(digests_of_uploads())
        if len(looked) == 1:
            upload.write_bytes(b"half and half")
        return looked[-1]

    monkeypatch.setattr(archive, "digests_of_uploads", look)
    path = make_backup(passphrase="")
    assert len(looked) == 2
    upload.unlink()
    restore(path)
    assert upload.read_bytes() == b"half and half"


def test_it_goes_on_without_an_upload_that_goes(folders: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    upload = folders / "uploads" / "going"
    upload.write_bytes(b"here")

    def look() -> dict[str, str]:
        found = digests_of_uploads()
        upload.unlink(missing_ok=True)
        return found

    monkeypatch.setattr(archive, "digests_of_uploads", look)
    restore(make_backup(passphrase=""))
    assert not upload.exists()


def test_it_gives_up_on_uploads_that_never_stand_still(
    folders: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folders / "uploads" / "restless").write_bytes(b"now this")
    monkeypatch.setattr(archive, "digests_of_uploads", lambda: {"uploads/restless": "0" * 64})
    with pytest.raises(CannotBackUp):
        make_backup(passphrase="")
    assert backups() == []


def test_it_takes_away_what_was_uploaded_since(folders: Path) -> None:
    root = folders / "uploads"
    (root / "documents").mkdir()
    (root / "documents" / "kept").write_bytes(b"kept")
    path = make_backup(passphrase="")
    (root / "later").mkdir()
    (root / "later" / "one").write_bytes(b"one")
    (root / ".restoring-broken-off").mkdir()
    restore(path)
    assert {str(p.relative_to(root)) for p in root.rglob("*")} == {"documents", "documents/kept"}
