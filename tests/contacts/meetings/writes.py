"""Every kind of write that may change what is derived from meetings and readings, drawn at random on a small record."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import transaction

from contacts.interest.services import correct_reading, record_reading
from contacts.meeting_log.entries import Attendee
from contacts.meeting_log.services import change_meeting, log_meeting, restore_meeting, trash_meeting
from contacts.models import (
    Assessment,
    Attendance,
    Initiative,
    KeyDate,
    KeyDateKind,
    Meeting,
    Organization,
    Party,
    Person,
    Role,
)
from contacts.parties.services import restore, trash
from contacts.roles.services import begin_role, end_role
from crm.accounts.models import User
from crm.parts.audit import AuditEvent, act
from crm.parts.records import change_all, delete_all
from crm.parts.undo import CannotUndo, undo
from tests import factories
from tests.cast import Cast

A_DAY = date(2026, 3, 2)
SEEN = ("everyone", "team", "owner")


class _Undone(Exception):
    """Ends an example and takes back what it wrote."""


@dataclass
class Record:
    """A few people, organizations and initiatives, and who writes about them."""

    users: list[User]
    people: list[Person]
    organizations: list[Organization]
    initiatives: list[Initiative | None]
    did: list[str] = field(default_factory=list)

    @classmethod
    def small(cls, cast: Cast) -> Record:
        cast.cy.teams.set([cast.south])
        organizations = [factories.organization() for _ in range(2)]
        people = [factories.person() for _ in range(3)]
        for who, at in zip(people, organizations, strict=False):
            factories.role(who, at, primary=True)
        return cls([cast.ben, cast.cy, cast.ada], people, organizations, [None, factories.initiative()])


@contextmanager
def record_after(cast: Cast, kind: Kind, seed: int, before: Iterable[Kind]) -> Iterator[Record]:
    """A small record on which these writes were done, two at random and then three of one kind; gone afterwards.

    After each of the three, what is kept beside the rows is what counting anew gives.
    """
    draw = Random(seed)
    with suppress(_Undone), transaction.atomic():
        record = Record.small(cast)
        for each in [*before, *draw.choices(KINDS, k=2)]:
            _write(record, each, draw)
        for _ in range(3):
            _write(record, kind, draw)
            call_command("recompute_facts", "--check", verbosity=0)
        yield record
        raise _Undone


def _write(record: Record, kind: Kind, draw: Random) -> None:
    """One write of this kind. What the record refuses changes nothing."""
    record.did.append(kind.__name__)
    with suppress(ValidationError, CannotUndo):
        kind(record, draw)


def _team(by: User, visibility: str) -> Any:
    return by.teams.first() if visibility == "team" else None


def _seen(record: Record, draw: Random) -> dict[str, Any]:
    by, visibility = draw.choice(record.users), draw.choice(SEEN)
    team = _team(by, visibility)
    return {"by": by, "visibility": visibility if team or visibility != "team" else "owner", "team": team}


def _day(draw: Random) -> date:
    return A_DAY + timedelta(days=draw.randint(0, 4))


def _attendees(record: Record, draw: Random) -> list[Attendee]:
    there = draw.choices(record.people, k=draw.randint(0, 3))
    return [
        Attendee(
            person=who,
            represented=draw.choice([None, *record.organizations]),
            presence=draw.choice(["", "", "absent"]),
            stance=draw.choice(["", "", "neutral", "active_ally"]),
            level=draw.choice([None, None, 2]),
        )
        for who in there
    ]


def _some(model: Any, draw: Random) -> Any:
    keys = list(model._base_manager.order_by("pk").values_list("pk", flat=True))
    return model._base_manager.get(pk=draw.choice(keys)) if keys else None


def logs(record: Record, draw: Random) -> None:
    log_meeting(
        held_on=_day(draw),
        attendees=_attendees(record, draw),
        kind=draw.choice(["one_to_one", "public_meeting"]),
        status=draw.choice(["", "", "planned", "attempted"]),
        organization=draw.choice([None, *record.organizations]),
        initiative=draw.choice(record.initiatives),
        **_seen(record, draw),
    )


def edits(record: Record, draw: Random) -> None:
    meeting = _some(Meeting, draw)
    if meeting is not None:
        change_meeting(
            meeting,
            version=meeting.version,
            held_on=_day(draw),
            organization=draw.choice([None, *record.organizations]),
            status=draw.choice(["held", "planned"]),
            attendees=draw.choice([None, _attendees(record, draw)]),
            **_seen(record, draw),
        )


def is_seen_by_others(record: Record, draw: Random) -> None:
    meeting = _some(Meeting, draw)
    if meeting is not None:
        change_meeting(meeting, version=meeting.version, **_seen(record, draw))


def trashes(record: Record, draw: Random) -> None:
    meeting = _some(Meeting, draw)
    if meeting is not None:
        draw.choice([trash_meeting, trash_meeting, restore_meeting])(meeting, by=record.users[0])


def undoes(record: Record, draw: Random) -> None:
    event = _some(AuditEvent, draw)
    undo(event, by=event.by)


def moves(record: Record, draw: Random) -> None:
    role = _some(Role, draw)
    by = record.users[0]
    if role is not None and not role.ended:
        end_role(role, by=by)
    begin_role(
        by=by,
        person=draw.choice(record.people),
        organization=draw.choice(record.organizations),
        type="teacher",
    )


def reads(record: Record, draw: Random) -> None:
    record_reading(
        party=draw.choice([*record.people, *record.organizations]).party,
        initiative=draw.choice(record.initiatives),
        stance=draw.choice(["neutral", "passive_ally", "passive_opponent"]),
        level=draw.choice([None, 4]),
        how_we_know="guess",
        assessed_on=_day(draw),
        **_seen(record, draw),
    )


def corrects(record: Record, draw: Random) -> None:
    reading = _some(Assessment, draw)
    if reading is not None:
        correct_reading(reading, by=record.users[1], stance=draw.choice(["neutral", "active_opponent"]))


def goes(record: Record, draw: Random) -> None:
    party = Party._base_manager.get(pk=draw.choice(record.people).pk)
    draw.choice([trash, restore])(party, by=record.users[2])


def hands_over(record: Record, draw: Random) -> None:
    """What a merge does: rows of one person become another's."""
    one, other = draw.sample(record.people, 2)
    there = set(Attendance._base_manager.filter(person=other).values_list("meeting", flat=True))
    with act(by=record.users[2], verb="merge"):
        rows = [row for row in Attendance._base_manager.filter(person=one) if row.meeting_id not in there]
        for row in rows:
            row.person = other
        change_all(Attendance, rows, ["person"])
        readings = list(Assessment._base_manager.filter(party=one.party))
        for reading in readings:
            reading.party = other.party
        change_all(Assessment, readings, ["party"])


