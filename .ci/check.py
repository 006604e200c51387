"""Everything that is judged without running Groundwork: format, lint, types, contracts, templates, front end.

    .venv/bin/python .ci/check.py [--fix]

Two checks at a time, the slow ones first; all of them run, and each that fails shows what it said. `--fix` mends what
can be mended by itself.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed

import node
from house import PYTHON, ROOT, VENV, say

BIN = VENV / "bin"
CHECKS: dict[str, Sequence[object]] = {
    "types": [BIN / "mypy"],
    "front end": ["npm", "run", "--silent", "check"],
    "front-end tests": ["npm", "run", "--silent", "test"],
    "security": [BIN / "bandit", "-q", "-c", "pyproject.toml", "-r", "crm", "contacts", "network", "-ll"],
    "templates": [BIN / "djlint", "templates", "--lint", "--quiet"],
    "migrations": [PYTHON, "manage.py", "makemigrations", "--check", "--dry-run"],
    "Django": [PYTHON, "manage.py", "check", "--fail-level", "WARNING"],
    "contracts": [BIN / "lint-imports", "--no-logo"],
    "lint": [BIN / "ruff", "check", "--output-format", "concise", "."],
    "format": [BIN / "ruff", "format", "--check", "--output-format", "concise", "."],
}
FIXES: list[Sequence[object]] = [
    [BIN / "ruff", "check", "--fix", "--quiet", "."],
    [BIN / "ruff", "format", "."],
    ["npm", "run", "--silent", "fix"],
]


def environment() -> dict[str, str]:
    """Checks read no database: an empty one in memory stands in."""
    return {**node.environment(), "GROUNDWORK_ENV": "test", "DATABASE_URL": "sqlite://:memory:"}


def judge(command: Sequence[object], env: Mapping[str, str]) -> tuple[int, str, float]:
    """Exit code, all that was printed, and seconds."""
    started = time.monotonic()
    done = subprocess.run(
        [str(part) for part in command],
        cwd=ROOT,
        env=dict(env),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        check=False,
    )
    return done.returncode, done.stdout, time.monotonic() - started


def failed_checks() -> Iterator[str]:
    env = environment()
    with ThreadPoolExecutor(max_workers=min(4, os.cpu_count() or 1)) as pool:
        running = {pool.submit(judge, command, env): name for name, command in CHECKS.items()}
        for done in as_completed(running):
            code, printed, seconds = done.result()
            say(f"{'FAILED' if code else 'ok':>6}  {running[done]} ({seconds:.1f} s)")
            if code:
                say(printed)
                yield running[done]


def main() -> int:
    if "--fix" in sys.argv[1:]:
        return max(subprocess.call([str(part) for part in fix], cwd=ROOT, env=environment()) for fix in FIXES)
    failed = sorted(failed_checks())
    if failed:
        say(
            f"{len(failed)} of {len(CHECKS)} checks failed: {', '.join(failed)}. `make fix` mends what it can."
        )
    return bool(failed)


if __name__ == "__main__":
    sys.exit(main())
