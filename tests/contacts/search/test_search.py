"""Anything in the record is found from the search page, and nothing that one may not see."""

from __future__ import annotations

import pytest
from django.db import connection

from contacts.models import ContactPoint, Meeting
from contacts.parties.services import trash
from contacts.people.services import change_person
from crm.parts.audit import act
from crm.parts.search import SearchDocument, rebuild
from crm.parts.search_index import make_index
from crm.parts.search_query import search
from crm.parts.undo import undo
from tests import factories
from tests.cast import Cast

pytestmark = pytest.mark.django_db


def found(cast: Cast, who: str, text: str, **asked: object) -> list[str]:
    return [hit.title for hit in search(getattr(cast, who), text, **asked)]


def test_it_finds_people_by_any_word_begun_and_without_accents(cast: Cast) -> None:
    factories.person("Xiomara Peñaloza Núñez")
    factories.person("Bee Thao-Herr")
    for text in ("xiomara", "Peñ", "pena", "nunez xio", "PEÑALOZA"):
        assert found(cast, "ben", text) == ["Xiomara Peñaloza Núñez"]
    assert found(cast, "ben", "herr") == ["Bee Thao-Herr"]


def test_it_finds_people_by_another_name(cast: Cast) -> None:
    factories.person("Ida Berg", aliases=["Ida Thorvaldsdatter"])
    assert found(cast, "ben", "thorvalds") == ["Ida Berg"]


def test_it_finds_by_part_of_an_email_or_phone(cast: Cast) -> None:
    who = factories.person("Hodan Warsame")
    factories.email(who, "h.warsame@prairierose.invalid")
    factories.make(
        ContactPoint(party=who.party, kind="phone", value="(612) 555-0142", normalized="+16125550142")
    )
    for text in ("prairierose", "same@prai", "5550142", "555-0142"):
        assert found(cast, "ben", text) == ["Hodan Warsame"]


@pytest.mark.parametrize("typed", ["warsmae", "Wersame", "hodan warsamme"])
def test_it_forgives_a_typo(cast: Cast, typed: str) -> None:
    factories.person("Hodan Warsame")
    factories.person("Ingrid Tveit")
    assert found(cast, "ben", typed) == ["Hodan Warsame"]


def test_it_puts_the_name_before_the_notes(cast: Cast) -> None:
    factories.meeting(factories.person("Ida Berg"), title="Visit", notes="Talked about Solveig at length")
    factories.person("Solveig Haugerud")
    assert found(cast, "ben", "solveig") == ["Solveig Haugerud", "Visit"]


def test_it_follows_changes_deletions_and_undo(cast: Cast) -> None:
    who = factories.person("Old Name")
    with act(by=cast.ben, verb="edit") as edit:
        who.name = "Brand New"
        who.save()
    assert found(cast, "ben", "brand") == ["Brand New"]
    undo(edit.event, by=cast.ben)
    assert found(cast, "ben", "brand") == []
    assert found(cast, "ben", "old name") == ["Old Name"]


def test_it_says_what_somebody_is_and_follows_a_renamed_organization(cast: Cast) -> None:
    school = factories.organization("Maple Elementary")
    factories.role(factories.person("Ida Berg"), school, type="principal")
    assert search(cast.ben, "ida")[0].detail == "principal, Maple Elementary"
    with act(by=cast.ben, verb="edit"):
        school.name = "Oak Elementary"
        school.save()
    assert search(cast.ben, "ida")[0].detail == "principal, Oak Elementary"


def test_it_shows_what_is_restricted_only_to_those_who_may_see_it(cast: Cast) -> None:
    who = factories.person("Ida Berg")
    factories.meeting(who, by=cast.ben, title="Quiet talk", visibility="team", team=cast.north, notes="zebra")
    factories.meeting(who, by=cast.ben, title="Open talk", private_notes="giraffe")
    factories.note(who, "okapi", by=cast.ben, visibility="owner")
    seen = {
        name: (found(cast, name, "zebra"), found(cast, name, "giraffe"), found(cast, name, "okapi"))
        for name in cast.names
    }
    everything = (["Quiet talk"], ["Open talk"], ["Ida Berg"])
    assert seen == {
        "ada": everything,
        "ben": everything,
        "cy": ([], [], []),
        "vi": ([], [], []),
        "rut": everything,
    }


