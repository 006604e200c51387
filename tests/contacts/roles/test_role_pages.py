"""Roles on the page: adding, ending, moving on."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import uuid4

import pytest

from contacts.models import ContactPoint, Organization, Person, Role, Seat
from crm.parts.audit import AuditEvent
from tests import factories
from tests.cast import Cast

pytestmark = pytest.mark.django_db


def post(cast: Cast, path: str, name: str = "ben", **fields: Any) -> Any:
    return cast.client(name).post(path, {"uid": str(uuid4()), "organization_type": "school", **fields})


def test_it_adds_a_role_from_the_person_and_from_the_organization(cast: Cast) -> None:
    who, school = factories.person("Hodan"), factories.organization()
    path = f"/roles/add/?person={who.uid}"
    assert post(cast, path, organization=str(school.uid), type="principal", start="2023").status_code == 302
    assert (
        post(
            cast, f"/roles/add/?organization={school.uid}", person="new:Bee Thao", type="teacher"
        ).status_code
        == 302
    )
    assert sorted((r.person.name, r.type, r.primary) for r in Role.objects.all()) == [
        ("Bee Thao", "teacher", True),
        ("Hodan", "principal", True),
    ]


def test_it_offers_the_seats_of_the_organization(cast: Cast) -> None:
    board = factories.organization(type="district")
    seat = factories.seat(board, label="District 4", status="vacant")
    other = factories.seat(factories.organization(), label="Elsewhere")
    who = factories.person()
    path = f"/roles/add/?organization={board.uid}"
    page = cast.client("ben").get(path).content.decode()
    assert "District 4" in page
    assert "Elsewhere" not in page
    refused = post(cast, path, person=str(who.uid), type="board_member", seat=str(other.uid))
    assert refused.status_code == 200
    post(cast, path, person=str(who.uid), type="board_member", seat=str(seat.uid))
    assert (Role.objects.get().seat, Seat.objects.get(pk=seat.pk).status) == (seat, "filled")


def test_it_refuses_a_second_main_role_at_the_field(cast: Cast) -> None:
    who, school = factories.person(), factories.organization()
    factories.role(who, school, primary=True)
    response = post(
        cast, f"/roles/add/?person={who.uid}", organization=str(school.uid), title="Coach", primary="on"
    )
    assert "has a main role already" in str(response.context["form"].errors["primary"])
    assert 'value="Coach"' in response.content.decode()
    assert Role.objects.count() == 1


def test_it_moves_somebody_on_in_one_act(cast: Cast) -> None:
    who = factories.person("Hodan")
    role = factories.role(who, factories.organization("Old"), primary=True, start=date(2020, 7, 1))
    kept = factories.email(who, "hodan@home.invalid", label="home")
    past = factories.email(who, "hodan@old.invalid", primary=True)
    response = post(
        cast, f"/roles/{role.uid}/moved-on/", end="Jun 2026", organization="new:New District",
        organization_type="district", type="superintendent", start="Jul 2026", **{f"point-{past.uid}": "past"},
    )  # fmt: skip
    assert response["Location"] == f"/people/{who.uid}/"
    role.refresh_from_db()
    new = Role.objects.exclude(pk=role.pk).get()
    assert (str(role.end), role.end_precision, role.ended) == ("2026-06-30", "month", True)
    assert (new.organization.name, new.organization.type, new.primary) == ("New District", "district", True)
    assert str(ContactPoint.objects.get(pk=past.pk).valid_to) == "2026-06-30"
    assert ContactPoint.objects.get(pk=kept.pk).valid_to is None
    event = AuditEvent.objects.latest("pk")
    assert event.verb == "moved on"
    cast.client("ben").post(f"/acts/{event.uid}/undo/")
    assert [r.ended for r in Role.objects.all()] == [False]
    assert not Organization.objects.filter(name="New District").exists()


def test_it_refuses_an_end_before_the_start_and_half_a_new_role(cast: Cast) -> None:
    role = factories.role(factories.person(), factories.organization(), start=date(2023, 8, 1))
    early = post(cast, f"/roles/{role.uid}/end/", end="2022")
    assert "ends before it starts" in str(early.context["form"].errors["end"])
    half = post(cast, f"/roles/{role.uid}/moved-on/", type="teacher")
    assert "At which organization" in str(half.context["form"].errors["organization"])
    role.refresh_from_db()
    assert not role.ended


def test_it_leaves_a_role_for_nothing_known_where_the_new_one_stands_as_it_was(cast: Cast) -> None:
    role = factories.role(factories.person(), factories.organization(), type="principal", primary=True)
    assert post(cast, f"/roles/{role.uid}/moved-on/", type="principal").status_code == 302
    assert [(r.ended, r.end) for r in Role.objects.all()] == [(True, None)]


def test_it_says_that_a_way_to_reach_is_wrong_or_past_only_where_told(cast: Cast) -> None:
    old = factories.organization("Prairie Rose")
    factories.email(old, "office@rose.invalid")
    who = factories.person("Hodan")
    role = factories.role(who, old)
    at_work = factories.email(who, "hodan@rose.invalid")
    elsewhere = factories.email(who, "hodan@gmail.com", label="home")
    path = f"/roles/{role.uid}/moved-on/"
    page = " ".join(cast.client("ben").get(path).content.decode().split())
    assert page.count("probably past") == 1
    assert "Save, and hodan@rose.invalid is past" in page
    assert post(cast, path, **{f"point-{elsewhere.uid}": "wrong"}).status_code == 302
    assert [
        (p.status, p.valid_to is None) for p in ContactPoint.objects.filter(party=who.party).order_by("pk")
    ] == [
        ("ok", True),
        ("wrong", False),
    ]
    refused = post(cast, path, **{f"point-{at_work.uid}": "lost"})
    assert refused.status_code == 200
    assert f"point-{at_work.uid}" in refused.context["form"].errors


def test_it_ends_an_address_at_the_old_place_by_the_button_that_names_it_and_no_other(cast: Cast) -> None:
    old, who = factories.organization(), factories.person()
    factories.email(old, "office@rose.invalid")
    role = factories.role(who, old)
    at_work = factories.email(who, "hodan@rose.invalid")
    of_another = factories.email(factories.person(), "other@rose.invalid")
    path = f"/roles/{role.uid}/moved-on/"
    post(cast, path, also_past=str(at_work.uid))
    post(cast, path, also_past=str(of_another.uid))
    assert ContactPoint.objects.get(pk=at_work.pk).valid_to is not None
    assert ContactPoint.objects.get(pk=of_another.pk).valid_to is None


def test_it_goes_back_to_the_organization_from_which_somebody_was_moved_on(cast: Cast) -> None:
    school = factories.organization()
    seat = factories.seat(school, label="At large 2")
    role = factories.role(factories.person(), school, seat=seat)
    here = f"/organizations/{school.uid}/"
    assert f"/roles/{role.uid}/moved-on/?next={here}" in cast.page("ben", here)
    assert "At large 2” becomes vacant" in cast.page("ben", f"/roles/{role.uid}/moved-on/")
    assert post(cast, f"/roles/{role.uid}/moved-on/?next={here}")["Location"] == here
    assert Seat.objects.get(pk=seat.pk).status == "vacant"
    other = factories.role(factories.person(), school)
    outside = post(cast, f"/roles/{other.uid}/moved-on/?next=https://elsewhere.invalid/")
    assert outside["Location"] == f"/people/{other.person.uid}/"


def test_it_offers_the_end_of_a_role_where_the_role_is_changed(cast: Cast) -> None:
    role = factories.role(factories.person(), factories.organization())
    page = cast.page("ben", f"/roles/{role.uid}/")
    assert f'href="/roles/{role.uid}/end/"' in page
    assert f'href="/roles/{role.uid}/moved-on/"' in page
    post(cast, f"/roles/{role.uid}/end/", end="2025")
    assert f'href="/roles/{role.uid}/end/"' not in cast.page("ben", f"/roles/{role.uid}/")


def test_it_changes_a_role_and_notices_a_conflict(cast: Cast) -> None:
    role = factories.role(
        factories.person(), factories.organization(), start=date(2023, 8, 1), start_precision="month"
    )
    path = f"/roles/{role.uid}/"
    fields = {"type": "principal", "start": "Aug 2023", "version": "1"}
    assert post(cast, path, "cy", **fields, title="Principal, STEM").status_code == 302
    slow = post(cast, path, **fields, title="Head of school")
    assert slow.status_code == 409
    assert "Principal, STEM" in slow.content.decode()
    post(cast, path, **{**fields, "version": "2"}, title="Principal, STEM", end="2025")
    role.refresh_from_db()
    assert (role.ended, str(role.end), role.end_precision) == (True, "2025-12-31", "year")


def test_it_is_not_there_for_what_one_may_not_see_or_write(cast: Cast) -> None:
    role = factories.role(factories.person(), factories.organization())
    assert cast.client("vi").post(f"/roles/{role.uid}/end/").status_code == 403
    assert cast.client("ben").get("/roles/add/").status_code == 404
    assert cast.client("ben").get("/roles/add/?person=nonsense").status_code == 404
    Person.objects.filter(pk=role.person_id).derived(hidden=True)
    assert cast.client("ben").get(f"/roles/{role.uid}/").status_code == 404
