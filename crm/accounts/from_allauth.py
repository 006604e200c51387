"""What is taken from allauth to be made our own, with the types that it does not say itself."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from allauth.account.decorators import reauthentication_required

from crm.accounts.policies import View

if TYPE_CHECKING:
    # All that a type checker needs to know of them: the base of each, and the methods that we build on.
    from django import forms
    from django.contrib.auth.backends import BaseBackend
    from django.contrib.auth.base_user import AbstractBaseUser

    class AuthenticationBackend(BaseBackend):
        def user_can_authenticate(self, user: AbstractBaseUser | None) -> bool: ...

        @classmethod
        def _stash_user(cls, user: AbstractBaseUser | None) -> AbstractBaseUser | None: ...

    class DefaultAccountAdapter:
        error_messages: dict[str, Any]

        def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None: ...

        def send_notification_mail(
            self,
            template_prefix: str,
            user: Any,
            context: dict[str, Any] | None = None,
            email: str | None = None,
        ) -> None: ...

    class DefaultMFAAdapter:
        error_messages: dict[str, Any]

    class LoginForm(forms.Form): ...

    class ResetPasswordForm(forms.Form): ...

    class ResetPasswordKeyForm(forms.Form): ...

    class ChangePasswordForm(forms.Form): ...

    class PasswordAgainForm(forms.Form): ...

    class UserTokenForm(forms.Form):
        def _get_user(self, uidb36: str) -> Any: ...

    class AuthenticateForm(forms.Form): ...

    class CodeAgainForm(forms.Form): ...

    class ActivateTOTPForm(forms.Form): ...

    class AddWebAuthnForm(forms.Form): ...

    class EditWebAuthnForm(forms.Form): ...

else:
    from allauth.account.adapter import DefaultAccountAdapter
    from allauth.account.auth_backends import AuthenticationBackend
    from allauth.account.forms import (
        ChangePasswordForm,
        LoginForm,
        ResetPasswordForm,
        ResetPasswordKeyForm,
        UserTokenForm,
    )
    from allauth.account.forms import ReauthenticateForm as PasswordAgainForm
    from allauth.mfa.adapter import DefaultMFAAdapter
    from allauth.mfa.base.forms import AuthenticateForm
    from allauth.mfa.base.forms import ReauthenticateForm as CodeAgainForm
    from allauth.mfa.totp.forms import ActivateTOTPForm
    from allauth.mfa.webauthn.forms import AddWebAuthnForm, EditWebAuthnForm

__all__ = [
    "ActivateTOTPForm",
    "AddWebAuthnForm",
    "AuthenticateForm",
    "AuthenticationBackend",
    "ChangePasswordForm",
    "CodeAgainForm",
    "DefaultAccountAdapter",
    "DefaultMFAAdapter",
    "EditWebAuthnForm",
    "LoginForm",
    "PasswordAgainForm",
    "ResetPasswordForm",
    "ResetPasswordKeyForm",
    "UserTokenForm",
    "it_is_you",
]


def it_is_you(view: View) -> View:
    """Ask for the password or the second factor again before the page opens, if that was some time ago."""
    asked_again: View = reauthentication_required(app="crm.accounts")(view)
    return asked_again
