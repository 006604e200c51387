"""Reads about people that pages, API and exports share."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from contacts.people.models import Person, PersonQuerySet

if TYPE_CHECKING:
    from crm.accounts.models import User


def people_for(user: User) -> PersonQuerySet:
    """The people that this user may see."""
    people: PersonQuerySet = Person.objects.visible_to(user)
    return people


def with_party(people: Any) -> Any:
    """People with what every row shows: their party (its uid) and point person. No further query."""
    return people.select_related("party", "owner")
