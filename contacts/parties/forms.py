"""Small forms about whoever the record is about: ways to reach, consent, tags, notes, documents."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from contacts.parties.models import Consent, ContactPoint, Document, Party
from contacts.parties.reach import kind_of
from contacts.parties.seen_by import SeenByField, SeenByForm
from contacts.parties.services import (
    add_contact_point,
    change_contact_point,
    keep_document,
    set_consent,
    write_note,
)
from crm.accounts.models import User
from crm.parts.forms import DayField, RecordForm, SheetForm, WordsField
from crm.parts.records import history_table, refuse_nul


class ReachLineForm(RecordForm):
    """A way to reach in one line: what it is follows from how it is written."""

    value = forms.CharField(
        label=_("E-mail, number or address"),
        max_length=500,
        widget=forms.TextInput({"autocomplete": "off", "placeholder": _("E-mail, number or address")}),
    )
    label = forms.ChoiceField(
        label=_("Where"), choices=ContactPoint.Label.choices, initial=ContactPoint.Label.WORK
    )


class NewWayToReachForm(RecordForm):
    kind = forms.ChoiceField(
        label=_("Kind"), choices=ContactPoint.Kind.choices, widget=forms.RadioSelect, required=False
    )
    value = forms.CharField(label=_("Address or number"), max_length=500)
    label = forms.ChoiceField(
        label=_("Where"), choices=ContactPoint.Label.choices, initial=ContactPoint.Label.WORK
    )
    primary = forms.BooleanField(label=_("First choice of its kind"), required=False)
    valid_from = DayField(label=_("From"), required=False)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        cleaned["kind"] = cleaned.get("kind") or kind_of(cleaned.get("value", ""))
        return cleaned

    def add(self, party: Party, *, by: User) -> ContactPoint:
        return add_contact_point(party, by=by, uid=self.made_uid, **self.values)


class WayToReachForm(NewWayToReachForm):
    status = forms.ChoiceField(label=_("Does it work?"), choices=ContactPoint.Status.choices)
    valid_to = DayField(
        label=_("Until"), required=False, help_text=_("Past ways to reach stay on the record.")
    )

    field_order = ("kind", "value", "label", "status", "valid_from", "valid_to", "primary")

    def change(self, point: ContactPoint, *, by: User) -> ContactPoint:
        return change_contact_point(point, by=by, version=self.read_version, **self.values)


@dataclass(frozen=True)
class ConsentRow:
    """One channel of the matrix: its answer, the day and the way they said so, and what stood there before."""

    channel: str
    answer: BoundField
    on: BoundField
    how: BoundField
    said: Consent | None


class ConsentForm(SheetForm):
    """All channels at once. Only answers that differ are written, with the day and how they said so: those of their own
    row, or else those given for all that changes.
    """

    said_anew = SheetForm.said_anew | {"on", "how"}

    on = DayField(label=_("They said so on"), required=False)
    how = forms.CharField(label=_("How they said so"), max_length=200, required=False)

    def __init__(self, *args: Any, party: Party, **kwargs: Any) -> None:
        self.said = {consent.channel: consent for consent in party.consents.all()}
        initial: dict[str, Any] = {"on": timezone.localdate()}
        for channel in Consent.Channel.values:
            said = self.said.get(channel)
            initial[channel] = said.answer if said else Consent.Answer.NOT_ASKED
            initial[f"{channel}_on"], initial[f"{channel}_how"] = (said.on, said.how) if said else (None, "")
        changes = history_table(Consent).objects.filter(party_id=party.pk)
        super().__init__(*args, initial=initial, changes=changes, **kwargs)
        for channel in Consent.Channel:
            self.fields[channel.value] = forms.ChoiceField(
                label=channel.label, choices=Consent.Answer.choices, widget=forms.RadioSelect
            )
            self.fields[f"{channel.value}_on"] = DayField(
                label=_("%(channel)s: said on") % {"channel": channel.label}, required=False
            )
            self.fields[f"{channel.value}_how"] = forms.CharField(
                label=_("%(channel)s: said how") % {"channel": channel.label},
                max_length=200,
                required=False,
                validators=[refuse_nul],
            )

    @property
    def rows(self) -> list[ConsentRow]:
        return [
            ConsentRow(key, self[key], self[f"{key}_on"], self[f"{key}_how"], self.said.get(key))
            for key in Consent.Channel.values
        ]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        text = Consent.Channel.TEXT.value
        if cleaned.get(text) == Consent.Answer.MAY and self._differs(cleaned, text):
            on, how = self._when_and_how(cleaned, text)
            if not how:
                self.add_error(
                    "how", _("For text messages, say how they agreed: “wrote it on the sign-in sheet”.")
                )
            if on is None:
                self.add_error("on", _("For text messages, say on which day they agreed."))
        return cleaned

    def change(self, party: Party, *, by: User) -> Party:
        values = self.values
        for channel in Consent.Channel.values:
            if self._differs(values, channel):
                on, how = self._when_and_how(values, channel)
                set_consent(party, by=by, channel=channel, answer=values[channel], on=on, how=how)
        return party

    def _differs(self, values: dict[str, Any], channel: str) -> bool:
        """Whether the answer changed, or the day or way of one that stands was corrected."""
        return values.get(channel) != self.initial[channel] or self._own(values, channel)

    def _own(self, values: dict[str, Any], channel: str) -> bool:
        """Whether this row says itself when and how."""
        names = (f"{channel}_on", f"{channel}_how")
        return any((values.get(name) or None) != (self.initial[name] or None) for name in names)

    def _when_and_how(self, values: dict[str, Any], channel: str) -> tuple[Any, str]:
        own = self._own(values, channel)
        on, how = ("on", "how") if not own else (f"{channel}_on", f"{channel}_how")
        return values.get(on), values.get(how) or ""


class DoNotContactForm(RecordForm):
    # Which way the switch was offered: of two who press it at once the second must not turn it back.
    turn = forms.CharField(widget=forms.HiddenInput, required=False, max_length=3)
    do_not_contact_reason = forms.CharField(
        label=_("Why"),
        max_length=300,
        help_text=_("Shown at the head of the page, so that nobody calls by mistake."),
    )


class TagsForm(SheetForm):
    tags = WordsField(
        label=_("Tags"), required=False, help_text=_("Parted by commas. New words become tags.")
    )


class NoteForm(SeenByForm):
    text = forms.CharField(label=_("Note"), widget=forms.Textarea({"rows": 6}))
    on = DayField(label=_("Day"))
    seen_by = SeenByField()

    def __init__(self, *args: Any, user: User, now: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.field("seen_by").offer(user, now=now)

    def add(self, party: Party, *, by: User) -> Any:
        return write_note(party, by=by, uid=self.made_uid, **self.values)


class DocumentForm(SeenByForm):
    title = forms.CharField(
        label=_("Title"), max_length=300, required=False, help_text=_("Empty: the file’s name")
    )
    kind = forms.ChoiceField(label=_("Kind"), choices=Document.Kind.choices, initial=Document.Kind.OTHER)
    file = forms.FileField(label=_("File"), required=False)
    link = forms.URLField(label=_("Or a link"), max_length=500, required=False, assume_scheme="https")
    day = DayField(label=_("Day"), required=False)
    source = forms.CharField(label=_("Source"), max_length=200, required=False)
    seen_by = SeenByField()

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.field("seen_by").offer(user)

    def add(self, *, by: User) -> Document:
        return keep_document(by=by, uid=self.made_uid, **self.values)
