"""Cells: how each kind is written, and how a spreadsheet is kept from computing what people typed."""

import re
import sys
import unicodedata
from datetime import UTC, date, datetime, time
from decimal import Decimal
from uuid import UUID

import pytest
from django.utils.functional import lazystr
from hypothesis import example, given
from hypothesis import strategies as st

from crm.parts.cells import (
    LONGEST_XLSX_CELL,
    CellKind,
    csv_column,
    guard,
    is_live,
    join_list,
    unguard,
    words,
    xlsx_column,
)
from crm.parts.dates import UNKNOWN, FuzzyDate

LEADS = ["=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠", "−", "﹦", "⁺"]
BEFORE = [
    "",
    " ",
    "\u00a0",
    "\u3000",
    "\ufeff",
    '"',
    "'",
    "“",
    "„",
    "«",
    "\x00",
    "\x07",
    "\x1f",
    "\x7f",
    "\x85",
]
BEFORE += [
    "\u200b",
    "\u200d",
    "\u202e",
    "\u2066",
    "\u2060",
    "\u00ad",
    "\u034f",
    "\ufe0f",
    "\u3164",
    "\U000e0041",
    " ' \u200b\"\ufeff ",
]

# Text as people and attackers write it: mostly signs that matter here, now and then anything
tricky = st.text(
    st.sampled_from("=+-@\t\r\n'\"＝＋ 1aé;,\ufeff\u200b\x00|!()") | st.characters(exclude_categories=["Cs"])
)
kinds = st.sampled_from(CellKind)


def would_be_computed(cell):
    """A spreadsheet's view of a CSV cell, by another way than the guard's: the first character one can see."""
    for character in cell:
        if character in "\t\r\n":
            return True
        if unicodedata.normalize("NFKC", character)[0] in "=+-@\u2212":
            return True
        unseen = unicodedata.category(character) in {"Cc", "Cf", "Zs", "Zl", "Zp", "Pi", "Pf"}
        if not (unseen or character.isspace() or character in "\"'`´„‚＂＇\u034f\ufe0f\u3164"):
            return False
    return False


@pytest.mark.parametrize("before", BEFORE)
@pytest.mark.parametrize("lead", LEADS)
def test_it_guards_a_text_that_begins_like_a_formula_however_hidden(before, lead):
    text = before + lead + "1+1"
    assert would_be_computed(text)
    assert guard(text) == "'" + text
    assert unguard(guard(text)) == text


@pytest.mark.parametrize(
    "text", ["", "Ann Lee", "'tis", "a=b", "1+1", "(651) 555-0100", "a@b.org", "🌟", "#N/A", "“Yes”", "  x"]
)
def test_it_leaves_plain_text_alone(text):
    assert guard(text) == unguard(text) == text


@given(tricky, kinds)
@example("'=1", CellKind.TEXT)
@example("''=1", CellKind.TEXT)
@example("'+1 555 0100", CellKind.PHONE)
def test_it_gives_back_exactly_what_it_guarded(text, kind):
    assert unguard(guard(text, kind)) == text


@given(tricky)
def test_it_leaves_no_text_that_a_spreadsheet_would_compute(text):
    assert not would_be_computed(text) or guard(text) == "'" + text


def test_it_knows_every_character_that_reads_as_a_sign_or_is_not_seen():
    """Over all of Unicode, so that a new version of it cannot open a gap unseen."""
    for point in range(sys.maxunicode + 1):
        character = chr(point)
        category = unicodedata.category(character)
        if unicodedata.normalize("NFKC", character)[:1] in {"=", "+", "-", "@", "\u2212"}:
            assert is_live(character + "1"), f"U+{point:04X} reads as a sign"
        elif category in {"Cc", "Cf", "Zs", "Zl", "Zp", "Pi", "Pf"} or character in "\"'`´":
            assert is_live(character + "=1"), f"U+{point:04X} is skipped by readers"


@pytest.mark.parametrize(
    "phone",
    ["+1 555 0100", "+16515550100", "+1 (651) 555-0100", "+1 651-555-0100 ext. 12", "+252 61 555 1234"],
)
def test_it_does_not_mangle_a_phone_number(phone):
    assert guard(phone, CellKind.PHONE) == phone


@pytest.mark.parametrize(
    "phone",
    [
        "+1+cmd|' /C calc'!A0",
        "+1-555-0100",
        "+1 -2",
        "=+1 555 0100",
        "-1 555",
        "+1 555 0100\n=1",
        "+1 555;=1",
        "@SUM(1)",
    ],
)
def test_it_guards_a_phone_number_that_is_a_sum(phone):
    assert guard(phone, CellKind.PHONE) == "'" + phone


