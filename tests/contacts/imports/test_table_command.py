"""Any table at the command: guessed, corrected by name, and the same rooms as by page."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.core.management import CommandError

from contacts.models import Assessment, ImportBatch, Meeting, Organization, Person, Role
from tests import factories
from tests.cast import Cast
from tests.contacts.imports.files import bring, said

pytestmark = pytest.mark.django_db

CREATED = "created 1, updated 0, unchanged 0, skipped 0, errors 0"


def table(folder: Path, text: str, name: str = "people.csv") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_it_takes_columns_by_name_where_they_are_guessed_wrong(tmp_path: Path) -> None:
    path = table(tmp_path, "Kontakt,Where,Fax\nMai Xiong,Oak School,1\n")
    assert bring("people", path, "--columns", "Kontakt=name; Where=organization; Fax=") == CREATED
    assert Role.objects.get().organization.name == "Oak School"
    assert Person.objects.get().details == {}


@pytest.mark.parametrize(
    ("options", "says"),
    [
        (("--columns", "Nothing=name"), "There is no column “Nothing”"),
        (("--columns", "Name=colour"), "cannot mean “colour”"),
        (("--differs", "all"), "is not one of fill, add, file"),
        (("--initiative", "Nothing"), "There is no initiative"),
        (("--as_of", "soon"), "is not a day such as"),
        (("--sheet", "Nothing"), ""),
    ],
)
def test_it_refuses_what_makes_no_sense(tmp_path: Path, options: tuple[str, str], says: str) -> None:
    path = table(tmp_path, "Name,E-mail\nMai Xiong,mai@isd.invalid\n")
    if says:
        with pytest.raises(CommandError, match=says):
            bring("people", path, *options)
        assert not ImportBatch.objects.exists()
    else:
        assert bring("people", path, *options) == CREATED  # a text has no worksheets to choose from


def test_it_reads_a_scale_and_meetings_as_told(cast: Cast, tmp_path: Path) -> None:
    initiative = factories.initiative("Site Governed Schools")
    path = table(tmp_path, "Name,Support,Met?\nMai Xiong,5,14.3.2026\n")
    options = [
        "--initiative",
        initiative.name,
        "--as_of",
        "2026-11-01",
        "--direction",
        "high",
        "--meetings",
        "yes",
    ]
    assert bring("people", path, *options, "--by", "ben") == CREATED
    assert Assessment.objects.get().stance == "active_ally"
    assert Meeting.objects.get().logged_by == cast.ben
    assert str(Meeting.objects.get().held_on) == "2026-03-14"


def test_it_leaves_likely_duplicates_out_unless_told(tmp_path: Path) -> None:
    factories.person("Mai Xiong")
    path = table(tmp_path, "Name,Pronouns\nMai Xiong,she/her\n")
    assert bring("people", path) == "created 0, updated 0, unchanged 0, skipped 1, errors 0"
    assert (
        bring("people", path, "--likely", "same") == "created 0, updated 1, unchanged 0, skipped 0, errors 0"
    )
    assert Person.objects.get().pronouns == "she/her"


def test_it_leaves_unknown_organizations_out_if_told(tmp_path: Path) -> None:
    path = table(tmp_path, "Name,Title,Organization\nMai Xiong,Teacher,Oak School\n")
    bring("people", path, "--unknown", "leave")
    assert not Organization.objects.exists()
    assert Person.objects.get().details == {"Role": "Teacher, Oak School"}


def test_it_says_what_it_could_not_read(tmp_path: Path) -> None:
    row = "Mai Xiong,long ago 12,Teacher,Oak School,Nobody"
    path = table(tmp_path, f"Name,Since,Title,Organization,Assigned to\n{row}\n")
    spoken = said("people", path, "--columns", "Since=since")
    assert "1 day could not be read" in spoken
    assert "No colleague is called so; kept as details: Nobody (1)." in spoken
    assert Person.objects.get().details == {"Since": "long ago 12", "Assigned to": "Nobody"}
