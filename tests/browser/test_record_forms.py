"""The small forms of the record in a real browser: no fault that axe finds, none wider than a phone, and somebody new
with a role, added from the keyboard alone."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from contacts.models import Assessment, ContactPoint, Note, Person, Role, Seat, Task, Tie
from tests import factories
from tests.cast import Cast

PHONE = {"viewport": {"width": 360, "height": 740}, "has_touch": True}
DESK = {"viewport": {"width": 1440, "height": 900}, "color_scheme": "dark"}


@pytest.fixture
def addresses(cast: Cast) -> list[str]:
    on = factories.initiative("Site Governed Schools")
    who, school = factories.full_person(cast, on), factories.full_organization(cast, on)
    first: Callable[[Any], Any] = lambda model: model.objects.order_by("pk")[0].uid  # noqa: E731
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


@pytest.mark.parametrize("how", [PHONE, DESK], ids=["phone", "desk in the dark"])
def test_it_opens_every_form_without_a_fault(
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
            told.append(f"{address}: {fault}")
    assert not told, "\n".join(told)


def test_it_adds_a_person_with_a_role_from_the_keyboard_alone(
    cast: Cast, visit_as: Callable[..., Any]
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
