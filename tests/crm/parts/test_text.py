"""Text as it is compared, ordered and matched."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm.parts.text import (
    LONGEST_SORT_NAME,
    TextError,
    fold,
    fold_accents,
    normal_email,
    normal_phone,
    refuse_nul,
    sort_name_of,
)

storable = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Peña", "Pen\u0303a"),
        ("PEÑA", "peña"),
        ("Straße", "STRASSE"),
        ("  Saint   Paul ", "saint paul"),
        ("Saint\u00a0Paul\n", "Saint Paul"),
        ("ΣΊΣΥΦΟΣ", "σίσυφος"),
    ],
)
def test_it_folds_two_spellings_of_one_text_into_one(one, other):
    assert fold(one) == fold(other)


def test_it_keeps_accents_apart_unless_it_is_asked_to_match():
    assert fold("Peña") != fold("Pena")
    assert fold_accents("Peña") == fold_accents("PENA") == "pena"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Nguyễn Thị Ánh", "nguyen thi anh"),
        ("Peña", "Pen\u0303a"),
        ("O’Brien", "o'brien"),
        ("Muñoz–García", "Munoz-Garcia"),
        ("Bjørn Łukasz Đặng", "bjorn lukasz dang"),
        ("Æsa Þór", "aesa thor"),
        ("Ｌｅｅ", "lee"),
        ("Ali\u200b \u202eHassan\u202c", "ali hassan"),
        ("مُحَمَّد", "محمد"),
        ("שָׁלוֹם", "שלום"),
        ("Xɨŋ", "xɨŋ"),
    ],
)
def test_it_matches_what_differs_in_accents_and_signs(one, other):
    assert fold_accents(one) == fold_accents(other)


def test_it_keeps_the_vowels_of_scripts_that_write_them_as_marks():
    assert fold_accents("कु") != fold_accents("क")
    assert fold_accents("กิน") != fold_accents("กน")
    assert fold_accents("김민준") == "김민준"
    assert fold_accents("🌟 Ana") == "🌟 ana"


@given(storable)
def test_it_changes_nothing_when_it_folds_again(text):
    assert fold(fold(text)) == fold(text)
    assert fold_accents(fold_accents(text)) == fold_accents(text)
    assert unicodedata.is_normalized("NFC", fold(text))


@given(storable, storable)
def test_it_matches_whatever_folds_alike(one, other):
    assert (fold(one) != fold(other)) or (fold_accents(one) == fold_accents(other))


@given(storable)
def test_it_keeps_any_text_that_the_databases_keep(text):
    assert refuse_nul(text) == text


@pytest.mark.parametrize(
    ("text", "said"), [("a\0b", "NUL character"), ("\0", "Delete it"), ("Ana \ud83c", "half a character")]
)
def test_it_refuses_with_a_reason_what_no_database_keeps(text, said):
    with pytest.raises(TextError, match=said):
        refuse_nul(text)


@pytest.mark.parametrize(
    ("name", "sorted_as"),
    [
        ("Ann Lee", "Lee, Ann"),
        ("Dr. Ann  Lee", "Lee, Ann"),
        ("Representative Ann M. Lee", "Lee, Ann M."),
        ("Lee, Ann", "Lee, Ann"),
        ("Pa Houa Xiong", "Xiong, Pa Houa"),
        ("Xiong, Pa Houa, PhD", "Xiong, Pa Houa"),
        ("Ka Ying Moua-Lee", "Moua-Lee, Ka Ying"),
        ("Ilhan Abdullahi Omar", "Omar, Ilhan Abdullahi"),
        ("Mohamed Abdi-Rahman Hassan", "Hassan, Mohamed Abdi-Rahman"),
        ("Ahmed bin Ali", "bin Ali, Ahmed"),
        ("María de la Cruz", "de la Cruz, María"),
        ("Nguyễn Thị Minh", "Minh, Nguyễn Thị"),
        ("Martin Luther King Jr.", "King, Martin Luther, Jr."),
        ("Sammy Davis, Jr., Ph.D.", "Davis, Sammy, Jr."),
        ("Henry Louis Gates III", "Gates, Henry Louis, III"),
        ('Robert "Bob" Smith', "Smith, Robert"),
        ("محمد بن سلمان", "بن سلمان, محمد"),
        ("שרה כהן", "כהן, שרה"),
        ("高橋 みなみ", "高橋, みなみ"),
        ("Ms. Xiong", "Xiong"),
        ("Sister Mary", "Mary"),
    ],
)
def test_it_guesses_the_name_by_which_somebody_is_sorted(name, sorted_as):
    assert sort_name_of(name) == sorted_as


@pytest.mark.parametrize("name", ["Madonna", "Her", "Dr.", "O'Brien", "🌟", "Ana 🌟", "", "=1+1"])
def test_it_leaves_a_name_of_one_part_as_it_is_written(name):
    assert sort_name_of(name) == name


@given(storable)
def test_it_gives_every_written_name_a_place_in_the_order(name):
    assert bool(sort_name_of(name)) is bool(name.split())
    assert len(sort_name_of(name)) <= LONGEST_SORT_NAME


def test_it_keeps_what_is_made_of_a_name_short_even_with_a_hundred_thousand_characters():
    long = "Ann Lee " * 12_500
    assert len(sort_name_of(long)) <= LONGEST_SORT_NAME
    assert len(fold("Ä " * 50_000)) == 99_999
    assert fold_accents("Ä " * 50_000).startswith("a a a")
    assert normal_phone("1" * 100_000) == normal_email("a" * 100_000) == normal_email("<" * 100_000) == ""


@pytest.mark.parametrize(
    "written",
    [
        "(651) 555-0100",
        "651-555-0100",
        "651.555.0100",
        "6515550100",
        "1 651 555 0100",
        "+1 651 555 0100",
        "tel: 651-555-0100",
        "651-555-0100 x12",
        "651 555 0100 ext. 12",
        "(651) 555-0100 (office)",
        "٦٥١٥٥٥٠١٠٠",
        "６５１ー５５５ー０１００",
    ],
)
def test_it_gives_a_phone_number_one_spelling(written):
    assert normal_phone(written) == "+16515550100"


def test_it_reads_numbers_of_other_countries():
    assert normal_phone("+252 61 555 1234") == "+252615551234"
    assert normal_phone("020 7946 0018", region="GB") == "+442079460018"


@pytest.mark.parametrize(
    "written", ["", "555-0100", "call the office", "123", "+", "0000000000", "🌟", "=1+1"]
)
def test_it_says_nothing_about_a_number_it_cannot_tell(written):
    assert normal_phone(written) == ""


@pytest.mark.parametrize(
    ("written", "normal"),
    [
        ("Ann.Lee@Example.ORG", "ann.lee@example.org"),
        (" ann@example.invalid ", "ann@example.invalid"),
        ("mailto:ann@example.org", "ann@example.org"),
        ("Ann Lee <Ann@example.org>", "ann@example.org"),
        ("ann+school@example.org.", "ann+school@example.org"),
        ("José@ñandú.mx", "josé@ñandú.mx"),
        ("Jose\u0301@ñandú.mx", "josé@ñandú.mx"),
    ],
)
def test_it_gives_an_email_address_one_spelling(written, normal):
    assert normal_email(written) == normal


@pytest.mark.parametrize(
    "written", ["", "ann", "ann@school", "a@b@c.d", "ann lee@x.org", "@x.org", "a@x.org,b@x.org"]
)
def test_it_says_nothing_about_what_is_no_email_address(written):
    assert normal_email(written) == ""


@given(storable)
def test_it_finds_the_normal_spelling_in_itself(text):
    email, phone = normal_email(text + "@example.org"), normal_phone(text + "6515550100")
    assert normal_email(email) == email
    assert normal_phone(phone) == phone
