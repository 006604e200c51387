"""Pages of organizations."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as say
from django.utils.translation import gettext_lazy as _

from contacts.lists.bulk import bulk_page
from contacts.lists.party_page import page_of
from contacts.lists.ready import ready_lists
from contacts.lists.timeline import asked_page
from contacts.organizations.columns import columns_for
from contacts.organizations.filters import OrganizationFilter
from contacts.organizations.forms import NewOrganizationForm, OrganizationForm
from contacts.organizations.likely import likely_same
from contacts.organizations.models import Organization
from contacts.organizations.own_districts import districts_called
from contacts.organizations.queries import organizations_for, with_parent
from contacts.parties.form_page import ask_what_is_named, form_page, posted, say_done
from crm.accounts.policies import SignedInRequest, page
from crm.accounts.rights import Right
from crm.parts.lists import ListOf, list_page
from crm.parts.panels import panels_for

ORGANIZATIONS = ListOf(
    "organizations",
    _("Organizations"),
    rows=organizations_for,
    filters=OrganizationFilter,
    columns=(),
    sort="name",
    prepare=with_parent,
    columns_asked_for=columns_for,
)


@page(Right.READ)
def organizations_page(request: SignedInRequest) -> HttpResponseBase:
    """All organizations, or those that the filter asks for; the same address gives the file."""
    ready = ready_lists("organizations", request.GET)
    return list_page(request, ORGANIZATIONS, "organizations/organization_list.html", ready=ready)


@page(Right.WRITE, methods=("GET", "POST"))
def organizations_bulk(request: SignedInRequest, verb: str) -> HttpResponse:
    """One thing done to many organizations, told before."""
    return bulk_page(request, ORGANIZATIONS, verb)


@page(Right.READ)
def organization_page(request: SignedInRequest, uid: UUID) -> HttpResponse:
    """What it is at a glance, who is there, where its people stand, and everything so far."""
    organization = _organization(request, uid)
    kind, number = asked_page(request.GET)
    return render(
        request,
        "organizations/organization.html",
        {
            "organization": organization,
            "it": page_of(organization, request.user, kind=kind, number=number),
            "panels": panels_for("organization", request, organization),
            "list_address": reverse("organizations"),
        },
    )


@page(Right.WRITE, methods=("GET", "POST"))
def organization_create(request: SignedInRequest) -> HttpResponse:
    """Add an organization; warns once of those that might be the same."""
    initial = {"name": request.GET.get("name", "")[:300], "owner": request.user}
    form = NewOrganizationForm(posted(request), user=request.user, initial=initial)
    likely: list[Organization] = []
    if request.method == "POST" and form.is_valid() and not form.cleaned_data["anyway"]:
        found = likely_same(request.user, name=form.cleaned_data["name"], state=form.cleaned_data["state"])
        likely = [one for one in found if str(one.uid) not in form.seen]
        if likely:
            form.answer("anyway", "1")
    if request.method == "POST" and not likely:
        made = form.attempt(
            lambda: form.add(by=request.user),
            by=request.user,
            verb="add organization",
            subject=str(form.data.get("name", ""))[:300],
        )
        if made is not None:
            say_done(request, say("Added %(name)s.") % {"name": made.name}, form.event, undo=False)
            return redirect(made)
    return render(request, "organizations/organization_create.html", {"form": form, "likely": likely})


@page(Right.WRITE)
def organizations_likely(request: SignedInRequest) -> HttpResponse:
    """Which might be meant already by what has been typed so far: a part of the page that adds an organization."""
    name, state = (request.GET.get(key, "").replace("\x00", "")[:300] for key in ("name", "state"))
    likely = likely_same(request.user, name=name, state=state) if name else []
    return render(request, "organizations/likely.html", {"likely": likely, "typing": True})


@page(Right.READ)
def districts_suggest(request: SignedInRequest) -> JsonResponse:
    """The best few school districts for what was typed, as JSON."""
    found = districts_called(request.user, request.GET.get("q", "").replace("\x00", "")[:200])
    rows = [
        {"id": str(one.uid), "text": one.name, "detail": ", ".join(filter(None, (one.city, one.state)))}
        for one in found
    ]
    return JsonResponse({"results": rows})


@page(Right.WRITE, methods=("GET", "POST"))
def organization_edit(request: SignedInRequest, uid: UUID) -> HttpResponse:
    """Change an organization, or only the facts that the address names; whoever was slower sees both values."""
    organization = _organization(request, uid)
    typed = OrganizationForm.as_typed(organization)
    form = OrganizationForm(posted(request), user=request.user, initial=typed)
    back = organization.get_absolute_url()
    heading, about = say("Edit %(name)s") % {"name": organization.name}, ""
    if ask_what_is_named(request, form):
        heading, about, back = form.heading, organization.name, f"{back}#{form.place}"
    return form_page(
        request, form, lambda: form.change(_organization(request, uid), by=request.user), verb="change organization",
        subject=organization.name, done=say("Saved."), back=back, heading=heading, about=about, save=say("Save"),
        template="organizations/organization_edit.html",
    )  # fmt: skip


def _organization(request: SignedInRequest, uid: UUID) -> Organization:
    """The organization at this address, if this user may see it."""
    found: Organization = get_object_or_404(with_parent(organizations_for(request.user)), party__uid=uid)
    return found
