"""Roles over time, and seats that exist whether or not somebody sits on them."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from contacts.models import Role, Seat
from contacts.roles.services import begin_role, change_role, change_seat, create_seat, end_role, move_on
from crm.parts.audit import AuditEvent
from crm.parts.dates import FuzzyDate
from crm.parts.undo import undo
from tests import factories
from tests.cast import Cast

pytestmark = pytest.mark.django_db


def test_it_makes_the_first_current_role_the_main_one_and_no_other(cast: Cast) -> None:
    who, school = factories.person(), factories.organization()
    first = begin_role(by=cast.ben, person=who, organization=school, type="principal")
    second = begin_role(by=cast.ben, person=who, organization=school, type="parent_leader")
    assert (first.primary, second.primary) == (True, False)
    with pytest.raises(ValidationError) as refused:
        begin_role(by=cast.ben, person=who, organization=school, type="teacher", primary=True)
    assert "primary" in refused.value.message_dict


def test_it_keeps_a_start_as_the_earliest_and_an_end_as_the_latest_possible_day(cast: Cast) -> None:
    role = begin_role(
        by=cast.ben, person=factories.person(), organization=factories.organization(), type="teacher",
        start=FuzzyDate.of_month(2019, 8),
    )  # fmt: skip
    end_role(role, by=cast.ben, on=FuzzyDate.of_year(2023))
    role.refresh_from_db()
    assert (role.start, role.start_precision) == (date(2019, 8, 1), "month")
    assert (role.end, role.end_precision, role.ended) == (date(2023, 12, 31), "year", True)


def test_it_ends_a_role_on_a_day_nobody_knows_without_inventing_one(cast: Cast) -> None:
    role = factories.role(factories.person(), factories.organization())
    end_role(role, by=cast.ben)
    role.refresh_from_db()
    assert (role.end, role.end_precision, role.ended) == (None, "unknown", True)


def test_it_refuses_only_an_end_that_is_certainly_before_the_start(cast: Cast) -> None:
    role = factories.role(
        factories.person(), factories.organization(), start=date(2023, 8, 1), start_precision="month"
    )
    with pytest.raises(ValidationError) as refused:
        end_role(role, by=cast.ben, on=FuzzyDate.of_month(2023, 7))
    assert "end" in refused.value.message_dict
    end_role(Role.objects.get(), by=cast.ben, on=FuzzyDate.of_year(2023))


def test_it_refuses_a_role_without_words_and_a_seat_of_another_organization(cast: Cast) -> None:
    who, school, other = factories.person(), factories.organization(), factories.organization()
    with pytest.raises(ValidationError, match="Choose the role"):
        begin_role(by=cast.ben, person=who, organization=school)
    with pytest.raises(ValidationError, match="another organization"):
        begin_role(
            by=cast.ben, person=who, organization=school, type="site_council", seat=factories.seat(other)
        )
    assert not Role.objects.exists()


def test_it_moves_somebody_on_and_touches_nothing_else(cast: Cast) -> None:
    who, old, new = factories.person(), factories.organization(), factories.organization()
    left = begin_role(by=cast.ben, person=who, organization=old, type="principal", start=date(2020, 7, 1))
    kept = begin_role(by=cast.ben, person=who, organization=old, type="parent_leader", start=date(2019, 1, 1))
    version = kept.version
    begun = move_on(left, by=cast.ben, on=FuzzyDate.of_month(2026, 6), organization=new, type="superintendent",
                    start=FuzzyDate.of_month(2026, 7))  # fmt: skip
    assert begun is not None
    assert begun.primary
    kept.refresh_from_db()
    assert (kept.version, kept.ended) == (version, False)
    undo(AuditEvent.objects.get(verb="moved on"), by=cast.ben)
    assert [r.type for r in Role.objects.filter(ended=False).order_by("pk")] == ["principal", "parent_leader"]


def test_it_fills_a_seat_and_leaves_it_vacant(cast: Cast) -> None:
    board = factories.organization(type="district")
    seat = create_seat(by=cast.ben, organization=board, label="District 4", how="elected")
    assert seat.status == "vacant"
    role = begin_role(
        by=cast.ben, person=factories.person(), organization=board, type="board_member", seat=seat
    )
    assert Seat.objects.get().status == "filled"
    end_role(role, by=cast.ben)
    assert Seat.objects.get().status == "vacant"
    with pytest.raises(ValidationError, match="of this name already"):
        create_seat(by=cast.ben, organization=board, label="District 4")
    with pytest.raises(ValidationError, match="ends before it starts"):
        change_seat(
            Seat.objects.get(), by=cast.ben, version=Seat.objects.get().version, term_start=date(2026, 1, 1),
            term_end=date(2025, 1, 1),
        )  # fmt: skip


def test_it_takes_an_end_back_and_makes_another_role_the_main_one(cast: Cast) -> None:
    who, school = factories.person(), factories.organization()
    first = begin_role(by=cast.ben, person=who, organization=school, type="principal")
    second = begin_role(by=cast.ben, person=who, organization=school, type="teacher")
    with pytest.raises(ValidationError, match="main role already"):
        change_role(second, by=cast.ben, version=1, primary=True)
    end_role(first, by=cast.ben, on=date(2026, 6, 30))
    change_role(
        Role.objects.get(pk=second.pk), by=cast.ben, version=1, primary=True, title="Lead teacher, STEM"
    )
    changed = change_role(first, by=cast.ben, version=2, ended=False, primary=False)
    assert (changed.end, changed.ended, changed.primary) == (None, False, False)
