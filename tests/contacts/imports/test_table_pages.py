"""Any spreadsheet by page: what it is, what its columns mean, its plan, the way in and back again."""

from __future__ import annotations

import io

import pytest
from django.test import Client
from openpyxl import Workbook

from contacts.models import ContactPoint, Person, Role
from tests import factories
from tests.cast import Cast
from tests.contacts.imports.files import state
from tests.contacts.imports.sending import PEOPLE, as_posted, bring_in, page, send, through, waiting_at

pytestmark = pytest.mark.django_db


@pytest.fixture
def ben(cast: Cast) -> Client:
    return cast.client("ben")


# --- what it is ------------------------------------------------------------------------------------------------------


def test_it_guesses_what_is_in_a_file_and_shows_three_values_of_each_column(ben: Client) -> None:
    sent = send(ben, PEOPLE)
    assert sent.url.endswith("/columns/")
    assert waiting_at(sent.url).mapping["columns"] == ["name", "role_at", "email", "phone.mobile", "tags"]
    text = page(ben, sent.url)
    assert "Supt., ISD 625" in text
    assert '<option value="role_at" selected>' in text


def test_it_knows_a_public_file_by_its_columns(ben: Client) -> None:
    content = "LEAID,LEA_NAME\n2700001,Riverfork\n"
    assert "/columns/" not in send(ben, content, "districts.csv").url


def test_it_takes_pasted_cells(ben: Client) -> None:
    cells = "First name\tLast name\tE-mail\r\nMai\tXiong\tmai@isd.invalid\r\n"
    address = ben.post("/imports/new/", {"cells": cells}).url
    assert waiting_at(address).mapping["columns"] == ["given", "family", "email"]


def test_it_asks_for_a_file_or_cells(ben: Client) -> None:
    answer = ben.post("/imports/new/", {"cells": "  "})
    assert answer.status_code == 400
    assert "Choose a file, or paste cells below." in answer.content.decode()


def test_it_reads_another_worksheet_when_it_is_chosen(ben: Client) -> None:
    book, kept = Workbook(), io.BytesIO()
    first = book.active
    assert first is not None
    first.title = "Read me"
    first.append(["What", "Why"])
    first.append(["People", "They count"])
    second = book.create_sheet("People")
    second.append(["First name", "Last name"])
    second.append(["Mai", "Xiong"])
    book.save(kept)
    address = send(ben, kept.getvalue(), "book.xlsx").url
    waiting = waiting_at(address)
    answer = ben.post(address, {**as_posted(waiting), "sheet": "People"})
    assert answer.url == address
    assert waiting_at(address).mapping["columns"] == ["given", "family"]
    assert waiting_at(address).mapping["sheet"] == "People"


def test_it_reads_rows_without_a_header_and_one_below_titles(ben: Client) -> None:
    address = send(ben, "Mai Xiong,mai@isd.invalid\nOlga Peña,olga@oak.invalid\n").url
    assert (waiting_at(address).rows, waiting_at(address).mapping["columns"]) == (2, ["name", "email"])
    address = send(ben, "Our list\n\nName,E-mail\nMai Xiong,mai@isd.invalid\n").url
    assert (waiting_at(address).rows, waiting_at(address).mapping["columns"]) == (1, ["name", "email"])


def test_it_refuses_two_columns_of_one_meaning_and_a_table_without_names(ben: Client) -> None:
    address = send(ben, "Name,Nickname,City\nMai Xiong,Mai,Ely\n").url
    waiting = waiting_at(address)
    answer = ben.post(address, as_posted(waiting, **{"column-1": "name"}))
    assert answer.status_code == 400
    assert "Another column is “name” already." in answer.content.decode()
    answer = ben.post(address, as_posted(waiting, **{"column-0": "details"}))
    assert "No column holds a name" in answer.content.decode()


def test_it_asks_whose_a_number_is(ben: Client) -> None:
    address = send(ben, "Name,ID\nMai Xiong,17\n").url
    waiting = waiting_at(address)
    answer = ben.post(address, as_posted(waiting, **{"column-1": "number"}))
    assert "Say whose number this is" in answer.content.decode()
    ben.post(address, as_posted(waiting, **{"column-1": "number", "source-1": "office list"}))
    bring_in(ben, address.replace("columns/", ""))
    assert Person.objects.get().party.external_ids.get().source == "office list"


# --- the way in and back ---------------------------------------------------------------------------------------------


def test_it_brings_people_in_and_takes_them_back(ben: Client) -> None:
    before = state()
    address = through(ben, PEOPLE)
    text = page(ben, address)
    assert "nothing is written yet" in text
    assert state() == before
    batch = bring_in(ben, address)
    assert (batch.created, batch.rows) == (2, 2)
    mai = Person.objects.get(name="Mai Houa Xiong")
    role = mai.roles.get()
    assert (role.type, role.title, role.organization.name, role.primary) == (
        "superintendent",
        "Supt.",
        "ISD 625",
        True,
    )
    assert role.organization.type == "district"
    assert sorted(mai.party.taggings.values_list("tag__name", flat=True)) == ["nurse", "parent leader"]
    assert mai.party.contact_points.get(kind="phone").label == "mobile"
    assert mai.sort_name == "xiong, mai houa"
    assert batch.act is not None
    ben.post(f"/acts/{batch.act.uid}/undo/", {"next": "/imports/"})
    assert state() == before


