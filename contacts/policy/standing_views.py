"""Pages for a school's standing and its autonomies."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from contacts.organizations.models import Organization
from contacts.organizations.queries import organizations_for
from contacts.parties.form_page import form_page, posted
from contacts.policy.models import Arrangement
from contacts.policy.standing_forms import AutonomiesForm, StandingForm
from crm.accounts.policies import SignedInRequest, page
from crm.accounts.rights import Right


@page(Right.WRITE, methods=("GET", "POST"))
def standing_add(request: SignedInRequest, uid: UUID) -> HttpResponse:
    """Say under which agreement a school governs itself."""
    school = _school(request, uid)
    form = StandingForm(posted(request), user=request.user)
    return form_page(
        request, form, lambda: form.add(school, by=request.user), verb="add standing", subject=school.name,
        done=_("Added."), back=school.get_absolute_url(), heading=_("Add a standing"), about=school.name, save=_("Add"),
        template="policy/standing_form.html",
    )  # fmt: skip


@page(Right.WRITE, methods=("GET", "POST"))
def standing_edit(request: SignedInRequest, uid: UUID) -> HttpResponse:
    """Change a standing; whoever was slower sees both values."""
    seen = Arrangement.objects.filter(school__in=organizations_for(request.user))
    arrangement = get_object_or_404(
        seen.select_related("school__party", "authority__party", "initiative"), uid=uid
    )
    form = StandingForm(posted(request), user=request.user, initial=StandingForm.as_typed(arrangement))
    return form_page(
        request, form, lambda: form.change(arrangement, by=request.user), verb="change standing",
        subject=arrangement.school.name, done=_("Saved."), back=arrangement.school.get_absolute_url(),
        heading=_("Standing"), about=arrangement.school.name, save=_("Save"), template="policy/standing_form.html",
    )  # fmt: skip


@page(Right.WRITE, methods=("GET", "POST"))
def autonomies_edit(request: SignedInRequest, uid: UUID) -> HttpResponse:
    """Say how far a school decides for itself, area by area; whoever was slower sees both values."""
    school = _school(request, uid)
    form = AutonomiesForm(posted(request), school=school)
    return form_page(
        request, form, lambda: form.change(school, by=request.user), verb="set autonomies", subject=school.name,
        done=_("Saved."), back=school.get_absolute_url(), heading=_("How far it decides for itself"), about=school.name,
        save=_("Save"), template="policy/autonomies_form.html",
    )  # fmt: skip


def _school(request: SignedInRequest, uid: UUID) -> Organization:
    found: Organization = get_object_or_404(
        organizations_for(request.user).select_related("party"), party__uid=uid
    )
    return found
