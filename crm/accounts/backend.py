"""Sign-in by e-mail or by name, at one computation of a password whoever is asked for."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from crm.accounts.from_allauth import AuthenticationBackend
from crm.accounts.models import User
from crm.accounts.queries import user_called


class SignIn(AuthenticationBackend):
    """allauth tries the e-mail and then the name, so that a known e-mail costs two computations and an unknown one
    a single one: a clock tells them apart. Here each attempt costs exactly one."""

    def authenticate(self, request: HttpRequest | None, **credentials: Any) -> User | None:
        password = credentials.get("password")
        if not password:
            return None
        user = user_called(credentials.get("email") or credentials.get("username") or "")
        if user is None:
            User().set_password(password)
            return None
        if not user.check_password(password):
            return None
        if not self.user_can_authenticate(user):
            # allauth then says that the account is closed, to somebody who knows its password.
            self._stash_user(user)
            return None
        return user
