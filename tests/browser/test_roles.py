"""Roles over time, counted as somebody at the home page would count it: a job change, and a roster of twelve."""

from __future__ import annotations

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect

from contacts.models import ContactPoint, Role
from tests.browser.counting import Counted


def somebody_who_moves() -> Role:
    """A principal of the demo with a work e-mail."""
    roles = Role.objects.filter(type="principal", primary=True, ended=False).exclude(person__owner=None)
    mailed = roles.filter(
        person__party__contact_points__kind="email", person__party__contact_points__label="work"
    )
    found: Role = mailed.select_related("person__party", "organization").order_by("pk")[0]
    return found


def test_a_job_change_takes_six_interactions(demo: Callable[..., Page]) -> None:
    page = demo("sahra", viewport={"width": 1280, "height": 800})
    old = somebody_who_moves()
    mail = ContactPoint.objects.get(party=old.person_id, kind="email")
    sahra = Counted(page)
    sahra.key("/")
    sahra.type(old.person.name)
    sahra.key("Enter")
    page.wait_for_load_state()
    if "/people/" not in page.url:  # the search shows what it found
        sahra.press(page.get_by_role("main").get_by_role("link", name=re.compile(old.person.name)).first)
    sahra.press(page.get_by_role("link", name="Moved on", exact=True).first)
    expect(page.locator(".ts-wrapper.focus")).to_be_visible()
    sahra.type("heron landing")
    expect(page.get_by_role("option", name=re.compile("Heron Landing High"))).to_be_visible()
    sahra.key("Tab")
    sahra.press(page.get_by_role("button", name=f"Save, and {mail.value} is past"))
    expect(page.get_by_role("status")).to_contain_text("moved on")
    sahra.at_most(6)
    old.refresh_from_db()
    mail.refresh_from_db()
    new = Role.objects.get(person=old.person_id, primary=True, ended=False)
    assert (old.ended, old.end, new.organization.name, new.type) == (
        True,
        None,
        "Heron Landing High",
        "principal",
    )
    assert mail.valid_to is not None
    others = ContactPoint.objects.filter(party=old.person_id).exclude(pk=mail.pk)
    assert all(other.valid_to is None for other in others)
