"""A list: filter, sort, page, columns chosen, export; all at one address, declared once.

    PEOPLE = ListOf("people", _("People"), rows=people_for, filters=PersonFilter, columns=PERSON_COLUMNS, sort="name")

    def people_page(request): return list_page(request, PEOPLE, "people/person_list.html")

Paging takes OFFSET over an index of ids, then reads the rows of the page: the last page costs what the first does.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied
from django.db.models import F, QuerySet
from django.db.models.expressions import OrderBy
from django.http import HttpRequest, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from crm.parts.columns import Column, Fetching, read_by
from crm.parts.filters import NOT_A_FILTER, Problem, StrictFilterSet
from crm.parts.keys import among
from crm.parts.reading import read_only

if TYPE_CHECKING:
    from crm.accounts.policies import SignedInRequest

PAGE_SIZE = 50
BATCH = 2000
# From so many rows that match, a page is found faster by walking the order than by gathering them all.
MANY = 4000
# Up to so many keys are gathered at once where a filter is narrow: then their number is known, too.
GATHERED = 10_000


# Every list by its name: what may be saved, and whose columns are remembered.
LISTS: dict[str, ListOf] = {}


@dataclass(frozen=True)
class ListOf:
    """The declaration of a list.

    `rows` gives what this user may see; `prepare` adds what every row needs (related rows by `select_related`), for
    pages and exports alike. `columns_asked_for` adds columns that depend on the filter (the position on the initiative
    that was asked for), after those that do not.
    """

    name: str
    title: Any
    rows: Callable[[Any], QuerySet[Any]]
    filters: type[StrictFilterSet]
    columns: Sequence[Column]
    sort: str
    prepare: Callable[[QuerySet[Any]], QuerySet[Any]] = field(default=lambda rows: rows)
    columns_asked_for: Callable[[Any], Sequence[Column]] = field(default=lambda filters: ())

    def __post_init__(self) -> None:
        LISTS[self.name] = self


class Question:
    """What an address asks of a list: the filter, the order, the page and the columns, each checked.

    `data` stands in place of the address where the address names a saved list, whose own columns are `kept_columns`
    (None: it is no saved list).
    """

    def __init__(
        self,
        of: ListOf,
        request: HttpRequest,
        data: QueryDict | None = None,
        kept_columns: Sequence[str] | None = None,
    ) -> None:
        self.of = of
        self.user: Any = request.user
        self.data = request.GET if data is None else data
        self.kept_columns = kept_columns
        self.filters = of.filters(self.data, queryset=of.rows(self.user), request=request)

    @cached_property
    def offered(self) -> list[Column]:
        """Every column that may be chosen here."""
        return [*self.of.columns, *self.of.columns_asked_for(self.filters)]

    def column(self, key: str) -> Column | None:
        return next((column for column in self.offered if column.key == key), None)

    @cached_property
    def problems(self) -> list[Problem]:
        """All that is wrong: with one problem, no row is shown."""
        found = list(self.filters.problems())
        sort = self.data.get("sort", "")
        column = self.column(sort.removeprefix("-")) if sort else None
        if sort and (column is None or not column.sort):
            found.append(Problem("sort", _("This list cannot be sorted by “%(key)s”.") % {"key": sort}))
        found.extend(
            Problem("columns", _("This list has no column “%(key)s”.") % {"key": key})
            for key in self._column_keys
            if self.column(key) is None
        )
        if not self.data.get("page", "1").isascii() or not self.data.get("page", "1").isdigit():
            found.append(Problem("page", _("Pages are numbered 1, 2, 3…")))
        return found

    @property
    def _column_keys(self) -> list[str]:
        """Joined by commas in a link, one each from a form's boxes."""
        return [key for given in self.data.getlist("columns") for key in given.split(",") if key]

    @cached_property
    def columns(self) -> list[Column]:
        """The columns that the address names, in its order; else the saved list's; else those that the user chose for
        this list; else the list's usual ones."""
        remembered = self.user.list_columns.get(self.of.name, ()) if self.kept_columns is None else ()
        for keys in (self._column_keys, self.kept_columns or (), remembered):
            if chosen := [column for key in keys if (column := self.column(key))]:
                return chosen
        return [column for column in self.offered if column.default]

    @property
    def columns_asked(self) -> str:
        """The columns that the address names, as a link names them."""
        return ",".join(self._column_keys)

    @property
    def query(self) -> str:
        """What is asked, as an address says it, from the first page."""
        query = self.data.copy()
        for key in ("page", "format", "groups", "changed"):
            query.pop(key, None)
        return str(query.urlencode())

    @property
    def of_saved_list(self) -> bool:
        """Whether the address names a saved list."""
        return self.kept_columns is not None

    def address_without(self, *keys: str) -> str:
        """The query that asks the same without these keys, from the first page.

        Of a saved list it says all that is asked, and that this is in place of what the list keeps.
        """
        query = self.data.copy()
        for key in (*keys, "page", "format", "groups"):
            query.pop(key, None)
        if self.of_saved_list:
            query["changed"] = "1"
        return f"?{query.urlencode()}"

    def address_of_all(self) -> str:
        """The query without any condition."""
        return self.address_without(*(key for key in self.data if key not in NOT_A_FILTER))

    @property
    def sort(self) -> str:
        return self.data.get("sort") or self.of.sort

    @property
    def _sorted_by(self) -> Column | None:
        return self.column(self.sort.removeprefix("-"))

    @property
    def order(self) -> list[str | OrderBy]:
        """What to order by, closed with the primary key so that no row moves between pages."""
        return self._closed(*(self._sorted_by.sort if self._sorted_by else ()))

    def _closed(self, *by: str | OrderBy) -> list[str | OrderBy]:
        return [_turned(one) for one in (*by, "pk")] if self.sort.startswith("-") else [*by, "pk"]

    @cached_property
    def matching(self) -> QuerySet[Any]:
        """The rows that match, in no order; none if the question is wrong."""
        return self._matching()

    def _matching(self, *, many: bool = False) -> QuerySet[Any]:
        return self.of.rows(self.user).none() if self.problems else self.filters.rows(many=many).order_by()

    def ids(self, start: int = 0, stop: int | None = None, *, many: bool = False) -> list[Any]:
        """The keys of the rows that match, in order, from one place up to another.

        `many` if a large part of all rows is known to match: then ways are taken that are shorter for it, and the keys
        are the same (see `StrictFilterSet.rows` and `MostlyBy`).
        """
        rows, column = self._matching(many=many), self._sorted_by
        if column is not None and column.sorts_by is not None:
            rows = rows.alias(**column.sorts_by(self.user))
        short = column.mostly_by if many and column else None
        apart = short.but_for(self.user) if short else None
        if short is None or apart is None:
            return list(rows.order_by(*self.order).values_list("pk", flat=True)[start:stop])
        # Two pieces, each in order and one of them by an index: the database merges them as far as it is asked to.
        mostly = rows.exclude(apart).annotate(place=F(short.by)).values_list("pk", "place")
        others = rows.filter(apart).annotate(place=F(short.in_place_of)).values_list("pk", "place")
        by = OrderBy(F("place"), nulls_first=short.nulls_first or None)
        return [key for key, _ in mostly.union(others, all=True).order_by(*self._closed(by))[start:stop]]

    @cached_property
    def _fetching(self) -> Fetching:
        return Fetching(self.columns)

    def rows_by_id(self, ids: Sequence[Any]) -> list[Any]:
        """The rows of these ids in this order, with what the columns need, in a fixed number of queries."""
        return self._complete(
            ids, self.of.prepare(self.of.rows(self.user).filter(pk__in=among(ids)).order_by())
        )

    def _complete(self, ids: Sequence[Any], rows: Iterable[Any]) -> list[Any]:
        found = {row.pk: row for row in rows}
        complete = [found[key] for key in ids if key in found]
        self._fetching.fetch(complete, self.user)
        return complete

    def batches(self) -> Iterator[list[Any]]:
        """Every row that matches, a batch at a time: what an export takes out. It reads only what its columns do."""
        rows, reads = self.of.rows(self.user), read_by(self.columns)
        ids = self.ids()
        for start in range(0, len(ids), BATCH):
            batch = ids[start : start + BATCH]
            here = rows.filter(pk__in=among(batch)).order_by()
            yield self._complete(batch, self.of.prepare(here) if reads is None else read_only(here, reads))


