"""No test reaches out: a connection or a look-up that leaves this machine fails the test that tried it.

An audit hook sees every socket of the interpreter, whichever library opened it; it cannot be taken off again, which
is what a guard wants. Code that swallows the exception is found all the same: attempts are counted, and the test that
made one fails. Programs started by a test are not seen here; the browser has a guard of its own.
"""

from __future__ import annotations

import ipaddress
import socket
import sys
from collections.abc import Iterator

import pytest

attempts: list[str] = []

CONNECTING = {"socket.connect", "socket.sendto", "socket.sendmsg"}
LOOKING_UP = {"socket.getaddrinfo", "socket.gethostbyname"}


class OutboundConnectionError(RuntimeError):
    """A test tried to reach another machine."""


def stays_here(host: object) -> bool:
    """Whether a host is this machine: a loopback address, its usual name, or nothing (a wildcard to listen on)."""
    if isinstance(host, bytes):
        host = host.decode("ascii", "replace")
    if host is None or host in {"", "localhost", socket.gethostname()}:
        return True
    try:
        return ipaddress.ip_address(str(host).partition("%")[0]).is_loopback
    except ValueError:
        return False


def refuse(target: object) -> None:
    attempts.append(repr(target))
    raise OutboundConnectionError(f"Tests reach nothing outside this machine, but one tried {target!r}.")


def guard(event: str, arguments: tuple[object, ...]) -> None:
    """Look at one audit event. Sockets of the file system and of the kernel have no (host, port)."""
    if not event.startswith("socket."):
        return
    if event in CONNECTING:
        address = arguments[1]
        if isinstance(address, tuple) and len(address) >= 2 and not stays_here(address[0]):
            refuse(address)
    elif event in LOOKING_UP and not stays_here(arguments[0]):
        refuse(arguments[0])


sys.addaudithook(guard)


@pytest.fixture(autouse=True)
def no_outbound_connection() -> Iterator[None]:
    """Fails the test during which a connection outwards was tried, even if its exception was swallowed."""
    before = len(attempts)
    yield
    made = attempts[before:]
    if made:
        pytest.fail(f"{len(made)} outbound connections were tried: {', '.join(sorted(set(made)))}")


@pytest.fixture
def outbound_attempts() -> list[str]:
    """For the tests of the guard itself: what was tried so far; the test takes out what it made on purpose."""
    return attempts
