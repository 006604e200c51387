"""Forms of one line that stand on the page of a person or an organization, so that one need not leave it."""

from __future__ import annotations

from django import template

from contacts.parties.forms import ReachLineForm

register = template.Library()


@register.simple_tag
def reach_line() -> ReachLineForm:
    """The line in which a way to reach is added. No query."""
    return ReachLineForm(auto_id="reach_%s")
