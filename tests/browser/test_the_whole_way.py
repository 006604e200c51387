"""The whole way, as somebody walks it on their first Monday: sign in, bring a file in, log a meeting with three people,
see them tied on the map, take the list out and count its rows."""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path

from playwright.sync_api import Page, expect

from contacts.models import Meeting, Person
from tests.browser.signing_in import sign_in
from tests.cast import Cast

LEGISLATORS = """person_id,name,given_name,family_name,gender,party,state,chamber,district,role_start,email,\
capitol_address,capitol_phone,other_names,homepage
ocd-person/1,Maren Oakes,Maren,Oakes,Female,Blue,MN,lower,1A,2023-01-03,maren@house.invalid,,651-555-0101,,
ocd-person/2,Pa Nhia Vang,Pa Nhia,Vang,Female,Green,MN,lower,1B,2023-01-03,panhia@house.invalid,,651-555-0102,,
ocd-person/3,Anders Moe,Anders,Moe,Male,Blue,MN,upper,1,2023-01-03,anders@senate.invalid,,651-555-0103,,
ocd-person/4,Ingrid Tveit,Ingrid,Tveit,Female,Blue,MN,upper,2,2023-01-03,ingrid@senate.invalid,,651-555-0104,,
"""


def bring_in(page: Page, file: Path) -> None:
    page.goto("/imports/new/")
    page.set_input_files(
        "input[type=file]", file
    )  # it goes as soon as it is chosen, and is known by its columns
    expect(page.locator("main")).to_contain_text("nothing is written yet")
    expect(page.locator("main")).to_contain_text("4")
    page.get_by_role("button", name=re.compile("bring it in", re.IGNORECASE)).click()
    expect(page.locator("main")).to_contain_text(re.compile("created", re.IGNORECASE))


def add_attendee(page: Page, typed: str, name: str) -> None:
    finder = page.locator("[data-finder=add]")
    finder.locator(".ts-control input").fill(typed)
    finder.get_by_role("option", name=re.compile(name)).click()
    expect(page.locator(".attendee .name", has_text=name)).to_be_visible()


def test_it_goes_the_whole_way(page: Page, cast: Cast, tmp_path: Path) -> None:
    file = tmp_path / "legislators.csv"
    file.write_text(LEGISLATORS)
    sign_in(page, "ben")
    expect(page).to_have_url(re.compile(r"/$"))
    bring_in(page, file)
    assert Person.objects.filter(listed=True).count() == 4

    page.goto("/meetings/log/")
    for typed, name in (("maren", "Maren Oakes"), ("vang", "Pa Nhia Vang"), ("moe", "Anders Moe")):
        add_attendee(page, typed, name)
    page.locator(".attendee", has_text="Maren Oakes").get_by_label("for", exact=True).check(force=True)
    page.get_by_role("button", name="Save meeting").click()
    expect(page.locator(".messages, [role=status]").first).to_contain_text(
        re.compile("logged", re.IGNORECASE)
    )
    assert Meeting.objects.get().attendances.count() == 3

    page.goto("/network/")
    expect(page.locator("main")).to_contain_text("Maren Oakes")
    maren = Person.objects.get(name="Maren Oakes")
    page.goto(f"/network/panel/{maren.uid}/")
    expect(page.locator("main")).to_contain_text("Pa Nhia Vang")
    expect(page.locator("main")).to_contain_text("Anders Moe")

    page.goto("/people/")
    with page.expect_download() as taken:
        page.evaluate("location.href = '/people/?format=csv'")
    rows = list(csv.reader(io.StringIO(Path(taken.value.path()).read_text("utf-8-sig"))))
    assert len(rows) == 1 + 4
    assert {row[0] for row in rows[1:]} == {"Maren Oakes", "Pa Nhia Vang", "Anders Moe", "Ingrid Tveit"}
