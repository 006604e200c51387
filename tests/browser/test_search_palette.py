"""The search over the page, by the keyboard alone and by touch."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from tests import factories
from tests.browser.conftest import PHONE
from tests.browser.counting import Counted
from tests.cast import Cast


def palette(page: Page) -> Locator:
    return page.get_by_role("dialog", name="Search")


def rows(page: Page) -> Locator:
    return palette(page).get_by_role("option")


@pytest.fixture
def record(cast: Cast) -> Cast:
    hodan = factories.person("Hodan Abdi Warsame")
    factories.role(hodan, factories.organization("Prairie Rose Elementary"), primary=True)
    factories.person("Xiomara Peñaloza")
    factories.initiative("Four-day week")
    factories.meeting(hodan, title="Prairie walk", by=cast.ben)
    return cast


def test_it_finds_and_opens_by_the_keyboard_alone(
    record: Cast, visit_as: Callable[..., Page], without_faults: Callable[..., None]
) -> None:
    ben = Counted(visit_as(record.ben))
    page = ben.page
    ben.key("/")
    ben.type("penaloza")
    expect(rows(page).first).to_contain_text("Xiomara Peñaloza")
    without_faults(page)
    ben.key("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Xiomara Peñaloza")
    ben.at_most(2)


def test_it_shows_what_fits_by_kind_and_goes_through_it_with_the_arrows(
    record: Cast, visit_as: Callable[..., Page]
) -> None:
    page = visit_as(record.ben)
    page.goto("/meetings/")
    page.keyboard.press("Control+k")
    page.keyboard.type("prairie")
    expect(palette(page).get_by_role("group", name="Organizations")).to_contain_text(
        "Prairie Rose Elementary"
    )
    expect(palette(page).get_by_role("group", name="Meetings")).to_contain_text("Prairie walk")
    field = palette(page).get_by_role("combobox")
    page.keyboard.press("ArrowUp")  # from the first to the last
    last = rows(page).last
    expect(last).to_have_attribute("aria-selected", "true")
    expect(field).to_have_attribute("aria-activedescendant", last.get_attribute("id"))
    page.keyboard.press("ArrowDown")
    expect(rows(page).first).to_have_attribute("aria-selected", "true")


def test_it_closes_by_escape_and_gives_the_focus_back(record: Cast, visit_as: Callable[..., Page]) -> None:
    page = visit_as(record.ben)
    page.goto("/people/")
    link = page.get_by_role("link", name="Hodan Abdi Warsame")
    link.focus()
    page.keyboard.press("/")
    expect(palette(page).get_by_role("combobox")).to_be_focused()
    page.keyboard.press("Escape")
    expect(palette(page)).to_be_hidden()
    expect(link).to_be_focused()


def test_it_opens_from_the_field_in_the_masthead_and_takes_along_what_is_typed_there(
    record: Cast, visit_as: Callable[..., Page]
) -> None:
    page = visit_as(record.ben)
    page.goto("/")
    field = page.locator("input[data-search]")
    field.focus()
    expect(palette(page)).to_be_hidden()
    page.keyboard.type("hodan")
    expect(palette(page).get_by_role("combobox")).to_have_value("hodan")
    expect(rows(page).first).to_contain_text("Hodan Abdi Warsame")
    page.keyboard.press("Escape")
    field.click()
    expect(palette(page)).to_be_visible()


def test_it_offers_to_add_who_is_not_there(record: Cast, visit_as: Callable[..., Page]) -> None:
    page = visit_as(record.ben)
    page.goto("/")
    page.keyboard.press("/")
    page.keyboard.type("Ka Zoua Moua")
    expect(palette(page)).to_contain_text("Nothing in the record fits.")
    expect(rows(page)).to_have_text(["Add a person “Ka Zoua Moua”"])
    page.keyboard.press("Enter")
    expect(page.get_by_label("Name, as they write it")).to_have_value("Ka Zoua Moua")


def test_it_offers_nobody_to_add_to_a_viewer(record: Cast, visit_as: Callable[..., Page]) -> None:
    page = visit_as(record.vi)
    page.goto("/")
    page.keyboard.press("/")
    page.keyboard.type("Ka Zoua Moua")
    expect(palette(page)).to_contain_text("Nothing in the record fits.")
    expect(rows(page)).to_have_count(0)


def test_it_begins_with_what_was_opened_lately_and_forgets_it_when_one_signs_out(
    record: Cast, visit_as: Callable[..., Page]
) -> None:
    page = visit_as(record.ben)
    for address in ("/people/", "/initiatives/"):
        page.goto(address)
        name = re.compile("Hodan|Four-day")
        page.locator("main").get_by_role("link", name=name).first.click()
        expect(page.get_by_role("heading", level=1)).to_have_text(name)
        page.wait_for_load_state()
    page.goto("/meetings/")
    page.keyboard.press("/")
    expect(rows(page)).to_have_text([re.compile("Four-day week"), re.compile("Hodan Abdi Warsame")])
    kept = page.evaluate("JSON.stringify({...localStorage})")
    assert "Hodan" not in kept
    assert f"groundwork.recent.{record.ben.uid}" in kept
    page.keyboard.press("Escape")
    page.locator(".masthead .initials").click()
    page.get_by_role("button", name="Sign out").click()
    expect(page).to_have_url(re.compile("/account/login/"))
    assert page.evaluate("Object.keys(localStorage)") == []


def test_it_is_a_sheet_as_large_as_a_phones_screen(
    record: Cast, visit_as: Callable[..., Page], without_faults: Callable[..., None]
) -> None:
    page = visit_as(record.ben, **PHONE)
    page.goto("/")
    page.locator(".phone-head").get_by_role("link", name="Search").click()
    expect(palette(page).get_by_role("combobox")).to_be_focused()
    page.keyboard.type("hodan")
    expect(rows(page).first).to_contain_text("Hodan Abdi Warsame")
    box = palette(page).bounding_box()
    assert (box["x"], box["y"], box["width"], box["height"]) == (0, 0, 360, 740)
    assert rows(page).first.bounding_box()["height"] >= 44
    without_faults(page)
    rows(page).first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Hodan Abdi Warsame")


def test_it_leads_to_the_search_page_without_a_script(record: Cast, visit_as: Callable[..., Page]) -> None:
    page = visit_as(record.ben, java_script_enabled=False, **PHONE)
    page.goto("/")
    page.locator(".phone-head").get_by_role("link", name="Search").click()
    page.locator("main input[name=q]").fill("hodan")
    page.locator("main").get_by_role("button", name="Search").click()
    expect(page.locator(".hits")).to_contain_text("Hodan Abdi Warsame")
