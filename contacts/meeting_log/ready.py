"""Who is at hand when a meeting is logged: the people of the place, or of one's own districts, before all others."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING
from uuid import UUID

from contacts.organizations.models import Organization
from contacts.organizations.own_districts import own_districts
from contacts.people.models import Person
from contacts.roles.near import people_at
from crm.parts.search_query import Hit, Where, named, names_beginning, records_matching

if TYPE_CHECKING:
    from crm.accounts.models import User

AT_HAND = 6
FOUND = 8


def people_at_hand(user: User, at: Organization | None, but: Collection[UUID]) -> list[Person]:
    """A few people to add by one press: of the organization that was chosen, else of one's own districts; not those who
    are on the page already. At most two queries."""
    places = [at.pk] if at is not None else _own(user)
    if not places:
        return []
    rows = people_at(user, places).exclude(party__uid__in=but).select_related("party")
    return list(rows[:AT_HAND])


def people_called(user: User, typed: str) -> list[Hit]:
    """The best few people for what was typed: those of one's own districts first. Two more queries than
    `names_beginning` for somebody who has some, one for everyone else."""
    hits = names_beginning(user, typed, kind="person", limit=FOUND)
    places = _own(user)
    matching = records_matching(typed, "person", user, Where.NAME) if places else None
    if matching is None:
        return hits
    keys = list(people_at(user, places).filter(pk__in=matching).values_list("pk", flat=True)[:FOUND])
    of_mine = named(user, {"person": keys})
    first = [of_mine["person", key] for key in keys if ("person", key) in of_mine]
    had = {hit.record for hit in first}
    return [*first, *(hit for hit in hits if hit.record not in had)][:FOUND]


def _own(user: User) -> list[int]:
    return list(own_districts(user).order_by().values_list("pk", flat=True))
