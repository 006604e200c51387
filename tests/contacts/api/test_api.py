"""The API: the same rooms, filters and access as the pages, by token or session, with uid addresses."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from contacts.models import Assessment, Meeting, Organization, Person, Role, Task, Tie
from crm.accounts.models import ApiToken
from crm.parts.audit import AuditEvent
from tests import factories
from tests.cast import Cast

pytestmark = pytest.mark.django_db

PLACES = (
    "people",
    "organizations",
    "roles",
    "meetings",
    "ties",
    "assessments",
    "initiatives",
    "tasks",
    "tags",
)


def post(client: Client, place: str, **data: Any) -> Any:
    return client.post(f"/api/{place}/", data, content_type="application/json")


def patch(client: Client, place: str, uid: Any, **data: Any) -> Any:
    return client.patch(f"/api/{place}/{uid}/", data, content_type="application/json")


@pytest.mark.parametrize("place", PLACES)
def test_it_lists_and_reads_each_kind_of_record(cast: Cast, place: str) -> None:
    on = factories.initiative()
    factories.full_person(cast, on)
    factories.full_organization(cast, on)
    client = cast.client("ben")
    listed = client.get(f"/api/{place}/").json()["results"]
    assert listed
    read = client.get(f"/api/{place}/{listed[0]['uid']}/")
    assert read.status_code == 200
    assert read.json() == listed[0]


@pytest.mark.parametrize("place", PLACES)
def test_it_asks_for_a_sign_in_and_for_the_right_to_write(cast: Cast, place: str) -> None:
    assert Client().get(f"/api/{place}/").status_code == 401
    assert post(Client(), place, name="x").status_code == 401
    assert cast.client("vi").get(f"/api/{place}/").status_code == 200
    assert post(cast.client("vi"), place, name="x").status_code == 403
    assert not AuditEvent.objects.filter(by=cast.vi).exists()


@pytest.mark.parametrize("place", PLACES)
def test_it_refuses_a_filter_that_it_does_not_know(cast: Cast, place: str) -> None:
    factories.full_person(cast)
    answer = cast.client("ben").get(f"/api/{place}/", {"sphre": "district"})
    assert answer.status_code == 400
    assert "sphre" in answer.json()


def test_it_signs_in_by_token_until_it_expires(cast: Cast) -> None:
    token, secret = ApiToken.make(cast.ben, "sheet")
    signed = {"HTTP_AUTHORIZATION": f"Token {secret}"}
    assert Client().get("/api/people/", **signed).status_code == 200
    token.refresh_from_db()
    assert token.last_used_at is not None
    token.expires_at = timezone.now() - timedelta(seconds=1)
    token.save()
    assert Client().get("/api/people/", **signed).status_code == 401
    wrong = {"HTTP_AUTHORIZATION": "Token gw_wrong"}
    assert Client().get("/api/people/", **wrong).status_code == 401


def test_it_adds_and_changes_a_person(cast: Cast) -> None:
    client = cast.client("ben")
    made = post(client, "people", name="Hodan Abdi Warsame", languages=["Somali"], owner="ben")
    assert made.status_code == 201, made.json()
    uid, version = made.json()["uid"], made.json()["version"]
    changed = patch(client, "people", uid, version=version, pronouns="she / her", aliases=["Warsame, H."])
    assert changed.status_code == 200, changed.json()
    assert Person.objects.get().pronouns == "she / her"
    assert changed.json()["aliases"] == Person.objects.get().aliases == ["Warsame, H."]
    late = patch(client, "people", uid, version=version, pronouns="they")
    assert late.status_code == 409
    assert Person.objects.get().pronouns == "she / her"
    assert patch(client, "people", uid, pronouns="they").json() == {
        "version": ["Say which version you read."]
    }


@pytest.mark.parametrize("place", ["people", "organizations", "tags", "initiatives", "tasks", "meetings"])
def test_it_makes_one_record_of_a_request_sent_twice(cast: Cast, place: str) -> None:
    uid = str(uuid4())
    data = {
        "people": {"name": "A"},
        "organizations": {"name": "A", "type": "school"},
        "tags": {"name": "A"},
        "initiatives": {"name": "A", "lever": "state_law"},
        "tasks": {"title": "A"},
        "meetings": {"held_on": "2026-09-01", "attendees": [{"person": str(factories.person().uid)}]},
    }[place]
    first, second = (post(cast.client("ben"), place, uid=uid, **data) for _ in range(2))
    assert (first.status_code, second.status_code) == (201, 201), first.json()
    assert first.json() == second.json()
    assert post(cast.client("cy"), place, uid=uid, **data).status_code == 409
    counted = cast.client("ada").get(f"/api/{place}/").json()["results"]
    assert [one["uid"] for one in counted].count(uid) == 1


def test_it_logs_a_meeting_with_what_each_said(cast: Cast) -> None:
    school = factories.organization("Maple")
    hodan, ida = factories.person("Hodan"), factories.person("Ida")
    factories.role(hodan, school, primary=True)
    on = factories.initiative()
    made = post(
        cast.client("ben"),
        "meetings",
        kind="small_group",
        held_on="2026-09-01",
        initiative=str(on.uid),
        notes="Good talk",
        attendees=[
            {"person": str(hodan.uid), "stance": "passive_ally", "level": 3},
            {"person": str(ida.uid)},
        ],
    )
    assert made.status_code == 201, made.json()
    there = made.json()["attendees"]
    assert [(one["person"], one["stance"], one["level"]) for one in there] == [
        (str(hodan.uid), "passive_ally", 3),
        (str(ida.uid), "", None),
    ]
    assert there[0]["represented"] == str(school.uid)
    assert Assessment.objects.get().party == hodan.party
    changed = patch(
        cast.client("ben"), "meetings", made.json()["uid"], version=made.json()["version"], notes="Better"
    )
    assert changed.status_code == 200, changed.json()
    assert Meeting.objects.get().notes == "Better"


def test_it_begins_and_ends_a_role_on_days_known_roughly(cast: Cast) -> None:
    who, school = factories.person(), factories.organization()
    made = post(
        cast.client("ben"),
        "roles",
        person=str(who.uid),
        organization=str(school.uid),
        type="principal",
        start="2023-08",
    )
    assert made.status_code == 201, made.json()
    assert made.json()["start"] == "2023-08"
    ended = patch(
        cast.client("ben"),
        "roles",
        made.json()["uid"],
        version=made.json()["version"],
        end="2026",
        ended=True,
    )
    assert ended.status_code == 200, ended.json()
    role = Role.objects.get()
    assert (str(role.end), role.ended) == ("2026-12-31", True)
    wrong = patch(cast.client("ben"), "roles", role.uid, version=role.version, end="2019", ended=True)
    assert wrong.status_code == 400
    assert "end" in wrong.json()


def test_it_declares_one_tie_whichever_side_it_is_entered_from(cast: Cast) -> None:
    one, other = factories.person(), factories.person()
    factories.tie_type("knows")
    made = post(cast.client("ben"), "ties", one=str(other.uid), other=str(one.uid), type="knows", closeness=3)
    assert made.status_code == 201, made.json()
    assert (
        post(cast.client("ben"), "ties", one=str(one.uid), other=str(other.uid), type="knows").status_code
        == 400
    )
    assert Tie.objects.count() == 1
    itself = post(cast.client("ben"), "ties", one=str(one.uid), other=str(one.uid), type="knows")
    assert itself.status_code == 400
    assert "other" in itself.json()


def test_it_corrects_a_reading_by_a_new_row(cast: Cast) -> None:
    who, on = factories.person(), factories.initiative()
    client = cast.client("ben")
    made = post(
        client, "assessments", party=str(who.uid), initiative=str(on.uid), stance="neutral",
        how_we_know="guess", assessed_on="2026-09-01",
    )  # fmt: skip
    assert made.status_code == 201, made.json()
    corrected = patch(client, "assessments", made.json()["uid"], version=1, stance="active_ally")
    assert corrected.status_code == 200, corrected.json()
    assert corrected.json()["supersedes"] == made.json()["uid"]
    assert corrected.json()["assessed_on"] == "2026-09-01"
    assert Assessment.objects.count() == 2
    moved = patch(
        client, "assessments", corrected.json()["uid"], version=1, party=str(factories.person().uid)
    )
    assert moved.status_code == 400


def test_it_finishes_a_next_step(cast: Cast) -> None:
    made = post(cast.client("ben"), "tasks", title="Call", assignee="ben", due_on="2026-12-01")
    assert made.status_code == 201, made.json()
    done = patch(cast.client("ben"), "tasks", made.json()["uid"], version=made.json()["version"], done=True)
    assert done.status_code == 200, done.json()
    assert Task.objects.get().done_at is not None


def test_it_shows_nothing_restricted_to_those_who_may_not_see_it(cast: Cast) -> None:
    who = factories.person("Ida")
    hidden = factories.meeting(who, by=cast.ben, visibility="team", team=cast.north, notes="canary")
    factories.meeting(who, by=cast.ben, held_on=factories.A_DAY - timedelta(days=30), private_notes="canary")
    factories.reading(who, by=cast.ben, meeting=hidden, visibility="team", team=cast.north, note="canary")
    seen = {}
    for name in ("ben", "cy", "ada"):
        client = cast.client(name)
        person = client.get(f"/api/people/{who.uid}/").json()
        meetings = client.get("/api/meetings/").content.decode()
        seen[name] = (person["last_contact_on"], person["meetings"], meetings.count("canary"))
        assert client.get(f"/api/meetings/{hidden.uid}/").status_code == (404 if name == "cy" else 200)
    day, before = str(factories.A_DAY), str(factories.A_DAY - timedelta(days=30))
    assert seen == {"ben": (day, 2, 2), "cy": (before, 1, 0), "ada": (day, 2, 2)}
    assert "canary" not in cast.client("cy").get("/api/assessments/").content.decode()


def test_it_names_no_record_that_one_may_not_see(cast: Cast) -> None:
    who = factories.person()
    hidden = factories.meeting(who, by=cast.ben, visibility="owner")
    refused = post(
        cast.client("cy"), "assessments", party=str(who.uid), stance="neutral", assessed_on="2026-09-01",
        meeting=str(hidden.uid),
    )  # fmt: skip
    missing = post(
        cast.client("cy"), "assessments", party=str(who.uid), stance="neutral", assessed_on="2026-09-01",
        meeting=str(uuid4()),
    )  # fmt: skip
    assert refused.status_code == missing.status_code == 400
    assert refused.json() == missing.json()


def test_it_pages_by_key_through_every_row_once(cast: Cast) -> None:
    for _ in range(7):
        factories.person()
    client, address, seen = cast.client("ben"), "/api/people/?limit=3", []
    while address:
        page = client.get(address).json()
        seen += [one["uid"] for one in page["results"]]
        address = page["next"]
    assert len(seen) == len(set(seen)) == 7


@pytest.mark.parametrize("place", PLACES)
def test_it_costs_the_same_for_three_records_or_thirty(cast: Cast, flat_queries: Any, place: str) -> None:
    on = factories.initiative()
    client = cast.client("ben")

    def grow() -> None:
        factories.full_person(cast, on)
        factories.full_organization(cast, on)

    # One page holds them all, three or thirty times.
    flat_queries(lambda: client.get(f"/api/{place}/?limit=200"), grow=grow, limit=12)


@pytest.mark.parametrize(
    "text", ["<script>alert(1)</script>", "=1+1", "\u202e", "💥" * 50, "' OR 1=1 --", "{{ 7*7 }}"]
)
def test_it_keeps_hostile_text_as_text(cast: Cast, text: str) -> None:
    made = post(cast.client("ben"), "people", name=text)
    assert made.status_code == 201
    assert made.json()["name"] == text


def test_it_refuses_nul_with_a_reason(cast: Cast) -> None:
    refused = post(cast.client("ben"), "people", name="a\x00b")
    assert refused.status_code == 400
    assert "name" in refused.json()


@pytest.mark.parametrize(
    "body", [b"", b"[]", b"{", b'"x"', b'{"name": 5}', b'{"name": null}', b'{"name": {"a": 1}}']
)
def test_it_answers_a_malformed_request_with_a_reason(cast: Cast, body: bytes) -> None:
    answer = cast.client("ben").post("/api/people/", body, content_type="application/json")
    assert answer.status_code in (201, 400)
    assert Organization.objects.count() == 0


def test_it_describes_itself_and_loads_nothing_from_elsewhere(cast: Cast) -> None:
    client = cast.client("ben")
    schema = client.get("/api/schema/")
    assert schema.status_code == 200
    assert b"/api/people/" in schema.content
    page = client.get("/api/docs/")
    assert page.status_code == 200
    assert b"http://" not in page.content
    assert b"https://" not in page.content
