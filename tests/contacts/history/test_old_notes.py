"""Notes that have grown old are proposed to directors, and deleted for good where they say so. Off unless set."""

from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse

from contacts.history.old_notes import oldest_kept
from contacts.history.services import hold
from contacts.models import Note
from contacts.parties.services import change_note
from crm.parts.audit import AuditEvent
from crm.parts.search import SearchDocument
from crm.parts.undo import CannotUndo, undo
from tests import factories
from tests.cast import Cast

pytestmark = pytest.mark.django_db
LONG_AGO = date(2015, 3, 4)
PAGE = "/history/old-notes/"


def test_it_proposes_nothing_unless_the_installation_says_so(cast: Cast) -> None:
    factories.note(factories.person(), "canary", on=LONG_AGO)
    assert "canary" not in cast.page("ada", reverse("old_notes"))
    assert "NOTES_PROPOSED_AFTER_YEARS" in cast.page("ada", PAGE)
    cast.client("ada").post(PAGE, {"note": [str(Note.objects.get().uid)], "sure": "1"})
    assert Note.objects.count() == 1


def test_it_deletes_the_chosen_for_good_once_somebody_is_sure(cast: Cast, settings) -> None:
    settings.NOTES_PROPOSED_AFTER_YEARS = 5
    who = factories.person("Maren Oakes")
    old = factories.note(who, "canary before", by=cast.ben, on=LONG_AGO)
    change_note(old, by=cast.ben, version=1, text="canary now", on=LONG_AGO, visibility="owner")
    kept = factories.note(who, "Another old one", on=LONG_AGO)
    factories.note(who, "A new one", on=date.today())  # noqa: DTZ011 - any day that is not old
    assert cast.client("ben").get(PAGE).status_code == 403
    page = cast.page("ada", PAGE)
    assert "canary now" in page
    assert "Another old one" in page
    assert "A new one" not in page
    client = cast.client("ada")
    asked = client.post(PAGE, {"note": [str(old.uid)]})
    assert "cannot be undone" in asked.content.decode()
    assert Note.objects.count() == 3
    client.post(PAGE, {"note": [str(old.uid), "nonsense"], "sure": "1"})
    assert not Note.objects.filter(pk=old.pk).exists()
    assert Note.objects.filter(pk=kept.pk).exists()
    assert {row.text for row in Note.history.filter(id=old.pk)} == {""}
    assert not SearchDocument.objects.filter(body__contains="canary").exists()
    with pytest.raises(CannotUndo):
        undo(AuditEvent.objects.latest("pk"), by=cast.rut)


def test_it_leaves_notes_about_somebody_who_is_held(cast: Cast, settings) -> None:
    settings.NOTES_PROPOSED_AFTER_YEARS = 5
    who = factories.person("Maren Oakes")
    factories.note(who, "canary", on=LONG_AGO)
    hold("party", who.party, by=cast.ada, reason="A hearing is open", called="it")
    assert "canary" not in cast.page("ada", PAGE)


def test_it_counts_years_from_a_leap_day(settings) -> None:
    settings.NOTES_PROPOSED_AFTER_YEARS = 3
    assert oldest_kept(date(2028, 2, 29)) == date(2025, 2, 28)
    settings.NOTES_PROPOSED_AFTER_YEARS = 0
    assert oldest_kept(date(2028, 2, 29)) is None
