"""Two people at the same form: the second sees both values, whatever the form shows, and nobody overwrites unseen."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse

from contacts.models import Consent, Party, Role, Tagging, Tie
from contacts.parties.services import put_tags, set_consent, set_do_not_contact
from contacts.roles.services import end_role
from contacts.ties.services import end_tie
from tests import factories
from tests.cast import Cast

pytestmark = pytest.mark.django_db


def as_shown(cast: Cast, address: str) -> dict[str, Any]:
    """What the browser would send back of the form at this address, untouched."""
    form = cast.client("ben").get(address).context["form"]
    sent = {field.html_name: field.value() for field in form}
    return {name: "" if value is None else value for name, value in sent.items()}


def test_it_shows_both_values_of_a_consent(cast: Cast) -> None:
    who = factories.person()
    address = reverse("consent_edit", args=[who.uid])
    sent = as_shown(cast, address)
    set_consent(who.party, by=cast.cy, channel="email", answer="not")
    client = cast.client("ben")
    refused = client.post(address, {**sent, "phone": "may"})
    assert refused.status_code == 409
    page = refused.content.decode()
    assert "Cy Moreno saved this meanwhile" in page
    assert Consent.objects.get().answer == "not"
    again = refused.context["form"]
    client.post(address, {**sent, "phone": "may", "email": "not", "shown": again.data["shown"]})
    assert {row.channel: row.answer for row in Consent.objects.all()} == {"email": "not", "phone": "may"}


def test_it_takes_off_no_tag_that_somebody_else_has_just_put_on(cast: Cast) -> None:
    who = factories.person()
    put_tags(who.party, by=cast.ben, names=["board"])
    address = reverse("tags_edit", args=[who.uid])
    shown = as_shown(cast, address)["shown"]
    put_tags(who.party, by=cast.cy, names=["board", "charter"])
    refused = cast.client("ben").post(address, {"tags": "board, parent", "shown": shown})
    assert refused.status_code == 409
    assert "charter" in refused.content.decode()
    assert Tagging.objects.count() == 2
    refused = cast.client("ben").post(
        address, {"tags": "board, parent", "shown": refused.context["form"].data["shown"]}
    )
    assert refused.status_code == 302
    assert {row.tag.name for row in Tagging.objects.select_related("tag")} == {"board", "parent"}


def test_it_does_not_turn_back_what_two_turned_on_at_once(cast: Cast) -> None:
    who = factories.person()
    address = reverse("do_not_contact", args=[who.uid])
    sent = as_shown(cast, address)
    set_do_not_contact(who.party, by=cast.cy, switch=True, reason="asked")
    answer = cast.client("ben").post(address, {**sent, "do_not_contact_reason": "asked us"}, follow=True)
    assert "Somebody else did this meanwhile" in answer.content.decode()
    party = Party.objects.get(pk=who.pk)
    assert (party.do_not_contact, party.do_not_contact_reason) == (True, "asked")


def test_it_shows_that_a_role_or_a_tie_was_ended_meanwhile(cast: Cast) -> None:
    who, school = factories.person(), factories.organization()
    role, tie = factories.role(who, school), factories.tie(who, school)
    moved = factories.role(who, factories.organization())
    for name, record in (("role_end", role), ("tie_end", tie), ("moved_on", moved)):
        address = reverse(name, args=[record.uid])
        sent = as_shown(cast, address)
        ended = end_tie if name == "tie_end" else end_role
        ended(type(record).objects.get(pk=record.pk), by=cast.cy, on=factories.A_DAY)
        answer = cast.client("ben").post(address, {**sent, "end": "2025"})
        assert answer.status_code == 409, name
        assert "Cy Moreno saved this meanwhile" in answer.content.decode()
    assert [row.end for row in Role.objects.all()] == [factories.A_DAY] * 2
    assert Tie.objects.get().end == factories.A_DAY


def test_it_names_a_version_wherever_a_record_is_changed_by_a_page(cast: Cast) -> None:
    """Each form that changes one record says which version was on screen."""
    who, school = factories.person(), factories.organization()
    pages = {
        "person_edit": who, "organization_edit": school, "reach_edit": factories.email(who, "a@b.invalid"),
        "note_edit": factories.note(who, "x"), "tie_edit": factories.tie(who, school),
        "task_edit": factories.task(), "initiative_edit": factories.initiative(),
        "role_edit": factories.role(who, school), "seat_edit": factories.seat(school),
    }  # fmt: skip
    for name, record in pages.items():
        form = cast.client("ben").get(reverse(name, args=[record.uid])).context["form"]
        assert form["version"].value() == record.version, name
