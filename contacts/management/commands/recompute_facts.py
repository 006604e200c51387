"""Counts all derived facts anew: last contacts, numbers of meetings, newest readings."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from contacts.interest import facts as readings
from contacts.meetings import facts as contacts
from contacts.parties.models import Party
from crm.parts.keys import in_parts

SHOWN = 20


class Command(BaseCommand):
    help = "Counts last contacts, numbers of meetings and newest readings of everybody anew, and writes what differs."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--check", action="store_true", help="write nothing; exit with 1 if anything differs"
        )

    def handle(self, *args: Any, check: bool, **options: Any) -> None:
        parties = list(Party._base_manager.order_by("pk").values_list("pk", flat=True))
        differing: set[int] = set()
        for keys in in_parts(parties, contacts.AT_ONCE):
            with transaction.atomic():
                contacts.lock([] if check else keys)
                found: dict[int, str] = {}
                for room in (contacts, readings):
                    for party, says in room.differences(keys).items():
                        found[party] = f"{found[party]}; {says}" if party in found else says
                if not check:
                    contacts.recompute(found)
                    readings.recompute(found)
            for party, says in found.items():
                if len(differing) < SHOWN:
                    self.stdout.write(f"party {party}: {says}")
                differing.add(party)
        if check and differing:
            raise CommandError(
                f"{len(differing)} of {len(parties)} parties differ. Run recompute_facts without --check."
            )
        did = "differ" if check else "were mended"
        self.stdout.write(f"{len(parties)} parties looked at, {len(differing)} {did}.")
