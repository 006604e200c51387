"""Try the newest backup out beside everything, without touching it."""

import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from crm.parts.backups.archive import newest
from crm.parts.jobs import beat


class Command(BaseCommand):
    help = "Restores the newest backup into a database of its own that is thrown away, and says whether that worked."

    def handle(self, *args: Any, **options: Any) -> None:
        path = newest()
        if path is None:
            says = "There is no backup yet. Make one with: python manage.py backup"
            beat("restore rehearsal", says, ok=False)
            raise CommandError(says)
        with tempfile.TemporaryDirectory(prefix="groundwork-rehearsal-") as place:
            elsewhere = {
                **os.environ,
                "DATABASE_URL": f"sqlite:///{place}/rehearsal.sqlite3",
                "UPLOADS_DIR": str(Path(place) / "uploads"),
            }
            command = [sys.executable, str(settings.BASE_DIR / "manage.py"), "restore", str(path), "--yes"]
            done = subprocess.run(command, env=elsewhere, capture_output=True, text=True, check=False)
        if done.returncode:
            says = (done.stderr.strip().splitlines() or ["no reason given"])[-1]
            beat("restore rehearsal", f"{path.name}: {says}", ok=False)
            raise CommandError(says)
        beat("restore rehearsal", f"{path.name}: {done.stdout.strip()}")
        self.stdout.write(done.stdout.strip())
