"""No organization stands below itself: in words at the field, and by the database for whatever goes past them."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction

from contacts.models import Organization
from contacts.organizations.services import change_organization
from crm.parts.audit import AuditEvent, act
from crm.parts.undo import undo
from tests import factories
from tests.cast import Cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def three() -> tuple[Organization, Organization, Organization]:
    """A district, a school of it, a program of the school."""
    district = factories.organization("Riverfork", type="district")
    school = factories.organization("Prairie Rose", parent=district)
    return district, school, factories.organization("Night school", parent=school)


def test_it_is_refused_in_words_at_the_field(cast: Cast, three: tuple[Organization, ...]) -> None:
    district, _school, program = three
    page = cast.client("ben").post(
        f"/organizations/{district.uid}/edit/",
        {
            "name": district.name,
            "type": district.type,
            "status": "active",
            "parent": str(program.uid),
            "version": 1,
        },
    )
    assert "makes a circle" in str(page.context["form"].errors["parent"])
    district.refresh_from_db()
    assert district.parent is None


def test_it_is_refused_by_the_database(three: tuple[Organization, ...]) -> None:
    district, _school, program = three
    with pytest.raises(IntegrityError), transaction.atomic():
        Organization.objects.filter(pk=district.pk).derived(parent=program.pk)
    with pytest.raises(IntegrityError), transaction.atomic():
        Organization.objects.filter(pk=district.pk).derived(parent=district.pk)
    Organization.objects.filter(pk=program.pk).derived(parent=district.pk)
    program.refresh_from_db()
    assert program.parent_id == district.pk


def test_it_lets_a_branch_be_turned_round_and_back(cast: Cast, three: tuple[Organization, ...]) -> None:
    district, school, _program = three
    with act(by=cast.ben, verb="turn round"):
        change_organization(school, by=cast.ben, version=school.version, parent=None)
        change_organization(district, by=cast.ben, version=district.version, parent=school)
    undo(AuditEvent.objects.latest("pk"), by=cast.ben)
    district.refresh_from_db()
    school.refresh_from_db()
    assert (district.parent_id, school.parent_id) == (None, district.pk)
