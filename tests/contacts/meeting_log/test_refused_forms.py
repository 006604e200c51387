"""A form that is refused, or sent by another button: nothing that was typed is lost, and text stays text."""

from __future__ import annotations

from typing import Any

import html5lib
import pytest
from django.test import Client

from contacts.models import Meeting, Person
from crm.parts.audit import AuditEvent
from tests import factories
from tests.cast import Cast
from tests.contacts.meeting_log.page import LOG, filled, of

pytestmark = pytest.mark.django_db


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
