"""It runs web server and worker as one: both start, both stop, and the end of either is the end of the other."""

import os
import signal
import socket
import subprocess
import sys
import textwrap
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
READY = "Groundwork runs at"

# Stands in for the two programs: a web server that answers, and a worker that starts a helper and prints its number.
SUPERVISOR = """
import sys
sys.path.insert(0, {ci!r})
import serve

web = "import http.server as h; h.HTTPServer(({host!r}, {port}), h.SimpleHTTPRequestHandler).serve_forever()"
worker = (
    "import subprocess, sys, signal;"
    "helper = subprocess.Popen([sys.executable, '-c', 'import signal; signal.pause()']);"
    "print('helper', helper.pid, flush=True);"
    {worker_end!r}
)
serve.programs = lambda host, port: {{
    "web server": [sys.executable, "-c", web],
    "worker": [sys.executable, "-c", worker],
}}
sys.exit(serve.main())
"""


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture
def supervise() -> Iterator:
    """Starts a supervisor over the stand-ins, and reads what it prints."""
    started: list[subprocess.Popen[str]] = []

    def start(worker_end: str = "signal.pause()") -> subprocess.Popen[str]:
        port = free_port()
        program = textwrap.dedent(SUPERVISOR).format(
            ci=str(ROOT / ".ci"), host="127.0.0.1", port=port, worker_end=worker_end
        )
        process = subprocess.Popen(
            [sys.executable, "-c", program],
            env={**os.environ, "PORT": str(port), "HOST": "127.0.0.1"},
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        started.append(process)
        return process

    yield start
    for process in started:
        process.kill()
        process.wait()
        process.stdout.close()


def read_until(process: subprocess.Popen[str], *wanted: str) -> list[str]:
    """What it printed until every wanted beginning was seen (in any order), or until it ended."""
    lines: list[str] = []
    missing = set(wanted)
    while missing and (line := process.stdout.readline()):
        lines.append(line.strip())
        missing -= {start for start in missing if line.startswith(start)}
    assert not missing, lines
    return lines


def helper_of(lines: list[str]) -> int:
    return next(int(line.split()[1]) for line in lines if line.startswith("helper"))


def is_gone(pid: int) -> bool:
    """Whether a process has ended; one that nobody has collected yet counts as ended."""
    try:
        return "Z" in Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return True


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 0), (signal.SIGTERM, 143)])
def test_it_stops_everything_when_asked(supervise, number, code):
    process = supervise()
    lines = read_until(process, READY, "helper")
    process.send_signal(number)
    assert process.wait(timeout=30) == code
    assert "Groundwork has stopped." in process.stdout.read()
    assert is_gone(helper_of(lines))


def test_it_stops_the_web_server_when_the_worker_ends(supervise):
    process = supervise("sys.exit(7)")
    lines = read_until(process, "helper", "The worker ended by itself (exit code 7)")
    assert process.wait(timeout=30) == 7
    assert is_gone(helper_of(lines))


def test_it_says_which_address_it_cannot_have():
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        refused = subprocess.run(
            [sys.executable, ROOT / ".ci" / "serve.py"],
            env={**os.environ, "PORT": str(port), "HOST": "127.0.0.1"},
            capture_output=True,
            text=True,
            check=False,
        )
    assert refused.returncode == 1
    assert str(port) in refused.stderr
    assert "PORT=" in refused.stderr
