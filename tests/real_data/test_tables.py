"""Tables that other programs and public bodies make: each is guessed sensibly and planned whole."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from contacts.imports.formats import FORMATS
from contacts.imports.reading import WrongFile
from contacts.imports.services import prepare
from contacts.imports.tables.opening import open_table
from contacts.imports.tables.values import said
from contacts.models import ImportBatch, ImportRow, Note, Person
from crm.accounts.models import User
from crm.parts.cells import unguard
from crm.parts.sheets import SheetError
from crm.parts.undo import undo
from tests.contacts.imports.files import bring, state, write

pytestmark = pytest.mark.django_db

DATA = Path(os.environ.get("GROUNDWORK_DATA", ""))
FOLDERS = ("import_specimens/csv", "import_specimens/csv_dialects", "import_specimens/csv_spectrum/csvs")
# What the columns of well-known exports mean; whatever is not named here may be kept as details or be left out.
EXPECTED: dict[str, dict[str, str]] = {
    "import_specimens/csv/google_contacts_current_format_mn_legislators.csv": {
        "Name Prefix": "prefix", "First Name": "given", "Middle Name": "middle", "Last Name": "family",
        "E-mail 1 - Label": "label", "E-mail 1 - Value": "email", "Phone 1 - Value": "phone",
        "Address 1 - Street": "street", "Address 1 - City": "city", "Address 1 - Region": "state",
        "Address 1 - Postal Code": "zip", "Organization Name": "organization", "Organization Title": "title",
        "Website 1 - Value": "web", "Notes": "note", "Labels": "tags", "Nickname": "also_called",
    },
    "import_specimens/csv/outlook_contacts_mn_legislators_cp1252.csv": {
        "First Name": "given", "Last Name": "family", "E-mail Address": "email", "E-mail 2 Address": "email",
        "Home Phone": "phone.home", "Mobile Phone": "phone.mobile", "Business Phone": "phone",
        "Company": "organization",
        "Job Title": "title", "Business City": "city", "Home Street": "street.home", "Notes": "note",
        "Categories": "tags",
    },
    "import_specimens/csv/linkedin_connections.csv": {
        "First Name": "given", "Last Name": "family", "URL": "web", "Email Address": "email",
        "Company": "organization", "Position": "title",
    },
    "import_specimens/csv/nationbuilder_people_shape.csv": {
        "nationbuilder_id": "number", "first_name": "given", "last_name": "family", "email": "email",
        "mobile_number": "phone.mobile", "primary_address1": "street", "primary_city": "city", "primary_zip": "zip",
    },
    "import_specimens/csv/actionnetwork_activists_shape.csv": {
        "email": "email", "first_name": "given", "last_name": "family", "zip_code": "zip", "can2_phone": "phone",
        "can2_user_tags": "tags", "can2_user_address": "address", "can2_user_city": "city",
        "can2_state_abbreviated": "state", "can2_subscription_status": "may.newsletter",
    },
    "import_specimens/csv/thunderbird_addressbook_roundcube.csv": {
        "First Name": "given", "Last Name": "family", "Primary Email": "email", "Work Phone": "phone",
        "Home City": "city.home", "Work State": "state", "Job Title": "title", "Organization": "organization",
    },
    "people_officials/tx_superintendents_2018-01-23.csv": {
        "Email Address": "email", "Organization Name": "organization", "Role": "title", "First Name": "given",
        "Last Name": "family", "Street Address": "street", "Zip": "zip", "City": "city", "State": "state",
        "Phone": "phone", "Salutation Title": "prefix", "Fax": "details",
    },
    "directories/ca_schools_geocoded_nces.csv": {
        "NCES School ID": "nces", "School Name": "name", "District": "parent", "Street Address": "street",
        "City": "city", "State": "state", "ZIP": "zip", "Phone": "phone", "Charter": "charter", "Students*": "pupils",
    },
    "dedupe/febrl_dataset1.csv": {
        "given_name": "given", "surname": "family", "postcode": "zip", "state": "state", "suburb": "city",
    },
}  # fmt: skip

SPECTRUM = "import_specimens/csv_spectrum/csvs"
# Tables without a column of names, which nobody can bring in before somebody says which it is.
NAMELESS = "empty empty_crlf escaped_quotes json location_coordinates newlines newlines_crlf quotes_and_newlines simple"
REFUSED = {f"{SPECTRUM}/{name}.csv" for name in (*NAMELESS.split(), "simple_crlf", "utf8")}


def every_file() -> Iterator[str]:
    """The files by their path; none without the data, where these tests are left out anyway."""
    for folder in FOLDERS:
        yield from (f"{folder}/{path.name}" for path in sorted((DATA / folder).glob("*")))
    yield from ("dedupe/febrl_dataset1.csv", "dedupe/chicago_early_childhood_sites_true_ids.csv")
    yield from (
        f"people_officials/{name}.csv"
        for name in ("mayors_and_state_executives", "tx_superintendents_2018-01-23", "us_congress_members",
                     "nyc_school_locations_2019-20_principals", "nyc_hs_directory_2014")
    )  # fmt: skip
    yield from (
        "directories/ca_schools_geocoded_nces.csv",
        "directories/mn_district_enrollment_2022-23_mde.csv",
    )


@pytest.mark.parametrize("name", list(every_file()))
def test_it_plans_every_table_without_writing_anything(name: str) -> None:
    path = DATA / name
    before, refused = state(), ""
    try:
        table = open_table(path)
        mapping = table.guess()
        plan = prepare(FORMATS[mapping.kind], path, path.name).plan
    except (SheetError, WrongFile) as error:
        refused = str(error)
    if refused:
        assert name in REFUSED, refused  # no names in it, or no rows
    else:
        assert sum(plan.counts().values()) == sum(1 for _row in table.sheet.rows())
        assert name not in REFUSED
    assert state() == before


@pytest.mark.parametrize("name", list(EXPECTED))
def test_it_guesses_the_columns_of_well_known_exports(name: str) -> None:
    mapping = open_table(DATA / name).guess()
    guessed = dict(zip(mapping.headers, mapping.columns, strict=True))
    assert {header: guessed[header] for header in EXPECTED[name]} == EXPECTED[name]


def test_it_brings_superintendents_in_and_half_a_year_later_those_who_changed() -> None:
    folder = DATA / "people_officials"
    first = bring("people", folder / "tx_superintendents_2017-07-17.csv", "--likely", "new")
    assert first.startswith("created 1")
    people = Person.objects.count()
    again = bring("people", folder / "tx_superintendents_2017-07-17.csv", "--likely", "new")
    assert again.startswith("created 0, updated 0, "), again
    later = bring(
        "people", folder / "tx_superintendents_2018-01-23.csv", "--likely", "same", "--old_roles", "ended"
    )
    new = int(later.split(",")[0].split()[1])
    assert 20 < new < 250, later  # most are the same people in the same place
    assert Person.objects.count() == people + new


@pytest.mark.parametrize(
    "name", [name for name in EXPECTED if name.startswith(("import_specimens", "dedupe"))]
)
def test_it_brings_exports_of_other_programs_in_and_takes_them_back(name: str) -> None:
    before = state()
    bring("people", DATA / name, "--likely", "new")
    batch = ImportBatch.objects.get()
    assert batch.created > 0
    assert bring("people", DATA / name, "--likely", "new").startswith("created 0, updated 0, ")
    assert batch.act is not None
    undo(batch.act, by=User.objects.system())
    assert state() == before


def test_it_keeps_hostile_strings_in_every_column_to_the_letter(tmp_path: Path) -> None:
    hostile = json.loads((DATA / "nasty_inputs/blns_even_items.json").read_text())
    hostile += (DATA / "nasty_inputs/xss_payloads_400.txt").read_text().splitlines()
    hostile = [text for text in hostile if text.strip() and "\0" not in text and len(text) < 280]
    rows = [
        {"Name": f"Person {at} {text}", "Title": text[:180], "Organization": f"Place {at % 20}", "Notes": text,
         "Tags": text[:70], "Cell": text, "Odd": text}
        for at, text in enumerate(hostile)
    ]  # fmt: skip
    line = bring("people", write(tmp_path, rows), "--likely", "new")
    assert (
        f"errors {sum('half a character' in row.says for row in ImportRow.objects.filter(did='error'))}"
        in line
    )
    people = {person.name: person for person in Person.objects.all()}
    lost = [row["Name"] for row in rows if " ".join(row["Name"].split()) not in people]
    assert lost == []
    assert {note.text for note in Note.objects.all()} >= {
        unguard(text.strip()) for text in hostile if said_of(text)
    }


def said_of(text: str) -> str:
    return said(text.strip())
