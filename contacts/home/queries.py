"""What waits for somebody on the home page, each kind in one query or two, however large the record."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.formats import date_format

from contacts.interest.fresh import fresh_since
from contacts.interest.models import LatestReading, parts_of
from contacts.meetings.kinds import Status
from contacts.meetings.models import Meeting
from contacts.people.models import Person
from contacts.policy.models import KeyDate
from contacts.tasks.models import Task

if TYPE_CHECKING:
    from crm.accounts.models import User

WEEKS = 6
# Planned meetings that nobody said anything about are asked for this long.
ASKED_FOR_DAYS = 60
SHOWN_STEPS = 40
SHOWN_READINGS = 5
SHOWN_MEETINGS = 5


def monday_of(day: date) -> date:
    return day - timedelta(days=day.weekday())


def is_empty() -> bool:
    """Whether nobody is in the record yet but own staff. One query."""
    return not Person.objects.filter(user__isnull=True).exists()


def whose(user: User, team: bool) -> Q:
    """The condition on a column `assignee` or `logged_by` behind it: one's own, or anybody's of one's teams."""
    return Q(teams__in=user.team_ids) if team else Q(pk=user.pk)


def open_steps(user: User, owners: Any, until: date) -> list[Task]:
    """Next steps that are late or due until this day (or have none), soonest first. One query."""
    rows = _open(user, owners).filter(Q(due_on__lte=until) | Q(due_on__isnull=True))
    return list(rows.select_related("party", "assignee").order_by("due_on", "pk")[:SHOWN_STEPS])


def count_open_steps(user: User, owners: Any) -> int:
    return int(_open(user, owners).count())


def _open(user: User, owners: Any) -> Any:

    awake = Q(snoozed_until__isnull=True) | Q(snoozed_until__lte=timezone.localdate())
    return Task.objects.visible_to(user).open().filter(awake, assignee__in=owners)


def planned_meetings(user: User, owners: Any, today: date) -> list[Meeting]:
    """What is planned for these weeks, and what was planned before and nobody said how it went. One query."""
    until = monday_of(today) + timedelta(weeks=WEEKS)
    rows = Meeting.objects.visible_to(user).filter(
        status=Status.PLANNED,
        held_on__gte=today - timedelta(days=ASKED_FOR_DAYS),
        held_on__lt=until,
        logged_by__in=owners,
    )
    return list(rows.select_related("organization__party").order_by("held_on", "starts_at", "pk")[:300])


def recent_meetings(user: User, owners: Any) -> list[Meeting]:
    """The last meetings that were held. One query."""
    rows = Meeting.objects.visible_to(user).held().filter(logged_by__in=owners)
    return list(rows.select_related("organization__party").order_by("-held_on", "-pk")[:SHOWN_MEETINGS])


def stale_readings(user: User, owners: Any, today: date) -> list[LatestReading]:
    """Where these users' readings of somebody are the newest there are, and too old to trust; the latest to become so
    first. One query."""
    parts = parts_of(user.scope)
    # Of the same matter, where "in general" is one, too.
    newer = (
        LatestReading.objects.alias(on=Coalesce("initiative", 0))
        .filter(
            party=OuterRef("party"),
            on=Coalesce(OuterRef("initiative"), 0),
            part__in=parts,
            assessed_on__gt=OuterRef("assessed_on"),
        )
        .order_by()
    )
    rows = LatestReading.objects.filter(
        ~Exists(newer), part__in=parts, assessed_on__lt=fresh_since(today), assessment__assessor__in=owners
    )
    return list(
        rows.select_related("party", "initiative").order_by("-assessed_on", "-assessment")[:SHOWN_READINGS]
    )


@dataclass
class Day:
    """One day of the six weeks."""

    on: date
    now: bool = False
    off: bool = False
    key: bool = False
    planned: int = 0


@dataclass
class Week:
    """Monday to Friday, and what is marked in it, in words."""

    begins: date
    days: list[Day] = field(default_factory=list)
    keys: list[KeyDate] = field(default_factory=list)
    is_first: bool = False

    @property
    def marks(self) -> list[tuple[str, KeyDate]]:
        """Days in words and what is then: what falls into this week, or lasts on from before the first one."""
        end = self.begins + timedelta(days=6)
        return [
            (days_in_words(one), one)
            for one in self.keys
            if self.is_first or any(self.begins <= day <= end for day in marked_days(one))
        ]


def key_dates(today: date) -> list[KeyDate]:
    """What outreach plans around from this week on: everything of six weeks, and the next one after. One query."""
    begin = monday_of(today)
    ahead = KeyDate.objects.filter(Q(start__gte=begin) | Q(end__gte=begin)).select_related("kind")
    return list(ahead.order_by("start", "pk")[:100])


def six_weeks(today: date, dates: Sequence[KeyDate], planned: Sequence[Meeting]) -> list[Week]:
    """The weeks with their days: today, key dates, days without school, planned meetings."""
    begin = monday_of(today)
    on_day: dict[date, int] = {}
    for meeting in planned:
        on_day[meeting.held_on] = on_day.get(meeting.held_on, 0) + 1
    weeks = []
    for number in range(WEEKS):
        monday = begin + timedelta(weeks=number)
        week = Week(monday, is_first=number == 0)
        week.keys = [one for one in dates if _overlaps(one, monday, monday + timedelta(days=6))]
        for offset in range(5):
            on = monday + timedelta(days=offset)
            that_day = [one for one in week.keys if _overlaps(one, on, on)]
            week.days.append(
                Day(
                    on,
                    now=on == today,
                    off=any(one.kind.no_school for one in that_day),
                    key=any(not one.kind.no_school and on in marked_days(one) for one in that_day),
                    planned=on_day.get(on, 0),
                )
            )
        weeks.append(week)
    return weeks


def after(today: date, dates: Sequence[KeyDate]) -> KeyDate | None:
    """The first key date after the six weeks."""
    end = monday_of(today) + timedelta(weeks=WEEKS)
    return next((one for one in dates if one.start >= end), None)


def marked_days(one: KeyDate) -> set[date]:
    """The days that are marked: each of a short span, the first and the last of a long one."""
    last = one.end or one.start
    if (last - one.start).days > 6 and not one.kind.no_school:
        return {one.start, last}
    return {one.start + timedelta(days=number) for number in range((last - one.start).days + 1)}


def days_in_words(one: KeyDate) -> str:
    """ "15", "26–27", "24 Dec – 1 Jan"."""
    if one.end is None or one.end == one.start:
        return str(one.start.day)
    if (one.start.year, one.start.month) == (one.end.year, one.end.month):
        return f"{one.start.day}–{one.end.day}"
    return f"{date_format(one.start, 'j M')} – {date_format(one.end, 'j M')}"


def _overlaps(one: KeyDate, first: date, last: date) -> bool:
    return one.start <= last and (one.end or one.start) >= first
