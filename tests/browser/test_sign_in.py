"""It lets people in by name and password, in a real browser, and turns others away in words."""

from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.browser.signing_in import sign_in
from tests.cast import Cast


def test_it_asks_a_stranger_to_sign_in_and_then_shows_where_they_were_going(
    page: Page, cast: Cast, without_faults: Callable[..., None]
) -> None:
    page.goto("/people/")
    expect(page).to_have_url("/account/login/?next=/people/")
    without_faults(page)
    sign_in(page, "ben")
    expect(page).to_have_url("/people/")


def test_it_says_why_nobody_came_in(page: Page, cast: Cast, without_faults: Callable[..., None]) -> None:
    sign_in(page, "ben", "not the password")
    expect(page.locator("main")).to_contain_text("do not go together")
    without_faults(page)
