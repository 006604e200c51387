"""Whatever is done to the record in whatever order: no dated row is lost, no other's days change, and an undo gives
back exactly what was there before.

The state machine draws writes and undos of any earlier act; after each it takes the act back and takes that back again.
"""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connection, models, transaction
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    rule,
    run_state_machine_as_test,
)
from hypothesis.strategies import DataObject

from contacts.imports.reading import WrongFile
from contacts.models import (
    Assessment,
    Attendance,
    ContactFact,
    ContactPoint,
    LatestReading,
    Meeting,
    Role,
    Tie,
)
from crm.accounts.models import User
from crm.parts.audit import AuditEvent, act
from crm.parts.records import history_table
from crm.parts.search import SearchDocument
from crm.parts.undo import CannotUndo, undo
from tests.cast import Cast
from tests.contacts.history.writing import WRITES, Rows, Write, Writing, small_record
from tests.contacts.imports.files import state

pytestmark = pytest.mark.django_db

DATED: tuple[Any, ...] = (Role, Tie, Attendance, Assessment, ContactPoint, Meeting)
DERIVED: tuple[Any, ...] = (SearchDocument, ContactFact, LatestReading)
REFUSED = (ValidationError, WrongFile)


def everything() -> dict[str, list[Any]]:
    """The checksum of state: every row of the record, and what is derived from them (without keys of its own)."""
    derived = {
        model._meta.label: sorted(
            repr({name: value for name, value in row.items() if name != "id"})
            for row in model._base_manager.values()
        )
        for model in DERIVED
    }
    return {**state(), **derived}


def apart(before: dict[str, list[Any]], after: dict[str, list[Any]]) -> str:
    """What differs, in lines."""
    return "\n".join(
        f"{sign} {label}: {row}"
        for label in before
        for sign, rows in (
            ("-", [row for row in before[label] if row not in after[label]]),
            ("+", [row for row in after[label] if row not in before[label]]),
        )
        for row in rows
    )


def days() -> dict[tuple[type[Any], int], dict[str, Any]]:
    """The days of every dated row: its dates and how well they are known."""
    found = {}
    for model in DATED:
        names = [
            field.attname
            for field in model._meta.concrete_fields
            if (isinstance(field, models.DateField) and field.attname not in ("created_at", "changed_at"))
            or field.attname.endswith("_precision")
            or field.attname == "ended"
        ]
        for key, *values in model._base_manager.values_list("pk", *names):
            found[model, key] = dict(zip(names, values, strict=True))
    return found


def written(event: AuditEvent) -> Rows:
    """The dated rows that an act wrote."""
    return {
        (model, key)
        for model in DATED
        for key in history_table(model).objects.filter(act=event).values_list("id", flat=True)
    }


class Record(RuleBasedStateMachine):
    """A small record and whatever people do to it. It is gone when the example ends."""

    by: User

    def __init__(self) -> None:
        super().__init__()
        self.whole = transaction.atomic()
        self.whole.__enter__()
        self.acts: list[AuditEvent] = []
        self.deck: list[Write] = []
        self.now: dict[str, list[Any]] = {}

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.whole.__exit__(None, None, None)

    @initialize()
    def begin(self) -> None:
        small_record()
        self.now = everything()

    @rule(data=st.data())
    def go_on(self, data: DataObject) -> None:
        self.write(data)
        if self.acts and data.draw(st.integers(0, 3)) == 3:
            self.take_back(data)

    def write(self, data: DataObject) -> None:
        """The next kind of write: each comes once before one comes twice, in an order that chance decides."""
        if not self.deck:
            self.deck = data.draw(st.permutations(WRITES))
        write = self.deck.pop()
        what, known = write.__name__, days()
        try:
            with act(by=self.by, verb=what) as running:
                about = write(Writing(self.by, data))
        except REFUSED:
            assert everything() == self.now, f"{what} was refused and changed something"
            return
        self.nothing_lost(what, known, about)
        self.there_and_back(what, running.event if running.changed_something else None)

    def take_back(self, data: DataObject) -> None:
        """Undo any earlier act, whatever was built on it since. What it cannot take back it leaves."""
        event = data.draw(st.sampled_from(self.acts))
        known = days()
        try:
            back = undo(event, by=self.by).event
        except CannotUndo:
            assert everything() == self.now, "an undo that was refused changed something"
            return
        connection.check_constraints()
        self.nothing_lost("undo", known, written(event))
        self.there_and_back("undo", back)

    def nothing_lost(self, what: str, known: Any, about: Rows) -> None:
        after = days()
        for (model, key), before in known.items():
            if (model, key) not in after:
                gone = history_table(model).objects.filter(id=key, history_type="-", act__isnull=False)
                assert gone.exists(), f"{what} lost {model.__name__} {key} without a trace"
            elif (model, key) not in about:
                assert after[model, key] == before, f"{what} changed the days of {model.__name__} {key}"

    def there_and_back(self, what: str, event: AuditEvent | None) -> None:
        if event is None:
            assert everything() == self.now, f"{what} left no act and changed something"
            return
        after = everything()
        back = undo(event, by=self.by)
        connection.check_constraints()
        assert back.kept == [], f"an immediate undo of {what} left something"
        assert (found := everything()) == self.now, f"undoing {what}:\n{apart(self.now, found)}"
        assert back.event is not None
        again = undo(back.event, by=self.by)
        connection.check_constraints()
        assert (found := everything()) == after, f"undoing the undo of {what}:\n{apart(after, found)}"
        self.now = after
        # The newest act by which all of this stands as it does.
        self.acts.append(again.event or event)


def test_nothing_is_lost_and_an_undo_gives_back_what_was_there(cast: Cast, full: bool) -> None:
    Record.by = cast.rut
    run_state_machine_as_test(  # type: ignore[no-untyped-call] # Hypothesis says no types here
        Record,
        settings=settings(
            max_examples=40 if full else 3,
            stateful_step_count=len(WRITES),
            deadline=None,
            # A failing sequence is told as it was drawn: making it shorter would take minutes.
            phases=[Phase.generate],
            database=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
