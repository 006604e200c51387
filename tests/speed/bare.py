"""The least that Django can do with the same table: what Groundwork's pages are held against.

No middleware, no sign-in, no access, no filter, no related rows; a plain template and `csv.writer`.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.template import engines
from django.urls import path

from contacts.models import Person

SHOWN = 50
COLUMNS = ("name", "sort_name", "given_name", "family_name", "last_contact_on", "meeting_count", "status")

TABLE = engines["django"].from_string(
    "<!doctype html><title>People</title><table>"
    "{% for row in rows %}<tr>"
    "<td>{{ row.name }}</td><td>{{ row.sort_name }}</td><td>{{ row.given_name }}</td><td>{{ row.family_name }}</td>"
    "<td>{{ row.last_contact_on }}</td><td>{{ row.meeting_count }}</td><td>{{ row.status }}</td>"
    "</tr>{% endfor %}</table>"
)


def bare_list(request: HttpRequest) -> HttpResponse:
    rows = Person.objects.filter(hidden=False, listed=True).order_by("sort_name", "pk")[:SHOWN]
    return HttpResponse(TABLE.render({"rows": rows}, request))


def bare_csv(request: HttpRequest) -> StreamingHttpResponse:
    rows = Person.objects.filter(hidden=False, listed=True).order_by("sort_name", "pk").values_list(*COLUMNS)
    return StreamingHttpResponse(_lines(rows), content_type="text/csv")


def _lines(rows: object) -> Iterator[str]:
    writer = csv.writer(_Line())
    yield writer.writerow(COLUMNS)
    yield from (writer.writerow(row) for row in rows.iterator(chunk_size=2000))


class _Line:
    """What csv writes to: it hands each line back."""

    def write(self, line: str) -> str:
        return line


urlpatterns = [path("bare/", bare_list), path("bare.csv", bare_csv)]
