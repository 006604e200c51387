"""Store today's analysis of the network: `manage.py analyse_network`. The worker does it each night."""

from __future__ import annotations

from time import monotonic
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from crm.parts.visibility import Scope
from network import analysis
from network.nightly import scopes_in_use


class Command(BaseCommand):
    help = "Find clusters, places and measures for each scope that users have, and store them for the map."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--scope",
            action="append",
            metavar="KEY",
            help="“everyone”, “all” or “everyone+2” (team 2); more than once if you like. Default: all in use",
        )
        parser.add_argument("--dry-run", action="store_true", help="compute and report, store nothing")

    def handle(self, *args: Any, scope: list[str] | None, dry_run: bool, **options: Any) -> None:
        scopes = [_scope(key) for key in scope] if scope else scopes_in_use()
        today = timezone.localdate()
        new = 0
        for each in scopes:
            begun = monotonic()
            if dry_run:
                made, is_new = analysis.analysis_for(each, today), False
            else:
                made, is_new = analysis.store(each, today)
            new += is_new
            self.stdout.write(
                f"{each.key}: {int(made.people.sum())} people, {len(made) - int(made.people.sum())} organizations, "
                f"{len(made.edge_weight)} ties, {len(made.clusters)} clusters, {monotonic() - begun:.1f} s"
            )
        self.stdout.write(
            "Dry run: nothing was stored." if dry_run else f"stored {new}, unchanged {len(scopes) - new}"
        )


def _scope(key: str) -> Scope:
    try:
        scope = Scope.from_key(key)
    except ValueError:
        scope = None
    if scope is None or scope.key != key:
        raise CommandError(
            f"There is no scope “{key}”. Write everyone, all, or everyone+1+2 with ids of teams."
        )
    return scope
