"""Tables in text that people bring: any dialect, any encoding, each row with its line."""

import csv
import hashlib
import io
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile, TemporaryUploadedFile
from hypothesis import given
from hypothesis import strategies as st

from crm.parts.cells import CellKind, unguard
from crm.parts.sheets import Limits, SheetError, open_sheet
from crm.parts.spreadsheets import stream_csv

PLAIN = "Name,Town,Phone\nJosé Peña,Saint Paul,651\nAnn Lee,Ely,218\n"
ROWS = [("José Peña", "Saint Paul", "651"), ("Ann Lee", "Ely", "218")]

cells = st.text(
    st.sampled_from("ab é,;|\t\"'\n\r=") | st.characters(codec="utf-8", exclude_characters="\0"), max_size=8
)


def opened(content, name="people.csv", **options):
    return open_sheet(
        io.BytesIO(content if isinstance(content, bytes) else content.encode()), name, **options
    )


def values(sheet):
    return [row.values for row in sheet.rows()]


@pytest.mark.parametrize(
    ("encoding", "found"),
    [
        ("utf-8", "utf-8"),
        ("utf-8-sig", "utf-8-sig"),
        ("utf-16", "utf-16"),
        ("utf-16-le", "utf-16-le"),
        ("utf-16-be", "utf-16-be"),
        ("utf-32", "utf-32"),
        ("cp1252", "cp1252"),
    ],
)
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_it_reads_any_encoding_line_end_and_delimiter(encoding, found, end, delimiter):
    sheet = opened(PLAIN.replace(",", delimiter).replace("\n", end).encode(encoding))
    assert (sheet.encoding, sheet.delimiter) == (found, delimiter)
    assert sheet.header == ("Name", "Town", "Phone")
    assert values(sheet) == ROWS
    assert [row.line for row in sheet.rows()] == [2, 3]


def test_it_says_when_the_encoding_is_a_guess():
    assert opened(PLAIN).warnings == ()
    assert "Windows-1252" in opened(PLAIN.encode("cp1252")).warnings[0]
    assert "UTF-16" in opened(PLAIN.encode("utf-16-le")).warnings[0]


def test_it_takes_the_encoding_and_the_delimiter_that_it_is_told():
    sheet = opened(PLAIN.encode("mac_roman"), encoding="mac_roman")
    assert (values(sheet), sheet.warnings) == (ROWS, ())
    assert opened("a;b,c\n1;2,3\n", delimiter=";").header == ("a", "b,c")


@pytest.mark.parametrize("hint", ["sep=;\r\n", '"sep=;"\n', "SEP=;\n", "\ufeffsep=;\r\n"])
def test_it_obeys_a_hint_line_and_counts_it(hint):
    sheet = opened(hint + "a,x;b,x\n1;2\n")
    assert (sheet.header, sheet.header_line) == (("a,x", "b,x"), 2)
    assert [(row.line, row.values) for row in sheet.rows()] == [(3, ("1", "2"))]


@pytest.mark.parametrize(
    ("content", "delimiter", "header"),
    [
        ("name;note\nLee;one, two\nXiong;a, b, c\n", ";", ("name", "note")),
        ("name;share\nLee;1,5\nXiong;2,5\n", ";", ("name", "share")),
        ("name,tags\nLee,a;b;c\nXiong,d;e;f\n", ",", ("name", "tags")),
        ("name\nLee, Ann\nXiong, Mai\n", ";", ("name",)),
        ("name\nLee\n", ",", ("name",)),
        ('name, note\n"Lee", "one, two"\n"Xiong", "a, b"\n', ",", ("name", "note")),
        ("name|note\n", "|", ("name", "note")),
    ],
)
def test_it_is_not_misled_by_delimiters_within_cells(content, delimiter, header):
    sheet = opened(content)
    assert sheet.header == header
    assert delimiter in (sheet.delimiter, ";" if header == ("name",) else delimiter)
    assert all(not row.problem for row in sheet.rows())


def test_it_reads_cells_quoted_after_a_space():
    assert values(opened('name, note\n"Lee", "one, two"\n"Xiong", "a, b"\n')) == [
        ("Lee", "one, two"),
        ("Xiong", "a, b"),
    ]


def test_it_gives_the_line_on_which_a_record_starts():
    sheet = opened('name,note\r\nLee,"one\r\ntwo\nthree"\r\n\r\nXiong,x\r\n,\r\nVang,"\n"\nYang,y')
    assert [(row.line, row.values) for row in sheet.rows()] == [
        (2, ("Lee", "one\r\ntwo\nthree")),
        (6, ("Xiong", "x")),
        (8, ("Vang", "\n")),
        (10, ("Yang", "y")),
    ]


