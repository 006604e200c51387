"""Tags of meetings and of what home shows of them."""

from __future__ import annotations

from typing import Any

from django import template
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from contacts.meetings.queries import called
from contacts.templatetags.words_on_screen import POSITIONS, UNKNOWN

register = template.Library()


@register.filter
def meeting_called(meeting: Any) -> str:
    """The title of a meeting, or who was there (of a meeting that `fetch_people` has seen)."""
    return called(meeting)


@register.filter
def party_address(party: Any) -> str:
    """Where a person or organization is shown, by their party."""
    return reverse(party.kind, args=[party.uid])


@register.simple_tag
def stale_chip(stance: str) -> SafeString:
    """A position too old to trust, for a place where its day stands beside it."""
    position = POSITIONS.get(stance, UNKNOWN)
    return format_html(
        '<span class="chip stale" data-position="{}"><span class="sign" aria-hidden="true">{}</span>{}</span>',
        position.token,
        position.sign,
        position.word,
    )
