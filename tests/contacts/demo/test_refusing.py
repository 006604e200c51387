"""seed_demo refuses to go where records, users or production are."""

from __future__ import annotations

import pytest
from django.core.management import CommandError, call_command

from contacts.demo.accounts import demo_users
from contacts.models import Organization, Person
from crm.accounts.models import User
from tests import factories

pytestmark = pytest.mark.usefixtures("db")


def test_it_does_not_mix_with_records():
    factories.person("Really There")
    with pytest.raises(CommandError, match="records of its own"):
        call_command("seed_demo")
    assert Person.objects.count() == 1


def test_it_does_not_mix_with_users():
    User.objects.create_user("real", "real@example.org", role="admin")
    with pytest.raises(CommandError, match="users or records"):
        call_command("seed_demo")
    assert not Organization.objects.exists()


def test_it_does_not_go_into_production(settings):
    settings.PRODUCTION = True
    with pytest.raises(CommandError, match="production"):
        call_command("seed_demo")
    assert not demo_users()


def test_it_has_no_sign_ins_to_show_where_there_is_no_demo():
    with pytest.raises(CommandError, match="no demo here"):
        call_command("seed_demo", "--show-signins")
