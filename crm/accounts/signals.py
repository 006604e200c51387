"""What follows from signing in and from a new password."""

from __future__ import annotations

from typing import Any

from allauth.account.signals import password_reset, user_logged_in
from allauth.core.internal import ratelimit
from django.core.cache import cache
from django.dispatch import receiver
from django.http import HttpRequest

from crm.accounts.models import User
from crm.accounts.services import meet


@receiver(user_logged_in, dispatch_uid="groundwork-meet")
def be_met(sender: Any, request: HttpRequest, user: User, **kwargs: Any) -> None:
    """Accounts that a command made get what those who were invited have, at their first sign-in."""
    meet(user)


@receiver(password_reset, dispatch_uid="groundwork-attempts")
def forget_attempts(sender: Any, request: HttpRequest, user: User, **kwargs: Any) -> None:
    """Whoever came in by the mail need not wait for the attempts before to be forgotten. Those of the address they
    come from stay counted: else an account of one's own would buy guesses at others."""
    for rate in ratelimit.get_rates(app="allauth.account", action="login_failed"):
        if rate.per == "key":
            counted = ratelimit.get_cache_key(
                request, app="allauth.account", action="login_failed", rate=rate, key=f"user:{user.pk}"
            )
            cache.delete(counted)
