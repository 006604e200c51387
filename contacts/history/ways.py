"""By what kind of act something changed, in words.

Only acts of which the kind says nothing about other records are named to everybody; that somebody was added while a
meeting was logged would tell of a meeting that one may not see. Whoever acted, and directors, read the verb itself.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as say
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from crm.accounts.models import User
    from crm.parts.audit import AuditEvent

# By the verb of the act.
WAYS: dict[str, Any] = {
    "import": _("brought in by a file"),
    "merge": _("a merge"),
    "undo": _("an act taken back"),
    "put back": _("put back to an earlier state"),
    "trash": _("put into the trash"),
    "trash meeting": _("put into the trash"),
    "trash list": _("put into the trash"),
    "restore": _("taken back out of the trash"),
    "restore meeting": _("taken back out of the trash"),
    "restore list": _("taken back out of the trash"),
    "forget": _("somebody was forgotten"),
    "empty trash": _("the trash was emptied"),
    "clear demo": _("the demo was taken out"),
    "assign point person": _("point person given"),
    "tag": _("tagged"),
    "take tag off": _("tag taken off"),
    "archive": _("archived"),
    "make active": _("made active again"),
    "set consent": _("consent written down"),
    "moved on": _("moved on"),
}
# Of these an act may say how many it concerned: everybody may count them.
_OPEN = ("person", "organization")


def way_of(event: AuditEvent, reader: User) -> str:
    """What kind of act it was, in words, and of how many at once; "" where that is not this reader's to know."""
    mine = event.by_id == reader.pk
    if event.verb not in WAYS:
        return event.verb if mine or reader.scope.all else ""
    words = str(WAYS[event.verb])
    batch = getattr(event, "import_batch", None)
    if batch is not None and (mine or reader.may("administer")):
        words = f"{words}: {batch.filename}"
    many = max((event.counts.get(f"{name}{sign}", 0) for name in _OPEN for sign in "+~-"), default=0)
    if many > 1 and event.verb not in ("undo", "put back"):
        words = say("%(words)s, %(n)s at once") % {"words": words, "n": f"{many:,}"}
    return words
