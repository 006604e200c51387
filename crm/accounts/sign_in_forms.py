"""allauth's forms in our words: labels above the fields, no grey words inside them."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _

from crm.accounts import from_allauth


def in_our_words(form: forms.Form, **words: tuple[str, str]) -> None:
    """Give fields the label and the hint that we use, and take the words inside them out."""
    for name, field in form.fields.items():
        label, hint = words.get(name, (str(field.label or ""), ""))
        field.label, field.help_text = label, hint
        field.widget.attrs.pop("placeholder", None)


def what_a_password_needs() -> str:
    """The rules of AUTH_PASSWORD_VALIDATORS, in a sentence."""
    return _("At least 10 characters. Nothing like your name, and nothing that many use.")


class SignInForm(from_allauth.LoginForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        in_our_words(self, login=(_("E-mail or name"), ""), password=(_("Password"), ""))
        self.fields["login"].widget.attrs.update(
            {"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}
        )


class ForgottenForm(from_allauth.ResetPasswordForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        in_our_words(self, email=(_("Your e-mail"), ""))


class NewPasswordForm(from_allauth.ResetPasswordKeyForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        in_our_words(
            self,
            password1=(_("New password"), what_a_password_needs()),
            password2=(_("New password again"), ""),
        )


class ChangePasswordForm(from_allauth.ChangePasswordForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        in_our_words(
            self,
            oldpassword=(_("Current password"), ""),
            password1=(_("New password"), what_a_password_needs()),
            password2=(_("New password again"), ""),
        )


class ItIsYouForm(from_allauth.PasswordAgainForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        in_our_words(self, password=(_("Password"), ""))


class ResetLinkForm(from_allauth.UserTokenForm):
    """The link in the mail. It does not outlive its account: a closed one has no good links."""

    def _get_user(self, uidb36: str) -> Any:
        user = super()._get_user(uidb36)
        return user if user is not None and user.is_active else None
