"""Ways to reach where they stand: added in one line, shared ones named, and refusals that nobody can miss."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import uuid4

import pytest

from contacts.models import Consent, ContactPoint
from contacts.parties.reach import kind_of
from contacts.parties.services import (
    add_contact_point,
    end_contact_point,
    set_consent,
    set_do_not_contact,
    trash,
)
from tests import factories
from tests.cast import Cast

pytestmark = pytest.mark.django_db


def post(cast: Cast, path: str, name: str = "ben", **fields: Any) -> Any:
    return cast.client(name).post(path, {"uid": str(uuid4()), **fields})


@pytest.mark.parametrize(
    ("value", "kind"),
    [
        ("hodan@rose.invalid", "email"),
        (" Hodan Abdi <hodan@rose.invalid> ", "email"),
        ("hodan@rose", "email"),
        ("(612) 555-0142 ext. 3", "phone"),
        ("+52 55 5555 0142", "phone"),
        ("https://rose.invalid/staff", "web"),
        ("www.rose.invalid", "web"),
        ("@hodan_reads", "social"),
        ("1831 Depot Street, Cannon Prairie", "address"),
        ("612 Cedar Avenue South 5550142", "address"),
        ("ring the bell twice", "address"),
    ],
)
def test_it_tells_what_a_way_to_reach_is_from_how_it_is_written(value: str, kind: str) -> None:
    assert kind_of(value) == kind


def test_it_adds_one_from_the_line_on_the_page_and_comes_back_to_it(cast: Cast) -> None:
    who = factories.person()
    path = f"/record/{who.uid}/ways-to-reach/"
    assert f'action="{path}"' in cast.page("ben", f"/people/{who.uid}/")
    answer = post(cast, path, value="(612) 555-0142", label="mobile")
    assert answer["Location"] == f"/people/{who.uid}/#h-reach"
    point = ContactPoint.objects.get()
    assert (point.kind, point.value, point.normalized) == ("phone", "(612) 555-0142", "+16125550142")
    refused = post(cast, path, value="hodan@rose", label="work")
    assert "It looks like name@place.org" in refused.content.decode()
    assert 'value="hodan@rose"' in refused.content.decode()


def test_it_offers_the_line_to_those_alone_who_may_write(cast: Cast) -> None:
    who = factories.person()
    assert "Add a way to reach" not in cast.page("vi", f"/people/{who.uid}/")


def test_it_says_on_how_many_others_a_mailbox_is_and_who_they_are(cast: Cast) -> None:
    five = [factories.person(f"Person of the office {number}") for number in range(5)]
    school = factories.organization("Prairie Rose")
    for one in (*five, school):
        add_contact_point(one.party, by=cast.ben, kind="email", value="office@rose.invalid", label="shared")
    factories.role(five[1], school, type="teacher")
    other_kind = factories.person()
    add_contact_point(other_kind.party, by=cast.ben, kind="address", value="office@rose.invalid")
    trash(five[4].party, by=cast.ben)
    end_contact_point(ContactPoint.objects.get(party=five[3].party), by=cast.ben)
    page = cast.page("vi", f"/people/{five[0].uid}/")
    assert "also on 3 others" in page
    point = ContactPoint.objects.get(party=five[0].party)
    shared = cast.page("vi", f"/record/ways-to-reach/{point.uid}/shared/")
    for name in (five[1].name, five[2].name, "Prairie Rose"):
        assert name in shared
    assert "Teacher, Prairie Rose" in shared
    for name in (five[3].name, five[4].name, other_kind.name):
        assert name not in shared


def test_it_says_nothing_of_others_where_the_spelling_cannot_be_told(cast: Cast) -> None:
    one, other = factories.person(), factories.person()
    for who in (one, other):
        add_contact_point(who.party, by=cast.ben, kind="phone", value="ring the bell twice")
    assert "also on" not in cast.page("ben", f"/people/{one.uid}/")


def test_it_makes_no_link_of_what_they_asked_not_to_get(cast: Cast) -> None:
    who = factories.person()
    add_contact_point(who.party, by=cast.ben, kind="email", value="hodan@rose.invalid", primary=True)
    add_contact_point(who.party, by=cast.ben, kind="phone", value="612 555 0142")
    page = cast.page("ben", f"/people/{who.uid}/")
    assert 'href="mailto:hodan@rose.invalid"' in page
    assert 'href="tel:+16125550142"' in page
    set_consent(who.party, by=cast.ben, channel="newsletter", answer="not")
    assert 'href="mailto:hodan@rose.invalid"' in cast.page("ben", f"/people/{who.uid}/")
    set_consent(
        who.party, by=cast.ben, channel="email", answer="not", on=date(2026, 3, 12), how="At the door"
    )
    page = cast.page("ben", f"/people/{who.uid}/")
    assert "mailto:" not in page
    assert "No e-mail, asked 12 Mar (At the door)" in page
    assert page.count('href="tel:+16125550142"') == 2, "at a glance it is now the phone that is shown"
    set_consent(who.party, by=cast.ben, channel="phone", answer="not")
    set_consent(who.party, by=cast.ben, channel="text", answer="may")
    page = cast.page("ben", f"/people/{who.uid}/")
    assert "tel:" not in page
    assert 'href="sms:+16125550142"' in page
    set_do_not_contact(who.party, by=cast.ben, switch=True, reason="Asked us to stop")
    page = cast.page("ben", f"/people/{who.uid}/")
    assert "Do not contact at all." in page
    assert not any(scheme in page for scheme in ("mailto:", "tel:", "sms:"))


def test_it_shows_the_whole_matrix_and_writes_what_changed(cast: Cast) -> None:
    who = factories.person()
    set_consent(who.party, by=cast.ben, channel="mail", answer="may", on=date(2025, 1, 5), how="by letter")
    path = f"/record/{who.uid}/consent/"
    page = cast.page("ben", path)
    for channel, word in Consent.Channel.choices:
        assert page.count(f'type="radio" name="{channel}"') == 3, word
    assert "agreed, 5 Jan 2025, by letter" in page
    answers = {**dict.fromkeys(Consent.Channel.values, "not_asked"), "mail": "may", "mail_on": "2025-01-05"}
    answers |= {"mail_how": "by letter", "newsletter": "not", "on": "2026-03-12"}
    assert post(cast, path, **answers).status_code == 302
    assert sorted(Consent.objects.values_list("channel", "answer", "how")) == [
        ("mail", "may", "by letter"),
        ("newsletter", "not", ""),
    ]


def test_it_corrects_the_day_of_an_answer_that_stands(cast: Cast) -> None:
    who = factories.person()
    set_consent(who.party, by=cast.ben, channel="mail", answer="may", on=date(2025, 1, 5), how="by letter")
    answers = {**dict.fromkeys(Consent.Channel.values, "not_asked"), "mail": "may", "mail_on": "2024-12-31"}
    post(
        cast,
        f"/record/{who.uid}/consent/",
        **answers,
        mail_how="by letter",
        on="2026-03-12",
        how="At the door",
    )
    said = Consent.objects.get()
    assert (str(said.on), said.how) == ("2024-12-31", "by letter")


def test_it_wants_to_know_how_and_when_somebody_agreed_to_texts(cast: Cast) -> None:
    who = factories.person()
    path = f"/record/{who.uid}/consent/"
    answers = {**dict.fromkeys(Consent.Channel.values, "not_asked"), "text": "may"}
    refused = post(cast, path, **answers, on="", how="")
    assert set(refused.context["form"].errors) == {"on", "how"}
    assert not Consent.objects.exists()
    assert (
        post(cast, path, **answers, on="2026-03-12", how="wrote it on the sign-in sheet").status_code == 302
    )
    said = Consent.objects.get()
    assert (said.channel, said.answer, str(said.on)) == ("text", "may", "2026-03-12")


def test_it_keeps_the_days_between_which_a_way_to_reach_was_right(cast: Cast) -> None:
    who = factories.person()
    path = f"/record/{who.uid}/ways-to-reach/"
    post(cast, path, kind="email", value="a@rose.invalid", label="work", valid_from="2024-08-01")
    point = ContactPoint.objects.get()
    edit = f"/record/ways-to-reach/{point.uid}/"
    fields = {"version": "1", "kind": "email", "value": "a@rose.invalid", "label": "work", "status": "ok"}
    early = post(cast, edit, **fields, valid_from="2024-08-01", valid_to="2023-01-01")
    assert early.status_code == 200
    assert "ends before it starts" in early.content.decode()
    post(cast, edit, **fields, valid_from="2024-08-01", valid_to="2025-06-30")
    point.refresh_from_db()
    assert (str(point.valid_from), str(point.valid_to)) == ("2024-08-01", "2025-06-30")
    page = cast.page("ben", f"/people/{who.uid}/")
    assert "until 30 Jun 2025" in page
    assert f'href="{edit}"' in page, "what is past can still be corrected"
