"""In a browser: what is put into the trash comes back with all its links, a record is put back to how it was, and
somebody is forgotten. With a mouse and by keyboard, on a phone and at a desk."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from contacts.models import Forgotten, Person, Tagging
from contacts.parties.services import put_tags
from contacts.people.services import change_person
from tests import factories
from tests.cast import Cast


def test_it_puts_into_the_trash_and_takes_back_out_with_everything(visit_as, cast: Cast, screen) -> None:
    who = factories.full_person(cast)
    page: Page = visit_as(cast.ben, **screen)
    page.goto(who.get_absolute_url())
    page.get_by_label("More", exact=True).locator("visible=true").first.click()
    page.get_by_role("link", name="Put into the trash").click()
    page.get_by_role("button", name="Put into the trash").click()
    expect(page.locator(".messages")).to_contain_text("is in the trash")
    assert page.goto(who.get_absolute_url()).status == 404
    page.goto("/record/trash/")
    expect(page.locator("main")).to_contain_text(re.compile("leaves for good on"))
    page.get_by_role("button", name=f"Take back out: {who.name}").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(who.name)
    expect(page.locator("main")).to_contain_text("site council")
    expect(page.locator("main")).to_contain_text("A note for the team")
    expect(page.locator("main")).to_contain_text("612 555 0142")


def test_it_puts_a_person_back_field_by_field(visit_as, cast: Cast, screen, without_faults) -> None:
    who = factories.person("Maren Oakes", by=cast.ben)
    change_person(who, by=cast.ben, version=who.version, pronouns="she", greeting="Dr. Oakes")
    put_tags(who.party, by=cast.ben, names=["charter"])
    page: Page = visit_as(cast.ben, **screen)
    page.goto(who.get_absolute_url())
    page.get_by_label("More", exact=True).locator("visible=true").first.click()
    page.get_by_role("link", name="What changed", exact=True).click()
    without_faults(page)
    page.get_by_text("Put back to a day").click()
    expect(page.get_by_label("How it was at the end of")).to_be_in_viewport(ratio=1)
    page.get_by_label("How it was at the end of").fill("2020-02-29")
    page.get_by_role("button", name="Show what would change").click()
    expect(page.get_by_role("alert")).to_contain_text("It was not in the record yet")
    page.get_by_role("link", name="Back to what changed").click()
    page.get_by_role("link", name=re.compile("Put back to how it was before")).nth(1).click()
    expect(page.get_by_role("row", name=re.compile("Pronouns"))).to_contain_text("she")
    without_faults(page)
    page.get_by_label("charter").uncheck()
    page.get_by_role("button", name="Put it back").click()
    expect(page.locator(".messages")).to_contain_text("Put back to how it was")
    assert Person.objects.get(pk=who.pk).pronouns == ""
    assert Tagging.objects.filter(party=who.pk).count() == 1
    page.locator(".messages").get_by_role("button", name="Undo").click()
    expect(page.locator(".messages")).to_contain_text("Undone")
    assert Person.objects.get(pk=who.pk).pronouns == "she"


def test_it_forgets_somebody_by_keyboard(visit_as, cast: Cast, without_faults) -> None:
    who = factories.full_person(cast)
    name = who.name
    page: Page = visit_as(cast.ada)
    page.goto(f"/record/{who.uid}/forget/")
    without_faults(page)
    page.get_by_label("Why").focus()
    page.keyboard.type("Asked us to by letter")
    page.keyboard.press("Tab")
    page.keyboard.type("Somebody else")
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_contain_text("This is not the name")
    assert Person.objects.filter(name=name).exists()
    page.get_by_label("Type the name").fill(name)
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("/history/forgotten/"))
    expect(page.locator("main")).to_contain_text("Asked us to by letter")
    expect(page.locator("main")).to_contain_text("Backups")
    expect(page.locator("main")).not_to_contain_text(name)
    without_faults(page)
    assert Forgotten.objects.count() == 1
    assert not Person._base_manager.filter(name=name).exists()
    page.goto(f"/search/?q={name.replace(' ', '+')}")
    expect(page.locator("main .hit, main .row").filter(has_text=name)).to_have_count(0)


def test_its_pages_have_no_faults(visit_as, cast: Cast, screen, all_without_faults, settings) -> None:
    settings.NOTES_PROPOSED_AFTER_YEARS = 1
    who, meeting = factories.full_person(cast), factories.meeting(factories.person(), by=cast.ben)
    factories.note(who, "An old one", on=factories.A_DAY.replace(year=2015))
    gone = factories.person("Gone").party
    page: Page = visit_as(cast.ada, **screen)
    page.goto(f"/record/{gone.uid}/trash/")
    page.get_by_role("button", name="Put into the trash").click()
    all_without_faults(
        page,
        [
            f"/record/{who.uid}/changes/",
            f"/history/meeting/{meeting.uid}/",
            f"/history/person/{who.uid}/back/?day=2099-01-01",
            f"/history/person/{who.uid}/hold/",
            f"/record/{who.uid}/forget/",
            "/record/trash/",
            f"/record/trash/person/{gone.uid}/restore/",
            "/history/forgotten/",
            "/history/old-notes/",
        ],
    )
