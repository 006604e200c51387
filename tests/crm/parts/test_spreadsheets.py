"""Files that leave the house: streamed CSV and typed XLSX."""

import csv
import io
import zipfile
from datetime import date, datetime
from itertools import count

import openpyxl
import pytest
import python_calamine
from hypothesis import given
from hypothesis import strategies as st

from crm.parts import spreadsheets
from crm.parts.cells import CellKind, unguard
from crm.parts.dates import FuzzyDate
from crm.parts.spreadsheets import SheetTooLong, stream_csv, write_xlsx

HEADER = ["NCES id", "Name", "Phone", "Since", "Students", "Topics"]
KINDS = [CellKind.IDENTIFIER, CellKind.TEXT, CellKind.PHONE, CellKind.DATE, CellKind.NUMBER, CellKind.LIST]
ROW = ["0012", "=1+1", "+1 555 0100", date(2024, 1, 31), 240, ["votes", "budget"]]

# U+FFFE and U+FFFF are no characters; XML knows them as little as it knows NUL
storable = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0\ufffe\uffff"), max_size=30)
tricky = st.text(st.sampled_from("=+-@\t\r\n'\"＝ 1aé;,\ufeff\x07_x0041_")) | storable
tables = st.integers(1, 4).flatmap(
    lambda width: st.lists(st.lists(tricky, min_size=width, max_size=width), min_size=1, max_size=5)
)


def read_csv(pieces):
    text = b"".join(pieces).decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text, newline="")))


def sheet_of(file):
    return openpyxl.load_workbook(file).active


def test_it_writes_csv_as_excel_opens_it():
    written = b"".join(
        stream_csv(["Name", "Note"], [CellKind.TEXT] * 2, [["José", 'said "no"'], ["Ann", None]])
    )
    assert written == b'\xef\xbb\xbfName,Note\r\nJos\xc3\xa9,"said ""no"""\r\nAnn,\r\n'


def test_it_writes_each_cell_by_its_kind():
    assert read_csv(stream_csv(HEADER, KINDS, [ROW])) == [
        HEADER,
        ["0012", "'=1+1", "+1 555 0100", "2024-01-31", "240", "votes; budget"],
    ]


def test_it_guards_the_names_of_columns_too():
    assert read_csv(stream_csv(["=1+1"], [CellKind.TEXT], [])) == [["'=1+1"]]


@given(tables)
def test_it_loses_and_alters_nothing_in_csv(rows):
    kinds = [CellKind.TEXT] * len(rows[0])
    read = read_csv(stream_csv([f"c{n}" for n in range(len(kinds))], kinds, rows))[1:]
    assert [[unguard(cell) for cell in row] for row in read] == rows


def test_it_sends_the_header_before_it_asks_for_a_row_and_then_five_hundred_at_a_time():
    asked = count()
    pieces = stream_csv(["Number"], [CellKind.NUMBER], ([next(asked)] for _ in range(5000)))
    assert next(pieces).endswith(b"Number\r\n")
    assert next(asked) == 0
    assert next(pieces).count(b"\r\n") == 500
    assert next(asked) <= 502


@pytest.mark.parametrize(
    "rows", [[["a"]], [["a", "b", "c"]], [["a", "b"], ["a"]], [["a", "b"], ["a", "b", "c"]]]
)
@pytest.mark.parametrize("write", [lambda *table: list(stream_csv(*table)), write_xlsx])
def test_it_never_cuts_off_a_row_in_silence(write, rows):
    with pytest.raises(ValueError):
        write(["One", "Two"], [CellKind.TEXT] * 2, rows)


@pytest.mark.parametrize("write", [lambda *table: list(stream_csv(*table)), write_xlsx])
def test_it_refuses_a_file_without_columns_or_with_a_column_of_no_kind(write):
    with pytest.raises(ValueError, match="each column a name and a kind"):
        write([], [], [])
    with pytest.raises(ValueError, match="each column a name and a kind"):
        write(["One", "Two"], [CellKind.TEXT], [])


