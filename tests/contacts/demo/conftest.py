"""One demo for all tests of a module: seeding takes seconds, and most of them only look."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.core.management import call_command
from django.db import transaction
from django.utils import timezone
from pytest_django import DjangoDbBlocker

from contacts.demo import plan
from contacts.demo.accounts import demo_users
from contacts.demo.world import World
from contacts.demo.writing import invent, read_catalogue
from crm.accounts.models import Team
from tests.contacts.demo.looking import state_but_for_acts


@pytest.fixture(scope="module")
def state_before(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[str]:
    """The whole database but for its acts, as it was before the demo came."""
    with django_db_blocker.unblock():
        yield state_but_for_acts()


@pytest.fixture(scope="module")
def seeded(state_before: str, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """The demo, in a transaction that is taken back after the module. Tests write in savepoints of their own."""
    with django_db_blocker.unblock(), transaction.atomic():
        call_command("seed_demo", verbosity=0)
        yield
        transaction.set_rollback(True)


@pytest.fixture
def demo(seeded: None, db: None) -> None:
    """The demo is there."""


@pytest.fixture
def world(demo: None) -> World:
    """The same world as it stands in the database, invented again: it knows what was planted."""
    users = {user.username: user for user in demo_users()}
    teams = {team.name: team for team in Team.objects.all()}
    today = timezone.localdate()
    return invent(seed=plan.SEED, today=today, catalogue=read_catalogue(), users=users, teams=teams)
