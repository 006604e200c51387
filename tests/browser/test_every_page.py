"""Every main page, opened in a real browser by somebody who works with it: no fault of the page, none that axe finds,
no sideways scrolling on a phone."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page

from tests import factories
from tests.cast import Cast


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


def test_it_opens_every_page_without_a_fault(
    addresses: list[str],
    cast: Cast,
    visit_as: Callable[..., Page],
    screen: dict[str, Any],
    all_without_faults: Callable[..., None],
) -> None:
    all_without_faults(visit_as(cast.ben, **screen), addresses)
