"""What admins do: invite, give rights, close accounts, keep teams."""

from __future__ import annotations

import logging
import smtplib
from typing import Any
from uuid import UUID

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib import messages
from django.core.mail import send_mail
from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _

from crm.accounts.forms import InviteForm, RightsForm, TeamForm
from crm.accounts.from_allauth import it_is_you
from crm.accounts.models import Invitation, Team, User
from crm.accounts.policies import SignedInRequest, page
from crm.accounts.queries import open_invitations, staff
from crm.accounts.rights import Right
from crm.accounts.services import (
    NotPossible,
    add_team,
    change_rights,
    deactivate,
    invite,
    reactivate,
    remove_team,
    rename_team,
    reset_second_factor,
    withdraw_invitation,
)
from crm.parts.jobs import beat

log = logging.getLogger(__name__)


@page(Right.ADMINISTER)
def administration(request: SignedInRequest) -> HttpResponse:
    """Where the menu's “Administration” leads."""
    return redirect("users")


@page(Right.ADMINISTER)
def users_page(request: SignedInRequest) -> HttpResponse:
    """Everybody with an account, and who was invited."""
    factors = Count("authenticator", filter=~Q(authenticator__type=Authenticator.Type.RECOVERY_CODES))
    users = staff().annotate(factors=factors).order_by("-is_active", "first_name", "last_name", "pk")
    return render(request, "accounts/user_list.html", {"users": users, "invitations": open_invitations()})


@page(Right.ADMINISTER, methods=("GET", "POST"))
@it_is_you
def user_invite(request: SignedInRequest) -> HttpResponse:
    """Invite somebody: the link is mailed, and shown once to copy."""
    form = InviteForm(request.POST or None)
    if form.is_valid():
        invitation, secret = invite(by=request.user, **form.cleaned_data)
        link = request.build_absolute_uri(reverse("join", args=[secret]))
        sent = _send_invitation(request.user, invitation, link)
        context = {"invitation": invitation, "link": link, "sent": sent, "days": Invitation.DAYS}
        return render(request, "accounts/invitation_made.html", context)
    return render(
        request, "accounts/invitation_form.html", {"form": form}, status=400 if form.is_bound else 200
    )


def _send_invitation(by: User, invitation: Invitation, link: str) -> bool:
    """Whether the mail went out. It carries the link and nothing of the record."""
    context = {"by": by, "invitation": invitation, "link": link, "days": Invitation.DAYS}
    text = render_to_string("accounts/email/invitation.txt", context)
    try:
        send_mail(
            _("An account for you in Groundwork"), text, settings.DEFAULT_FROM_EMAIL, [invitation.email]
        )
    except (OSError, smtplib.SMTPException) as error:
        log.warning("The invitation could not be mailed: %s", error)
        beat("mail", f"{type(error).__name__}: {error}", ok=False)
        return False
    return True


@page(Right.ADMINISTER, methods=("POST",))
def invitation_withdraw(request: SignedInRequest, uid: UUID) -> HttpResponse:
    invitation = get_object_or_404(open_invitations(), uid=uid)
    withdraw_invitation(invitation, by=request.user)
    messages.success(
        request, _("The invitation to %(email)s is no longer good.") % {"email": invitation.email}
    )
    return redirect("users")


@page(Right.ADMINISTER, methods=("GET", "POST"))
@it_is_you
def user_page(request: SignedInRequest, uid: UUID) -> HttpResponse:
    """What one user may do."""
    user = get_object_or_404(staff(), uid=uid)
    form = RightsForm(request.POST or None, initial={"role": user.role, "teams": user.teams.all()})
    if form.is_valid():
        try:
            change_rights(user, by=request.user, **form.cleaned_data)
        except NotPossible as reason:
            form.add_error("role", str(reason))
        else:
            messages.success(request, _("Saved what %(who)s may do.") % {"who": user})
            return redirect("users")
    factors = Authenticator.objects.filter(user=user).exclude(type=Authenticator.Type.RECOVERY_CODES).exists()
    context: dict[str, Any] = {"person": user, "form": form, "factors": factors}
    return render(request, "accounts/user_form.html", context, status=400 if form.is_bound else 200)


@page(Right.ADMINISTER, methods=("POST",))
@it_is_you
def user_close(request: SignedInRequest, uid: UUID) -> HttpResponse:
    """Close an account, or open a closed one again."""
    user = get_object_or_404(staff(), uid=uid)
    try:
        if user.is_active:
            deactivate(user, by=request.user)
            messages.success(
                request, _("%(who)s can no longer sign in. What they wrote stays.") % {"who": user}
            )
        else:
            reactivate(user, by=request.user)
            messages.success(request, _("%(who)s can sign in again.") % {"who": user})
    except NotPossible as reason:
        messages.error(request, str(reason))
    return redirect("users")


@page(Right.ADMINISTER, methods=("POST",))
@it_is_you
def user_second_factor(request: SignedInRequest, uid: UUID) -> HttpResponse:
    """Take the second factor of somebody away who lost it."""
    user = get_object_or_404(staff(), uid=uid)
    reset_second_factor(user, by=request.user)
    messages.success(
        request, _("%(who)s signs in with the password alone, and sets up a new one.") % {"who": user}
    )
    return redirect("users")


@page(Right.ADMINISTER, methods=("GET", "POST"))
def teams_page(request: SignedInRequest) -> HttpResponse:
    """The teams; adding one."""
    form = TeamForm(request.POST or None)
    if form.is_valid():
        team = add_team(by=request.user, name=form.cleaned_data["name"])
        messages.success(request, _("Added the team %(name)s.") % {"name": team})
        return redirect("teams")
    teams = Team.objects.annotate(size=Count("members", filter=Q(members__is_active=True)))
    return render(
        request,
        "accounts/team_list.html",
        {"form": form, "teams": teams},
        status=400 if form.is_bound else 200,
    )


@page(Right.ADMINISTER, methods=("GET", "POST"))
def team_page(request: SignedInRequest, pk: int) -> HttpResponse:
    """Rename a team; see who is in it."""
    team = get_object_or_404(Team, pk=pk)
    form = TeamForm(request.POST or None, team=team, initial={"name": team.name})
    if form.is_valid():
        rename_team(team, by=request.user, name=form.cleaned_data["name"])
        messages.success(request, _("Saved."))
        return redirect("teams")
    context = {"team": team, "form": form, "members": team.members.filter(is_active=True)}
    return render(request, "accounts/team_form.html", context, status=400 if form.is_bound else 200)


@page(Right.ADMINISTER, methods=("POST",))
def team_remove(request: SignedInRequest, pk: int) -> HttpResponse:
    team = get_object_or_404(Team, pk=pk)
    try:
        remove_team(team, by=request.user)
        messages.success(request, _("Removed the team %(name)s.") % {"name": team.name})
    except NotPossible as reason:
        messages.error(request, str(reason))
    return redirect("teams")