@given(
    rows=st.lists(
        st.lists(cells, min_size=3, max_size=3).filter(lambda row: any(map(str.strip, row))), max_size=6
    ),
    delimiter=st.sampled_from(",;\t|"),
    end=st.sampled_from(["\n", "\r\n", "\r"]),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]),
)
def test_it_reads_back_every_table_with_its_lines(rows, delimiter, end, encoding):
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=delimiter, lineterminator=end, quoting=csv.QUOTE_ALL)
    writer.writerow(["alpha", "beta", "gamma"])
    lines = []
    for row in rows:
        lines.append(1 + len(re.findall("\r\n|\r|\n", text.getvalue())))
        writer.writerow(row)
    sheet = opened(text.getvalue().encode(encoding))
    assert values(sheet) == [tuple(row) for row in rows]
    assert [row.line for row in sheet.rows()] == lines


@given(
    st.lists(st.lists(cells, min_size=2, max_size=2).filter(lambda row: any(map(str.strip, row))), max_size=6)
)
def test_it_reads_back_what_groundwork_wrote(rows):
    sheet = opened(b"".join(stream_csv(["alpha", "beta"], [CellKind.TEXT, CellKind.EMAIL], rows)))
    assert [[unguard(value) for value in row.values] for row in sheet.rows()] == rows


def test_it_finds_the_header_below_a_title():
    sheet = opened("Contacts of Ada\n\nname,town\nLee,Ely\n")
    assert (sheet.header, sheet.header_line) == (("name", "town"), 3)
    assert "found in line 3" in sheet.warnings[0]
    assert [row.line for row in sheet.rows()] == [4]


def test_it_finds_the_header_by_the_names_that_are_expected():
    text = "Field labels,See below\nNAME__C,TOWN__C\nLee,Ely\n"
    assert opened(text).header == ("Field labels", "See below")
    assert opened(text, known=["name__c", "Town C", "phone"]).header == ("NAME__C", "TOWN__C")


def test_it_tidies_the_header_and_names_doubled_columns():
    sheet = opened(" Full\nName ,Phone,,Phone,,\nLee,1,x,2,,\n".replace("Full\nName", '"Full\nName"'))
    assert sheet.header == ("Full Name", "Phone", "", "Phone")
    assert sheet.warnings == ("This column stands there more than once: Phone.",)
    assert values(sheet) == [("Lee", "1", "x", "2")]


def test_it_reports_rows_that_do_not_fit_the_header():
    sheet = opened("a,b,c\n1,2\n1,2,3,4\n1,2,3,,,\n1,2,3\n")
    assert [(row.line, row.values, bool(row.problem)) for row in sheet.rows()] == [
        (2, ("1", "2", ""), True),
        (3, ("1", "2", "3"), True),
        (4, ("1", "2", "3"), False),
        (5, ("1", "2", "3"), False),
    ]
    first = next(sheet.rows())
    assert first.problem.startswith("2 cells under a header of 3.")


def test_it_passes_over_blank_rows_and_may_have_none():
    assert values(opened("a,b\n\n,\n  , \n1,2\n\n")) == [("1", "2")]
    assert values(opened("a,b\n")) == []


def test_it_tells_the_digest_and_the_size_of_the_bytes():
    content = PLAIN.encode("utf-16")
    sheet = opened(content)
    assert (sheet.digest, sheet.size, sheet.name) == (
        hashlib.sha256(content).hexdigest(),
        len(content),
        "people.csv",
    )


def test_it_opens_a_path_and_every_kind_of_upload(tmp_path):
    path = tmp_path / "list.csv"
    path.write_text(PLAIN, encoding="utf-8")
    small = SimpleUploadedFile("small.csv", PLAIN.encode())
    with TemporaryUploadedFile("large.csv", "text/csv", 0, None) as large:
        large.write(PLAIN.encode())
        for source, name in ((path, "list.csv"), (str(path), "list.csv"), (small, "small.csv")):
            sheet = open_sheet(source)
            assert (sheet.name, values(sheet), values(sheet)) == (name, ROWS, ROWS)
        assert values(open_sheet(large, "large.csv")) == ROWS
        assert not large.closed
        assert not small.closed


def test_it_can_stop_reading_and_start_again():
    sheet = opened(PLAIN)
    assert next(sheet.rows()).values == ROWS[0]
    assert values(sheet) == ROWS