def test_it_finds_nothing_to_do_the_second_time_and_understands_the_columns_at_once(ben: Client) -> None:
    bring_in(ben, through(ben, PEOPLE))
    # Next month the columns stand in another order
    again = 'Tags,Name,Who they are,E-mail address,Cell\n,Mai Houa Xiong,"Supt., ISD 625",mai@isd.invalid,\n'
    address = send(ben, again, "next.csv").url
    assert "/columns/" not in address
    text = page(ben, address)
    assert "columns as last time, in people.csv" in text
    batch = bring_in(ben, address)
    assert (batch.created, batch.updated, batch.unchanged) == (0, 0, 1)


def test_it_asks_about_a_namesake_and_leaves_the_row_out_until_somebody_says(ben: Client) -> None:
    there = factories.person("Mai Houa Xiong")
    address = through(ben, "Name,E-mail\nMai Houa Xiong,mai@isd.invalid\nOlga Peña,\n")
    text = page(ben, address)
    assert "likely duplicates" in text
    assert f"/people/{there.uid}/" in text
    assert f'value="same:{there.uid}"' in text
    batch = bring_in(ben, address)
    assert (batch.created, batch.skipped) == (1, 1)
    for answer, created, updated in ((f"same:{there.uid}", 0, 1), ("new", 1, 0), ("out", 0, 0)):
        again = send(ben, "Name,E-mail\nMai Houa Xiong,mai@isd.invalid\n").url
        batch = bring_in(ben, again, **{"row-2": answer})
        assert (batch.created, batch.updated) == (created, updated), answer
        assert batch.act is not None or answer == "out"
        if batch.act:
            ben.post(f"/acts/{batch.act.uid}/undo/", {"next": "/imports/"})


def test_it_decides_about_all_likely_duplicates_at_once(ben: Client) -> None:
    for name in ("Ana One", "Bo Two"):
        factories.person(name)
    address = through(ben, "Name,E-mail\nAna One,ana@x.invalid\nBo Two,bo@x.invalid\n")
    assert bring_in(ben, address, likely="same").updated == 2
    assert Person.objects.filter(name__in=["Ana One", "Bo Two"]).count() == 2


def test_it_asks_about_namesakes_inside_the_file_but_not_about_two_who_differ(ben: Client) -> None:
    rows = (
        "Name,E-mail,Organization\nAna One,a@x.invalid,Oak School\nAna One,b@y.invalid,Elm School\n"
        "Bo Two,,\nBo Two,c@x.invalid,\n"
    )
    address = through(ben, rows)
    text = page(ben, address)
    assert "line 4 of this file" in text
    batch = bring_in(ben, address, **{"row-5": "line:4"})
    assert Person.objects.filter(name="Ana One").count() == 2
    assert Person.objects.filter(name="Bo Two").count() == 1
    assert Person.objects.get(name="Bo Two").party.contact_points.get().value == "c@x.invalid"
    assert batch.lines.get(line=5).says.startswith("About the same as line 4")


def test_it_never_writes_over_a_filled_field_unless_it_is_ticked(ben: Client) -> None:
    there = factories.person("Mai Xiong", pronouns="she/her")
    factories.email(there, "mai@isd.invalid", primary=True)
    file = "Name,E-mail,Pronouns,Greeting\nMai Xiong,mai@isd.invalid,they/them,Dr. Xiong\n"
    address = through(ben, file)
    text = page(ben, address)
    assert "<del>she/her</del> <ins>they/them</ins>" in text
    bring_in(ben, address)
    there.refresh_from_db()
    assert (there.pronouns, there.greeting) == ("she/her", "Dr. Xiong")
    bring_in(ben, send(ben, file).url, **{"shown-2": "1", "take-2": ["pronouns"]})
    there.refresh_from_db()
    assert there.pronouns == "they/them"


def test_it_lets_the_file_win_or_adds_another_way_to_reach(ben: Client) -> None:
    there = factories.person("Mai Xiong", pronouns="she/her")
    factories.email(there, "old@isd.invalid", primary=True)
    school = factories.organization("Oak School")
    factories.role(there, school)
    file = (
        "Name,E-mail,Pronouns,Title,Organization\nMai Xiong,new@isd.invalid,they/them,Principal,Oak School\n"
    )
    address = through(ben, file)
    assert "another way to reach" in page(ben, address)
    bring_in(ben, address)
    assert [point.value for point in there.party.contact_points.all()] == ["old@isd.invalid"]
    bring_in(ben, send(ben, file).url, differs="add")
    there.refresh_from_db()
    assert there.pronouns == "she/her"
    assert sorted(there.party.contact_points.values_list("value", "primary")) == [
        ("new@isd.invalid", False),
        ("old@isd.invalid", True),
    ]
    bring_in(ben, send(ben, file.replace("new@", "newest@")).url, differs="file")
    there.refresh_from_db()
    assert there.pronouns == "they/them"
    assert ContactPoint.objects.get(party=there.party, primary=True).value == "newest@isd.invalid"
    assert ContactPoint.objects.filter(party=there.party).count() == 3


def test_it_adds_a_new_role_and_asks_what_becomes_of_the_old(ben: Client) -> None:
    there = factories.person("Mai Xiong")
    factories.email(there, "mai@isd.invalid")
    old = factories.role(there, factories.organization("Oak School"), primary=True)
    factories.organization("Elm School")
    file = "Name,E-mail,Title,Organization\nMai Xiong,mai@isd.invalid,Principal,Elm School\n"
    address = through(ben, file)
    assert "role that they had until now" in page(ben, address)
    bring_in(ben, address, **{"shown-2": "1", "take-2": [f"end:{old.pk}"]})
    old.refresh_from_db()
    assert (old.ended, old.end, old.primary) == (True, None, False)
    assert Role.objects.get(organization__name="Elm School").primary
