"""Forms about the trash, holds and forgetting."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as say
from django.utils.translation import gettext_lazy as _

from contacts.history.trash import TRASH
from crm.accounts.models import User
from crm.parts.forms import RecordForm
from crm.parts.text import fold


class ByWhom(forms.ModelChoiceField[User]):
    def label_from_instance(self, user: User) -> str:
        return str(user)


class TrashForm(forms.Form):
    """What part of the trash to show. A wrong question shows its reason and no rows."""

    kind = forms.ChoiceField(
        label=_("What"), required=False, choices=[("", _("everything")), *((k, v.many) for k, v in TRASH.items())]
    )  # fmt: skip
    by = ByWhom(label=_("By"), queryset=User.objects.all(), required=False, empty_label=_("anybody"))
    since = forms.DateField(label=_("From"), required=False, widget=forms.DateInput(attrs={"type": "date"}))
    until = forms.DateField(label=_("Until"), required=False, widget=forms.DateInput(attrs={"type": "date"}))


class RenameForm(RecordForm):
    """Another name under which a record comes back."""

    name = forms.CharField(label=_("Another name for it"), max_length=100)


class HoldForm(RecordForm):
    reason = forms.CharField(
        label=_("Why"), max_length=300, help_text=_("Everybody who sees the record reads it.")
    )


class ForgetForm(RecordForm):
    """The reason, and the name typed out: nobody is forgotten by a slip of the hand."""

    reason = forms.CharField(
        label=_("Why"),
        max_length=300,
        help_text=_("It is kept, so leave the name out of it: “asked us to on 3 May, by e-mail”."),
    )
    typed = forms.CharField(label=_("Type the name"), max_length=300)

    def __init__(self, *args: Any, name: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.name = name
        self.field("typed").widget.attrs["autocomplete"] = "off"

    def clean_typed(self) -> str:
        typed: str = self.cleaned_data["typed"]
        if fold(typed) != fold(self.name):
            raise ValidationError(say("This is not the name. Type it as it stands above."))
        return typed

    def clean_reason(self) -> str:
        reason: str = self.cleaned_data["reason"]
        if any(part in fold(reason).split() for part in fold(self.name).split() if len(part) > 2):
            raise ValidationError(say("The reason is kept: leave the name out of it."))
        return reason
