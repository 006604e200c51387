"""Keeps what meetings say about contacts: last contact, number of meetings, and from which day on somebody counts as
going quiet (see `quiet`), for everyone, each team, and all.

A person's contacts are the held meetings they attended; an organization's are those it was represented at or that
took place there. Meetings in the trash do not count. Those for a team alone count in the team's `ContactFact`, those
for owner and directors only in the `all` columns. A team's day of going quiet is that of everyone's meetings and its
own together. After each act the parties that it touched are counted anew from
the record, so no kind of write needs a rule of its own; `manage.py recompute_facts` counts everybody.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any
from weakref import WeakKeyDictionary

from django.db import connection
from django.db.models import Min, Q, QuerySet, Value

from contacts.meetings.counting import Contacts, Fact, count_contacts
from contacts.meetings.models import Attendance, ContactFact, Meeting
from contacts.organizations.models import Organization
from contacts.parties.models import Party
from contacts.people.models import Person
from contacts.policy.models import KeyDate, KeyDateKind
from crm.parts.audit import Act
from crm.parts.keys import in_parts
from crm.parts.records import history_table

OF_CONTACTS = Value("contacts")
# How many parties are counted by one statement: SQLite limits the values that one may carry.
AT_ONCE = 2000

SET_PERSON = (
    "UPDATE contacts_person SET last_contact_on = %s, meeting_count = %s, last_contact_all_on = %s,"
    " meeting_count_all = %s, quiet_on = %s, quiet_all_on = %s WHERE party_id = %s"
)
SET_ORGANIZATION = (
    "UPDATE contacts_organization SET last_contact_on = %s, meeting_count = %s, last_contact_all_on = %s,"
    " meeting_count_all = %s WHERE party_id = %s"
)


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
    if KeyDate in act.touched or KeyDateKind in act.touched:
        touched.update(_may_go_quiet_otherwise(act))
    # A saved person or organization wrote the derived columns as it had read them, perhaps before another act.
    for model in (Person, Organization):
        touched.update(act.keys(model, unless_new=True, reading=frozenset(model.DERIVED)))
    return {party for party in touched if party is not None}


def _may_go_quiet_otherwise(act: Act) -> set[int]:
    """Who may go quiet on another day because key dates changed: whoever was to after the first of these days.

    No day after the one on which somebody goes quiet has any part in it.
    """
    changed = Q(id__in=act.keys(KeyDate)) | Q(kind__in=act.keys(KeyDateKind))
    first = _history(KeyDate).filter(changed).aggregate(first=Min("start"))["first"]
    if first is None:
        return set()
    later = Q(quiet_on__gte=first) | Q(quiet_all_on__gte=first)
    people = Person._base_manager.filter(later).order_by().values_list("pk")
    by_team = ContactFact.objects.filter(quiet_on__gte=first).values_list("party")
    return {key for (key,) in people.union(by_team.order_by())}


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


def recompute(parties: Iterable[int]) -> None:
    """Count these parties anew and write what was found. A fixed number of queries for each 2,000."""
    for keys in in_parts(sorted(parties), AT_ONCE):
        _write(count_contacts(keys))


def _write(counted: dict[int, Contacts]) -> None:
    day = connection.ops.adapt_datefield_value
    columns = [(party, _as_stored(contacts), contacts.quiet_columns) for party, contacts in counted.items()]
    with connection.cursor() as cursor:
        # A party is one or the other; the statement for the other finds no row.
        cursor.executemany(SET_PERSON, [(*both, *map(day, quiet), party) for party, both, quiet in columns])
        cursor.executemany(SET_ORGANIZATION, [(*both, party) for party, both, _quiet in columns])
    gone: dict[int, list[int]] = {}
    changed = []
    for party, contacts in counted.items():
        for team in contacts.stored.keys() - contacts.teams.keys():
            gone.setdefault(team, []).append(party)
        for team, fact in contacts.facts.items():
            if contacts.stored.get(team) != fact:
                last, count, ahead, quiet = fact
                changed.append(
                    ContactFact(
                        party_id=party,
                        team_id=team,
                        last_contact_on=last,
                        meeting_count=count,
                        ahead=ahead,
                        quiet_on=quiet,
                    )
                )
    for team, of in gone.items():
        ContactFact.objects.filter(team=team, party__in=of).delete()
    if changed:
        ContactFact.objects.bulk_create(
            changed,
            update_conflicts=True,
            unique_fields=["party", "team"],
            update_fields=["last_contact_on", "meeting_count", "ahead", "quiet_on"],
        )


def _as_stored(contacts: Contacts) -> tuple[Any, ...]:
    last, count, last_of_all, count_of_all = contacts.columns
    day = connection.ops.adapt_datefield_value
    return day(last), count, day(last_of_all), count_of_all


def differences(parties: Collection[int]) -> dict[int, str]:
    """Where the stored facts of these parties differ from the record: by party, both in words."""
    counted = count_contacts(parties)
    found = {}
    of_both = ("pk", "last_contact_on", "meeting_count", "last_contact_all_on", "meeting_count_all")
    for model, quiet in ((Person, ("quiet_on", "quiet_all_on")), (Organization, ())):
        rows = model._base_manager.filter(pk__in=list(parties)).values_list(*of_both, *quiet)
        for party, *columns in rows:
            contacts = counted[party]
            meant = (*contacts.columns, *(contacts.quiet_columns if quiet else ()))
            has, should = (tuple(columns), contacts.stored), (meant, contacts.facts)
            if has != should:
                found[party] = f"contacts stored as {_in_words(*has)}, in the record {_in_words(*should)}"
    return found


def _in_words(columns: Any, facts: dict[int, Fact]) -> str:
    last, count, last_of_all, count_of_all, *quiet = columns
    by_team = "".join(
        f", team {team}: {one.meetings} to {one.last}{' (ahead)' if one.ahead else ''}, quiet {one.quiet}"
        for team, one in sorted(facts.items())
    )
    days = f", quiet {quiet[0]}, of all {quiet[1]}" if quiet else ""
    return f"{count} to {last}, all {count_of_all} to {last_of_all}{days}{by_team}"
