"""The form for a pasted list of addresses or numbers, and what it says was done."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as say
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from contacts.parties.bounced import LONGEST_TEXT, MOST
from contacts.parties.bounced_services import CHANNEL_OF, Meaning, addresses_in
from crm.parts.forms import DayField, RecordForm
from crm.parts.many import Done


class BouncedForm(RecordForm):
    """What was pasted and what it means."""

    meaning = forms.ChoiceField(label=_("What it means"), choices=Meaning.choices, widget=forms.RadioSelect)
    text = forms.CharField(
        label=_("Addresses or numbers"),
        strip=False,
        max_length=LONGEST_TEXT,
        widget=forms.Textarea({"rows": 8, "spellcheck": "false"}),
        help_text=_(
            "Paste a list, cells, or the whole report of a mail program: what is an address is found in it."
        ),
        error_messages={"max_length": _("This is too much at once. Paste it in parts.")},
    )
    on = DayField(label=_("They said so on"), required=False, help_text=_("For what they asked not to get"))
    how = forms.CharField(
        label=_("How they said so"),
        max_length=200,
        required=False,
        help_text=_("Unsubscribed in the mail program"),
    )

    # What was found in the text, in order, once it has been looked at.
    found: Sequence[str] = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["on"].initial = timezone.localdate

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if "text" in cleaned and "meaning" in cleaned:
            self.found = addresses_in(cleaned["text"], cleaned["meaning"])
            if not self.found:
                self.add_error("text", _("There is no e-mail address and no phone number in this."))
            elif len(self.found) > MOST:
                words = say(
                    "There are %(found)s addresses in this; at most %(most)s go at once. Paste it in parts."
                )
                self.add_error("text", words % {"found": f"{len(self.found):,}", "most": f"{MOST:,}"})
        return cleaned

    @property
    def subject(self) -> str:
        """What the act is about."""
        return str(Meaning(self.cleaned_data["meaning"]).label)

    def in_words(self, done: Done) -> str:
        """What was done, in a sentence."""
        meaning = Meaning(self.cleaned_data["meaning"])
        if meaning in CHANNEL_OF:
            words = ngettext(
                "%(count)s person or organization", "%(count)s people and organizations", done.changed
            )
        else:
            words = ngettext("%(count)s way to reach", "%(count)s ways to reach", done.changed)
        return say("Marked %(what)s: %(meaning)s.") % {
            "what": words % {"count": f"{done.changed:,}"},
            "meaning": meaning.label,
        }
