"""Choosing rows of a list, and what can be done with those chosen."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django import template
from django.template.context import Context
from django.urls import reverse

from contacts.lists.bulk_choice import as_asked
from contacts.lists.bulk_verbs import verbs_of
from crm.accounts.rights import Right
from crm.parts.lists import Page

register = template.Library()


@dataclass(frozen=True)
class Offered:
    """One act on the bar."""

    word: Any
    icon: str
    address: str


@dataclass(frozen=True)
class Bar:
    """What the bar below a list needs: what the list asks, the uids of its rows, and what can be done with them."""

    asked: str
    on_page: str
    verbs: list[Offered]


@register.simple_tag(takes_context=True)
def choosing(context: Context, page: Page) -> Bar | None:
    """The bar for the rows of a list; None where its reader may not write, where nothing matches, and where nothing
    can be done with many of these at once."""
    question = page.question
    verbs = verbs_of(question.of.name)
    if not verbs or not question.user.may(Right.WRITE) or not page.total:
        return None
    offered = [
        Offered(verb.word, verb.icon, reverse(f"{question.of.name}_bulk", args=[slug]))
        for slug, verb in verbs.items()
        if verb.offered(question.data)
    ]
    return Bar(as_asked(question), ",".join(str(row.uid) for row in page.rows), offered)
