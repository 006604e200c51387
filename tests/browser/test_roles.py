"""Roles over time, counted as somebody at the home page would count it: a job change, and a roster of twelve."""

from __future__ import annotations

import re
from collections.abc import Callable

from django.utils import timezone
from playwright.sync_api import Page, expect

from contacts.models import ContactPoint, Organization, OwnDistrict, Role, Seat
from crm.accounts.models import User
from tests import factories
from tests.browser.counting import Counted


def somebody_who_moves() -> Role:
    """A principal of the demo with a work e-mail."""
    roles = Role.objects.filter(type="principal", primary=True, ended=False).exclude(person__owner=None)
    mailed = roles.filter(
        person__party__contact_points__kind="email", person__party__contact_points__label="work"
    )
    found: Role = mailed.select_related("person__party", "organization").order_by("pk")[0]
    return found


def test_a_job_change_takes_six_interactions(demo: Callable[..., Page]) -> None:
    page = demo("sahra", viewport={"width": 1280, "height": 800})
    old = somebody_who_moves()
    mail = ContactPoint.objects.get(party=old.person_id, kind="email")
    sahra = Counted(page)
    sahra.key("/")
    sahra.type(old.person.name)
    sahra.key("Enter")
    page.wait_for_url(re.compile(r"/(search|people)/"))
    if "/people/" not in page.url:  # the search shows what it found
        sahra.press(page.get_by_role("main").get_by_role("link", name=re.compile(old.person.name)).first)
    sahra.press(page.get_by_role("link", name="Moved on", exact=True).first)
    expect(page.locator(".ts-wrapper.focus")).to_be_visible()
    sahra.type("heron landing")
    expect(page.get_by_role("option", name=re.compile("Heron Landing High"))).to_be_visible()
    sahra.key("Tab")
    sahra.press(page.get_by_role("button", name=f"Save, and {mail.value} is past"))
    expect(page.get_by_role("status")).to_contain_text("moved on")
    sahra.at_most(6)
    old.refresh_from_db()
    mail.refresh_from_db()
    new = Role.objects.get(person=old.person_id, primary=True, ended=False)
    assert (old.ended, old.end, new.organization.name, new.type) == (
        True,
        None,
        "Heron Landing High",
        "principal",
    )
    assert mail.valid_to is not None
    others = ContactPoint.objects.filter(party=old.person_id).exclude(pk=mail.pk)
    assert all(other.valid_to is None for other in others)


def a_district_of_twelve(of: User) -> Organization:
    """Seven on the board (one seat stands vacant), five in the office; a district of this colleague's."""
    district = factories.organization("Alder Fork School District", type="district", short_name="Alder Fork")
    for number in range(1, 8):
        seat = factories.seat(district, label=f"District {number}", type="board_member", how="elected")
        if number < 7:
            factories.role(
                factories.person(f"Board Member {number}"),
                district,
                type="board_member",
                seat=seat,
                primary=True,
            )
        else:
            factories.make(change(seat, status="vacant"))
    for type in (
        "superintendent",
        "chief_academic_officer",
        "finance_director",
        "labor_relations",
        "family_liaison",
    ):
        factories.role(factories.person(f"Holder of {type}"), district, type=type, primary=True)
    factories.make(OwnDistrict(user=of, organization=district))
    return district


def change(record: Seat, **fields: str) -> Seat:
    for name, value in fields.items():
        setattr(record, name, value)
    return record


def test_a_roster_of_twelve_takes_fifteen_touches(demo: Callable[..., Page]) -> None:
    page = demo("sahra", viewport={"width": 360, "height": 740}, has_touch=True)
    district = a_district_of_twelve(User.objects.get(username="sahra"))
    sahra = Counted(page)
    sahra.press(page.get_by_role("link", name="Alder Fork"))
    rows = page.locator("[data-row]")
    expect(rows).to_have_count(12)
    expect(page.get_by_text("0 of 12 answered")).to_be_visible()

    def answer(number: int, words: str) -> None:
        sahra.press(rows.nth(number).locator("label.pick", has_text=words))

    for number in range(12):
        answer(number, {2: "moved on", 4: "new person", 6: "still vacant"}.get(number, "still there"))
        if number == 4:
            sahra.type("Bee Thao Yang")
            sahra.press(page.get_by_text("Add the person “Bee Thao Yang”"))
    expect(page.get_by_text("12 of 12 answered")).to_be_visible()
    sahra.press(page.get_by_role("button", name="Save", exact=True))
    expect(page.get_by_role("status")).to_contain_text(
        "Roster checked: 10 still there, 1 moved on, 1 new person."
    )
    sahra.at_most(15)
    held = Role.objects.filter(organization=district, ended=False)
    assert held.count() == 10
    assert held.filter(checked_on=timezone.localdate()).count() == 9
    assert held.get(seat__label="District 5").person.name == "Bee Thao Yang"
    assert not held.filter(seat__label="District 3").exists()

    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_role("status")).to_contain_text(re.compile("undone", re.IGNORECASE))
    assert held.count() == 11
    assert not held.filter(checked_on__isnull=False).exists()


def test_a_tie_is_added_in_a_line_without_leaving_the_page(demo: Callable[..., Page]) -> None:
    page = demo("sahra", viewport={"width": 1280, "height": 800})
    who = somebody_who_moves().person
    page.goto(f"/people/{who.uid}/")
    page.get_by_role("link", name="Add a tie").click()
    expect(page.locator(".tie-line .ts-wrapper.focus")).to_be_visible()
    assert page.url.endswith(f"/people/{who.uid}/")
    page.keyboard.type("is mentored")
    page.keyboard.press("Tab")
    page.keyboard.type("Halima Ciise")
    expect(page.get_by_role("option", name=re.compile("Halima Ciise Maxamed"))).to_be_visible()
    page.keyboard.press("Tab")
    page.get_by_role("button", name="Add", exact=True).last.click()
    expect(page.get_by_role("status")).to_contain_text("Added.")
    assert f"/people/{who.uid}/" in page.url
    expect(page.locator(".ties")).to_contain_text("is mentored by Halima Ciise Maxamed")
