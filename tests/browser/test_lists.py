"""A list with alternatives: built from the filter's panel, saved for everyone, opened and taken out by a colleague."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Locator, Page, expect

from contacts.lists.models import SavedList


def panel(page: Page) -> Locator:
    return page.locator(".filter-panel")


def build(page: Page) -> None:
    """Anybody of a union, or of a school in a large district, but not mine."""
    page.goto("/people/")
    page.locator(".filter-fields > summary").click()
    panel(page).get_by_role("button", name="And any of these").click()
    # The panel is open again, with two groups to fill in.
    first, second = page.locator("#filter-any1"), page.locator("#filter-any2")
    for group in (first, second):
        group.locator("summary", has_text="Role and place").click()
    first.locator("label.pick", has_text="union").click()
    second.locator("label.pick", has_text="school").click()
    second.get_by_label("Pupils of the district, at least").fill("5000")
    panel(page).get_by_role("button", name="Leave out").click()
    # What was filled in still stands; what is left out can be said now.
    expect(page.locator("#filter-any2").get_by_label("Pupils of the district, at least")).to_have_value(
        "5000"
    )
    page.locator("#filter-not").get_by_label("Whose").select_option("mine")
    panel(page).get_by_role("button", name="Show them").click()


def rows_said(page: Page) -> int:
    said = page.locator(".list-head .total").inner_text()
    return int(re.sub(r"\D", "", said))


def test_a_list_with_alternatives_is_saved_opened_by_a_colleague_and_taken_out(
    demo: Callable[..., Page], tmp_path: Path
) -> None:
    page = demo("sahra", viewport={"width": 1440, "height": 900})
    build(page)
    expect(page.get_by_role("group", name="One of these")).to_have_count(2)
    expect(page.get_by_role("group", name="Left out")).to_contain_text("mine")
    # Nothing that was left empty is in the address.
    assert "=&" not in page.url
    asked = rows_said(page)
    assert asked > 0
    page.get_by_role("link", name="Save this list").click()
    page.get_by_label("Name").fill("Unions and schools of large districts")
    page.get_by_text("everyone", exact=True).click()
    page.get_by_role("button", name="Save the list").click()
    expect(page.locator(".messages")).to_contain_text("Saved the list")
    kept = SavedList.objects.get(name="Unions and schools of large districts")
    address = f"/lists/{kept.uid}/"
    assert page.url.endswith(address)

    colleague = demo("maren", viewport={"width": 1440, "height": 900})
    colleague.goto(address)
    expect(colleague.get_by_role("heading", level=1)).to_have_text(kept.name)
    seen = rows_said(colleague)
    colleague.get_by_text("Take out", exact=True).click()
    with colleague.expect_download() as taken:
        colleague.get_by_role("link", name="As CSV, for any program").click()
    file = tmp_path / "list.csv"
    taken.value.save_as(file)
    with file.open(encoding="utf-8-sig", newline="") as lines:
        assert len(list(csv.reader(lines))) - 1 == seen


def test_the_filter_needs_no_script(demo: Callable[..., Page]) -> None:
    page = demo("sahra", java_script_enabled=False)
    build(page)
    expect(page.get_by_role("group", name="One of these")).to_have_count(2)
    assert rows_said(page) > 0
