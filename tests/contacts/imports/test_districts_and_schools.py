"""Federal lists of districts and schools, at the command."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from contacts.models import ContactPoint, ExternalId, Organization
from crm.parts.audit import act
from tests import factories
from tests.cast import Cast
from tests.contacts.imports.files import DISTRICTS, SCHOOLS, bring, said, state, write

pytestmark = pytest.mark.django_db


def district(number: str = "2700001") -> Organization:
    return Organization.objects.get(party__external_ids__value=number)


def test_it_brings_a_district_in_with_all_that_the_file_says(tmp_path: Path) -> None:
    bring("nces-districts", write(tmp_path, DISTRICTS))
    one = district()
    assert (one.name, one.type, one.sphere, one.charter) == (
        "Riverfork Public Schools",
        "district",
        "district",
        False,
    )
    assert (one.state, one.city, one.lowest_grade, one.highest_grade) == ("MN", "Riverfork", "PK", "12")
    assert (one.schools_reported, one.status, one.sort_name) == (3, "active", "riverfork public schools")
    assert one.party.label == one.name
    assert set(one.party.external_ids.values_list("source", "value")) == {
        ("nces-lea", "2700001"),
        ("state-lea:MN", "MN-010001"),
    }
    points = one.party.contact_points.order_by("pk").values_list("kind", "value", "normalized", "primary")
    assert list(points) == [
        ("address", "PO Box 1, Riverfork, MN 05501-0001", "po box 1, riverfork, mn 05501-0001", True),
        (
            "address",
            "1 Main St, Suite 2, Riverfork, MN 05501-0002",
            "1 main st, suite 2, riverfork, mn 05501-0002",
            False,
        ),
        ("phone", "(651)555-0101", "+16515550101", True),
        ("web", "http://riverfork.invalid", "http://riverfork.invalid", True),
    ]


def test_it_drops_no_column(tmp_path: Path) -> None:
    rows = [
        {**row, "G_PK_OFFERED": "Yes", "A COLUMN NOBODY KNOWS": f"value {n}"}
        for n, row in enumerate(DISTRICTS)
    ]
    bring("nces-districts", write(tmp_path, rows))
    for row in rows:
        one = district(row["LEAID"])
        kept = " ".join(
            [
                *map(str, one.__dict__.values()),
                *one.details.values(),
                *one.party.external_ids.values_list("value", flat=True),
                *one.party.contact_points.values_list("value", flat=True),
            ]
        )
        assert [value for value in row.values() if value not in kept] == []
        assert one.details["A COLUMN NOBODY KNOWS"] == row["A COLUMN NOBODY KNOWS"]


def test_it_tells_charter_districts_service_agencies_and_what_is_closed(tmp_path: Path) -> None:
    bring("nces-districts", write(tmp_path, DISTRICTS))
    charter, agency = district("2700002"), district("2700003")
    assert (charter.charter, charter.type, charter.status) == (True, "district", "future")
    assert (agency.charter, agency.type, agency.status) == (False, "service", "closed")
    # Where the school is and where its mail goes is one address.
    assert charter.party.contact_points.filter(kind="address").count() == 1


@pytest.mark.parametrize(
    ("text", "status"),
    [("Open", "active"), ("New", "active"), ("Changed Boundary/Agency", "active"), ("Closed", "closed"),
     ("Inactive", "closed"), ("Future", "future"), ("Unheard of", "active")],
)  # fmt: skip
def test_it_reads_the_status(text: str, status: str, tmp_path: Path) -> None:
    spoken = said("nces-districts", write(tmp_path, [{**DISTRICTS[0], "SY_STATUS_TEXT": text}]))
    assert district().status == status
    assert ("is a status that we do not know" in spoken) == (text == "Unheard of")


def test_it_takes_a_part_of_the_columns_and_forgets_nothing_for_it(tmp_path: Path) -> None:
    bring("nces-districts", write(tmp_path, DISTRICTS))
    part = [
        {key: row[key] for key in ("LEA_NAME", "LEAID", "LSTREET1", "LSTREET2", "LCITY", "LSTATE", "LZIP")}
        for row in DISTRICTS
    ]
    assert bring("nces-districts", write(tmp_path, part)).startswith("created 0, updated 0, unchanged 3")
    call_command("undo", "last", stdout=io.StringIO())
    bring("nces-districts", write(tmp_path, part))
    assert (district().state, district().type, district().charter) == ("MN", "district", False)


def test_it_gives_zeros_back_that_a_spreadsheet_took(tmp_path: Path) -> None:
    row = {
        **DISTRICTS[0],
        "LEAID": "100005",
        "ST": "",
        "LSTATE": "",
        "MSTATE": "",
        "MZIP": "501",
        "MZIP4": "1",
    }
    spoken = said("nces-districts", write(tmp_path, [row]))
    assert "1 number had lost the zero in front" in spoken
    assert district("0100005").state == "AL"
    assert district("0100005").party.contact_points.first().value == "PO Box 1, Riverfork, 00501-0001"


def test_it_updates_what_the_file_says_anew_and_counts_the_row_once(tmp_path: Path) -> None:
    bring("nces-districts", write(tmp_path, DISTRICTS))
    new = {
        **DISTRICTS[0],
        "LEA_NAME": "Riverfork Schools",
        "PHONE": "(651)555-0199",
        "LEVEL": "Other",
        "WEBSITE": "",
    }
    assert bring("nces-districts", write(tmp_path, [new, *DISTRICTS[1:]])) == (
        "created 0, updated 1, unchanged 2, skipped 0, errors 0"
    )
    one = district()
    assert (one.name, one.sort_name, one.party.label, one.details["LEVEL"]) == (
        "Riverfork Schools",
        "riverfork schools",
        "Riverfork Schools",
        "Other",
    )
    # A new number takes the old one's place; what the file leaves empty stays.
    assert one.party.contact_points.get(kind="phone").normalized == "+16515550199"
    assert one.party.contact_points.filter(kind="web").exists()
    before_update = bring("nces-districts", write(tmp_path, [new, *DISTRICTS[1:]]))
    assert before_update.startswith("created 0, updated 0, unchanged 3")


def test_it_leaves_alone_what_somebody_changed_here(cast: Cast, tmp_path: Path) -> None:
    path = write(tmp_path, DISTRICTS)
    bring("nces-districts", path)
    one = district()
    with act(by=cast.ben, verb="edit"):
        one.name, one.details = "Riverfork, as we call it", {**one.details, "LEA_TYPE_TEXT": "ours"}
        one.save()
        phone = one.party.contact_points.get(kind="phone")
        phone.value, phone.normalized = "651 555 0177", "+16515550177"
        phone.save()
    before = state()
    spoken = said("nces-districts", path)
    assert spoken.strip().endswith("created 0, updated 0, unchanged 3, skipped 0, errors 0")
    assert "2 values were changed here since" in spoken
    assert state() == before
    # What the file says anew is taken, field by field.
    bring("nces-districts", write(tmp_path, [{**DISTRICTS[0], "LCITY": "New Riverfork"}]))
    assert (district().name, district().city) == ("Riverfork, as we call it", "New Riverfork")


def test_it_never_brings_back_a_number_that_was_said_to_be_wrong(cast: Cast, tmp_path: Path) -> None:
    path = write(tmp_path, DISTRICTS)
    bring("nces-districts", path)
    with act(by=cast.ben, verb="edit"):
        phone = district().party.contact_points.get(kind="phone")
        phone.valid_to, phone.primary, phone.status = factories.A_DAY, False, ContactPoint.Status.WRONG
        phone.save()
    assert bring("nces-districts", path).startswith("created 0, updated 0")
    assert district().party.contact_points.get(kind="phone").status == "wrong"


def test_it_gives_one_number_to_one_organization(tmp_path: Path) -> None:
    other = factories.organization("Another", type="district")
    factories.make(ExternalId(party=other.party, source="state-lea:MN", value="MN-010001"))
    spoken = said(
        "nces-districts",
        write(
            tmp_path,
            [DISTRICTS[0], {**DISTRICTS[1], "ST_LEAID": "MN-01"}, {**DISTRICTS[2], "ST_LEAID": "MN-01"}],
        ),
    )
    assert "left out: MN-010001 (line 2), MN-01 (line 4)" in spoken
    assert ExternalId.objects.get(value="MN-01").party.label == "Prairie Rose Charter"


def test_it_warns_of_namesakes_that_were_written_by_hand(tmp_path: Path) -> None:
    factories.organization("RIVERFORK public schools", type="district", state="MN")
    spoken = said("nces-districts", write(tmp_path, DISTRICTS))
    assert "perhaps the same): Riverfork Public Schools (line 2)" in spoken
    assert Organization.objects.filter(sort_name="riverfork public schools").count() == 2


def test_it_follows_a_district_that_was_merged_and_leaves_one_in_the_trash(
    cast: Cast, tmp_path: Path
) -> None:
    path = write(tmp_path, DISTRICTS)
    bring("nces-districts", path)
    survivor = factories.organization("Survivor", type="district", state="MN")
    merged, thrown = district().party, district("2700002").party
    with act(by=cast.ben, verb="merge"):
        merged.merged_into = survivor.party
        merged.save()
        thrown.trashed_at = "2026-09-15T12:00Z"
        thrown.save()
    spoken = said("nces-districts", path)
    assert spoken.strip().endswith("created 0, updated 1, unchanged 1, skipped 1, errors 0")
    survivor.refresh_from_db()
    assert survivor.name == "Riverfork Public Schools"


def test_it_puts_schools_under_their_districts_and_names_those_without(tmp_path: Path) -> None:
    bring("nces-districts", write(tmp_path, DISTRICTS))
    spoken = said("nces-schools", write(tmp_path, SCHOOLS))
    assert "1 school stands without its district" in spoken
    assert "Orphan School – Gone District (2799999)" in spoken
    parents = Organization.objects.filter(type="school").order_by("pk").values_list("name", "parent__name")
    assert list(parents) == [
        ("School 1", "Riverfork Public Schools"),
        ("School 2", "Riverfork Public Schools"),
        ("Orphan School", None),
    ]
    one = Organization.objects.get(name="School 1")
    assert (one.lowest_grade, one.highest_grade, one.city, one.state, one.sphere) == (
        "Pre-K",
        "5",
        "Riverfork",
        "MN",
        "school",
    )
    assert one.details == {"leaid": "2700001", "lea_name": "Riverfork"}
    assert one.party.external_ids.get().source == "nces-school"


def test_it_finds_the_district_of_a_school_later(tmp_path: Path) -> None:
    path = write(tmp_path, SCHOOLS, "schools.csv")
    bring("nces-schools", path)
    bring("nces-districts", write(tmp_path, DISTRICTS))
    assert bring("nces-schools", path) == "created 0, updated 2, unchanged 1, skipped 0, errors 0"
    assert Organization.objects.get(name="School 2").parent == district()


def test_it_makes_no_circle_of_parents(cast: Cast, tmp_path: Path) -> None:
    bring("nces-districts", write(tmp_path, DISTRICTS))
    bring("nces-schools", write(tmp_path, SCHOOLS))
    school, over = Organization.objects.get(name="School 1"), district()
    with act(by=cast.ben, verb="edit"):
        school.parent = None
        school.save()
        over.parent = school
        over.save()
    moved = {**SCHOOLS[0], "leaid": "2700001", "ncessch": "270000100001", "city_location": "Moved"}
    bring("nces-schools", write(tmp_path, [moved]))
    school.refresh_from_db()
    assert (school.parent, school.city) == (None, "Moved")


def test_it_refuses_a_number_that_names_a_person(tmp_path: Path) -> None:
    who = factories.person()
    factories.make(ExternalId(party=who.party, source="nces-school", value="270000100001"))
    with pytest.raises(CommandError, match="something else"):
        bring("nces-schools", write(tmp_path, SCHOOLS[:1]))
