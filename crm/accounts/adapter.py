"""How allauth behaves here: nobody signs up uninvited, attempts are counted by account, mail that fails is noted."""

from __future__ import annotations

import logging
import smtplib
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from crm.accounts.from_allauth import DefaultAccountAdapter, DefaultMFAAdapter
from crm.accounts.models import User
from crm.accounts.queries import user_called
from crm.parts.jobs import beat
from crm.parts.text import fold

log = logging.getLogger(__name__)

DO_NOT_MATCH = _("This name or e-mail and this password do not go together.")

NOT_RIGHT = _("This code is not right. Wait for the next one, and type it as it stands.")


class InvitedOnly(DefaultAccountAdapter):
    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "email_password_mismatch": DO_NOT_MATCH,
        "username_password_mismatch": DO_NOT_MATCH,
        "too_many_login_attempts": _("Too many attempts. Wait five minutes, then try once more."),
        "rate_limited": _("Too many attempts. Wait five minutes, then try once more."),
        "enter_current_password": _("This is not your current password."),
        "incorrect_password": _("This is not your password."),
        "incorrect_code": NOT_RIGHT,
        "invalid_password_reset": _("This link is no longer good."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return reverse("home")

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        """Attempts are counted by account: its name and its e-mail share one count, and so does every host name."""
        login = credentials.get("email") or credentials.get("username") or ""
        user = user_called(login)
        return f"user:{user.pk}" if user else f"nobody:{fold(login)}"

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """A mail that cannot be sent breaks nothing: the status page says so, and the log says why."""
        try:
            super().send_mail(template_prefix, email, context)
        except (OSError, smtplib.SMTPException) as error:
            log.warning("Mail %s could not be sent: %s", template_prefix, error)
            beat("mail", f"{type(error).__name__}: {error}", ok=False)

    def send_notification_mail(
        self,
        template_prefix: str,
        user: User,
        context: dict[str, Any] | None = None,
        email: str | None = None,
    ) -> None:
        super().send_notification_mail(template_prefix, user, context, email=email or user.email)


class SecondFactor(DefaultMFAAdapter):
    error_messages = {**DefaultMFAAdapter.error_messages, "incorrect_code": NOT_RIGHT}
