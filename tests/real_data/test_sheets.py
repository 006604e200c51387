"""Files as other programs wrote them, and the whole public directories."""

import csv
import io
import json
import os
import subprocess
import sys
from pathlib import Path

import openpyxl
import pytest
import python_calamine

from crm.parts.cells import CellKind, guard, unguard
from crm.parts.sheets import match_headers, open_sheet
from crm.parts.spreadsheets import stream_csv, write_xlsx

DATA = Path(os.environ.get("GROUNDWORK_DATA", "/nowhere"))
SPECIMENS = DATA / "import_specimens"
HOUSE = Path(__file__).parents[2]
DISTRICT = (
    "LEA_NAME",
    "ST_LEAID",
    "LEAID",
    "LSTREET1",
    "LCITY",
    "LSTATE",
    "LZIP",
    "PHONE",
    "WEBSITE",
    "OPERATIONAL_SCHOOLS",
)
SPECTRUM = sorted(path.stem for path in (SPECIMENS / "csv_spectrum" / "csvs").glob("*.csv")) or ["none"]


def values(sheet):
    return [row.values for row in sheet.rows()]


@pytest.fixture(scope="module")
def districts():
    """The rows of the Minnesota districts by NCES id, from the file that the dialects were made from."""
    with (DATA / "directories" / "mn_districts_ccd2024-25_all58cols.csv").open(
        encoding="utf-8", newline=""
    ) as file:
        return {row["LEAID"]: tuple(row[name] for name in DISTRICT) for row in csv.DictReader(file)}


@pytest.mark.parametrize(
    ("name", "encoding", "delimiter", "first_line", "rows"),
    [
        ("mn_districts_utf8_bom_crlf.csv", "utf-8-sig", ",", 2, 120),
        ("mn_districts_semicolon_cp1252.csv", "utf-8", ";", 2, 100),  # its rows are plain ASCII
        ("mn_districts_all_quoted_cr_only.csv", "utf-8", ",", 2, 40),
        ("mn_districts_sep_hint_line.csv", "utf-8", ",", 3, 20),
        ("mn_districts_excel_unicode_text_utf16le_tab.txt", "utf-16", "\t", 2, 100),
        ("mn_districts.xlsx", "", "", 2, 300),
    ],
)
def test_it_reads_every_dialect_of_one_directory(districts, name, encoding, delimiter, first_line, rows):
    sheet = open_sheet(SPECIMENS / "csv_dialects" / name)
    assert (sheet.header, sheet.encoding, sheet.delimiter) == (DISTRICT, encoding, delimiter)
    read = list(sheet.rows())
    assert [row.line for row in read] == list(range(first_line, first_line + rows))
    assert all(row.values == districts[row.values[2]] and not row.problem for row in read)


def test_it_reports_the_ragged_rows_by_their_lines(districts):
    rows = list(open_sheet(SPECIMENS / "csv_dialects" / "mn_districts_ragged_rows.csv").rows())
    assert {row.line: row.problem[:30] for row in rows if row.problem} == {
        4: "12 cells under a header of 10.",
        6: "4 cells under a header of 10. ",
    }
    assert [row.line for row in rows] == [2, 3, 4, 5, 6, 7, 9, *range(11, 24)]
    assert all(row.values == districts[row.values[2]] for row in rows if not row.problem)


@pytest.mark.parametrize("name", SPECTRUM)
def test_it_agrees_with_the_known_answers(name):
    sheet = open_sheet(SPECIMENS / "csv_spectrum" / "csvs" / f"{name}.csv")
    read = [dict(zip(sheet.header, row, strict=True)) for row in values(sheet)]
    answers = json.loads((SPECIMENS / "csv_spectrum" / "json" / f"{name}.json").read_text(encoding="utf-8"))
    answers = answers if isinstance(answers, list) else [answers]
    if name in {"empty", "empty_crlf"}:
        answers[0]["a"] = "1"  # the published answer says 2 where its file says 1
    if name == "newlines_crlf":
        answers[1]["a"] = "Once upon \na time"  # the stored file has plain line ends
    if name == "location_coordinates":
        answers[0]["Contact Phone Number"] = "2095257564"  # so says the file
    assert read == answers


@pytest.mark.parametrize(
    ("name", "columns", "header_line", "rows"),
    [
        ("actionnetwork_activists_shape.csv", 13, 1, 3),
        ("civicrm_individual_country_state_county_with_related.csv", 22, 1, 8),
        ("civicrm_individual_dates_type2.csv", 9, 1, 3),
        ("civicrm_individual_invalid_email.csv", 3, 1, 1),
        ("civicrm_individual_unicode.csv", 4, 1, 1),
        ("discipletools_contacts.csv", 28, 1, 10),
        ("google_contacts_current_format_mn_legislators.csv", 36, 1, 60),
        ("google_contacts_old_format_roundcube.csv", 81, 1, 1),
        ("linkedin_connections.csv", 7, 4, 5),
        ("nationbuilder_people_shape.csv", 13, 1, 10),
        ("outlook_3_emails_roundcube.csv", 3, 1, 1),
        ("outlook_contacts_mn_legislators_cp1252.csv", 88, 1, 60),
        ("salesforce_npsp_data_import_template.csv", 67, 5, 1),
        ("single_column_roundcube.csv", 1, 1, 4),
        ("thunderbird_addressbook_roundcube.csv", 37, 1, 1),
    ],
)
def test_it_reads_what_other_contact_programs_export(name, columns, header_line, rows):
    sheet = open_sheet(SPECIMENS / "csv" / name)
    assert (len(sheet.header), sheet.header_line, len(values(sheet))) == (columns, header_line, rows)
    assert not [row for row in sheet.rows() if row.problem]


