"""Every write belongs to an act, leaves its history, and can be taken back."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from contacts.models import Organization, Party, Person, Role, Seat
from crm.accounts.models import User
from crm.parts.audit import AuditEvent, WriteOutsideAct, act, broken_seals, seal_chain
from crm.parts.many import create_columns
from crm.parts.records import VersionConflict, change_all, create_all, in_force
from crm.parts.undo import CannotUndo, undo
from tests import factories
from tests.cast import Cast

pytestmark = pytest.mark.django_db


def test_it_refuses_a_save_that_says_nobody() -> None:
    who = factories.person()
    who.name = "Other"
    with pytest.raises(WriteOutsideAct):
        who.save()


def test_it_refuses_to_go_past_history_by_update_or_delete() -> None:
    factories.person()
    with pytest.raises(TypeError):
        Person.objects.all().update(name="x")
    with pytest.raises(TypeError):
        Person.objects.all().delete()


def test_it_leaves_one_event_with_counts_and_history_rows_that_carry_it(cast: Cast) -> None:
    with act(by=cast.ben, verb="add person") as running:
        factories.person("Hodan Abdi")
    event = AuditEvent.objects.get(pk=running.event.pk)
    assert (event.by, event.counts) == (cast.ben, {"party+": 1, "person+": 1})
    assert Person.history.get().act == event


def test_it_leaves_no_event_when_nothing_changed(cast: Cast) -> None:
    before = AuditEvent.objects.count()
    with act(by=cast.ben, verb="look"):
        pass
    assert AuditEvent.objects.count() == before


def test_it_does_all_of_an_act_or_nothing(cast: Cast) -> None:
    before = AuditEvent.objects.count()
    with pytest.raises(ZeroDivisionError), act(by=cast.ben, verb="fail"):
        factories.person()
        raise ZeroDivisionError
    assert not Party.objects.exists()
    assert AuditEvent.objects.count() == before


def test_it_never_overwrites_unseen(cast: Cast) -> None:
    who = factories.person("Ada")
    first, second = Person.objects.get(pk=who.pk), Person.objects.get(pk=who.pk)
    with act(by=cast.ben, verb="edit"):
        first.name = "Ada L"
        first.save()
    with pytest.raises(VersionConflict) as conflict, act(by=cast.cy, verb="edit"):
        second.name = "Ada K"
        second.save()
    assert conflict.value.theirs is not None
    assert str(conflict.value.theirs) == "Ada L"
    assert Person.objects.get().name == "Ada L"


def test_it_undoes_a_change_and_undoes_the_undoing(cast: Cast) -> None:
    who = factories.person("Ada")
    with act(by=cast.ben, verb="edit") as edit:
        who.name = "Ida"
        who.save()
    back = undo(edit.event, by=cast.ben)
    assert Person.objects.get().name == "Ada"
    assert back.event is not None
    undo(back.event, by=cast.ben)
    assert Person.objects.get().name == "Ida"


def test_it_undoes_many_creations_and_changes_at_once(cast: Cast) -> None:
    old = factories.organization("Old")
    with act(by=cast.ben, verb="import") as brought:
        parties = create_all(Party, [Party(kind="organization", label=f"O{n}") for n in range(30)])
        create_all(
            Organization,
            [
                Organization(party=p, name=p.label, sort_name=p.label, type="school", sphere="school")
                for p in parties
            ],
        )
        old.city = "Ely"
        change_all(Organization, [old], ["city"])
    done = undo(brought.event, by=cast.ben)
    assert (done.removed, done.restored, done.kept) == (60, 1, [])
    assert [(o.name, o.city) for o in Organization.objects.all()] == [("Old", "")]


def test_it_keeps_and_names_what_was_edited_or_used_since(cast: Cast) -> None:
    with act(by=cast.ben, verb="import") as brought:
        edited, used = factories.person("Edited"), factories.person("Used")
        factories.person("Untouched")
        school = factories.organization("School")
    with act(by=cast.cy, verb="edit"):
        edited.pronouns = "she"
        edited.save()
    factories.role(used, school)
    done = undo(brought.event, by=cast.ben)
    assert sorted(Person.objects.values_list("name", flat=True)) == ["Edited", "Used"]
    assert Role.objects.get().person == used
    assert done.kept


def test_it_gives_back_what_only_one_may_have(cast: Cast) -> None:
    who, school = factories.person(), factories.organization()
    first, second = (factories.role(who, school, primary=primary) for primary in (True, False))
    with act(by=cast.ben, verb="change their first role") as changed:
        for role, primary in ((first, False), (second, True)):
            role.primary = primary
            role.save()
    back = undo(changed.event, by=cast.ben)
    assert list(Role.objects.filter(primary=True)) == [first]
    assert back.event is not None
    undo(back.event, by=cast.ben)
    assert list(Role.objects.filter(primary=True)) == [second]


def test_it_gives_back_values_that_were_handed_on_in_no_order_of_keys(cast: Cast) -> None:
    """Each seat takes the name that another leaves, and the undo of the undo finds them in the order of keys."""
    board = factories.organization()
    one, two, three = (factories.seat(board, label=label) for label in ("y", "x", "z"))
    with act(by=cast.ben, verb="name the seats anew") as renamed:
        for seat, label in ((three, "w"), (one, "z"), (two, "y")):
            seat.label = label
            seat.save()

    def labels() -> list[str]:
        return list(Seat.objects.order_by("pk").values_list("label", flat=True))

    back = undo(renamed.event, by=cast.ben)
    assert labels() == ["y", "x", "z"]
    assert back.event is not None
    undo(back.event, by=cast.ben)
    assert labels() == ["z", "y", "w"]


def test_it_says_in_words_that_somebody_holds_the_value_by_now(cast: Cast) -> None:
    who, school = factories.person(), factories.organization()
    role = factories.role(who, school, primary=True)
    with act(by=cast.ben, verb="no first role") as changed:
        role.primary = False
        role.save()
    factories.role(who, school, primary=True)
    before = AuditEvent.objects.count()
    with pytest.raises(CannotUndo, match="written since"):
        undo(changed.event, by=cast.ben)
    assert AuditEvent.objects.count() == before


def test_it_names_what_it_left_by_what_it_is_called(cast: Cast) -> None:
    with act(by=cast.ben, verb="import") as brought:
        edited, used = factories.person("Hodan Abdi"), factories.person("Ida Berg")
    with act(by=cast.cy, verb="edit"):
        edited.pronouns = "she"
        edited.save()
    factories.role(used, factories.organization())
    assert {"person Hodan Abdi", "person Ida Berg"} <= set(undo(brought.event, by=cast.ben).kept)


def test_it_undoes_a_large_act_in_as_many_queries_as_a_small_one(cast: Cast) -> None:
    def queries(count: int) -> int:
        with act(by=cast.ben, verb="import") as brought:
            keys = create_columns(
                Party, count, kind="organization", label=[f"School {n}" for n in range(count)]
            )
            names = [f"School {n}" for n in range(count)]
            create_columns(
                Organization,
                count,
                party_id=keys,
                name=names,
                sort_name=names,
                type="school",
                sphere="school",
            )
        with act(by=cast.ben, verb="change all") as changed:
            rows = list(Organization.objects.filter(pk__in=keys))
            for row in rows:
                row.city = "Ely"
            change_all(Organization, rows, ["city"])
        with CaptureQueriesContext(connection) as asked:
            undone = undo(changed.event, by=cast.ben)
            assert undone.event is not None
            undo(undone.event, by=cast.ben)
            with pytest.raises(CannotUndo):
                undo(changed.event, by=cast.ben)
            assert len(undo(brought.event, by=cast.ben).kept) == 2 * count
        return len(asked)

    assert queries(1500) == queries(150)


def test_it_lets_only_an_admin_undo_what_somebody_else_did(cast: Cast) -> None:
    with act(by=cast.ben, verb="add") as added:
        factories.person()
    with pytest.raises(CannotUndo):
        undo(added.event, by=cast.ada)
    undo(added.event, by=cast.rut)
    assert not Person.objects.exists()
    with pytest.raises(CannotUndo):
        undo(added.event, by=cast.rut)


def test_it_seals_the_chain_and_notices_a_changed_event() -> None:
    seal_chain()
    for _ in range(3):
        factories.person()
    assert seal_chain() == 3
    assert broken_seals() == []
    second = AuditEvent.objects.order_by("pk")[1]
    AuditEvent.objects.filter(pk=second.pk).update(digest="0" * 64)
    assert second.pk in broken_seals()


@pytest.mark.parametrize(
    ("fields", "on", "expected"),
    [
        ({}, date(2020, 1, 1), True),
        ({"start": date(2023, 8, 1)}, date(2023, 7, 31), False),
        ({"start": date(2023, 8, 1)}, date(2023, 8, 1), True),
        ({"end": date(2024, 6, 30), "ended": True}, date(2024, 6, 30), True),
        ({"end": date(2024, 6, 30), "ended": True}, date(2024, 7, 1), False),
        ({"ended": True}, date(2024, 7, 1), False),
    ],
)
def test_it_says_the_same_of_a_role_in_sql_and_in_python(
    fields: dict[str, object], on: date, expected: bool
) -> None:
    role = factories.role(factories.person(), factories.organization(), **fields)
    assert role.is_in_force(on) is expected
    assert Role.objects.filter(in_force(on)).exists() is expected


def test_it_has_a_built_in_user_who_cannot_sign_in() -> None:
    user = User.objects.system()
    assert not user.is_active
    assert not user.has_usable_password()
