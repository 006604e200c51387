"""Which districts a colleague works with: their people come first where this colleague picks somebody."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.db.models import F

from contacts.organizations.models import Organization, OrganizationQuerySet, OrganizationType, OwnDistrict
from contacts.organizations.queries import organizations_for
from contacts.parties.keeping import keep
from crm.parts.audit import act
from crm.parts.records import delete_all
from crm.parts.search_query import Where, records_matching, search

if TYPE_CHECKING:
    from crm.accounts.models import User

FOUND = 10
NEAR_MISSES = 40


def districts_for(user: User) -> OrganizationQuerySet:
    """The school districts that this user may see."""
    return organizations_for(user).filter(type=OrganizationType.DISTRICT)


def own_districts(user: User) -> OrganizationQuerySet:
    """Those that this user works with, by name."""
    chosen = OwnDistrict.objects.filter(user=user)
    return districts_for(user).filter(pk__in=chosen.values("organization")).order_by("sort_name", "pk")


def districts_met_most(user: User, limit: int) -> list[Organization]:
    """Where there were most meetings that everyone may know of: the likeliest to be asked for. One query."""
    rows = districts_for(user).select_related("party")
    return list(rows.order_by(F("meeting_count").desc(), "sort_name", "pk")[:limit])


def districts_called(user: User, text: str) -> list[Organization]:
    """Districts for what was typed, by name; near misses where no name fits. Two queries, a few more for a typo."""
    rows = districts_for(user).select_related("party")
    matching = records_matching(text, "organization", user, Where.OWN)
    if matching is None:
        return []
    found = list(rows.filter(pk__in=matching).order_by("sort_name", "pk")[:FOUND])
    if found:
        return found
    like = [hit.record for hit in search(user, text, kinds=("organization",), limit=NEAR_MISSES)]
    place = {key: number for number, key in enumerate(like)}
    return sorted(rows.filter(pk__in=like), key=lambda one: place[one.pk])[:FOUND]


def choose_own_districts(*, by: User, districts: Iterable[Organization]) -> None:
    """Say which districts one works with: these, and no others. One act; nothing is written if nothing differs."""
    wanted = {district.pk: district for district in districts}
    with act(by=by, verb="choose own districts", subject=str(by)):
        had = {row.organization_id: row for row in OwnDistrict.objects.filter(user=by)}
        delete_all(OwnDistrict, [row for key, row in had.items() if key not in wanted])
        for key in sorted(wanted.keys() - had.keys()):
            keep(OwnDistrict(user=by, organization=wanted[key]))
