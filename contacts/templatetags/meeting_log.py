"""Tags of the page of a meeting."""

from __future__ import annotations

from typing import Any

from django import template
from django.forms import BoundField
from django.utils.html import format_html
from django.utils.safestring import SafeString

from contacts.templatetags.words_on_screen import LADDER

register = template.Library()


@register.simple_tag
def radio(field: BoundField, value: Any) -> SafeString:
    """One radio button of a field, for a label that is written in the template."""
    given = field.value()
    if ("" if given is None else str(given)) == str(value):
        return format_html('<input type="radio" name="{}" value="{}" checked>', field.html_name, value)
    return format_html('<input type="radio" name="{}" value="{}">', field.html_name, value)


@register.filter
def step_word(level: int) -> str:
    """What somebody on this step of the ladder does."""
    return str(LADDER[level]) if 0 <= level < len(LADDER) else ""
