"""How long the national files take, and how much memory: `python -m tests.speed.bench_imports [--only WORDS]`.

Each file is brought in by the command, as a host would, into a database of its own that is thrown away; then once
more, which must find nothing to do; then it is taken back, given again by undoing the undo, and so it stays for the
files that build on it. GROUNDWORK_DATA names the folder of real public files. Prints wall time, the processor time of
the process and its highest memory beside what is promised: 60 s and 500 MiB on two cores for a file, and less for
taking it back. On a machine that does other things at the same time the processor time is the one to look at.
BENCH_DATABASE_URL names an empty database to measure in, such as one of PostgreSQL.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
SECONDS, MEBIBYTES = 60, 500
UNDO_SECONDS, UNDO_MEBIBYTES = 25, 400
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
    """One command that ended: what it said last, by which act it undid another if it did, and what it took."""

    says: str
    undone_by: str
    wall: float
    cpu: float
    mebibytes: float

    def keeps(self, what: str) -> bool:
        """Whether it took no more than promised. An undo is measured by its own work, whatever else runs beside it."""
        if what.startswith("undo"):
            return self.cpu <= UNDO_SECONDS and self.mebibytes <= UNDO_MEBIBYTES
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
    acts = [line.split()[1] for line in said if line.startswith("Act ")]
    return Run(
        said[-1] if said else "",
        acts[-1] if acts else "",
        wall,
        usage.ru_utime + usage.ru_stime,
        usage.ru_maxrss / 1024,
    )


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.speed.bench_imports", description=__doc__)
    parser.add_argument("--only", default="", help="the formats whose name holds these words")
    only = parser.parse_args().only
    data = os.environ.get("GROUNDWORK_DATA")
    if not data:
        sys.exit("GROUNDWORK_DATA does not say where the real public files are.")
    kept = True
    with tempfile.TemporaryDirectory() as folder:
        database = os.environ.get("BENCH_DATABASE_URL") or f"sqlite:///{folder}/bench.sqlite3"
        run(database, "migrate", "--skip-checks", "--verbosity=0")
        print(
            f"{'':20}{'':12}{'wall':>8}{'cpu':>8}{'MiB':>8}   promised: {SECONDS} s, {MEBIBYTES} MiB;"
            f" undo {UNDO_SECONDS} s of cpu, {UNDO_MEBIBYTES} MiB"
        )
        for format, path in FILES:
            if only not in format:
                continue
            bring_in = ("import_file", format, str(Path(data) / path))
            undone = ""
            for what in ("first", "again", "undo", "undo undo"):
                arguments = ("undo", undone or "last") if what.startswith("undo") else bring_in
                done = run(database, *arguments)
                undone = done.undone_by
                kept = kept and done.keeps(what)
                mark = "" if done.keeps(what) else "  TOO MUCH"
                print(
                    f"{format:20}{what:12}{done.wall:8.1f}{done.cpu:8.1f}{done.mebibytes:8.0f}   {done.says}{mark}"
                )
    return 0 if kept else 1


if __name__ == "__main__":
    sys.exit(main())
