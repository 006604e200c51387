"""The production profile: what it refuses to start with, by command and by web server, and what it sets (S13)."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.plugins.databases import SQLiteCopies
from tests.trust.observatory import score

ROOT = Path(__file__).parents[2]
SECRET = "Vq3-kT9_zR7wYp2LxN8bHc5JdFg1MsQa6Ue4Ri0Ot-XmZ_ByCnKv"
PROFILE = {"GROUNDWORK_ENV": "production", "SECRET_KEY": SECRET, "ALLOWED_HOSTS": "crm.example.org"}

# One request to the application that the web server would call, as nginx hands it on.
ASK = """
import io, json, sys
from crm.wsgi import application
said = {}
def start(status, headers, exc_info=None):
    said["status"], said["headers"] = status, headers
environ = {
    "REQUEST_METHOD": "GET", "PATH_INFO": sys.argv[1], "QUERY_STRING": "", "SERVER_NAME": "127.0.0.1",
    "SERVER_PORT": "8000", "SERVER_PROTOCOL": "HTTP/1.1", "HTTP_HOST": "crm.example.org", "REMOTE_ADDR": "127.0.0.1",
    "HTTP_X_FORWARDED_FOR": "203.0.113.5", "wsgi.url_scheme": "http", "wsgi.input": io.BytesIO(),
    "wsgi.errors": sys.stderr,
    "wsgi.version": (1, 0), "wsgi.multithread": False, "wsgi.multiprocess": False, "wsgi.run_once": False,
}
if sys.argv[2] == "https":
    environ["HTTP_X_FORWARDED_PROTO"] = "https"
said["body"] = b"".join(application(environ, start)).decode()
print(json.dumps(said))
"""


@pytest.fixture
def database(tmp_path: Path) -> Path:
    """A migrated, empty database of its own."""
    path = tmp_path / "groundwork.sqlite3"
    path.write_bytes(SQLiteCopies().template)
    return path


def run(*command: str, database: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """A program of ours, knowing nothing of this test's environment."""
    env = {
        "PATH": os.environ["PATH"],
        "DATABASE_URL": f"sqlite:///{database}",
        "PYTHONPATH": str(ROOT),
        **environment,
    }
    return subprocess.run(
        [sys.executable, "-W", "ignore", *command],
        cwd=ROOT,
        env=env,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


COMMAND = ("manage.py", "check")
WEB_SERVER = ("-c", "import crm.wsgi")


@pytest.mark.parametrize("start", [COMMAND, WEB_SERVER], ids=["command", "web server"])
@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"SECRET_KEY": ""}, "SECRET_KEY is missing or weak"),
        ({"SECRET_KEY": "short"}, "SECRET_KEY is missing or weak"),
        ({"SECRET_KEY": "a" * 60}, "SECRET_KEY is missing or weak"),
        (
            {"SECRET_KEY": "development-only-secret-that-production-refuses-0123456789"},
            "SECRET_KEY is missing or weak",
        ),
        ({"DEBUG": "1"}, "DEBUG is on in production"),
        ({"ALLOWED_HOSTS": ""}, "ALLOWED_HOSTS is empty"),
        ({"GROUNDWORK_ENV": "prodction"}, "GROUNDWORK_ENV is one of"),
    ],
    ids=[
        "no secret",
        "short secret",
        "monotonous secret",
        "the secret of development",
        "debug",
        "no hosts",
        "a typo",
    ],
)
def test_it_refuses_to_start(
    tmp_path: Path, start: tuple[str, ...], change: dict[str, str], says: str
) -> None:
    done = run(*start, database=tmp_path / "none.sqlite3", **{**PROFILE, **change})
    assert done.returncode != 0
    assert says in done.stderr


@pytest.mark.parametrize(
    "start", [COMMAND, WEB_SERVER, ("manage.py", "work", "--once")], ids=["command", "web", "worker"]
)
def test_it_refuses_to_start_beside_the_demo(database: Path, start: tuple[str, ...]) -> None:
    made = run(
        "manage.py",
        "shell",
        "-c",
        "from crm.accounts.models import User; User.objects.create_user('demo', 'demo@demo.invalid', 'demo')",
        database=database,
    )
    assert made.returncode == 0, made.stderr
    done = run(*start, database=database, **PROFILE)
    assert done.returncode != 0
    assert "Demo accounts are present" in done.stderr


def test_it_has_nothing_to_say_when_all_is_well(database: Path) -> None:
    done = run("manage.py", "check", "--deploy", "--fail-level", "WARNING", database=database, **PROFILE)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.strip() == "System check identified no issues (0 silenced)."


def ask(path: str, scheme: str, database: Path) -> dict[str, object]:
    done = run("-c", ASK, path, scheme, database=database, **PROFILE)
    assert done.returncode == 0, done.stderr
    said: dict[str, object] = json.loads(done.stdout.splitlines()[-1])
    return said


def test_it_sends_http_on_to_https(database: Path) -> None:
    said = ask("/healthz", "http", database)
    assert said["status"] == "301 Moved Permanently"
    assert dict(said["headers"])["Location"] == "https://crm.example.org/healthz"


def test_it_scores_a_hundred_or_more_as_it_runs(database: Path) -> None:
    """Headers and cookies as the production profile sends them."""
    from http.cookies import SimpleCookie

    said = ask("/healthz", "https", database)
    headers = {name.lower(): value for name, value in said["headers"]}
    assert "preload" in headers["strict-transport-security"]
    cookies: SimpleCookie = SimpleCookie()
    for name, value in said["headers"]:
        if name.lower() == "set-cookie":
            cookies.load(value)
    result = score(headers, cookies, str(said["body"]), host="crm.example.org")
    assert result.total >= 100, result.reasons


def test_it_sets_its_cookies_for_https_alone(database: Path) -> None:
    done = run(
        "manage.py",
        "shell",
        "-v0",
        "-c",
        "from django.conf import settings as s; import json; print(json.dumps([s.SESSION_COOKIE_SECURE, "
        "s.CSRF_COOKIE_SECURE, s.SESSION_COOKIE_HTTPONLY, s.DEBUG, s.SECURE_SSL_REDIRECT, s.PASSWORD_HASHERS[0]]))",
        database=database,
        **PROFILE,
    )
    assert json.loads(done.stdout.splitlines()[-1]) == [
        True,
        True,
        True,
        False,
        True,
        "django.contrib.auth.hashers.ScryptPasswordHasher",
    ]
