"""Who might be meant already when somebody adds a person: by name, e-mail or phone.

Privacy hides content, it never defeats matching: also people are named whose notes the reader may not see, and nothing
but name and organization is told.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q
from rapidfuzz import fuzz

from contacts.parties.models import ContactPoint
from contacts.people.models import Person
from contacts.people.queries import people_for
from crm.parts.search_query import Where, records_matching
from crm.parts.text import fold, fold_accents, normal_email, normal_phone, sort_name_of

if TYPE_CHECKING:
    from crm.accounts.models import User

SHOWN = 5
# How alike two names must be (0 to 100) where neither an address nor the name itself is the same.
ALIKE = 92


def likely_same(user: User, *, name: str, email: str = "", phone: str = "") -> list[Person]:
    """At most five people who may be the same, the surest first. Two queries, three with an address."""
    sure: dict[int, Person] = {}
    addresses = [address for address in (normal_email(email), normal_phone(phone)) if address]
    by_address = ContactPoint.objects.filter(normalized__in=addresses).exclude(
        label=ContactPoint.Label.SHARED
    )
    same = Q(sort_name__in={fold(sort_name_of(name)), fold(name)})
    if addresses:
        same |= Q(pk__in=by_address.values("party"))
    for person in people_for(user).filter(same).select_related("party").order_by("pk")[:SHOWN]:
        sure[person.pk] = person
    matching = records_matching(name, "person", user, Where.OWN)
    if matching is not None and len(sure) < SHOWN:
        folded = fold_accents(name)
        for person in (
            people_for(user).filter(pk__in=matching).select_related("party").order_by("sort_name", "pk")[:50]
        ):
            if fuzz.token_sort_ratio(folded, fold_accents(person.name)) >= ALIKE:
                sure.setdefault(person.pk, person)
    return list(sure.values())[:SHOWN]
