"""Bringing a large file in outside the request, so that a closed tab stops nothing."""

from __future__ import annotations

import logging
import time

from django.utils.translation import gettext as _
from django_tasks import task

from contacts.imports.formats import FORMATS
from contacts.imports.models import ImportBatch
from contacts.imports.planned import Progress
from contacts.imports.reading import WrongFile
from contacts.imports.services import bring_in, prepare
from contacts.imports.waiting import State, WaitingFile, waiting_file
from crm.accounts.models import User
from crm.accounts.rights import Right

log = logging.getLogger(__name__)

# So often the page asks how far it is.
SECONDS = 1.0


@task()
def bring_waiting_file_in(uid: str) -> None:
    """What the worker does with a large file."""
    waiting = waiting_file(uid)
    if waiting is not None and waiting.state == State.RUNNING:
        finish(waiting)


def finish(waiting: WaitingFile) -> ImportBatch | None:
    """Bring a file in that was claimed, and write down how it ended. None if it could not be brought in."""
    by = User.objects.filter(pk=waiting.owner).first()
    try:
        if by is None or not by.may(Right.IMPORT):
            raise WrongFile(_("You may not bring files in any more."))
        prepared = prepare(FORMATS[waiting.format], waiting.path, waiting.name)
        batch = bring_in(prepared, by=by, progress=_seldom(waiting))
    except WrongFile as reason:
        waiting.close(State.FAILED, says=str(reason))
        return None
    except Exception:
        log.exception("the file %s could not be brought in", waiting.uid)
        waiting.close(
            State.FAILED, says=_("Something went wrong on our side; nothing was written. Try again.")
        )
        return None
    waiting.close(State.DONE, batch=str(batch.uid))
    return batch


def _seldom(waiting: WaitingFile) -> Progress:
    """Progress that is written down at most once a second."""
    last = 0.0

    def tell(doing: str, done: int, of: int) -> None:
        nonlocal last
        now = time.monotonic()
        if now - last >= SECONDS:
            last = now
            waiting.tell(doing, done, of)

    return tell
