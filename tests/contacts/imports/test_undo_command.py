"""Taking an act back at the command."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from contacts.models import Organization
from crm.parts.audit import AuditEvent, act
from tests import factories
from tests.cast import Cast
from tests.contacts.imports.files import SCHOOLS, bring, write

pytestmark = pytest.mark.django_db


def undo(*arguments: str) -> str:
    out = io.StringIO()
    call_command("undo", *arguments, stdout=out)
    return out.getvalue()


@pytest.fixture
def imported(cast: Cast, tmp_path: Path) -> AuditEvent:
    bring("nces-schools", write(tmp_path, SCHOOLS), "--by", "ben")
    return AuditEvent.objects.latest("pk")


@pytest.mark.parametrize("named", ["pk", "uid"])
def test_it_takes_an_act_back_by_number_or_uid(imported: AuditEvent, named: str) -> None:
    spoken = undo(str(getattr(imported, named)))
    assert "removed 9, put back 0, returned 0, left 0" in spoken
    assert not Organization.objects.exists()
    with pytest.raises(CommandError, match="undone already"):
        undo(str(imported.pk))


def test_it_takes_the_newest_that_stands(imported: AuditEvent) -> None:
    factories.person("Newest")
    assert "test" in undo("last")
    assert Organization.objects.count() == 3
    assert "nces-schools" in undo("last")
    assert not Organization.objects.exists()


def test_it_says_what_it_left(imported: AuditEvent, cast: Cast) -> None:
    school = Organization.objects.get(name="School 1")
    with act(by=cast.cy, verb="edit"):
        school.city = "Elsewhere"
        school.save()
    spoken = undo(str(imported.pk))
    assert "Left as it is, because it was edited or used since: " in spoken
    assert list(Organization.objects.values_list("name", "city")) == [("School 1", "Elsewhere")]


def test_it_keeps_to_the_rights_of_whoever_is_named(imported: AuditEvent) -> None:
    with pytest.raises(CommandError, match="Only an admin"):
        undo(str(imported.pk), "--by", "ada")
    assert Organization.objects.count() == 3
    undo(str(imported.pk), "--by", "rut")
    assert not Organization.objects.exists()


@pytest.mark.parametrize("named", ["9999999", "00000000-0000-4000-8000-000000000000", "latest"])
def test_it_says_that_there_is_no_such_act(named: str, db: None) -> None:
    with pytest.raises(CommandError, match=r"There is no act|neither the number"):
        undo(named)
