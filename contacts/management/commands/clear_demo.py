"""Takes the demo out of an installation."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from contacts.demo.clearing import SHOWN, Entangled, clear_demo


class Command(BaseCommand):
    help = "Removes the demo's people, meetings, users and acts, and nothing else."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="say what would go, and remove nothing")

    def handle(self, *args: Any, dry_run: bool, **options: Any) -> None:
        try:
            done = clear_demo(dry_run=dry_run)
        except Entangled as error:
            more = len(error.rows) - SHOWN
            rows = error.rows[:SHOWN] + ([f"and {more} more"] if more > 0 else [])
            raise CommandError(
                "Nothing was removed: these rows of others rest on rows of the demo. Change or delete them first.\n  "
                + "\n  ".join(rows)
            ) from error
        if not done.removed:
            self.stdout.write("There is no demo here.")
            return
        total = sum(done.removed.values())
        shown = ", ".join(
            f"{done.removed.get(name, 0):,} {called}"
            for name, called in (
                ("person", "people"),
                ("organization", "organizations"),
                ("meeting", "meetings"),
            )
        )
        self.stdout.write(
            f"{'Would remove' if dry_run else 'Removed'} {total:,} rows: {shown}, and what hangs on them."
        )
        if done.put_back:
            self.stdout.write(
                f"{done.put_back:,} rows of others, which the demo had changed, are as they were before."
            )
        if done.sealed_anew:
            self.stdout.write(f"{done.sealed_anew:,} acts of others were sealed anew.")