@pytest.mark.parametrize("number", ["-93.265", "+5", "-1,234.50", "-1e-7", "-12%", "-.5"])
def test_it_does_not_mangle_a_number(number):
    assert guard(number, CellKind.NUMBER) == number
    assert guard(number, CellKind.TEXT) == "'" + number


@pytest.mark.parametrize("number", ["-1-2", "-1+cmd|' /C calc'!A0", "=1", "-1\n", "+-1", "-1,2,3", "－1"])
def test_it_guards_a_number_that_is_a_sum(number):
    assert guard(number, CellKind.NUMBER) == "'" + number


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (None, ""),
        (True, "yes"),
        (False, "no"),
        (12, "12"),
        (3.0, "3"),
        (-93.265, "-93.265"),
        (float("nan"), ""),
        (float("-inf"), ""),
        (Decimal("1.50"), "1.50"),
        (date(2024, 1, 31), "2024-01-31"),
        (datetime(2024, 1, 31, 9, 5, tzinfo=UTC), "2024-01-31 09:05+00:00"),
        (datetime(2024, 1, 31, 9, 5, 7, tzinfo=UTC), "2024-01-31 09:05:07+00:00"),
        (time(9, 5), "09:05:00"),
        (FuzzyDate.of_month(2023, 8), "2023-08"),
        (UNKNOWN, ""),
        (UUID(int=5), "00000000-0000-0000-0000-000000000005"),
        (["nurse", "parent leader"], "nurse; parent leader"),
        ((), ""),
        (lazystr("person"), "person"),
    ],
)
def test_it_writes_each_value_in_one_way(value, written):
    assert words(value) == written


def items_of(cell):
    """A list's cell taken apart at the semicolons that stand outside quotes."""
    found = re.findall(r'(?:"((?:[^"]|"")*)"|([^;"]+))(?:; |\Z)', cell)
    return [plain or quoted.replace('""', '"') for quoted, plain in found]


@given(st.lists(tricky))
@example(["", ""])
@example(["a;b", '"', " x "])
def test_it_writes_a_list_that_can_be_read_back(items):
    assert items_of(join_list(items)) == items


@given(st.lists(tricky | st.none() | st.integers() | st.dates(), max_size=8), kinds)
def test_it_guards_a_column_as_it_guards_each_cell(values, kind):
    assert list(csv_column(values, kind)) == [guard(words(value), kind) for value in values]


def test_it_types_the_cells_of_a_workbook():
    assert xlsx_column(["007", "=1+1", None, ""], CellKind.IDENTIFIER) == ["007", "=1+1", "", ""]
    assert xlsx_column([1, 2.5, Decimal("0.1"), None, float("nan"), "-3"], CellKind.NUMBER) == [
        1.0,
        2.5,
        0.1,
        None,
        None,
        "-3",
    ]
    assert xlsx_column([True, False], CellKind.BOOLEAN) == ["yes", "no"]
    day = date(2024, 1, 31)
    assert xlsx_column([day, FuzzyDate.of_day(day), FuzzyDate.of_month(2024, 1), UNKNOWN], CellKind.DATE) == [
        day,
        day,
        "2024-01",
        None,
    ]


def test_it_writes_as_text_what_a_workbook_would_change():
    assert xlsx_column([2**53, 2**53 + 1, Decimal("0.12345678901234567890")], CellKind.NUMBER) == [
        float(2**53),
        "9007199254740993",
        "0.12345678901234567890",
    ]
    assert xlsx_column([date(1899, 12, 31)], CellKind.DATE) == ["1899-12-31"]


@pytest.mark.parametrize("text", ["x" * LONGEST_XLSX_CELL, "🌟" * (LONGEST_XLSX_CELL // 2)])
def test_it_cuts_what_a_workbook_cannot_hold_and_says_so(text):
    (whole,) = xlsx_column([text], CellKind.TEXT)
    assert whole == text
    (cut,) = xlsx_column([text + "yz"], CellKind.TEXT)
    assert cut.endswith("the CSV file has it all]")
    assert cut[:10_000] == text[:10_000]
    assert len(cut.encode("utf-16-le")) // 2 <= LONGEST_XLSX_CELL


def test_it_replaces_half_a_character_which_no_file_can_hold():
    assert xlsx_column(["Ana \ud83c"], CellKind.TEXT) == ["Ana ?"]
