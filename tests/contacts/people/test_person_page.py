"""The page of a person: who it is, where they stand, everything so far, and only what the reader may see."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from contacts.models import Assessment, Barrier, BarrierEvidence, Consent, Document, Party, Role, TieType
from contacts.parties.services import attach, keep_document, set_consent, set_do_not_contact, trash
from contacts.people.services import change_person
from contacts.tasks.services import complete_task
from contacts.ties.services import declare_tie
from tests import factories
from tests.cast import Cast

pytestmark = pytest.mark.django_db


def page_of(cast: Cast, name: str, who: object, query: str = "") -> str:
    return cast.page(name, f"/people/{who.uid}/{query}")


def test_it_says_who_it_is_in_one_glance(cast: Cast) -> None:
    who = factories.person(
        "Hodan Abdi Warsame", said_as="HOH-dahn", pronouns="she / her", greeting="Principal Warsame",
        languages=["Somali", "English"], interpreter=True, owner=cast.ben,
    )  # fmt: skip
    school = factories.organization("Prairie Rose Elementary")
    factories.role(who, school, primary=True, start=date(2023, 8, 1), start_precision="month")
    factories.role(
        who, factories.organization("Old School"), ended=True, end=date(2019, 12, 31), end_precision="year"
    )
    page = page_of(cast, "vi", who)
    for words in (
        "<h1>Hodan Abdi Warsame</h1>", "HOH-dahn", "she / her", "greet as “Principal Warsame”", "since Aug 2023",
        "Ben Lindqvist", "Somali</b>, English", "wants an interpreter", "Prairie Rose Elementary", "until 2019",
    ):  # fmt: skip
        assert words in page, words


def test_it_shows_other_names_and_what_the_source_file_says(cast: Cast) -> None:
    who = factories.person("Mai Houa Xiong", aliases=["M. Xiong", "Xiong, M."], details={"gender": "Female"})
    page = page_of(cast, "vi", who)
    assert 'M. Xiong · Xiong, M.<p class="meta">also called</p>' in page
    assert 'Female<p class="meta">gender</p>' in page
    assert "also called" not in page_of(cast, "vi", factories.person("Bee Thao"))


def test_it_makes_unmistakable_what_they_asked_not_to_get(cast: Cast) -> None:
    who = factories.person()
    factories.email(who, "h@school.invalid", primary=True)
    set_consent(
        who.party, by=cast.ben, channel=Consent.Channel.NEWSLETTER, answer="not", on=date(2026, 3, 12)
    )
    page = page_of(cast, "vi", who)
    assert page.count("No newsletter") == 2  # at a glance, and beside the address
    assert "mailto:h@school.invalid" in page
    set_do_not_contact(Party.objects.get(pk=who.pk), by=cast.ben, switch=True, reason="Court order")
    assert "Do not contact at all.</b> Court order" in page_of(cast, "vi", who)


def test_it_shows_where_they_stand_with_age_and_how_we_know(cast: Cast) -> None:
    who, on = factories.person(), factories.initiative("Four-day week")
    old = timezone.localdate() - timedelta(days=400)
    factories.reading(
        who, on, by=cast.ben, stance="neutral", level=2, assessed_on=old, how_we_know="heard", note="x"
    )
    page = page_of(cast, "cy", who)
    assert 'class="chip stale" data-position="undecided"' in page
    assert "heard from another" in page
    assert "asks about it" in page
    assert "13 months ago" in page


def test_it_shows_that_two_readings_differ_and_averages_nothing(cast: Cast) -> None:
    who, on = factories.person(), factories.initiative()
    factories.reading(who, on, by=cast.ben, stance="neutral", assessed_on=date(2026, 9, 1))
    factories.reading(who, on, by=cast.ada, stance="passive_ally", assessed_on=date(2026, 9, 10))
    page = page_of(cast, "cy", who)
    assert "Two readings differ." in page
    assert "Ben Lindqvist read undecided on 1 Sep" in page
    later = factories.person()
    factories.reading(later, on, by=cast.ben, stance="neutral", assessed_on=date(2026, 1, 1))
    factories.reading(later, on, by=cast.ada, stance="passive_ally", assessed_on=date(2026, 9, 10))
    assert "Two readings differ." not in page_of(cast, "cy", later)


def test_it_leaves_out_a_reading_that_was_corrected(cast: Cast) -> None:
    who, on = factories.person(), factories.initiative()
    first = factories.reading(who, on, by=cast.ben, stance="active_opponent")
    factories.reading(who, on, by=cast.ben, stance="neutral", supersedes=first)
    page = page_of(cast, "cy", who)
    assert "against-acting" not in page
    assert "Readings 1<" in page


def test_it_reads_a_tie_from_this_end(cast: Cast) -> None:
    mentor, other = factories.person("Mentor"), factories.person("Other")
    kind = TieType.objects.get(key="mentors")
    declare_tie(by=cast.ben, one=mentor.party, other=other.party, type=kind)
    assert f'mentors <a class="name" href="/record/{other.uid}/">Other</a>' in page_of(cast, "vi", mentor)
    assert f'is mentored by <a class="name" href="/record/{mentor.uid}/">Mentor</a>' in page_of(
        cast, "vi", other
    )


def test_it_leads_from_a_party_to_its_own_page(cast: Cast) -> None:
    who, school = factories.person(), factories.organization()
    client = cast.client("vi")
    assert client.get(f"/record/{who.uid}/")["Location"] == f"/people/{who.uid}/"
    assert client.get(f"/record/{school.uid}/")["Location"] == f"/organizations/{school.uid}/"


def restricted_world(cast: Cast) -> tuple[object, dict[str, str]]:
    """A person about whom everything of Ben's team and of Ada alone says its own secret word."""
    who = factories.person("Hodan")
    other = factories.person("Neighbour")
    team = {"by": cast.ben, "visibility": "team", "team": cast.north}
    own = {"by": cast.ada, "visibility": "owner"}
    on = factories.initiative()
    for words, kind in (("teamsecret", team), ("ownsecret", own)):
        met = factories.meeting(who, other, notes=f"{words} meeting", held_on=date(2026, 9, 20), **kind)
        factories.reading(who, on, meeting=met, note=f"{words} reading", stance="active_opponent", **kind)
        factories.tie(who, other, note=f"{words} tie", type=factories.tie_type(f"kind of {words}"), **kind)
        factories.task(f"{words} task", party=who.party, **kind)
        factories.note(who, f"{words} note", **kind)
        barrier = factories.make(Barrier(title=f"{words} barrier", level="practice", category="budget"))
        factories.make(
            BarrierEvidence(
                barrier=barrier, meeting=met, raised_by=who.party, summary="x",
                visibility=kind["visibility"], team=kind.get("team"),
            ),
            kind["by"],
        )  # fmt: skip
        document = keep_document(
            by=kind["by"], title=f"{words} document", link="https://x.invalid",
            visibility=kind["visibility"], team=kind.get("team"),
        )  # fmt: skip
        attach(document, who, by=kind["by"])
    return who, {"team": "teamsecret", "own": "ownsecret"}


