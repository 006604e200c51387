"""Lists that are there from the first day, beside those that people save."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from crm.parts.filters import NOT_A_FILTER

QUIET_DAYS = 90
READY = (
    (_("Everyone"), ""),
    (_("Mine"), "whose=mine"),
    (_("No point person"), "whose=nobody"),
    (_("No contact for 90 days"), f"no_contact_days={QUIET_DAYS}"),
)


@dataclass(frozen=True)
class ReadyList:
    """A link to a list: its words, the query behind it, and whether it is the one on show."""

    word: Any
    query: str
    current: bool


def ready_lists(asked: QueryDict, everyone: Any = READY[0][0]) -> list[ReadyList]:
    """The ready lists; `everyone` is what the list of all is called."""
    filter_alone = {
        key: values
        for key, values in asked.lists()
        if key not in NOT_A_FILTER and any(value for value in values)
    }
    return [
        ReadyList(word if query else everyone, f"?{query}", dict(QueryDict(query).lists()) == filter_alone)
        for word, query in READY
    ]
