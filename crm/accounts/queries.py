"""Reads about users that sign-in, pages and commands share."""

from __future__ import annotations

from django.db.models import QuerySet

from crm.accounts.models import SYSTEM_USERNAME, Invitation, User
from crm.accounts.rights import UserRole


def user_called(login: str) -> User | None:
    """Whoever signs in with this e-mail or name, in any case of letters; None for nobody, or for two at once."""
    login = login.strip()
    if not login:
        return None
    if "@" in login:
        by_email = User.objects.filter(email=login.lower()).first()
        if by_email is not None:
            return by_email
    # The databases disagree on letters beyond ASCII, so Python has the last word.
    found = [
        user
        for user in User.objects.filter(username__iexact=login)
        if user.username.casefold() == login.casefold()
    ]
    return found[0] if len(found) == 1 else None


def staff() -> QuerySet[User]:
    """Everybody who has an account, with their teams; without the built-in user, who cannot sign in."""
    return User.objects.exclude(username=SYSTEM_USERNAME).prefetch_related("teams")


def colleagues() -> QuerySet[User]:
    """Whoever can be given something to do: somebody's point person, the lead of an initiative, a next step."""
    return User.objects.filter(is_active=True).exclude(role=UserRole.VIEWER)


def active_admins() -> QuerySet[User]:
    """Those who keep the installation; there is always at least one."""
    return User.objects.filter(role=UserRole.ADMIN, is_active=True).exclude(username=SYSTEM_USERNAME)


def open_invitations() -> QuerySet[Invitation]:
    """Invitations that nobody has taken up and nobody has withdrawn, expired ones too, newest first."""
    return (
        Invitation.objects.filter(accepted_by=None, withdrawn_at=None)
        .select_related("by")
        .prefetch_related("teams")
        .order_by("-pk")
    )
