"""Everything so far about one person or organization: one timeline of meetings, readings, roles, ties, notes, next
steps and changes, newest first, a page at a time.

Meetings and changes can be many: only their days are read for all of them, and those on the page in full. A change
says which part of the record was touched, and by which kind of act only where every such act may be known (a file
brought in, a merge, an undo), so that nothing restricted can be told from it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import (
    BigIntegerField,
    CharField,
    F,
    QuerySet,
    Value,
)
from django.db.models.functions import TruncDate
from django.utils.translation import gettext_lazy as _

from contacts.lists.met import fill_meetings
from contacts.lists.moments import CHANGES, KINDS, MEETINGS, Moment
from contacts.lists.stands import each_before
from contacts.meetings.models import Attendance, Meeting
from contacts.organizations.models import Organization
from contacts.parties.models import Consent, ContactPoint, ExternalId, Party, Tagging
from contacts.people.models import Person
from contacts.roles.models import Role, Seat
from crm.accounts.models import User
from crm.parts.audit import AuditEvent
from crm.parts.prepared import ask
from crm.parts.records import history_table

PAGE = 25
# In place of a part of the record that changed: the row is a meeting.
MET = "met"
# The part that a record's first row is: it was added then.
NEW = "new"
# Kinds of acts that a change names; all others are only what they changed.
NAMED_ACTS = ("import", "merge")
TAKEN_BACK = "undo"


@dataclass(frozen=True)
class Timeline:
    """One page of moments, and how many there are of each kind."""

    moments: list[Moment]
    counts: Counter[str]
    asked: str
    number: int
    pages: int
    # Every meeting by its key, with its day, also those of other pages.
    met: Mapping[int, date] = field(default_factory=dict)

    @property
    def total(self) -> int:
        return sum(self.counts.values())

    @property
    def choices(self) -> list[dict[str, Any]]:
        """The kinds to choose from, each with its count; kinds of which there is nothing are left out."""
        all_of_it = {"key": "", "label": _("All"), "count": self.total, "current": not self.asked}
        kinds = [
            {"key": key, "label": label, "count": self.counts[key], "current": key == self.asked}
            for key, label in KINDS
            if self.counts[key] or key == self.asked
        ]
        return [all_of_it, *kinds]


# When and what a moment is: its place among all. Of moments that are not at hand nothing else is known before their
# page is: the day, whether it is a meeting, what it is, its key.
Place = tuple[date, bool, str, int]


def timeline(
    record: Person | Organization, user: User, loaded: Sequence[Moment], *, kind: str = "", number: int = 1
) -> Timeline:
    """The timeline of a person or organization; `loaded` are the moments that its page has at hand. Four queries."""
    meetings, changes = _far_moments(record, user)
    at_hand = {_place(moment): moment for moment in loaded}
    counts = Counter(moment.kind for moment in loaded)
    counts.update({MEETINGS: len(meetings), CHANGES: len(changes)})
    wanted: list[Place] = []
    if kind in ("", MEETINGS):
        wanted += [(day, True, "meeting", key) for key, day in meetings.items()]
    if kind in ("", CHANGES):
        wanted += [(day, False, "change", key) for key, (day, _) in changes.items()]
    wanted += [place for place, moment in at_hand.items() if _is_wanted(moment, kind, meetings)]
    wanted.sort(reverse=True)
    pages = max(1, -(-len(wanted) // PAGE))
    number = max(1, min(number, pages))
    places = wanted[(number - 1) * PAGE : number * PAGE]
    shown = [at_hand.get(place) or _far(place, changes) for place in places]
    readings = [moment.data for moment in loaded if moment.what == "reading"]
    earlier = each_before(readings)
    fill_meetings([m for m in shown if m.kind == MEETINGS], user, record, readings, earlier)
    _fill_changes([m for m in shown if m.kind == CHANGES])
    for moment in shown:
        if moment.what == "reading":
            moment.more["before"] = earlier[moment.key]
    return Timeline(shown, counts, kind, number, pages, meetings)


def _place(moment: Moment) -> Place:
    return moment.day, moment.kind == MEETINGS, moment.what, moment.key


def _is_wanted(moment: Moment, kind: str, meetings: Mapping[int, date]) -> bool:
    """A reading from a meeting that is shown stands with the meeting, not beside it."""
    if kind:
        return moment.kind == kind
    return not (moment.what == "reading" and moment.data.meeting_id in meetings)


def _far(place: Place, changes: Mapping[int, Change]) -> Moment:
    day, is_meeting, what, key = place
    if is_meeting:
        return Moment(day, MEETINGS, what, key)
    return Moment(day, CHANGES, what, key, more={"parts": sorted(changes[key][1])})


def asked_page(asked: Any) -> tuple[str, int]:
    """The kind and the page of the timeline that an address asks for; what makes no sense is the first page of all."""
    kind, number = asked.get("show", ""), asked.get("page", "1")
    known = kind if kind in dict(KINDS) else ""
    return known, int(number) if number.isascii() and number.isdigit() and len(number) < 7 else 1


# The day of an act, and which parts of the record it touched.
Change = tuple[date, set[str]]


def _far_moments(record: Person | Organization, user: User) -> tuple[dict[int, date], dict[int, Change]]:
    """The days of meetings and of changes, in one query."""
    meetings: dict[int, date] = {}
    changes: dict[int, Change] = {}
    for key, day, what in ask(_every_day, record.pk, user, record.party.kind):
        if what == MET:
            meetings[key] = day
        else:
            changes.setdefault(key, (day, set()))[1].add(what)
    return meetings, changes


def _every_day(key: int, user: User, kind: str) -> QuerySet[Any, Any]:
    first, *others = (*_meeting_days(key, user, kind), *_change_days(key, kind))
    return first.union(*others, all=True)


def _meeting_days(key: int, user: User, kind: str) -> list[QuerySet[Any, Any]]:
    attended = Attendance.objects.visible_to(user)
    if kind == Party.Kind.PERSON:
        return [_days(attended.filter(person=key), "meeting_id", F("meeting__held_on"), MET)]
    there = Meeting.objects.visible_to(user).filter(organization=key)
    return [
        _days(attended.filter(represented=key), "meeting_id", F("meeting__held_on"), MET),
        _days(there, "pk", F("held_on"), MET),
    ]


def _change_days(key: int, kind: str) -> list[QuerySet[Any, Any]]:
    """Only tables that everyone may read."""
    person = kind == Party.Kind.PERSON
    of: list[tuple[Any, dict[str, Any], str]] = [
        (Person if person else Organization, {"party_id": key, "history_type__in": "~-"}, "details"),
        (Person if person else Organization, {"party_id": key, "history_type": "+"}, NEW),
        (Party, {"id": key}, "party"),
        (ContactPoint, {"party_id": key}, "reach"),
        (Consent, {"party_id": key}, "consent"),
        (Tagging, {"party_id": key}, "tags"),
        (ExternalId, {"party_id": key}, "numbers"),
        (Role, {"person_id": key} if person else {"organization_id": key}, "roles"),
    ]
    if not person:
        of.append((Seat, {"organization_id": key}, "seats"))
    return [
        _days(history_table(model).objects.filter(**where), "act_id", TruncDate("history_date"), what)
        for model, where, what in of
    ]


def _days(rows: Any, key: str, day: Any, what: str) -> QuerySet[Any, Any]:
    found: QuerySet[Any, Any] = (
        rows.order_by()
        .annotate(
            moment_key=Value(0, output_field=BigIntegerField()) + F(key),
            moment_day=day,
            moment_what=Value(what, output_field=CharField()),
        )
        .values_list("moment_key", "moment_day", "moment_what")
    )
    return found


def _fill_changes(moments: Sequence[Moment]) -> None:
    """Who made the changes of the page, when, and how if that may be known. One query."""
    events = AuditEvent.objects.select_related("by").in_bulk([moment.key for moment in moments])
    for moment in moments:
        event = moment.data = events.get(moment.key)
        if event is not None:
            how = event.verb if event.verb in NAMED_ACTS else ""
            moment.more["how"] = TAKEN_BACK if event.undoes_id else how
