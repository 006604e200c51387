"""Reads about readings that pages, API and exports share: where somebody stands now, as far as a viewer may know it.

A viewer's latest reading is the newest of the parts of their scope (see `LatestReading`, kept by `facts`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Any

from django.db.models import Exists, OuterRef, Q

from contacts.interest.models import LatestReading, parts_of
from crm.parts.keys import among
from crm.parts.reading import each_once

if TYPE_CHECKING:
    from contacts.policy.models import Initiative
    from crm.accounts.models import User
    from crm.parts.visibility import Scope

# What is shown beside a row of its latest reading, and of the assessment behind it.
_OF_LATEST = ("party_id", "assessment_id", "stance", "level", "assessed_on")
_OF_ASSESSMENT = {"assessment": ("uid", "assessed_on", "how_we_know", "visibility", "team_id")}
# One fetcher an initiative, so that columns that ask for the same one share its query.
_fetchers: dict[int | None, Callable[[Sequence[Any], User], None]] = {}


def latest_in(scope: Scope, initiative: Initiative | None) -> Any:
    """The latest readings on this initiative (None: in general) within this scope, one a party."""
    first, *of_teams = parts_of(scope)
    on = LatestReading.objects.filter(initiative=initiative)
    if not of_teams:
        return on.filter(part=first)
    known = on.filter(part__in=[first, *of_teams])
    newer = known.filter(
        Q(assessed_on__gt=OuterRef("assessed_on"))
        | Q(assessed_on=OuterRef("assessed_on"), assessment__gt=OuterRef("assessment")),
        party=OuterRef("party"),
    )
    # Few have a reading that a team keeps to itself: only of these must it be asked which is the newest.
    told_a_team = on.filter(part__in=of_teams).values("party")
    return known.filter(~Q(party__in=told_a_team) | ~Exists(newer))


def latest_saying(
    user: User, initiative: Initiative | None, stances: Iterable[str] = (), levels: Iterable[int] = ()
) -> Any:
    """The latest readings that this user may know of with one of these positions and levels, one a party.

    No positions or no levels: any will do.
    """
    rows = latest_in(user.scope, initiative)
    if stances := list(stances):
        rows = rows.filter(stance__in=stances)
    if levels := list(levels):
        rows = rows.filter(level__in=levels)
    return rows


def fetch_latest_readings(initiative: Initiative | None) -> Callable[[Sequence[Any], User], None]:
    """A fetcher that sets `latest_reading` (a LatestReading with its assessment, or None) on people, organizations or
    parties, for one initiative or in general. One query."""
    key = initiative.pk if initiative else None
    if key not in _fetchers:
        _fetchers[key] = _fetcher(key)
    return _fetchers[key]


def _fetcher(initiative_id: int | None) -> Callable[[Sequence[Any], User], None]:
    def fetch(rows: Sequence[Any], user: User) -> None:
        newest: dict[int, LatestReading] = {}
        found = LatestReading.objects.filter(
            initiative=initiative_id,
            part__in=parts_of(user.scope),
            party__in=among(row.pk for row in rows),
        )
        for reading in each_once(found, _OF_LATEST, _OF_ASSESSMENT):
            known = newest.get(reading.party_id)
            if known is None or _age(reading) > _age(known):
                newest[reading.party_id] = reading
        for row in rows:
            row.latest_reading = newest.get(row.pk)

    return fetch


def _age(reading: LatestReading) -> tuple[Any, int]:
    return reading.assessed_on, reading.assessment_id
