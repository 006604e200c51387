"""Bringing a file in by page: choose it, look at the plan, bring it in, read what was done, take it back."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from contacts.imports.columns import COLUMNS
from contacts.imports.filters import ImportRowFilter
from contacts.imports.formats import FORMATS
from contacts.imports.forms import FileForm
from contacts.imports.jobs import bring_waiting_file_in, finish
from contacts.imports.models import ImportBatch, ImportRow
from contacts.imports.planned import COUNTED, Did, Plan
from contacts.imports.queries import imports_of, rows_of
from contacts.imports.reading import WrongFile
from contacts.imports.services import prepare
from contacts.imports.waiting import State, WaitingFile, receive, waiting_file
from crm.accounts.policies import SignedInRequest, page
from crm.accounts.rights import Right
from crm.parts.lists import ListOf, list_page

# Above this a file is brought in by the worker, so that no browser waits for it.
INLINE_ROWS = 5_000
# How many rows of each kind the plan shows, and how many problems.
EXAMPLES = 5
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


@page(Right.IMPORT)
def imports_page(request: SignedInRequest) -> HttpResponse:
    """One's own imports, newest first; an admin sees everybody's."""
    pager = Paginator(imports_of(request.user), PAGE_SIZE).get_page(request.GET.get("page"))
    return render(
        request,
        "imports/import_list.html",
        {"imports": pager.object_list, "pages": pager, "everybodys": request.user.may(Right.ADMINISTER)},
    )


@page(Right.IMPORT, methods=("GET", "POST"))
def new_import_page(request: SignedInRequest) -> HttpResponse:
    """Choose a file and say what it is. It is put aside, and its plan shown."""
    form = FileForm(
        request.POST or None, request.FILES or None, initial={"format": request.GET.get("format")}
    )
    if form.is_valid():
        waiting = receive(form.cleaned_data["file"], format=form.cleaned_data["format"], by=request.user)
        try:
            waiting.rows = len(prepare(FORMATS[waiting.format], waiting.path, waiting.name).plan.rows)
        except WrongFile as reason:
            waiting.drop()
            form.add_error("file", str(reason))
        else:
            waiting.keep()
            return redirect("waiting_file", uid=waiting.uid)
    return render(
        request,
        "imports/import_new.html",
        {"form": form, "formats": FORMATS.values()},
        status=400 if form.errors else 200,
    )


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
    return _show_plan(request, waiting)


def _decided(request: SignedInRequest, waiting: WaitingFile) -> HttpResponse:
    """Bring it in, or drop it. A second press finds it taken and changes nothing."""
    match request.POST.get("do"):
        case "drop" if waiting.state != State.RUNNING:
            waiting.drop()
            return redirect("imports")
        case "bring_in":
            if waiting.state == State.WAITING and waiting.claim():
                if waiting.rows <= INLINE_ROWS:
                    _say_what_was_done(request, finish(waiting))
                else:
                    bring_waiting_file_in.enqueue(waiting.uid)
            return redirect("waiting_file", uid=waiting.uid)
    return _show_plan(request, waiting, status=400)


def _say_what_was_done(request: SignedInRequest, batch: ImportBatch | None) -> None:
    if batch is not None:
        undo = f"undo:{batch.act.uid}" if batch.act else ""
        messages.success(request, _("Brought in: %(name)s.") % {"name": batch.filename}, extra_tags=undo)


def _show_plan(request: SignedInRequest, waiting: WaitingFile, status: int = 200) -> HttpResponse:
    format = FORMATS[waiting.format]
    try:
        plan = prepare(format, waiting.path, waiting.name).plan
    except (WrongFile, OSError) as reason:
        waiting.close(State.FAILED, says=str(reason))
        return redirect("waiting_file", uid=waiting.uid)
    counts = plan.counts()
    return render(
        request,
        "imports/import_plan.html",
        {
            "waiting": waiting,
            "format": format,
            "plan": plan,
            "also": sorted(plan.also.items()),
            "total": len(plan.rows),
            "counts": [(WORDS[did], count) for did, count in counts.items()],
            "example_words": _("the first %(count)s") % {"count": EXAMPLES},
            "examples": list(_examples(plan)),
            "problems": list(islice(plan.rows_that(Did.ERROR), PROBLEMS)),
            "more_problems": max(0, counts["error"] - PROBLEMS),
            "by_worker": waiting.rows > INLINE_ROWS,
        },
        status=status,
    )


def _examples(plan: Plan) -> Iterable[tuple[str, list[Any]]]:
    """The first rows of each kind, problems aside: they are listed all."""
    for did in COUNTED:
        if did != Did.ERROR and (rows := list(islice(plan.rows_that(did), EXAMPLES))):
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
    )


def _count(batch: ImportBatch, did: ImportRow.Did) -> int:
    count: int = getattr(batch, "errors" if did == Did.ERROR else did.value)
    return count