def renames(record: Record, draw: Random) -> None:
    """Saves a person as it was read before other acts."""
    with act(by=record.users[0], verb="edit"):
        who = draw.choice(record.people)
        stale = Person._base_manager.get(pk=who.pk)
        stale.last_contact_on, stale.meeting_count, stale.meeting_count_all = None, 77, 78
        stale.save()


def closes_schools(record: Record, draw: Random) -> None:
    """Key dates come, move, and go; a kind of them begins or ceases to be without school."""
    with act(by=record.users[2], verb="key date"):
        kind = KeyDateKind.objects.filter(name="Off").first() or KeyDateKind(name="Off", no_school=True)
        if kind.pk is None:
            kind.save()
        what = draw.choice(["comes", "comes", "moves", "goes", "kind"])
        some = _some(KeyDate, draw)
        start = A_DAY + timedelta(days=draw.randint(-3, 60))
        if what == "comes" or some is None:
            KeyDate(
                kind=kind,
                title="Break",
                start=start,
                end=draw.choice([None, start + timedelta(days=draw.randint(0, 30))]),
                organization=draw.choice([None, None, record.organizations[0]]),
            ).save()
        elif what == "moves":
            some.start, some.end = start, start + timedelta(days=draw.randint(0, 30))
            some.save()
        elif what == "goes":
            delete_all(KeyDate, [some])
        else:
            kind.no_school = not kind.no_school
            kind.save()


Kind = Callable[[Record, Random], None]
KINDS: list[Kind] = [
    logs, edits, is_seen_by_others, trashes, undoes, moves, reads, corrects, goes, hands_over, renames,
    closes_schools,
]  # fmt: skip
