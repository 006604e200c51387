"""Tags of the record's pages: how long something lasted, how old it is, who may see it."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from urllib.parse import quote, urlencode

from django import template
from django.conf import settings
from django.template.context import Context
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext, gettext_lazy, ngettext

from contacts.interest.fresh import fresh_since
from contacts.parties.models import Consent, ContactPoint
from contacts.parties.reach import refusal_of
from contacts.parties.spans import end_of, start_of
from contacts.templatetags.groundwork import day_in_words, icon
from contacts.templatetags.words_on_screen import POSITIONS
from crm.parts import dates
from crm.parts.text import normal_phone
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
def start_words(lasting: Any) -> str:
    """A start alone: "Aug 2023"."""
    return str(start_of(lasting))


@register.filter
def end_words(lasting: Any) -> str:
    """An end alone: "Aug 2023"."""
    return str(end_of(lasting))


@register.filter
def ago(day: date | None) -> str:
    """How long ago a day was: "today", "yesterday", then the day, then months for what is old."""
    if day is None:
        return ""
    today = timezone.localdate()
    days = (today - day).days
    if days == 0:
        return gettext("today")
    if days == 1:
        return gettext("yesterday")
    if day < fresh_since(today):
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
        return str(row.team)
    return gettext("owner and directors") if row.visibility == Visibility.OWNER else ""


# Icon, and what it is called by those who cannot see it, of each kind of way to reach.
REACH = {
    ContactPoint.Kind.EMAIL.value: "mail",
    ContactPoint.Kind.PHONE.value: "phone",
    ContactPoint.Kind.ADDRESS.value: "place",
    ContactPoint.Kind.WEB.value: "site",
    ContactPoint.Kind.SOCIAL.value: "share",
}
# What of a record was touched, in the order in which a change is described.
PARTS_OF_A_RECORD = {
    "details": gettext_lazy("Details"),
    "reach": gettext_lazy("Ways to reach"),
    "consent": gettext_lazy("What they agreed to get"),
    "roles": gettext_lazy("Roles"),
    "seats": gettext_lazy("Seats"),
    "tags": gettext_lazy("Tags"),
    "numbers": gettext_lazy("Numbers elsewhere"),
    "party": gettext_lazy("Record"),
}


@register.filter
def reach_icon(point: Any) -> str:
    return REACH.get(point.kind, "link")


@register.filter
def reach_kind(point: Any) -> str:
    return str(dict(ContactPoint.Kind.choices).get(point.kind, point.kind)).capitalize()


@register.filter
def asked_not_to(point: Any) -> Any:
    """What somebody said who asked not to be reached this way (a consent); None if they did not."""
    return refusal_of(point.kind, point.consents)


@register.filter
def may_text(point: Any) -> str:
    """Where a press leads that writes a text message, of a number whose holder agreed to that; "" otherwise."""
    agreed = any(
        one.channel == Consent.Channel.TEXT and one.answer == Consent.Answer.MAY for one in point.consents
    )
    number = normal_phone(point.value, settings.PHONE_REGION) if point.kind == ContactPoint.Kind.PHONE else ""
    return f"sms:{number}" if agreed and number else ""


@register.filter
def reach_address(point: Any) -> str:
    """Where a press on a way to reach leads: a call, a letter, a page. "" where it leads nowhere."""
    if point.kind == ContactPoint.Kind.EMAIL:
        return f"mailto:{quote(point.value, safe='@')}"
    if point.kind == ContactPoint.Kind.PHONE:
        number = normal_phone(point.value, settings.PHONE_REGION)
        return f"tel:{number}" if number else ""
    if point.kind == ContactPoint.Kind.WEB and point.value.startswith(("https://", "http://")):
        return str(point.value)
    return ""


# What an act did, by how it is known: to a record that it added, and to one that stood already.
HOW_CHANGED = {
    "": (gettext_lazy("Added"), gettext_lazy("Changed")),
    "import": (gettext_lazy("Brought in from a file"), gettext_lazy("Changed by a file")),
    "merge": (gettext_lazy("Merged"), gettext_lazy("Merged with another record")),
    "undo": (gettext_lazy("Taken back"), gettext_lazy("Taken back")),
}


@register.filter
def change_words(parts: list[str], how: str = "") -> str:
    """What an act changed of a record: "Changed: details, ways to reach", "Brought in from a file: roles"."""
    shown = set(parts)
    added = "new" in shown
    # A new name is written twice, on the person and on the party; it is one change, and of a new record it is no news.
    if added or "details" in shown:
        shown -= {"party"} | ({"details"} if added else set())
    said = HOW_CHANGED.get(how, HOW_CHANGED[""])[0 if added else 1]
    words = [str(word).lower() for part, word in PARTS_OF_A_RECORD.items() if part in shown]
    return gettext("%(said)s: %(what)s") % {"said": said, "what": ", ".join(words)} if words else str(said)


@register.filter
def roster_checked(it: Any) -> date | None:
    """The last day on which the roster of an organization's page was checked."""
    days = [role.checked_on for role in it.current_roles if role.checked_on]
    return max(days) if days else None


@register.filter
def last_day(readings: list[Any]) -> date | None:
    """The day of the oldest of readings that come newest first."""
    return readings[-1].assessed_on if readings else None


@register.filter
def label_from(tie: Any, party: Any) -> str:
    """A kind of tie as read from this end."""
    return str(tie.label_from(party))


@register.filter
def other_end(tie: Any, party: Any) -> Any:
    """Whoever is at the other end of a tie."""
    return tie.other_end(party)


@register.filter
def position_sign(stance: str) -> str:
    """The sign of a position: −−, −, =, +, ++, ?"""
    return POSITIONS[stance].sign if stance in POSITIONS else ""


@register.filter
def with_who(task: Any) -> Any:
    """A next step with the name of whoever does it, as `who`."""
    task.who = str(task.assignee) if task.assignee else ""
    return task


@register.simple_tag(takes_context=True)
def pen(context: Context, says: str, *fields: str) -> str:
    """The pen of a fact: leads to a form of these fields alone, which a script opens in the place of the fact.

    It stands in an element with data-fact, whose id is "fact-" and the first of the fields. `says`: "Edit pronouns".

    Nothing for somebody who may not write. Expects may and edit_address (of the whole form) in the context.
    """
    if not context["may"].write:
        return ""
    asked = urlencode([("field", name) for name in fields])
    return format_html(
        '<a class="edit pen" href="{}?{}" data-edit>{}<span>{}</span></a>',
        context["edit_address"],
        asked,
        icon("edit", "small"),
        says,
    )
