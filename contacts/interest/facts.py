"""Keeps the newest reading of each party on each initiative, within each part of the record (`LatestReading`).

A reading counts unless its party or its meeting is in the trash, its party is merged away, or a reading in the same
part corrects it. After each act the parties that it touched are read anew from the record; `manage.py
recompute_facts` reads everybody's.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from django.db import connection
from django.db.models import Q, QuerySet, Value

from contacts.interest.models import Assessment, LatestReading
from contacts.meetings.facts import AT_ONCE
from contacts.meetings.models import Meeting
from contacts.parties.models import Party, alive
from crm.parts.audit import Act
from crm.parts.keys import in_parts
from crm.parts.visibility import Visibility

OF_READINGS = Value("readings")


# A row in the place of the one there was: one statement, where Django would need two and their keys.
PUT_ON_INITIATIVE = (
    "INSERT INTO contacts_latestreading"
    " (party_id, initiative_id, part, assessment_id, stance, level, assessed_on) VALUES (%s, %s, %s, %s, %s, %s, %s)"
    " ON CONFLICT (party_id, initiative_id, part) WHERE initiative_id IS NOT NULL DO UPDATE SET"
    " assessment_id = excluded.assessment_id, stance = excluded.stance, level = excluded.level,"
    " assessed_on = excluded.assessed_on"
)
PUT_IN_GENERAL = (
    "INSERT INTO contacts_latestreading"
    " (party_id, initiative_id, part, assessment_id, stance, level, assessed_on) VALUES (%s, %s, %s, %s, %s, %s, %s)"
    " ON CONFLICT (party_id, part) WHERE initiative_id IS NULL DO UPDATE SET"
    " assessment_id = excluded.assessment_id, stance = excluded.stance, level = excluded.level,"
    " assessed_on = excluded.assessed_on"
)


class Key(NamedTuple):
    """What there is one newest reading of. `initiative` None is "in general"."""

    party: int
    initiative: int | None
    part: str


class Newest(NamedTuple):
    """The reading itself."""

    assessment: int
    stance: str
    level: int | None
    assessed_on: date


def rows_of(act: Act) -> list[QuerySet[Any, Any]]:
    """Where to read whom this act's readings concern: each row says "readings" and the party, twice."""
    if Assessment not in act.touched:
        return []
    history: QuerySet[Any, Any] = Assessment.history.model.objects.filter(act=act.event).order_by()
    return [history.values_list(OF_READINGS, "party_id", "party_id")]


def touched_before(act: Act) -> set[int]:
    """Whom the readings that this act changed concerned before it, those of meetings that it changed, and parties."""
    touched: set[int] = set()
    for keys in in_parts(sorted(act.keys(Assessment, unless_new=True)), AT_ONCE):
        touched.update(
            Assessment.history.model.objects.filter(id__in=keys).values_list("party_id", flat=True)
        )
    for keys in in_parts(sorted(act.keys(Meeting, unless_new=True)), AT_ONCE):
        touched.update(Assessment._base_manager.filter(meeting__in=keys).values_list("party_id", flat=True))
    touched.update(act.keys(Party, unless_new=True))
    return touched


@dataclass
class Readings:
    """What the record says about some parties, and what is stored of it."""

    newest: dict[Key, Newest]
    stored: dict[Key, tuple[Newest, int]]


def newest_readings(parties: Collection[int]) -> Readings:
    """The newest reading of these parties on each initiative in each part. One query."""
    in_part: dict[Key, dict[int, Newest]] = {}
    corrected: dict[Key, set[int]] = {}
    stored = {}
    for is_stored, party, initiative, pk, stance, level, day, part, team_or_id, supersedes in _rows(parties):
        newest = Newest(pk, stance, level, day)
        if is_stored:
            stored[Key(party, initiative, part)] = newest, team_or_id
            continue
        for one in _parts(part, team_or_id):
            key = Key(party, initiative, one)
            in_part.setdefault(key, {})[pk] = newest
            if supersedes is not None:
                corrected.setdefault(key, set()).add(supersedes)
    found = {}
    for key, readings in in_part.items():
        left = [one for pk, one in readings.items() if pk not in corrected.get(key, ())]
        if left:
            found[key] = max(left, key=lambda one: (one.assessed_on, one.assessment))
    return Readings(found, stored)


def _rows(parties: Collection[int]) -> Iterable[Any]:
    """Readings with their visibility, team and what they correct, and the stored rows with their part and id."""
    of_record: QuerySet[Any, Any] = (
        Assessment._base_manager.filter(
            Q(meeting__isnull=True) | Q(meeting__trashed_at__isnull=True), alive(), party__in=list(parties)
        )
        .order_by()
        .values_list(
            *(Value(0), "party_id", "initiative_id", "pk", "stance", "level", "assessed_on"),
            *("visibility", "team_id", "supersedes_id"),
        )
    )
    stored: QuerySet[Any, Any] = LatestReading.objects.filter(party__in=list(parties)).values_list(
        *(Value(1), "party_id", "initiative_id", "assessment_id", "stance", "level", "assessed_on"),
        *("part", "pk", "pk"),
    )
    return of_record.union(stored, all=True)


def _parts(visibility: str, team: int | None) -> Iterable[str]:
    yield "all"
    if visibility == Visibility.EVERYONE:
        yield "everyone"
    elif visibility == Visibility.TEAM:
        yield f"team:{team}"


def recompute(parties: Iterable[int]) -> None:
    """Read these parties' readings anew and write what differs. A fixed number of queries for each 2,000."""
    for keys in in_parts(sorted(parties), AT_ONCE):
        read = newest_readings(keys)
        stale = [pk for key, (_, pk) in read.stored.items() if key not in read.newest]
        if stale:
            LatestReading.objects.filter(pk__in=stale).delete()
        changed = [(key, one) for key, one in read.newest.items() if read.stored.get(key, (None,))[0] != one]
        day = connection.ops.adapt_datefield_value
        with connection.cursor() as cursor:
            for statement, general in ((PUT_ON_INITIATIVE, False), (PUT_IN_GENERAL, True)):
                rows = [
                    (*key, *one[:3], day(one[3]))
                    for key, one in changed
                    if (key.initiative is None) == general
                ]
                if rows:
                    cursor.executemany(statement, rows)


def differences(parties: Collection[int]) -> dict[int, str]:
    """Where the stored newest readings of these parties differ from the record: by party, in words."""
    read = newest_readings(parties)
    found: dict[int, str] = {}
    for key in sorted(read.newest | read.stored, key=lambda key: (key.party, key.initiative or 0, key.part)):
        has, should = read.stored.get(key, (None,))[0], read.newest.get(key)
        if has != should:
            said = f"newest reading on {key.initiative or 'nothing in particular'} in {key.part}: "
            said += f"stored {_in_words(has)}, in the record {_in_words(should)}"
            found[key.party] = f"{found[key.party]}; {said}" if key.party in found else said
    return found


def _in_words(newest: Newest | None) -> str:
    return "none" if newest is None else f"{newest.stance} ({newest.level}) of {newest.assessed_on}"
