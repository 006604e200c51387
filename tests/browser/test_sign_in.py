"""It lets people in by name and password, in a real browser, and turns others away in words."""

from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.cast import PASSWORD, Cast


def fill_in(page: Page, name: str, password: str) -> None:
    page.get_by_label("E-mail or name").fill(name)
    page.get_by_label("Password", exact=True).fill(password)
    page.get_by_role("button", name="Sign in", exact=True).click()


def test_it_asks_a_stranger_to_sign_in_and_then_shows_where_they_were_going(
    page: Page, cast: Cast, without_faults: Callable[..., None]
) -> None:
    page.goto("/people/")
    expect(page).to_have_url("/account/login/?next=/people/")
    without_faults(page)
    fill_in(page, "ben", PASSWORD)
    expect(page).to_have_url("/people/")


def test_it_says_why_nobody_came_in(page: Page, cast: Cast, without_faults: Callable[..., None]) -> None:
    page.goto("/account/login/")
    fill_in(page, "ben", "not the password")
    expect(page.locator("main")).to_contain_text("do not go together")
    without_faults(page)
