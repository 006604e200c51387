"""State legislators, their committees and who sits on them, at the command."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from django.core.management import CommandError

from contacts.imports.chambers import name_of_chamber
from contacts.imports.formats.committee_seats import type_of
from contacts.models import ExternalId, Organization, Person, Role, Seat, Tag
from crm.parts.audit import act
from tests import factories
from tests.cast import Cast
from tests.contacts.imports.files import COMMITTEES, LEGISLATORS, SEATS, bring, said, state, write

pytestmark = pytest.mark.django_db


def somebody(number: int = 1) -> Person:
    return Person.objects.get(party__external_ids__value=f"ocd-person/{number}")


@pytest.fixture
def legislators(tmp_path: Path) -> Path:
    path = write(tmp_path, LEGISLATORS, "legislators.csv")
    bring("state-legislators", path)
    return path


@pytest.fixture
def committees(legislators: Path, tmp_path: Path) -> Path:
    path = write(tmp_path, COMMITTEES, "committees.csv")
    bring("committees", path)
    return path


def test_it_brings_a_legislator_in_with_all_that_the_file_says(legislators: Path) -> None:
    who = somebody()
    assert (who.name, who.given_name, who.family_name, who.sort_name) == (
        "Mai Houa Xiong",
        "Mai Houa",
        "Xiong",
        "xiong, mai houa",
    )
    assert [tagging.tag.name for tagging in who.party.taggings.all()] == ["Democratic-Farmer-Labor"]
    assert set(who.party.contact_points.values_list("kind", "value", "primary")) == {
        ("email", "rep.xiong@house.mn.gov.invalid", True),
        ("phone", "651-555-0111", True),
        ("address", "658 Cedar St., St. Paul", True),
        ("web", "https://house.invalid/xiong", True),
    }
    role = who.roles.get()
    assert (
        role.type,
        role.organization.name,
        str(role.seat),
        role.start,
        role.start_precision,
        role.primary,
    ) == (
        "representative",
        "Minnesota House of Representatives",
        "District 45B",
        date(2023, 1, 3),
        "day",
        True,
    )
    assert who.aliases == ["M. Xiong", "Xiong, M."]
    assert who.details == {"gender": "Female", "state": "MN"}
    assert not who.party.notes.exists()
    assert who.party.external_ids.get().source == "openstates"


def test_it_makes_each_chamber_once_and_of_the_right_kind(legislators: Path, tmp_path: Path) -> None:
    chambers = Organization.objects.filter(type="legislature").order_by("name")
    assert [(one.name, one.state, one.sphere) for one in chambers] == [
        ("Minnesota House of Representatives", "MN", "state"),
        ("Minnesota Senate", "MN", "state"),
        ("Nebraska Legislature", "NE", "state"),
    ]
    assert somebody(2).roles.get().type == "senator"
    assert somebody(2).roles.get().start_precision == "year"
    assert somebody(4).roles.get().type == "senator"
    bring("committees", write(tmp_path, COMMITTEES))
    assert Organization.objects.filter(name="Minnesota House of Representatives").count() == 1


def test_it_takes_a_chamber_that_somebody_wrote_down_by_hand(tmp_path: Path) -> None:
    house = factories.organization("minnesota house of representatives", type="legislature", state="MN")
    bring("state-legislators", write(tmp_path, LEGISLATORS[:1]))
    assert somebody().roles.get().organization == house


@pytest.mark.parametrize(
    ("state", "chamber", "name"),
    [
        ("MN", "lower", "Minnesota House of Representatives"),
        ("CA", "lower", "California State Assembly"),
        ("VA", "lower", "Virginia House of Delegates"),
        ("NJ", "lower", "New Jersey General Assembly"),
        ("NE", "legislature", "Nebraska Legislature"),
        ("DC", "legislature", "Council of the District of Columbia"),
        ("PR", "upper", "Puerto Rico Senate"),
        ("NH", "legislature", "New Hampshire General Court"),
        ("CO", "legislature", "Colorado General Assembly"),
        ("XX", "lower", "XX House of Representatives"),
    ],
)
def test_it_knows_what_chambers_are_called(state: str, chamber: str, name: str) -> None:
    assert name_of_chamber(state, chamber) == name


def test_it_gives_no_role_to_who_holds_no_office(legislators: Path) -> None:
    assert not somebody(3).roles.exists()
    assert somebody(3).details["state"] == "MN"
    assert "Sam Former (line 4)" in said("state-legislators", legislators)


def test_it_lets_several_share_a_district(tmp_path: Path) -> None:
    rows = [{**LEGISLATORS[0], "person_id": f"ocd-person/{n}", "district": "7"} for n in (1, 2)]
    bring("state-legislators", write(tmp_path, rows))
    assert Seat.objects.get().roles.count() == 2


@pytest.mark.parametrize(
    ("district", "seat"),
    [("45B", "District 45B"), ("A", "District A"), ("Grafton 14", "Grafton 14"), ("Ward 3", "Ward 3")],
)
def test_it_names_seats_as_people_do(district: str, seat: str, tmp_path: Path) -> None:
    bring("state-legislators", write(tmp_path, [{**LEGISLATORS[0], "district": district}]))
    assert Seat.objects.get().label == seat


def test_it_ends_an_office_that_the_file_no_longer_names_and_begins_the_new_one(
    legislators: Path, tmp_path: Path
) -> None:
    moved = {**LEGISLATORS[0], "chamber": "upper", "district": "45", "role_start": "2027-01-05"}
    line = bring("state-legislators", write(tmp_path, [moved, *LEGISLATORS[1:]]))
    assert line == "created 0, updated 1, unchanged 3, skipped 0, errors 0"
    roles = somebody().roles.order_by("pk")
    assert [(role.type, role.ended, role.end, role.primary) for role in roles] == [
        ("representative", True, None, False),
        ("senator", False, None, True),
    ]
    out = {**moved, "chamber": "", "district": "", "role_start": ""}
    bring("state-legislators", write(tmp_path, [out]))
    assert not somebody().roles.filter(ended=False).exists()


def test_it_keeps_over_what_staff_ended_and_never_ends_what_staff_wrote(
    cast: Cast, legislators: Path
) -> None:
    role = somebody().roles.get()
    with act(by=cast.ben, verb="end role"):
        role.ended, role.primary = True, False
        role.save()
    by_hand = factories.role(somebody(2), factories.organization(), type="lobbyist")
    before = state()
    assert bring("state-legislators", legislators).startswith("created 0, updated 0, unchanged 4")
    assert state() == before
    assert not Role.objects.get(pk=by_hand.pk).ended


def test_it_changes_the_party_it_gave_and_leaves_other_tags(
    cast: Cast, legislators: Path, tmp_path: Path
) -> None:
    factories.tag(somebody().party, "education")
    changed = {**LEGISLATORS[0], "party": "Independent"}
    line = bring("state-legislators", write(tmp_path, [changed, *LEGISLATORS[1:]]))
    assert line == "created 0, updated 1, unchanged 3, skipped 0, errors 0"
    assert sorted(tagging.tag.name for tagging in somebody().party.taggings.all()) == [
        "Independent",
        "education",
    ]


def test_it_does_not_put_back_a_tag_that_somebody_took_off(cast: Cast, legislators: Path) -> None:
    from contacts.parties.services import put_tags

    put_tags(somebody().party, by=cast.ben, names=[])
    assert bring("state-legislators", legislators).startswith("created 0, updated 0")
    assert not somebody().party.taggings.exists()


def test_it_uses_a_tag_that_is_there_already(tmp_path: Path) -> None:
    factories.tag(factories.person().party, "republican")
    bring("state-legislators", write(tmp_path, LEGISLATORS))
    assert Tag.objects.filter(folded="republican").count() == 1


def test_it_keeps_another_name_that_somebody_wrote_down(legislators: Path, cast: Cast) -> None:
    who = somebody()
    with act(by=cast.ben, verb="edit"):
        who.aliases = ["Mai Houa", *who.aliases]
        who.save()
    assert bring("state-legislators", legislators).startswith("created 0, updated 0,")
    assert somebody().aliases == ["Mai Houa", "M. Xiong", "Xiong, M."]


def test_it_takes_a_new_name_and_never_takes_one_away(legislators: Path, tmp_path: Path) -> None:
    rows = [{**LEGISLATORS[0], "other_names": "M. H. Xiong", "gender": "X"}, {**LEGISLATORS[1], "gender": ""}]
    spoken = said("state-legislators", write(tmp_path, rows))
    assert spoken.strip().endswith("created 0, updated 1, unchanged 1, skipped 0, errors 0")
    assert (somebody().aliases, somebody().details["gender"]) == (["M. H. Xiong"], "X")
    assert somebody(2).details["gender"] == "Female"
    again = [{**LEGISLATORS[0], "other_names": ""}]
    bring("state-legislators", write(tmp_path, again))
    assert somebody().aliases == ["M. H. Xiong"]


def test_it_keeps_what_is_no_email_and_says_so(tmp_path: Path) -> None:
    spoken = said("state-legislators", write(tmp_path, [{**LEGISLATORS[0], "email": "not an e-mail"}]))
    assert "Kept as written, though not e-mail addresses: not an e-mail (line 2)" in spoken
    assert somebody().party.contact_points.get(kind="email").value == "not an e-mail"


def test_it_puts_committees_under_their_chamber_or_the_committee_above(committees: Path) -> None:
    placed = Organization.objects.filter(party__external_ids__value__startswith="ocd-organization").order_by(
        "name"
    )
    assert [(one.name, one.parent.name if one.parent else "", one.type, one.state) for one in placed] == [
        ("Education Finance", "Minnesota House of Representatives", "legislature", "MN"),
        ("Pensions", "Minnesota Legislature", "legislature", "MN"),
        ("Pupil Transport", "Education Finance", "legislature", "MN"),
    ]
    first = placed[0]
    assert first.details == {
        "classification": "committee",
        "room": "Room 5",
        "meeting_schedule": "Tuesday, 1:00 p.m.",
    }
    assert first.party.contact_points.get().value == "https://house.invalid/ef"


def test_it_refuses_committees_that_stand_below_themselves(legislators: Path, tmp_path: Path) -> None:
    rows = [
        {**COMMITTEES[0], "parent": "ocd-organization/2"},
        {**COMMITTEES[1], "parent": "ocd-organization/1"},
        {**COMMITTEES[2], "parent": "nobody knows"},
    ]
    spoken = said("committees", write(tmp_path, rows))
    assert spoken.strip().endswith("created 1, updated 0, unchanged 0, skipped 0, errors 2")
    assert "Pensions: nobody knows (line 4)" in spoken


def test_it_seats_people_on_committees_with_the_title_as_printed(committees: Path, tmp_path: Path) -> None:
    bring("committee-seats", write(tmp_path, SEATS))
    held = (
        Role.objects.filter(source="committee-seats")
        .order_by("pk")
        .values_list("person__name", "organization__name", "type", "title")
    )
    assert list(held) == [
        ("Mai Houa Xiong", "Education Finance", "committee_vice_chair", "co-vice chair"),
        ("Olga Peña", "Education Finance", "committee_member", "member"),
        ("Mai Houa Xiong", "Pupil Transport", "committee_chair", "chair"),
        ("Sam Former", "Pensions", "committee_ranking", "ranking republican member"),
    ]
    # The seat in the chamber stays the main role.
    assert somebody().roles.get(primary=True).type == "representative"


@pytest.mark.parametrize(
    ("title", "type_"),
    [("chair", "chair"), ("Co-Chair", "chair"), ("presidenta", "chair"), ("vice=presidente", "vice_chair"),
     ("2nd vice chair", "vice_chair"), ("republican spokesperson", "ranking"), ("ranking  member", "ranking"),
     ("secretary", "member"), ("", "member"), ("committee staff", "staff")],
)  # fmt: skip
def test_it_reads_titles_in_any_spelling(title: str, type_: str) -> None:
    assert type_of(title) == f"committee_{type_}"


def test_it_names_committees_and_people_that_it_does_not_know(committees: Path, tmp_path: Path) -> None:
    rows = [
        SEATS[0],
        {**SEATS[0], "person_id": "ocd-person/99", "name": "Un Known"},
        {**SEATS[0], "committee_id": "ocd-organization/99"},
        {**SEATS[0], "person_id": "", "name": "No Number"},
    ]
    spoken = said("committee-seats", write(tmp_path, rows))
    assert spoken.strip().endswith("created 1, updated 0, unchanged 0, skipped 0, errors 3")
    for words in ("Un Known, ocd-person/99", "ocd-organization/99", "No Number has no person_id"):
        assert words in spoken


def test_it_says_what_comes_first_when_nobody_is_known(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="These files come first: state-legislators, committees"):
        bring("committee-seats", write(tmp_path, SEATS))


def test_it_ends_a_title_for_a_new_one_and_leaves_those_who_are_not_listed(
    committees: Path, tmp_path: Path
) -> None:
    bring("committee-seats", write(tmp_path, SEATS))
    chair = [{**SEATS[1], "role": "chair"}]
    spoken = said("committee-seats", write(tmp_path, chair))
    assert spoken.strip().endswith("created 1, updated 0, unchanged 0, skipped 0, errors 0")
    assert "1 role at these committees is not in the file" in spoken
    held = Role.objects.filter(person=somebody(2), source="committee-seats").order_by("pk")
    assert [(role.title, role.ended) for role in held] == [("member", True), ("chair", False)]
    # Back to what it was: begun anew, since nobody but the file had ended it.
    bring("committee-seats", write(tmp_path, [SEATS[1]]))
    assert [(role.title, role.ended) for role in held.all()] == [
        ("member", True),
        ("chair", True),
        ("member", False),
    ]


def test_it_finds_nobody_by_a_number_of_another_kind(committees: Path, tmp_path: Path) -> None:
    factories.make(
        ExternalId(party=factories.organization().party, source="openstates", value="ocd-person/77")
    )
    with pytest.raises(CommandError, match="ocd-person/77 is not on the record"):
        bring("committee-seats", write(tmp_path, [{**SEATS[0], "person_id": "ocd-person/77"}]))
