"""A backup while people write is of one moment; a restore leaves nothing behind that was there before."""

from __future__ import annotations

import threading
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.core.cache import cache
from django.db import connection
from django.test import Client

from contacts.models import Organization, Party, Person
from contacts.people.services import create_person
from crm.accounts.models import User
from crm.parts.audit import AuditEvent
from crm.parts.backups.archive import make_backup
from crm.parts.records import Record, history_table
from crm.parts.undo import undo
from tests import factories
from tests.cast import Cast
from tests.crm.archives import backup, manage, restore
from tests.plugins.databases import SQLiteCopies

WRITERS = 8
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def folders(tmp_path: Path, settings: Any) -> Path:
    settings.MEDIA_ROOT, settings.BACKUP_DIR = tmp_path / "uploads", tmp_path / "backups"
    settings.MEDIA_ROOT.mkdir()
    return tmp_path


class Writers:
    """People who add people, one act each, in threads with connections of their own, until they are told to stop."""

    def __init__(self, by: User) -> None:
        self.by = by
        self.written: Counter[int] = Counter()
        self.failed: list[Exception] = []
        self._stop = threading.Event()
        self._threads = [threading.Thread(target=self._write, args=(n,)) for n in range(WRITERS)]

    def _write(self, number: int) -> None:
        try:
            while not self._stop.is_set():
                create_person(by=self.by, name=f"Writer {number} wrote {self.written[number]}")
                self.written[number] += 1
        except Exception as error:
            self.failed.append(error)
        finally:
            connection.close()

    def __enter__(self) -> Writers:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *args: object) -> None:
        self._stop.set()
        for thread in self._threads:
            thread.join()


def is_whole() -> None:
    """What holds of every record that was written by acts, however many."""
    connection.check_constraints()
    people = set(Person.objects.values_list("pk", flat=True))
    assert people == set(Party.objects.filter(kind="person").values_list("pk", flat=True))
    acts = {event.pk: event for event in AuditEvent.objects.all()}
    assert all(event.digest for event in acts.values()), "an act that was not over is there"
    written: dict[int, Counter[str]] = {key: Counter() for key in acts}
    for model in apps.get_models():
        if issubclass(model, Record) and hasattr(model, "history"):
            for act, kind in history_table(model).objects.values_list("act_id", "history_type"):
                assert act in acts, "history without its act"
                written[act][f"{model._meta.model_name}{kind}"] += 1
    for key, event in acts.items():
        if any(written[key].values()):
            assert written[key] == Counter(event.counts)


@pytest.mark.django_db(transaction=True)
def test_it_saves_one_moment_while_others_write(cast: Cast, tmp_path: Path, settings: Any) -> None:
    settings.MEDIA_ROOT = tmp_path / "uploads"
    for _ in range(40):
        factories.person()
    with Writers(cast.ben) as writers:
        path = backup(tmp_path)
    assert writers.failed == []
    assert all(writers.written[number] for number in range(WRITERS))
    at_the_end = Person.objects.count()
    restore(path)
    is_whole()
    saved = Person.objects.filter(name__startswith="Writer").count()
    assert 0 < saved < sum(writers.written.values())
    assert Person.objects.count() < at_the_end
    # Of each writer the first so many, without a gap.
    for number in range(WRITERS):
        names = set(
            Person.objects.filter(name__startswith=f"Writer {number} ").values_list("name", flat=True)
        )
        assert names == {f"Writer {number} wrote {n}" for n in range(len(names))}


def test_it_signs_everybody_out(cast: Cast) -> None:
    path = make_backup(passphrase="")
    later = User.objects.create_user("later", "later@groundwork.invalid", "correct horse", role="viewer")
    browser = Client()
    browser.force_login(later)
    assert browser.get("/people/").status_code == 200
    restore(path)
    assert not User.objects.filter(username="later").exists()
    assert browser.get("/people/").status_code == 302


def test_it_forgets_what_was_worked_out_before() -> None:
    path = make_backup(passphrase="")
    cache.set("picture-of-before", 1)
    restore(path)
    assert cache.get("picture-of-before") is None


@pytest.mark.django_db(transaction=True)
def test_it_never_gives_a_key_twice(cast: Cast, tmp_path: Path, settings: Any) -> None:
    """History still speaks of a record that an undo took away; a later one must not inherit it."""
    settings.MEDIA_ROOT = tmp_path / "uploads"
    kept = factories.person("Kept")
    taken = create_person(by=cast.ben, name="Taken back")
    added = AuditEvent.objects.latest("pk")
    undone = undo(added, by=cast.ben)
    path = backup(tmp_path)
    fresh = tmp_path / "fresh.sqlite3"
    fresh.write_bytes(SQLiteCopies().template)
    made = manage("restore", path, "--yes", beside=tmp_path / "elsewhere", DATABASE_URL=f"sqlite:///{fresh}")
    assert made.returncode == 0, made.stderr
    code = (
        "from contacts.people.services import create_person; from crm.accounts.models import User; "
        "print(create_person(by=User.objects.system(), name='New').pk)"
    )
    new = manage("shell", "-v", "0", "-c", code, beside=tmp_path, DATABASE_URL=f"sqlite:///{fresh}")
    assert int(new.stdout) > taken.pk > kept.pk, new.stderr
    factories.person("Somebody who goes")
    restore(path)
    assert undone.event is not None
    assert factories.person("New").pk > taken.pk
    undo(AuditEvent.objects.get(pk=undone.event.pk), by=cast.ben)
    assert Person.objects.get(pk=taken.pk).name == "Taken back"


@pytest.mark.django_db(transaction=True)
def test_it_asks_before_it_replaces_what_is_there(cast: Cast, tmp_path: Path) -> None:
    path = backup(tmp_path)
    factories.organization("Since then")
    refused = manage("restore", path, beside=tmp_path)
    assert refused.returncode == 1
    assert "Nothing was changed" in refused.stderr
    assert "Traceback" not in refused.stderr
    assert Organization.objects.filter(name="Since then").exists()
    asked = manage("restore", path, beside=tmp_path, said="replace\n")
    assert asked.returncode == 0, asked.stderr
    assert not Organization.objects.filter(name="Since then").exists()
