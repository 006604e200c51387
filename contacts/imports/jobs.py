"""Bringing a large file in outside the request, so that a closed tab stops nothing."""

from __future__ import annotations

import logging
import time

from django.utils.translation import gettext as _
from django_tasks import task

from contacts.imports.formats import FORMATS
from contacts.imports.models import ImportBatch
from contacts.imports.planned import Progress
from contacts.imports.problems import problem_rows
from contacts.imports.reading import WrongFile
from contacts.imports.services import Prepared, bring_in, prepare
from contacts.imports.tables.mapping import TableMapping
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
        waiting.tell(_("Reading"), 0, 0)
        prepared = prepared_from(waiting, by)
        batch = bring_in(prepared, by=by, progress=_seldom(waiting))
        _keep_problems(waiting, prepared, batch)
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


def prepared_from(waiting: WaitingFile, by: User) -> Prepared:
    """The plan of a file that waits. Raises WrongFile."""
    mapping = TableMapping.from_json(waiting.mapping) if waiting.mapping else None
    return prepare(FORMATS[waiting.format], waiting.path, waiting.name, mapping=mapping, by=by)


def _keep_problems(waiting: WaitingFile, prepared: Prepared, batch: ImportBatch) -> None:
    """Put the rows that could not be brought in aside for a day, so that they can be mended and brought again."""
    if batch.errors:
        with waiting.problems.open("wb") as file:
            file.writelines(problem_rows(prepared))
        batch.mapping = {**batch.mapping, "problems": waiting.uid}
        batch.save(update_fields=["mapping"])


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
