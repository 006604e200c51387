"""How words of tables are read: titles, bodies, names, days, columns, as people write them in spreadsheets."""

from __future__ import annotations

import pytest

from contacts.imports.tables.days import survey_days
from contacts.imports.tables.fields import ORGANIZATIONS, PEOPLE
from contacts.imports.tables.guessing import guess_columns, guess_kind
from contacts.imports.tables.looks import Column
from contacts.imports.tables.named import name_key
from contacts.imports.tables.titles import kind_of_body, role_type_of, split_role


@pytest.mark.parametrize(
    ("written", "title", "body"),
    [
        ("Supt., ISD 625", "Supt.", "ISD 625"),
        ("Principal at Lincoln High", "Principal", "Lincoln High"),
        ("Lincoln High - principal", "principal", "Lincoln High"),
        ("Board chair, Riverfork Public Schools", "Board chair", "Riverfork Public Schools"),
        ("Director of Special Education, ISD 11", "Director of Special Education", "ISD 11"),
        ("MFT Local 59 (steward)", "steward", "MFT Local 59"),
        ("Organizer for Neighbors Together", "Organizer", "Neighbors Together"),
        ("Interim Superintendent of Schools", "Interim Superintendent of Schools", ""),
        ("Vice Chair, School Board", "Vice Chair, School Board", ""),
        ("K-5 teacher", "K-5 teacher", ""),
        ("Lincoln Elementary School", "", "Lincoln Elementary School"),
        ("Teacher | Oak School", "Teacher", "Oak School"),
        ("", "", ""),
    ],
)
def test_it_divides_role_and_organization(written: str, title: str, body: str) -> None:
    assert split_role(written)[:2] == (title, body)


@pytest.mark.parametrize(
    ("title", "role"),
    [
        ("Supt.", "superintendent"),
        ("Asst. Supt.", "deputy_superintendent"),
        ("AP", "assistant_principal"),
        ("State Rep", "representative"),
        ("School Board Director", "board_member"),
        ("TOSA", "teacher_leader"),
        ("Principal Engineer", ""),
        ("Wizard of light bulb moments", ""),
        ("<script>", ""),
    ],
)
def test_it_knows_roles_by_the_words_of_the_field(title: str, role: str) -> None:
    assert role_type_of(title) == role


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("ISD 625", "district"),
        ("Riverfork Public Schools", "district"),
        ("Oak Elementary", "school"),
        ("Saint Paul Federation of Teachers", "union_local"),
        ("Washburn PTO", "parent_group"),
        ("University of Minnesota", "higher_ed"),
        ("Mai Xiong", ""),
    ],
)
def test_it_tells_the_kind_of_a_body_by_its_name(name: str, kind: str) -> None:
    assert kind_of_body(name) == kind


def test_it_agrees_on_spellings_of_a_name_but_not_on_father_and_son() -> None:
    assert name_key("DR RICK J. WEBB") == name_key("Webb, Rick") == name_key("Rick Webb")
    assert name_key("José Peña") == name_key("jose pena")
    assert name_key("Luther King, Jr.") == name_key("Luther King Jr")
    assert name_key("Luther King, Jr.") != name_key("Luther King")


@pytest.mark.parametrize(
    ("cells", "order"),
    [
        (["3/14/2026", "1/2/2026"], "mdy"),
        (["14/3/2026", "1/2/2026"], "dmy"),
        (["1/2/2026"], ""),
        (["3/3/2026"], "mdy"),
        (["14/3/2026", "3/14/2026", "1/2/2026"], ""),
        (["soon", "2026-03-04"], "mdy"),
    ],
)
def test_it_tells_which_number_is_the_month_where_one_day_shows_it(cells: list[str], order: str) -> None:
    assert survey_days(cells).order == order


def column(header: str, *cells: str) -> Column:
    return Column(header, cells, len(cells))


def test_it_reads_columns_by_the_words_of_the_field_and_by_their_cells() -> None:
    columns = [
        column("Contact", "Xiong, Mai", "Peña, Olga"),
        column("Bldg", "Oak Elementary", "Elm Middle"),
        column("ISD", "625", "11"),
        column("cell", "651-555-0101", "(651) 555-0102"),
        column("E-mail Addr.", "mai@isd.invalid", "olga@oak.invalid"),
        column("2nd e-mail", "mai@home.invalid"),
        column("Spouse", "Bo Two", "Cy Three"),
        column("Fax", "651-555-0109", "651-555-0108"),
        column("Rating", "1", "5"),
    ]
    assert guess_kind(columns) == PEOPLE
    assert guess_columns(columns, PEOPLE) == [
        "last_first", "organization", "district", "phone.mobile", "email", "email", "details", "details", "stance",
    ]  # fmt: skip


def test_it_tells_a_table_of_schools_from_one_of_people() -> None:
    schools = [column("Name", "Oak Elementary", "Elm Middle School"), column("Phone", "651-555-0101")]
    people = [column("Name", "Mai Xiong", "Olga Peña"), column("Phone", "651-555-0101")]
    assert (guess_kind(schools), guess_kind(people)) == (ORGANIZATIONS, PEOPLE)


def test_it_gives_one_meaning_to_one_column_and_the_better_name_wins() -> None:
    columns = [column("Title", "Dr.", "Ms."), column("Job Title", "Teacher", "Principal")]
    assert guess_columns(columns, PEOPLE) == ["prefix", "title"]
