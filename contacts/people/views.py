"""Pages of people."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as say
from django.utils.translation import gettext_lazy as _

from contacts.lists.bulk import bulk_page
from contacts.lists.party_page import page_of
from contacts.lists.ready import ready_lists
from contacts.lists.timeline import asked_page
from contacts.parties.form_page import ask_what_is_named, form_page, posted, say_done
from contacts.people.columns import columns_for
from contacts.people.filters import PersonFilter
from contacts.people.forms import NewPersonForm, PersonForm
from contacts.people.likely import likely_same
from contacts.people.models import Person
from contacts.people.queries import people_for, with_party
from contacts.roles.queries import fetch_current_roles
from crm.accounts.policies import SignedInRequest, page
from crm.accounts.rights import Right
from crm.parts.lists import ListOf, list_page
from crm.parts.panels import panels_for

PEOPLE = ListOf(
    "people",
    _("People"),
    rows=people_for,
    filters=PersonFilter,
    columns=(),
    sort="name",
    prepare=with_party,
    columns_asked_for=columns_for,
)


@page(Right.READ)
def people_page(request: SignedInRequest) -> HttpResponseBase:
    """All people, or those that the filter asks for; the same address gives the file."""
    return list_page(request, PEOPLE, "people/person_list.html", ready=ready_lists("people", request.GET))


@page(Right.WRITE, methods=("GET", "POST"))
def people_bulk(request: SignedInRequest, verb: str) -> HttpResponse:
    """One thing done to many people, told before."""
    return bulk_page(request, PEOPLE, verb)


@page(Right.READ)
def person_page(request: SignedInRequest, uid: UUID) -> HttpResponse:
    """Who it is at a glance, where they stand, and everything so far."""
    person = _person(request, uid)
    kind, number = asked_page(request.GET)
    return render(
        request,
        "people/person.html",
        {
            "person": person,
            "it": page_of(person, request.user, kind=kind, number=number),
            "panels": panels_for("person", request, person),
            "list_address": reverse("people"),
        },
    )


@page(Right.WRITE, methods=("GET", "POST"))
def person_create(request: SignedInRequest) -> HttpResponse:
    """Add somebody; warns once of people who might be the same."""
    form = NewPersonForm(
        posted(request),
        user=request.user,
        initial={"name": request.GET.get("name", "")[:300], "owner": request.user},
    )
    likely: list[Person] = []
    if request.method == "POST" and form.is_valid() and not form.cleaned_data["anyway"]:
        likely = [one for one in _likely(request, form.cleaned_data) if str(one.uid) not in form.seen]
        if likely:
            form.answer("anyway", "1")
    if request.method == "POST" and not likely:
        person = form.attempt(
            lambda: form.add(by=request.user), by=request.user, verb="add person", subject=_named(form)
        )
        if person is not None:
            say_done(request, say("Added %(name)s.") % {"name": person.name}, form.event, undo=False)
            return redirect(person)
    return render(request, "people/person_create.html", {"form": form, "likely": likely})


@page(Right.WRITE)
def people_likely(request: SignedInRequest) -> HttpResponse:
    """Who might be meant already by what has been typed so far: a part of the page that adds somebody."""
    asked = {name: request.GET.get(name, "").replace("\x00", "")[:300] for name in ("name", "email", "phone")}
    likely = _likely(request, asked) if any(asked.values()) else []
    return render(request, "people/likely.html", {"likely": likely, "typing": True})


def _likely(request: SignedInRequest, typed: dict[str, str]) -> list[Person]:
    """With what they are now."""
    likely = likely_same(request.user, name=typed["name"], email=typed["email"], phone=typed["phone"])
    fetch_current_roles(likely, request.user)
    return likely


@page(Right.WRITE, methods=("GET", "POST"))
def person_edit(request: SignedInRequest, uid: UUID) -> HttpResponse:
    """Change somebody, or only the facts that the address names; whoever was slower sees both values."""
    person = _person(request, uid)
    form = PersonForm(posted(request), initial=PersonForm.as_typed(person))
    back = person.get_absolute_url()
    heading, about = say("Edit %(name)s") % {"name": person.name}, ""
    if ask_what_is_named(request, form):
        heading, about, back = form.heading, person.name, f"{back}#{form.place}"
    return form_page(
        request, form, lambda: form.change(_person(request, uid), by=request.user), verb="change person",
        subject=person.name, done=say("Saved."), back=back, heading=heading, about=about, save=say("Save"),
        template="people/person_edit.html",
    )  # fmt: skip


def _person(request: SignedInRequest, uid: UUID) -> Person:
    """The person at this address, if this user may see them."""
    found: Person = get_object_or_404(with_party(people_for(request.user)), party__uid=uid)
    return found


def _named(form: NewPersonForm) -> str:
    return str(form.data.get("name", ""))[:300]