KINDS = ("meeting", "reading", "tie", "task", "note", "barrier", "document")


def test_it_leaks_nothing_restricted_anywhere_on_the_page(cast: Cast) -> None:
    who, words = restricted_world(cast)
    for query in ("", "?show=meetings", "?show=readings", "?show=ties", "?show=notes", "?show=changes"):
        pages = {name: page_of(cast, name, who, query) for name in ("ada", "ben", "cy", "vi")}
        for name in ("cy", "vi"):
            assert words["team"] not in pages[name], (name, query)
            assert words["own"] not in pages[name], (name, query)
        assert words["own"] not in pages["ben"], query
    whole = page_of(cast, "ada", who) + page_of(cast, "ada", who, "?show=readings")
    assert all(f"{words['own']} {kind}" in whole for kind in KINDS if kind != "reading")
    mine = page_of(cast, "ben", who)
    assert all(f"{words['team']} {kind}" in mine for kind in KINDS if kind != "reading")


def test_it_tells_nothing_restricted_by_counts_or_days(cast: Cast) -> None:
    who, _words = restricted_world(cast)
    page = page_of(cast, "cy", who)
    assert "never met" in page
    assert re.findall(r"(Meetings|Readings|Roles and ties|Notes and steps) (\d+)", page) == []
    assert "2 meetings in all" in page_of(cast, "ada", who)
    assert "1 meeting in all" in page_of(cast, "ben", who)


