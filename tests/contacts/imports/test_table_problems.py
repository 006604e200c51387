"""What goes wrong with tables, who may see them, and what finds the record."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.test import Client

from contacts.imports import views
from contacts.models import Consent, ExternalId, ImportBatch, ImportRow, Note, Organization, Person
from crm.parts.exports import ExportLog
from tests import factories
from tests.cast import Cast
from tests.contacts.imports.files import as_csv
from tests.contacts.imports.sending import PEOPLE, bring_in, page, send, through, waiting_at

pytestmark = pytest.mark.django_db


@pytest.fixture
def ben(cast: Cast) -> Client:
    return cast.client("ben")


# --- problems and rights ---------------------------------------------------------------------------------------------


def test_it_gives_the_problems_out_with_their_own_columns(ben: Client) -> None:
    rows = 'Name,E-mail\nMai Xiong,mai@isd.invalid\n,=cmd()\n"Too",many,cells\n'
    address = through(ben, rows)
    answer = ben.get(f"{address}problems/")
    lines = b"".join(answer.streaming_content).decode("utf-8-sig").splitlines()
    assert lines[0] == "Line,What is wrong,Name,E-mail"
    assert len(lines) == 3
    assert "'=cmd()" in lines[1]
    assert ExportLog.objects.get().what == "import-problems"
    batch = bring_in(ben, address)
    assert f"/imports/waiting/{batch.mapping['problems']}/problems/" in page(ben, f"/imports/{batch.uid}/")
    kept = b"".join(ben.get(f"{address}problems/").streaming_content).decode("utf-8-sig").splitlines()
    assert kept == lines


def test_it_keeps_a_table_for_its_owner_alone(cast: Cast, ben: Client) -> None:
    address = send(ben, PEOPLE).url
    base = address.replace("columns/", "")
    for name in ("cy", "ada", "rut"):
        client = cast.client(name)
        for path in (address, f"{base}understood/", f"{base}problems/", base):
            assert client.get(path).status_code == 404
    assert cast.client("vi").get(address).status_code == 403


def test_it_shows_hostile_text_as_text_on_every_page(ben: Client) -> None:
    hostile = "<script>alert(1)</script>"
    rows = as_csv(
        [
            {
                "Name": hostile,
                "Role": f"Teacher at {hostile}",
                "Support": hostile,
                hostile: hostile,
                "Notes": "x" * 100_000,
            },
            {"Name": f"{hostile} 2", "Role": "مرحبا 🏫", "Support": "1", hostile: "", "Notes": ""},
            {"Name": "", "Role": hostile, "Support": "", hostile: "", "Notes": ""},
        ]
    )
    factories.person(hostile)
    address = through(ben, rows, name="<b>x</b>.csv")
    base = address
    for path in (f"{base}columns/", f"{base}understood/", base):
        text = ben.get(path).content.decode()
        assert "<script>alert" not in text
        assert "<b>x</b>" not in text
    batch = bring_in(ben, address, **{"row-2": "new"})
    assert Note.objects.get().text == "x" * 100_000
    assert "<script>alert" not in page(ben, f"/imports/{batch.uid}/")


def test_it_refuses_nul_with_a_reason(ben: Client) -> None:
    answer = send(ben, "Name,E-mail\nMai\0 Xiong,\n")
    assert answer.status_code == 400
    assert "NUL" in answer.content.decode()


def test_it_leaves_a_large_table_to_the_worker(
    ben: Client, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    monkeypatch.setattr(views, "INLINE_ROWS_OF_TABLES", 1)
    address = through(ben, PEOPLE)
    ben.post(address, {"do": "bring_in"})
    assert ben.get(address)["Refresh"] == "2"
    from contacts.imports.jobs import bring_waiting_file_in

    bring_waiting_file_in.func(waiting_at(address).uid)
    assert Person.objects.count() == 2
    assert ben.get(address).url == f"/imports/{ImportBatch.objects.get().uid}/"


def test_it_matches_by_number_then_e_mail_and_never_by_an_office_mailbox(ben: Client) -> None:
    one, other = factories.person("Mai Xiong"), factories.person("Bo Two")
    factories.make(ExternalId(party=one.party, source="nationbuilder", value="7"))
    factories.email(other, "office@oak.invalid", label="shared")
    rows = (
        "nationbuilder_id,Name,E-mail,Pronouns\n7,Mai H. Xiong-Lee,x@y.invalid,she/her\n"
        ",Cy Three,office@oak.invalid,he/him\n"
    )
    batch = bring_in(ben, through(ben, rows))
    assert (batch.updated, batch.created) == (1, 1)
    one.refresh_from_db()
    assert (one.name, one.pronouns) == ("Mai Xiong", "she/her")
    assert ImportRow.objects.get(batch=batch, line=2).record_id == one.pk


def test_it_takes_asked_not_to_and_never_lifts_it(ben: Client) -> None:
    there = factories.person("Mai Xiong")
    factories.email(there, "mai@isd.invalid")
    factories.make(Consent(party=there.party, channel="email", answer="not"))
    rows = "Name,E-mail,Email opt in,Do not contact\nMai Xiong,mai@isd.invalid,yes,\nBo Two,bo@x.invalid,no,yes\n"
    bring_in(ben, through(ben, rows))
    assert sorted(Consent.objects.values_list("party__label", "answer")) == [
        ("Bo Two", "not"),
        ("Mai Xiong", "not"),
    ]
    assert Person.objects.get(name="Bo Two").party.do_not_contact


def test_it_brings_organizations_in_with_their_districts(ben: Client) -> None:
    there = factories.organization("Riverfork Public Schools", type="district", state="MN")
    rows = (
        "School name,District,Grades,Students,Charter,Point person\n"
        "Oak Elementary,Riverfork Public Schools,K-5,412,no,ben\n"
        'Elm Charter School,Newtown Schools,6-8,"1,210",yes,nobody\n'
    )
    batch = bring_in(ben, through(ben, rows, "schools.csv"))
    assert batch.format == "organizations"
    oak = Organization.objects.get(name="Oak Elementary")
    assert (oak.parent, oak.enrollment, oak.lowest_grade, oak.highest_grade, oak.type) == (
        there,
        412,
        "K",
        "5",
        "school",
    )
    assert oak.owner is not None
    elm = Organization.objects.get(name="Elm Charter School")
    assert (elm.charter, elm.enrollment, elm.type) == (True, 1210, "charter_school")
    assert elm.parent is not None
    assert (elm.parent.name, elm.parent.type) == ("Newtown Schools", "district")
    assert elm.details == {"Point person": "nobody"}


def test_it_keeps_no_home_address_of_somebody_under_age(ben: Client) -> None:
    there = factories.person("Mai Xiong", minor_until=date(2999, 1, 1))
    factories.email(there, "mai@isd.invalid")
    rows = "Name,E-mail,Home Address,Work Phone\nMai Xiong,mai@isd.invalid,1 Main St,651-555-0101\n"
    bring_in(ben, through(ben, rows))
    assert sorted(there.party.contact_points.values_list("kind", flat=True)) == ["email", "phone"]


def test_it_keeps_two_addresses_of_one_person_apart(ben: Client) -> None:
    header = ",".join(
        f"Address {n} - {part}" for n in (1, 2) for part in ("Label", "Street", "City", "Region")
    )
    rows = f"Name,{header}\nMai Xiong,Work,1 Main St,Ely,MN,Work,2 Oak Av,Virginia,MN\n"
    bring_in(ben, through(ben, rows))
    points = Person.objects.get().party.contact_points
    assert sorted(points.values_list("value", flat=True)) == ["1 Main St, Ely, MN", "2 Oak Av, Virginia, MN"]


def test_it_asks_the_record_as_often_for_three_likely_duplicates_as_for_thirty(
    ben: Client, flat_queries: Any
) -> None:
    names = iter(f"Ana Number{letter}{other}" for letter in "abcdef" for other in "abcdefgh")
    made: list[str] = []

    def grow() -> None:
        made.append(next(names))
        factories.role(factories.person(made[-1]), factories.organization())

    def look() -> Any:
        address = through(ben, "Name,Pronouns\n" + "".join(f"{name},she/her\n" for name in made))
        return ben.get(address)

    flat_queries(look, grow=grow, limit=60)
