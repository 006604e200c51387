"""Write a backup of everything."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from crm.parts.backups.archive import CannotBackUp
from crm.parts.backups.keeping import keep_backup


class Command(BaseCommand):
    help = (
        "Writes database and uploads into one archive (encrypted if BACKUP_KEY is set) and prints its path."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--to", type=Path, default=None, help="the folder; BACKUP_DIR unless given")

    def handle(self, *args: Any, to: Path | None, **options: Any) -> None:
        try:
            path = keep_backup(to)
        except (CannotBackUp, OSError) as reason:
            raise CommandError(f"No backup was made: {reason}") from reason
        if not settings.BACKUP_KEY:
            self.stderr.write("Not encrypted: BACKUP_KEY is not set.")
        self.stdout.write(str(path))
