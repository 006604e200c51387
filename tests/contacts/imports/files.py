"""Small made-up files of each format, as people would send them, and what the record holds in comparable form."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from django.apps import apps
from django.core.management import call_command

from contacts.models import Meeting, Organization, Person
from crm.parts.records import Record

DISTRICTS = [
    {
        "SCHOOL_YEAR": "2024-2025", "ST": "MN", "LEA_NAME": "Riverfork Public Schools", "ST_LEAID": "MN-010001",
        "LEAID": "2700001", "MSTREET1": "PO Box 1", "MCITY": "Riverfork", "MSTATE": "MN", "MZIP": "05501",
        "MZIP4": "0001", "LSTREET1": "1 Main St", "LSTREET2": "Suite 2", "LCITY": "Riverfork", "LSTATE": "MN",
        "LZIP": "05501", "LZIP4": "0002", "PHONE": "(651)555-0101", "WEBSITE": "http://riverfork.invalid",
        "SY_STATUS_TEXT": "Open", "LEA_TYPE": "1", "LEA_TYPE_TEXT": "Regular", "CHARTER_LEA_TEXT":
        "Not a charter district", "GSLO": "PK", "GSHI": "12", "OPERATIONAL_SCHOOLS": "3",
    },
    {
        "SCHOOL_YEAR": "2024-2025", "ST": "MN", "LEA_NAME": "Prairie Rose Charter", "ST_LEAID": "MN-070002",
        "LEAID": "2700002", "MSTREET1": "2 Oak Av", "MCITY": "Ely", "MSTATE": "MN", "MZIP": "55731", "MZIP4": "",
        "LSTREET1": "2 Oak Av", "LSTREET2": "", "LCITY": "Ely", "LSTATE": "MN", "LZIP": "55731", "LZIP4": "",
        "PHONE": "(218)555-0102", "WEBSITE": "", "SY_STATUS_TEXT": "Future", "LEA_TYPE": "7", "LEA_TYPE_TEXT":
        "Independent charter district", "CHARTER_LEA_TEXT": "LEA for federal programs", "GSLO": "KG", "GSHI": "08",
        "OPERATIONAL_SCHOOLS": "1",
    },
    {
        "SCHOOL_YEAR": "2024-2025", "ST": "MN", "LEA_NAME": "Lakes Service Cooperative", "ST_LEAID": "MN-830003",
        "LEAID": "2700003", "MSTREET1": "3 Elm St", "MCITY": "Ely", "MSTATE": "MN", "MZIP": "55731", "MZIP4": "",
        "LSTREET1": "3 Elm St", "LSTREET2": "", "LCITY": "Ely", "LSTATE": "MN", "LZIP": "55731", "LZIP4": "",
        "PHONE": "", "WEBSITE": "", "SY_STATUS_TEXT": "Closed", "LEA_TYPE": "4", "LEA_TYPE_TEXT": "Service agency",
        "CHARTER_LEA_TEXT": "Not applicable", "GSLO": "N", "GSHI": "N", "OPERATIONAL_SCHOOLS": "0",
    },
]  # fmt: skip

SCHOOLS = [
    {"ncessch": f"27000010000{n}", "leaid": "2700001", "school_name": f"School {n}", "lea_name": "Riverfork",
     "city_location": "Riverfork", "state_location": "MN", "lowest_grade_offered": "Pre-K",
     "highest_grade_offered": "5"}
    for n in (1, 2)
] + [
    {"ncessch": "279999900003", "leaid": "2799999", "school_name": "Orphan School", "lea_name": "Gone District",
     "city_location": "Ely", "state_location": "MN", "lowest_grade_offered": "", "highest_grade_offered": ""},
]  # fmt: skip

LEGISLATORS = [
    {"person_id": "ocd-person/1", "name": "Mai Houa Xiong", "given_name": "Mai Houa", "family_name": "Xiong",
     "gender": "Female", "party": "Democratic-Farmer-Labor", "state": "MN", "chamber": "lower", "district": "45B",
     "role_start": "2023-01-03", "email": "rep.xiong@house.mn.gov.invalid",
     "capitol_address": "658 Cedar St., St. Paul",
     "capitol_phone": "651-555-0111", "other_names": "M. Xiong | Xiong, M.", "homepage": "https://house.invalid/xiong"},
    {"person_id": "ocd-person/2", "name": "Olga Peña", "given_name": "Olga", "family_name": "Peña", "gender": "Female",
     "party": "Republican", "state": "MN", "chamber": "upper", "district": "12", "role_start": "2021",
     "email": "", "capitol_address": "", "capitol_phone": "", "other_names": "", "homepage": ""},
    {"person_id": "ocd-person/3", "name": "Sam Former", "given_name": "Sam", "family_name": "Former", "gender": "Male",
     "party": "Republican", "state": "MN", "chamber": "", "district": "", "role_start": "", "email": "",
     "capitol_address": "", "capitol_phone": "", "other_names": "", "homepage": ""},
    {"person_id": "ocd-person/4", "name": "Ona Whole", "given_name": "Ona", "family_name": "Whole", "gender": "X",
     "party": "Nonpartisan", "state": "NE", "chamber": "legislature", "district": "7", "role_start": "", "email": "",
     "capitol_address": "", "capitol_phone": "", "other_names": "", "homepage": ""},
]  # fmt: skip

COMMITTEES = [
    {"committee_id": "ocd-organization/1", "state": "MN", "chamber": "lower", "classification": "committee",
     "name": "Education Finance", "parent": "", "homepage": "https://house.invalid/ef", "room": "Room 5",
     "meeting_schedule": "Tuesday, 1:00 p.m."},
    {"committee_id": "ocd-organization/2", "state": "MN", "chamber": "lower", "classification": "subcommittee",
     "name": "Pupil Transport", "parent": "Education Finance", "homepage": "", "room": "", "meeting_schedule": ""},
    {"committee_id": "ocd-organization/3", "state": "MN", "chamber": "legislature", "classification": "committee",
     "name": "Pensions", "parent": "", "homepage": "", "room": "", "meeting_schedule": ""},
]  # fmt: skip

SEATS = [
    {"state": "MN", "committee_id": f"ocd-organization/{committee}", "chamber": "lower",
     "person_id": f"ocd-person/{person}", "name": name, "role": role}
    for committee, person, name, role in (
        (1, 1, "Mai Houa Xiong", "co-vice chair"), (1, 2, "Olga Peña", "member"), (2, 1, "Mai Houa Xiong", "chair"),
        (3, 3, "Sam Former", "ranking republican member"),
    )
]  # fmt: skip

ATTENDANCE = [
    {"_id": str(number), "Term": "2022-2026", "First Name": first, "Last Name": last, "Committee": body,
     "MTG #": meeting,
     "Session Date": day, "Session Type": part, "Session Start-End Time": when, "Present": here}
    for number, (first, last, body, meeting, day, part, when, here) in enumerate(
        [
            ("Ana", "Bravo", "City Council", "1", "2023-02-08", "Morning", "09:31AM - 09:50AM", "Y"),
            ("Ben", "Colle", "City Council", "1", "2023-02-08", "Morning", "09:31AM - 09:50AM", "N"),
            ("Ben", "Colle", "City Council", "1", "2023-02-08", "Morning", "10:00AM - 12:10PM", "Y"),
            ("Ana", "Bravo", "City Council", "1", "2023-02-08", "Morning", "10:00AM - 12:10PM", "Y"),
            ("Ana", "Bravo", "City Council", "1", "2023-02-08", "Afternoon", "14:03PM - 15:25PM", "N"),
            ("Ana", "Bravo", "Toronto Zoo Board ", "1", "2023-02-08", "Morning", "10:41AM(Roll Call)", "Y"),
        ],
        1,
    )
]  # fmt: skip

PEOPLE = [
    {"Name": "Mai Houa Xiong", "Who they are": "Supt., Riverfork Public Schools",
     "E-mail address": "mai@riverfork.invalid", "Cell": "651-555-0101",
     "Tags": "parent leader; nurse", "Opt out": "", "Notes": "Asked about schedules"},
    {"Name": "Olga Peña", "Who they are": "Teacher at Oak Elementary", "E-mail address": "olga@oak.invalid",
     "Cell": "", "Tags": "", "Opt out": "yes", "Notes": ""},
    {"Name": "Sam Former", "Who they are": "Board chair, Riverfork Public Schools", "E-mail address": "",
     "Cell": "+1 651 555 0103", "Tags": "nurse", "Opt out": "no", "Notes": ""},
]  # fmt: skip

ORGANIZATIONS = [
    {"School name": "Oak Elementary", "District": "Riverfork Public Schools", "Grades": "K-5", "Students": "412",
     "City": "Riverfork", "State": "MN", "Phone": "651-555-0110", "Website": "oak.invalid"},
    {"School name": "Elm Middle School", "District": "Riverfork Public Schools", "Grades": "6-8", "Students": "",
     "City": "Riverfork", "State": "Minnesota", "Phone": "", "Website": ""},
    {"School name": "Riverfork Public Schools", "District": "", "Grades": "", "Students": "1,100",
     "City": "Riverfork", "State": "MN", "Phone": "", "Website": ""},
]  # fmt: skip

FILES: dict[str, list[dict[str, str]]] = {
    "nces-districts": DISTRICTS,
    "nces-schools": SCHOOLS,
    "state-legislators": LEGISLATORS,
    "committees": COMMITTEES,
    "committee-seats": SEATS,
    "meeting-attendance": ATTENDANCE,
    "people": PEOPLE,
    "organizations": ORGANIZATIONS,
}


def as_csv(rows: Iterable[Mapping[str, str]], delimiter: str = ",") -> str:
    every = list(rows)
    text = io.StringIO()
    writer = csv.DictWriter(text, every[0], delimiter=delimiter)
    writer.writeheader()
    writer.writerows(every)
    return text.getvalue()


def write(folder: Path, rows: Iterable[Mapping[str, str]], name: str = "file.csv") -> Path:
    path = folder / name
    path.write_text(as_csv(rows), encoding="utf-8", newline="")
    return path


def bring(format: str, path: Path, *options: str) -> str:
    """Run the command; returns its last line."""
    out = io.StringIO()
    call_command("import_file", format, str(path), *options, stdout=out)
    return out.getvalue().strip().splitlines()[-1]


def said(format: str, path: Path, *options: str) -> str:
    """Run the command; returns all that it said."""
    out = io.StringIO()
    call_command("import_file", format, str(path), *options, stdout=out)
    return out.getvalue()


OF_THE_MOMENT = {"version", "created_at", "created_by_id", "changed_at", "changed_by_id"}


def state() -> dict[str, list[Any]]:
    """Every row of the record with its keys: equal before an act and after its undo."""
    return {
        model._meta.label: sorted(
            [
                repr({name: value for name, value in row.items() if name not in OF_THE_MOMENT})
                for row in model._base_manager.values()
            ]
        )
        for model in apps.get_models()
        if issubclass(model, Record) and hasattr(model, "history")
    }


def picture() -> list[Any]:
    """What the record says, without keys: equal whatever the order in which it was written."""

    def of_party(party: Any) -> list[Any]:
        return [
            sorted(party.external_ids.values_list("source", "value")),
            sorted(party.contact_points.values_list("kind", "value", "normalized", "primary", "source")),
            sorted(party.taggings.values_list("tag__name", flat=True)),
            sorted(party.notes.values_list("text", flat=True)),
        ]

    organizations = [
        [one.name, one.sort_name, one.type, one.sphere, one.charter, one.state, one.city, one.lowest_grade,
         one.highest_grade, one.schools_reported, one.status, sorted(one.details.items()),
         one.parent.name if one.parent else "", *of_party(one.party)]
        for one in Organization.objects.select_related("party", "parent")
    ]  # fmt: skip
    people = [
        [one.name, one.sort_name, one.given_name, one.family_name, one.aliases, sorted(one.details.items()),
         *of_party(one.party),
         sorted(map(str, one.roles.values_list("type", "title", "organization__name", "seat__label", "start", "primary",
                                               "ended")))]
        for one in Person.objects.select_related("party")
    ]  # fmt: skip
    meetings = [
        [one.title, str(one.held_on), str(one.starts_at), one.minutes, one.zone, one.kind,
         one.organization.name if one.organization else "",
         sorted(one.attendances.values_list("person__name", "presence", "note"))]
        for one in Meeting.objects.select_related("organization")
    ]  # fmt: skip
    return [sorted(map(repr, rows)) for rows in (organizations, people, meetings)]