def test_it_types_the_cells_of_xlsx():
    with write_xlsx(HEADER, KINDS, [ROW]) as file:
        header, cells = sheet_of(file).iter_rows()
    assert [cell.value for cell in header] == HEADER
    assert [(cell.value, cell.data_type) for cell in cells] == [
        ("0012", "s"),
        ("=1+1", "s"),
        ("+1 555 0100", "s"),
        (datetime(2024, 1, 31), "d"),  # noqa: DTZ001  # a workbook knows no zones
        (240, "n"),
        ("votes; budget", "s"),
    ]
    assert cells[3].number_format == "yyyy-mm-dd"


def test_it_shows_a_month_as_a_month_in_xlsx():
    with write_xlsx(["Since"], [CellKind.DATE], [[FuzzyDate.of_month(2024, 1)], [None]]) as file:
        assert [row[0] for row in sheet_of(file).iter_rows(min_row=2, values_only=True)][:1] == ["2024-01"]


@pytest.mark.parametrize(
    "text",
    [
        "=1+1",
        "{=1+1}",
        "+1",
        "@SUM(1)",
        "http://example.org",
        "mailto:a@b.org",
        "internal:x",
        "0012",
        "1e5",
        "TRUE",
    ],
)
def test_it_puts_no_formula_link_or_number_into_a_text_cell_of_xlsx(text):
    with write_xlsx([text], [CellKind.TEXT], [[text]]) as file:
        for (cell,) in sheet_of(file).iter_rows():
            assert (cell.value, cell.data_type, cell.hyperlink) == (text, "s", None)


@given(tables)
def test_it_loses_and_alters_nothing_in_xlsx(rows):
    names = [f"c{n}" for n in range(len(rows[0]))]
    with write_xlsx(names, [CellKind.TEXT] * len(names), rows) as file:
        for row in sheet_of(file).iter_rows():
            assert all(cell.data_type != "f" for cell in row)
        file.seek(0)
        sheet = python_calamine.load_workbook(file).get_sheet_by_index(0)
        read = sheet.to_python(skip_empty_area=False)[1:]
    assert read + [[""] * len(names)] * (len(rows) - len(read)) == rows


def test_it_writes_the_names_of_columns_when_there_are_no_rows():
    assert read_csv(stream_csv(HEADER, KINDS, [])) == [HEADER]
    with write_xlsx(HEADER, KINDS, []) as file:
        (header, *rest) = sheet_of(file).iter_rows(values_only=True)
    assert list(header) == HEADER
    assert not any(any(row) for row in rest)


def test_it_keeps_two_columns_of_one_name_apart_in_xlsx():
    with write_xlsx(["Tag", "Tag", "", "Tag (2)"], [CellKind.TEXT] * 4, [["a", "b", "c", "d"]]) as file:
        header, row = sheet_of(file).iter_rows(values_only=True)
    assert header == ("Tag", "Tag (2)", "Column 3", "Tag (2) (2)")
    assert row == ("a", "b", "c", "d")


def test_it_sends_a_list_too_long_for_a_worksheet_to_csv(monkeypatch):
    monkeypatch.setattr(spreadsheets, "LONGEST_XLSX", 1000)
    assert write_xlsx(["Number"], [CellKind.NUMBER], ([n] for n in range(1000))).read(2) == b"PK"
    with pytest.raises(SheetTooLong, match="Take the CSV file"):
        write_xlsx(["Number"], [CellKind.NUMBER], ([n] for n in range(1001)))


def test_it_passes_on_what_goes_wrong_while_rows_are_read():
    def rows():
        yield ["Ann"]
        raise ConnectionError("the database went away")

    for write in (lambda *table: list(stream_csv(*table)), write_xlsx):
        with pytest.raises(ConnectionError, match="went away"):
            write(["Name"], [CellKind.TEXT], rows())


def test_it_replaces_half_a_character_which_no_file_can_hold():
    assert read_csv(stream_csv(["Name"], [CellKind.TEXT], [["Ana \ud83c"]]))[1] == ["Ana ?"]


def test_it_makes_a_workbook_without_formulas_links_or_macros_in_its_parts():
    with write_xlsx(HEADER, KINDS, [ROW]) as file, zipfile.ZipFile(file) as parts:
        assert not [name for name in parts.namelist() if "vba" in name or "external" in name.lower()]
        sheet = parts.read("xl/worksheets/sheet1.xml")
    assert b"<f" not in sheet
    assert b"hyperlink" not in sheet
