"""Runs the web server and the worker as one: Ctrl-C or SIGTERM stops both and all that they started.

    .venv/bin/python .ci/serve.py

HOST (127.0.0.1) and PORT (8000) say where; WEB_WORKERS (1) how many processes answer. If one of the two ends by
itself, the other is stopped, and the exit code says so.
"""

from __future__ import annotations

import contextlib
import ctypes
import http.client
import os
import signal
import socket
import subprocess
import sys
import time

from house import ROOT, end_on_sigterm, say, stop

PATIENCE = 15.0  # seconds between the request to stop and the end by force
LOOPBACK = {"127.0.0.1", "localhost", "::1"}


def programs(host: str, port: int) -> dict[str, list[str]]:
    web = [sys.executable, "-m", "granian", "--interface", "wsgi", "--host", host, "--port", str(port)]
    web += [
        "--workers",
        os.environ.get("WEB_WORKERS", "1"),
        "--blocking-threads",
        "4",
        "--log-level",
        "error",
    ]
    return {"web server": [*web, "crm.wsgi:application"], "worker": [sys.executable, "manage.py", "work"]}


def require_free(host: str, port: int) -> None:
    """Stop with one line if the address cannot be had."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as why:
            stop(f"{host}:{port} cannot be had ({why.strerror}). Choose another: make run PORT={port + 1}")


def end_with_parent() -> None:
    """Ask Linux to stop this program should the supervisor itself be killed outright."""
    pr_set_pdeathsig = 1
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(pr_set_pdeathsig, signal.SIGTERM)


def start(command: list[str], env: dict[str, str]) -> subprocess.Popen[bytes]:
    """Start a program as the head of a group of its own, so that all its children can be stopped with it."""
    return subprocess.Popen(
        command,
        cwd=ROOT,
        env=env,
        stdin=subprocess.DEVNULL,
        start_new_session=True,
        preexec_fn=end_with_parent,
    )


def answers(host: str, port: int) -> bool:
    """Whether the web server answers a request, with whatever status."""
    asked = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104 what it listens on, not an address to bind
    with contextlib.suppress(OSError, http.client.HTTPException):
        connection = http.client.HTTPConnection(asked, port, timeout=30)
        connection.request("GET", "/healthz", headers={"Host": "localhost"})
        return bool(connection.getresponse().status)
    return False


def send(process: subprocess.Popen[bytes], number: int) -> None:
    """Signal a whole group. Its head may be gone while children of it still run."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, number)


def group_lives(process: subprocess.Popen[bytes]) -> bool:
    process.poll()
    try:
        os.killpg(process.pid, 0)
    except (ProcessLookupError, PermissionError):
        return False
    return True


def end(processes: list[subprocess.Popen[bytes]]) -> None:
    """Ask every group to stop, wait, and end by force what has not."""
    for process in processes:
        send(process, signal.SIGTERM)
    until = time.monotonic() + PATIENCE
    while any(map(group_lives, processes)) and time.monotonic() < until:
        time.sleep(0.05)
    for process in processes:
        if group_lives(process):
            send(process, signal.SIGKILL)
        process.wait()


def watch(running: dict[str, subprocess.Popen[bytes]], host: str, port: int) -> int:
    """Wait until one of the programs ends; say the address once the web server answers."""
    announced = False
    while True:
        for name, process in running.items():
            if process.poll() is not None:
                say(f"The {name} ended by itself (exit code {process.returncode}); stopping the rest.")
                return process.returncode if process.returncode > 0 else 1
        if not announced and answers(host, port):
            shown = f"[{host}]" if ":" in host else host
            say(f"\nGroundwork runs at http://{shown}:{port}/  (Ctrl-C stops it)")
            announced = True
        time.sleep(0.2)


def main() -> int:
    host, port = os.environ.get("HOST") or "127.0.0.1", int(os.environ.get("PORT") or 8000)
    env = {**os.environ, "DJANGO_SETTINGS_MODULE": os.environ.get("DJANGO_SETTINGS_MODULE", "crm.settings")}
    if host not in LOOPBACK:
        # Others can see these pages: no pages of internals, and the machine's own names are answered.
        names = ["localhost", "127.0.0.1", host, socket.gethostname()]
        env.setdefault("DEBUG", "0")
        env.setdefault("ALLOWED_HOSTS", ",".join(dict.fromkeys(names)))
    require_free(host, port)
    end_on_sigterm()
    running: dict[str, subprocess.Popen[bytes]] = {}
    try:
        for name, command in programs(host, port).items():
            running[name] = start(command, env)
        return watch(running, host, port)
    except KeyboardInterrupt:
        return 0
    except SystemExit as leaving:
        return leaving.code if isinstance(leaving.code, int) else 1
    finally:
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, signal.SIG_IGN)  # a second Ctrl-C must not leave anything running
        end(list(running.values()))
        say("Groundwork has stopped.")


if __name__ == "__main__":
    sys.exit(main())
