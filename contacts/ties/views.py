"""Pages of ties: adding, changing, ending, and putting one that never was into the trash."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _

from contacts.parties.form_page import address_of, form_page, party_in_address, posted
from contacts.ties.forms import EndTieForm, NewTieForm, TieForm
from contacts.ties.models import Tie
from contacts.ties.services import trash_tie
from crm.accounts.policies import SignedInRequest, page
from crm.accounts.rights import Right
from crm.parts.forms import RecordForm


@page(Right.WRITE, methods=("GET", "POST"))
def tie_add(request: SignedInRequest) -> HttpResponse:
    """A tie of the party that the address names."""
    party = party_in_address(request)
    form = NewTieForm(posted(request), user=request.user)
    return form_page(
        request, form, lambda: form.add(party, by=request.user), verb="declare tie", subject=party.label,
        done=_("Added."), back=address_of(party), heading=_("Add a tie"), about=party.label, save=_("Add"),
    )  # fmt: skip


@page(Right.WRITE, methods=("GET", "POST"))
def tie_edit(request: SignedInRequest, uid: UUID) -> HttpResponse:
    tie = tie_at(request, uid)
    form = TieForm(posted(request), user=request.user, tie=tie)
    return form_page(
        request, form, lambda: form.change(tie, by=request.user), verb="change tie", subject=words_of(tie),
        done=_("Saved."), back=address_of(tie.from_party), heading=_("Tie"), about=words_of(tie), save=_("Save"),
        template="ties/tie_edit.html", tie=tie, changes=reverse("record_history", args=["tie", uid]),
    )  # fmt: skip


@page(Right.WRITE, methods=("GET", "POST"))
def tie_end(request: SignedInRequest, uid: UUID) -> HttpResponse:
    tie = tie_at(request, uid)
    form = EndTieForm(posted(request), initial={"version": tie.version})
    return form_page(
        request, form, lambda: form.write(tie, by=request.user), verb="end tie",
        subject=words_of(tie), done=_("The tie is over; it stays on the record."), back=address_of(tie.from_party),
        heading=_("This tie is over"), about=words_of(tie), save=_("It is over"),
    )  # fmt: skip


@page(Right.WRITE, methods=("GET", "POST"))
def tie_trash(request: SignedInRequest, uid: UUID) -> HttpResponse:
    tie = tie_at(request, uid)
    return form_page(
        request, RecordForm(posted(request)), lambda: trash_tie(tie, by=request.user), verb="trash",
        subject=words_of(tie), done=_("The tie is in the trash."), back=address_of(tie.from_party),
        heading=_("Put this tie into the trash?"), about=words_of(tie), save=_("Put into the trash"), danger=True,
        explain=_("For a tie that never was. One that is over should be ended instead, so that the past stays true."),
    )  # fmt: skip


def tie_at(request: SignedInRequest, uid: UUID) -> Tie:
    ties = Tie.objects.visible_to(request.user)
    related = ("type", "from_party", "to_party", "team", "source_meeting")
    found: Tie = get_object_or_404(ties.select_related(*related), uid=uid)
    return found


def words_of(tie: Tie) -> str:
    return f"{tie.from_party} {tie.type.forward} {tie.to_party}"
