"""What was brought in, for its pages: imports, and their rows with the records that came of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import QuerySet

from contacts.imports.models import ImportBatch, ImportRow
from contacts.meetings.models import Attendance
from contacts.parties.models import Party
from contacts.roles.models import Role

if TYPE_CHECKING:
    from crm.accounts.models import User


@dataclass(frozen=True)
class Made:
    """The record that a row became: its name and address, both empty once it is gone."""

    name: str = ""
    address: str = ""


def imports_of(user: User) -> QuerySet[ImportBatch]:
    """The imports that this user sees, newest first, with their acts."""
    return ImportBatch.objects.visible_to(user).select_related("act__undone_by", "by").order_by("-pk")


def fetch_records(rows: Sequence[Any], user: User) -> None:
    """Set `row.made` on rows of an import. Three queries at most, whatever their number."""
    wanted: dict[str, set[int]] = defaultdict(set)
    for row in rows:
        if row.record_id is not None:
            wanted["party" if row.record_kind in Party.Kind.values else row.record_kind].add(row.record_id)
    made: dict[tuple[str, int], Made] = {}
    for party in Party.objects.visible_to(user).filter(pk__in=wanted["party"]) if wanted["party"] else ():
        made[party.kind, party.pk] = Made(party.label, f"{_lists(party.kind)}{party.uid}/")
    roles = Role.objects.visible_to(user).filter(pk__in=wanted["role"])
    for role in roles.select_related("person__party", "organization") if wanted["role"] else ():
        name = f"{role.person}: {role.called}, {role.organization}"
        made["role", role.pk] = Made(name, role.person.get_absolute_url())
    there = Attendance.objects.visible_to(user).filter(pk__in=wanted["attendance"])
    for attendance in there.select_related("person", "meeting") if wanted["attendance"] else ():
        name = f"{attendance.person}: {attendance.meeting}"
        made["attendance", attendance.pk] = Made(name, attendance.meeting.get_absolute_url())
    for row in rows:
        row.made = made.get((row.record_kind, row.record_id), Made())


def _lists(kind: str) -> str:
    from django.urls import reverse

    return reverse("people" if kind == Party.Kind.PERSON else "organizations")


def rows_of(batch: ImportBatch) -> QuerySet[ImportRow]:
    """What was done with each row of the file."""
    return batch.lines.order_by("line", "pk")
