"""The page before a bulk act: who is meant, how they stand, what will be done. It writes only what it told."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import IntegrityError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from contacts.lists.bulk_choice import Choice, ToldOtherwise, counted
from contacts.lists.bulk_forms import BulkForm
from contacts.lists.bulk_verbs import verbs_of
from contacts.parties.form_page import posted, say_done, way_back
from crm.parts.lists import ListOf
from crm.parts.many import Done

if TYPE_CHECKING:
    from crm.accounts.policies import SignedInRequest


def bulk_page(request: SignedInRequest, of: ListOf, slug: str) -> HttpResponse:
    """Show what one verb would do to those chosen on a list; when it is sent and still so, do it in one act.

    409 with the new number, and nothing written, if others match by now or what was told of them has changed.
    """
    verb = verbs_of(of.name).get(slug)
    if verb is None:
        raise Http404
    back = way_back(request, reverse(of.name))
    choice = Choice(of, request)
    about = {"of": of, "place": of.name, "choice": choice, "back": back}
    if choice.problems or not choice.count:
        return render(request, "lists/bulk_nobody.html", about, status=400)
    form, otherwise = verb(posted(request), choice=choice), ""
    if request.method == "POST":
        told = request.POST.get("told", "")
        try:
            done = _attempt(request, form, told)
        except ToldOtherwise:
            about["choice"] = choice = Choice(of, request)
            form, otherwise = verb(request.POST, choice=choice), _otherwise(choice, told)
        else:
            if done is not None:
                say_done(request, form.in_words(done), form.event)
                return redirect(back)
    about |= {
        "form": form,
        "told": choice.told(verb.state(choice)),
        "otherwise": otherwise,
        "facts": form.facts(),
        "heading": verb.asks % {"who": choice.counted},
    }
    return render(request, "lists/bulk_confirm.html", about, status=409 if otherwise else 200)


def _attempt(request: SignedInRequest, form: BulkForm, told: str) -> Done | None:
    """Do it if the form is good and the page told the truth. None, with the reasons in the form, if it is not good."""
    if not form.is_valid():
        return None

    def write() -> Done:
        choice = form.choice.again()
        if choice.told(form.state(choice)) != told:
            raise ToldOtherwise
        return form.apply(choice)

    subject = ": ".join(part for part in (form.choice.counted, form.subject()) if part)
    try:
        return form.attempt(write, by=request.user, verb=form.verb, subject=subject)
    except IntegrityError:
        raise ToldOtherwise from None


def _otherwise(choice: Choice, told: str) -> str:
    """What is otherwise than the page said."""
    number = told.partition("-")[0]
    if not (number.isascii() and number.isdigit()) or int(number) == choice.count:
        return _("What is so of them has changed since you looked.")
    words = {"now": choice.counted, "before": counted(choice.of.name, int(number[:9]))}
    return _("It was %(before)s when you looked, and now it is %(now)s.") % words
