"""One fact is corrected where it stands: by the keyboard, without losing the place, and never over somebody else's."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from contacts.models import Person, Role
from contacts.people.services import change_person
from tests import factories
from tests.browser.conftest import PHONE
from tests.browser.counting import Counted
from tests.cast import Cast


@pytest.fixture
def hodan(cast: Cast) -> Person:
    return factories.person(
        "Hodan Abdi Warsame", pronouns="she / her", greeting="Principal Warsame", owner=cast.ben
    )


def pen(page: Page, says: str) -> Locator:
    return page.get_by_role("link", name=says, exact=True)


def field(page: Page, label: str) -> Locator:
    return page.locator("form.in-place").get_by_label(label)


def test_it_corrects_one_fact_by_the_keyboard_and_stays_where_one_was(
    cast: Cast, hodan: Person, visit_as: Callable[..., Page], without_faults: Callable[..., None]
) -> None:
    ben = Counted(visit_as(cast.ben), f"/people/{hodan.uid}/")
    page = ben.page
    pen(page, "Edit pronouns").focus()
    ben.key("Enter")
    expect(field(page, "Pronouns")).to_be_focused()
    without_faults(page)
    ben.type("they / them")
    ben.key("Enter")
    expect(page.locator("#fact-pronouns")).to_contain_text("they / them")
    expect(page.locator("form.in-place")).to_have_count(0)
    expect(pen(page, "Edit pronouns")).to_be_focused()
    expect(page.get_by_role("status").filter(has_text="Saved.")).to_be_visible()
    assert page.url.endswith(f"/people/{hodan.uid}/")
    ben.at_most(2)
    hodan.refresh_from_db()
    assert (hodan.pronouns, hodan.greeting) == ("they / them", "Principal Warsame")


def test_it_lets_go_by_escape_and_writes_nothing(
    cast: Cast, hodan: Person, visit_as: Callable[..., Page]
) -> None:
    page = visit_as(cast.ben)
    page.goto(f"/people/{hodan.uid}/")
    pen(page, "Edit the name").press("Enter")
    expect(field(page, "Name, as they write it")).to_have_value("Hodan Abdi Warsame")
    page.keyboard.type("Somebody else")
    page.keyboard.press("Escape")
    expect(page.get_by_role("heading", level=1)).to_have_text("Hodan Abdi Warsame")
    expect(pen(page, "Edit the name")).to_be_focused()
    hodan.refresh_from_db()
    assert hodan.version == 1


def test_it_says_at_the_field_what_is_wrong_and_keeps_what_was_typed(
    cast: Cast, hodan: Person, visit_as: Callable[..., Page], without_faults: Callable[..., None]
) -> None:
    page = visit_as(cast.ben)
    page.goto(f"/people/{hodan.uid}/")
    pen(page, "Edit the name").press("Enter")
    field(page, "Name, as they write it").fill("")
    page.keyboard.press("Enter")
    expect(page.locator("form.in-place")).to_contain_text("Fill this in.")
    without_faults(page)
    field(page, "Name, as they write it").fill("Hodan Warsame")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Hodan Warsame")


def test_it_shows_both_values_where_two_change_one_fact_and_either_can_be_kept(
    cast: Cast,
    hodan: Person,
    visit_as: Callable[..., Page],
    without_faults: Callable[..., None],
    faults: list[str],
) -> None:
    pages = [visit_as(cast.ben), visit_as(cast.cy), visit_as(cast.ada)]
    for page, typed in zip(pages, ("she", "they", "ze"), strict=True):
        page.goto(f"/people/{hodan.uid}/")
        pen(page, "Edit pronouns").press("Enter")
        field(page, "Pronouns").fill(typed)
    first, second, third = pages
    first.keyboard.press("Enter")
    expect(first.get_by_role("status")).to_contain_text("Saved.")
    expect(first.locator("#fact-pronouns")).to_contain_text("she")
    for page, mine in ((second, "they"), (third, "ze")):
        page.keyboard.press("Enter")
        row = page.locator("form.in-place .conflict tbody tr")
        expect(row.get_by_role("cell")).to_have_text(["she", mine])
        expect(field(page, "Pronouns")).to_have_value(mine)
        without_faults(page)
        page.get_by_role("link", name="Keep theirs").click()
        expect(page.locator("form.in-place")).to_have_count(0)
        expect(page.locator("#fact-pronouns")).to_contain_text("she")
        pen(page, "Edit pronouns").press("Enter")
        field(page, "Pronouns").fill(mine)
    second.keyboard.press("Enter")
    expect(second.get_by_role("status")).to_contain_text("Saved.")
    expect(second.locator("#fact-pronouns")).to_contain_text("they")
    third.keyboard.press("Enter")
    third.get_by_role("button", name="Save mine over theirs").click()
    expect(third.locator("form.in-place")).to_have_count(0)
    expect(third.locator("#fact-pronouns")).to_contain_text("ze")
    hodan.refresh_from_db()
    assert hodan.pronouns == "ze"
    # A conflict answers so; the browser writes it down as an error.
    assert all("409 (Conflict)" in fault for fault in faults)
    faults.clear()


def test_it_lets_two_correct_two_facts_without_a_question(
    cast: Cast, hodan: Person, visit_as: Callable[..., Page]
) -> None:
    page = visit_as(cast.ben)
    page.goto(f"/people/{hodan.uid}/")
    pen(page, "Edit pronouns").press("Enter")
    field(page, "Pronouns").fill("they")
    change_person(Person.objects.get(pk=hodan.pk), by=cast.cy, version=1, greeting="Dr. Warsame")
    page.keyboard.press("Enter")
    expect(page.locator("#fact-pronouns")).to_contain_text("they")
    expect(page.locator("#fact-greeting")).to_contain_text("Dr. Warsame")


def test_it_keeps_another_open_form_as_it_was_typed(
    cast: Cast, hodan: Person, visit_as: Callable[..., Page]
) -> None:
    page = visit_as(cast.ben)
    page.goto(f"/people/{hodan.uid}/")
    pen(page, "Edit the greeting").press("Enter")
    field(page, "Greet as").fill("Half a gree")
    pen(page, "Edit pronouns").press("Enter")
    field(page, "Pronouns").fill("they")
    page.keyboard.press("Enter")
    expect(page.locator("#fact-pronouns")).to_contain_text("they")
    expect(field(page, "Greet as")).to_have_value("Half a gree")


def test_it_works_by_touch_and_for_an_organization(
    cast: Cast, visit_as: Callable[..., Page], without_faults: Callable[..., None]
) -> None:
    district = factories.organization("Riverfork Public Schools", type="district")
    school = factories.organization(
        "Prairie Rose Elementary", parent=factories.organization("Wrong district")
    )
    page = visit_as(cast.ben, **PHONE)
    page.goto(f"/organizations/{school.uid}/")
    box = pen(page, "Edit what it belongs to").bounding_box()
    assert min(box["width"], box["height"]) >= 44
    pen(page, "Edit what it belongs to").tap()
    page.locator("form.in-place .ts-control input").fill("riverfork")
    page.get_by_role("option", name="Riverfork Public Schools").tap()
    without_faults(page)
    page.get_by_role("button", name="Save").tap()
    expect(page.locator("form.in-place")).to_have_count(0)
    expect(page.locator("#fact-parent")).to_contain_text("Riverfork Public Schools")
    school.refresh_from_db()
    assert school.parent == district


def test_it_is_a_page_of_its_own_without_a_script(
    cast: Cast, hodan: Person, visit_as: Callable[..., Page]
) -> None:
    page = visit_as(cast.ben, java_script_enabled=False)
    page.goto(f"/people/{hodan.uid}/")
    pen(page, "Edit pronouns").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Pronouns")
    page.get_by_label("Pronouns").fill("they")
    page.get_by_role("button", name="Save").click()
    expect(page).to_have_url(f"{page.url.split('/people/')[0]}/people/{hodan.uid}/#fact-pronouns")
    expect(page.locator("#fact-pronouns")).to_contain_text("they")


def test_it_adds_a_person_with_a_role_from_the_search_by_the_keyboard_alone(
    cast: Cast, visit_as: Callable[..., Page]
) -> None:
    factories.organization("Prairie Rose Elementary")
    factories.person("Somebody already")
    page = visit_as(cast.ben)
    page.goto("/")
    page.keyboard.press("/")
    page.keyboard.type("Ka Zoua Moua")
    page.get_by_role("option", name="Add a person").wait_for()
    page.keyboard.press("Enter")
    expect(page.get_by_label("Name, as they write it")).to_have_value("Ka Zoua Moua")
    page.wait_for_selector("select[data-pick]:not(.tomselected)", state="detached")
    expect(page.get_by_label("Name, as they write it")).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.type("prairie")
    page.wait_for_selector(".ts-dropdown .option >> text=Prairie Rose Elementary")
    for key in ("Enter", "Tab", "Tab"):
        page.keyboard.press(key)
    page.keyboard.type("princip")
    expect(page.locator(".ts-dropdown .option.active >> visible=true")).to_have_text(re.compile("^principal"))
    for key in ("Enter", "Tab", "Tab", "Enter"):
        page.keyboard.press(key)
    expect(page.get_by_role("heading", level=1)).to_have_text("Ka Zoua Moua")
    role = Role.objects.get(person=Person.objects.get(name="Ka Zoua Moua"))
    assert (role.organization.name, role.type) == ("Prairie Rose Elementary", "principal")
