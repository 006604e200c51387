"""Signing in at the page, as people do."""

from __future__ import annotations

from playwright.sync_api import Page

from tests.cast import PASSWORD


def sign_in(page: Page, name: str, password: str = PASSWORD) -> None:
    """Fill the page of sign-in, opened first unless another page has led there, and send it."""
    if "/account/login/" not in page.url:
        page.goto("/account/login/")
    page.get_by_label("E-mail or name").fill(name)
    page.get_by_label("Password", exact=True).fill(password)
    page.get_by_role("button", name="Sign in", exact=True).click()
