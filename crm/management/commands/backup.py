"""Write a backup of everything."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser

from crm.parts.backups.archive import make_backup, remove_old
from crm.parts.jobs import beat


class Command(BaseCommand):
    help = (
        "Writes database and uploads into one archive (encrypted if BACKUP_KEY is set) and prints its path."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--to", type=Path, default=None, help="the folder; BACKUP_DIR unless given")

    def handle(self, *args: Any, to: Path | None, **options: Any) -> None:
        path = make_backup(to)
        if to is None:
            remove_old()
        beat("backup", f"{path.name}, {path.stat().st_size / 1e6:.1f} MB")
        if not settings.BACKUP_KEY:
            self.stderr.write("Not encrypted: BACKUP_KEY is not set.")
        self.stdout.write(str(path))
