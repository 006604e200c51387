"""A scope's fingerprint changes with every row of its own, and tells nothing of anybody else's."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from contacts.models import Attendance
from contacts.parties.services import restore, trash
from crm.parts.audit import AuditEvent, act
from crm.parts.undo import undo
from crm.parts.visibility import Scope
from network.fingerprint import fingerprint_of
from tests import factories
from tests.cast import Cast
from tests.network.load.dozen import Dozen, dozen

pytestmark = pytest.mark.django_db


def change(record: object, by: object, **values: object) -> None:
    with act(by=by, verb="change"):
        for name, value in values.items():
            setattr(record, name, value)
        record.save()


PUBLIC: dict[str, Callable[[Dozen, Cast], object]] = {
    "a person is added": lambda world, cast: factories.person(),
    "a person is renamed": lambda world, cast: change(world.ana, cast.ben, name="Anna"),
    "a person goes to the trash": lambda world, cast: trash(world.jun.party, by=cast.ben),
    "an organization is added": lambda world, cast: factories.organization(),
    "a role begins": lambda world, cast: factories.role(world.ana, world.board, type="board_member"),
    "a role ends": lambda world, cast: change(world.eva.roles.get(), cast.ben, ended=True),
    "a meeting is logged": lambda world, cast: factories.meeting(world.ana, world.dao, by=cast.ben),
    "a meeting moves to another day": lambda world, cast: change(
        world.group, cast.ben, held_on=world.year_ago.held_on
    ),
    "a meeting is for the team from now on": lambda world, cast: change(
        world.group, cast.ben, visibility="team", team=cast.north
    ),
    "somebody was there as well": lambda world, cast: factories.make(
        Attendance(meeting=world.group, person=world.lou)
    ),
    "somebody was not there after all": lambda world, cast: change(
        world.group.attendances.get(person=world.cal), cast.ben, presence="absent"
    ),
    "a tie is closer than thought": lambda world, cast: change(world.knows, cast.ben, closeness=4),
    "a kind of tie counts more": lambda world, cast: change(world.knows.type, cast.rut, prior=0.9),
}


@pytest.mark.parametrize("says", PUBLIC)
def test_it_changes_for_everyone_when(says: str, cast: Cast) -> None:
    world = dozen(cast)
    before = [fingerprint_of(scope) for scope in (Scope(), Scope(teams=(cast.south.pk,)), Scope(all=True))]
    PUBLIC[says](world, cast)
    after = [fingerprint_of(scope) for scope in (Scope(), Scope(teams=(cast.south.pk,)), Scope(all=True))]
    assert all(now != then for now, then in zip(after, before, strict=True))


RESTRICTED: dict[str, Callable[[Dozen, Cast], object]] = {
    "the team logs a meeting": lambda world, cast: factories.meeting(
        world.ana, world.dao, by=cast.ben, visibility="team", team=cast.north
    ),
    "the team's meeting moves": lambda world, cast: change(
        world.for_north, cast.ben, held_on=world.year_ago.held_on
    ),
    "somebody joins the team's meeting": lambda world, cast: factories.make(
        Attendance(meeting=world.for_north, person=world.lou), cast.ben
    ),
    "the team's tie is closer": lambda world, cast: change(world.known_to_north, cast.ben, closeness=4),
    "the owner notes who else was there": lambda world, cast: factories.make(
        Attendance(meeting=world.for_owner, person=world.dao), cast.ben
    ),
    "a reading is recorded": lambda world, cast: factories.reading(world.ana, by=cast.ben),
}


@pytest.mark.parametrize("says", RESTRICTED)
def test_it_stays_for_whoever_may_not_see_that(says: str, cast: Cast) -> None:
    world = dozen(cast)
    before = [fingerprint_of(scope) for scope in (Scope(), Scope(teams=(cast.south.pk,)))]
    RESTRICTED[says](world, cast)
    assert [fingerprint_of(scope) for scope in (Scope(), Scope(teams=(cast.south.pk,)))] == before


def test_it_changes_for_the_team_and_directors_when_the_team_logs_a_meeting(cast: Cast) -> None:
    world = dozen(cast)
    mine = [Scope(teams=(cast.north.pk,)), Scope(all=True)]
    before = [fingerprint_of(scope) for scope in mine]
    RESTRICTED["the team logs a meeting"](world, cast)
    assert all(fingerprint_of(scope) != then for scope, then in zip(mine, before, strict=True))


def test_it_changes_when_one_goes_to_the_trash_and_another_comes_back(cast: Cast) -> None:
    world = dozen(cast)
    trash(world.ana.party, by=cast.ben)
    before = fingerprint_of(Scope())
    restore(world.ana.party, by=cast.ben)
    trash(world.bee.party, by=cast.ben)
    assert fingerprint_of(Scope()) != before


def test_it_changes_when_an_act_is_undone(cast: Cast) -> None:
    dozen(cast)
    with act(by=cast.ben, verb="add") as added:
        factories.person()
    before = fingerprint_of(Scope())
    undo(AuditEvent.objects.get(pk=added.event.pk), by=cast.ben)
    assert fingerprint_of(Scope()) != before


def test_it_asks_one_look_up_until_the_next_act(cast: Cast) -> None:
    dozen(cast)
    fingerprint_of(Scope())
    with CaptureQueriesContext(connection) as captured:
        fingerprint_of(Scope())
    assert len(captured) == 1
    factories.person()
    with CaptureQueriesContext(connection) as captured:
        fingerprint_of(Scope())
    assert len(captured) == 2
