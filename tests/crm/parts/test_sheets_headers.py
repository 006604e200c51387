"""Which column of a file is which field."""

import pytest

from crm.parts.sheets import header_key, match_headers


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("E-mail Address", "email_address"),
        ("LEA_NAME", "Lea name"),
        ("Teléfono", "telefono"),
        (" First  Name ", "FirstName"),
        ("Ｎａｍｅ", "name"),
    ],
)
def test_it_takes_two_spellings_of_a_name_for_one(one, other):
    assert header_key(one) == header_key(other)


def test_it_keeps_names_made_of_signs():
    assert header_key("#") == "#"
    assert header_key("#") != header_key("%")


def test_it_finds_fields_by_name_or_alias():
    columns = match_headers(
        ["LEAID", "Lea Name", "Phone", "", "Extra"],
        {"nces_id": ["leaid"], "name": ["LEA_NAME", "District"], "phone": [], "fax": ["Fax number"]},
        required=["name", "fax"],
    )
    assert columns.at == {"nces_id": 0, "name": 1, "phone": 2}
    assert columns.missing == ("fax",)
    assert columns.unknown == ("Extra",)
    assert columns.doubtful == ()


def test_it_prefers_the_exact_spelling_and_the_better_alias():
    assert match_headers(["Name #", "Name"], {"name": []}).at == {"name": 1}
    assert match_headers(["Mail", "E-mail 1"], {"email": ["E-mail 1", "Mail"]}).at == {"email": 1}


def test_it_gives_one_column_to_one_field_only():
    columns = match_headers(["Name"], {"full": ["name"], "short": ["name"]}, required=["short"])
    assert (columns.at, columns.missing) == ({"full": 0}, ("short",))


def test_it_names_the_field_for_which_several_columns_would_do():
    columns = match_headers(["Phone", "phone", "PHONE"], {"phone": []})
    assert (columns.at, columns.doubtful) == ({"phone": 0}, ("phone",))
    assert columns.unknown == ("phone", "PHONE")
