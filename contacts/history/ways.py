"""By what kind of act something changed, in words.

Only acts of which the kind says nothing about other records are named to everybody; that somebody was added while a
meeting was logged would tell of a meeting that one may not see. Whoever acted, and directors, read the verb itself.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from crm.accounts.models import User
    from crm.parts.audit import AuditEvent

# By the verb of the act.
WAYS: dict[str, Any] = {
    "import": _("brought in by a file"),
    "undo": _("an act taken back"),
    "put back": _("put back to an earlier state"),
    "trash": _("put into the trash"),
    "trash meeting": _("put into the trash"),
    "restore": _("taken back out of the trash"),
    "restore meeting": _("taken back out of the trash"),
    "forget": _("somebody was forgotten"),
    "empty trash": _("the trash was emptied"),
    "clear demo": _("the demo was taken out"),
}


def way_of(event: AuditEvent, reader: User) -> str:
    """What kind of act it was, in words; "" where that is not this reader's to know, or says nothing."""
    batch = getattr(event, "import_batch", None)
    if batch is not None:
        mine = event.by_id == reader.pk or reader.may("administer")
        words = str(WAYS["import"])
        return f"{words}: {batch.filename}" if mine else words
    if event.verb in WAYS:
        return str(WAYS[event.verb])
    return event.verb if event.by_id == reader.pk or reader.scope.all else ""
