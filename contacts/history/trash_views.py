"""The trash: what lies in it, putting something in, and taking it back out."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from contacts.history.forms import RenameForm, TrashForm
from contacts.history.kinds import KINDS
from contacts.history.trash import TRASH, fetch_lying, lying_for, refused_because, take_back_out
from contacts.parties.form_page import form_page, posted, say_done
from contacts.parties.keeping import put_in_trash
from crm.accounts.policies import SignedInRequest, page
from crm.accounts.rights import Right
from crm.parts.audit import act
from crm.parts.forms import RecordForm
from crm.parts.pager import Pager
from crm.parts.records import VersionConflict

# Kinds that other pages do not put into the trash.
PUT_HERE = ("document", "barrier")


@page(Right.READ)
def trash_page(request: SignedInRequest) -> HttpResponse:
    """What lies in the trash and this user may see, the newest first, with when it is emptied."""
    form = TrashForm(request.GET)
    pager = Pager(_asked(request, form) if form.is_valid() else [], request.GET.get("page", "1"))
    context = {
        "form": form,
        "pager": pager,
        "rows": fetch_lying(pager.rows),
        "days": settings.TRASH_DAYS,
        "asked": any(form.data.get(name) for name in form.fields),
    }
    return render(request, "history/trash.html", context, status=200 if form.is_valid() else 400)


def _asked(request: SignedInRequest, form: TrashForm) -> Any:
    """Keys of what was asked for, as lying_for gives them."""
    asked = form.cleaned_data
    since, until = asked["since"], asked["until"]
    return lying_for(
        request.user,
        kinds=[asked["kind"]] if asked["kind"] else [],
        by=asked["by"],
        since=_midnight(since) if since else None,
        until=_midnight(until + timedelta(days=1)) if until else None,
    )


def _midnight(day: Any) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


@page(Right.WRITE, methods=("GET", "POST"))
def trash_restore(request: SignedInRequest, kind: str, uid: UUID) -> HttpResponse:
    """Take a record back out; where something else has taken its place, say so and offer another name."""
    if kind not in TRASH:
        raise Http404
    of = TRASH[kind]
    record = get_object_or_404(of.rows(request.user).select_related(*of.related), uid=uid)
    name = of.renamed_by and request.POST.get("name", "")
    form = RenameForm(
        request.POST if name else None, initial={"name": getattr(record, of.renamed_by or "pk")}
    )
    reasons: list[str] = []
    title = of.title(record)
    if request.method == "POST" and (not name or form.is_valid()):
        try:
            with act(by=request.user, verb="restore", subject=title) as running:
                take_back_out(of, record, by=request.user, name=form.cleaned_data["name"] if name else "")
        except ValidationError as refused:
            reasons = refused_because(of, refused)
        except VersionConflict:
            return redirect("trash")
        else:
            done = running.event if running.changed_something else None
            say_done(request, _("%(name)s is back.") % {"name": of.title(record)}, done)
            return redirect(_home_of(kind, uid, request))
    context = {"of": of, "title": title, "record": record, "form": form, "reasons": reasons}
    return render(request, "history/not_restored.html", context, status=409 if reasons else 200)


def _home_of(kind: str, uid: UUID, request: SignedInRequest) -> str:
    """The page of a record that is back; the trash where it is hidden all the same (a tie of somebody in the trash)."""
    of = KINDS[kind]
    record = of.visible_to(request.user).filter(**{of.uid: uid}).first()
    return of.address(record) if record is not None else reverse("trash")


@page(Right.WRITE, methods=("GET", "POST"))
def record_trash(request: SignedInRequest, kind: str, uid: UUID) -> HttpResponse:
    """Put a document or a barrier into the trash."""
    if kind not in PUT_HERE:
        raise Http404
    of = KINDS[kind]
    record = get_object_or_404(of.visible_to(request.user), uid=uid)
    title = of.title(record)
    return form_page(
        request, RecordForm(posted(request)), lambda: put_in_trash(record, by=request.user, subject=title),
        verb="trash", subject=title, done=_("%(name)s is in the trash.") % {"name": title},
        back=reverse("trash") if request.method == "POST" else of.address(record),
        heading=_("Put %(name)s into the trash?") % {"name": title}, save=_("Put into the trash"), danger=True,
        explain=_("What hangs on it stays, and comes back with it."),
    )  # fmt: skip
