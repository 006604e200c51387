"""Every main page and every small form, opened in a real browser by somebody who works with it: no fault of the page,
none that axe finds, no sideways scrolling on a phone."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page

from contacts.models import Assessment, ContactPoint, Note, Role, Seat, Task, Tie
from tests import factories
from tests.cast import Cast


def main_pages(cast: Cast) -> list[str]:
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


def first(model: Any) -> Any:
    """The uid of the first row of a table."""
    return model.objects.order_by("pk")[0].uid


def small_forms(cast: Cast) -> list[str]:
    on = factories.initiative("Site Governed Schools")
    who, school = factories.full_person(cast, on), factories.full_organization(cast, on)
    return [
        f"/people/{who.uid}/edit/",
        "/organizations/new/",
        f"/organizations/{school.uid}/edit/",
        *(
            f"/record/{who.uid}/{form}/"
            for form in ("ways-to-reach", "consent", "do-not-contact", "tags", "notes")
        ),
        *(f"/record/{who.uid}/{form}/" for form in ("documents", "changes", "trash")),
        f"/record/ways-to-reach/{first(ContactPoint)}/",
        f"/record/notes/{first(Note)}/",
        "/record/trash/",
        f"/roles/add/?person={who.uid}",
        f"/roles/add/?organization={school.uid}",
        f"/roles/{first(Role)}/",
        f"/roles/{first(Role)}/moved-on/",
        f"/roles/seats/{first(Seat)}/",
        f"/ties/add/?party={who.uid}",
        f"/ties/{first(Tie)}/",
        f"/readings/add/?party={who.uid}&initiative={on.uid}",
        f"/readings/{first(Assessment)}/correct/",
        "/next-steps/?done=false",
        "/next-steps/add/",
        f"/next-steps/{first(Task)}/",
        "/initiatives/new/",
        f"/initiatives/{on.uid}/decisions/",
        f"/people/?initiative={on.uid}&stance=neutral&level=2&role=principal",
    ]


@pytest.mark.parametrize("addresses", [main_pages, small_forms], ids=["main pages", "small forms"])
def test_it_opens_every_page_without_a_fault(
    addresses: Callable[[Cast], list[str]],
    cast: Cast,
    visit_as: Callable[..., Page],
    screen: dict[str, Any],
    all_without_faults: Callable[..., None],
) -> None:
    all_without_faults(visit_as(cast.ben, **screen), addresses(cast))
