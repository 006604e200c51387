"""How long the national files take, and how much memory: `python -m tests.speed.bench_imports`.

Each file is brought in by the command, as a host would, into a database of its own that is thrown away; then once
more, which must find nothing to do; then undone. GROUNDWORK_DATA names the folder of real public files. Prints wall
time, the processor time of the process and its highest memory beside what is promised: 60 s and 500 MiB on two cores.
On a machine that does other things at the same time the processor time is the one to look at.

Memory counts the pages of the database that SQLite maps (up to 256 MiB), which the system takes back when it needs
them.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
SECONDS, MEBIBYTES = 60, 500
FILES = (
    ("nces-districts", "directories/us_districts_ccd2024-25.csv"),
    ("nces-schools", "directories/us_schools_ccd2019.csv"),
    ("state-legislators", "people_officials/state_legislators.csv"),
    ("committees", "people_officials/legislative_committees.csv"),
    ("committee-seats", "people_officials/legislative_committee_memberships.csv"),
    ("meeting-attendance", "networks/toronto_council_meetings/attendance_raw.csv"),
)


@dataclass(frozen=True)
class Run:
    """One command that ended: what it said last, and what it took."""

    says: str
    wall: float
    cpu: float
    mebibytes: float

    @property
    def kept(self) -> bool:
        return self.wall <= SECONDS and self.mebibytes <= MEBIBYTES


def run(database: str, *arguments: str) -> Run:
    started = time.monotonic()
    process = subprocess.Popen(
        [sys.executable, "manage.py", *arguments],
        cwd=ROOT,
        env={**os.environ, "DATABASE_URL": database, "GROUNDWORK_ENV": "development"},
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    said = process.stdout.read().strip().splitlines()
    _pid, status, usage = os.wait4(process.pid, 0)
    if status:
        sys.exit(f"{' '.join(arguments)} ended with {os.waitstatus_to_exitcode(status)}")
    wall = time.monotonic() - started
    return Run(said[-1] if said else "", wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024)


def main() -> int:
    data = os.environ.get("GROUNDWORK_DATA")
    if not data:
        sys.exit("GROUNDWORK_DATA does not say where the real public files are.")
    kept = True
    with tempfile.TemporaryDirectory() as folder:
        database = os.environ.get("BENCH_DATABASE_URL") or f"sqlite:///{folder}/bench.sqlite3"
        run(database, "migrate", "--skip-checks", "--verbosity=0")
        print(f"{'':22}{'':8}{'wall':>8}{'cpu':>8}{'MiB':>8}   promised: {SECONDS} s, {MEBIBYTES} MiB")
        for format, path in FILES:
            for what, arguments in (
                ("first", ("import_file", format, str(Path(data) / path))),
                ("again", ("import_file", format, str(Path(data) / path))),
            ):
                done = run(database, *arguments)
                kept = kept and done.kept
                mark = "" if done.kept else "  TOO MUCH"
                print(
                    f"{format:22}{what:8}{done.wall:8.1f}{done.cpu:8.1f}{done.mebibytes:8.0f}   {done.says}{mark}"
                )
        done = run(database, "undo", "last")
        print(f"{'undo the last':30}{done.wall:8.1f}{done.cpu:8.1f}{done.mebibytes:8.0f}   {done.says}")
    return 0 if kept else 1


if __name__ == "__main__":
    sys.exit(main())
