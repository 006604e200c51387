"""Bring a backup back in the place of everything."""

from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser

from crm.accounts.models import User
from crm.parts.backups.opening import opened
from crm.parts.backups.restoring import migrations_of_this_version, refuse_other_versions, restore
from crm.parts.backups.sealed import CannotOpen


class Command(BaseCommand):
    help = "Puts a backup in the place of everything that is there. Refuses one that is cut off or edited."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--yes", action="store_true", help="replace what is there without asking")
        parser.add_argument("--check", action="store_true", help="only look whether the backup is whole")

    def handle(self, *args: Any, file: Path, yes: bool, check: bool, **options: Any) -> None:
        try:
            with opened(file) as (_tar, contents):
                if check:
                    self.stdout.write(f"Whole: {sum(contents.rows.values())} rows of {contents.made_at}.")
                    return
            refuse_other_versions(contents, migrations_of_this_version())
            call_command("migrate", verbosity=0)
            call_command("createcachetable", verbosity=0)
            if not yes and User.objects.filter(is_active=True).exists():
                self._ask()
            contents = restore(file)
        except CannotOpen as reason:
            raise CommandError(str(reason)) from reason
        self.stdout.write(
            f"Restored {sum(contents.rows.values())} rows of {contents.made_at}; every table is equal to the backup."
        )

    def _ask(self) -> None:
        try:
            answer = input("This replaces everything that is in Groundwork now. Type “replace” to go on: ")
        except EOFError:  # nobody is there to answer
            answer = ""
        if answer.strip() != "replace":
            raise CommandError("Nothing was changed. To replace what is there without being asked: --yes")
