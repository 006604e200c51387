"""The worker: runs jobs that outlast a request, and does once a minute what is due."""

import signal
import subprocess
import sys
import time
from types import FrameType
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser
from django.db import close_old_connections

from crm.parts.jobs import tick
from crm.parts.search_index import make_index


class Command(BaseCommand):
    help = "Runs queued jobs and the schedule until it is stopped. One of it beside the web server is enough."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--once", action="store_true", help="do what is due now, and stop")

    def handle(self, *args: Any, once: bool, **options: Any) -> None:
        from crm import schedule  # noqa: F401 - registers what is done for the installation itself

        if once:
            self.stdout.write(", ".join(tick()) or "nothing was due")
            return
        self._stopping = False
        make_index()  # whoever worked on the tables by hand may have taken its triggers along
        signal.signal(signal.SIGTERM, self._stop)
        signal.signal(signal.SIGINT, self._stop)
        jobs = subprocess.Popen([sys.executable, str(settings.BASE_DIR / "manage.py"), "db_worker"])
        try:
            next_tick = 0.0
            while not self._stopping:
                if jobs.poll() is not None:
                    raise SystemExit(f"The job runner stopped with {jobs.returncode}.")
                if time.monotonic() >= next_tick:
                    close_old_connections()
                    tick()
                    next_tick = time.monotonic() + 60
                time.sleep(0.5)
        finally:
            if jobs.poll() is None:
                jobs.terminate()
                jobs.wait(timeout=30)

    def _stop(self, number: int, frame: FrameType | None) -> None:
        self._stopping = True
