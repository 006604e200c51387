"""What every format keeps to, at the command that brings files in."""

from __future__ import annotations

import io
import random
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from contacts.imports.formats import FORMATS
from contacts.models import ImportBatch, ImportRow, Organization, Person
from crm.accounts.models import User
from crm.parts.audit import AuditEvent
from crm.parts.undo import undo
from tests.cast import Cast
from tests.contacts.imports.files import FILES, SCHOOLS, as_csv, bring, picture, said, state, write

pytestmark = pytest.mark.django_db

# What must be on the record before a file of this format makes sense.
BEFORE = {"committee-seats": ["state-legislators", "committees"], "nces-schools": ["nces-districts"]}
EXPECTED = {
    "nces-districts": "created 3, updated 0, unchanged 0, skipped 0, errors 0",
    "nces-schools": "created 3, updated 0, unchanged 0, skipped 0, errors 0",
    "state-legislators": "created 4, updated 0, unchanged 0, skipped 0, errors 0",
    "committees": "created 3, updated 0, unchanged 0, skipped 0, errors 0",
    "committee-seats": "created 4, updated 0, unchanged 0, skipped 0, errors 0",
    "meeting-attendance": "created 4, updated 0, unchanged 0, skipped 2, errors 0",
    "people": "created 3, updated 0, unchanged 0, skipped 0, errors 0",
    "organizations": "created 3, updated 0, unchanged 0, skipped 0, errors 0",
}
AGAIN = {
    name: line.replace("created 4, updated 0, unchanged 0", "created 0, updated 0, unchanged 4").replace(
        "created 3, updated 0, unchanged 0", "created 0, updated 0, unchanged 3"
    )
    for name, line in EXPECTED.items()
}


@pytest.fixture(params=list(FORMATS))
def format(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    name: str = request.param
    for before in BEFORE.get(name, []):
        bring(before, write(tmp_path, FILES[before]))
    return name


def test_it_has_a_file_for_every_format() -> None:
    assert set(FILES) == set(EXPECTED) == set(FORMATS)


def test_it_writes_nothing_on_a_dry_run(format: str, tmp_path: Path) -> None:
    before, batches = state(), ImportBatch.objects.count()
    assert bring(format, write(tmp_path, FILES[format]), "--dry-run") == EXPECTED[format]
    assert state() == before
    assert ImportBatch.objects.count() == batches


def test_it_finds_nothing_to_do_the_second_time(format: str, tmp_path: Path) -> None:
    path = write(tmp_path, FILES[format])
    assert bring(format, path) == EXPECTED[format]
    before, acts = state(), AuditEvent.objects.count()
    assert bring(format, path) == AGAIN[format]
    assert state() == before
    assert AuditEvent.objects.count() == acts


def test_it_accounts_for_every_row_by_its_line(format: str, tmp_path: Path) -> None:
    bring(format, write(tmp_path, FILES[format]))
    batch = ImportBatch.objects.first()
    assert batch is not None
    assert list(batch.lines.values_list("line", flat=True)) == list(range(2, len(FILES[format]) + 2))
    assert batch.rows == len(FILES[format])
    assert batch.by == User.objects.system()
    assert not batch.lines.filter(did=ImportRow.Did.CREATED, record_id=None).exists()


def test_it_is_taken_back_whole(format: str, tmp_path: Path) -> None:
    before = state()
    bring(format, write(tmp_path, FILES[format]))
    assert state() != before
    call_command("undo", "last", stdout=io.StringIO())
    assert state() == before


def test_it_comes_to_the_same_in_any_order(format: str, tmp_path: Path) -> None:
    """Shuffled rows, with one said twice and differently the second time."""
    rows = [*FILES[format], *FILES[format][:1]]
    pictures, lines = [], set()
    for seed in range(5):
        shuffled = list(rows)
        random.Random(seed).shuffle(shuffled)
        lines.add(bring(format, write(tmp_path, shuffled)))
        pictures.append(picture())
        event = AuditEvent.objects.latest("pk")
        undo(event, by=event.by)
    assert all(each == pictures[0] for each in pictures)
    assert len(lines) == 1
    assert f"skipped {3 if format == 'meeting-attendance' else 1}" in lines.pop()


def test_it_keeps_hostile_text_as_text(format: str, tmp_path: Path) -> None:
    column = {"nces-districts": "LEA_NAME", "nces-schools": "school_name", "meeting-attendance": "Last Name",
              "people": "Name", "organizations": "School name"}  # fmt: skip
    hostile = [
        "<script>alert(1)</script>",
        "'; DROP TABLE x; --",
        "=1+1",
        "{{ 7*7 }}",
        "%s %(name)s",
        "日本 🏫 \u202e",
    ]
    rows: list[dict[str, Any]] = []
    for text in hostile:
        row = dict(FILES[format][0])
        row[column.get(format, "name")] = text
        for key in ("LEAID", "ncessch"):
            if key in row:
                row[key] = str(int(row[key]) + 100 + len(rows)).zfill(len(row[key]))
        for key in ("person_id", "committee_id"):
            if key in row and format != "committee-seats":
                row[key] = f"{row[key]}{len(rows)}"
        rows.append(row)
    bring(format, write(tmp_path, rows))
    names = {
        *Organization.objects.values_list("name", flat=True),
        *Person.objects.values_list("name", flat=True),
    }
    if format != "committee-seats":
        assert all(any(text in name for name in names) for text in hostile)


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "empty"),
        (bytes(range(256)) * 40, "not a text file"),
        (b"\n\n\n", "no rows"),
        (as_csv(SCHOOLS).splitlines()[0].encode(), "no rows below"),
        (b"a,b\n1,2\n", "Columns missing"),
        (("x," * 10**6 + "\n").encode(), "2,000,000 characters|1,000 columns"),
        (as_csv(SCHOOLS)[:-30].encode(), "cut off"),
        (b'ncessch,school_name\n"270000100001,Open\n', "never closed"),
        (b"PK\x03\x04 torn", "workbook|archive|damaged"),
        (b"ncessch,school_name\n2.7E+11,Cut by a spreadsheet\n", "not a number of 12 digits"),
    ],
)
def test_it_refuses_a_file_that_is_not_what_it_claims(content: bytes, says: str, tmp_path: Path) -> None:
    path = tmp_path / "file.csv"
    path.write_bytes(content)
    before, acts = state(), AuditEvent.objects.count()
    with pytest.raises(CommandError, match=says):
        bring("nces-schools", path)
    assert state() == before
    assert not ImportBatch.objects.exists()
    assert AuditEvent.objects.count() == acts


