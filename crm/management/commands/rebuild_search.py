"""Make the search documents and their index anew."""

from typing import Any

from django.core.management.base import BaseCommand

from crm.parts.search import rebuild
from crm.parts.search_index import make_index


class Command(BaseCommand):
    help = "Makes every search document anew. Harmless at any time."

    def handle(self, *args: Any, **options: Any) -> None:
        make_index()
        written = rebuild()
        self.stdout.write(", ".join(f"{kind} {rows}" for kind, rows in written.items()) + " rows written")
