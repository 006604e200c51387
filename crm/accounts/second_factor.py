"""Who owes a second factor: directors and admins at once, outreach staff after a grace of 14 days."""

from __future__ import annotations

from datetime import timedelta

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.utils import timezone

from crm.accounts.models import User
from crm.accounts.rights import Right


def second_factor_due(user: User) -> bool:
    """Whether the day has come: at once for those who read everything, after the grace for everybody else."""
    if user.email.endswith(f"@{settings.DEMO_EMAIL_DOMAIN}"):
        # Demo accounts have known passwords anyway, and production refuses to start beside them.
        return False
    if user.may(Right.DIRECT):
        return True
    return timezone.now() >= user.date_joined + timedelta(days=settings.MFA_GRACE_DAYS)


def must_set_up_second_factor(user: User) -> bool:
    """Whether this user may go on only after setting up a second factor."""
    if settings.TESTING and not getattr(settings, "TEST_SECOND_FACTOR", False):
        return False
    return second_factor_due(user) and not is_mfa_enabled(user)
