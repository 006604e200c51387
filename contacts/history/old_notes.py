"""Notes older than an installation wants to keep: proposed to directors, deleted for good where they say so."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.conf import settings
from django.utils import timezone

from contacts.history.emptying import delete_with_all
from contacts.history.models import Hold
from contacts.parties.models import Note

if TYPE_CHECKING:
    from crm.accounts.models import User

VERB = "delete old notes"


def oldest_kept(today: date | None = None) -> date | None:
    """The day from which notes are kept; None where this installation proposes none."""
    years = settings.NOTES_PROPOSED_AFTER_YEARS
    if years <= 0:
        return None
    day = today or timezone.localdate()
    # The 29th of February was a day four years ago at the earliest.
    return day.replace(year=day.year - years, day=28 if (day.month, day.day) == (2, 29) else day.day)


def proposed(user: User) -> Any:
    """The notes that are older than that and that this user may see, the oldest first.

    Not those on somebody who is held.
    """
    kept = oldest_kept()
    if kept is None:
        return Note.objects.none()
    held = Hold.objects.filter(record_kind="party").values("record_id")
    notes = Note.objects.visible_to(user).filter(on__lt=kept).exclude(party__in=held)
    return notes.select_related("party", "created_by", "team").order_by("on", "pk")


def delete_notes(user: User, uids: Collection[UUID]) -> int:
    """Delete those of the proposed notes for good that are named. Returns how many."""
    keys = list(proposed(user).filter(uid__in=list(uids)).values_list("pk", flat=True))
    if keys:
        delete_with_all(Note, keys, by=user, verb=VERB)
    return len(keys)
