"""What can be done with users: each an act in the record, by somebody, all or nothing.

Users have no history table. The act says in words what changed, and a digest covers the values.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import ProtectedError
from django.utils import timezone
from django.utils.translation import gettext as _

from crm.accounts.models import ApiToken, Invitation, Team, User
from crm.accounts.queries import active_admins
from crm.accounts.rights import UserRole
from crm.parts.audit import Act, act, digest_of
from crm.parts.hooks import AFTER_USER_MADE

if TYPE_CHECKING:
    from uuid import UUID


class NotPossible(Exception):
    """Why something cannot be done, in words for the person who asked."""


def _remember(running: Act, row: models.Model, history_type: str, **values: Any) -> None:
    """Leave a trace in the act for a row without a history table."""
    _ = running.event  # asking for it writes it
    running.note(type(row), row.pk, history_type, digest_of(values))


def _named(teams: Iterable[Team]) -> str:
    return ", ".join(sorted(team.name for team in teams)) or _("no team")


# --- Coming in -----------------------------------------------------------------------------------------------------


def invite(*, by: User, email: str, role: str, teams: Iterable[Team] = ()) -> tuple[Invitation, str]:
    """A new invitation and the secret of its link, which is not kept. An earlier one to the same address ends."""
    with act(by=by, verb="invite", subject=f"{email} ({UserRole(role).label})") as running:
        for earlier in Invitation.objects.filter(email=email, accepted_by=None, withdrawn_at=None):
            _withdraw(running, earlier)
        invitation, secret = Invitation.make(by=by, email=email, role=role)
        invitation.teams.set(teams)
        _remember(running, invitation, "+", email=email, role=role, teams=_named(invitation.teams.all()))
    return invitation, secret


def withdraw_invitation(invitation: Invitation, *, by: User) -> None:
    """End an invitation that nobody has taken up yet."""
    with act(by=by, verb="withdraw invitation", subject=invitation.email) as running:
        _withdraw(running, invitation)


def _withdraw(running: Act, invitation: Invitation) -> None:
    invitation.withdrawn_at = running.at
    invitation.save(update_fields=["withdrawn_at"])
    _remember(running, invitation, "~", withdrawn=True)


def accept_invitation(
    invitation: Invitation, *, username: str, first_name: str, last_name: str, password: str
) -> User:
    """Make the account that an invitation is for. Raises NotPossible if somebody was quicker with the same link."""
    if User.objects.filter(email=invitation.email).exists():
        raise NotPossible(_("Somebody signs in with this e-mail already."))
    with transaction.atomic():
        user = User.objects.create_user(
            username,
            invitation.email,
            password,
            role=invitation.role,
            first_name=first_name,
            last_name=last_name,
        )
        user.teams.set(invitation.teams.all())
        taken = Invitation.objects.filter(
            pk=invitation.pk, accepted_by=None, withdrawn_at=None, expires_at__gt=timezone.now()
        ).update(accepted_by=user)
        if not taken:
            raise NotPossible(_("This invitation has been used already. Ask for a new one."))
        with act(by=user, verb="join", subject=str(user)) as running:
            _remember(running, user, "+", username=username, role=user.role, teams=_named(user.teams.all()))
            for follow in AFTER_USER_MADE:
                follow(user)
    return user


def meet(user: User) -> None:
    """What other rooms do for a user who was made by a command, at the first sign-in."""
    with act(by=user, verb="join", subject=str(user)):
        for follow in AFTER_USER_MADE:
            follow(user)


# --- What somebody may do ------------------------------------------------------------------------------------------


def change_rights(user: User, *, by: User, role: str, teams: Iterable[Team]) -> None:
    """Give a user another role or other teams. Raises NotPossible rather than leave nobody to administer."""
    wanted = sorted(teams, key=lambda team: team.pk)
    before = list(user.teams.order_by("pk"))
    said = []
    if role != user.role:
        said.append(f"{UserRole(user.role).label} → {UserRole(role).label}")
    if wanted != before:
        said.append(f"{_named(before)} → {_named(wanted)}")
    if not said:
        return
    with act(by=by, verb="change rights", subject=f"{user}: {'; '.join(said)}") as running:
        user.role = role
        user.save(update_fields=["role"])
        user.teams.set(wanted)
        _somebody_administers()
        _remember(running, user, "~", role=role, teams=_named(wanted))


def deactivate(user: User, *, by: User) -> None:
    """Close an account: nobody signs in with it, its browsers and tokens stop at once. What it wrote stays."""
    if user.pk == by.pk:
        raise NotPossible(_("You cannot close your own account. Ask another admin."))
    with act(by=by, verb="close account", subject=str(user)) as running:
        user.is_active = False
        user.save(update_fields=["is_active"])
        _somebody_administers()
        _end_everything(user)
        _remember(running, user, "~", is_active=False)


def reactivate(user: User, *, by: User) -> None:
    """Open a closed account again, with its old password; tokens have to be made anew."""
    with act(by=by, verb="open account again", subject=str(user)) as running:
        user.is_active = True
        user.save(update_fields=["is_active"])
        _remember(running, user, "~", is_active=True)


def reset_second_factor(user: User, *, by: User) -> None:
    """For somebody who lost phone and recovery codes: takes the second factor away, signs them out everywhere, and
    gives them the usual days to set up a new one (directors and admins at their next sign-in)."""
    with act(by=by, verb="take second factor away", subject=str(user)) as running:
        Authenticator.objects.filter(user=user).delete()
        user.second_factor_due_on = timezone.localdate() + timedelta(days=settings.MFA_GRACE_DAYS)
        user.save(update_fields=["second_factor_due_on"])
        for session in UserSession.objects.filter(user=user):
            session.end()
        _remember(running, user, "~", second_factor=False)


def _somebody_administers() -> None:
    if not active_admins().exists():
        raise NotPossible(_("Somebody has to administer Groundwork. Make another user an admin first."))


def _end_everything(user: User) -> None:
    for session in UserSession.objects.filter(user=user):
        session.end()
    user.api_tokens.all().delete()


# --- Teams ---------------------------------------------------------------------------------------------------------


def add_team(*, by: User, name: str) -> Team:
    with act(by=by, verb="add team", subject=name) as running:
        team = Team.objects.create(name=name)
        _remember(running, team, "+", name=name)
    return team


def rename_team(team: Team, *, by: User, name: str) -> None:
    if name == team.name:
        return
    with act(by=by, verb="rename team", subject=f"{team.name} → {name}") as running:
        team.name = name
        team.save(update_fields=["name"])
        _remember(running, team, "~", name=name)


def remove_team(team: Team, *, by: User) -> None:
    """Remove a team that nothing is written for. Raises NotPossible if something is, or if somebody is in it."""
    if team.members.exists():
        raise NotPossible(_("Somebody is in this team. Move them to another first."))
    try:
        with act(by=by, verb="remove team", subject=team.name) as running:
            _remember(running, team, "-", name=team.name)
            team.delete()
    except ProtectedError as error:
        raise NotPossible(
            _("Meetings or notes are kept for this team, so it stays. You can rename it.")
        ) from error


# --- One's own -----------------------------------------------------------------------------------------------------


def change_profile(user: User, *, first_name: str, last_name: str, username: str, theme: str) -> None:
    """What somebody says about themselves."""
    user.first_name, user.last_name, user.username, user.theme = first_name, last_name, username, theme
    with act(by=user, verb="change own name", subject=str(user)) as running:
        user.save(update_fields=["first_name", "last_name", "username", "theme"])
        _remember(running, user, "~", first_name=first_name, last_name=last_name, username=username)


def change_email(user: User, *, email: str) -> str:
    """Another address to sign in with and to be written to. Returns the one before."""
    before = user.email
    with act(by=user, verb="change own e-mail", subject=f"{before} → {email}") as running:
        user.email = email
        user.save(update_fields=["email"])
        _remember(running, user, "~", email=email)
    return before


def make_token(user: User, *, name: str, expires_at: datetime | None) -> tuple[ApiToken, str]:
    """A new API token and its secret, which is shown once and not kept."""
    with act(by=user, verb="make API token", subject=name) as running:
        token, secret = ApiToken.make(user, name, expires_at)
        _remember(running, token, "+", name=name)
    return token, secret


def revoke_token(user: User, *, uid: UUID) -> str:
    """End one's own token; returns its name. Raises ApiToken.DoesNotExist for anybody else's."""
    token = ApiToken.objects.get(user=user, uid=uid)
    with act(by=user, verb="revoke API token", subject=token.name) as running:
        _remember(running, token, "-", name=token.name)
        token.delete()
    return token.name


def refuse_demo_address(email: str) -> None:
    """Raises ValidationError for an address of the demo: production does not start beside one."""
    if email.lower().endswith(f"@{settings.DEMO_EMAIL_DOMAIN}"):
        raise ValidationError(_("Addresses of the demo stay with the demo. Give one that mail reaches."))