def test_it_does_not_let_restricted_hits_take_the_places_of_others(cast: Cast) -> None:
    who = factories.person("Ida Berg")
    for number in range(120):
        factories.meeting(title=f"zebra zebra {number}", by=cast.ada, visibility="owner")
    factories.meeting(who, title="A long title in which there is one zebra")
    assert found(cast, "cy", "zebra", limit=5) == ["A long title in which there is one zebra"]


def test_it_can_be_rebuilt_and_then_changes_nothing(cast: Cast) -> None:
    factories.full_person(cast)
    assert sum(rebuild().values()) == 0
    SearchDocument.objects.all().delete()
    assert sum(rebuild().values()) > 0
    assert sum(rebuild().values()) == 0


@pytest.mark.only_on("sqlite")
def test_it_makes_its_index_again_when_a_trigger_is_gone(cast: Cast) -> None:
    with connection.cursor() as cursor:
        cursor.execute("DROP TRIGGER crm_search_insert")
    factories.person("Ida Berg")
    assert found(cast, "ben", "ida") == []
    make_index()
    assert found(cast, "ben", "ida") == ["Ida Berg"]
    factories.person("Ida Holm")
    assert found(cast, "ben", "ida") == ["Ida Berg", "Ida Holm"]


@pytest.mark.only_on("postgresql")
def test_it_makes_an_index_again_that_is_gone(cast: Cast) -> None:
    with connection.cursor() as cursor:
        cursor.execute("DROP INDEX crm_search_words")
        make_index()
        assert "crm_search_words" in connection.introspection.get_constraints(cursor, "crm_searchdocument")


@pytest.mark.parametrize(
    "text", ["", "   ", "%", "_", '"', "'", "a\\b", "'; DROP TABLE", "*", "NEAR(", "-", "💥", "ئ", "x" * 5000]
)
def test_it_answers_any_text(cast: Cast, text: str) -> None:
    factories.person("Ida Berg")
    page = cast.client("ben").get("/search/", {"q": text})
    assert page.status_code == 200
    assert cast.client("ben").get("/search/suggest/", {"q": text}).status_code == 200
    assert Meeting.objects.count() == 0


def suggested(cast: Cast, who: str, **asked: str) -> list[str]:
    answer = cast.client(who).get("/search/suggest/", asked)
    assert answer.status_code == 200
    return [hit["text"] for hit in answer.json()["results"]]


def test_it_names_people_and_organizations_before_what_was_said_at_meetings(cast: Cast) -> None:
    for number in range(12):
        factories.meeting(title=f"Prairie walk {number:02}", by=cast.ben)
    factories.organization("The Prairie School")
    found = suggested(cast, "ben", q="prairie")
    assert found == ["The Prairie School", *(f"Prairie walk {number:02}" for number in range(4))]


def test_it_says_what_was_opened_lately_is_called_now_in_that_order(cast: Cast) -> None:
    who, at, on = factories.person("Hodan Abdi"), factories.organization("Rose"), factories.initiative("Week")
    met = factories.meeting(who, title="A walk", by=cast.ben)
    asked = f"meeting:{met.uid},initiative:{on.uid},person:{who.uid},organization:{at.uid},person:{who.uid}"
    assert suggested(cast, "vi", recent=asked) == ["A walk", "Week", "Hodan Abdi", "Rose"]
    change_person(who, by=cast.ben, version=1, name="Hodan Abdi Warsame")
    assert suggested(cast, "vi", recent=f"person:{who.uid}") == ["Hodan Abdi Warsame"]


def test_it_leaves_out_of_what_was_opened_lately_what_one_may_not_see_now(cast: Cast) -> None:
    who, gone = factories.person("Hodan"), factories.person("Gone")
    met = factories.meeting(who, title="Ours", by=cast.ben, visibility="team", team=cast.north)
    trash(gone.party, by=cast.ben)
    asked = f"meeting:{met.uid},person:{gone.uid},person:{who.uid},organization:{who.uid}"
    assert suggested(cast, "cy", recent=asked) == ["Hodan"]
    assert suggested(cast, "ben", recent=asked) == ["Ours", "Hodan"]


@pytest.mark.parametrize(
    "asked", ["", "person", "person:", "person:x", "spaceship:1", ",,,", "\x00", "person:" + "9" * 5000]
)
def test_it_makes_nothing_of_recent_ones_that_it_cannot_read(cast: Cast, asked: str) -> None:
    assert suggested(cast, "ben", recent=asked) == []