def test_it_does_not_say_by_which_act_a_person_was_changed(cast: Cast) -> None:
    """An act that logged a restricted meeting and added a phone number says only that ways to reach changed."""
    from crm.parts.audit import act

    who = factories.person("Hodan")
    with act(by=cast.ben, verb="log secret meeting", subject="teamsecret"):
        factories.meeting(who, by=cast.ben, visibility="team", team=cast.north)
        factories.email(who, "new@school.invalid")
    page = page_of(cast, "cy", who, "?show=changes")
    assert "Changed: ways to reach" in page
    assert "secret" not in page


def test_it_goes_through_everything_newest_first_a_page_at_a_time(cast: Cast) -> None:
    who = factories.person()
    for number in range(30):
        factories.meeting(
            who, by=cast.ben, held_on=date(2026, 1, 1) + timedelta(days=number), title=f"Meeting {number:02}"
        )
    factories.note(who, "A note", by=cast.ben)
    first, second = (
        page_of(cast, "vi", who, "?show=meetings"),
        page_of(cast, "vi", who, "?show=meetings&page=2"),
    )
    order = [int(n) for n in re.findall(r"Meeting (\d\d)", first)]
    assert order == sorted(order, reverse=True)
    assert len(order) == 25
    assert len(re.findall(r"Meeting (\d\d)", second)) == 5
    assert "A note" not in first.split('id="h-time"')[1]
    assert page_of(cast, "vi", who, "?show=nonsense&page=x")


def test_it_says_how_many_were_at_a_large_meeting(cast: Cast) -> None:
    who = factories.person("Hodan")
    factories.meeting(who, *factories.many(factories.person, 20), by=cast.ben)
    assert "21 people" in page_of(cast, "vi", who)


def test_it_is_not_there_for_anybody_once_it_is_in_the_trash_or_unknown(cast: Cast) -> None:
    who = factories.person()
    trash(who.party, by=cast.ben)
    for name in cast.names:
        assert cast.client(name).get(f"/people/{who.uid}/").status_code == 404
    assert cast.client("ada").get("/people/5f2f7a0e-0000-4000-8000-000000000000/").status_code == 404


def test_it_offers_nothing_to_change_to_a_viewer(cast: Cast) -> None:
    who = factories.full_person(cast)
    page = page_of(cast, "vi", who)
    assert "Moved on" not in page
    assert f"/people/{who.uid}/edit/" not in page
    assert "/reach" not in page.split('class="facts"')[0]


def test_it_shows_who_changed_which_field_from_what_to_what(cast: Cast) -> None:
    who = factories.person("Ada L", pronouns="she")
    change_person(who, by=cast.ben, version=1, pronouns="they", owner=cast.cy)
    role = factories.role(
        who, factories.organization("School"), start=date(2023, 8, 1), start_precision="month"
    )
    assert Role.objects.get() == role
    page = re.sub(r"\s+", " ", cast.client("vi").get(f"/record/{who.uid}/changes/").content.decode())
    assert '<s>she</s> → <span class="strong">they</span>' in page
    assert "point person" in page
    assert "Cy Moreno" in page
    assert "from: Aug 2023" in page


def test_it_shows_hostile_text_as_text(cast: Cast) -> None:
    hostile = "<img src=x onerror=alert(1)>{{ 7|add:7 }}\u202e"
    who = factories.person(hostile, said_as=hostile[:140], greeting=hostile[:140])
    factories.note(who, hostile)
    factories.role(who, factories.organization(hostile), title=hostile, type="")
    factories.reading(who, factories.initiative(hostile), note=hostile)
    page = cast.client("ben").get(f"/people/{who.uid}/").content.decode()
    assert "<img src=x" not in page
    assert "&lt;img src=x onerror=alert(1)&gt;{{ 7|add:7 }}\u202e" in page


