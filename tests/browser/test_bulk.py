"""One thing done to many, by hand: ticked, told, done, taken back."""

from __future__ import annotations

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect

from contacts.lists.services import add_to_list, create_static_list
from contacts.models import Person, Tagging
from crm.accounts.models import User
from crm.parts.audit import AuditEvent
from tests import factories
from tests.browser.conftest import PHONE
from tests.browser.counting import Counted
from tests.cast import Cast


def owners() -> dict[int, int | None]:
    return dict(Person.objects.values_list("pk", "owner"))


def versions_apart(rows: list[dict[str, object]]) -> list[dict[str, object]]:
    """Everything of people but the version and who changed them when."""
    return [
        {name: value for name, value in row.items() if name != "version" and not name.startswith("changed_")}
        for row in rows
    ]


def test_it_gives_all_that_match_a_point_person_and_takes_it_back_in_one_press(
    demo: Callable[..., Page], without_faults: Callable[..., None]
) -> None:
    page = demo("sahra")
    before = versions_apart(list(Person.objects.order_by("pk").values()))
    page.goto("/people/?sphere=school")
    total = int(page.locator(".list-head .total").inner_text().replace(",", ""))
    assert total > 50, "more than a page"
    page.get_by_role("checkbox", name="Choose all on this page").check()
    bar = page.get_by_role("group", name="With those chosen")
    expect(bar.get_by_role("radio", name="50 on this page")).to_be_checked()
    without_faults(page)
    bar.locator(".choice", has_text=f"all {total} that match").click()
    bar.get_by_role("button", name="Point person").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(f"Point person of {total} people")
    expect(page.locator(".names").first).to_contain_text(f"and {total - 10} more")
    without_faults(page)
    page.get_by_label("Point person").select_option(label="Andre Wilkes")
    page.get_by_role("button", name="Set the point person").click()
    expect(page).to_have_url(re.compile(r"/people/\?sphere=school$"))
    andre = User.objects.get(first_name="Andre")
    his = sum(owner == andre.pk for owner in owners().values())
    assert his >= total
    said = page.locator(".message[data-level=success]")
    expect(said).to_contain_text("Andre Wilkes is now the point person of")
    said.get_by_role("button", name="Undo").click()
    expect(page.locator(".message[data-level=success]")).to_contain_text("Undone.")
    assert versions_apart(list(Person.objects.order_by("pk").values())) == before
    without_faults(page)


def test_it_takes_few_presses(demo: Callable[..., Page]) -> None:
    """From the home page: the list, all of it, tag, typed, done, and undone."""
    sahra = Counted(demo("sahra"))
    page = sahra.page
    sahra.press(page.get_by_role("link", name="People", exact=True).first)
    sahra.press(page.get_by_role("checkbox", name="Choose all on this page"))
    sahra.press(page.locator(".bulk .choice", has_text="that match"))
    sahra.press(page.get_by_role("button", name="Tag", exact=True))
    expect(page.locator("#id_tags")).to_be_focused()
    sahra.type("spring forum")
    sahra.key("Enter")
    sahra.press(page.locator(".message").get_by_role("button", name="Undo"))
    expect(page.locator(".message")).to_contain_text("Undone.")
    sahra.at_most(6)
    assert not Tagging.objects.filter(tag__folded="spring forum").exists()


def test_it_does_all_of_it_by_the_keyboard(cast: Cast, visit_as: Callable[..., Page]) -> None:
    for name in ("Ann", "Bea", "Cleo", "Dora", "Eva"):
        factories.person(name)
    page = visit_as(cast.ben)
    page.goto("/people/")
    page.get_by_role("checkbox", name="Choose Bea").focus()
    page.keyboard.press("Space")
    page.keyboard.press("Tab")  # the name
    page.keyboard.press("Tab")
    expect(page.get_by_role("checkbox", name="Choose Cleo")).to_be_focused()
    page.keyboard.press("Space")
    expect(page.get_by_role("status").filter(has_text="2 chosen")).to_be_attached()
    page.keyboard.press("Enter")  # to the bar
    page.keyboard.press("Enter")  # to the first act
    expect(page.get_by_role("button", name="Point person")).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Tag 2 people")
    expect(page.locator("#id_tags")).to_be_focused()
    page.keyboard.type("forum")
    page.keyboard.press("Enter")
    expect(page.locator(".message")).to_contain_text("Put “forum” on 2 people.")
    assert sorted(Tagging.objects.values_list("party__label", flat=True)) == ["Bea", "Cleo"]


