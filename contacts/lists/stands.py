"""Where somebody stands, initiative by initiative: the newest reading, its history, and whether staff differ."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

from django.utils import timezone

from contacts.interest.models import Assessment, LatestReading, Stance, parts_of
from contacts.parties.models import Party
from contacts.policy.models import Initiative
from contacts.roles.models import Role
from crm.accounts.models import User
from crm.parts.reading import each_once

# So many marks a history line has room for; older ones are in the timeline.
MARKS_SHOWN = 12
# What the page reads of readings, and of the initiative, the colleague and the team behind each.
_READ = (
    *("party_id", "stance", "level", "say", "how_we_know", "assessed_on", "note", "visibility", "meeting_id"),
    *("supersedes_id", "uid", "created_by_id", "initiative_id", "assessor_id", "team_id"),
)
_BEHIND = {
    "initiative": ("uid", "name", "lever", "stage", "trashed_at"),
    "assessor": ("first_name", "last_name", "username"),
    "team": ("name",),
}
# Readings of different staff so close together that they cannot both be a change of mind.
DIFFER_WITHIN = timedelta(days=30)


@dataclass(frozen=True)
class Stand:
    """One initiative (None: in general) with the readings on it, newest first, as far as the viewer may know them."""

    initiative: Initiative | None
    readings: list[Assessment]
    today: date

    @property
    def latest(self) -> Assessment:
        return self.readings[0]

    @property
    def is_stale(self) -> bool:
        return self.latest.is_stale(self.today)

    @property
    def points(self) -> list[tuple[date, str]]:
        """What the history line draws, newest first: (day, stance) of each change, the newest and the oldest."""
        said = [(r.assessed_on, r.stance) for r in self.readings if r.stance != Stance.UNKNOWN]
        changes = [here for here, earlier in pairwise(said) if here[1] != earlier[1]]
        ends = [said[0], said[-1]] if said else []
        return sorted({*ends, *changes}, reverse=True)[:MARKS_SHOWN]

    @property
    def say(self) -> str:
        """The say in the decision, from the newest reading that speaks of it."""
        return next((str(r.get_say_display()) for r in self.readings if r.say), "")

    @property
    def differing(self) -> Assessment | None:
        """Another one's reading that does not agree with the newest: shown, never averaged."""
        if self.latest.stance == Stance.UNKNOWN:
            return None
        seen: set[int] = {self.latest.assessor_id}
        for reading in self.readings[1:]:
            if reading.assessor_id in seen or reading.stance == Stance.UNKNOWN:
                continue
            seen.add(reading.assessor_id)
            if self.latest.assessed_on - reading.assessed_on > DIFFER_WITHIN:
                return None
            if reading.stance != self.latest.stance:
                return reading
        return None


def readings_of(party: Party, user: User) -> list[Assessment]:
    """The readings of a party that this user may see, newest first, without those that were corrected. One query."""
    seen = Assessment.objects.visible_to(user).filter(party=party).order_by("-assessed_on", "-pk")
    rows = list(each_once(seen, _READ, _BEHIND))
    corrected = {row.supersedes_id for row in rows}
    return [row for row in rows if row.pk not in corrected]


def stands(readings: Iterable[Assessment]) -> list[Stand]:
    """The readings by initiative, the one read last first; "in general" stands at the end."""
    by_initiative: dict[int | None, list[Assessment]] = defaultdict(list)
    for reading in readings:
        if reading.initiative is None or reading.initiative.trashed_at is None:
            by_initiative[reading.initiative_id].append(reading)
    today = timezone.localdate()
    found = [Stand(rows[0].initiative, rows, today) for rows in by_initiative.values()]
    return sorted(found, key=lambda stand: stand.initiative is None)


def each_before(readings: Sequence[Assessment]) -> dict[int, Assessment | None]:
    """For each of these readings, newest first, by key: the one before it on the same initiative that says where they
    stood."""
    earlier: dict[int | None, Assessment] = {}
    found: dict[int, Assessment | None] = {}
    for reading in reversed(readings):
        found[reading.pk] = earlier.get(reading.initiative_id)
        if reading.stance != Stance.UNKNOWN:
            earlier[reading.initiative_id] = reading
    return found


@dataclass(frozen=True)
class Spread:
    """How many people of an organization stand where on an initiative; people without a reading are not counted."""

    initiative: Initiative
    counts: dict[str, int]

    @property
    def total(self) -> int:
        return sum(self.counts.values())


def spreads_among(organization: Any, user: User) -> list[Spread]:
    """The positions of the people with a role here today, by initiative, as far as the user may know. One query."""
    people = Role.objects.visible_to(user).in_force(timezone.localdate()).filter(organization=organization)
    rows = (
        LatestReading.objects.filter(
            party__in=people.values("person"),
            part__in=parts_of(user.scope),
            initiative__trashed_at__isnull=True,
        )
        .select_related("initiative")
        .order_by("assessed_on", "assessment_id")
    )
    newest: dict[tuple[int, int], LatestReading] = {}
    for row in rows:
        if row.initiative_id is not None:
            newest[row.party_id, row.initiative_id] = row
    counted: dict[int, Counter[str]] = defaultdict(Counter)
    named: dict[int, Initiative] = {}
    for (_party, key), row in newest.items():
        if row.initiative is not None:
            counted[key][row.stance] += 1
            named[key] = row.initiative
    found = [Spread(named[key], dict(counts)) for key, counts in counted.items()]
    return sorted(found, key=lambda spread: (-spread.total, spread.initiative.folded))
