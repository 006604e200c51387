"""Which rosters somebody is asked to check on the home page: in January and July, in the weeks after an election."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db.models import Exists, Max, OuterRef, Q, Subquery

from contacts.organizations.models import Organization, OwnDistrict
from contacts.policy.models import KeyDate
from contacts.roles.models import Role
from contacts.roles.season import AFTER_AN_ELECTION, Season, is_due, season_on

if TYPE_CHECKING:
    from crm.accounts.models import User

SHOWN = 6
READ_AT_MOST = 200


@dataclass(frozen=True)
class Election:
    """A vote on a day: everywhere, or of one organization alone."""

    on: date
    organization: int | None = None


@dataclass(frozen=True)
class RosterOffer:
    """Rosters to check now, and why now; those that were never checked and the oldest come first."""

    season: Season
    organizations: list[Any]

    @property
    def shown(self) -> list[Any]:
        return self.organizations[:SHOWN]

    @property
    def more(self) -> int:
        return max(0, len(self.organizations) - SHOWN)


def roster_offer(user: User, today: date) -> RosterOffer | None:
    """What to offer this user today; None if nothing is due. Two queries, one where no season is and no vote was."""
    votes = elections_before(today)
    if season_on(today, [vote.on for vote in votes]) is None:
        return None
    return offer(today, votes, own_rosters(user))


def offer(today: date, votes: Iterable[Election], rosters: Iterable[Any]) -> RosterOffer | None:
    """Which of these organizations (with `checked_on`) are due on this day after these votes. Asks nothing."""
    votes = list(votes)
    due: list[tuple[Season, Any]] = []
    for organization in rosters:
        season = season_on(today, [v.on for v in votes if v.organization in (None, organization.pk)])
        if season is not None and is_due(season, today, organization.checked_on):
            due.append((season, organization))
    if not due:
        return None
    due.sort(key=lambda pair: (pair[1].checked_on or date.min, pair[1].sort_name, pair[1].pk))
    return RosterOffer(due[0][0], [organization for _season, organization in due])


def elections_before(today: date) -> list[Election]:
    """The votes of the last weeks, from the key dates. One query."""
    dates = KeyDate.objects.filter(
        kind__name__icontains="election", start__lt=today, start__gte=today - AFTER_AN_ELECTION
    )
    return [Election(on, organization) for on, organization in dates.values_list("start", "organization_id")]


def own_rosters(user: User) -> list[Any]:
    """The districts that somebody works with and the organizations whose point person they are, where anybody is
    written down; each with `checked_on`, the last day on which its roster was checked. One query."""
    own = OwnDistrict.objects.filter(user=user).values("organization")
    held = Role.objects.filter(organization=OuterRef("pk"), ended=False)
    last = held.order_by().values("organization").annotate(last=Max("checked_on")).values("last")
    organizations = Organization.objects.visible_to(user).filter(Q(pk__in=own) | Q(owner=user))
    there = organizations.filter(Exists(held)).annotate(checked_on=Subquery(last)).select_related("party")
    return list(there.order_by("sort_name", "pk")[:READ_AT_MOST])
