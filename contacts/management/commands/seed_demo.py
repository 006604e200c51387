"""Makes the demo: an invented state with its people, meetings and ties."""

from __future__ import annotations

import time
from collections import Counter
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from contacts.demo import plan
from contacts.demo.accounts import demo_users, sign_ins
from contacts.demo.world import World
from contacts.demo.writing import seed_demo
from contacts.models import Assessment as Reading
from contacts.models import Meeting, Organization, Party, Person, Tie
from crm.accounts.models import SYSTEM_USERNAME, User

SHOWN = {
    Organization: "organizations",
    Person: "people",
    Meeting: "meetings",
    Reading: "readings",
    Tie: "ties",
}


class Command(BaseCommand):
    help = "Fills an empty installation with an invented state, its people and eighteen months of meetings."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--seed", type=int, default=plan.SEED, help="another number gives another state")
        parser.add_argument(
            "--show-signins", action="store_true", help="print who may sign in, and write nothing"
        )

    def handle(self, *args: Any, seed: int, show_signins: bool, verbosity: int, **options: Any) -> None:
        if settings.PRODUCTION:
            raise CommandError("The demo's passwords are known to everybody: it does not go into production.")
        if show_signins:
            if not demo_users():
                raise CommandError("There is no demo here. Make it with: manage.py seed_demo")
            self._print_sign_ins()
            return
        if demo_users():
            self.stdout.write(
                "The demo is here already. To make it anew: manage.py clear_demo, then seed_demo"
            )
            return
        if User.objects.exclude(username=SYSTEM_USERNAME).exists() or Party.objects.exists():
            raise CommandError(
                "This installation has users or records of its own, and the demo never mixes with them. "
                "Name an empty database in DATABASE_URL."
            )
        began = time.monotonic()
        world = seed_demo(seed=seed, today=timezone.localdate())
        if verbosity:
            self.stdout.write(f"{_what_was_made(world)} in {time.monotonic() - began:.0f} s.")
            self._print_sign_ins()

    def _print_sign_ins(self) -> None:
        self.stdout.write("Sign in to the demo as (name, password):")
        for line in sign_ins():
            self.stdout.write(line)


def _what_was_made(world: World) -> str:
    counts: Counter[type] = Counter()
    for by_model in world.rows.values():
        for model, rows in by_model.items():
            counts[model] += len(rows)
    return ", ".join(f"{counts[model]:,} {called}" for model, called in SHOWN.items())
