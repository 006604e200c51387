"""The real public files come in whole, to the row."""

from __future__ import annotations

import csv
import io
import os
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from contacts.models import Attendance, ExternalId, ImportBatch, Meeting, Organization, Person, Role, Tagging
from tests.contacts.imports.files import bring, said, state, write

pytestmark = pytest.mark.django_db

DATA = Path(os.environ.get("GROUNDWORK_DATA", ""))
DISTRICTS = DATA / "directories/mn_districts_ccd2024-25_all58cols.csv"
SCHOOLS = DATA / "directories/mn_schools_ccd2019.csv"
LEGISLATORS = DATA / "people_officials/mn_state_legislators.csv"
COMMITTEES = DATA / "people_officials/mn_legislative_committees.csv"
SEATS = DATA / "people_officials/mn_legislative_committee_memberships.csv"
ATTENDANCE = DATA / "networks/toronto_council_meetings/attendance_raw.csv"
DIALECTS = DATA / "import_specimens/csv_dialects"


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def numbers(source: str) -> dict[str, Organization]:
    found = ExternalId.objects.filter(source=source).select_related("party__organization")
    return {one.value: one.party.organization for one in found}


def test_it_brings_in_every_district_of_minnesota_and_every_column() -> None:
    assert bring("nces-districts", DISTRICTS) == "created 582, updated 0, unchanged 0, skipped 0, errors 0"
    assert bring("nces-districts", DISTRICTS) == "created 0, updated 0, unchanged 582, skipped 0, errors 0"
    districts = numbers("nces-lea")
    assert len(districts) == 582
    assert sum(one.charter for one in districts.values()) == 188
    assert sum(one.type == "service" for one in districts.values()) == 23
    points: dict[int, list[str]] = {}
    for one in districts.values():
        points[one.pk] = [*one.party.contact_points.values_list("value", flat=True)]
    lost = []
    for row in rows(DISTRICTS):
        one = districts[row["LEAID"]]
        kept = " ".join(
            [*map(str, one.__dict__.values()), *map(str, one.details.values()), *points[one.pk], row["LEAID"]]
        )
        ids = " ".join(one.party.external_ids.values_list("value", flat=True))
        lost += [(row["LEAID"], name) for name, value in row.items() if value.strip() not in f"{kept} {ids}"]
    assert lost == []


def test_it_puts_every_school_of_minnesota_under_its_district() -> None:
    bring("nces-districts", DISTRICTS)
    spoken = said("nces-schools", SCHOOLS)
    assert spoken.strip().endswith("created 2640, updated 0, unchanged 0, skipped 0, errors 0")
    districts = {row["LEAID"] for row in rows(DISTRICTS)}
    missing = [row for row in rows(SCHOOLS) if row["leaid"] not in districts]
    assert len(missing) == 40
    assert "40 schools stand without their district" in spoken
    assert [row["school_name"] for row in missing if row["school_name"] not in spoken] == []
    schools = numbers("nces-school")
    district_of = {one.pk: number for number, one in numbers("nces-lea").items()}
    wrong = [
        row["ncessch"]
        for row in rows(SCHOOLS)
        if district_of.get(schools[row["ncessch"]].parent_id)
        != (row["leaid"] if row["leaid"] in districts else None)
    ]
    assert wrong == []
    assert bring("nces-schools", SCHOOLS) == "created 0, updated 0, unchanged 2640, skipped 0, errors 0"


def test_it_brings_in_the_legislature_of_minnesota() -> None:
    assert (
        bring("state-legislators", LEGISLATORS) == "created 201, updated 0, unchanged 0, skipped 0, errors 0"
    )
    assert bring("committees", COMMITTEES) == "created 45, updated 0, unchanged 0, skipped 0, errors 0"
    assert bring("committee-seats", SEATS) == "created 606, updated 0, unchanged 0, skipped 0, errors 0"
    chambers = Role.objects.filter(primary=True).values_list("organization__name", flat=True)
    assert sorted({name: list(chambers).count(name) for name in set(chambers)}.items()) == [
        ("Minnesota House of Representatives", 133),
        ("Minnesota Senate", 67),
    ]
    assert Tagging.objects.filter(tag__name="Democratic-Farmer-Labor").count() == 101
    without = Person.objects.exclude(roles__type__in=["representative", "senator"])
    assert [one.name for one in without] == ["Joe Schomacker"]
    assert Role.objects.filter(type__startswith="committee_").count() == 606
    assert Organization.objects.filter(type="legislature").count() == 47
    for again in (LEGISLATORS, COMMITTEES, SEATS):
        format = ImportBatch.objects.filter(filename=again.name).latest("pk").format
        assert bring(format, again).startswith("created 0, updated 0, unchanged ")


