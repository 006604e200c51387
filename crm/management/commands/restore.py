"""Bring a backup back in the place of everything."""

from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser

from crm.accounts.models import User
from crm.parts.backups.archive import opened, restore
from crm.parts.backups.sealed import CannotOpen


class Command(BaseCommand):
    help = "Puts a backup in the place of everything that is there. Refuses one that is cut off or edited."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--yes", action="store_true", help="replace what is there without asking")
        parser.add_argument("--check", action="store_true", help="only look whether the backup is whole")

    def handle(self, *args: Any, file: Path, yes: bool, check: bool, **options: Any) -> None:
        try:
            if check:
                with opened(file) as (_tar, contents):
                    self.stdout.write(f"Whole: {sum(contents.rows.values())} rows of {contents.made_at}.")
                return
            with opened(file):
                pass
            call_command("migrate", verbosity=0)
            if not yes and User.objects.filter(is_active=True).exists():
                answer = input(
                    "This replaces everything that is in Groundwork now. Type “replace” to go on: "
                )
                if answer.strip() != "replace":
                    raise CommandError("Nothing was changed.")
            contents = restore(file)
        except CannotOpen as reason:
            raise CommandError(str(reason)) from reason
        self.stdout.write(f"Restored {sum(contents.rows.values())} rows of {contents.made_at}.")
