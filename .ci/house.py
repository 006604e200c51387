"""What the set-up scripts share: where the house stands, one line when something is missing, stamps by content.

These scripts start before anything is installed, so they use the standard library alone.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import signal
import subprocess
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NoReturn

ROOT = Path(__file__).resolve().parents[1]
VAR = ROOT / "var"
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"


def say(text: str) -> None:
    print(text, flush=True)


def stop(text: str) -> NoReturn:
    """End with one line that says what is missing and how to mend it."""
    print(text, file=sys.stderr, flush=True)
    raise SystemExit(1)


def as_root(command: str) -> str:
    """The command as this user must type it."""
    return command if os.geteuid() == 0 else f"sudo {command}"


def run(command: Sequence[str | Path], *, env: Mapping[str, str] | None = None, mend: str = "") -> None:
    """Run a command in the root of the house; show its output only if it fails, then stop with `mend`."""
    done = subprocess.run(
        [str(part) for part in command],
        cwd=ROOT,
        env=None if env is None else dict(env),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        check=False,
    )
    if done.returncode:
        sys.stderr.write(done.stdout)
        stop(mend or f"This failed: {' '.join(str(part) for part in command)}")


def digest(paths: Iterable[Path], *, also: str = "") -> str:
    """One hash over files, their names included, and folders with all that lies in them."""
    total = hashlib.sha256(also.encode())
    for path in paths:
        inside = sorted(path.rglob("*")) if path.is_dir() else [path]
        for file in inside:
            if file.is_file():
                total.update(f"{file.relative_to(ROOT)}\0{file.stat().st_size}\0".encode())
                total.update(file.read_bytes())
    return total.hexdigest()


def fresh(stamp: Path, content: str) -> bool:
    """Whether a step was last done for this very content."""
    return stamp.is_file() and stamp.read_text() == content


def leave(stamp: Path, content: str) -> None:
    stamp.parent.mkdir(parents=True, exist_ok=True)
    stamp.write_text(content)


@contextmanager
def alone(name: str) -> Iterator[None]:
    """One process at a time: two terminals that set the house up together must not meet in `.venv`."""
    VAR.mkdir(exist_ok=True)
    with (VAR / f"{name}.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say("Waiting for another set-up of this folder to finish …")
            fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def end_on_sigterm() -> None:
    """Let SIGTERM and SIGHUP unwind like Ctrl-C, so that what was started is stopped and cleared away.

    Ctrl-C is asked for anew: a shell starts what runs in the background with it switched off.
    """

    def leave_now(number: int, _frame: object) -> NoReturn:
        raise SystemExit(128 + number)

    signal.signal(signal.SIGINT, signal.default_int_handler)
    signal.signal(signal.SIGTERM, leave_now)
    signal.signal(signal.SIGHUP, leave_now)


def switched_on(variable: str) -> bool:
    """Whether a variable of the environment says yes."""
    return os.environ.get(variable, "").lower() not in {"", "0", "no", "false", "off"}
