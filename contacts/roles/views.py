"""Pages of roles and seats: adding, changing, ending, moving on."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _

from contacts.organizations.models import Organization
from contacts.organizations.queries import organizations_for
from contacts.parties.form_page import form_page, named_in_address, posted, way_back
from contacts.people.models import Person
from contacts.people.queries import people_for
from contacts.roles.forms import EndRoleForm, NewRoleForm, RoleForm, SeatForm
from contacts.roles.models import Role, Seat
from contacts.roles.moved_on import MovedOnForm
from contacts.roles.services import change_seat
from crm.accounts.policies import SignedInRequest, page
from crm.accounts.rights import Right


@page(Right.WRITE, methods=("GET", "POST"))
def role_add(request: SignedInRequest) -> HttpResponse:
    """A role of the person or at the organization that the address names."""
    people = people_for(request.user).select_related("party")
    person: Person | None = named_in_address(request, "person", people, lookup="party__uid")
    organization = _organization(request)
    if person is None and organization is None:
        raise Http404
    form = NewRoleForm(posted(request), user=request.user, person=person, organization=organization)
    opened_from: Any = person or organization
    return form_page(
        request, form, lambda: form.add(by=request.user), verb="begin role", subject=str(opened_from),
        done=_("Added."), back=opened_from.get_absolute_url(),
        heading=_("Add a role") if person else _("Add somebody"), about=str(opened_from), save=_("Add"),
    )  # fmt: skip


@page(Right.WRITE, methods=("GET", "POST"))
def role_edit(request: SignedInRequest, uid: UUID) -> HttpResponse:
    role = role_at(request, uid)
    form = RoleForm(posted(request), role=role)
    return form_page(
        request, form, lambda: form.change(role, by=request.user), verb="change role", subject=_words(role),
        done=_("Saved."), back=_back_from(request, role), heading=_("Role"), about=_words(role), save=_("Save"),
        template="roles/role_edit.html", role=role, next=request.GET.get("next", ""),
        changes=reverse("record_history", args=["role", uid]),
    )  # fmt: skip


@page(Right.WRITE, methods=("GET", "POST"))
def role_end(request: SignedInRequest, uid: UUID) -> HttpResponse:
    role = role_at(request, uid)
    form = EndRoleForm(posted(request), initial={"version": role.version})
    return form_page(
        request, form, lambda: form.write(role, by=request.user), verb="end role", subject=_words(role),
        done=_("The role is over; it stays on the record."), back=_back_from(request, role),
        heading=_("End this role"), about=_words(role), save=_("End it"), explain=_vacant_then(role),
    )  # fmt: skip


@page(Right.WRITE, methods=("GET", "POST"))
def moved_on(request: SignedInRequest, uid: UUID) -> HttpResponse:
    """End one role, perhaps begin another, say what became of each way to reach. Nothing else is touched."""
    role = role_at(request, uid)
    form = MovedOnForm(posted(request), user=request.user, role=role)
    return form_page(
        request, form, lambda: form.write(by=request.user), verb="moved on", subject=str(role.person),
        done=_("%(name)s moved on.") % {"name": role.person}, back=_back_from(request, role),
        heading=_("%(name)s moved on") % {"name": role.person}, about=_words(role), save=_("Save"),
        template="roles/moved_on.html", role=role, explain=_vacant_then(role),
    )  # fmt: skip


@page(Right.WRITE, methods=("GET", "POST"))
def seat_add(request: SignedInRequest) -> HttpResponse:
    organization = _organization(request)
    if organization is None:
        raise Http404
    form = SeatForm(posted(request))
    return form_page(
        request, form, lambda: form.add(organization, by=request.user), verb="add seat", subject=organization.name,
        done=_("Added."), back=organization.get_absolute_url(), heading=_("Add a seat"), about=organization.name,
        save=_("Add"),
    )  # fmt: skip


@page(Right.WRITE, methods=("GET", "POST"))
def seat_edit(request: SignedInRequest, uid: UUID) -> HttpResponse:
    seats = Seat.objects.visible_to(request.user).select_related("organization__party")
    seat = get_object_or_404(seats, uid=uid)
    form = SeatForm(posted(request), initial=SeatForm.as_typed(seat))
    return form_page(
        request, form, lambda: change_seat(seat, by=request.user, version=form.read_version, **form.values),
        verb="change seat", subject=f"{seat.organization}: {seat}", done=_("Saved."),
        back=seat.organization.get_absolute_url(), heading=_("Seat"), about=seat.organization.name, save=_("Save"),
        changes=reverse("record_history", args=["seat", uid]),
    )  # fmt: skip


def role_at(request: SignedInRequest, uid: UUID) -> Role:
    roles = Role.objects.visible_to(request.user)
    found: Role = get_object_or_404(
        roles.select_related("person__party", "organization__party", "seat"), uid=uid
    )
    return found


def _back_from(request: SignedInRequest, role: Role) -> str:
    """The page that it was opened from, else that of the person."""
    return way_back(request, role.person.get_absolute_url())


def _vacant_then(role: Role) -> str:
    """What ending this role does to its seat, in words; "" for a role without one."""
    if role.seat is None:
        return ""
    return _("The seat “%(seat)s” becomes vacant and stays on the record.") % {"seat": role.seat}


def _words(role: Role) -> str:
    return f"{role.person}: {role.called}, {role.organization}"


def _organization(request: SignedInRequest) -> Organization | None:
    """The organization that the address names, if it names one."""
    rows = organizations_for(request.user).select_related("party")
    found: Organization | None = named_in_address(request, "organization", rows, lookup="party__uid")
    return found
