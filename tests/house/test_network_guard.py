"""It keeps every test on this machine."""

import contextlib
import socket

import pytest

from tests.plugins.network_guard import OutboundConnectionError, stays_here


@pytest.fixture
def on_purpose(outbound_attempts: list[str]):
    """Takes back the attempts that a test of the guard makes on purpose."""
    before = len(outbound_attempts)
    yield outbound_attempts
    del outbound_attempts[before:]


def test_it_refuses_a_connection_to_another_machine(on_purpose):
    with socket.socket() as outside, pytest.raises(OutboundConnectionError, match="nothing outside"):
        outside.connect(("192.0.2.1", 80))


def test_it_refuses_to_look_up_a_foreign_name(on_purpose):
    with pytest.raises(OutboundConnectionError):
        socket.getaddrinfo("groundwork.invalid", 443)


def test_it_counts_attempts_that_were_swallowed(on_purpose):
    before = len(on_purpose)
    with contextlib.suppress(Exception), socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as outside:
        outside.sendto(b"x", ("198.51.100.1", 53))
    assert len(on_purpose) == before + 1


def test_it_lets_a_test_talk_to_this_machine():
    with socket.create_server(("127.0.0.1", 0)) as server:
        with socket.create_connection(server.getsockname()) as here:
            here.sendall(b"hello")
        there, _ = server.accept()
        with there:
            assert there.recv(5) == b"hello"


@pytest.mark.parametrize("host", ["127.0.0.1", "127.9.9.9", "::1", b"localhost", "", None])
def test_it_knows_this_machine(host):
    assert stays_here(host)


@pytest.mark.parametrize(
    "host", ["0x7f000001.example", "10.0.0.1", "169.254.169.254", "fe80::1%eth0", "2130706433"]
)
def test_it_is_not_taken_in_by_other_spellings(host):
    assert not stays_here(host)
