"""allauth's forms of the second factor, in our words."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from crm.accounts import from_allauth
from crm.accounts.sign_in_forms import in_our_words


class CodeForm(from_allauth.AuthenticateForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        in_our_words(self, code=(_("Code"), _("Six digits from your app, or one of your recovery codes.")))
        self.fields["code"].widget.attrs.update({"spellcheck": "false", "autocapitalize": "none"})


class CodeAgainForm(from_allauth.CodeAgainForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        in_our_words(self, code=(_("Code"), _("Six digits from your app, or one of your recovery codes.")))


class FirstCodeForm(from_allauth.ActivateTOTPForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        in_our_words(self, code=(_("The six digits that the app shows now"), ""))
        self.fields["code"].widget.attrs.update({"inputmode": "numeric", "class": "short"})


class AddPasskeyForm(from_allauth.AddWebAuthnForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        in_our_words(
            self,
            name=(_("Name"), _("So that you know it again: “work phone”, “blue key”.")),
            passwordless=(
                _("Sign in with this alone, without a password"),
                _("The device then asks for your finger, face or PIN."),
            ),
        )


class RenamePasskeyForm(from_allauth.EditWebAuthnForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        in_our_words(self, name=(_("Name"), ""))
