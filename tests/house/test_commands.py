"""It offers every command that the README and the hosting page speak of, and says in one line what is missing."""

import os
import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
COMMANDS = [
    "run", "setup", "test", "test-fast", "check", "fix", "trust", "bench", "pictures",
    "demo-reset", "shell", "backup", "restore", "lock", "help",
]  # fmt: skip


def make(*arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
    # The tests run under `make` too, and a make inside a make says more.
    of_make = {"MAKEFLAGS", "MAKELEVEL", "MFLAGS"}
    env = {name: value for name, value in os.environ.items() if name not in {"DATABASE_URL", *of_make}}
    return subprocess.run(
        ["make", *arguments], cwd=ROOT, env={**env, **variables}, capture_output=True, text=True, check=False
    )


def test_it_lists_every_command_when_none_is_named():
    listed = make()
    assert listed.returncode == 0, listed.stderr
    assert set(re.findall(r"^  make ([a-z-]+) +\w", listed.stdout, re.MULTILINE)) == set(COMMANDS)


@pytest.mark.parametrize("command", COMMANDS)
def test_it_knows_what_a_command_would_do(command):
    planned = make("--dry-run", command, "FILE=x")
    assert planned.returncode == 0, planned.stderr
    assert planned.stdout.strip()


def test_it_keeps_the_demo_and_a_database_of_ones_own_apart():
    demo, own = (
        make("--eval=where: ; echo $(DATABASE_URL)", "where", f"DEMO={demo}").stdout.strip()
        for demo in (1, 0)
    )
    assert demo.endswith("/var/demo.sqlite3")
    assert own.endswith("/var/own.sqlite3")


def test_it_lets_the_environment_choose_the_database():
    asked = make("--eval=where: ; echo $(DATABASE_URL)", "where", DATABASE_URL="postgres://somewhere/else")
    assert asked.stdout.strip() == "postgres://somewhere/else"


def test_it_says_in_one_line_how_to_get_a_python():
    asked = subprocess.run(
        ["/bin/sh", ".ci/python.sh"],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], "PYTHON": "no-such-python"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert asked.returncode == 1
    assert asked.stdout == ""
    assert asked.stderr.count("\n") == 1
    assert "apt-get install" in asked.stderr


def test_it_asks_which_backup_to_put_back():
    asked = make("restore", DEMO="1")
    assert asked.returncode != 0
    assert "FILE=" in asked.stderr


@pytest.mark.parametrize("variable", ["SKIP_BROWSER", "SKIP_POSTGRES"])
def test_it_leaves_nothing_out_under_ci(variable):
    refused = subprocess.run(
        [ROOT / ".venv" / "bin" / "python", ".ci/run_tests.py"],
        cwd=ROOT,
        env={**os.environ, "CI": "true", variable: "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert refused.returncode == 1
    assert variable in refused.stderr


def test_it_runs_under_ci_what_it_runs_by_hand():
    wrapper = ROOT / ".ci" / "run"
    assert os.access(wrapper, os.X_OK)
    assert wrapper.read_text().rstrip().endswith("exec make test")
