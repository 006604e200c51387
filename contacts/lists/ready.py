"""Lists that are there from the first day, beside those that people save."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from crm.parts.filters import NOT_A_FILTER

QUIET_DAYS = 90
_OF_BOTH = (
    (_("Mine"), "whose=mine"),
    (_("No point person"), "whose=nobody"),
    (_("No contact for 90 days"), f"no_contact_days={QUIET_DAYS}"),
    (_("Stale readings"), "reading=stale"),
)
# By list: what all of it is called, and the ready lists with the question behind each.
READY: dict[str, tuple[tuple[Any, str], ...]] = {
    "people": ((_("Everyone"), ""), *_OF_BOTH, (_("Going quiet"), "quiet=1")),
    "organizations": ((_("All"), ""), *_OF_BOTH),
}


@dataclass(frozen=True)
class ReadyList:
    """A link to a list: its words, where it leads, and whether it is the one on show."""

    word: Any
    query: str
    current: bool


def ready_lists(of: str, asked: QueryDict | None, *, here: str = "") -> list[ReadyList]:
    """The ready lists of people or organizations; none is current where the address asks nothing of its own (None).

    `here`: the address of the list, where that is another page.
    """
    filter_alone = asked and {
        key: values
        for key, values in asked.lists()
        if key not in NOT_A_FILTER and any(value for value in values)
    }
    found = [
        ReadyList(
            word,
            f"{here}?{query}",
            asked is not None and dict(QueryDict(query).lists()) == (filter_alone or {}),
        )
        for word, query in READY[of]
    ]
    # A list of roles, not of people: it has columns of its own.
    return [*found, ReadyList(_("Terms ending"), reverse("terms"), False)] if of == "people" else found
