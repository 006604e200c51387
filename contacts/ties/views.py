"""Pages of ties: adding, changing, ending, and putting one that never was into the trash."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from contacts.parties.form_page import address_of, form_page, party_in_address, posted, say_done
from contacts.parties.models import Party
from contacts.ties.forms import EndTieForm, NewTieForm, TieForm, TieLineForm
from contacts.ties.models import Tie
from contacts.ties.services import trash_tie
from contacts.ties.several import LINES, SeveralTiesForm, typed
from crm.accounts.policies import SignedInRequest, page
from crm.accounts.rights import Right
from crm.parts.forms import RecordForm


@page(Right.WRITE, methods=("GET", "POST"))
def tie_add(request: SignedInRequest) -> HttpResponse:
    """A tie of the party that the address names: from the line on its page, or from a form with everything about it.

    With `line=1` it answers the line alone, for a script to put into the page of the party.
    """
    party = party_in_address(request)
    if request.method == "GET" and request.GET.get("line") == "1":
        return render(request, "ties/tie_line.html", {"form": TieLineForm(auto_id="tie_%s"), "party": party})
    if "more" in request.POST:
        form = NewTieForm(user=request.user, party=party, initial=NewTieForm.typed(request.POST))
    else:
        form = NewTieForm(posted(request), user=request.user, party=party)
    return form_page(
        request, form, lambda: form.add(party, by=request.user), verb="declare tie", subject=party.label,
        done=_("Added."), back=_to_ties(party), heading=_("Add a tie"), about=party.label, save=_("Add"),
        template="ties/tie_form.html", party=party,
    )  # fmt: skip


@page(Right.WRITE, methods=("GET", "POST"))
def ties_add_several(request: SignedInRequest) -> HttpResponse:
    """Several ties of the party that the address names, a line each, as one act."""
    party = party_in_address(request)
    lines = _lines_asked(request)
    if "more_lines" in request.POST:
        begun = typed(request.POST, lines)
        form = SeveralTiesForm(user=request.user, party=party, lines=lines + LINES, initial=begun)
    else:
        form = SeveralTiesForm(posted(request), user=request.user, party=party, lines=lines)
    if request.method == "POST":
        made = form.attempt(
            lambda: form.add(by=request.user), by=request.user, verb="declare ties", subject=party.label
        )
        if made is not None:
            words = ngettext("Added %(n)s tie.", "Added %(n)s ties.", len(made)) % {"n": len(made)}
            say_done(request, words, form.event)
            return redirect(_to_ties(party))
    return render(request, "ties/ties_several.html", {"form": form, "party": party, "back": _to_ties(party)})


def _lines_asked(request: SignedInRequest) -> int:
    asked = request.POST.get("lines", "")
    return int(asked) if asked.isascii() and asked.isdigit() and 0 < len(asked) < 3 else LINES


@page(Right.WRITE, methods=("GET", "POST"))
def tie_edit(request: SignedInRequest, uid: UUID) -> HttpResponse:
    tie = tie_at(request, uid)
    form = TieForm(posted(request), user=request.user, tie=tie)
    return form_page(
        request, form, lambda: form.change(tie, by=request.user), verb="change tie", subject=words_of(tie),
        done=_("Saved."), back=_to_ties(tie.from_party), heading=_("Tie"), about=words_of(tie), save=_("Save"),
        template="ties/tie_edit.html", tie=tie,
    )  # fmt: skip


@page(Right.WRITE, methods=("GET", "POST"))
def tie_end(request: SignedInRequest, uid: UUID) -> HttpResponse:
    tie = tie_at(request, uid)
    form = EndTieForm(posted(request), initial={"version": tie.version})
    return form_page(
        request, form, lambda: form.write(tie, by=request.user), verb="end tie",
        subject=words_of(tie), done=_("The tie is over; it stays on the record."), back=_to_ties(tie.from_party),
        heading=_("This tie is over"), about=words_of(tie), save=_("It is over"),
    )  # fmt: skip


@page(Right.WRITE, methods=("GET", "POST"))
def tie_trash(request: SignedInRequest, uid: UUID) -> HttpResponse:
    tie = tie_at(request, uid)
    return form_page(
        request, RecordForm(posted(request)), lambda: trash_tie(tie, by=request.user), verb="trash",
        subject=words_of(tie), done=_("The tie is in the trash."), back=_to_ties(tie.from_party),
        heading=_("Put this tie into the trash?"), about=words_of(tie), save=_("Put into the trash"), danger=True,
        explain=_("For a tie that never was. One that is over should be ended instead, so that the past stays true."),
    )  # fmt: skip


def _to_ties(party: Party) -> str:
    """The page of a party where its ties stand."""
    return f"{address_of(party)}#h-ties"


def tie_at(request: SignedInRequest, uid: UUID) -> Tie:
    ties = Tie.objects.visible_to(request.user)
    related = ("type", "from_party", "to_party", "team", "source_meeting")
    found: Tie = get_object_or_404(ties.select_related(*related), uid=uid)
    return found


def words_of(tie: Tie) -> str:
    return f"{tie.from_party} {tie.type.forward} {tie.to_party}"
