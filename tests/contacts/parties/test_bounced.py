"""Pasted addresses: found in any text, looked at, marked in one act, taken back in one press."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from contacts.models import Consent, ContactPoint
from contacts.parties.bounced import LONGEST_TEXT, MOST, emails_in, numbers_in
from crm.parts.audit import AuditEvent
from tests import factories
from tests.cast import Cast

pytestmark = pytest.mark.django_db

BOUNCED = "/record/ways-to-reach/bounced/"
REPORT = """This is the mail system at host relay.example.invalid.

<Hodan.Abdi@School.invalid>: host mx.school.invalid[192.0.2.7] said: 550 5.1.1
    user unknown (in reply to RCPT TO command)
Final-Recipient: rfc822; office@board.invalid
Diagnostic-Code: smtp; 550 <office@board.invalid>... No such user.
"""


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("a@b.org\nc@d.org\r\na@B.org", ["a@b.org", "c@d.org"]),
        ("Ann <a@b.org>, 'c@d.org'; “e@f.org”.", ["a@b.org", "c@d.org", "e@f.org"]),
        ('name,e-mail\n"Abdi, H.","h.abdi+list@b.co.uk"\n', ["h.abdi+list@b.co.uk"]),
        ("[mailto:a@b.org?subject=Hello]", ["a@b.org"]),
        ("https://list.invalid/u?e=a@b.org&x=1", ["a@b.org"]),
        ("See a@b.org. Then write to (c@d.org)!", ["a@b.org", "c@d.org"]),
        ("peña@escuela.mx", ["peña@escuela.mx"]),
        (REPORT, ["hodan.abdi@school.invalid", "office@board.invalid"]),
        ("nobody at all, @handle, a@b, two@@b.org", []),
        ("", []),
    ],
)
def test_it_finds_the_addresses_in_any_text(text: str, found: list[str]) -> None:
    assert emails_in(text) == found


def test_it_finds_the_numbers_in_any_text() -> None:
    text = "612 555 0142 (office)\n+1 (651) 555-0199; call 218-555-0111 on 2026-11-24 at 9:15\n612.555.0142"
    assert numbers_in(text) == ["+16125550142", "+16515550199", "+12185550111"]


def look(client: Client, text: str, meaning: str, **typed: Any) -> Any:
    return client.post(BOUNCED, {"text": text, "meaning": meaning, "do": "look", **typed})


def mark(
    client: Client, page: Any, text: str, meaning: str, *, ticked: list[str] | None = None, **typed: Any
) -> Any:
    """Send the review with what it ticked itself, or with these."""
    html = page.content.decode()
    told = re.search(r'name="told" value="(\w+)"', html)
    assert told is not None
    by_itself = re.findall(r'name="point" value="([\w-]+)" checked', html)
    sent = {"told": told[1], "point": by_itself if ticked is None else ticked}
    return client.post(
        BOUNCED, {"text": text, "meaning": meaning, "do": "mark", **sent, **typed}, follow=True
    )


def says(answer: Any) -> str:
    return " ".join(answer.content.decode().split())


def test_it_shows_all_who_have_it_who_is_marked_and_what_nobody_has(cast: Cast) -> None:
    principal, teacher, past = (factories.person(name) for name in ("Principal", "Teacher", "Was here"))
    for who in (principal, teacher):
        factories.email(who, "Office@School.invalid")
    factories.email(past, "old@school.invalid", valid_to=timezone.localdate())
    factories.email(factories.person("Marked"), "marked@school.invalid", status="bounced")
    hidden = factories.person("In the trash")
    factories.email(hidden, "trash@school.invalid")
    hidden.party.trashed_at = timezone.now()
    factories.make(hidden.party)
    text = "office@school.invalid old@school.invalid marked@school.invalid trash@school.invalid x@y.org"
    before = AuditEvent.objects.count()
    page = says(look(cast.client("ben"), text, "bounced"))
    assert "1 address is on the record" in page
    assert "shared by 2" in page
    assert page.count('name="point"') == 2
    already = page.partition("Marked already")[2]
    assert "Was here" in already
    assert "Marked" in already
    assert "trash@school.invalid, x@y.org" in page.partition("Nobody on the record has")[2]
    assert "In the trash" not in page
    assert AuditEvent.objects.count() == before, "looking writes nothing"


def test_it_marks_those_that_are_ticked_in_one_act_and_takes_it_back(cast: Cast) -> None:
    one, other = factories.person("One"), factories.person("Other")
    first = factories.email(one, "shared@school.invalid", primary=True)
    second = factories.email(other, "shared@school.invalid")
    ben, text = cast.client("ben"), "<shared@school.invalid>"
    page = look(ben, text, "bounced")
    answer = mark(ben, page, text, "bounced", ticked=[str(second.uid)])
    assert "Marked 1 way to reach: letters to them came back (bounced)." in says(answer)
    status = {point.pk: (point.status, point.primary, point.valid_to) for point in ContactPoint.objects.all()}
    assert status == {first.pk: ("ok", True, None), second.pk: ("bounced", False, None)}
    event = AuditEvent.objects.latest("pk")
    assert (event.by, event.counts) == (cast.ben, {"contactpoint~": 1})
    ben.post(f"/acts/{event.uid}/undo/")
    assert set(ContactPoint.objects.values_list("status", flat=True)) == {"ok"}


def test_it_writes_down_what_people_and_organizations_asked_not_to_get(cast: Cast) -> None:
    who, school = factories.person("Who"), factories.organization("School")
    for party in (who, school):
        factories.make(
            ContactPoint(party=party.party, kind="phone", value="(612) 555-0142", normalized="+16125550142")
        )
    factories.make(Consent(party=school.party, channel="text", answer="not"))
    ben, text = cast.client("ben"), "612.555.0142"
    page = look(ben, text, "no_texts")
    assert "School: marked already" in says(page)
    answer = mark(ben, page, text, "no_texts", on="2026-11-02", how="STOP")
    assert "Marked 1 person or organization: asked not to get text messages." in says(answer)
    said = Consent.objects.get(party=who.pk)
    assert (said.channel, said.answer, str(said.on), said.how) == ("text", "not", "2026-11-02", "STOP")
    again = look(ben, text, "no_calls")
    assert says(again).count('name="point"') == 2


def test_it_leaves_colleagues_alone_unless_they_are_ticked(cast: Cast) -> None:
    """Their addresses stand in every report, as whoever sent the letter."""
    ours = factories.person("Ada Okafor", user=cast.ada, listed=False)
    factories.email(ours, "ada@groundwork.invalid")
    ben, text = cast.client("ben"), "From: ada@groundwork.invalid"
    page = look(ben, text, "bounced")
    assert "a colleague" in says(page)
    answer = mark(ben, page, text, "bounced")
    assert "Nothing is ticked. Tick what should be marked." in says(answer)
    assert ContactPoint.objects.get().status == "ok"


def test_it_writes_nothing_if_somebody_was_quicker(cast: Cast) -> None:
    who = factories.person("First")
    factories.email(who, "a@b.org")
    ben = cast.client("ben")
    page = look(ben, "a@b.org", "wrong")
    factories.email(factories.person("Second"), "a@b.org")
    again = mark(ben, page, "a@b.org", "wrong")
    assert again.status_code == 409
    assert "Somebody changed these meanwhile" in says(again)
    assert set(ContactPoint.objects.values_list("status", flat=True)) == {"ok"}
    mark(ben, again, "a@b.org", "wrong")
    assert set(ContactPoint.objects.values_list("status", flat=True)) == {"wrong"}


@pytest.mark.parametrize(
    ("text", "meaning", "reason"),
    [
        ("nothing in here", "bounced", "no e-mail address and no phone number"),
        ("a@b.org", "", "Fill this in."),
        ("a@b.org", "spam", "spam"),
        ("a@b.org\0", "bounced", "NUL"),
        ("x" * (LONGEST_TEXT + 1), "bounced", "too much at once"),
        ("\n".join(f"p{number}@b.org" for number in range(MOST + 1)), "bounced", "at most 5,000"),
    ],
)
def test_it_says_what_is_wrong_and_keeps_what_was_pasted(
    cast: Cast, text: str, meaning: str, reason: str
) -> None:
    answer = look(cast.client("ben"), text, meaning)
    assert answer.status_code == 200
    page = answer.content.decode()
    assert reason in page
    assert text.strip("\0") in page.replace("&#x27;", "'").replace("\0", "")


def test_it_is_for_those_who_may_write(cast: Cast) -> None:
    factories.email(factories.person(), "a@b.org")
    vi = cast.client("vi")
    assert vi.get(BOUNCED).status_code == 403
    assert look(vi, "a@b.org", "bounced").status_code == 403
    assert BOUNCED in cast.page("ben", "/people/")
    assert BOUNCED not in cast.page("vi", "/people/")


def test_it_costs_the_same_for_three_addresses_or_thirty(
    cast: Cast, flat_queries: Callable[..., int]
) -> None:
    ben, addresses = cast.client("ben"), list[str]()

    def grow() -> None:
        addresses.append(f"p{len(addresses)}@b.org")
        for _ in range(2):
            factories.email(factories.person(), addresses[-1])

    flat_queries(lambda: look(ben, " ".join(addresses), "no_email"), grow=grow, limit=10)
