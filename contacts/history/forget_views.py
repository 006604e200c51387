"""Forgetting somebody, what was forgotten, and old notes: what leaves for good, and says so before."""

from __future__ import annotations

from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from contacts.history.forgetting import CannotForget, forget, what_goes, why_not
from contacts.history.forms import ForgetForm
from contacts.history.models import Forgotten
from contacts.history.named import Hand
from contacts.history.old_notes import delete_notes, oldest_kept, proposed
from contacts.parties.form_page import address_of, posted
from contacts.parties.models import Party
from crm.accounts.policies import SignedInRequest, page
from crm.accounts.rights import Right
from crm.parts.pager import Pager


@page(Right.DIRECT, methods=("GET", "POST"))
def person_forget(request: SignedInRequest, uid: UUID) -> HttpResponse:
    """Forget a person: what goes and what stays is said first; a reason and the name are asked for."""
    people = Party.objects.visible_to(request.user).filter(kind=Party.Kind.PERSON)
    party = get_object_or_404(people, uid=uid)
    refused = why_not(party)
    form = ForgetForm(posted(request), name=party.label)
    if request.method == "POST" and not refused and form.is_valid():
        try:
            done = forget(party, by=request.user, reason=form.cleaned_data["reason"])
        except CannotForget as reason:
            refused = str(reason)
        else:
            messages.success(request, _("It is done, and cannot be undone."))
            return redirect("forgotten", uid=done.act.uid)
    context = {
        "party": party,
        "form": form,
        "refused": refused,
        "what": None if refused else what_goes(party),
        "backups": settings.BACKUPS_KEPT,
        "back": address_of(party),
    }
    return render(request, "history/forget.html", context, status=409 if refused and posted(request) else 200)


@page(Right.DIRECT)
def forgotten_list(request: SignedInRequest) -> HttpResponse:
    """Whom directors forgot, without a name: when, by whom and why."""
    rows = Forgotten.objects.select_related("act__by").order_by("-pk")
    pager = Pager(rows, request.GET.get("page", "1"))
    return render(request, "history/forgotten_list.html", {"pager": pager})


@page(Right.DIRECT)
def forgotten_page(request: SignedInRequest, uid: UUID) -> HttpResponse:
    """What one forgetting did, and what somebody must look at by hand."""
    row = get_object_or_404(Forgotten.objects.select_related("act__by"), act__uid=uid)
    context = {
        "row": row,
        "by_hand": [Hand(**one) for one in row.counts.get("by_hand", [])],
        "shared": [Hand(**one) for one in row.counts.get("shared", [])],
        "backups": settings.BACKUPS_KEPT,
    }
    return render(request, "history/forgotten.html", context)


@page(Right.DIRECT, methods=("GET", "POST"))
def old_notes(request: SignedInRequest) -> HttpResponse:
    """Notes older than this installation wants to keep, with boxes; the chosen are deleted for good, once said so."""
    notes = proposed(request.user)
    if request.method == "POST":
        chosen = _uids(request.POST.getlist("note"))
        if chosen and request.POST.get("sure") == "1":
            count = delete_notes(request.user, chosen)
            words = ngettext("%(n)s note is deleted for good.", "%(n)s notes are deleted for good.", count)
            messages.success(request, words % {"n": count})
            return redirect("old_notes")
        if chosen:
            sure = list(notes.filter(uid__in=chosen))
            return render(request, "history/old_notes_sure.html", {"notes": sure})
        messages.info(request, _("No note was chosen."))
        return redirect("old_notes")
    pager = Pager(notes, request.GET.get("page", "1"))
    context = {"pager": pager, "kept": oldest_kept(), "years": settings.NOTES_PROPOSED_AFTER_YEARS}
    return render(request, "history/old_notes.html", context)


def _uids(texts: list[str]) -> list[UUID]:
    """Those that are uids."""
    found = []
    for text in texts[:1000]:
        try:
            found.append(UUID(text))
        except ValueError:
            continue
    return found
