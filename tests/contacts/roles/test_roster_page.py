"""Checking a roster on the page: one question a row, one save, one undo."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone

from contacts.lists.services import add_to_list, create_static_list, save_list
from contacts.models import KeyDate, KeyDateKind, Organization, OwnDistrict, Person, Role, Seat
from contacts.roles.roster import natural
from contacts.roles.services import end_role
from crm.parts.audit import AuditEvent
from tests import factories
from tests.cast import Cast

pytestmark = pytest.mark.django_db


def address(organization: Organization, more: str = "") -> str:
    return f"/roles/roster/?organization={organization.uid}{more}"


def fields_of(cast: Cast, path: str) -> dict[str, str]:
    """What the form of this page holds before anything is pressed."""
    page = cast.client("ben").get(path).content.decode()
    hidden = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page)
    return {name: value for name, value in hidden if name == "uid" or name.startswith("version-")}


def send(cast: Cast, path: str, fields: dict[str, str], answers: dict[Any, str], **more: str) -> Any:
    said = {f"answer-{key_of(record)}": answer for record, answer in answers.items()}
    return cast.client("ben").post(path, {**fields, **said, **more})


def key_of(record: Any) -> str:
    return f"{ {Role: 'role', Seat: 'seat', Organization: 'at'}[type(record)] }-{record.uid}"


@pytest.fixture
def district() -> Organization:
    return factories.organization("Alder Fork School District", type="district")


def test_it_has_a_row_for_each_seat_in_order_and_each_other_role_of_today(
    cast: Cast, district: Organization
) -> None:
    for label in ("District 10", "District 2", "At large"):
        seat = factories.seat(district, label=label, type="board_member", status="vacant")
        if label != "District 2":
            factories.role(factories.person(f"Holder of {label}"), district, type="board_member", seat=seat)
    factories.role(factories.person("Ada Finance"), district, type="finance_director")
    factories.role(factories.person("Zed Super"), district, type="superintendent")
    factories.role(factories.person("Gone"), district, ended=True)
    factories.role(
        factories.person("Leaving"), district, ended=True, end=timezone.localdate() + timedelta(days=30)
    )
    page = cast.page("ben", address(district))
    shown = re.findall(
        r'<legend><span class="cut">(.*?)</span><span class="meta cut">(.*?)</span></legend>', page
    )
    plain = [(re.sub(r"<.*?>", "", who).strip(), what.strip()) for who, what in shown]
    assert plain == [
        ("Holder of At large", "At large, school board member"),
        ("vacant", "District 2, school board member"),
        ("Holder of District 10", "District 10, school board member"),
        ("Zed Super", "superintendent"),
        ("Ada Finance", "finance director"),
    ]


def test_it_writes_every_answer_as_one_act_that_one_press_takes_back(
    cast: Cast, district: Organization
) -> None:
    today = timezone.localdate()
    seat = factories.seat(district, label="District 1", type="board_member")
    empty = factories.seat(district, label="District 2", status="vacant", type="board_member")
    on_seat = factories.role(factories.person("Still"), district, type="board_member", seat=seat)
    moved = factories.role(
        factories.person("Moved"), district, type="finance_director", start=date(2020, 1, 1)
    )
    replaced = factories.role(
        factories.person("Before"), district, type="superintendent", title="Superintendent"
    )
    nobody_knows = factories.role(factories.person("Unsure"), district, type="family_liaison")
    before = AuditEvent.objects.count()
    fields = fields_of(cast, address(district))
    answers = {on_seat: "still", moved: "moved", replaced: "new", nobody_knows: "unknown", empty: "still"}
    done = send(
        cast, address(district), fields, answers,
        **{f"who-{key_of(replaced)}": "new:Bee Thao", f"left-{key_of(replaced)}": "Jun 2026"},
    )  # fmt: skip
    assert done["Location"] == f"/organizations/{district.uid}/"
    assert AuditEvent.objects.count() == before + 1
    event = AuditEvent.objects.latest("pk")
    assert (event.verb, event.subject) == ("check roster", "Alder Fork School District")
    for record in (on_seat, moved, replaced, nobody_knows, seat, empty):
        record.refresh_from_db()
    assert (on_seat.checked_on, seat.checked_on, empty.checked_on) == (today, today, today)
    assert (moved.ended, moved.end, moved.end_precision) == (True, None, "unknown")
    assert (replaced.ended, str(replaced.end)) == (True, "2026-06-30")
    assert (nobody_knows.version, nobody_knows.checked_on) == (1, None)
    new = Role.objects.get(person__name="Bee Thao")
    assert (new.type, new.title, new.organization, new.start, new.primary) == (
        "superintendent", "Superintendent", district, None, True,
    )  # fmt: skip
    assert f"checked {today.day}" in cast.page("ben", f"/organizations/{district.uid}/")
    cast.client("ben").post(f"/acts/{event.uid}/undo/")
    assert {(r.ended, r.checked_on) for r in Role.objects.all()} == {(False, None)}
    assert not Person.objects.filter(name="Bee Thao").exists()
    assert not Seat.objects.filter(checked_on__isnull=False).exists()


def test_it_says_of_the_others_that_they_are_still_there(cast: Cast, district: Organization) -> None:
    left, *others = (factories.role(factories.person(), district, type="teacher") for _ in range(4))
    unsure = others.pop()
    fields = fields_of(cast, address(district))
    send(cast, address(district), fields, {left: "moved", unsure: "unknown"}, others="still")
    checked = set(Role.objects.filter(checked_on=timezone.localdate()).values_list("pk", flat=True))
    assert checked == {role.pk for role in others}
    assert [role.pk for role in Role.objects.filter(ended=True)] == [left.pk]


def test_it_puts_somebody_new_on_a_vacant_seat_with_its_term(cast: Cast, district: Organization) -> None:
    until = timezone.localdate() + timedelta(days=400)
    empty = factories.seat(district, label="At large", status="vacant", type="board_member", term_end=until)
    who = factories.person("Bee Thao")
    fields = fields_of(cast, address(district))
    send(cast, address(district), fields, {empty: "new"}, **{f"who-{key_of(empty)}": "typed:bee thao"})
    role = Role.objects.get()
    assert (role.person, role.seat, role.type, role.term_end) == (who, empty, "board_member", until)
    assert Seat.objects.get().status == "filled"


def test_it_asks_for_the_heads_of_a_districts_schools_where_one_wants_it(
    cast: Cast, district: Organization
) -> None:
    known = factories.organization("Aspen Elementary", parent=district)
    unknown = factories.organization("Birch Charter", type="charter_school", parent=district)
    factories.organization("Closed School", parent=district, status="closed")
    head = factories.role(factories.person("Head of Aspen"), known)
    factories.role(factories.person("Teacher of Aspen"), known, type="teacher")
    factories.role(factories.person("Super"), district, type="superintendent")
    assert "Head of Aspen" not in cast.page("ben", address(district))
    path = address(district, "&schools=1")
    page = cast.page("ben", path)
    assert "Head of Aspen" in page
    assert "charter director, Birch Charter" in page
    assert "Teacher of Aspen" not in page
    assert "Closed School" not in page
    fields = fields_of(cast, path)
    send(cast, path, fields, {head: "still", unknown: "new"}, **{f"who-{key_of(unknown)}": "new:Bee Thao"})
    new = Role.objects.get(person__name="Bee Thao")
    assert (new.organization, new.type) == (unknown, "charter_director")


def test_it_refuses_what_makes_no_sense_at_the_row_and_keeps_the_rest(
    cast: Cast, district: Organization
) -> None:
    one = factories.role(factories.person("One"), district, type="teacher", start=date(2024, 1, 1))
    two = factories.role(factories.person("Two"), district, type="teacher")
    three = factories.role(factories.person("Three"), district, type="teacher")
    path, fields = address(district), fields_of(cast, address(district))
    nothing = send(cast, path, fields, {})
    assert "Nothing is answered yet" in nothing.content.decode()
    refused = send(
        cast, path, fields, {one: "new", two: "new", three: "still"},
        **{f"left-{key_of(one)}": "soon", f"who-{key_of(two)}": str(two.person.uid)},
    )  # fmt: skip
    page = " ".join(refused.content.decode().split())
    assert "Who is it? Write the name" in page
    assert "is not a date we can read" in page
    assert "That is who was there before" in page
    assert re.search(
        rf'value="still" name="answer-{key_of(three)}"[^>]* checked|name="answer-{key_of(three)}"[^>]*checked',
        page,
    )
    known = factories.person("Known by Name")
    chosen = send(
        cast, path, fields, {one: "new", two: "new"},
        **{f"who-{key_of(two)}": str(known.uid), f"who-{key_of(one)}": ""},
    ).content.decode()  # fmt: skip
    assert f'<option value="{known.uid}" selected>Known by Name</option>' in chosen
    assert send(cast, path, fields, {one: "eaten"}).status_code == 200
    early = send(cast, path, fields, {one: "moved"}, **{f"left-{key_of(one)}": "2022"})
    assert "ends before it starts" in early.content.decode()
    assert {(r.ended, r.checked_on) for r in Role.objects.all()} == {(False, None)}


def test_it_overwrites_nobody_unseen(cast: Cast, district: Organization) -> None:
    left = factories.role(factories.person("Hodan"), district, type="teacher")
    other = factories.role(factories.person("Other"), district, type="teacher")
    path, fields = address(district), fields_of(cast, address(district))
    end_role(Role.objects.get(pk=left.pk), by=cast.cy, on=date(2026, 6, 30))
    slow = send(cast, path, fields, {left: "still", other: "moved"})
    page = " ".join(slow.content.decode().split())
    assert slow.status_code == 409
    assert "Cy Moreno changed the role of Hodan meanwhile" in page
    assert [r.ended for r in Role.objects.order_by("pk")] == [True, False]
    again = {name: value for name, value in slow.context["form"].data.items() if name.startswith("version-")}
    done = send(
        cast,
        path,
        {"uid": fields["uid"], f"version-{key_of(other)}": again[f"version-{key_of(other)}"]},
        {other: "moved"},
    )
    assert done.status_code == 302


def test_it_fills_no_seat_twice(cast: Cast, district: Organization) -> None:
    empty = factories.seat(district, label="At large", status="up", type="board_member")
    path, fields = address(district), fields_of(cast, address(district))
    factories.role(factories.person("Quicker"), district, type="board_member", seat=empty)
    slow = send(cast, path, fields, {empty: "new"}, **{f"who-{key_of(empty)}": "new:Slower"})
    assert slow.status_code == 409
    assert not Person.objects.filter(name="Slower").exists()


def test_it_does_nothing_at_a_second_press(cast: Cast, district: Organization) -> None:
    still = factories.role(factories.person(), district, type="teacher")
    moved = factories.role(factories.person(), district, type="teacher")
    new = factories.role(factories.person(), district, type="teacher")
    path, fields = address(district), fields_of(cast, address(district))
    answers, who = {still: "still", moved: "moved", new: "new"}, {f"who-{key_of(new)}": "new:Bee Thao"}
    assert send(cast, path, fields, answers, **who).status_code == 302
    before = AuditEvent.objects.count()
    assert send(cast, path, fields, answers, **who).status_code == 302
    assert AuditEvent.objects.count() == before
    assert Person.objects.filter(name="Bee Thao").count() == 1


def test_it_is_for_those_who_may_write_and_see_it(cast: Cast, district: Organization) -> None:
    assert cast.client("vi").get(address(district)).status_code == 403
    assert cast.client("ben").get("/roles/roster/").status_code == 404
    assert cast.client("ben").get("/roles/roster/?organization=nonsense").status_code == 404
    assert "nothing to check" in cast.page("ben", address(district))
    Organization.objects.filter(pk=district.pk).derived(hidden=True)
    assert cast.client("ben").get(address(district)).status_code == 404


def test_it_asks_page_by_page_where_a_roster_is_long(cast: Cast, district: Organization) -> None:
    for number in range(70):
        factories.role(factories.person(f"Person {number:02}"), district, type="teacher")
    page = cast.page("ben", address(district))
    assert page.count("data-row>") == 60
    assert "page 1 of 2" in page
    fields = fields_of(cast, address(district))
    done = send(cast, address(district), fields, {}, others="still")
    assert done["Location"].endswith("&page=2")
    assert Role.objects.filter(checked_on=timezone.localdate()).count() == 60
    assert cast.page("ben", done["Location"]).count("data-row>") == 10


def test_it_costs_the_same_for_three_rows_or_thirty(
    cast: Cast, district: Organization, flat_queries: Callable[..., int]
) -> None:
    client = cast.client("ben")

    def grow() -> None:
        seat = factories.seat(district, type="board_member")
        factories.role(factories.person(), district, type="board_member", seat=seat)
        factories.role(factories.person(), district, type="teacher")

    flat_queries(lambda: client.get(address(district)), grow=grow, limit=10)


@pytest.mark.parametrize("offered", [True, False])
def test_it_is_offered_on_the_home_page_after_a_vote_for_ones_own_districts(
    cast: Cast, district: Organization, monkeypatch: pytest.MonkeyPatch, offered: bool
) -> None:
    monkeypatch.setattr(timezone, "localdate", lambda *args: date(2026, 11, 24))
    KeyDate.objects.all()._raw_delete("default")
    vote = date(2026, 11, 3) if offered else date(2026, 9, 8)
    election = KeyDateKind.objects.get(name="election")
    factories.make(KeyDate(kind=election, title="Vote", start=vote))
    factories.role(factories.person(), district, type="superintendent")
    factories.role(factories.person(), factories.organization("Not mine", type="district"))
    factories.organization("Empty", type="district", owner=cast.ben)
    factories.make(OwnDistrict(user=cast.ben, organization=district))
    of_point_person = factories.organization("Mine by name", owner=cast.ben)
    factories.role(factories.person(), of_point_person, checked_on=date(2026, 9, 3))
    page = cast.page("ben", "/")
    assert ("Check the rosters" in page) == offered
    assert (address(district) in page) == offered
    assert (address(of_point_person) in page) == offered
    if offered:
        assert "after the election of 3 Nov" in page
        assert "3 Sep" in page
        assert "Not mine" not in page
        assert "Empty" not in page
    assert "Check the rosters" not in cast.page("cy", "/")


def test_it_orders_labels_as_people_do() -> None:
    labels = ["District 10", "at large 2", "District 2", "At large"]
    assert sorted(labels, key=natural) == ["At large", "at large 2", "District 2", "District 10"]


def test_it_checks_the_main_roles_of_the_people_on_a_list(cast: Cast, district: Organization) -> None:
    by_hand = create_static_list(by=cast.ben, name="Those of the hearing", of="people")
    main, beside, off = factories.person("Main"), factories.person("Beside"), factories.person("Off the list")
    roles = {
        who.name: factories.role(who, district, type="teacher", primary=True) for who in (main, beside, off)
    }
    factories.role(main, district, type="parent_leader")
    add_to_list(by_hand, [main.party, beside.party, factories.person("No role").party], by=cast.ben)
    path = f"/roles/roster/?list={by_hand.uid}"
    page = cast.page("ben", path)
    assert page.count("data-row>") == 2
    assert "Off the list" not in page
    assert "teacher, Alder Fork School District" in page
    done = send(cast, path, fields_of(cast, path), {roles["Main"]: "moved"}, others="still")
    assert done["Location"] == f"/lists/{by_hand.uid}/"
    assert [(r.ended, r.checked_on is None) for r in (Role.objects.get(pk=x.pk) for x in roles.values())] == [
        (True, True), (False, False), (False, True),
    ]  # fmt: skip
    assert cast.client("cy").get(path).status_code == 404
    asked_anew = save_list(by=cast.ben, name="Teachers", of="people", query="role=teacher")
    assert cast.page("ben", f"/roles/roster/?list={asked_anew.uid}").count("data-row>") == 2
