"""A page that is one form: shown, sent, refused with reasons, or done with a way back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from contacts.parties.models import Party
from crm.accounts.policies import SignedInRequest
from crm.parts.audit import AuditEvent
from crm.parts.forms import RecordForm


def say_done(request: HttpRequest, words: str, event: AuditEvent | None, *, undo: bool = True) -> None:
    """Say what was done and offer to undo it; or that nothing differed."""
    if event is None:
        messages.info(request, _("Nothing differed, so nothing was changed."))
    else:
        messages.success(request, words, extra_tags=f"undo:{event.uid}" if undo else "")


def posted(request: HttpRequest) -> Any:
    """What a form is bound to: whatever was posted, be it nothing at all; None where it is only shown."""
    return request.POST if request.method == "POST" else None


def form_page(
    request: Any,
    form: RecordForm,
    write: Callable[[], object],
    *,
    verb: str,
    subject: str,
    done: str,
    back: str,
    heading: str,
    save: str,
    about: str = "",
    template: str = "parties/form.html",
    **context: Any,
) -> HttpResponse:
    """Show a form; when it is sent and good, write it as one act, say `done` and go `back`.

    `write` returns something that is not None. A version conflict answers 409 and shows both values.
    """
    if request.method == "POST":
        made = form.attempt(write, by=request.user, verb=verb, subject=subject)
        if made is not None:
            say_done(request, done, form.event)
            return redirect(back)
    shown = {"form": form, "heading": heading, "about": about, "save": save, "back": back, **context}
    return render(request, template, shown, status=409 if form.differences or form.conflict else 200)


def ask_what_is_named(request: HttpRequest, form: RecordForm) -> bool:
    """Let a form ask only for the fields that the address names by `?field=…`; whether it names any. 404 for a field
    that the form does not have."""
    names = request.GET.getlist("field")
    if not names:
        return False
    try:
        form.ask_only(names)
    except KeyError:
        raise Http404 from None
    return True


def named_in_address(request: HttpRequest, name: str, rows: Any, *, lookup: str = "uid") -> Any:
    """The one of `rows` that the address names by `?name=<uid>`; None if it names none.

    404 for what is not among them, so that what one may not see and what is no uid are answered alike.
    """
    asked = request.GET.get(name)
    if not asked:
        return None
    try:
        return get_object_or_404(rows, **{lookup: UUID(asked)})
    except ValueError:
        raise Http404 from None


def party_in_address(request: SignedInRequest) -> Party:
    """The party that the address names by `?party=<uid>`. 404 if it names none, or none that one may see."""
    party: Party | None = named_in_address(request, "party", Party.objects.visible_to(request.user))
    if party is None:
        raise Http404
    return party


def address_of(party: Party) -> str:
    """The page of a person or organization, by its party."""
    return reverse("person" if party.kind == Party.Kind.PERSON else "organization", args=[party.uid])


def way_back(request: HttpRequest, otherwise: str) -> str:
    """Where a small form says that it came from, if that is a page of ours."""
    asked = request.POST.get("next", "") or request.GET.get("next", "")
    ours = url_has_allowed_host_and_scheme(
        asked, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return asked if asked and ours else otherwise
