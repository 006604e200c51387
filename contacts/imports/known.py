"""What the record holds already, looked up in bulk: by number elsewhere, by name, and as the last import left it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from django.db.models import Model

from contacts.organizations.models import Organization
from contacts.parties.models import ExternalId, Party
from crm.parts.records import history_table

# How many keys one statement may carry.
AT_ONCE = 5000

Item = TypeVar("Item")


def parts(items: Sequence[Item], size: int = AT_ONCE) -> Iterator[Sequence[Item]]:
    """The items, so many at a time."""
    for start in range(0, len(items), size):
        yield items[start : start + size]


@dataclass(frozen=True, slots=True)
class Known:
    """A party that is on the record: the one it was merged into if it was, and whether it lies in the trash."""

    party_id: int
    kind: str
    trashed: bool


def parties_by_number(source: str, values: Iterable[str]) -> dict[str, Known]:
    """Who has these numbers in this source. One query for each 5,000."""
    found: dict[str, Known] = {}
    merged: dict[str, int] = {}
    for part in parts(sorted(set(values))):
        rows = ExternalId._base_manager.filter(source=source, value__in=part).order_by()
        columns = ("value", "party_id", "party__kind", "party__trashed_at", "party__merged_into_id")
        for value, party, kind, trashed_at, merged_into in rows.values_list(*columns):
            found[value] = Known(party, kind, trashed_at is not None)
            if merged_into:
                merged[value] = merged_into
    while merged:
        survivors = {
            pk: (kind, trashed_at, merged_into)
            for part in parts(sorted(set(merged.values())))
            for pk, kind, trashed_at, merged_into in Party._base_manager.filter(pk__in=part).values_list(
                "pk", "kind", "trashed_at", "merged_into_id"
            )
        }
        further: dict[str, int] = {}
        for value, pk in merged.items():
            kind, trashed_at, merged_into = survivors[pk]
            found[value] = Known(pk, kind, trashed_at is not None)
            if merged_into:
                further[value] = merged_into
        merged = further
    return found


def as_last_imported(
    model: type[Model], keys: Collection[Any], fields: Sequence[str], format: str = ""
) -> dict[Any, dict[str, Any]]:
    """How the last import that stands left these rows: by key, the named fields (`parent_id`, not `parent`).

    Where a row differs from the file but the file says what it said then, somebody changed the row since, and
    their word stands. One query for each 5,000; rows that no import (of this format, if one is named) wrote are
    left out.
    """
    history = history_table(model)
    name = model._meta.pk.attname
    of_format = {"act__import_batch__format": format} if format else {}
    found: dict[Any, dict[str, Any]] = {}
    for part in parts(sorted(keys)):
        rows = history.objects.filter(
            **{f"{name}__in": part}, act__import_batch__isnull=False, act__undone_by__isnull=True, **of_format
        ).order_by("history_id")
        for key, *values in rows.values_list(name, *fields):
            found[key] = dict(zip(fields, values, strict=True))
    return found


def circles(moves: dict[int, int]) -> set[int]:
    """Those of the organizations that would come to stand below themselves, if each got its new parent.

    One query for each storey above them.
    """
    above: dict[int, int | None] = dict(moves)
    asked = set(moves)
    unknown = set(moves.values()) - asked
    while unknown:
        for part in parts(sorted(unknown)):
            above.update(Organization._base_manager.filter(pk__in=part).values_list("pk", "parent_id"))
        asked |= unknown
        unknown = {parent for parent in above.values() if parent is not None} - asked
    found = set()
    for child in moves:
        seen: set[int] = set()
        up = above[child]
        while up is not None and up != child and up not in seen:
            seen.add(up)
            up = above.get(up)
        if up == child:
            found.add(child)
    return found
