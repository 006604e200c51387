"""The database of a test run: migrated once into a template, copied for each worker, renewed by copying again.

A copy takes milliseconds on SQLite and a tenth of a second on PostgreSQL; migrating takes seconds. SQLite works in
files, as in an installation: threads and other processes have connections of their own, which an in-memory database
does not offer. A test with real transactions (`transactional_db`, `live_server`) leaves rows behind; Django would
empty every table after it, the rows that migrations wrote included, so here the whole database is copied anew.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import sqlite3
import subprocess
import sys
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.db import connection
from django.test import TransactionTestCase
from psycopg import sql
from pytest_django import DjangoDbBlocker

from tests.settings import WORKPLACE

ROOT = Path(__file__).parents[2]
TEMPLATES = ROOT / "var" / "tests"
A_DAY = 24 * 60 * 60  # seconds
DECIDING = {
    *("models", "apps", "settings", "rights"),
    *(
        "types",
        "kinds",
        "vocabulary",
        "seeding",
        "search",
        "search_index",
        "circles",
    ),  # what migrations and their signals run
}


@cache
def fingerprint() -> str:
    """Of what decides what a migrated database holds: tables, migrations, what these run, settings and pins.

    `make test` starts from templates of its own, so a module that is missing here misleads nobody for long.
    """
    digest = hashlib.sha256()
    sources = [path for app in ("crm", "contacts", "network") for path in (ROOT / app).rglob("*.py")]
    deciding = [path for path in sources if path.parent.name == "migrations" or path.stem in DECIDING]
    for path in sorted([*deciding, ROOT / "requirements.txt"]):
        digest.update(str(path.relative_to(ROOT)).encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()[:16]


@contextmanager
def alone(kind: str) -> Iterator[None]:
    """One process at a time, for the workers that want the same template. Clears away what yesterday's runs left."""
    TEMPLATES.mkdir(parents=True, exist_ok=True)
    for old in TEMPLATES.glob("template-*"):
        with suppress(FileNotFoundError):
            if time.time() - old.stat().st_mtime > A_DAY:
                old.unlink()
    with (TEMPLATES / f"template-{kind}-{fingerprint()}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


MIGRATE = """
import django
from django.core.management import call_command
django.setup()
call_command("migrate", verbosity=0)
call_command("createcachetable", verbosity=0)
"""


def migrate(url: str) -> None:
    """Migrate in a process of its own, so that this one never holds a connection to the template."""
    made = subprocess.run(
        [sys.executable, "-c", MIGRATE],
        cwd=ROOT,
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "crm.settings", "DATABASE_URL": url},
        capture_output=True,
        text=True,
        check=False,
    )
    if made.returncode:
        pytest.exit(f"The template database could not be migrated:\n{made.stdout}{made.stderr}", 3)


class SQLiteCopies:
    """Copies of a template file, each under a new name: a connection that lingers never meets a changed file."""

    def __init__(self) -> None:
        self.template = self.made_template()
        self.path: Path | None = None

    def made_template(self) -> bytes:
        path = TEMPLATES / f"template-{fingerprint()}.sqlite3"
        with alone("sqlite"):
            if not path.exists():
                draft = path.with_suffix(".draft")
                draft.unlink(missing_ok=True)
                migrate(f"sqlite:///{draft}")
                with sqlite3.connect(draft) as database:
                    database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
                    database.execute("PRAGMA journal_mode=DELETE")
                database.close()
                draft.rename(path)
            return path.read_bytes()

    def renew(self) -> str:
        self.drop()
        self.path = WORKPLACE / f"test-{uuid.uuid4().hex[:12]}.sqlite3"
        self.path.write_bytes(self.template)
        return str(self.path)

    def drop(self) -> None:
        if self.path is not None:
            for end in ("", "-wal", "-shm"):
                self.path.with_name(self.path.name + end).unlink(missing_ok=True)


class PostgresCopies:
    """Databases made from a template database, in the cluster that TEST_DATABASE_URL names."""

    def __init__(self, settings: dict[str, Any]) -> None:
        self.server = {
            "host": settings["HOST"],
            "port": settings["PORT"],
            "user": settings["USER"],
            "password": settings["PASSWORD"],
        }
        self.name: str | None = None
        self.template = f"template_{fingerprint()}"
        with alone("postgresql"):
            if not self.ask("SELECT 1 FROM pg_database WHERE datname = %s", [self.template]):
                draft = f"{self.template}_draft"
                self.do("DROP DATABASE IF EXISTS {} WITH (FORCE)", draft)
                self.do("CREATE DATABASE {}", draft)
                migrate("postgres://{user}:{password}@{host}:{port}/{name}".format(name=draft, **self.server))
                self.do("ALTER DATABASE {} RENAME TO {}", draft, self.template)

    def ask(self, query: str, values: list[str]) -> list[tuple[Any, ...]]:
        with psycopg.connect(dbname="postgres", autocommit=True, **self.server) as server:
            return server.execute(query, values).fetchall()

    def do(self, statement: str, *names: str) -> None:
        with psycopg.connect(dbname="postgres", autocommit=True, **self.server) as server:
            server.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))

    def renew(self) -> str:
        self.drop()
        self.name = f"test_{uuid.uuid4().hex[:12]}"
        self.do("CREATE DATABASE {} TEMPLATE {}", self.name, self.template)
        return self.name

    def drop(self) -> None:
        if self.name is not None:
            self.do("DROP DATABASE IF EXISTS {} WITH (FORCE)", self.name)


def use(copies: SQLiteCopies | PostgresCopies) -> None:
    """Point this process, all its threads included, at a new copy."""
    connection.close()
    name = copies.renew()
    connection.settings_dict["NAME"] = name
    # Programs that a test starts (`manage.py ...`) look at the same database.
    base = os.environ["DATABASE_URL"].rpartition("/")[0]
    os.environ["DATABASE_URL"] = f"sqlite:///{name}" if connection.vendor == "sqlite" else f"{base}/{name}"


@pytest.fixture(scope="session")
def django_db_setup(
    django_test_environment: None, django_db_blocker: DjangoDbBlocker, monkeypatch_session: pytest.MonkeyPatch
) -> Iterator[None]:
    """In place of pytest-django's own: a copy of the template, and a new copy after each test with transactions."""
    with django_db_blocker.unblock():
        sqlite = connection.vendor == "sqlite"
        copies = SQLiteCopies() if sqlite else PostgresCopies(connection.settings_dict)
        use(copies)
    monkeypatch_session.setattr(TransactionTestCase, "_fixture_teardown", lambda case: use(copies))
    yield
    with django_db_blocker.unblock():
        connection.close()
        copies.drop()


@pytest.fixture(scope="session")
def monkeypatch_session() -> Iterator[pytest.MonkeyPatch]:
    with pytest.MonkeyPatch.context() as patch:
        yield patch
