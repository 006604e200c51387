"""The verbs of saved lists: what they keep, whose they are, who goes on them."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import QueryDict

from contacts.lists.models import ListEntry, SavedList
from contacts.lists.services import (
    add_to_list,
    change_list,
    copy_list,
    create_static_list,
    save_list,
    take_off_list,
    trash_list,
)
from crm.parts.audit import AuditEvent
from crm.parts.records import VersionConflict
from crm.parts.undo import undo
from tests import factories

QUERY = "role=principal&role=teacher&any1.state=MN&sort=-last_contact&page=3&columns=name,role&format=csv&q="


def kept(cast: Any, **fields: Any) -> SavedList:
    return save_list(**{"by": cast.ben, "name": "Principals", "of": "people", "query": QUERY, **fields})


def members(saved_list: SavedList) -> set[int]:
    return set(ListEntry.objects.filter(saved_list=saved_list).values_list("party_id", flat=True))


def test_it_keeps_conditions_and_order_but_never_rows_pages_or_formats(cast: Any) -> None:
    found = SavedList.objects.get(pk=kept(cast, columns=["name", "pupils"]).pk)

    assert found.filter == {
        "role": ["principal", "teacher"],
        "any1.state": ["MN"],
        "sort": ["-last_contact"],
    }
    assert (found.columns, found.dynamic, found.owner, found.sharing) == (
        ["name", "pupils"],
        True,
        cast.ben,
        "private",
    )
    assert kept(cast, name="Same", query=QueryDict(QUERY)).filter == found.filter


def test_it_is_made_once_however_often_it_is_sent(cast: Any) -> None:
    uid = uuid.uuid4()

    assert kept(cast, uid=uid) == kept(cast, uid=uid)
    assert SavedList.objects.count() == 1


@pytest.mark.parametrize(
    ("fields", "at"),
    [({"name": " "}, "name"), ({"sharing": "team"}, "team"), ({"sharing": "wrong"}, "sharing")],
)
def test_it_refuses_what_cannot_be_kept_at_its_field(cast: Any, fields: dict[str, Any], at: str) -> None:
    with pytest.raises(ValidationError) as refused:
        kept(cast, **fields)
    assert list(refused.value.error_dict) == [at]
    assert not SavedList.objects.exists()


def test_it_shares_with_a_team_of_ones_own_alone(cast: Any) -> None:
    assert kept(cast, sharing="team", team=cast.north).team == cast.north
    with pytest.raises(ValidationError):
        kept(cast, name="Other", sharing="team", team=cast.south)
    assert kept(cast, by=cast.ada, sharing="team", team=cast.south).team == cast.south


def test_it_has_one_list_of_a_name_an_owner(cast: Any) -> None:
    first = kept(cast)
    with pytest.raises(ValidationError) as refused:
        kept(cast, name="  PRINCIPALS ")
    assert "You have a list of this name already." in refused.value.messages
    kept(cast, by=cast.cy)
    trash_list(first, by=cast.ben)
    assert kept(cast).pk != first.pk


def test_it_is_changed_by_its_owner_and_directors_alone_and_never_unseen(cast: Any) -> None:
    shared = kept(cast, sharing="all")

    for write in (
        lambda: change_list(shared, by=cast.cy, version=shared.version, name="Mine now"),
        lambda: trash_list(shared, by=cast.cy),
        lambda: change_list(shared, by=cast.vi, version=shared.version, name="Mine now"),
    ):
        with pytest.raises(PermissionDenied):
            write()
    changed = change_list(shared, by=cast.ada, version=1, query="state=MN", columns=["name"])
    assert (changed.filter, changed.columns, changed.owner) == ({"state": ["MN"]}, ["name"], cast.ben)
    with pytest.raises(VersionConflict):
        change_list(SavedList.objects.get(), by=cast.ben, version=1, name="Other")
    narrowed = change_list(SavedList.objects.get(), by=cast.ben, version=2, sharing="private")
    assert (narrowed.sharing, narrowed.team) == ("private", None)


def test_it_copies_another_ones_list_without_touching_it(cast: Any) -> None:
    people = [factories.person() for _ in range(3)]
    chosen = create_static_list(by=cast.ben, name="Hearing", of="people", sharing="all")
    add_to_list(chosen, [one.party for one in people], by=cast.ben)

    copied = copy_list(chosen, by=cast.cy)
    again = copy_list(chosen, by=cast.cy)
    asked = copy_list(kept(cast, sharing="all", columns=["name"]), by=cast.cy)

    assert (copied.name, again.name) == ("Hearing", "Hearing (2)")
    assert (copied.owner, copied.sharing, copied.dynamic) == (cast.cy, "private", False)
    assert members(copied) == members(chosen) == {one.pk for one in people}
    assert (asked.filter["any1.state"], asked.columns) == (["MN"], ["name"])


def test_it_puts_many_on_a_list_once_and_takes_them_off_with_one_undo(cast: Any) -> None:
    people = [factories.person() for _ in range(5)]
    chosen = create_static_list(by=cast.ben, name="Hearing", of="people")

    assert add_to_list(chosen, [one.party for one in people[:3]], by=cast.ben) == 3
    assert add_to_list(chosen, [one.pk for one in people], by=cast.ben) == 2
    assert add_to_list(chosen, [one.pk for one in people], by=cast.ben) == 0
    added = AuditEvent.objects.latest("pk")
    assert (added.verb, added.counts) == ("add to list", {"listentry+": 2})
    assert take_off_list(chosen, [people[0].party, people[4].party], by=cast.ben) == 2
    assert members(chosen) == {one.pk for one in people[1:4]}
    undo(AuditEvent.objects.latest("pk"), by=cast.ben)
    assert members(chosen) == {one.pk for one in people}


def test_it_lets_whoever_sees_a_shared_list_and_may_write_choose_its_members(cast: Any) -> None:
    who = factories.person()
    of_team = create_static_list(by=cast.ben, name="North", of="people", sharing="team", team=cast.north)
    for_all = create_static_list(by=cast.ben, name="All", of="people", sharing="all")

    assert add_to_list(for_all, [who.pk], by=cast.cy) == 1
    for user, saved_list in ((cast.cy, of_team), (cast.vi, for_all)):
        with pytest.raises(PermissionDenied):
            add_to_list(saved_list, [who.pk], by=user)
        with pytest.raises(PermissionDenied):
            take_off_list(saved_list, [who.pk], by=user)
    assert members(of_team) == set()
    assert members(for_all) == {who.pk}


def test_it_refuses_members_of_another_kind_and_lists_that_follow_from_a_filter(cast: Any) -> None:
    who, school = factories.person(), factories.organization()
    chosen = create_static_list(by=cast.ben, name="People", of="people")

    for saved_list, keys in ((chosen, [who.pk, school.pk]), (chosen, [0]), (kept(cast), [who.pk])):
        with pytest.raises(ValidationError):
            add_to_list(saved_list, keys, by=cast.ben)
    assert not ListEntry.objects.exists()


def test_it_costs_no_more_to_add_and_take_off_many_than_a_few(cast: Any, flat_queries: Any) -> None:
    chosen = create_static_list(by=cast.ben, name="People", of="people")
    people: list[int] = []

    def add_and_take_off() -> None:
        assert add_to_list(chosen, people, by=cast.ben) == len(people)
        assert take_off_list(chosen, people, by=cast.ben) == len(people)

    flat_queries(add_and_take_off, grow=lambda: people.append(factories.person().pk), limit=22)
