"""Bringing a file in by page: choose it, look at the plan, bring it in, read what was done, take it back."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from contacts.imports.choosing import choices_of, take_choices
from contacts.imports.columns import COLUMNS
from contacts.imports.filters import ImportRowFilter
from contacts.imports.formats import FORMATS
from contacts.imports.forms import FileForm
from contacts.imports.jobs import bring_waiting_file_in, finish, prepared_from
from contacts.imports.models import ImportBatch, ImportRow
from contacts.imports.planned import COUNTED, Did, Plan
from contacts.imports.problems import problem_rows
from contacts.imports.queries import imports_of, rows_of
from contacts.imports.reading import WrongFile
from contacts.imports.table_views import keep_mapping, must_look, start_table
from contacts.imports.tables.deciding import undecided
from contacts.imports.tables.mapping import TableMapping
from contacts.imports.tables.opening import open_table
from contacts.imports.tables.recognizing import as_last_time, fitting_format
from contacts.imports.waiting import State, WaitingFile, receive, waiting_file
from crm.accounts.policies import SignedInRequest, page
from crm.accounts.rights import Right
from crm.parts.exports import open_log
from crm.parts.lists import ListOf, list_page
from crm.parts.sheets import SheetError

# Above this a file is brought in by the worker, so that no browser waits for it.
INLINE_ROWS = 5_000
INLINE_ROWS_OF_TABLES = 2_000
# How many rows of each kind the plan shows, how many that a table changes, and how many problems.
EXAMPLES = 5
CHANGED = 100
PROBLEMS = 500
PAGE_SIZE = 50
ASK_AGAIN_SECONDS = 2
# What a plan calls the rows of each kind.
WORDS = {
    Did.CREATED.value: gettext_lazy("new"),
    Did.UPDATED.value: gettext_lazy("changed"),
    Did.UNCHANGED.value: gettext_lazy("as they are here"),
    Did.SKIPPED.value: gettext_lazy("left out"),
    Did.ERROR.value: gettext_lazy("problems"),
}
LIKELY_WORDS = gettext_lazy("likely duplicates")


@page(Right.IMPORT)
def imports_page(request: SignedInRequest) -> HttpResponse:
    """One's own imports, newest first; an admin sees everybody's."""
    pager = Paginator(imports_of(request.user), PAGE_SIZE).get_page(request.GET.get("page"))
    return render(
        request,
        "imports/import_list.html",
        {
            "imports": pager.object_list,
            "pages": pager,
            "everybodys": request.user.may(Right.ADMINISTER),
            "form": FileForm(),
        },
    )


@page(Right.IMPORT, methods=("GET", "POST"))
def new_import_page(request: SignedInRequest) -> HttpResponse:
    """Choose a file or paste cells. It is put aside; what is in it is found out, and what comes next is shown."""
    form = FileForm(
        request.POST if request.method == "POST" else None,
        request.FILES or None,
        initial={"format": request.GET.get("format")},
    )
    if form.is_valid():
        waiting = receive(form.sent, format=form.cleaned_data["format"], by=request.user)
        try:
            next_page = _recognized(request, waiting)
        except (WrongFile, SheetError) as reason:
            waiting.drop()
            form.add_error("cells" if form.cleaned_data["file"] is None else "file", str(reason))
        else:
            waiting.keep()
            return redirect(next_page, uid=waiting.uid)
    return render(
        request,
        "imports/import_new.html",
        {"form": form, "formats": [format for format in FORMATS.values() if not format.mapped]},
        status=400 if form.errors else 200,
    )


def _recognized(request: SignedInRequest, waiting: WaitingFile) -> str:
    """Find out what was sent; returns the page that comes next. Raises WrongFile and SheetError."""
    format = FORMATS.get(waiting.format)
    if format is None:
        format = fitting_format(open_table(waiting.path, waiting.name).sheet, FORMATS)
    if format is not None and not format.mapped:
        waiting.format = format.name
        waiting.rows = len(prepared_from(waiting, request.user).plan.rows)
        return "waiting_file"
    mapping = start_table(waiting, kind=waiting.format)
    known = as_last_time(mapping, request.user)
    keep_mapping(waiting, mapping)
    return "waiting_file" if known and not mapping.problems() else "table_columns"


@page(Right.IMPORT, methods=("GET", "POST"))
def waiting_file_page(request: SignedInRequest, uid: UUID) -> HttpResponse:
    """The plan of a file that waits; then how far it is; then on to what was done."""
    waiting = waiting_file(uid, request.user)
    if waiting is None:
        raise Http404
    if request.method == "POST":
        return _decided(request, waiting)
    if waiting.state == State.DONE:
        return redirect("import", uid=waiting.batch)
    if waiting.state != State.WAITING:
        failed = waiting.state == State.FAILED
        response = render(request, "imports/import_running.html", {"waiting": waiting, "failed": failed})
        if not failed:
            response["Refresh"] = str(ASK_AGAIN_SECONDS)
        return response
    return show_plan(request, waiting)


def _decided(request: SignedInRequest, waiting: WaitingFile) -> HttpResponse:
    """Bring it in, keep what was chosen, or drop it. A second press finds it taken and changes nothing."""
    do = request.POST.get("do")
    if do == "drop" and waiting.state != State.RUNNING:
        waiting.drop()
        return redirect("imports")
    if do in ("again", "bring_in") and waiting.state == State.WAITING and waiting.mapping:
        mapping = TableMapping.from_json(waiting.mapping)
        take_choices(mapping, request.POST)
        keep_mapping(waiting, mapping)
    if do == "again":
        return redirect("waiting_file", uid=waiting.uid)
    if do == "bring_in":
        if waiting.state == State.WAITING and waiting.claim():
            if waiting.rows <= (INLINE_ROWS_OF_TABLES if waiting.mapping else INLINE_ROWS):
                _say_what_was_done(request, finish(waiting))
            else:
                bring_waiting_file_in.enqueue(waiting.uid)
        return redirect("waiting_file", uid=waiting.uid)
    return show_plan(request, waiting, status=400)


def _say_what_was_done(request: SignedInRequest, batch: ImportBatch | None) -> None:
    if batch is not None:
        undo = f"undo:{batch.act.uid}" if batch.act else ""
        messages.success(request, _("Brought in: %(name)s.") % {"name": batch.filename}, extra_tags=undo)


def show_plan(request: SignedInRequest, waiting: WaitingFile, status: int = 200) -> HttpResponse:
    """What bringing it in would do. Of a table that leaves something open, that is asked first."""
    format = FORMATS[waiting.format]
    try:
        prepared = prepared_from(waiting, request.user)
    except (WrongFile, OSError) as reason:
        if waiting.mapping and waiting.path.exists():
            messages.warning(request, str(reason))
            return redirect("table_columns", uid=waiting.uid)
        waiting.close(State.FAILED, says=str(reason))
        return redirect("waiting_file", uid=waiting.uid)
    if must_look(prepared):
        return redirect("table_understood", uid=waiting.uid)
    plan = prepared.plan
    counts = plan.counts()
    likely = undecided(plan)
    counts["skipped"] -= len(likely)
    figures = [(WORDS[did], count) for did, count in counts.items()]
    if waiting.mapping:
        figures.insert(3, (LIKELY_WORDS, len(likely)))
    large = waiting.rows > (INLINE_ROWS_OF_TABLES if waiting.mapping else INLINE_ROWS)
    return render(
        request,
        "imports/import_plan.html",
        {
            "waiting": waiting,
            "format": format,
            "plan": plan,
            "also": sorted(plan.also.items()),
            "total": len(plan.rows),
            "counts": figures,
            "examples": list(_examples(plan, CHANGED if waiting.mapping else EXAMPLES)),
            "problems": list(islice(plan.rows_that(Did.ERROR), PROBLEMS)),
            "more_problems": max(0, counts["error"] - PROBLEMS),
            "by_worker": large,
            **(choices_of(prepared, request.user) if waiting.mapping else {}),
        },
        status=status,
    )


@page(Right.IMPORT)
def import_problems(request: SignedInRequest, uid: UUID) -> HttpResponseBase:
    """The rows that cannot be brought in, with their own columns and what is wrong; of an import, for a day after."""
    waiting = waiting_file(uid, request.user)
    if waiting is None:
        raise Http404
    try:
        if waiting.problems.exists():
            pieces: Iterable[bytes] = [waiting.problems.read_bytes()]
        else:
            pieces = problem_rows(prepared_from(waiting, request.user))
    except (WrongFile, OSError):
        raise Http404 from None
    open_log(by=request.user, what="import-problems", format="csv", filter=waiting.name).close("complete", 0)
    response = StreamingHttpResponse(pieces, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="problems.csv"'
    return response


def _examples(plan: Plan, changed: int) -> Iterable[tuple[str, list[Any]]]:
    """The first rows of each kind, problems aside: they are listed all."""
    for did in COUNTED:
        if did != Did.ERROR and (
            rows := list(islice(plan.rows_that(did), changed if did == Did.UPDATED else EXAMPLES))
        ):
            yield str(WORDS[did.value]), rows


@page(Right.IMPORT)
def import_page(request: SignedInRequest, uid: UUID) -> HttpResponseBase:
    """What was done with each row of a file; problems alone by its filter, as a file by its address."""
    batch = get_object_or_404(imports_of(request.user), uid=uid)
    rows = ListOf(
        "import-rows",
        gettext_lazy("Rows of a file"),
        rows=lambda user: rows_of(batch),
        filters=ImportRowFilter,
        columns=COLUMNS,
        sort="line",
    )
    return list_page(
        request,
        rows,
        "imports/import_detail.html",
        batch=batch,
        format=FORMATS.get(batch.format),
        counts=[(did, did.label, _count(batch, did)) for did in COUNTED],
        undone=getattr(batch.act, "undone_by", None) if batch.act else None,
        problems_file=_problems_of(batch, request),
    )


def _problems_of(batch: ImportBatch, request: SignedInRequest) -> str:
    """The uid of what was kept of the rows that could not be brought in; "" once that is gone, and for others."""
    uid = str(batch.mapping.get("problems", ""))
    waiting = waiting_file(uid, request.user) if uid else None
    return uid if waiting is not None and waiting.problems.exists() else ""


def _count(batch: ImportBatch, did: ImportRow.Did) -> int:
    count: int = getattr(batch, "errors" if did == Did.ERROR else did.value)
    return count