@pytest.mark.parametrize("format", [name for name, one in FORMATS.items() if not one.mapped], indirect=True)
def test_it_refuses_a_file_of_another_format(format: str, tmp_path: Path) -> None:
    for other in FORMATS:
        if other != format:
            with pytest.raises(CommandError, match=r"These are not|columns could be"):
                bring(format, write(tmp_path, FILES[other]), "--dry-run")


def test_it_says_which_columns_are_missing_and_which_it_found(tmp_path: Path) -> None:
    with pytest.raises(CommandError) as refused:
        bring("nces-schools", write(tmp_path, [{"ncessch": "1", "colour": "red"}]))
    assert "missing: school_name" in str(refused.value)
    assert "ncessch, colour" in str(refused.value)


@pytest.mark.parametrize(
    ("encoding", "delimiter", "ending"),
    [("utf-8-sig", ",", "\r\n"), ("cp1252", ";", "\n"), ("utf-16", "\t", "\r\n"), ("utf-8", "|", "\r")],
)
def test_it_reads_any_dialect(encoding: str, delimiter: str, ending: str, tmp_path: Path) -> None:
    rows = [{**row, "school_name": f"Nuñez {row['school_name']}"} for row in SCHOOLS]
    rows = [dict(reversed(row.items())) for row in rows]
    path = tmp_path / "file.csv"
    path.write_bytes(as_csv(rows, delimiter).replace("\r\n", ending).encode(encoding))
    assert bring("nces-schools", path) == EXPECTED["nces-schools"]
    assert Organization.objects.filter(name__startswith="Nuñez ").count() == 3


def test_it_reports_bad_rows_by_line_and_column_and_brings_in_the_good_ones(tmp_path: Path) -> None:
    rows = [
        SCHOOLS[0],
        {**SCHOOLS[0], "ncessch": "12"},
        {**SCHOOLS[0], "ncessch": "270000100009", "school_name": ""},
        {**SCHOOLS[0], "ncessch": "270000100008", "school_name": "x" * 301},
        {**SCHOOLS[0], "ncessch": "270000100007", "state_location": "Nowhere"},
    ]
    path = write(tmp_path, rows)
    path.write_text(path.read_text() + "270000100006,2700001,Too,Many,Cells,MN,1,2,extra,cells\n")
    spoken = said("nces-schools", path)
    assert spoken.strip().endswith("created 1, updated 0, unchanged 0, skipped 0, errors 5")
    for line, column in (
        (3, "ncessch"),
        (4, "school_name"),
        (5, "school_name"),
        (6, "state_location"),
        (7, "cells"),
    ):
        assert any(each.startswith(f"Line {line}: ") and column in each for each in spoken.splitlines())


def test_it_says_which_line_a_row_repeats(tmp_path: Path) -> None:
    said("nces-schools", write(tmp_path, [SCHOOLS[0], SCHOOLS[1], SCHOOLS[0]]))
    row = ImportRow.objects.get(did=ImportRow.Did.SKIPPED)
    assert (row.line, row.says) == (4, "Repeats line 2.")


def test_it_takes_the_fuller_of_two_rows_that_differ(tmp_path: Path) -> None:
    poor = {**SCHOOLS[0], "city_location": ""}
    for rows in ([poor, SCHOOLS[0]], [SCHOOLS[0], poor]):
        bring("nces-schools", write(tmp_path, rows))
        assert Organization.objects.get(name="School 1").city == "Riverfork"
        call_command("undo", "last", stdout=io.StringIO())


def test_it_acts_in_the_name_of_whoever_is_named(cast: Cast, tmp_path: Path) -> None:
    path = write(tmp_path, SCHOOLS)
    bring("nces-schools", path, "--by", "ben")
    batch = ImportBatch.objects.get()
    assert batch.by == cast.ben
    assert batch.act is not None
    assert batch.act.by == cast.ben
    with pytest.raises(CommandError, match="may not"):
        bring("nces-schools", path, "--by", "vi")
    with pytest.raises(CommandError, match="no user"):
        bring("nces-schools", path, "--by", "nobody")


def test_it_says_that_there_is_no_such_file(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="no file"):
        bring("nces-schools", tmp_path / "none.csv")
    with pytest.raises(CommandError, match="no file"):
        bring("nces-schools", tmp_path)


def test_it_says_that_it_may_not_read_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("contacts.management.commands.import_file.os.access", lambda *args: False)
    with pytest.raises(CommandError, match="cannot be read"):
        bring("nces-schools", write(tmp_path, SCHOOLS))
