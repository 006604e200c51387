"""What the worker does on a schedule for the installation itself. Rooms add theirs to `crm.parts.jobs.SCHEDULE`."""

from __future__ import annotations

from datetime import timedelta

from django.core.management import call_command

from crm.parts.audit import seal_chain
from crm.parts.backups.keeping import keep_backup
from crm.parts.erasing import wipe_if_needed
from crm.parts.jobs import SCHEDULE, Scheduled


def nightly_backup() -> str:
    return keep_backup().name


SCHEDULE += [
    Scheduled("seal the record of acts", seal_chain, every=timedelta(minutes=1)),
    Scheduled("overwrite what was erased", wipe_if_needed, every=timedelta(minutes=10)),
    Scheduled("backup", nightly_backup, at_hour=2),
    Scheduled(
        "restore rehearsal", lambda: call_command("rehearse_restore"), every=timedelta(days=7), at_hour=3
    ),
    Scheduled("clear old sessions", lambda: call_command("clearsessions"), at_hour=4),
]
