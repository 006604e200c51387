"""Who owes a second factor: directors and admins at once, everybody else after a grace of some days."""

from __future__ import annotations

from datetime import date, timedelta

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.utils import timezone

from crm.accounts.models import User
from crm.accounts.rights import Right


def _is_asked_for() -> bool:
    """Tests sign their cast in without one, unless they are about it."""
    return not settings.TESTING or getattr(settings, "TEST_SECOND_FACTOR", False)


def _is_exempt(user: User) -> bool:
    """Demo accounts have known passwords anyway, and production refuses to start beside them."""
    return not settings.PRODUCTION and user.email.endswith(f"@{settings.DEMO_EMAIL_DOMAIN}")


def second_factor_due_on(user: User) -> date:
    """The first day on which this user goes on only with a second factor."""
    if user.may(Right.DIRECT):
        return timezone.localdate(user.date_joined)
    if user.second_factor_due_on is not None:
        return user.second_factor_due_on
    return timezone.localdate(user.date_joined) + timedelta(days=settings.MFA_GRACE_DAYS)


def second_factor_due(user: User) -> bool:
    """Whether the day has come: at once for those who read everything, after the grace for everybody else."""
    return not _is_exempt(user) and timezone.localdate() >= second_factor_due_on(user)


def must_set_up_second_factor(user: User) -> bool:
    """Whether this user may go on only after setting up a second factor."""
    return _is_asked_for() and second_factor_due(user) and not is_mfa_enabled(user)


def days_left(user: User) -> int | None:
    """Days until a second factor is asked for, at least 1; None if one is set up, none is owed, or the day has come."""
    if not _is_asked_for() or _is_exempt(user) or second_factor_due(user) or is_mfa_enabled(user):
        return None
    return (second_factor_due_on(user) - timezone.localdate()).days
