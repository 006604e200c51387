"""Small forms about whoever the record is about: ways to reach, consent, tags, notes, documents."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from contacts.parties.models import Consent, ContactPoint, Document, Party
from contacts.parties.seen_by import SeenByField, SeenByForm
from contacts.parties.services import (
    add_contact_point,
    change_contact_point,
    keep_document,
    set_consent,
    write_note,
)
from crm.accounts.models import User
from crm.parts.forms import DayField, RecordForm, WordsField


class NewWayToReachForm(RecordForm):
    kind = forms.ChoiceField(label=_("Kind"), choices=ContactPoint.Kind.choices, widget=forms.RadioSelect)
    value = forms.CharField(label=_("Address or number"), max_length=500)
    label = forms.ChoiceField(
        label=_("Where"), choices=ContactPoint.Label.choices, initial=ContactPoint.Label.WORK
    )
    primary = forms.BooleanField(label=_("First choice of its kind"), required=False)

    def add(self, party: Party, *, by: User) -> ContactPoint:
        return add_contact_point(party, by=by, uid=self.made_uid, **self.values)


class WayToReachForm(NewWayToReachForm):
    status = forms.ChoiceField(label=_("Does it work?"), choices=ContactPoint.Status.choices)
    valid_from = DayField(label=_("From"), required=False)
    valid_to = DayField(
        label=_("Until"), required=False, help_text=_("Past ways to reach stay on the record.")
    )

    def change(self, point: ContactPoint, *, by: User) -> ContactPoint:
        return change_contact_point(point, by=by, version=self.read_version, **self.values)


class ConsentForm(RecordForm):
    """One answer a channel. Only those that differ are written, with the day and how they said so."""

    on = DayField(label=_("They said so on"), required=False)
    how = forms.CharField(label=_("How they said so"), max_length=200, required=False)

    field_order = (*Consent.Channel.values, "on", "how")

    def __init__(self, *args: Any, party: Party, **kwargs: Any) -> None:
        self.said = {consent.channel: consent for consent in party.consents.all()}
        initial = {
            channel: self.said[channel].answer if channel in self.said else Consent.Answer.NOT_ASKED
            for channel in Consent.Channel.values
        }
        super().__init__(*args, initial={**initial, "on": timezone.localdate()}, **kwargs)
        for channel in Consent.Channel:
            self.fields[channel.value] = forms.ChoiceField(
                label=channel.label, choices=Consent.Answer.choices, widget=forms.RadioSelect
            )
        self.order_fields(self.field_order)

    def change(self, party: Party, *, by: User) -> Party:
        values = self.values
        for channel in Consent.Channel.values:
            if values[channel] != self.initial[channel]:
                set_consent(
                    party, by=by, channel=channel, answer=values[channel], on=values["on"], how=values["how"]
                )
        return party


class DoNotContactForm(RecordForm):
    do_not_contact_reason = forms.CharField(
        label=_("Why"),
        max_length=300,
        help_text=_("Shown at the head of the page, so that nobody calls by mistake."),
    )


class TagsForm(RecordForm):
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
