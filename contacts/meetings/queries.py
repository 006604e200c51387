"""Reads about meetings that pages, API and exports share: who met whom when, as far as a viewer may know it.

The part of the record that everyone sees is a column on the person or organization, what a team's own meetings add is a
`ContactFact`, and directors read the `all` columns; so no filter counts attendances (see `facts`, which keeps them).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db.models import Case, DateField, F, IntegerField, Max, OuterRef, Q, Subquery, Sum, When
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from contacts.meetings.kinds import Side
from contacts.meetings.models import Attendance, ContactFact, Meeting
from crm.parts.keys import among

if TYPE_CHECKING:
    from crm.accounts.models import User


def contact_since(user: User, day: date) -> Q:
    """On Person or Organization: the last contact that this user may know of was on this day or later."""
    scope = user.scope
    if scope.all:
        return Q(last_contact_all_on__gte=day)
    since = Q(last_contact_on__gte=day)
    if scope.teams:
        since |= Q(pk__in=_ahead(user).filter(last_contact_on__gte=day).values("party"))
    return since


def no_contact_since(user: User, day: date) -> Q:
    """On Person or Organization: no contact on this day or later, also if there never was one."""
    scope = user.scope
    if scope.all:
        return Q(last_contact_all_on__lt=day) | Q(last_contact_all_on__isnull=True)
    none_since = Q(last_contact_on__lt=day) | Q(last_contact_on__isnull=True)
    if scope.teams:
        none_since &= ~Q(pk__in=_ahead(user).filter(last_contact_on__gte=day).values("party"))
    return none_since


def contact_before(user: User, day: date) -> Q:
    """On Person or Organization: there was contact, and the last one was before this day."""
    scope = user.scope
    if scope.all:
        return Q(last_contact_all_on__lt=day)
    before = Q(last_contact_on__lt=day)
    if scope.teams:
        # A fact that is ahead of what everyone sees and before the day says that this one is before the day, too.
        before |= Q(pk__in=_ahead(user).filter(last_contact_on__lt=day).values("party"))
        before &= ~Q(pk__in=_ahead(user).filter(last_contact_on__gte=day).values("party"))
    return before


def going_quiet(user: User, today: date) -> Q:
    """On Person: longer without contact than is usual for them, as far as this user may know (see `quiet`).

    To somebody in several teams a person goes quiet when they have for each of these that met them.
    """
    scope = user.scope
    if scope.all:
        return Q(quiet_all_on__lte=today)
    quiet = Q(quiet_on__lte=today)
    if scope.teams:
        # Where a team met somebody, too, its own day stands in place of everyone's.
        facts = _facts(user)
        quiet &= ~Q(pk__in=facts.values("party"))
        quiet |= Q(pk__in=facts.filter(quiet_on__lte=today).values("party")) & ~Q(
            pk__in=facts.filter(quiet_on__gt=today).values("party")
        )
    return quiet


def last_contact_for(user: User) -> dict[str, Combinable]:
    """What to annotate Person or Organization with: `seen_on` (a day or None) and `seen_count`, for this viewer.

    Cost: two subqueries a row for somebody in teams, plain columns for everyone else. To show them beside rows that
    are at hand, `fetch_last_contact` is cheaper; this is for sorting.
    """
    scope = user.scope
    if scope.all:
        return {"seen_on": F("last_contact_all_on"), "seen_count": F("meeting_count_all")}
    if not scope.teams:
        return {"seen_on": F("last_contact_on"), "seen_count": F("meeting_count")}
    of_row = _facts(user).filter(party=OuterRef("pk")).order_by().values("party")
    by_team = Subquery(of_row.annotate(last=Max("last_contact_on")).values("last"), output_field=DateField())
    counted = Subquery(of_row.annotate(sum=Sum("meeting_count")).values("sum"), output_field=IntegerField())
    return {
        # The greater of the two, where either may be missing: the databases' own GREATEST and MAX disagree on that.
        "seen_on": Case(
            When(Q(last_contact_on__isnull=True) | Q(last_contact_on__lt=by_team), then=by_team),
            default=F("last_contact_on"),
            output_field=DateField(),
        ),
        "seen_count": F("meeting_count") + Coalesce(counted, 0),
    }


def met_later_by_team(user: User) -> Q | None:
    """On Person or Organization: `seen_on` is another day than `last_contact_on` for this viewer, who is in teams.
    None for everyone else."""
    scope = user.scope
    return None if scope.all or not scope.teams else Q(pk__in=_ahead(user).values("party"))


def fetch_last_contact(rows: Sequence[Any], user: User) -> None:
    """Set `seen_on` and `seen_count` on people or organizations. One query for somebody in teams, else none."""
    scope = user.scope
    for row in rows:
        row.seen_on = row.last_contact_all_on if scope.all else row.last_contact_on
        row.seen_count = row.meeting_count_all if scope.all else row.meeting_count
    if scope.all or not scope.teams or not rows:
        return
    by_key = {row.pk: row for row in rows}
    facts = (
        _facts(user).filter(party__in=among(by_key)).values_list("party", "last_contact_on", "meeting_count")
    )
    for party, last, count in facts:
        row = by_key[party]
        row.seen_on = max(last, row.seen_on or last)
        row.seen_count += count


def meetings_for(user: User) -> Any:
    """The meetings that this user may see, with what every row shows. No further query."""
    return Meeting.objects.visible_to(user).select_related(
        "organization__party", "initiative", "logged_by", "team"
    )


def fetch_people(rows: Sequence[Any], user: User) -> None:
    """Set `there` on meetings: the attendances, in order, each with its person and whom they stood for. One query."""
    there: dict[int, list[Attendance]] = {row.pk: [] for row in rows}
    attendances = Attendance.objects.filter(meeting__in=there).select_related(
        "person__party", "represented__party"
    )
    for attendance in attendances.order_by("pk"):
        there[attendance.meeting_id].append(attendance)
    for row in rows:
        row.there = there[row.pk]


def called(row: Meeting) -> str:
    """The title, or who was there: "Hodan Abdi Warsame + 2"."""
    there = getattr(row, "there", ())
    # Colleagues are at every meeting; it is called by whom they met.
    names = [one.person.name for one in there if one.side != Side.STAFF] or [one.person.name for one in there]
    if row.title or not names:
        return row.title or str(row.organization or row.get_kind_display())
    return (
        names[0] if len(names) == 1 else _("%(name)s + %(more)s") % {"name": names[0], "more": len(names) - 1}
    )


def may_see_private_notes(user: User, meeting: Meeting) -> bool:
    """Whether the second box of notes is theirs to read: the owner's and the directors'."""
    return user.scope.all or meeting.logged_by_id == user.pk


def _facts(user: User) -> Any:
    return ContactFact.objects.filter(team__in=user.scope.teams)


def _ahead(user: User) -> Any:
    """The facts that say of somebody's last contact more than everyone sees: a few of all."""
    return _facts(user).filter(ahead=True)