def _turned(by: str | OrderBy) -> str | OrderBy:
    if isinstance(by, OrderBy):
        turned = by.copy()
        turned.reverse_ordering()
        return turned
    return by[1:] if by.startswith("-") else f"-{by}"


class Page:
    """One page of the answer, as the table template reads it."""

    def __init__(self, question: Question) -> None:
        self.question = question

    @cached_property
    def number(self) -> int:
        """The page asked for; past the end it is the last one."""
        asked = int(self.question.data.get("page", "1")[:9]) if not self.question.problems else 1
        return max(1, min(asked, self.pages))

    @cached_property
    def _few(self) -> list[Any] | None:
        """Every key that matches, in order, where it can be told that these are few: found and counted at once."""
        if not self.question.filters.leaves_few:
            return None
        ids = self.question.ids(0, GATHERED + 1)
        return ids if len(ids) <= GATHERED else None

    @cached_property
    def total(self) -> int:
        return len(self._few) if self._few is not None else self.question.matching.count()

    @cached_property
    def pages(self) -> int:
        return max(1, -(-self.total // PAGE_SIZE))

    @cached_property
    def rows(self) -> list[Any]:
        if not self.total:
            return []
        start = (self.number - 1) * PAGE_SIZE
        end = start + PAGE_SIZE
        if self._few is not None:
            return self.question.rows_by_id(self._few[start:end])
        return self.question.rows_by_id(self.question.ids(start, end, many=self.total > MANY))

    @property
    def first(self) -> int:
        return (self.number - 1) * PAGE_SIZE + 1 if self.total else 0

    @property
    def last(self) -> int:
        return min(self.number * PAGE_SIZE, self.total)

    @property
    def previous_number(self) -> int | None:
        return self.number - 1 if self.number > 1 else None

    @property
    def next_number(self) -> int | None:
        return self.number + 1 if self.number < self.pages else None

    def headers(self) -> list[dict[str, Any]]:
        """The head of the table: each column with what pressing it sorts by, and how it is sorted now."""
        sort = self.question.sort
        heads = []
        for column in self.question.columns:
            now = "ascending" if sort == column.key else "descending" if sort == f"-{column.key}" else ""
            heads.append(
                {
                    "column": column,
                    "sorted": now,
                    "sort_by": (f"-{column.key}" if now == "ascending" else column.key)
                    if column.sort
                    else "",
                }
            )
        return heads

    def body(self) -> list[dict[str, Any]]:
        """The rows with their cells."""
        columns = self.question.columns
        return [
            {"row": row, "cells": [{"column": column, "value": column.value(row)} for column in columns]}
            for row in self.rows
        ]


def list_page(
    request: SignedInRequest,
    of: ListOf,
    template: str,
    *,
    data: QueryDict | None = None,
    kept_columns: Sequence[str] | None = None,
    **context: Any,
) -> HttpResponseBase:
    """Answer a list's address: as a page, or with `format=csv|xlsx` as a file. For `data` and `kept_columns` see
    `Question`."""
    from crm.parts.exports import FORMATS, take_out

    question = Question(of, request, data, kept_columns)
    wanted = request.GET.get("format")
    if wanted is not None:
        if not request.user.may("export"):
            raise PermissionDenied
        if wanted in FORMATS and not question.problems:
            return take_out(question, wanted)
        problems = question.problems or [
            Problem("format", _("Lists are taken out as %(formats)s.") % {"formats": ", ".join(FORMATS)})
        ]
        return render(request, "lists/refused.html", {"problems": problems, "of": of}, status=400)
    page = Page(question)
    return render(
        request,
        template,
        {"of": of, "question": question, "page": page, "problems": question.problems, **context},
        status=400 if question.problems else 200,
    )
