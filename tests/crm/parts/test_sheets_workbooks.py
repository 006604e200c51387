"""Excel workbooks that people bring."""

import io
import zipfile
from datetime import datetime, time

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm.parts.cells import CellKind
from crm.parts.sheets import Limits, SheetError, open_sheet
from crm.parts.spreadsheets import write_xlsx

cells = st.text(
    st.sampled_from('ab é=+\t"\n\r')
    | st.characters(exclude_categories=["Cs"], exclude_characters="\0\ufffe\uffff"),
    max_size=8,
)


def workbook(*sheets):
    """A workbook of (name, rows or {place: value}) pairs."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, content in sheets:
        sheet = book.create_sheet(name)
        if isinstance(content, dict):
            for place, value in content.items():
                sheet[place] = value
        else:
            for row in content:
                sheet.append(row)
    return book


def opened(book, name="list.xlsx", **options):
    file = io.BytesIO()
    book.save(file)
    return open_sheet(file, name, **options)


def values(sheet):
    return [row.values for row in sheet.rows()]


def test_it_reads_each_kind_of_cell_as_the_text_a_spreadsheet_shows():
    header = ["id", "number", "share", "day", "moment", "hour", "yes", "nothing"]
    # A workbook knows no zones.
    day, moment = datetime(2024, 1, 31), datetime(2024, 1, 31, 9, 30)  # noqa: DTZ001
    row = ["0012", 2706240, 1.25, day, moment, time(9, 5), True, None]
    sheet = opened(workbook(("People", [header, row])))
    assert sheet.header == tuple(header)
    assert values(sheet) == [
        ("0012", "2706240", "1.25", "2024-01-31", "2024-01-31 09:30", "09:05", "TRUE", "")
    ]
    assert (sheet.encoding, sheet.delimiter, sheet.warnings) == ("", "", ())


def test_it_gives_the_number_of_each_row_as_the_spreadsheet_shows_it():
    places = {"B3": "name", "C3": "town", "B5": "Lee", "C5": "Ely", "B9": "Xiong"}
    sheet = opened(workbook(("People", places)))
    assert (sheet.header, sheet.header_line) == (("name", "town"), 3)
    assert [(row.line, row.values, row.problem) for row in sheet.rows()] == [
        (5, ("Lee", "Ely"), ""),
        (9, ("Xiong", ""), ""),
    ]


def test_it_reads_the_first_visible_worksheet_that_holds_something_and_says_so():
    book = workbook(
        ("Secret", [["x", "y"]]), ("Blank", []), ("People", [["name"], ["Lee"]]), ("Notes", [["n"]])
    )
    book["Secret"].sheet_state = "hidden"
    sheet = opened(book)
    assert sheet.header == ("name",)
    assert sheet.warnings == ("The workbook has 4 worksheets; “People” was read, the others were not.",)


def test_it_reads_the_worksheet_that_is_asked_for():
    book = workbook(("People", [["name"], ["Lee"]]), ("Notes", [["note"], ["x"]]))
    sheet = opened(book, sheet_name="Notes")
    assert (sheet.header, sheet.warnings) == (("note",), ())
    with pytest.raises(SheetError, match="no worksheet of that name"):
        opened(book, sheet_name="Elsewhere")


def test_it_reads_what_a_formula_showed_not_the_formula():
    assert values(opened(workbook(("People", [["sum", "text"], ["=1+1", "x"]])))) == [("", "x")]


def test_it_reads_twice_and_from_the_middle():
    sheet = opened(workbook(("People", [["n"], *([number] for number in range(5))])))
    assert next(sheet.rows()).values == ("0",)
    assert values(sheet) == values(sheet) == [(str(number),) for number in range(5)]


@given(
    st.lists(st.lists(cells, min_size=2, max_size=2).filter(lambda row: any(map(str.strip, row))), max_size=4)
)
def test_it_reads_back_what_groundwork_wrote(rows):
    with write_xlsx(["alpha", "beta"], [CellKind.TEXT, CellKind.PHONE], rows) as file:
        sheet = open_sheet(file, "export.xlsx")
    assert values(sheet) == [tuple(row) for row in rows]
    assert [row.line for row in sheet.rows()] == list(range(2, len(rows) + 2))


def test_it_does_not_mind_formats_far_below_the_table():
    book = workbook(("People", [["name"], ["Lee"]]))
    book["People"]["Z1048576"].font = openpyxl.styles.Font(bold=True)
    assert values(opened(book)) == [("Lee",)]


def test_it_refuses_a_workbook_with_nothing_in_it():
    with pytest.raises(SheetError, match="holds no rows"):
        opened(workbook(("People", []), ("Notes", [])))


@pytest.mark.parametrize(
    ("rows", "limits", "said"),
    [
        ([["a", "b", "c"]], Limits(columns=2), "more than 2 columns"),
        ([["a"], ["b"], ["c"]], Limits(rows=1), "more than 1 rows"),
        ([["a"] * 9] * 9, Limits(cells=80), "more than 80 cells"),
        ([["a"], ["x" * 60]], Limits(cell_characters=50), "Line 2: The worksheet has a cell of more than 50"),
        ([["a"], ["x"]], Limits(expanded_bytes=500), "Unpacked, the workbook is larger"),
        ([["a"], ["x"]], Limits(parts=3), "more parts than a workbook has"),
        ([["a"], ["x"]], Limits(file_bytes=500), "larger than 0 MB"),
    ],
)
def test_it_refuses_what_is_larger_than_the_limits(rows, limits, said):
    with pytest.raises(SheetError, match=said):
        values(opened(workbook(("People", rows)), limits=limits))


def test_it_refuses_a_nul_character_with_its_row():
    file = write_xlsx(["name"], [CellKind.TEXT], [["Lee"], ["Xi\0ong"]])
    with file, pytest.raises(SheetError, match="Line 3: There is a NUL character"):
        open_sheet(file, "list.xlsx")


@pytest.mark.parametrize("share", [0.3, 0.6, 0.9, 0.99])
def test_it_refuses_a_workbook_that_is_cut_off(share):
    file = io.BytesIO()
    workbook(("People", [["name"], ["Lee"]])).save(file)
    whole = file.getvalue()
    with pytest.raises(SheetError, match="damaged or cut off"):
        open_sheet(io.BytesIO(whole[: int(len(whole) * share)]), "list.xlsx")


def test_it_refuses_a_workbook_with_broken_parts():
    file = io.BytesIO()
    workbook(("People", [["name"], ["Lee"]])).save(file)
    broken = io.BytesIO()
    with zipfile.ZipFile(file) as old, zipfile.ZipFile(broken, "w") as new:
        for part in old.infolist():
            content = old.read(part)
            new.writestr(part.filename, content[:-40] if "sheet1" in part.filename else content)
    with pytest.raises(SheetError, match="damaged or cut off"):
        open_sheet(broken, "list.xlsx")


@pytest.mark.parametrize(
    ("parts", "said"),
    [
        ({"a.csv": "a,b"}, "This is an archive"),
        ({"word/document.xml": "<w/>"}, "This is an archive"),
        ({"content.xml": "<o/>", "mimetype": "x"}, "a spreadsheet of another kind"),
        ({"xl/workbook.bin": "x"}, "a spreadsheet of another kind"),
        ({"Index/Document.iwa": "x"}, "a spreadsheet of another kind"),
    ],
)
def test_it_says_what_another_archive_is(parts, said):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    with pytest.raises(SheetError, match=said):
        open_sheet(file, "list.xlsx")


def test_it_logs_when_the_reader_itself_fails(monkeypatch, caplog, tmp_path):
    broken = tmp_path / "child.py"
    broken.write_text("raise LookupError('the reader is not installed')")
    monkeypatch.setattr("crm.parts.sheets.workbooks._CHILD", broken)
    with pytest.raises(SheetError):
        opened(workbook(("People", [["name"]])))
    assert "the reader is not installed" in caplog.text
