"""Reads about ways to reach and tags that pages, API and exports share."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from django.db.models import Model

from contacts.parties.models import Consent, ContactPoint, Party, Tagging
from crm.accounts.models import User
from crm.parts.columns import Fetcher, FetcherWithMemory
from crm.parts.keys import among


def fetch_ways_to_reach(rows: Sequence[Any], user: User) -> None:
    """Set `reach` on people or organizations: their current ways to reach that work, first choices first. One query."""
    found: dict[int, list[ContactPoint]] = defaultdict(list)
    points = ContactPoint.objects.filter(
        party__in=among(row.pk for row in rows), valid_to__isnull=True, status=ContactPoint.Status.OK
    )
    for point in points.order_by("-primary", "pk"):
        found[point.party_id].append(point)
    for row in rows:
        row.reach = found.get(row.pk, [])


def fetch_refusals(rows: Sequence[Any], user: User) -> None:
    """Set `refused` on people or organizations: the channels by which they asked not to be reached. One query."""
    found: dict[int, list[str]] = defaultdict(list)
    consents = Consent.objects.filter(party__in=among(row.pk for row in rows), answer=Consent.Answer.NOT)
    for consent in consents.order_by("pk"):
        found[consent.party_id].append(str(consent.get_channel_display()))
    for row in rows:
        row.refused = found.get(row.pk, [])


def fetch_tags(rows: Sequence[Any], user: User) -> None:
    """Set `tags` on people or organizations: the names, in order. One query."""
    found: dict[int, list[str]] = defaultdict(list)
    taggings = Tagging.objects.filter(party__in=among(row.pk for row in rows)).order_by("tag__folded", "pk")
    for party, name in taggings.values_list("party_id", "tag__name"):
        found[party].append(name)
    for row in rows:
        row.tags = found.get(row.pk, [])


def _came_with_owner(row: Any) -> bool:
    """Whether the colleague was read along with the row."""
    return isinstance(row, Model) and row._meta.get_field("owner").is_cached(row)  # type: ignore[union-attr] # a key


class _PointPersons(FetcherWithMemory):
    """Sets `point_person` on people or organizations: the colleague's name, or nothing.

    No query where the row came with its owner; otherwise one for all owners that were not met before.
    """

    def begin(self) -> Fetcher:
        names: dict[int | None, str] = {None: ""}

        def fetch(rows: Sequence[Any], user: User) -> None:
            for row in rows:
                if row.owner_id not in names and _came_with_owner(row):
                    names[row.owner_id] = str(row.owner)
            if new := {row.owner_id for row in rows} - names.keys():
                names.update((one.pk, str(one)) for one in User.objects.filter(pk__in=new))
            for row in rows:
                row.point_person = names[row.owner_id]

        return fetch


fetch_point_persons = _PointPersons()


def first_of(row: Any, kind: str) -> str:
    """The first choice of one kind of a row that `fetch_ways_to_reach` has seen."""
    return next((point.value for point in row.reach if point.kind == kind), "")


class PartyRows:
    """Parties as a pick asks for them: by their uid, or by name."""

    def __init__(self, user: User) -> None:
        self.rows: Any = Party.objects.visible_to(user)

    def filter(self, *, party__uid: Any = None, name__iexact: str = "") -> Any:
        return (
            self.rows.filter(uid=party__uid) if party__uid else self.rows.filter(label__iexact=name__iexact)
        )
