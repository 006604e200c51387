"""One page of rows that are no list of columns: of acts, of what lies in the trash."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.core.paginator import Paginator
from django.db.models import QuerySet

ROWS = 50


class Pager:
    """One page of rows, as partials/pager.html reads it. What is no page is the first, past the end is the last."""

    def __init__(self, rows: QuerySet[Any] | Sequence[Any], wanted: str, size: int = ROWS) -> None:
        page = Paginator(rows, size).get_page(wanted)
        self.rows: list[Any] = list(page.object_list)
        self.first, self.last, self.total = page.start_index(), page.end_index(), page.paginator.count
        self.number, self.pages = page.number, page.paginator.num_pages
        self.previous_number = page.previous_page_number() if page.has_previous() else None
        self.next_number = page.next_page_number() if page.has_next() else None
