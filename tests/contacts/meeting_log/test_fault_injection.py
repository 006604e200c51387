"""Whatever statement fails while a meeting is logged, nothing of it is written."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import DatabaseError, connection, transaction

from contacts.meeting_log.entries import Attendee, NewPerson, NextStep, Topic
from contacts.meeting_log.services import log_meeting
from contacts.models import Meeting
from crm.parts.records import once
from tests import factories
from tests.cast import Cast
from tests.contacts.meeting_log.page import today, yesterday

pytestmark = pytest.mark.django_db


class Failed(RuntimeError):
    """The statement that was told to fail. No database error, since those of a mere check are let pass on purpose."""


class FailedToEnd(DatabaseError):
    """The statement that ends a transaction failed: Django takes only the database's own word for it."""


class FailAt:
    """Lets the k-th statement fail; counts them."""

    def __init__(self, k: int) -> None:
        self.k = k
        self.seen = 0

    def __call__(self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        self.seen += 1
        if self.seen == self.k:
            raise (FailedToEnd if sql.startswith("RELEASE") else Failed)(sql[:60])
        return execute(sql, params, many, context)


def everything() -> dict[str, Any]:
    """Every row of every table."""
    return {
        model._meta.label: sorted(map(repr, model._base_manager.order_by().values_list()))
        for model in apps.get_models()
        if model._meta.managed
    }


def test_it_writes_all_of_a_meeting_or_nothing_whichever_statement_fails(cast: Cast) -> None:
    law, school = factories.initiative(), factories.organization()
    who, other = factories.full_person(cast, law), factories.person()
    factories.role(other, school, primary=True)

    def log(**more: Any) -> Meeting:
        return log_meeting(
            by=cast.ben,
            held_on=yesterday(),
            kind="small_group",
            attendees=[
                Attendee(who, stance="neutral", level=2),
                Attendee(other),
                Attendee(
                    NewPerson("Pa Nhia Vang", role="teacher", organization=school), stance="active_ally"
                ),
            ],
            organization=school,
            initiative=law,
            visibility="team",
            private_notes="Between us",
            next_steps=[NextStep("Call", today())],
            topics=[Topic(initiative=law), Topic(area=3)],
            **more,
        )

    _ = cast.ben.scope
    before = everything()
    failed = 0
    for k in range(1, 200):
        fault = FailAt(k)
        with transaction.atomic():
            try:
                with connection.execute_wrapper(fault):
                    log()
            except (Failed, FailedToEnd, ValidationError):
                failed += 1
                assert everything() == before, f"half-written after statement {k}"
            else:
                # Either no statement was left to fail, or it was a check whose answer the database owes anyway.
                assert Meeting.objects.get(kind="small_group").attendances.count() == 3
                transaction.set_rollback(True)
        if fault.seen < k:
            break
    assert failed > 40
    assert k == fault.seen + 1, "every statement had its turn"
    assert everything() == before


def test_it_finds_what_the_first_of_two_presses_wrote(cast: Cast) -> None:
    who = factories.person()
    first = log_meeting(by=cast.ben, held_on=yesterday(), attendees=[Attendee(who)])
    again = log_meeting(
        by=cast.ben, held_on=yesterday(), attendees=[Attendee(who)], uid=first.uid, notes="late"
    )
    assert (again.pk, again.notes) == (first.pk, "")
    assert once(Meeting, first.uid, by=cast.ben) == first
    assert Meeting.objects.count() == 1
