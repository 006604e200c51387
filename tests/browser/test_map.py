"""The moving map in a real browser: by mouse, by keys, on a phone, without WebGL; the list and the panel beside it."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from contacts.models import Initiative, Person
from tests import factories
from tests.cast import Cast

WIDE = {"width": 1440, "height": 900}
PHONE = {"width": 390, "height": 844}
WITHOUT_WEBGL = """
const real = HTMLCanvasElement.prototype.getContext;
HTMLCanvasElement.prototype.getContext = function (kind, ...rest) {
  return kind.startsWith("webgl") ? null : real.call(this, kind, ...rest);
};
"""


@pytest.fixture
def circles(cast: Cast) -> Initiative:
    """Two circles of nine with one person between, and positions on an initiative."""
    on: Initiative = factories.initiative("Schools that govern themselves")
    every = []
    for name in ("Prairie Rose", "Heron Lake"):
        at = factories.organization(name, type="school")
        people = [factories.person(f"{name} {number}") for number in range(9)]
        for who in people:
            factories.role(who, at, type="teacher")
        factories.meeting(*people, by=cast.ben, organization=at)
        every += people
    factories.tie(every[0], every[-1], by=cast.ben)
    factories.reading(every[0], on, by=cast.ben, stance="active_ally")
    return on


def moving(page: Page, query: str = "") -> None:
    page.goto(f"/network/?{query}")
    expect(page.locator(".is-moving canvas").first).to_be_attached()
    page.wait_for_timeout(300)  # the first frame


def test_it_draws_and_opens_by_keys_alone(
    visit_as: Callable[..., Page], cast: Cast, circles: Initiative, without_faults: Callable[..., None]
) -> None:
    page = visit_as(cast.ben, viewport=WIDE)
    moving(page, f"initiative={circles.uid}")
    without_faults(page)
    page.locator(".moving").focus()
    voice = page.locator("[data-voice]")
    page.keyboard.press("ArrowRight")
    expect(voice).to_have_text(re.compile(r"^B, Heron Lake, 9 people, clear; cluster 2 of 2$"))
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("ArrowDown")
    expect(voice).to_have_text(
        re.compile(r"^Prairie Rose 0, teacher, Prairie Rose, for, acting; 10 ties; 1 of 10")
    )
    page.keyboard.press("ArrowDown")
    expect(voice).to_have_text(re.compile(r"tie to .*; 1 of \d+ drawn$"))
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Enter")
    expect(page.locator("#panel-name")).to_have_text("Prairie Rose 0")
    expect(page.locator(".map-panel")).to_be_focused()
    without_faults(page)
    page.keyboard.press("Escape")
    expect(page.locator(".map-panel")).to_have_count(0)
    expect(page.locator(".moving")).to_be_focused()


def test_it_keeps_list_picture_and_panel_at_one_choice(
    visit_as: Callable[..., Page], cast: Cast, circles: Initiative
) -> None:
    page = visit_as(cast.ben, viewport=WIDE)
    moving(page)
    page.get_by_role("link", name="Heron Lake 3", exact=True).click()
    expect(page.locator("#panel-name")).to_have_text("Heron Lake 3")
    expect(page).to_have_url(re.compile(r"/network/\?$"))
    expect(page.locator("tr.is-chosen")).to_contain_text("Heron Lake 3")
    page.locator(".map-panel a[data-panel-link]", has_text="Heron Lake 4").first.click()
    expect(page.locator("#panel-name")).to_have_text("Heron Lake 4")
    expect(page.locator("tr.is-chosen")).to_contain_text("Heron Lake 4")
    page.locator(".cluster-card", has_text="Prairie Rose").click()
    expect(page.locator("#panel-name")).to_have_text("Prairie Rose")
    expect(page.locator(".cluster-card[aria-current]")).to_contain_text("Prairie Rose")
    page.get_by_role("button", name="Close", exact=True).click()
    expect(page.locator(".map-panel")).to_have_count(0)


def test_it_finds_somebody_by_name(visit_as: Callable[..., Page], cast: Cast, circles: Initiative) -> None:
    page = visit_as(cast.ben, viewport=WIDE)
    moving(page)
    page.get_by_label("Find on the map").fill("Prairie Rose 5")
    page.keyboard.press("Enter")
    expect(page.locator("#panel-name")).to_have_text("Prairie Rose 5")


def test_it_opens_whoever_is_pressed_on_the_picture(
    visit_as: Callable[..., Page], cast: Cast, circles: Initiative
) -> None:
    page = visit_as(cast.ben, viewport=WIDE, reduced_motion="reduce")
    moving(page)
    page.get_by_label("Find on the map").fill("Prairie Rose 5")
    page.keyboard.press("Enter")
    expect(page.locator("#panel-name")).to_have_text("Prairie Rose 5")
    page.get_by_role("button", name="Close", exact=True).click()
    # The one who was found stands in the middle of what the panel left free.
    box = page.locator(".moving").bounding_box()
    assert box is not None
    page.mouse.click(box["x"] + (box["width"] - 380) / 2, box["y"] + box["height"] / 2 + 16)
    expect(page.locator("#panel-name")).to_be_visible()


def test_it_scrolls_the_page_with_the_wheel_and_zooms_only_with_control(
    visit_as: Callable[..., Page], cast: Cast, circles: Initiative
) -> None:
    page = visit_as(cast.ben, viewport=WIDE)
    moving(page)
    heading = page.get_by_role("heading", level=1)
    expect(heading).to_be_in_viewport()
    page.mouse.move(900, 500)
    page.mouse.wheel(0, 300)
    expect(heading).not_to_be_in_viewport()


def test_it_follows_a_change_of_theme(visit_as: Callable[..., Page], cast: Cast, circles: Initiative) -> None:
    page = visit_as(cast.ben, viewport=WIDE, color_scheme="light")
    moving(page)
    before = page.locator(".stage").screenshot()
    page.emulate_media(color_scheme="dark")
    page.wait_for_timeout(300)
    assert page.locator(".stage").screenshot() != before


@pytest.mark.parametrize("how", ["on a phone", "without WebGL"])
def test_it_keeps_the_still_picture(
    how: str,
    visit_as: Callable[..., Page],
    cast: Cast,
    circles: Initiative,
    without_faults: Callable[..., None],
) -> None:
    page = visit_as(cast.ben, viewport=PHONE if how == "on a phone" else WIDE)
    if how == "without WebGL":
        page.add_init_script(WITHOUT_WEBGL)
    page.goto(f"/network/?initiative={circles.uid}")
    page.wait_for_load_state("networkidle")
    expect(page.locator(".is-moving")).to_have_count(0)
    expect(page.locator(".still-map")).to_be_visible()
    without_faults(page)
    page.locator(".still-map a.cluster").first.click()
    expect(page).to_have_url(re.compile(r"/network/clusters/[A-Z]+/"))
    expect(page.locator("#panel-name")).to_be_visible()
    without_faults(page)


def test_it_works_before_any_script(visit_as: Callable[..., Page], cast: Cast, circles: Initiative) -> None:
    page = visit_as(cast.ben, viewport=WIDE, java_script_enabled=False)
    page.goto("/network/")
    expect(page.locator(".answers")).to_contain_text("18 people: 18 in 2 clusters.")
    expect(page.locator(".still-map")).to_be_visible()
    page.get_by_role("link", name="Heron Lake 3", exact=True).click()
    expect(page.locator("h1")).to_have_text("Heron Lake 3")
    assert Person.objects.get(name="Heron Lake 3").get_absolute_url() in page.content()
