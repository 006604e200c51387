"""Which organization might be meant already when somebody adds one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rapidfuzz import fuzz

from contacts.organizations.models import Organization
from contacts.organizations.queries import organizations_for
from crm.parts.search_query import Where, records_matching
from crm.parts.text import fold, fold_accents

if TYPE_CHECKING:
    from crm.accounts.models import User

SHOWN = 5
ALIKE = 92


def likely_same(user: User, *, name: str, state: str = "") -> list[Organization]:
    """At most five organizations that may be the same, the surest first; not those of another state. Two queries."""
    rows = organizations_for(user).select_related("party", "parent")
    found = {one.pk: one for one in rows.filter(sort_name=fold(name)).order_by("pk")[:SHOWN]}
    matching = records_matching(name, "organization", user, Where.OWN)
    if matching is not None:
        folded = fold_accents(name)
        for one in rows.filter(pk__in=matching).order_by("sort_name", "pk")[:50]:
            if fuzz.token_sort_ratio(folded, fold_accents(one.name)) >= ALIKE:
                found.setdefault(one.pk, one)
    same_state = [one for one in found.values() if not (state and one.state) or one.state == state.upper()]
    return same_state[:SHOWN]
