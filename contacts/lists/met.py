"""The meetings of a timeline: read in full for the page that is shown, and the one behind the last contact."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Case, Count, F, OuterRef, Q, Subquery, When, Window
from django.db.models.functions import RowNumber
from django.urls import reverse

from contacts.interest.models import Assessment
from contacts.lists.moments import MEETINGS, Moment
from contacts.meetings.kinds import Presence, Side, Status
from contacts.meetings.models import Attendance, Meeting
from contacts.organizations.models import Organization
from contacts.people.models import Person
from crm.accounts.models import User
from crm.parts.visibility import Visibility

NAMES_SHOWN = 6


@dataclass(slots=True)
class Present:
    """What a moment shows of somebody who was at a meeting, or was to be."""

    person_id: int
    name: str
    uid: UUID
    presence: str
    note: str
    represented_id: int | None
    side: str

    @property
    def address(self) -> str:
        return reverse("person", args=[self.uid])

    @property
    def presence_in_words(self) -> str:
        return str(Presence(self.presence).label)


def fill_meetings(
    moments: Sequence[Moment],
    user: User,
    record: Person | Organization,
    readings: Sequence[Assessment],
    earlier: Mapping[int, Assessment | None],
) -> None:
    """Read the meetings of the page in full, with the first few people who were there. Two queries."""
    keys = [moment.key for moment in moments]
    count = (
        Attendance.objects.filter(meeting=OuterRef("pk")).order_by().values("meeting").annotate(n=Count("pk"))
    )
    meetings = Meeting.objects.visible_to(user).select_related("organization", "logged_by", "team")
    found = meetings.annotate(there=Subquery(count.values("n"))).in_bulk(keys)
    there: dict[int, list[Present]] = defaultdict(list)
    # Whoever was there for the organization whose page it is comes first, as they stood for it then.
    person = isinstance(record, Person)
    order: list[Any] = [] if person else [Case(When(represented=record.pk, then=0), default=1)]
    first = (
        Attendance.objects.filter(meeting__in=keys)
        .annotate(place=Window(RowNumber(), partition_by=F("meeting"), order_by=[*order, F("pk").asc()]))
        .filter(Q(place__lte=NAMES_SHOWN + 1) | Q(person=record.pk))
    )
    attended = Attendance.objects.filter(pk__in=first.values("pk")).order_by(*order, "pk")
    for meeting, *values in attended.values_list(
        "meeting_id",
        "person_id",
        "person__name",
        "person__party__uid",
        "presence",
        "note",
        "represented_id",
        "side",
    ):
        there[meeting].append(Present(*values))
    said: dict[int | None, list[Assessment]] = defaultdict(list)
    for reading in readings:
        said[reading.meeting_id].append(reading)
    for moment in moments:
        moment.data = found.get(moment.key)
        rows = there[moment.key]
        others = [row for row in rows if row.person_id != record.pk][:NAMES_SHOWN]
        theirs = [row for row in others if row.represented_id == record.pk]
        moment.more = {
            "others": theirs or others,
            "beside": [row for row in others if row not in theirs and row.side != Side.STAFF]
            if theirs
            else [],
            "there": getattr(moment.data, "there", 0) or 0,
            "mine": next((row for row in rows if row.person_id == record.pk), None),
            "said": [(reading, earlier[reading.pk]) for reading in said[moment.key]],
        }


def last_meeting(
    record: Person | Organization,
    user: User,
    shown: Sequence[Moment],
    met: Mapping[int, date],
    day: date | None,
) -> Meeting | None:
    """The meeting behind a last contact on this day, with whoever logged it, among all that were `met`.

    No query where it is one of the moments that are shown, else one.
    """
    that_day = [key for key, held_on in met.items() if held_on == day] if day else []
    if not that_day:
        return None
    for moment in shown:
        if moment.kind == MEETINGS and moment.day == day and _is_contact(record, user, moment):
            on_the_page: Meeting = moment.data
            return on_the_page
    rows = Meeting.objects.in_scope(user.scope).held().filter(pk__in=that_day)
    if isinstance(record, Person):
        rows = rows.filter(attendances__person=record, attendances__presence=Presence.ATTENDED)
    found: Meeting | None = rows.select_related("logged_by").order_by("-pk").first()
    return found


def _is_contact(record: Person | Organization, user: User, moment: Moment) -> bool:
    """Whether a meeting on the page counts as a contact, as `contacts.meetings.facts` counts for this user's scope."""
    meeting, scope = moment.data, user.scope
    if meeting is None or meeting.status != Status.HELD:
        return False
    of_a_team = meeting.visibility == Visibility.TEAM and meeting.team_id in scope.teams
    if not (scope.all or meeting.visibility == Visibility.EVERYONE or of_a_team):
        return False
    if isinstance(record, Organization):
        return True
    mine = moment.more["mine"]
    return mine is not None and mine.presence == Presence.ATTENDED
