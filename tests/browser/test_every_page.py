"""Every main page, opened in a real browser by somebody who works with it: no fault of the page, none that axe finds,
no sideways scrolling on a phone."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests import factories
from tests.cast import Cast

PHONE = {"viewport": {"width": 360, "height": 740}, "has_touch": True}
DESK = {"viewport": {"width": 1440, "height": 900}, "color_scheme": "dark"}


@pytest.fixture
def addresses(cast: Cast) -> list[str]:
    on = factories.initiative("Site Governed Schools")
    people = [factories.full_person(cast, on) for _ in range(3)]
    school = factories.full_organization(cast, on)
    met = factories.meeting(*people, by=cast.ben, organization=school, initiative=on, notes="A good talk")
    return [
        "/",
        "/people/",
        f"/people/{people[0].uid}/",
        "/people/new/",
        "/organizations/",
        f"/organizations/{school.uid}/",
        "/meetings/",
        f"/meetings/{met.uid}/",
        f"/meetings/log/?person={people[0].uid}",
        "/initiatives/",
        f"/initiatives/{on.uid}/",
        f"/network/?initiative={on.uid}",
        "/search/?q=person",
        "/imports/",
        "/imports/new/",
        "/settings/",
    ]


@pytest.mark.parametrize("how", [PHONE, DESK], ids=["phone", "desk in the dark"])
def test_it_opens_every_page_without_a_fault(
    addresses: list[str],
    cast: Cast,
    visit_as: Callable[..., Any],
    without_faults: Callable[..., None],
    how: dict[str, Any],
) -> None:
    page = visit_as(cast.ben, **how)
    told = []
    for address in addresses:
        answer = page.goto(address)
        assert answer.status == 200, address
        page.wait_for_load_state("networkidle")
        wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        if wide > 0:
            told.append(f"{address} is {wide} px wider than the screen")
        try:
            without_faults(page)
        except AssertionError as fault:
            told.append(str(fault))
    assert not told, "\n".join(told)
