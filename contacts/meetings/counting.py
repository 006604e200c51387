"""What the record says about the contacts of parties: last contact, number of meetings, and from which day on a person
counts as going quiet, for everyone, each team, and all. One query for as many parties as are asked about together.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple

from django.db.models import BooleanField, Case, Count, DateField, F, Max, Q, QuerySet, Value, When
from django.db.models.functions import Cast, Coalesce

from contacts.meetings.kinds import Presence, Status
from contacts.meetings.models import Attendance, ContactFact, Meeting
from contacts.meetings.quiet import Breaks, quiet_day
from contacts.policy.models import KeyDate
from crm.parts.visibility import Visibility

# In place of a visibility: the row is a fact that is stored already, and is ahead of what everyone sees or is not.
AHEAD, BEHIND = "ahead", "behind"
# Likewise: the row is the first or the last day of a school break, with the key date in place of a party.
BREAK_BEGINS, BREAK_ENDS = "break begins", "break ends"


class Counted(NamedTuple):
    """Meetings added up: the day of the last one, and how many."""

    last: date
    meetings: int

    def and_(self, other: Counted | None) -> Counted:
        return Counted(max(self.last, other.last), self.meetings + other.meetings) if other else self


class Fact(NamedTuple):
    """A `ContactFact` without whose it is."""

    last: date
    meetings: int
    ahead: bool
    quiet: date | None = None


@dataclass
class Contacts:
    """What the record says about the contacts of one party, and which facts by team are stored of it."""

    everyone: Counted | None = None
    all: Counted | None = None
    teams: dict[int, Counted] = field(default_factory=dict)
    stored: dict[int, Fact] = field(default_factory=dict)
    # Of a person: the days of contact, those that everyone sees, those of each team, and those of nobody's team.
    days: dict[str | int, set[date]] = field(default_factory=dict)
    quiet: date | None = None
    quiet_of_all: date | None = None
    quiet_of_teams: dict[int, date | None] = field(default_factory=dict)

    @property
    def columns(self) -> tuple[date | None, int, date | None, int]:
        """As they stand on the person or organization."""
        return (*(self.everyone or NEVER), *(self.all or NEVER))

    @property
    def quiet_columns(self) -> tuple[date | None, date | None]:
        """As they stand on the person."""
        return self.quiet, self.quiet_of_all

    @property
    def facts(self) -> dict[int, Fact]:
        """The facts by team, as they should be stored."""
        seen = self.everyone.last if self.everyone else None
        return {
            team: Fact(last, meetings, seen is None or last > seen, self.quiet_of_teams.get(team))
            for team, (last, meetings) in self.teams.items()
        }

    def read(self, of: str, team: int, counted: Counted, a_day: bool, quiet: date | None) -> None:
        """Take in one row of `_meetings_of`."""
        if of in (AHEAD, BEHIND):
            self.stored[team] = Fact(*counted, ahead=of == AHEAD, quiet=quiet)
            return
        if a_day:
            self.days.setdefault(team if of == Visibility.TEAM else of, set()).add(counted.last)
        self.all = counted.and_(self.all)
        if of == Visibility.EVERYONE:
            self.everyone = counted.and_(self.everyone)
        elif of == Visibility.TEAM:
            self.teams[team] = counted.and_(self.teams.get(team))

    def settle(self, breaks: Breaks) -> None:
        """Tell from the days when the person goes quiet, once every row is read."""
        if not self.days:
            return
        seen = self.days.get(Visibility.EVERYONE.value, set())
        self.quiet = self.quiet_of_all = quiet_day(seen, breaks)
        if len(self.days) == 1 and seen:
            return
        self.quiet_of_all = quiet_day(set().union(*self.days.values()), breaks)
        for team in self.teams:
            self.quiet_of_teams[team] = quiet_day(seen | self.days[team], breaks)


NEVER = (None, 0)


def count_contacts(parties: Collection[int]) -> dict[int, Contacts]:
    """What the record says about these parties (at most a few thousand). One query; everyone asked for is answered."""
    found = {party: Contacts() for party in parties}
    begins: dict[int, date] = {}
    ends: dict[int, date] = {}
    for party, of, team, last, count, a_day, quiet in _meetings_of(parties):
        if of in (BREAK_BEGINS, BREAK_ENDS):
            (begins if of == BREAK_BEGINS else ends)[party] = last
        else:
            found[party].read(of, team, Counted(last, count), a_day, quiet)
    breaks = Breaks((first, ends[key]) for key, first in begins.items())
    for contacts in found.values():
        contacts.settle(breaks)
    return found


def _meetings_of(parties: Collection[int]) -> Iterable[Any]:
    """(party, visibility, team, last day, number of meetings, whether all were on that day, None), several rows a
    party; no meeting is in two of them, and a person's are parted by day. The last are the stored facts, each with its
    day of going quiet, and the school breaks of everybody."""
    by_day, not_by_day = Value(True, output_field=BooleanField()), Value(False, output_field=BooleanField())
    no_day = Cast(Value(None), DateField())
    counts = Q(meeting__status=Status.HELD, meeting__trashed_at__isnull=True, presence=Presence.ATTENDED)
    attended: QuerySet[Any, Any] = (
        Attendance._base_manager.filter(counts, person__in=parties)
        .order_by()
        .values_list("person_id", "meeting__visibility", "meeting__team_id", "meeting__held_on")
        .annotate(Count("pk"), a_day=by_day, goes_quiet=no_day)
    )
    there: QuerySet[Any, Any] = (
        Meeting._base_manager.filter(organization__in=parties, status=Status.HELD, trashed_at__isnull=True)
        .order_by()
        .values_list("organization_id", "visibility", "team_id")
        .annotate(Max("held_on"), Count("pk"), a_day=not_by_day, goes_quiet=no_day)
    )
    elsewhere = Q(meeting__organization__isnull=True) | ~Q(meeting__organization=F("represented"))
    represented: QuerySet[Any, Any] = (
        Attendance._base_manager.filter(counts, elsewhere, represented__in=parties)
        .order_by()
        .values_list("represented_id", "meeting__visibility", "meeting__team_id")
        .annotate(
            Max("meeting__held_on"), Count("meeting", distinct=True), a_day=not_by_day, goes_quiet=no_day
        )
    )
    stored: QuerySet[Any, Any] = ContactFact.objects.filter(party__in=parties).values_list(
        "party_id",
        Case(When(ahead=True, then=Value(AHEAD)), default=Value(BEHIND)),
        "team_id",
        "last_contact_on",
        "meeting_count",
        not_by_day,
        "quiet_on",
    )
    off = KeyDate._base_manager.filter(kind__no_school=True, organization__isnull=True).order_by()
    begins, ends = (
        off.values_list("pk", Value(of), "pk", day, Value(1), not_by_day, no_day)
        for of, day in ((BREAK_BEGINS, F("start")), (BREAK_ENDS, Coalesce("end", "start")))
    )
    return attended.union(there, represented, stored, begins, ends, all=True)
