"""From the link of an invitation to the first meeting, on a phone, counted."""

from __future__ import annotations

import re
from collections.abc import Callable

from playwright.sync_api import BrowserContext, Page, expect

from contacts.models import Meeting, OwnDistrict
from crm.accounts.models import User
from crm.accounts.services import invite
from tests.browser.conftest import PHONE, fill_with_demo
from tests.browser.counting import Counted


def test_it_takes_at_most_20_touches_from_the_invitation_to_the_first_meeting(
    open_context: Callable[..., BrowserContext], db: None, without_faults: Callable[..., None]
) -> None:
    fill_with_demo()
    rosa = User.objects.get(username="rosa")
    _invitation, secret = invite(by=rosa, email="new@example.org", role="outreach")
    before = Meeting.objects.count()
    phone = Counted(open_context(**PHONE).new_page(), f"/join/{secret}/")
    page = phone.page

    for label, typed in (
        ("First name", "Ka Zoua"),
        ("Last name", "Moua"),
        (re.compile("Name to sign in|Username|Sign-in name", re.IGNORECASE), "kaz.moua"),
        (re.compile("^Password"), "a long sentence that nobody guesses"),
    ):
        phone.press(page.get_by_label(label).first)
        phone.type(typed)
    phone.press(page.get_by_role("button", name="Make my account"))

    expect(page.get_by_role("heading", name="Which districts are yours?")).to_be_visible()
    expect(page.get_by_role("heading", name="Put it on the home screen?")).to_be_visible()
    without_faults(page)
    phone.press(page.locator(".first-hour .pick").first)
    phone.press(page.get_by_role("button", name="Go on: log a meeting"))

    ready = page.get_by_role("group", name="From your districts")
    chip = ready.get_by_role("button").first
    name = chip.inner_text()
    phone.press(chip)
    expect(page.locator(".attendee .name", has_text=name)).to_be_visible()
    without_faults(page)
    phone.press(page.get_by_role("button", name="Save meeting"))
    expect(page.get_by_role("status").first).to_contain_text(re.compile("logged", re.IGNORECASE))
    phone.at_most(20)

    user = User.objects.get(username="kaz.moua")
    assert OwnDistrict.objects.filter(user=user).count() == 1
    assert Meeting.objects.count() == before + 1
    assert Meeting.objects.latest("pk").logged_by == user


def test_it_finds_another_district_by_typing_and_says_how_to_put_it_on_the_home_screen(
    demo: Callable[..., Page], without_faults: Callable[..., None]
) -> None:
    page = demo("sahra", **PHONE)
    page.goto("/first-hour/")
    page.locator(".first-hour .ts-control input").fill("millrace")
    page.get_by_role("option", name=re.compile("Millrace School District")).tap()
    page.get_by_text("On an iPhone").tap()
    expect(page.get_by_text("Scroll down and tap “Add to Home Screen”.")).to_be_visible()
    without_faults(page)
    page.get_by_role("button", name="Go on: log a meeting").tap()
    expect(page.get_by_role("group", name="From your districts")).to_be_visible()
    own = OwnDistrict.objects.filter(user=User.objects.get(username="sahra"))
    assert own.filter(organization__name="Millrace School District").exists()
