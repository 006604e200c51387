"""It adds a passkey by a real ceremony and signs in with it: alone, and as the second step."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.signing_in import sign_in
from tests.cast import PASSWORD, Cast

AUTHENTICATOR = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture
def page_with_keys(page: Page) -> Page:
    """A browser on a device that can keep passkeys, its owner always at hand."""
    devtools = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    devtools.send("WebAuthn.addVirtualAuthenticator", {"options": AUTHENTICATOR})
    return page


def test_it_signs_in_with_a_passkey_alone_and_as_the_second_step(
    page_with_keys: Page, cast: Cast, without_faults: Callable[..., None]
) -> None:
    page = page_with_keys
    sign_in(page, "ben")
    page.goto("/account/2fa/webauthn/add/")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Go on").click()
    page.get_by_label("Name").fill("laptop")
    page.get_by_label("Sign in with this alone").check()
    without_faults(page)
    page.get_by_role("button", name="Add the key").click()
    expect(page).to_have_url("/account/2fa/recovery-codes/")

    page.context.clear_cookies()
    page.goto("/account/login/")
    page.get_by_role("button", name="Sign in with a passkey").click()
    expect(page).to_have_url("/")

    page.context.clear_cookies()
    sign_in(page, "ben")
    expect(page.get_by_role("heading", level=1)).to_have_text("Second step")
    without_faults(page)
    page.get_by_role("button", name="Use a passkey or security key").click()
    expect(page).to_have_url("/")
