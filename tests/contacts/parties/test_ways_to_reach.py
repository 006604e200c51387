"""Ways to reach and what people asked not to get."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from contacts.parties.models import Consent, ContactPoint, Tagging
from contacts.parties.services import (
    add_contact_point,
    change_contact_point,
    end_contact_point,
    put_tags,
    set_consent,
    set_do_not_contact,
)
from crm.parts.audit import AuditEvent
from crm.parts.records import UidTaken
from tests import factories
from tests.cast import Cast

pytestmark = pytest.mark.django_db


def test_it_keeps_what_was_typed_beside_the_spelling_it_matches_by(cast: Cast) -> None:
    party = factories.person().party
    phone = add_contact_point(party, by=cast.ben, kind="phone", value=" (612) 555-0142 x3 ")
    odd = add_contact_point(party, by=cast.ben, kind="phone", value="ring the bell twice")
    mail = add_contact_point(party, by=cast.ben, kind="email", value="Hodan.W@School.invalid")
    assert (phone.value, phone.normalized) == ("(612) 555-0142 x3", "+16125550142")
    assert (odd.value, odd.normalized) == ("ring the bell twice", "")
    assert (mail.value, mail.normalized) == ("Hodan.W@School.invalid", "hodan.w@school.invalid")


def test_it_lets_five_people_share_an_office_mailbox_but_nobody_have_it_twice(cast: Cast) -> None:
    people = [factories.person().party for _ in range(5)]
    for party in people:
        add_contact_point(party, by=cast.ben, kind="email", value="office@school.invalid", label="shared")
    assert ContactPoint.objects.count() == 5
    with pytest.raises(ValidationError) as refused:
        add_contact_point(people[0], by=cast.ben, kind="email", value="OFFICE@school.invalid")
    assert "value" in refused.value.message_dict


@pytest.mark.parametrize("value", ["", "   ", "no address", "two@at@signs.org"])
def test_it_refuses_an_e_mail_that_is_none_and_says_how_one_looks(cast: Cast, value: str) -> None:
    with pytest.raises(ValidationError) as refused:
        add_contact_point(factories.person().party, by=cast.ben, kind="email", value=value)
    assert list(refused.value.message_dict) == ["value"]


def test_it_lets_a_new_first_choice_take_the_place_of_the_old_one(cast: Cast) -> None:
    party = factories.person().party
    old = add_contact_point(party, by=cast.ben, kind="phone", value="612 555 0101", primary=True)
    new = add_contact_point(party, by=cast.ben, kind="phone", value="612 555 0102")
    changed = change_contact_point(new, by=cast.cy, version=new.version, primary=True)
    old.refresh_from_db()
    assert (old.primary, changed.primary) == (False, True)


def test_it_ends_an_address_without_forgetting_it(cast: Cast) -> None:
    party = factories.person().party
    point = add_contact_point(party, by=cast.ben, kind="email", value="a@old.invalid", primary=True)
    end_contact_point(point, by=cast.ben, status="wrong", on=date(2026, 6, 30))
    point.refresh_from_db()
    assert (point.status, point.valid_to, point.primary) == ("wrong", date(2026, 6, 30), False)
    add_contact_point(party, by=cast.ben, kind="email", value="a@old.invalid")


def test_it_makes_one_way_to_reach_of_one_uid_however_often_it_comes(cast: Cast) -> None:
    party, uid = factories.person().party, factories.person().party.uid
    first = add_contact_point(party, by=cast.ben, kind="email", value="a@b.invalid", uid=uid)
    assert add_contact_point(party, by=cast.ben, kind="email", value="a@b.invalid", uid=uid) == first
    with pytest.raises(UidTaken):
        add_contact_point(party, by=cast.cy, kind="email", value="c@d.invalid", uid=uid)


def test_it_keeps_one_answer_a_channel_and_remembers_the_one_before(cast: Cast) -> None:
    party = factories.person().party
    set_consent(party, by=cast.ben, channel="text", answer="may", on=date(2026, 1, 5), how="said so")
    set_consent(party, by=cast.ben, channel="text", answer="not", on=date(2026, 3, 12))
    assert [c.answer for c in Consent.objects.filter(party=party)] == ["not"]
    assert [row.answer for row in Consent.history.order_by("history_id")] == ["may", "not"]


def test_it_wants_a_reason_for_the_switch_over_all_channels(cast: Cast) -> None:
    party = factories.person().party
    with pytest.raises(ValidationError):
        set_do_not_contact(party, by=cast.ben, switch=True, reason=" ")
    set_do_not_contact(party, by=cast.ben, switch=True, reason="Asked us to stop")
    party.refresh_from_db()
    assert (party.do_not_contact, party.do_not_contact_reason) == (True, "Asked us to stop")
    set_do_not_contact(party, by=cast.ben, switch=False)
    party.refresh_from_db()
    assert (party.do_not_contact, party.do_not_contact_reason) == (False, "")


def test_it_makes_one_tag_of_a_word_whatever_its_capitals(cast: Cast) -> None:
    one, other = factories.person().party, factories.person().party
    put_tags(one, by=cast.ben, names=["Site  Council", "hearing"])
    put_tags(other, by=cast.ben, names=["site council", ""])
    assert Tagging.objects.filter(tag__name="Site Council").count() == 2
    put_tags(one, by=cast.ben, names=["hearing"])
    assert [t.tag.name for t in one.taggings.all()] == ["hearing"]
    put_tags(one, by=cast.ben, names=["hearing", "SITE COUNCIL"])
    assert [t.tag.name for t in one.taggings.all()] == ["hearing", "Site Council"]


def test_it_leaves_no_act_when_nothing_differs(cast: Cast) -> None:
    party = factories.person().party
    put_tags(party, by=cast.ben, names=["hearing"])
    point = add_contact_point(party, by=cast.ben, kind="email", value="a@b.invalid")
    before = AuditEvent.objects.count()
    put_tags(party, by=cast.ben, names=["Hearing"])
    change_contact_point(point, by=cast.ben, version=point.version, value="a@b.invalid")
    assert AuditEvent.objects.count() == before


def test_it_keeps_no_home_address_of_a_minor(cast: Cast) -> None:
    party = factories.person(minor_until=timezone.localdate() + timedelta(days=30)).party
    with pytest.raises(ValidationError, match="minors are not kept"):
        add_contact_point(party, by=cast.ben, kind="address", value="1 Elm Street", label="home")
    school = add_contact_point(party, by=cast.ben, kind="address", value="1 School Road", label="work")
    with pytest.raises(ValidationError, match="minors are not kept"):
        change_contact_point(school, by=cast.ben, version=1, label="home")
    grown = factories.person(minor_until=timezone.localdate() - timedelta(days=1)).party
    add_contact_point(grown, by=cast.ben, kind="address", value="1 Elm Street", label="home")
