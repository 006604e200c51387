"""allauth's forms in our words: labels above the fields, no grey words inside them."""

from __future__ import annotations

from typing import Any

from allauth.account.forms import (
    ChangePasswordForm as AllauthChangePasswordForm,
)
from allauth.account.forms import (
    LoginForm,
    ReauthenticateForm,
    ResetPasswordForm,
    ResetPasswordKeyForm,
    UserTokenForm,
)
from django import forms
from django.utils.translation import gettext as _


def in_our_words(form: forms.Form, **words: tuple[str, str]) -> None:
    """Give fields the label and the hint that we use, and take the words inside them out."""
    for name, field in form.fields.items():
        label, hint = words.get(name, (str(field.label or ""), ""))
        field.label, field.help_text = label, hint
        field.widget.attrs.pop("placeholder", None)


def what_a_password_needs() -> str:
    """The rules of AUTH_PASSWORD_VALIDATORS, in a sentence."""
    return _("At least 10 characters. Nothing like your name, and nothing that many use.")


class SignInForm(LoginForm):  # type: ignore[misc]
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        in_our_words(self, login=(_("E-mail or name"), ""), password=(_("Password"), ""))
        self.fields["login"].widget.attrs.update(
            {"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}
        )


class ForgottenForm(ResetPasswordForm):  # type: ignore[misc]
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        in_our_words(self, email=(_("Your e-mail"), ""))


class NewPasswordForm(ResetPasswordKeyForm):  # type: ignore[misc]
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        in_our_words(
            self,
            password1=(_("New password"), what_a_password_needs()),
            password2=(_("New password again"), ""),
        )


class ChangePasswordForm(AllauthChangePasswordForm):  # type: ignore[misc]
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        in_our_words(
            self,
            oldpassword=(_("Current password"), ""),
            password1=(_("New password"), what_a_password_needs()),
            password2=(_("New password again"), ""),
        )


class ItIsYouForm(ReauthenticateForm):  # type: ignore[misc]
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        in_our_words(self, password=(_("Password"), ""))


class ResetLinkForm(UserTokenForm):  # type: ignore[misc]
    """The link in the mail. It does not outlive its account: a closed one has no good links."""

    def _get_user(self, uidb36: str) -> Any:
        user = super()._get_user(uidb36)
        return user if user is not None and user.is_active else None
