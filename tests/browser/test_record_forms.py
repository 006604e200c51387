"""The small forms of the record in a real browser: no fault that axe finds, none wider than a phone, and somebody new
with a role, added from the keyboard alone."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page

from contacts.models import Assessment, ContactPoint, Note, Person, Role, Seat, Task, Tie
from tests import factories
from tests.cast import Cast


def first(model: Any) -> Any:
    """The uid of the first row of a table."""
    return model.objects.order_by("pk")[0].uid


@pytest.fixture
def addresses(cast: Cast) -> list[str]:
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


def test_it_opens_every_form_without_a_fault(
    addresses: list[str],
    cast: Cast,
    visit_as: Callable[..., Page],
    screen: dict[str, Any],
    all_without_faults: Callable[..., None],
) -> None:
    all_without_faults(visit_as(cast.ben, **screen), addresses)


def test_it_adds_a_person_with_a_role_from_the_keyboard_alone(
    cast: Cast, visit_as: Callable[..., Page]
) -> None:
    factories.organization("Prairie Rose Elementary")
    page = visit_as(cast.ben)
    page.goto("/people/new/")
    page.focus("#id_name")
    page.keyboard.type("Hodan Abdi Warsame")
    page.keyboard.press("Tab")
    page.keyboard.type("prairie")
    page.wait_for_selector(".ts-dropdown .option >> text=Prairie Rose Elementary")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")  # the button that lets go of what was chosen
    page.keyboard.press("Tab")
    page.keyboard.type("princip")
    page.wait_for_selector(".ts-dropdown .option >> text=assistant principal")
    page.keyboard.press("Enter")
    for _ in range(2):
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_selector("h1 >> text=Hodan Abdi Warsame")
    role = Role.objects.get(person=Person.objects.get(name="Hodan Abdi Warsame"))
    assert (role.organization.name, role.type) == ("Prairie Rose Elementary", "principal")
