"""The page for addresses that came back and for those who asked not to get something: paste, look, mark."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from contacts.parties.bounced_forms import BouncedForm
from contacts.parties.bounced_services import Review, mark_all, review_of
from contacts.parties.form_page import posted, say_done
from crm.accounts.policies import SignedInRequest, page
from crm.accounts.rights import Right
from crm.parts.many import Done


class ToldOtherwise(Exception):
    """Since the review was shown, somebody changed what it told. Nothing was written."""


@page(Right.WRITE, methods=("GET", "POST"))
def bounced_page(request: SignedInRequest) -> HttpResponse:
    """Paste addresses, see who has them, and mark those that are ticked in one act."""
    form = BouncedForm(posted(request))
    review: Review | None = None
    otherwise, ticked = False, None
    if request.method == "POST" and form.is_valid():
        review = _review(request, form)
        if request.POST.get("do") == "mark":
            ticked = set(request.POST.getlist("point"))
            try:
                done = _mark(request, form, ticked)
            except ToldOtherwise:
                otherwise, ticked = True, None
            else:
                if done is not None:
                    say_done(request, form.in_words(done), form.event)
                    return redirect(reverse("bounced"))
    about = {
        "form": form,
        "place": "people",
        "review": review,
        "otherwise": otherwise,
        "ticked": _ticked(review) if review is not None and ticked is None else ticked,
        "back": reverse("people"),
    }
    return render(request, "parties/bounced.html", about, status=409 if otherwise else 200)


def _review(request: SignedInRequest, form: BouncedForm) -> Review:
    return review_of(form.found, form.cleaned_data["meaning"], user=request.user)


def _mark(request: SignedInRequest, form: BouncedForm, ticked: set[str]) -> Done | None:
    """Mark what is ticked, if the record is as the review said. None, with the reason in the form, if nothing is."""
    values = form.cleaned_data

    def write() -> Done:
        now = _review(request, form)
        if now.told != request.POST.get("told"):
            raise ToldOtherwise
        points = [one.point for _address, those in now.found for one in those if str(one.point.uid) in ticked]
        return mark_all(
            points, by=request.user, meaning=values["meaning"], on=values["on"], how=values["how"]
        )

    if not ticked:
        form.add_error(None, _("Nothing is ticked. Tick what should be marked."))
        return None
    return form.attempt(write, by=request.user, verb="mark ways to reach", subject=form.subject)


def _ticked(review: Review) -> set[str]:
    """What is ticked at first: everything but our own colleagues, whose addresses stand in every report."""
    return {
        str(one.point.uid)
        for _address, those in review.found
        for one in those
        if not one.already and not one.colleague
    }
