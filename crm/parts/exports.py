"""Taking a list out: streamed, complete, in the page's own order, and written to the log before the first byte."""

from __future__ import annotations

import logging
import uuid
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import models
from django.http import FileResponse, HttpResponse, StreamingHttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from crm.parts.spreadsheets import stream_csv, write_xlsx

if TYPE_CHECKING:
    from crm.parts.lists import Question

log = logging.getLogger(__name__)


class ExportLog(models.Model):
    """Who took what out, when. Completed at the end, or marked broken off."""

    class Status(models.TextChoices):
        STARTED = "started", _("started")
        COMPLETE = "complete", _("complete")
        BROKEN = "broken", _("broken off")

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="exports")
    what = models.CharField(max_length=100)
    format = models.CharField(max_length=10)
    filter = models.TextField(blank=True)
    columns = models.JSONField(default=list)
    rows = models.PositiveIntegerField(default=0)
    status = models.CharField(max_length=8, choices=Status, default=Status.STARTED)
    started_at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.what}.{self.format}"

    def close(self, status: str, rows: int) -> None:
        self.status, self.rows, self.finished_at = status, rows, timezone.now()
        self.save(update_fields=["status", "rows", "finished_at"])


def logged_rows(rows: Iterator[Sequence[Any]], entry: ExportLog) -> Iterator[Sequence[Any]]:
    """The rows as they are, with the log completed at the end or marked broken off if the reader goes away."""
    count = 0
    try:
        for row in rows:
            count += 1
            yield row
    except BaseException:
        # Also when the browser hangs up: then the generator is closed in the middle.
        entry.close(ExportLog.Status.BROKEN, count)
        raise
    entry.close(ExportLog.Status.COMPLETE, count)


def open_log(
    *, by: Any, what: str, format: str, filter: str = "", columns: list[str] | None = None
) -> ExportLog:
    """Write to the log that something is about to leave."""
    return ExportLog.objects.create(by=by, what=what, format=format, filter=filter, columns=columns or [])


def take_out(question: Question, wanted: str) -> HttpResponse | StreamingHttpResponse | FileResponse:
    """The whole list as a file, in the order and with the columns of the page."""
    return FORMATS[wanted](question)


def _rows(question: Question) -> Iterator[Sequence[Any]]:
    values = [column.value for column in question.columns]
    for rows in question.batches():
        yield from zip(*([value(row) for row in rows] for value in values), strict=True)


def _entry(question: Question, format: str) -> ExportLog:
    return open_log(
        by=question.user,
        what=question.of.name,
        format=format,
        filter=question.data.urlencode(),
        columns=[column.key for column in question.columns],
    )


def _filename(question: Question, extension: str) -> str:
    return f"groundwork-{question.of.name}-{timezone.localdate():%Y-%m-%d}.{extension}"


def _as_csv(question: Question) -> StreamingHttpResponse:
    header = [str(column.label) for column in question.columns]
    kinds = [column.kind for column in question.columns]
    rows = logged_rows(_rows(question), _entry(question, "csv"))
    response = StreamingHttpResponse(stream_csv(header, kinds, rows), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{_filename(question, "csv")}"'
    return response


def _as_xlsx(question: Question) -> FileResponse:
    header = [str(column.label) for column in question.columns]
    kinds = [column.kind for column in question.columns]
    rows = logged_rows(_rows(question), _entry(question, "xlsx"))
    return FileResponse(
        write_xlsx(header, kinds, rows),
        as_attachment=True,
        filename=_filename(question, "xlsx"),
        content_type="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    )


FORMATS = {"csv": _as_csv, "xlsx": _as_xlsx}