def test_it_brings_in_legislatures_of_every_shape(tmp_path: Path) -> None:
    """One chamber or two, joint committees, seats by county, members who are not on the list."""
    states = {"NE", "DC", "PR", "VT", "NJ"}
    folder = DATA / "people_officials"
    files = {}
    for name in ("state_legislators", "legislative_committees", "legislative_committee_memberships"):
        files[name] = [row for row in rows(folder / f"{name}.csv") if row["state"] in states]
    legislators, committees, seats = files.values()
    known = {row["person_id"] for row in legislators}
    strangers = sum(row["person_id"] not in known for row in seats)
    for format, of_it, wrong in (
        ("state-legislators", legislators, 0),
        ("committees", committees, 0),
        ("committee-seats", seats, strangers),
    ):
        line = bring(format, write(tmp_path, of_it))
        assert line == f"created {len(of_it) - wrong}, updated 0, unchanged 0, skipped 0, errors {wrong}"
    assert strangers == 11
    chambers = Organization.objects.filter(party__external_ids__source="chamber").order_by("name")
    assert [one.name for one in chambers] == [
        "Council of the District of Columbia",
        "Legislative Assembly of Puerto Rico",
        "Nebraska Legislature",
        "New Jersey General Assembly",
        "New Jersey Legislature",
        "New Jersey Senate",
        "Puerto Rico House of Representatives",
        "Puerto Rico Senate",
        "Vermont General Assembly",
        "Vermont House of Representatives",
        "Vermont Senate",
    ]


def test_it_accounts_for_all_attendance_rows_of_toronto() -> None:
    assert (
        bring("meeting-attendance", ATTENDANCE)
        == "created 4420, updated 0, unchanged 0, skipped 1691, errors 0"
    )
    assert (Meeting.objects.count(), Person.objects.count(), Organization.objects.count()) == (556, 28, 46)
    there: dict[tuple[str, ...], bool] = {}
    for row in rows(ATTENDANCE):
        body = " ".join(row["Committee"].split())
        key = (
            body,
            row["MTG #"],
            row["Session Date"],
            row["Session Type"],
            f"{row['First Name']} {row['Last Name']}",
        )
        there[key] = there.get(key, False) or row["Present"] == "Y"
    found = {
        (one.meeting.organization.name, *one.meeting.title.rpartition(", meeting ")[2].split(", "),
         one.person.name): (str(one.meeting.held_on), one.presence == "attended")
        for one in Attendance.objects.select_related("meeting__organization", "person")
    }  # fmt: skip
    assert len(found) <= len(there) == Attendance.objects.count() == 4420
    attended = sum(there.values())
    assert Attendance.objects.filter(presence="attended").count() == attended
    again = bring("meeting-attendance", ATTENDANCE)
    assert again == "created 0, updated 0, unchanged 4420, skipped 1691, errors 0"


@pytest.mark.parametrize(
    ("format", "path"),
    [("nces-districts", DISTRICTS), ("nces-schools", SCHOOLS), ("state-legislators", LEGISLATORS),
     ("committees", COMMITTEES), ("meeting-attendance", ATTENDANCE)],
)  # fmt: skip
def test_it_takes_each_back_whole(format: str, path: Path) -> None:
    before: dict[str, Any] = state()
    bring(format, path)
    call_command("undo", "last", stdout=io.StringIO())
    assert state() == before


@pytest.mark.parametrize(
    ("name", "line"),
    [
        ("mn_districts.xlsx", "created 300, updated 0, unchanged 0, skipped 0, errors 0"),
        ("mn_districts_all_quoted_cr_only.csv", "created 40, updated 0, unchanged 0, skipped 0, errors 0"),
        (
            "mn_districts_excel_unicode_text_utf16le_tab.txt",
            "created 100, updated 0, unchanged 0, skipped 0, errors 0",
        ),
        ("mn_districts_ragged_rows.csv", "created 18, updated 0, unchanged 0, skipped 0, errors 2"),
        ("mn_districts_semicolon_cp1252.csv", "created 100, updated 0, unchanged 0, skipped 0, errors 0"),
        ("mn_districts_sep_hint_line.csv", "created 20, updated 0, unchanged 0, skipped 0, errors 0"),
        ("mn_districts_utf8_bom_crlf.csv", "created 120, updated 0, unchanged 0, skipped 0, errors 0"),
    ],
)
def test_it_reads_every_dialect_of_the_same_directory(name: str, line: str) -> None:
    assert bring("nces-districts", DIALECTS / name) == line
    assert not Organization.objects.exclude(state="MN").exists()