def test_it_lets_go_and_ticks_a_stretch(cast: Cast, visit_as: Callable[..., Page]) -> None:
    for name in ("Ann", "Bea", "Cleo", "Dora", "Eva"):
        factories.person(name)
    page = visit_as(cast.ben)
    page.goto("/people/")
    page.get_by_role("checkbox", name="Choose Ann").check()
    page.get_by_role("checkbox", name="Choose Dora").click(modifiers=["Shift"])
    bar = page.get_by_role("group", name="With those chosen")
    expect(bar).to_contain_text("4 chosen")
    page.get_by_role("checkbox", name="Choose Bea").uncheck()
    expect(bar).to_contain_text("3 chosen")
    page.keyboard.press("Escape")
    expect(bar).to_be_hidden()
    expect(page.locator("input[data-choose]:checked")).to_have_count(0)


def test_it_is_done_with_a_thumb(
    cast: Cast, visit_as: Callable[..., Page], without_faults: Callable[..., None]
) -> None:
    for name in ("Ann", "Bea", "Cleo"):
        factories.person(name)
    page = visit_as(cast.ben, **PHONE)
    page.goto("/people/")
    expect(page.locator("input[data-choose]").first).to_be_hidden()
    page.locator(".choose-mode").tap()
    for row in (0, 2):
        page.locator("tbody tr").nth(row).tap(position={"x": 200, "y": 20})
    bar = page.get_by_role("group", name="With those chosen")
    expect(bar).to_contain_text("2 chosen")
    without_faults(page)
    for button in bar.get_by_role("button").all():
        box = button.bounding_box()
        assert box is not None
        assert box["width"] >= 44
        assert box["height"] >= 44
    bar.get_by_role("button", name="Archive").tap()
    expect(page.get_by_role("heading", level=1)).to_have_text("Archive 2 people?")
    without_faults(page)
    page.get_by_role("button", name="Archive them").tap()
    expect(page.locator(".message")).to_contain_text("Archived 2 people.")
    assert list(Person.objects.in_lists().values_list("name", flat=True)) == ["Bea"]


def test_it_works_before_a_script_comes(cast: Cast, visit_as: Callable[..., Page]) -> None:
    for number in range(53):
        factories.person(f"P{number:02}")
    page = visit_as(cast.ben, java_script_enabled=False)
    page.goto("/people/")
    bar = page.locator(".bulk")
    expect(bar).to_be_hidden()
    page.get_by_role("checkbox", name="Choose P01").check()
    expect(bar).to_be_visible()
    page.locator(".bulk .choice", has_text="all 53 that match").click()
    page.get_by_role("button", name="Tag", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Tag 53 people")
    page.get_by_label("Tag", exact=True).fill("forum")
    page.get_by_role("button", name="Put the tag on").click()
    expect(page.locator(".message")).to_contain_text("Put “forum” on 53 people.")


def test_it_takes_those_on_a_saved_list(cast: Cast, visit_as: Callable[..., Page]) -> None:
    on_it, _not = factories.person("On it"), factories.person("Not on it")
    saved = create_static_list(by=cast.ben, name="Hearing", of="people")
    add_to_list(saved, [on_it.pk], by=cast.ben)
    before = AuditEvent.objects.count()
    page = visit_as(cast.ben)
    page.goto(f"/lists/{saved.uid}/")
    page.get_by_role("checkbox", name="Choose all on this page").check()
    page.get_by_role("button", name="Tag", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Tag 1 person")
    expect(page.locator("#id_tags")).to_be_focused()
    page.keyboard.type("hearing")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(f"/lists/{saved.uid}/$"))
    assert list(Tagging.objects.values_list("party", flat=True)) == [on_it.pk]
    assert AuditEvent.objects.count() == before + 1
