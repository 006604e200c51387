"""How the words of a table are understood: roles, organizations, scales, days, notes."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client

from contacts.models import Assessment, ExternalId, Meeting, Note, Organization, Person, Role
from tests import factories
from tests.cast import Cast
from tests.contacts.imports.files import state
from tests.contacts.imports.sending import PEOPLE, as_posted, bring_in, page, send, through, waiting_at

pytestmark = pytest.mark.django_db


@pytest.fixture
def ben(cast: Cast) -> Client:
    return cast.client("ben")


# --- how words are understood ----------------------------------------------------------------------------------------


def test_it_splits_role_and_organization_and_lets_somebody_correct_both(ben: Client) -> None:
    oak = factories.organization("Oak Elementary School", state="MN")
    address = send(ben, 'Name,Affiliation\nMai Xiong,"Prin., Oak Elem"\nBo Two,Weird words here\n').url
    waiting = waiting_at(address)
    ben.post(address, as_posted(waiting, **{"column-1": "role_at"}))
    understood = f"/imports/waiting/{waiting.uid}/understood/"
    text = page(ben, understood)
    assert 'value="Oak Elem"' in text
    assert f'<option value="uid:{oak.uid}" selected>' in text
    answer = ben.post(
        understood,
        {
            "do": "plan",
            "splits-0": "Weird words here",
            "splits-0-title": "Coach",
            "splits-0-body": "Oak Elementary School",
        },
    )
    assert answer.status_code == 302
    bring_in(ben, f"/imports/waiting/{waiting.uid}/")
    assert sorted(Role.objects.values_list("person__name", "type", "title", "organization__name")) == [
        ("Bo Two", "coach", "Coach", "Oak Elementary School"),
        ("Mai Xiong", "principal", "Prin.", "Oak Elementary School"),
    ]


def test_it_finds_a_district_by_its_number(ben: Client) -> None:
    district = factories.organization("Saint Paul Public School District", type="district", state="MN")
    factories.make(ExternalId(party=district.party, source="state-lea:MN", value="MN-010625"))
    bring_in(ben, through(ben, PEOPLE))
    assert Role.objects.get(title="Supt.").organization == district


def test_it_leaves_an_organization_out_or_adds_it_as_was_chosen(ben: Client) -> None:
    rows = "Name,Title,Organization\nMai Xiong,Organizer,Neighbors Together\nBo Two,Teacher,Gone Place\n"
    address = send(ben, rows).url
    waiting = waiting_at(address)
    ben.post(address, as_posted(waiting))
    sent = {
        "bodies-0": "Neighbors Together",
        "bodies-0-means": "new:parent_group",
        "bodies-1": "Gone Place",
        "bodies-1-means": "none",
    }
    ben.post(f"/imports/waiting/{waiting.uid}/understood/", {"do": "plan", **sent})
    bring_in(ben, f"/imports/waiting/{waiting.uid}/")
    assert list(Organization.objects.values_list("name", "type")) == [("Neighbors Together", "parent_group")]
    # A role is never lost: it stays in the words of the file.
    assert Person.objects.get(name="Bo Two").details == {"Role": "Teacher, Gone Place"}


def test_it_says_at_the_field_which_organization_it_does_not_know(ben: Client) -> None:
    address = send(ben, "Name,Organization\nMai Xiong,Oak\n").url
    waiting = waiting_at(address)
    ben.post(address, as_posted(waiting))
    answer = ben.post(
        f"/imports/waiting/{waiting.uid}/understood/", {"bodies-0": "Oak", "bodies-0-name": "Nothing"}
    )
    assert answer.status_code == 400
    assert "No organization is called “Nothing”" in answer.content.decode()


def test_it_asks_for_the_direction_of_a_scale_and_writes_readings(cast: Cast, ben: Client) -> None:
    initiative = factories.initiative("Site Governed Schools")
    address = send(ben, "Name,Support\nMai Xiong,1\nBo Two,5\nCy Three,2\n").url
    waiting = waiting_at(address)
    understood = f"/imports/waiting/{waiting.uid}/understood/"
    assert ben.post(address, as_posted(waiting)).url == f"/imports/waiting/{waiting.uid}/"
    assert ben.get(f"/imports/waiting/{waiting.uid}/").url == understood
    text = page(ben, understood)
    assert "Which end of the scale is the strongest support" in text
    asked = {"initiative": str(initiative.uid), "as_of": "2026-11-01", "how": "told_us", "direction": "low"}
    assert (
        ben.post(understood, {"do": "plan", **asked}).url == understood
    )  # the values turned round: look again
    text = page(ben, understood)
    assert '<option value="active_ally" selected>' in text
    ben.post(understood, {"do": "plan", **asked, "stances-0": "2", "stances-0-means": "neutral"})
    before = state()
    batch = bring_in(ben, f"/imports/waiting/{waiting.uid}/")
    assert sorted(Assessment.objects.values_list("party__label", "stance", "assessed_on", "how_we_know")) == [
        ("Bo Two", "active_opponent", date(2026, 11, 1), "told_us"),
        ("Cy Three", "neutral", date(2026, 11, 1), "told_us"),
        ("Mai Xiong", "active_ally", date(2026, 11, 1), "told_us"),
    ]
    assert Assessment.objects.filter(initiative=initiative, assessor=cast.ben).count() == 3
    assert batch.act is not None
    ben.post(f"/acts/{batch.act.uid}/undo/", {"next": "/imports/"})
    assert state() == before


def test_it_makes_a_meeting_of_each_day_only_if_asked(cast: Cast, ben: Client) -> None:
    rows = "Name,Met?\nMai Xiong,3/14/2026\nBo Two,3/15\n"
    bring_in(ben, through(ben, rows))
    assert not Meeting.objects.exists()
    assert Person.objects.get(name="Mai Xiong").details == {"Met?": "3/14/2026"}
    address = send(ben, rows.replace("Mai", "Pa").replace("Bo", "Ed")).url
    waiting = waiting_at(address)
    ben.post(f"/imports/waiting/{waiting.uid}/understood/", {"do": "plan", "meetings": "yes", "year": "2025"})
    bring_in(ben, f"/imports/waiting/{waiting.uid}/")
    assert sorted(
        Meeting.objects.values_list("held_on", "logged_by__username", "attendances__person__name")
    ) == [
        (date(2025, 3, 15), "ben", "Ed Two"),
        (date(2026, 3, 14), "ben", "Pa Xiong"),
    ]


def test_it_asks_which_number_is_the_month_only_where_nothing_tells(ben: Client) -> None:
    address = send(ben, "Name,Since,Organization,Title\nMai Xiong,3/4/2020,Oak School,Principal\n").url
    waiting = waiting_at(address)
    ben.post(address, as_posted(waiting))
    understood = f"/imports/waiting/{waiting.uid}/understood/"
    assert "“3/4/2020” can be read in two ways" in page(ben, understood)
    ben.post(understood, {"do": "plan", "day_order": "dmy"})
    bring_in(ben, f"/imports/waiting/{waiting.uid}/")
    assert Role.objects.get().start == date(2020, 4, 3)
    address = send(ben, "Name,Since,Organization,Title\nBo Two,3/14/2020,Oak School,Teacher\n").url
    assert "can be read in two ways" not in ben.get(address, follow=True).content.decode()


def test_it_keeps_notes_for_those_who_were_chosen(cast: Cast, ben: Client) -> None:
    address = send(ben, "Name,Notes\nMai Xiong,Private matter\n").url
    waiting = waiting_at(address)
    ben.post(address, as_posted(waiting))
    ben.post(f"/imports/waiting/{waiting.uid}/understood/", {"do": "plan", "note_visibility": "team"})
    bring_in(ben, f"/imports/waiting/{waiting.uid}/")
    note = Note.objects.get()
    assert (note.text, note.visibility, note.team) == ("Private matter", "team", cast.north)


def test_it_does_not_tell_by_the_plan_that_a_hidden_note_is_there(cast: Cast, ben: Client) -> None:
    there = factories.person("Mai Xiong")
    factories.email(there, "mai@isd.invalid")
    factories.note(there, "Private matter", by=cast.ada, visibility="owner")
    address = through(ben, "Name,E-mail,Notes\nMai Xiong,mai@isd.invalid,Private matter\n")
    text = page(ben, address)
    assert '<dt>changed</dt><dd class="figure">1</dd>' in text


def test_it_makes_an_organization_once_though_the_next_file_names_it_too(ben: Client) -> None:
    rows = "Name,Title,Organization\nMai Xiong,Teacher,Gone Place\n"
    address = send(ben, rows).url
    waiting = waiting_at(address)
    ben.post(address, as_posted(waiting))
    sent = {"bodies-0": "Gone Place", "bodies-0-means": "new:school"}
    ben.post(f"/imports/waiting/{waiting.uid}/understood/", {"do": "plan", **sent})
    bring_in(ben, f"/imports/waiting/{waiting.uid}/")
    batch = bring_in(ben, send(ben, rows.replace("Mai Xiong", "Bo Two")).url)
    assert batch.created == 1
    assert Organization.objects.get(name="Gone Place").roles.count() == 2


def test_it_asks_for_the_day_of_positions_each_time(ben: Client) -> None:
    rows = "Name,Support\nMai Xiong,1\n"
    address = send(ben, rows).url
    waiting = waiting_at(address)
    understood = f"/imports/waiting/{waiting.uid}/understood/"
    tomorrow = {"as_of": "2999-01-01", "direction": "low"}
    answer = ben.post(understood, tomorrow)
    assert "today or before" in answer.content.decode()
    ben.post(understood, {"as_of": "2026-11-01", "direction": "low"})
    bring_in(ben, f"/imports/waiting/{waiting.uid}/")
    address = send(ben, rows).url
    assert ben.get(address).url == address + "understood/"
    assert 'value="2026-11-01"' not in page(ben, address + "understood/")


def test_it_makes_no_meeting_of_a_day_to_come(ben: Client) -> None:
    address = send(ben, "Name,Met?\nMai Xiong,3/14/2999\n").url
    waiting = waiting_at(address)
    ben.post(f"/imports/waiting/{waiting.uid}/understood/", {"do": "plan", "meetings": "yes"})
    bring_in(ben, f"/imports/waiting/{waiting.uid}/")
    assert not Meeting.objects.exists()
    assert Person.objects.get().details == {"Met?": "3/14/2999"}
