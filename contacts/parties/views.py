"""Pages about whoever the record is about: ways to reach, consent, tags, notes, documents."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import FileResponse, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from contacts.parties.documents import PLAIN_BYTES
from contacts.parties.form_page import address_of, form_page, posted
from contacts.parties.forms import (
    ConsentForm,
    DocumentForm,
    DoNotContactForm,
    NewWayToReachForm,
    NoteForm,
    TagsForm,
    WayToReachForm,
)
from contacts.parties.models import ContactPoint, Document, Note, Party, Tagging
from contacts.parties.reach import sharing
from contacts.parties.services import attach, change_note, put_tags, set_do_not_contact, trash
from contacts.roles.queries import fetch_current_roles
from crm.accounts.policies import SignedInRequest, page
from crm.accounts.rights import Right
from crm.parts.forms import RecordForm
from crm.parts.records import history_table

SHARING_SHOWN = 200


def party_at(request: SignedInRequest, uid: UUID) -> Party:
    """The party at this address, if this user may see it."""
    found: Party = get_object_or_404(Party.objects.visible_to(request.user), uid=uid)
    return found


def _point_at(request: SignedInRequest, uid: UUID) -> ContactPoint:
    """The way to reach at this address, if this user may see it."""
    points = ContactPoint.objects.visible_to(request.user).select_related("party")
    found: ContactPoint = get_object_or_404(points, uid=uid)
    return found


def _to_reach(party: Party) -> str:
    """The page of a party where its ways to reach stand."""
    return f"{address_of(party)}#h-reach"


@page(Right.READ)
def party_page(request: SignedInRequest, uid: UUID) -> HttpResponse:
    """Leads to the person's or organization's own page: links that know only the party come here."""
    return redirect(address_of(party_at(request, uid)))


@page(Right.WRITE, methods=("GET", "POST"))
def reach_add(request: SignedInRequest, uid: UUID) -> HttpResponse:
    """A way to reach: from the line on the page of the party, or from a form with everything about it."""
    party = party_at(request, uid)
    form = NewWayToReachForm(posted(request), initial={"kind": request.GET.get("kind", "email")})
    return form_page(
        request, form, lambda: form.add(party, by=request.user), verb="add way to reach", subject=party.label,
        done=_("Added."), back=_to_reach(party), heading=_("Add a way to reach"), about=party.label, save=_("Add"),
        template="parties/reach_form.html",
    )  # fmt: skip


@page(Right.WRITE, methods=("GET", "POST"))
def reach_edit(request: SignedInRequest, uid: UUID) -> HttpResponse:
    point = _point_at(request, uid)
    form = WayToReachForm(posted(request), initial=WayToReachForm.as_typed(point))
    return form_page(
        request, form, lambda: form.change(point, by=request.user), verb="change way to reach",
        subject=point.party.label, done=_("Saved."), back=_to_reach(point.party), heading=_("Way to reach"),
        about=point.party.label, save=_("Save"), template="parties/reach_form.html",
    )  # fmt: skip


@page(Right.READ)
def reach_shared(request: SignedInRequest, uid: UUID) -> HttpResponse:
    """Who else is reached by the same way: an office's mailbox, a school's number."""
    point = _point_at(request, uid)
    others = list(sharing(point).order_by("label", "pk")[:SHARING_SHOWN])
    fetch_current_roles(others, request.user)
    return render(
        request,
        "parties/reach_shared.html",
        {"point": point, "others": others, "back": _to_reach(point.party)},
    )


@page(Right.WRITE, methods=("GET", "POST"))
def consent_edit(request: SignedInRequest, uid: UUID) -> HttpResponse:
    """All channels at once: what they agreed to get, and what they asked not to."""
    party = party_at(request, uid)
    form = ConsentForm(posted(request), party=party)
    return form_page(
        request, form, lambda: form.change(party, by=request.user), verb="set consent", subject=party.label,
        done=_("Saved."), back=_to_reach(party), heading=_("What they agreed to get"), about=party.label,
        save=_("Save"), template="parties/consent_form.html",
    )  # fmt: skip


@page(Right.WRITE, methods=("GET", "POST"))
def do_not_contact(request: SignedInRequest, uid: UUID) -> HttpResponse:
    """Turn the switch over all channels on, with a reason, or off again."""
    party = party_at(request, uid)
    turn_on = not party.do_not_contact
    form = DoNotContactForm(posted(request), initial={"turn": "on" if turn_on else "off"})
    if request.POST.get("turn", form.initial["turn"]) != form.initial["turn"]:
        messages.info(request, _("Somebody else did this meanwhile, so nothing was changed."))
        return redirect(address_of(party))
    if not turn_on:
        del form.fields["do_not_contact_reason"]

    def write() -> Party:
        reason = form.values.get("do_not_contact_reason", "")
        return set_do_not_contact(party, by=request.user, switch=turn_on, reason=reason)

    explain = "" if turn_on else _("They asked: %(reason)s") % {"reason": party.do_not_contact_reason}
    return form_page(
        request, form, write, verb="do not contact" if turn_on else "may be contacted again", subject=party.label,
        done=_("Saved."), back=address_of(party),
        heading=_("Do not contact") if turn_on else _("May be contacted again"),
        about=party.label, save=_("Do not contact") if turn_on else _("May be contacted again"), explain=explain,
    )  # fmt: skip


@page(Right.WRITE, methods=("GET", "POST"))
def tags_edit(request: SignedInRequest, uid: UUID) -> HttpResponse:
    party = party_at(request, uid)
    has = [tagging.tag.name for tagging in party.taggings.select_related("tag")]
    changes = history_table(Tagging).objects.filter(party_id=party.pk)
    form = TagsForm(posted(request), initial={"tags": has}, changes=changes)

    def write() -> Party:
        put_tags(party, by=request.user, names=form.values["tags"])
        return party

    return form_page(
        request, form, write, verb="tag", subject=party.label, done=_("Saved."), back=address_of(party),
        heading=_("Tags"), about=party.label, save=_("Save"),
    )  # fmt: skip


@page(Right.WRITE, methods=("GET", "POST"))
def note_add(request: SignedInRequest, uid: UUID) -> HttpResponse:
    party = party_at(request, uid)
    form = NoteForm(posted(request), user=request.user, initial={"on": timezone.localdate()})
    return form_page(
        request, form, lambda: form.add(party, by=request.user), verb="write note", subject=party.label,
        done=_("Noted."), back=address_of(party), heading=_("Write a note"), about=party.label, save=_("Add"),
    )  # fmt: skip


@page(Right.WRITE, methods=("GET", "POST"))
def note_edit(request: SignedInRequest, uid: UUID) -> HttpResponse:
    note = get_object_or_404(Note.objects.visible_to(request.user).select_related("party", "team"), uid=uid)
    form = NoteForm(posted(request), user=request.user, now=note, initial=NoteForm.as_typed(note))
    return form_page(
        request, form, lambda: change_note(note, by=request.user, version=form.read_version, **form.values),
        verb="change note", subject=note.party.label, done=_("Saved."), back=address_of(note.party),
        heading=_("Note"), about=note.party.label, save=_("Save"),
        changes=reverse("record_history", args=["note", uid]),
    )  # fmt: skip


@page(Right.WRITE, methods=("GET", "POST"))
def document_add(request: SignedInRequest, uid: UUID) -> HttpResponse:
    party = party_at(request, uid)
    form = DocumentForm(posted(request), request.FILES or None, user=request.user)

    def write() -> Any:
        document = form.add(by=request.user)
        attach(document, getattr(party, party.kind), by=request.user)
        return document

    return form_page(
        request, form, write, verb="keep document", subject=party.label, done=_("Kept."), back=address_of(party),
        heading=_("Add a document"), about=party.label, save=_("Add"), with_file=True,
    )  # fmt: skip


@page(Right.READ)
def document_page(request: SignedInRequest, uid: UUID) -> HttpResponseBase:
    """A document as a download, never shown in the page's own origin; a link leads to where it points."""
    document = get_object_or_404(Document.objects.visible_to(request.user), uid=uid)
    if not document.file:
        return redirect(document.link)
    response = FileResponse(
        document.file.open("rb"),
        as_attachment=True,
        filename=document.filename or "document",
        content_type=document.content_type or PLAIN_BYTES,
    )
    response["Content-Security-Policy"] = "sandbox; default-src 'none'; frame-ancestors 'none'"
    return response


@page(Right.WRITE, methods=("GET", "POST"))
def party_trash(request: SignedInRequest, uid: UUID) -> HttpResponse:
    party = party_at(request, uid)
    of_person = party.kind == Party.Kind.PERSON
    return form_page(
        request, RecordForm(posted(request)), lambda: trash(party, by=request.user), verb="trash",
        subject=party.label, done=_("%(name)s is in the trash.") % {"name": party.label},
        back=reverse("people" if of_person else "organizations") if request.method == "POST" else address_of(party),
        heading=_("Put %(name)s into the trash?") % {"name": party.label}, save=_("Put into the trash"), danger=True,
        explain=_("It leaves lists, search and maps. Everything that hangs on it stays, and comes back with it."),
    )  # fmt: skip
