"""Runs every test: SQLite, then PostgreSQL for those that touch the database, then the browser.

    .venv/bin/python .ci/run_tests.py [--fast]

`--fast` stops after SQLite. SKIP_POSTGRES=1 and SKIP_BROWSER=1 leave a run out by hand: the last line then says so,
and under CI=true that is an error. Otherwise the last line is pytest's own count.
"""

from __future__ import annotations

import io
import os
import re
import subprocess
import sys
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import debian
from house import PYTHON, ROOT, VAR, end_on_sigterm, say, stop, switched_on
from postgres import temporary_cluster

SKIPS = {"SKIP_POSTGRES": "the tests on PostgreSQL", "SKIP_BROWSER": "the tests in the browser"}
WORKERS = os.environ.get("TEST_WORKERS", "2")


@dataclass
class Run:
    """One run of pytest, and the count on its closing line once it is over."""

    name: str
    selection: list[str]
    env: dict[str, str] = field(default_factory=dict)
    code: int = 0
    count: str = "no count"

    def start(self, earlier: list[Run]) -> None:
        """Run it, passing on what it prints as it comes."""
        say(f"\n--- {self.name}")
        told = "\n".join(f"{run.name}: {run.count}" for run in earlier)
        command: list[str | Path] = [
            PYTHON,
            "-m",
            "pytest",
            "-n",
            WORKERS,
            "--dist",
            "worksteal",
            *self.selection,
        ]
        with subprocess.Popen(
            command,
            cwd=ROOT,
            env={**os.environ, **self.env, "GROUNDWORK_EARLIER_RUNS": told},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
        ) as pytest:
            assert isinstance(pytest.stdout, io.BufferedReader)
            printed = b""
            try:
                while piece := pytest.stdout.read1():
                    sys.stdout.buffer.write(piece)
                    sys.stdout.buffer.flush()
                    printed = (printed + piece)[-4000:]
            except BaseException:
                pytest.terminate()  # what breaks this off must not wait for the tests to end
                raise
        self.code = pytest.returncode
        closing = printed.decode(errors="replace").strip().rpartition("\n")[2]
        if found := re.search(r"\d+ \w+.* in [\d.]+s", closing):
            self.count = found[0]


@contextmanager
def runs(skipped: list[str], *, fast: bool) -> Iterator[Iterator[Run]]:
    """The runs to make, one after the other; PostgreSQL is there for as long as its run needs it."""

    def each() -> Generator[Run]:
        yield Run("SQLite", ["-m", "not browser"])
        if fast:
            return
        if "SKIP_POSTGRES" not in skipped:
            with temporary_cluster() as url:
                yield Run("PostgreSQL", ["-m", "not browser", "--only-database"], {"TEST_DATABASE_URL": url})
        if "SKIP_BROWSER" not in skipped:
            yield Run("browser", ["-m", "browser"])

    generator = each()
    try:
        yield generator
    finally:
        generator.close()  # a run that was broken off leaves no cluster behind


def main() -> int:
    end_on_sigterm()
    fast = "--fast" in sys.argv[1:]
    skipped = [variable for variable in SKIPS if switched_on(variable)]
    if skipped and switched_on("CI"):
        stop(f"{' and '.join(skipped)} cannot be used under CI: nothing is left out there.")
    if not fast:
        debian.require(postgres="SKIP_POSTGRES" not in skipped, browser="SKIP_BROWSER" not in skipped)
    for template in (VAR / "tests").glob("template-*.sqlite3"):
        template.unlink(missing_ok=True)
    over: list[Run] = []
    with runs(skipped, fast=fast) as ahead:
        for run in ahead:
            run.start(over)
            over.append(run)
    failed = [run.name for run in over if run.code]
    if failed:
        say(f"FAILED: {', '.join(failed)}. " + "; ".join(f"{run.name}: {run.count}" for run in over))
        return 1
    if skipped:
        left_out = " and ".join(f"{SKIPS[variable]} ({variable}=1)" for variable in skipped)
        say(f"Left out by hand: {left_out}. " + "; ".join(f"{run.name}: {run.count}" for run in over))
    return 0


if __name__ == "__main__":
    sys.exit(main())
