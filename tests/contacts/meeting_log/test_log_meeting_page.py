"""Logging a meeting: one page, one press, one act; nothing that was typed is lost."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Any

import html5lib
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from contacts.meeting_log.entries import MAIN_ROLE, Attendee, NextStep
from contacts.meeting_log.services import log_meeting
from contacts.models import Assessment, Attendance, Meeting, Person, Role, Task
from crm.parts.audit import AuditEvent
from tests import factories
from tests.cast import Cast
from tests.contacts.meeting_log.page import filled, of, today, yesterday

pytestmark = pytest.mark.django_db

LOG = "/meetings/log/"


@pytest.fixture
def ben(cast: Cast) -> Client:
    return cast.client("ben")


def words_in(response: Any) -> str:
    return str(response.content.decode())


def test_it_logs_who_came_what_each_said_and_what_is_next_in_one_act(cast: Cast, ben: Client) -> None:
    school, law = factories.organization("Prairie Rose"), factories.initiative("Site governed")
    hodan, pa, anders = (factories.person(name) for name in ("Hodan Abdi", "Pa Nhia Vang", "Anders Moe"))
    factories.role(hodan, school, primary=True)
    before = AuditEvent.objects.count()
    data = filled(
        hodan,
        pa,
        anders,
        kind="school_visit",
        organization=str(school.party.uid),
        initiative=str(law.uid),
        notes="Staff meet on 9 December.",
        **of(hodan, stance="passive_ally", level="3"),
        **of(pa, stance="neutral", note="“Tell me the vote.”"),
        **{
            "step-0-title": "Call Hodan",
            "step-0-due": str(today() + timedelta(days=3)),
            "step-0-owed": "contact",
        },
    )
    response = ben.post(LOG, data, follow=True)
    meeting = Meeting.objects.get()
    assert response.redirect_chain[-1][0] == meeting.get_absolute_url()
    assert (meeting.kind, meeting.organization, meeting.initiative) == ("school_visit", school, law)
    assert (meeting.status, meeting.logged_by, meeting.held_on) == ("held", cast.ben, yesterday())
    assert {row.person: row.represented for row in Attendance.objects.all()} == {
        hodan: school,
        pa: None,
        anders: None,
    }
    said = {row.party_id: (row.stance, row.level, row.assessed_on) for row in Assessment.objects.all()}
    assert said == {hodan.pk: ("passive_ally", 3, yesterday()), pa.pk: ("neutral", None, yesterday())}
    step = Task.objects.get()
    assert (step.title, step.owed_by, step.assignee, step.meeting) == (
        "Call Hodan",
        "contact",
        cast.ben,
        meeting,
    )
    assert AuditEvent.objects.count() == before + 1
    assert Person.objects.get(pk=anders.pk).last_contact_on == yesterday()

    page = words_in(response)
    assert "Logged the meeting of" in page
    event = AuditEvent.objects.latest("pk")
    assert reverse("undo_act", args=[event.uid]) in page
    back = ben.post(reverse("undo_act", args=[event.uid]), {"next": meeting.get_absolute_url()}, follow=True)
    assert back.status_code == 200
    assert "Undone." in words_in(back)
    assert cast.client("cy").get(meeting.get_absolute_url()).status_code == 404
    assert not any(model.objects.exists() for model in (Meeting, Attendance, Assessment, Task))
    assert Person.objects.get(pk=anders.pk).last_contact_on is None


def test_it_does_nothing_at_a_second_press(cast: Cast, ben: Client) -> None:
    data = filled(factories.person(), **{"step-0-title": "Call"})
    first, second = ben.post(LOG, data), ben.post(LOG, data)
    assert first.status_code == second.status_code == 302
    assert first.headers["Location"] == second.headers["Location"]
    assert (Meeting.objects.count(), Attendance.objects.count(), Task.objects.count()) == (1, 1, 1)


def test_it_refuses_a_page_whose_uid_is_somebody_elses_and_keeps_the_text(cast: Cast, ben: Client) -> None:
    data = filled(factories.person(), notes="Mine to keep")
    cast.client("cy").post(LOG, data)
    response = ben.post(LOG, data)
    assert response.status_code == 400
    assert "Mine to keep" in words_in(response)
    assert Meeting.objects.get().logged_by == cast.cy


def test_it_goes_back_to_where_one_came_from(cast: Cast, ben: Client) -> None:
    who, school = factories.person("Hodan Abdi"), factories.organization("Prairie Rose")
    opened = words_in(ben.get(LOG, {"person": str(who.party.uid)}))
    assert "Hodan Abdi" in opened
    response = ben.post(f"{LOG}?person={who.party.uid}", filled(who))
    assert response.headers["Location"] == who.get_absolute_url()
    response = ben.post(f"{LOG}?organization={school.party.uid}", filled(who))
    assert response.headers["Location"] == school.get_absolute_url()


# --- Positions ------------------------------------------------------------------------------------------------------


def test_it_writes_nothing_for_a_position_that_was_not_touched(cast: Cast, ben: Client) -> None:
    who, law = factories.person(), factories.initiative()
    factories.reading(who, law, by=cast.ben, stance="neutral")
    ben.post(LOG, filled(who, initiative=str(law.uid)))
    assert Meeting.objects.exists()
    assert Assessment.objects.count() == 1


def test_it_shows_the_last_position_and_writes_it_anew_when_it_is_still_so(cast: Cast, ben: Client) -> None:
    who, law = factories.person(), factories.initiative()
    factories.reading(who, law, by=cast.cy, stance="neutral", level=2)
    opened = words_in(ben.get(LOG, {"person": str(who.party.uid), "initiative": str(law.uid)}))
    assert 'value="still:neutral:2"' in opened
    ben.post(LOG, filled(who, initiative=str(law.uid), **of(who, stance="still:neutral:2")))
    newest = Assessment.objects.latest("pk")
    assert (newest.stance, newest.level, newest.assessed_on) == ("neutral", 2, yesterday())
    assert (newest.assessor, newest.meeting) == (cast.ben, Meeting.objects.get())


def test_it_keeps_the_half_that_was_not_touched_only_where_nobody_learns_of_it(
    cast: Cast, ben: Client
) -> None:
    who, law = factories.person(), factories.initiative()
    restricted = {"visibility": "team", "team": cast.north, "assessed_on": today()}
    factories.reading(who, law, by=cast.ben, stance="neutral", level=4, **restricted)
    ben.post(LOG, filled(who, initiative=str(law.uid), **of(who, stance="passive_ally")))
    assert Assessment.objects.latest("pk").level is None
    data = filled(who, initiative=str(law.uid), visibility="team", **of(who, level="5"))
    ben.post(LOG, data)
    newest = Assessment.objects.latest("pk")
    assert (newest.stance, newest.level, newest.team) == ("neutral", 5, cast.north)


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"presence": "absent", "stance": "neutral"}, "was not there"),
        ({"presence": "absent", "level": "2"}, "was not there"),
    ],
)
def test_it_asks_about_a_position_of_somebody_who_was_not_there(
    ben: Client, fields: dict[str, str], words: str
) -> None:
    who, other = factories.person("Hodan Abdi"), factories.person()
    response = ben.post(LOG, filled(who, other, **of(who, **fields)))
    assert response.status_code == 400
    assert words in words_in(response)
    assert not Meeting.objects.exists()


# --- Days ----------------------------------------------------------------------------------------------------------


def test_it_plans_a_meeting_that_lies_ahead(cast: Cast, ben: Client) -> None:
    who = factories.person()
    ben.post(LOG, filled(who, day=today() + timedelta(days=9), at="15:30", zone="America/New_York"))
    meeting = Meeting.objects.get()
    assert meeting.status == "planned"
    assert meeting.starts_at is not None
    assert (
        meeting.starts_at.strftime("%H:%M") == {True: "20:30", False: "19:30"}[meeting.starts_at.hour == 20]
    )
    assert Attendance.objects.get().presence == "invited"
    assert Person.objects.get(pk=who.pk).last_contact_all_on is None
    refused = ben.post(LOG, filled(who, day=today() + timedelta(days=9), **of(who, stance="neutral")))
    assert "has not been met yet" in words_in(refused)


@pytest.mark.parametrize(
    "day", ["20025-11-03", "0203-01-01", "1899-05-05", "2199-01-01", "2026-02-30", "soon", ""]
)
def test_it_asks_about_an_absurd_day_at_the_field(ben: Client, day: str) -> None:
    data = filled(factories.person(), notes="Kept as typed")
    response = ben.post(LOG, {**data, "held_on": day})
    assert response.status_code == 400
    assert 'id="id_held_on_error"' in words_in(response)
    assert "Kept as typed" in words_in(response)
    assert not Meeting.objects.exists()


def test_it_asks_about_the_day_of_a_next_step_at_its_line(ben: Client) -> None:
    for due in ("20025-11-03", "0026-11-03"):
        response = ben.post(LOG, filled(factories.person(), **{"step-0-title": "Call", "step-0-due": due}))
        assert response.status_code == 400
        assert f'value="{due}"' in words_in(response)
    assert not Meeting.objects.exists()


# --- Who -----------------------------------------------------------------------------------------------------------


def test_it_needs_somebody_there_but_for_what_is_public(ben: Client) -> None:
    response = ben.post(LOG, filled())
    assert response.status_code == 400
    assert "Add who was there" in words_in(response)
    ben.post(LOG, filled(kind="public_meeting"))
    assert Meeting.objects.get().kind == "public_meeting"


def test_it_takes_the_same_attendee_twice_as_one(ben: Client) -> None:
    who = factories.person()
    ben.post(LOG, {**filled(who), "person": [str(who.party.uid)] * 3})
    assert Attendance.objects.count() == 1


def test_it_adds_somebody_new_with_role_and_organization_in_the_same_act(cast: Cast, ben: Client) -> None:
    school, key = factories.organization("Prairie Rose"), str(uuid.uuid4())
    new = {
        f"new-name-{key}": "Pa Nhia Vang",
        f"new-role-{key}": "teacher_leader",
        f"new-at-{key}": "prairie rose",
    }
    before = AuditEvent.objects.count()
    data = {**filled(), "person": [key], f"stance-{key}": "active_ally", **new}
    assert ben.post(LOG, data).status_code == 302
    assert ben.post(LOG, data).status_code == 302
    who = Person.objects.get()
    assert (who.name, str(who.party.uid)) == ("Pa Nhia Vang", key)
    assert Role.objects.get().organization == school
    assert Attendance.objects.get().represented == school
    assert Assessment.objects.get().stance == "active_ally"
    assert AuditEvent.objects.count() == before + 1


@pytest.mark.parametrize(
    ("new", "words"),
    [
        ({"name": ""}, "Give the person a name"),
        ({"name": "Pa Nhia", "role": "teacher"}, "Choose the organization where Pa Nhia"),
        ({"name": "Pa Nhia", "at": "Prairie Rose"}, "Choose the role"),
        ({"name": "Pa Nhia", "at": "Nowhere", "role": "teacher"}, "is not in the record"),
    ],
)
def test_it_says_what_is_missing_about_somebody_new_and_keeps_it(
    ben: Client, new: dict[str, str], words: str
) -> None:
    factories.organization("Prairie Rose")
    key = str(uuid.uuid4())
    fields = {f"new-{name}-{key}": value for name, value in {"name": "", **new}.items()}
    response = ben.post(LOG, {**filled(), "person": [key], **fields})
    assert response.status_code == 400
    assert words in words_in(response)
    assert all(value in words_in(response) for value in new.values())
    assert not Person.objects.exists()


# --- A refused form, and buttons without a script -------------------------------------------------------------------


def typed(who: Person, other: Person, law: Any) -> dict[str, Any]:
    return filled(
        who,
        other,
        initiative=str(law.uid),
        notes="Line one\n\n  “quoted” & <b>",
        private_notes="Not for all",
        title="Long talk",
        place="Room 4",
        kind="training",
        visibility="owner",
        **of(who, stance="active_opponent", level="1", note="“No.”"),
        **of(other, presence="absent"),
        **{"how-far": "1", "step-0-title": "Send it", "step-0-due": "2026-12-01", "step-0-owed": "contact"},
    )


def everything_typed_is_there(response: Any, who: Person, other: Person, law: Any) -> None:
    page = html5lib.parse(response.content.decode(), namespaceHTMLElements=False)
    fields: dict[str, list[str]] = {}
    for box in page.iter("input"):
        kind, name = box.get("type", "text"), box.get("name", "")
        if kind not in ("radio", "checkbox") or box.get("checked") is not None:
            fields.setdefault(name, []).append(box.get("value", ""))
    for area in page.iter("textarea"):
        fields[area.get("name", "")] = [(area.text or "").replace("\r", "")]
    for select in page.iter("select"):
        chosen = [one.get("value", "") for one in select.iter("option") if one.get("selected") is not None]
        fields[select.get("name", "")] = chosen
    sent = typed(who, other, law)
    for name, value in sent.items():
        if name in ("do", "held_on", "uid"):
            continue
        assert fields[name] == (value if isinstance(value, list) else [value]), name


def test_it_loses_nothing_of_a_refused_form(cast: Cast, ben: Client) -> None:
    who, other, law = factories.person("Hodan"), factories.person("Pa Nhia"), factories.initiative()
    response = ben.post(LOG, {**typed(who, other, law), "held_on": "20025-11-03"})
    assert response.status_code == 400
    everything_typed_is_there(response, who, other, law)
    assert not Meeting.objects.exists()


@pytest.mark.parametrize(
    "button",
    ["find", "add:x", "out:x", "find-place", "at:", "step", "refresh", "new", "unknown", "", "add:' OR 1=1"],
)
def test_it_keeps_everything_typed_when_another_button_is_pressed(
    cast: Cast, ben: Client, button: str
) -> None:
    who, other, law = factories.person("Hodan"), factories.person("Pa Nhia"), factories.initiative()
    response = ben.post(LOG, {**typed(who, other, law), "do": button, "find": "hod"})
    assert response.status_code == 200
    if button != "new":
        everything_typed_is_there(response, who, other, law)
    assert not Meeting.objects.exists()
    assert not AuditEvent.objects.filter(verb="log meeting").exists()


def test_it_finds_and_adds_people_without_a_script(cast: Cast, ben: Client) -> None:
    hodan, pa = factories.person("Hodan Abdi"), factories.person("Pa Nhia Vang")
    factories.role(pa, factories.organization("Prairie Rose"), type="lead_teacher", primary=True)
    found = words_in(ben.post(LOG, {**filled(hodan), "do": "find", "find": "vang"}))
    assert f'value="add:{pa.party.uid}"' in found
    assert "lead teacher, Prairie Rose" in found
    both = words_in(ben.post(LOG, {**filled(hodan), "do": f"add:{pa.party.uid}", "find": "vang"}))
    assert both.count('name="person"') == 2
    one = words_in(ben.post(LOG, {**filled(hodan, pa), "do": f"out:{pa.party.uid}"}))
    assert one.count('name="person"') == 1


def test_it_leaves_out_who_is_in_the_trash_or_was_never_there(cast: Cast, ben: Client) -> None:
    who = factories.person("Hodan Abdi")
    Person.objects.filter(pk=who.pk).derived(hidden=True)
    response = ben.post(LOG, {**filled(who), "person": [str(who.party.uid), str(uuid.uuid4()), "nonsense"]})
    assert response.status_code == 400
    assert words_in(response).count('name="person"') == 0
    assert not Meeting.objects.exists()


def test_it_answers_what_is_typed_with_people_and_what_they_do(cast: Cast, ben: Client) -> None:
    who = factories.person("Hodan Abdi")
    factories.role(who, factories.organization("Prairie Rose"), type="principal", primary=True)
    answer = ben.get("/meetings/log/people/", {"q": "hod"}).json()
    assert answer == {
        "results": [{"id": str(who.party.uid), "text": "Hodan Abdi", "detail": "principal, Prairie Rose"}]
    }
    assert ben.get("/meetings/log/people/", {"q": "\x00"}).json() == {"results": []}


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("ann", ["Ann Lee", "Anna Vang", "Lee Ann"]),
        ("lee a", ["Lee Ann", "Ann Lee"]),
        ("pena", ["Xiomara Peña"]),
        ("xoimara", ["Xiomara Peña"]),
        ("site", []),
        ("%", []),
        ('"', []),
        ("ann OR lee", ["Ann Lee", "Lee Ann"]),
    ],
)
def test_it_puts_names_first_that_begin_with_what_was_typed(
    cast: Cast, ben: Client, typed: str, expected: list[str]
) -> None:
    for name in ("Lee Ann", "Anna Vang", "Ann Lee", "Xiomara Peña"):
        factories.person(name)
    factories.organization("Ann Site School")
    factories.meeting(factories.person("Zoe Quist"), by=cast.ben, title="Ann and the site")
    answer = ben.get("/meetings/log/people/", {"q": typed}).json()["results"]
    assert [one["text"] for one in answer] == expected


def test_it_is_for_those_who_may_write(cast: Cast) -> None:
    vi = cast.client("vi")
    assert vi.get(LOG).status_code == 403
    assert vi.post(LOG, filled(factories.person())).status_code == 403
    assert vi.get("/meetings/log/people/", {"q": "a"}).status_code == 403
    assert not Meeting.objects.exists()


# --- Hostile text, and cost ------------------------------------------------------------------------------------------

HOSTILE = '"><script>window.__pwned=1</script><img src=x onerror=alert(1)>{{ 7|add:7 }}&lt;\u202e'


def test_it_shows_hostile_text_as_text(cast: Cast, ben: Client) -> None:
    who, law = factories.person(HOSTILE), factories.initiative(HOSTILE)
    factories.role(who, factories.organization(HOSTILE), title=HOSTILE, type="", primary=True)
    data = filled(
        who,
        initiative=str(law.uid),
        **dict.fromkeys(("title", "place", "notes", "private_notes", "step-0-title"), HOSTILE),
        **of(who, note=HOSTILE, stance=HOSTILE),
    )
    refused = ben.post(LOG, data)
    assert refused.status_code == 302, "a position that is none is no position"
    meeting = Meeting.objects.get()
    assert (meeting.title, meeting.notes) == (HOSTILE, HOSTILE)
    pages = [ben.post(LOG, {**data, "held_on": HOSTILE, "find": HOSTILE, "do": "find"})]
    pages += [
        ben.get(address)
        for address in (meeting.get_absolute_url(), "/meetings/", "/", f"/meetings/{meeting.uid}/edit/")
    ]
    for page in pages:
        assert page.status_code == 200
        tree = html5lib.parse(page.content.decode(), namespaceHTMLElements=False)
        assert not [one for one in tree.iter("script") if one.text]
        assert not [one for one in tree.iter() if any(name.startswith("on") for name in one.attrib)]
        assert not list(tree.iter("img"))
        assert "14&amp;lt;" not in page.content.decode()


def test_it_refuses_a_nul_with_a_reason(ben: Client) -> None:
    response = ben.post(LOG, filled(factories.person(), notes="a\x00b"))
    assert response.status_code == 400
    assert not Meeting.objects.exists()


@pytest.mark.parametrize(("visibility", "said"), [("everyone", MAIN_ROLE), ("team", None)])
def test_it_costs_at_most_25_queries_for_ten_people_however_large_the_record(
    cast: Cast, visibility: str, said: Any
) -> None:
    law, school = factories.initiative(), factories.organization()
    people = [factories.person() for _ in range(10)]
    for who in people:
        factories.role(who, school, primary=True)

    def log() -> int:
        with CaptureQueriesContext(connection) as captured:
            log_meeting(
                by=cast.ben,
                held_on=yesterday(),
                kind="small_group",
                attendees=[Attendee(who, stance="neutral", represented=said or school) for who in people],
                initiative=law,
                organization=school,
                visibility=visibility,
                next_steps=[NextStep("Call", today())],
            )
        return len(captured)

    _ = cast.ben.scope
    few = log()
    for _ in range(3):
        factories.full_person(cast, law)
        log()
    # PostgreSQL holds the parties by one statement more.
    assert log() <= few <= 25 + (connection.vendor == "postgresql")


def test_it_opens_at_the_same_cost_for_three_people_or_thirty(
    cast: Cast, ben: Client, flat_queries: Any
) -> None:
    law = factories.initiative()
    people: list[Person] = []
    flat_queries(
        lambda: ben.get(LOG, {"person": [str(who.party.uid) for who in people], "initiative": str(law.uid)}),
        grow=lambda: people.append(factories.full_person(cast, law)),
        limit=15,
    )
