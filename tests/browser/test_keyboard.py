"""What is done without a mouse."""

from __future__ import annotations

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect

from contacts.models import Person, Role
from tests import factories
from tests.cast import Cast


def test_it_adds_a_person_with_a_role_from_the_keyboard_alone(
    cast: Cast, visit_as: Callable[..., Page]
) -> None:
    factories.organization("Prairie Rose Elementary")
    page = visit_as(cast.ben)
    page.goto("/people/new/")
    # Until the script has come the lists are plain ones, and the keys mean something else.
    page.wait_for_selector("select[data-pick]:not(.tomselected)", state="detached")
    page.focus("#id_name")
    page.keyboard.type("Hodan Abdi Warsame")
    page.keyboard.press("Tab")
    page.keyboard.type("prairie")
    page.wait_for_selector(".ts-dropdown .option >> text=Prairie Rose Elementary")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")  # the button that lets go of what was chosen
    page.keyboard.press("Tab")
    page.keyboard.type("princip")
    expect(page.locator(".ts-dropdown .option.active >> visible=true")).to_have_text(re.compile("^principal"))
    page.keyboard.press("Enter")
    for _ in range(2):
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_selector("h1 >> text=Hodan Abdi Warsame")
    role = Role.objects.get(person=Person.objects.get(name="Hodan Abdi Warsame"))
    assert (role.organization.name, role.type) == ("Prairie Rose Elementary", "principal")