def test_it_costs_the_same_for_three_full_rows_of_children_or_thirty(
    cast: Cast, flat_queries: Callable[..., int]
) -> None:
    who, on = factories.person(), factories.initiative()

    def grow() -> None:
        """One more of everything that hangs on this person."""
        school = factories.organization(parent=factories.organization(type="district"))
        factories.role(who, school, start=date(2020, 1, 1))
        factories.tag(who.party, f"tag {school.pk}")
        factories.email(who, f"a{school.pk}@b.invalid")
        met = factories.meeting(who, factories.person(), by=cast.ben, organization=school)
        factories.meeting(who, by=cast.ben, visibility="team", team=cast.north)
        factories.reading(who, on, by=cast.ben, meeting=met)
        factories.reading(who, factories.initiative(), by=cast.ada, visibility="owner")
        factories.reading(who, factories.initiative(), by=cast.ben, visibility="team", team=cast.north)
        factories.tie(who, factories.person(), by=cast.ben, visibility="team", team=cast.north)
        factories.task(party=who.party, by=cast.ben, assignee=cast.ben)
        factories.note(who, "Note", by=cast.ben, visibility="team", team=cast.north)
        document = factories.make(Document(title="MOU", link="https://x.invalid"))
        attach(document, who, by=cast.ben)

    client = cast.client("ben")
    # What is read in full is what stands on the page, so each kind is asked for by itself.
    flat_queries(lambda: client.get(f"/people/{who.uid}/?show=meetings"), grow=grow, limit=15)
    assert Assessment.objects.filter(party=who.party).count() == 90
    for show in ("", "readings", "ties", "notes", "changes"):
        with CaptureQueriesContext(connection) as asked:
            assert client.get(f"/people/{who.uid}/?show={show}").status_code == 200
        assert len(asked) <= 15, show


def test_it_says_what_the_last_contact_was_and_by_whom(cast: Cast) -> None:
    who = factories.person()
    factories.meeting(who, by=cast.ben, held_on=date(2026, 9, 1), kind="school_visit")
    factories.meeting(who, by=cast.ada, held_on=date(2026, 9, 20), kind="event", visibility="owner")
    factories.meeting(who, by=cast.cy, held_on=date(2026, 10, 1), status="planned")
    for name, words in (("ben", "by you"), ("cy", "by Ben Lindqvist"), ("vi", "by Ben Lindqvist")):
        page = page_of(cast, name, who)
        assert ">school visit</a>" in page, name
        assert words in page, name
    page = page_of(cast, "ada", who)
    assert ">event</a>" in page
    assert "by you" in page


def test_it_prefers_a_way_to_reach_that_they_did_not_ask_to_leave_alone(cast: Cast) -> None:
    who = factories.person()
    factories.email(who, "h@school.invalid", primary=True)
    factories.email(who, "612 555 0142", kind="phone", normalized="+16125550142")
    at_a_glance = 'class="first"><dt>Reach them</dt>'
    assert "h@school.invalid" in page_of(cast, "vi", who).split(at_a_glance)[1][:300]
    set_consent(who.party, by=cast.ben, channel=Consent.Channel.EMAIL, answer="not")
    shown = page_of(cast, "vi", who).split(at_a_glance)[1][:300]
    assert "612 555 0142" in shown
    assert "h@school.invalid" not in shown


def test_it_names_in_the_timeline_what_a_file_or_an_undo_did(cast: Cast) -> None:
    from crm.parts.audit import AuditEvent, act
    from crm.parts.undo import undo

    with act(by=cast.ben, verb="import", subject="secret-list.csv"):
        who = factories.person("Hodan")
        factories.email(who, "h@school.invalid")
    with act(by=cast.ben, verb="import", subject="secret-list.csv"):
        factories.email(who, "612 555 0142", kind="phone", normalized="+16125550142")
    change_person(who, by=cast.ben, version=1, pronouns="she")
    undo(AuditEvent.objects.latest("pk"), by=cast.ben)
    page = page_of(cast, "vi", who, "?show=changes")
    for words in (
        "Brought in from a file: ways to reach",
        "Changed by a file: ways to reach",
        "Changed: details",
        "Taken back: details",
    ):
        assert words in page, words
    assert "secret" not in page


def test_it_keeps_a_next_step_in_the_timeline_where_it_was_agreed_and_then_where_it_was_done(
    cast: Cast,
) -> None:
    who = factories.person()
    step = factories.task("Send the two pages", by=cast.ben, assignee=cast.ben, party=who.party)
    assert "Agreed:" in page_of(cast, "vi", who, "?show=notes")
    complete_task(step, by=cast.ben)
    page = page_of(cast, "vi", who, "?show=notes")
    assert "Done: Send the two pages" in page
    assert "Agreed:" not in page
