"""Take one act back: `manage.py undo 41`, `manage.py undo last`."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError

from contacts.management.commands.import_file import named_user
from crm.parts.audit import AuditEvent
from crm.parts.undo import CannotUndo, undo


class Command(BaseCommand):
    requires_system_checks = ()
    help = "Take one act back: what it made goes, what it changed goes back, what was edited since stays and is named."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "act", metavar="ACT", help="number or uid of the act, or `last` for the newest one"
        )
        parser.add_argument("--by", metavar="USERNAME", help="in whose name (else of whoever acted)")

    def handle(self, *args: Any, **options: Any) -> None:
        event = found_act(options["act"])
        by = named_user(options["by"]) or event.by
        try:
            done = undo(event, by=by)
        except CannotUndo as reason:
            raise CommandError(str(reason)) from None
        for kept in done.kept:
            self.stdout.write(f"Left as it is, because it was edited or used since: {kept}")
        self.stdout.write(f"Undid act {event.pk}: {event}.")
        if done.event is not None:
            self.stdout.write(f"Act {done.event.pk} ({done.event.uid}) undid it, and can itself be undone.")
        self.stdout.write(
            f"removed {done.removed}, put back {done.restored}, returned {done.returned}, left {len(done.kept)}"
        )


def found_act(named: str) -> AuditEvent:
    """The act of this number or uid, or the newest that has not been undone."""
    if named == "last":
        newest: AuditEvent | None = (
            AuditEvent.objects.filter(undoes=None, undone_by=None).order_by("-pk").first()
        )
        if newest is None:
            raise CommandError("There is no act to undo.")
        return newest
    try:
        key = {"pk": int(named)} if named.isdecimal() else {"uid": UUID(named)}
    except ValueError:
        raise CommandError(f"“{named}” is neither the number nor the uid of an act, nor `last`.") from None
    event = AuditEvent.objects.filter(**key).first()
    if event is None:
        raise CommandError(f"There is no act {named}.")
    return event
