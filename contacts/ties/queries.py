"""Reads about ties that pages share."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db.models import Q

from contacts.meetings.models import Attendance, Meeting
from contacts.parties.models import Party

if TYPE_CHECKING:
    from crm.accounts.models import User

MEETINGS_SHOWN = 20


def meetings_to_choose(user: User, party: Party, other: Any = None, *, now: Meeting | None = None) -> Any:
    """The held meetings at which a tie may have shown, as far as the user may see them: those at which both were, where
    the other (a party or its uid) is known and there are any, else the latest of `party`; and `now`, if it may be seen.

    One query for the keys; the rows are read where they are shown.
    """
    of_party = Meeting.objects.visible_to(user).held().filter(_there(party.pk))
    keys = _latest(of_party.filter(_there_by(other))) if _is_known(other) else []
    keys = keys or _latest(of_party)
    chosen = Q(pk__in=keys) | (Q(pk=now.pk) if now is not None else Q())
    return (
        Meeting.objects.visible_to(user)
        .filter(chosen)
        .select_related("organization")
        .order_by("-held_on", "-pk")
    )


def _latest(meetings: Any) -> list[int]:
    return list(meetings.order_by("-held_on", "-pk").values_list("pk", flat=True)[:MEETINGS_SHOWN])


def _there(party: int) -> Q:
    """Meetings of a person, or at or with an organization."""
    attended = Attendance.objects.filter(Q(person=party) | Q(represented=party))
    return Q(pk__in=attended.values("meeting")) | Q(organization=party)


def _is_known(other: Any) -> bool:
    if isinstance(other, Party):
        return True
    try:
        UUID(str(other))
    except ValueError:
        return False
    return True


def _there_by(other: Any) -> Q:
    if isinstance(other, Party):
        return _there(other.pk)
    found = Party.objects.filter(uid=other).values("pk")
    attended = Attendance.objects.filter(Q(person__in=found) | Q(represented__in=found))
    return Q(pk__in=attended.values("meeting")) | Q(organization__in=found)
