"""Tags of the record's pages: how long something lasted, how old it is, who may see it."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from django import template
from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext, ngettext

from contacts.parties.spans import end_of, start_of
from contacts.templatetags.groundwork import day_in_words
from crm.parts import dates
from crm.parts.visibility import Visibility

register = template.Library()


@register.filter
def since_words(lasting: Any) -> str:
    """ "since Aug 2023", or that the start is not known."""
    return dates.since(start_of(lasting))


@register.filter
def span_words(lasting: Any) -> str:
    """ "2019 – Aug 2023", "since 2019", "ended, day not known"."""
    return dates.span(start_of(lasting), end_of(lasting), ended=lasting.ended)


@register.filter
def reading_is_stale(reading: Any) -> bool:
    """Whether a reading is older than the setting says readings stay fresh."""
    stale_before: date = timezone.localdate() - timedelta(days=settings.STALE_READING_DAYS)
    return bool(reading.assessed_on < stale_before)


@register.filter
def ago(day: date | None) -> str:
    """How long ago a day was: "today", "yesterday", then the day, then months for what is old."""
    if day is None:
        return ""
    days = (timezone.localdate() - day).days
    if days == 0:
        return gettext("today")
    if days == 1:
        return gettext("yesterday")
    if days > settings.STALE_READING_DAYS:
        months = days // 30
        return ngettext("%(months)s month ago", "%(months)s months ago", months) % {"months": months}
    return str(day_in_words(day))


@register.filter
def days_late(day: date | None) -> int:
    """By how many days something is late; 0 if it is not."""
    return max(0, (timezone.localdate() - day).days) if day else 0


@register.filter
def moment_in_words(at: datetime) -> str:
    """A moment as "24 Nov, 9:12" in the time of this installation."""
    local = timezone.localtime(at)
    return f"{day_in_words(local.date())}, {local:%H:%M}"


@register.filter
def who_sees(row: Any) -> str:
    """Who may see a restricted row, in words; "" for a row that everyone sees."""
    if row.visibility == Visibility.TEAM:
        return gettext("team %(team)s") % {"team": row.team}
    return gettext("owner and directors") if row.visibility == Visibility.OWNER else ""


@register.filter
def label_from(tie: Any, party: Any) -> str:
    """A kind of tie as read from this end."""
    return str(tie.label_from(party))


@register.filter
def other_end(tie: Any, party: Any) -> Any:
    """Whoever is at the other end of a tie."""
    return tie.other_end(party)
