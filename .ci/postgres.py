"""A PostgreSQL of one's own for the length of a command: a new cluster on a free loopback port, thrown away afterwards.

    python3 .ci/postgres.py COMMAND...

The command finds it in TEST_DATABASE_URL. PostgreSQL refuses to run as root, so root lends it the `postgres` user
(or `nobody`). Nothing is written to disk for safety: a crash loses the cluster, and that is what it is for.
"""

from __future__ import annotations

import contextlib
import os
import pwd
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from debian import postgres_programs
from house import end_on_sigterm, stop

USER = "groundwork"
SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "max_connections": "60",
    "shared_buffers": "128MB",
    "jit": "off",
    "timezone": "UTC",
}


def other_user() -> dict[str, Any]:
    """Who runs PostgreSQL, as arguments of subprocess: somebody else if this is root, else nobody else."""
    if os.geteuid() != 0:
        return {}
    for name in ("postgres", "nobody"):
        with contextlib.suppress(KeyError):
            entry = pwd.getpwnam(name)
            return {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}
    return stop("PostgreSQL does not run as root, and this machine has neither a user postgres nor nobody.")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def initialise(programs: Path, folder: Path, password: str, owner: dict[str, Any]) -> None:
    secret = folder / "password"
    secret.write_text(password)
    if owner:
        for path in (folder, secret):
            os.chown(path, owner["user"], owner["group"])
    command: list[str | Path] = [
        programs / "initdb",
        "--pgdata",
        folder / "data",
        "--username",
        USER,
        "--pwfile",
        secret,
    ]
    command += [
        "--auth=scram-sha-256",
        "--encoding=UTF8",
        "--locale=C.UTF-8",
        "--no-sync",
        "--no-instructions",
    ]
    made = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False, **owner)
    if made.returncode:
        stop(f"initdb failed:\n{made.stdout}{made.stderr}")


@contextlib.contextmanager
def temporary_cluster() -> Iterator[str]:
    """Yields the address of a new cluster as `postgres://…/postgres`; stops and removes it whatever happens."""
    programs = postgres_programs()
    if programs is None:
        stop("There is no PostgreSQL server here: apt-get install -y postgresql")
    owner = other_user()
    folder = Path(tempfile.mkdtemp(prefix="groundwork-postgres-"))
    password, port = secrets.token_hex(16), free_port()
    server = None
    try:
        initialise(programs, folder, password, owner)
        options = [part for name, value in SETTINGS.items() for part in ("-c", f"{name}={value}")]
        with (folder / "log").open("w") as log:
            server = subprocess.Popen(
                [programs / "postgres", "-D", folder / "data", "-p", str(port), "-k", folder, *options],
                cwd=folder,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,  # Ctrl-C goes to the tests first
                **owner,
            )
        wait_until_ready(programs, server, port, folder)
        yield f"postgres://{USER}:{password}@127.0.0.1:{port}/postgres"
    finally:
        if server is not None:
            server.send_signal(signal.SIGQUIT)  # at once: nothing in it is kept
            server.wait(timeout=30)
        shutil.rmtree(folder, ignore_errors=True)


def wait_until_ready(programs: Path, server: subprocess.Popen[bytes], port: int, folder: Path) -> None:
    until = time.monotonic() + 60
    ask: list[str | Path] = [programs / "pg_isready", "--quiet", "--host=127.0.0.1", f"--port={port}"]
    while subprocess.call(ask):
        if server.poll() is not None or time.monotonic() > until:
            stop(f"PostgreSQL did not start:\n{(folder / 'log').read_text()}")
        time.sleep(0.1)


def main() -> int:
    if len(sys.argv) < 2:
        stop("Say which command: python3 .ci/postgres.py .venv/bin/pytest --only-database")
    end_on_sigterm()
    with temporary_cluster() as url:
        return subprocess.call(sys.argv[1:], env={**os.environ, "TEST_DATABASE_URL": url})


if __name__ == "__main__":
    sys.exit(main())
