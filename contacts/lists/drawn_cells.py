"""Cells of lists that are more than a word: drawn from row and value (see `Column.draw`)."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from contacts.templatetags.groundwork import day_in_words, ladder, position_chip, sphere_mark


def last_contact(row: Any, day: date | None) -> SafeString | str:
    return format_html('<span class="strong">{}</span>', day_in_words(day)) if day else gettext("never met")


def term_ends(row: Any, day: date | None) -> SafeString | str:
    """The day on which a term ends; one that has been is said in words, since nobody has said what came of it."""
    if day is None:
        return ""
    if day >= timezone.localdate():
        return format_html('<span class="strong">{}</span>', day_in_words(day))
    return format_html(
        '<span class="warn strong">{}</span>', gettext("over since %(day)s") % {"day": day_in_words(day)}
    )


def point_person(row: Any, name: str) -> str:
    return name or gettext("no one yet")


def position(row: Any, words: str) -> SafeString | str:
    """The chip of the newest reading, with its day where it is too old to trust."""
    reading = row.latest_reading
    if reading is None:
        return ""
    stale = reading.assessment.is_stale(timezone.localdate())
    return position_chip(reading.stance, reading.assessed_on if stale else None)


def level(row: Any, words: str) -> str:
    return ladder(row.latest_reading.level) if row.latest_reading else ""


def role(row: Any, words: str) -> SafeString | str:
    """The sphere's mark before the main role of today."""
    if not row.current_roles:
        return ""
    return _marked(sphere_mark(row.current_roles[0].sphere), words)


def organization_type(row: Any, words: str) -> SafeString | str:
    return _marked(sphere_mark(row.sphere, words=False), words)


def district(row: Any, name: str) -> SafeString | str:
    """A district by its short name, where it has one; its whole name stays in the files."""
    found = row.district
    return (found.short_name or name) if found is not None else ""


def _marked(mark: str, words: str) -> SafeString:
    return format_html('<span class="cell">{}<span class="cut">{}</span></span>', mark, words)
