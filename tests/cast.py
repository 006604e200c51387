"""The cast, always the same: Ada directs, Ben works team North's districts, Cy has no part in it, Vi only reads,
Rut keeps the installation."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import dataclass
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from crm.accounts.context import forget_whether_demo
from crm.accounts.models import Team, User
from crm.parts.audit import act

PASSWORD = "correct horse battery"


@dataclass(frozen=True)
class Cast:
    ada: User
    ben: User
    cy: User
    vi: User
    rut: User
    north: Team
    south: Team

    def client(self, name: str) -> Client:
        """A signed-in browser of this member of the cast."""
        client = Client()
        client.force_login(getattr(self, name))
        return client

    def page(self, name: str, path: str) -> str:
        """The page that this member of the cast sees there, its white space folded."""
        answer = self.client(name).get(path)
        assert answer.status_code == 200, path
        return " ".join(answer.content.decode().split())

    @property
    def names(self) -> tuple[str, ...]:
        return ("ada", "ben", "cy", "vi", "rut")


@pytest.fixture(autouse=True)
def _asked_anew() -> None:
    """What a process remembers of an installation is another one's in each test."""
    forget_whether_demo()


@pytest.fixture
def cast(db: None) -> Cast:
    north, south = Team.objects.create(name="North"), Team.objects.create(name="South")

    def user(username: str, role: str, first: str, last: str, *teams: Team) -> User:
        made = User.objects.create_user(
            username, f"{username}@groundwork.invalid", PASSWORD, role=role, first_name=first, last_name=last
        )
        made.teams.set(teams)
        return made

    return Cast(
        ada=user("ada", "director", "Ada", "Okafor"),
        ben=user("ben", "outreach", "Ben", "Lindqvist", north),
        cy=user("cy", "outreach", "Cy", "Moreno", south),
        vi=user("vi", "viewer", "Vi", "Tran"),
        rut=user("rut", "admin", "Rut", "Halvorsen"),
        north=north,
        south=south,
    )


@pytest.fixture
def flat_queries() -> Callable[..., int]:
    """Check that something costs the same for three full rows as for thirty, and at most so many queries."""

    def check(ask: Callable[[], Any], *, grow: Callable[[], Any], limit: int, by_itself: bool = False) -> int:
        _grow(grow, 3, by_itself)
        ask()  # whatever is cached on first use
        few = _count(ask)
        _grow(grow, 27, by_itself)
        many = _count(ask)
        asked = "\n".join(many)
        assert len(many) == len(few), f"grew from {len(few)} to {len(many)}:\n{asked}"
        assert len(many) <= limit, f"{len(many)} queries, at most {limit}:\n{asked}"
        return len(many)

    return check


def _grow(grow: Callable[[], Any], times: int, by_itself: bool) -> None:
    """All in one act: what follows an act is then done once, not once for each row of each record.

    `by_itself`: each time an act of its own, where the acts themselves are what is counted.
    """
    with nullcontext() if by_itself else act(by=User.objects.system(), verb="test"):
        for _ in range(times):
            grow()


def _count(ask: Callable[[], Any]) -> list[str]:
    with CaptureQueriesContext(
        connection,
    ) as captured:
        response = ask()
        if getattr(response, "streaming", False):
            b"".join(response.streaming_content)
    status = getattr(response, "status_code", 200)
    assert status == 200, f"answered {status}"
    return [query["sql"][:200] for query in captured.captured_queries]