def test_it_counts_lines_as_an_editor_does_where_notes_run_over_several():
    path = SPECIMENS / "csv" / "google_contacts_current_format_mn_legislators.csv"
    lines = path.read_text(encoding="utf-8").splitlines()
    sheet = open_sheet(path)
    at = match_headers(sheet.header, {"given": ["First Name"], "family": ["Last Name"]}).at
    rows = list(sheet.rows())
    assert rows[-1].line - rows[0].line > len(rows)  # some do run over
    for row in rows:
        assert row.values[at["given"]] in lines[row.line - 1]
        assert row.values[at["family"]] in lines[row.line - 1]


def test_it_finds_the_names_for_programs_when_they_are_expected():
    path = SPECIMENS / "csv" / "salesforce_npsp_data_import_template.csv"
    assert open_sheet(path, known=["NPSP__CONTACT1_FIRSTNAME__C"]).header_line == 6


@pytest.mark.parametrize(
    ("name", "rows", "columns"),
    [
        ("directories/mn_districts_ccd2024-25_all58cols.csv", 582, 58),
        ("directories/mn_schools_ccd2019.csv", 2640, 8),
        ("directories/us_districts_ccd2024-25.csv", 18_396, 25),
        ("people_officials/mn_state_legislators.csv", 201, 15),
        ("people_officials/mn_legislative_committees.csv", 45, 9),
        ("people_officials/mn_legislative_committee_memberships.csv", 606, 7),
        ("people_officials/tx_askted_directory_2018-01-24.csv", 9426, 34),
        ("networks/toronto_council_meetings/attendance_raw.csv", 6111, 10),
    ],
)
def test_it_reads_public_directories_whole(name, rows, columns):
    sheet = open_sheet(DATA / name)
    assert (len(sheet.header), len(values(sheet)), sheet.warnings) == (columns, rows, ())
    assert not [row for row in sheet.rows() if row.problem]
    with (DATA / name).open(encoding=sheet.encoding, newline="") as file:
        assert values(sheet) == [tuple(record) for record in csv.reader(file)][1:]


STREAM = """
import resource, sys, time
from django.conf import settings

settings.configure(USE_I18N=False)
from crm.parts.sheets import open_sheet

def highest():
    return next(int(line.split()[1]) / 1024 for line in open("/proc/self/status") if line.startswith("VmHWM"))

before, began = highest(), time.process_time()
rows = sum(1 for row in open_sheet(sys.argv[1]).rows())
print(rows, time.process_time() - began, highest() - before)
"""


def test_it_streams_every_school_of_the_country_in_a_second_and_little_memory():
    command = [sys.executable, "-c", STREAM, str(DATA / "directories" / "us_schools_ccd2019.csv")]
    done = subprocess.run(command, cwd=HOUSE, capture_output=True, check=True, text=True, timeout=60)
    rows, seconds, rise = map(float, done.stdout.split())
    assert rows == 95_024
    assert seconds < 1
    assert rise < 16


@pytest.fixture(scope="module")
def nasty():
    folder = DATA / "nasty_inputs"
    lines = [(folder / name).read_text(encoding="utf-8").splitlines() for name in NASTY_LINES]
    strings = [
        *json.loads((folder / "blns_even_items.json").read_text(encoding="utf-8")),
        *lines[0],
        *lines[1],
    ]
    assert len(strings) > 600
    return [string for string in strings if "\0" not in string]


NASTY_LINES = ("csv_formula_injection_payloadbox.txt", "xss_payloads_400.txt")


@pytest.mark.parametrize("kind", list(CellKind))
def test_it_neither_loses_alters_nor_runs_hostile_strings_in_csv(nasty, kind):
    rows = [[string, "end"] for string in nasty]
    written = b"".join(stream_csv(["text", "end"], [kind, CellKind.TEXT], rows)).decode("utf-8-sig")
    cells = [row[0] for row in csv.reader(io.StringIO(written, newline=""))][1:]
    assert [unguard(cell) for cell in cells] == nasty
    for string, cell in zip(nasty, cells, strict=True):
        assert cell == guard(string, kind)
        if kind not in (CellKind.NUMBER, CellKind.PHONE):
            assert cell.strip('\ufeff\u200b "')[:1] not in tuple("=+-@\t\r＝＋－＠")


def test_it_reads_hostile_strings_back_through_the_door_for_files(nasty):
    rows = [[string, "end"] for string in nasty]
    file = io.BytesIO(b"".join(stream_csv(["text", "end"], [CellKind.TEXT] * 2, rows)))
    assert [unguard(row.values[0]) for row in open_sheet(file, "export.csv").rows()] == nasty


def test_it_neither_loses_alters_nor_runs_hostile_strings_in_xlsx(nasty):
    with write_xlsx(["text", "end"], [CellKind.TEXT] * 2, [[string, "end"] for string in nasty]) as file:
        for cell, _end in openpyxl.load_workbook(file).active.iter_rows(min_row=2):
            assert cell.data_type in ("s", "n")
            assert cell.data_type == "s" or cell.value is None
            assert cell.hyperlink is None
        file.seek(0)
        rows = python_calamine.load_workbook(file).get_sheet_by_index(0).to_python(skip_empty_area=False)[1:]
        # U+FFFE is no character and may not stand in XML: the file holds the escape that workbooks use for it
        expected = [string.replace("\ufffe", "_xFFFE_") for string in nasty]
        assert [row[0] for row in rows] == expected
        assert [row.values[0] for row in open_sheet(file, "export.xlsx").rows()] == expected