@pytest.mark.parametrize(
    ("content", "name", "said"),
    [
        (b"", "a.csv", "The file is empty"),
        (b"\n\n ,\n", "a.csv", "holds no rows"),
        (b"\xef\xbb\xbf", "a.csv", "holds no rows"),
        (b"%PDF-1.7\n", "a.csv", "type PDF, not a spreadsheet"),
        (b"\x89PNG\r\n\x1a\n\0\0\0", "a.csv", "type PNG"),
        (b"\x1f\x8b\x08\0\0\0\0\0", "a.csv", "type gzip"),
        (b"<!DOCTYPE html>\n<html><body>Sign in", "a.csv", "a web page or XML"),
        (b"\xef\xbb\xbf <html>", "a.csv", "a web page or XML"),
        (b"<table><tr><td>a</td></tr></table>", "a.xls", "a web page or XML"),
        (b'<?xml version="1.0"?><Workbook>', "a.csv", "a web page or XML"),
        (b'[{"name": "Lee"}]', "a.csv", "This is JSON"),
        (b"BEGIN:VCARD\nVERSION:3.0\n", "a.csv", r"contacts or events \(VCARD\)"),
        (b"PK\x03\x04whatever", "a.csv", "let its name end in .xlsx"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1\0\0", "a.xls", "old Excel file"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1\0\0", "a.xlsx", "or one with a password"),
        (b"a,b\n1,2\n", "a.xlsx", "is no Excel workbook"),
        (bytes(range(256)) * 50, "a.csv", "not a text file"),
        (b"\x01\x02\x93\xfe\x81\x05" * 500, "a.csv", "not a text file"),
        (b"a,b\n1,\0\n", "a.csv", "Line 2: There is a NUL character"),
        (b"\xef\xbb\xbfa,b\n1,2\n3,\0\n", "a.csv", "Line 3: There is a NUL character"),
        ("a,b\n1,\0\n".encode("utf-16"), "a.csv", "Line 2: There is a NUL character"),
        ("a,b\nPeña,é".encode()[:-1], "a.csv", "ends in the middle of a character"),
        ("a,b\n1,2".encode("utf-16")[:-1], "a.csv", "in the middle of a character"),
        (b"\xef\xbb\xbfa\n\xe9\xe9\n", "a.csv", "mixes encodings"),
        (b"a\n\x81\xe9\n", "a.csv", "mixes encodings"),
        (b'a,b\n1,2\n3,"x\n4,5\n', "a.csv", "Line 3: A quotation mark that opens here is never closed"),
        (b'a,b\n1,"', "a.csv", "Line 2: A quotation mark"),
        (b"a,b,c\n1,2,3\n1,2", "a.csv", "The last line stops in the middle"),
    ],
)
def test_it_refuses_what_is_not_what_it_claims_and_says_what_to_do(content, name, said):
    with pytest.raises(SheetError, match=said):
        values(opened(content, name))


def test_it_takes_a_short_last_line_for_an_end_where_rows_are_short_or_the_line_is_whole():
    assert len(values(opened("a,b,c\n1,2\n1,2"))) == 2
    assert len(values(opened("a,b,c\n1,2,3\n1,2\n"))) == 2


@pytest.mark.parametrize(
    ("content", "limits", "said"),
    [
        (b"a,b\n" * 30, Limits(file_bytes=100), "larger than 0 MB"),
        (b"a\n" * 12, Limits(rows=10), "more than 10 rows"),
        (b"a,b,c,d\n", Limits(columns=3), "Line 1: The file has more than 3 columns"),
        (b"a,b\n1,2,3,4\n", Limits(columns=3), "Line 2: The file has more than 3 columns"),
        (
            b"a,b\n1,2\n1," + b"x" * 51,
            Limits(cell_characters=50),
            "Line 3: A cell of more than 50 characters",
        ),
        (b'a,b\n1,"' + b"x\n" * 90_000 + b'"\n', Limits(), "Line 2: A cell of more than 100,000 characters"),
        (
            b"a,b\n1," + b"x," * 600,
            Limits(cell_characters=50),
            "Line 2: There are more than 1,000 characters",
        ),
    ],
)
def test_it_refuses_what_is_larger_than_the_limits(content, limits, said):
    with pytest.raises(SheetError, match=said):
        values(opened(content, limits=limits))


def test_it_carries_the_line_of_what_is_wrong():
    with pytest.raises(SheetError) as refused:
        values(opened(b'a,b\n1,2\n3,"x\n'))
    assert refused.value.line == 3


@given(st.binary(max_size=300))
def test_it_reads_or_refuses_any_bytes_and_never_breaks(content):
    try:
        answer = len(values(opened(content, ""))) + 1
    except SheetError as refused:
        answer = len(str(refused))
    assert answer
