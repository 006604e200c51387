"""A spreadsheet of 400 people comes in from the home page and goes again, counted as a person would count it."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import FilePayload, Page, expect

from contacts.models import ImportBatch, Organization, Person
from tests.browser.counting import Counted
from tests.contacts.imports.files import state

HEADER = ["Name", "Role / Org", "E-mail", "Cell", "Tags"]
GIVEN = [
    "Kiri",
    "Tove",
    "Amal",
    "Pao",
    "Lena",
    "Dov",
    "Sira",
    "Jun",
    "Mika",
    "Bo",
    "Edda",
    "Nils",
    "Farah",
    "Hodan",
    "Yeng",
    "Chue",
    "Ruth",
    "Marit",
    "Odin",
    "Sol",
]
FAMILY = [
    "Aldergate",
    "Brunvoll",
    "Castellan",
    "Dahlstrand",
    "Eskridge",
    "Fjelland",
    "Gundersby",
    "Hallowell",
    "Ibsenford",
    "Jorvik",
]
TITLES = ("Principal", "Supt.", "Asst. Principal", "Teacher", "Board member")


def as_file(rows: list[list[str]], name: str = "contacts.csv") -> FilePayload:
    text = io.StringIO()
    csv.writer(text).writerows([HEADER, *rows])
    return FilePayload(name=name, mimeType="text/csv", buffer=text.getvalue().encode())


def four_hundred() -> list[list[str]]:
    """People of invented names at schools that are on the record; a few roles stand behind the school."""
    schools = list(
        Organization.objects.filter(type="school").order_by("pk").values_list("name", flat=True)[:80]
    )
    rows = []
    for number in range(400):
        name = f"{GIVEN[number % 20]} {FAMILY[number % 10]}-{FAMILY[number // 40]}{'abcdefghij'[number // 20 % 10]}"
        title, school = TITLES[number % 5], schools[number % len(schools)]
        at = f"{school} - {title.lower()}" if number % 9 == 0 else f"{title}, {school}"
        rows.append(
            [
                name,
                at,
                f"{number}@example.invalid",
                f"651-555-{1000 + number}",
                "fair" if number % 7 == 0 else "",
            ]
        )
    return rows


def test_it_brings_400_people_in_and_takes_them_back(demo: Callable[..., Page]) -> None:
    page = demo("sahra")
    before, people = state(), Person.objects.count()
    sahra = Counted(page)
    sahra.press(page.locator(".masthead .initials"))
    sahra.press(page.locator(".masthead").get_by_role("link", name="Files in"))
    sahra.give(page.locator("input[type=file]"), as_file(four_hundred()))
    expect(page).to_have_url(re.compile("/columns/$"))
    sahra.press(page.get_by_role("button", name="Show the plan"))
    expect(page.get_by_role("heading", name="What would happen")).to_be_visible()
    assert state() == before
    sahra.press(page.get_by_role("button", name="Bring it in"))
    expect(page.get_by_role("heading", name="What was done")).to_be_visible()
    sahra.at_most(6)
    batch = ImportBatch.objects.get()
    assert (batch.rows, batch.created, batch.errors) == (400, 400, 0)
    assert Person.objects.count() == people + 400

    back = Counted(page, page.url)
    back.press(page.locator("main").get_by_role("button", name="Undo"))
    expect(page.locator("main")).to_contain_text("taken back")
    back.at_most(2)
    assert state() == before


def test_it_asks_what_is_not_sure_and_names_what_was_edited_since(demo: Callable[..., Page]) -> None:
    page = demo("sahra")
    there = Person.objects.filter(listed=True).order_by("pk").first()
    assert there is not None
    rows = [[there.name, "Coach, Nowhere Known Academy", "", "", ""], ["", "Teacher", "", "", ""]]
    page.goto("/imports/new/")
    page.set_input_files("input[type=file]", as_file(rows))
    page.get_by_role("button", name="Show the plan").click()
    expect(page.get_by_role("heading", name="Organizations")).to_be_visible()
    page.get_by_role("button", name="Show the plan").click()
    expect(page.get_by_role("heading", name="Likely duplicates")).to_be_visible()
    expect(page.locator("main")).to_contain_text("There is no name in this row.")
    page.get_by_label(re.compile(f"the same as {re.escape(there.name)}")).first.check()
    page.get_by_role("button", name="Look again").click()
    expect(page.locator("main")).to_contain_text("Coach, Nowhere Known Academy")
    page.get_by_role("button", name="Bring it in").click()
    expect(page.get_by_role("heading", name="What was done")).to_be_visible()
    assert there.roles.filter(organization__name="Nowhere Known Academy").exists()


@pytest.mark.parametrize("name", ["pasted cells"])
def test_its_pages_are_without_faults(
    demo: Callable[..., Page], screen: dict[str, Any], all_without_faults: Callable[..., None], name: str
) -> None:
    page = demo("sahra", **screen)
    page.goto("/imports/new/")
    cells = (
        "Name\tRole / Org\tMet?\tSupport\tNotes\nMai Xiong\tSupt., ISD 625\t3/4/2026\t1\tAsked\n\tx\t\t9\t\n"
    )
    page.get_by_label("Or paste cells").fill(cells)
    page.get_by_role("button", name="Look into it").click()
    expect(page).to_have_url(re.compile("/columns/$"))
    columns = page.url
    words = columns.replace("columns", "understood")
    all_without_faults(page, ["/imports/", "/imports/new/", columns, words])
    page.goto(words)
    page.get_by_role("button", name="Show the plan").click()
    expect(page.get_by_role("heading", name="What would happen")).to_be_visible()
    all_without_faults(page, [page.url])
