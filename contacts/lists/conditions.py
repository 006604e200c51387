"""Conditions on people and organizations alike that follow from rows about them, as far as a viewer may know these.

Each is a condition on the row's key, so that it can stand in a group, be left out, and be asked of either table.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any, TypeAlias

from django.db import models
from django.db.models import Exists, F, Func, OuterRef, Q, QuerySet, Sum, Value
from django.utils.translation import gettext_lazy as _

from contacts.interest.fresh import fresh_since
from contacts.interest.models import LatestReading, parts_of
from contacts.meetings.kinds import Presence, Status
from contacts.meetings.models import Attendance, ContactFact, Meeting, MeetingTopic
from contacts.parties.models import Consent, ContactPoint, Party
from contacts.tasks.models import Task
from crm.parts.visibility import may_be_seen

if TYPE_CHECKING:
    from crm.accounts.models import User

# How a filter asks for rows of another table that name this one: the rows, and the column that does.
Among: TypeAlias = "Callable[[QuerySet[Any], str], Q]"


class Freshness(models.TextChoices):
    """How old the newest reading is."""

    FRESH = "fresh", _("fresh")
    STALE = "stale", _("too old to trust")
    NONE = "none", _("none yet")


class Step(models.TextChoices):
    """Which next step there is."""

    OPEN = "open", _("one that is open")
    OVERDUE = "overdue", _("one that is overdue")
    NONE = "none", _("none that is open")


class Usable(models.TextChoices):
    """Whether there is a way to reach somebody that may be used."""

    YES = "yes", _("one that may be used")
    NO = "no", _("none that may be used")


# Who asked not to be reached by this channel is not reached by this kind of address.
CHANNEL_OF = {
    ContactPoint.Kind.EMAIL: Consent.Channel.EMAIL,
    ContactPoint.Kind.PHONE: Consent.Channel.PHONE,
}


def read_as(user: User, freshness: str, today: date, *, initiative: int | None, among: Among) -> Q:
    """How old the newest reading is: on this initiative (its key), or on whatever it is newest on if None."""
    read = LatestReading.objects.filter(part__in=parts_of(user.scope))
    if initiative is not None:
        read = read.filter(initiative=initiative)
    if freshness == Freshness.NONE:
        return ~among(read, "party")
    fresh = among(read.filter(assessed_on__gte=fresh_since(today)), "party")
    return fresh if freshness == Freshness.FRESH else among(read, "party") & ~fresh


def met_at_least(user: User, times: int, *, of: str) -> Q:
    """So many meetings that this user may know of; `of` is "person" or "organization"."""
    if user.scope.all:
        return Q(meeting_count_all__gte=times)
    enough = Q(meeting_count__gte=times)
    if user.scope.teams:
        by_team = (
            ContactFact.objects.filter(team__in=user.scope.teams)
            .order_by()
            .values("party")
            .annotate(together=Sum("meeting_count") + F(f"party__{of}__meeting_count"))
        )
        # Asked only of those whom the meetings that everyone sees do not settle.
        enough |= Q(Exists(by_team.filter(party=OuterRef("pk"), together__gte=times)))
    return enough


def met_at(
    user: User,
    *,
    of: str,
    among: Among,
    many: bool,
    by: int | None = None,
    kinds: Sequence[str] = (),
    about: int | None = None,
    since: date | None = None,
) -> Q:
    """One held meeting, which this user may see, that answers all of this: who logged it, of which kind, about which
    initiative, since when (keys of the user and the initiative). `of` is "person" or "organization"; `many` says that
    it is asked row by row, which is quick from the row's meetings on, and otherwise from those that answer."""

    def held(prefix: str = "") -> Q:
        seen = may_be_seen(user, prefix, owner=Meeting.owner_column)
        wanted = seen & Q(**{f"{prefix}status": Status.HELD, f"{prefix}trashed_at__isnull": True})
        if by is not None:
            wanted &= Q(**{f"{prefix}logged_by": by})
        if kinds:
            wanted &= Q(**{f"{prefix}kind__in": list(kinds)})
        if since is not None:
            wanted &= Q(**{f"{prefix}held_on__gte": since})
        if about is not None:
            topics = MeetingTopic.objects.filter(initiative=about).values("meeting")
            key = prefix.removesuffix("__") or "pk"
            wanted &= Q(**{f"{prefix}initiative": about}) | Q(**{f"{key}__in": topics})
        return wanted

    meetings = Meeting.objects.filter(held()).order_by()
    at = held("meeting__") if many else Q(meeting__in=meetings.values("pk"))
    came = Attendance.objects.filter(at, presence=Presence.ATTENDED)
    if of == "person":
        return among(came, "person")
    there = meetings.filter(organization__isnull=False)
    return among(there, "organization") | among(came.filter(represented__isnull=False), "represented")


def next_step_is(user: User, step: str, today: date, *, among: Among) -> Q:
    """Whether a next step about it, that this user may see, is open or overdue, or none is."""
    steps = Task.objects.visible_to(user).open().filter(party__isnull=False)
    if step == Step.OVERDUE:
        return among(steps.filter(due_on__lt=today), "party")
    is_open = among(steps, "party")
    return ~is_open if step == Step.NONE else is_open


def may_be_reached(kind: str, answer: str, *, among: Among) -> Q:
    """Whether there is a current e-mail or phone that works, and nothing that was asked for is against using it."""
    ways = ContactPoint.objects.filter(kind=kind, valid_to__isnull=True, status=ContactPoint.Status.OK)
    refused = Consent.objects.filter(channel=CHANNEL_OF[ContactPoint.Kind(kind)], answer=Consent.Answer.NOT)
    at_all = Party.objects.filter(do_not_contact=True)
    usable = among(ways, "party") & ~among(refused, "party") & ~among(at_all, "pk")
    return usable if answer == Usable.YES else ~usable


class _HasWordBeginning(Func):
    """Whether a column that holds a list of words has one that begins with these letters, whatever its capitals."""

    conditional = True
    output_field = models.BooleanField()
    arg_joiner = ") AS word(value) WHERE strpos(lower(word.value), "

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> Any:
        return self.as_sql(
            compiler,
            connection,
            template="EXISTS (SELECT 1 FROM json_each(%(expressions)s) = 1)",
            arg_joiner=") AS word WHERE instr(lower(word.value), ",
            **context,
        )

    def as_postgresql(self, compiler: Any, connection: Any, **context: Any) -> Any:
        template = "EXISTS (SELECT 1 FROM jsonb_array_elements_text(%(expressions)s) = 1)"
        return self.as_sql(compiler, connection, template=template, **context)


def speaks(language: str) -> Q:
    """On Person: one of the languages begins with these letters."""
    return Q(_HasWordBeginning(F("languages"), Value(language.strip().lower())))
