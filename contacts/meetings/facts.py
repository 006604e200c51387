"""Keeps what meetings say about contacts: last contact and number of meetings, for everyone, each team, and all.

A person's contacts are the held meetings they attended; an organization's are those it was represented at or that
took place there. Meetings in the trash do not count. Those for a team alone count in the team's `ContactFact`, those
for owner and directors only in the `all` columns. After each act the parties that it touched are counted anew from
the record, so no kind of write needs a rule of its own; `manage.py recompute_facts` counts everybody.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple
from weakref import WeakKeyDictionary

from django.db import connection
from django.db.models import Case, Count, F, Max, Q, QuerySet, Value, When

from contacts.meetings.kinds import Presence, Status
from contacts.meetings.models import Attendance, ContactFact, Meeting
from contacts.organizations.models import Organization
from contacts.parties.models import Party
from contacts.people.models import Person
from crm.parts.audit import Act
from crm.parts.keys import in_parts
from crm.parts.records import history_table
from crm.parts.visibility import Visibility

OF_CONTACTS = Value("contacts")
# In place of a visibility: the row is a fact that is stored already, and is ahead of what everyone sees or is not.
AHEAD, BEHIND = "ahead", "behind"

# How many parties are counted by one statement: SQLite limits the values that one may carry.
AT_ONCE = 2000

SET_PERSON = (
    "UPDATE contacts_person SET last_contact_on = %s, meeting_count = %s, last_contact_all_on = %s,"
    " meeting_count_all = %s WHERE party_id = %s"
)
SET_ORGANIZATION = (
    "UPDATE contacts_organization SET last_contact_on = %s, meeting_count = %s, last_contact_all_on = %s,"
    " meeting_count_all = %s WHERE party_id = %s"
)


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


@dataclass
class Contacts:
    """What the record says about the contacts of one party, and which facts by team are stored of it."""

    everyone: Counted | None = None
    all: Counted | None = None
    teams: dict[int, Counted] = field(default_factory=dict)
    stored: dict[int, Fact] = field(default_factory=dict)

    @property
    def columns(self) -> tuple[date | None, int, date | None, int]:
        """As they stand on the person or organization."""
        return (*(self.everyone or NEVER), *(self.all or NEVER))

    @property
    def facts(self) -> dict[int, Fact]:
        """The facts by team, as they should be stored."""
        seen = self.everyone.last if self.everyone else None
        return {
            team: Fact(last, meetings, seen is None or last > seen)
            for team, (last, meetings) in self.teams.items()
        }

    def read(self, of: str, team: int, counted: Counted) -> None:
        """Take in one row of `_meetings_of`."""
        if of in (AHEAD, BEHIND):
            self.stored[team] = Fact(*counted, ahead=of == AHEAD)
            return
        self.all = counted.and_(self.all)
        if of == Visibility.EVERYONE:
            self.everyone = counted.and_(self.everyone)
        elif of == Visibility.TEAM:
            self.teams[team] = counted.and_(self.teams.get(team))


NEVER = (None, 0)


def rows_of(act: Act) -> list[QuerySet[Any, Any]]:
    """Where to read whom this act's changes name: each row says "contacts" and two parties (perhaps the same, or None).

    The history of the act knows the rows that are gone, too. All of them can be asked in one statement.
    """
    found: list[QuerySet[Any, Any]] = []
    if Attendance in act.touched:
        found.append(
            _history(Attendance, act=act.event).values_list(OF_CONTACTS, "person_id", "represented_id")
        )
    if Meeting in act.touched:
        found.append(
            _history(Meeting, act=act.event).values_list(OF_CONTACTS, "organization_id", "organization_id")
        )
    return found


def touched_before(act: Act) -> set[int]:
    """Whom the rows that this act changed named before it, and who was at the meetings that it changed."""
    touched: set[int | None] = set()
    for keys in in_parts(sorted(act.keys(Attendance, unless_new=True)), AT_ONCE):
        for pair in _history(Attendance, id__in=keys).values_list("person_id", "represented_id"):
            touched.update(pair)
    for keys in in_parts(sorted(act.keys(Meeting, unless_new=True)), AT_ONCE):
        touched.update(_history(Meeting, id__in=keys).values_list("organization_id", flat=True))
        for pair in Attendance._base_manager.filter(meeting__in=keys).values_list(
            "person_id", "represented_id"
        ):
            touched.update(pair)
    # A saved person or organization wrote the derived columns as it had read them, perhaps before another act.
    for model in (Person, Organization):
        touched.update(act.keys(model, unless_new=True, reading=frozenset(model.DERIVED)))
    return {party for party in touched if party is not None}


def _history(model: Any, **conditions: Any) -> QuerySet[Any, Any]:
    rows: QuerySet[Any, Any] = history_table(model).objects.filter(**conditions).order_by()
    return rows


# Which parties an act holds already, so that what follows it asks once.
_held: WeakKeyDictionary[Act, set[int]] = WeakKeyDictionary()


def hold(act: Act, parties: Iterable[int]) -> None:
    """Let no other act count these parties until this one ends: two at once would each miss the other's meeting.

    Taken in the order of ids, so that two acts do not wait for each other. SQLite lets one write at a time anyway.
    """
    held = _held.setdefault(act, set())
    new = set(parties) - held
    lock(new)
    held.update(new)


def lock(parties: Iterable[int]) -> None:
    """Hold these parties until the transaction ends."""
    if not connection.features.has_select_for_update:
        return
    for keys in in_parts(sorted(parties), AT_ONCE):
        # Rows that point to a party lock its key alone, so this does not wait for acts that merely add some.
        list(
            Party._base_manager.select_for_update(no_key=True)
            .filter(pk__in=keys)
            .order_by("pk")
            .values_list("pk")
        )


def count_contacts(parties: Collection[int]) -> dict[int, Contacts]:
    """What the record says about these parties (at most a few thousand). One query; everyone asked for is answered."""
    found = {party: Contacts() for party in parties}
    for party, of, team, last, count in _meetings_of(parties):
        found[party].read(of, team, Counted(last, count))
    return found


def _meetings_of(parties: Collection[int]) -> Iterable[Any]:
    """(party, visibility, team, last day, number of meetings), several rows a party; no meeting is in two of them.
    The last are the stored facts."""
    counts = Q(meeting__status=Status.HELD, meeting__trashed_at__isnull=True, presence=Presence.ATTENDED)
    attended: QuerySet[Any, Any] = (
        Attendance._base_manager.filter(counts, person__in=parties)
        .order_by()
        .values_list("person_id", "meeting__visibility", "meeting__team_id")
        .annotate(Max("meeting__held_on"), Count("pk"))
    )
    there: QuerySet[Any, Any] = (
        Meeting._base_manager.filter(organization__in=parties, status=Status.HELD, trashed_at__isnull=True)
        .order_by()
        .values_list("organization_id", "visibility", "team_id")
        .annotate(Max("held_on"), Count("pk"))
    )
    elsewhere = Q(meeting__organization__isnull=True) | ~Q(meeting__organization=F("represented"))
    represented: QuerySet[Any, Any] = (
        Attendance._base_manager.filter(counts, elsewhere, represented__in=parties)
        .order_by()
        .values_list("represented_id", "meeting__visibility", "meeting__team_id")
        .annotate(Max("meeting__held_on"), Count("meeting", distinct=True))
    )
    stored: QuerySet[Any, Any] = ContactFact.objects.filter(party__in=parties).values_list(
        "party_id",
        Case(When(ahead=True, then=Value(AHEAD)), default=Value(BEHIND)),
        "team_id",
        "last_contact_on",
        "meeting_count",
    )
    return attended.union(there, represented, stored, all=True)


def recompute(parties: Iterable[int]) -> None:
    """Count these parties anew and write what was found. A fixed number of queries for each 2,000."""
    for keys in in_parts(sorted(parties), AT_ONCE):
        _write(count_contacts(keys))


def _write(counted: dict[int, Contacts]) -> None:
    columns = [_as_stored(party, contacts) for party, contacts in counted.items()]
    with connection.cursor() as cursor:
        # A party is one or the other; the statement for the other finds no row.
        cursor.executemany(SET_PERSON, columns)
        cursor.executemany(SET_ORGANIZATION, columns)
    gone: dict[int, list[int]] = {}
    changed = []
    for party, contacts in counted.items():
        for team in contacts.stored.keys() - contacts.teams.keys():
            gone.setdefault(team, []).append(party)
        for team, fact in contacts.facts.items():
            if contacts.stored.get(team) != fact:
                last, count, ahead = fact
                changed.append(
                    ContactFact(
                        party_id=party, team_id=team, last_contact_on=last, meeting_count=count, ahead=ahead
                    )
                )
    for team, of in gone.items():
        ContactFact.objects.filter(team=team, party__in=of).delete()
    if changed:
        ContactFact.objects.bulk_create(
            changed,
            update_conflicts=True,
            unique_fields=["party", "team"],
            update_fields=["last_contact_on", "meeting_count", "ahead"],
        )


def _as_stored(party: int, contacts: Contacts) -> tuple[Any, ...]:
    last, count, last_of_all, count_of_all = contacts.columns
    day = connection.ops.adapt_datefield_value
    return day(last), count, day(last_of_all), count_of_all, party


def differences(parties: Collection[int]) -> dict[int, str]:
    """Where the stored facts of these parties differ from the record: by party, both in words."""
    counted = count_contacts(parties)
    found = {}
    for model in (Person, Organization):
        rows = model._base_manager.filter(pk__in=list(parties)).values_list(
            "pk", "last_contact_on", "meeting_count", "last_contact_all_on", "meeting_count_all"
        )
        for party, *columns in rows:
            contacts = counted[party]
            has, should = (tuple(columns), contacts.stored), (contacts.columns, contacts.facts)
            if has != should:
                found[party] = f"contacts stored as {_in_words(*has)}, in the record {_in_words(*should)}"
    return found


def _in_words(columns: Any, facts: dict[int, Fact]) -> str:
    last, count, last_of_all, count_of_all = columns
    by_team = "".join(
        f", team {team}: {one.meetings} to {one.last}{' (ahead)' if one.ahead else ''}"
        for team, one in sorted(facts.items())
    )
    return f"{count} to {last}, all {count_of_all} to {last_of_all}{by_team}"
