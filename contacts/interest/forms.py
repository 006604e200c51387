"""Forms for readings: where somebody stands, how far they are, how we know."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from contacts.interest.models import Assessment, HowWeKnow, InterestLevel, Say, Stance
from contacts.interest.services import correct_reading, record_reading
from contacts.parties.models import Party
from contacts.parties.seen_by import SeenByField, as_columns
from contacts.policy.models import Initiative
from crm.accounts.models import User
from crm.parts.forms import ByUidField, DayField, RecordForm


class CorrectionForm(RecordForm):
    """What a reading says. A correction keeps its day and takes its place."""

    stance = forms.ChoiceField(
        label=_("Position"),
        choices=Stance.choices,
        initial=Stance.UNKNOWN,
        widget=forms.RadioSelect,
        required=False,
    )
    level = forms.TypedChoiceField(
        label=_("How far"),
        choices=[("", ""), *((str(level.value), level.label) for level in InterestLevel)],
        coerce=int,
        empty_value=None,
        required=False,
    )
    say = forms.ChoiceField(label=_("Say in the decision"), choices=[("", ""), *Say.choices], required=False)
    how_we_know = forms.ChoiceField(
        label=_("How we know"), choices=HowWeKnow.choices, initial=HowWeKnow.TOLD_US, widget=forms.RadioSelect
    )
    note = forms.CharField(
        label=_("In a few words"), max_length=500, required=False, widget=forms.Textarea({"rows": 3})
    )

    @property
    def values(self) -> dict[str, Any]:
        values = super().values
        return {**values, "stance": values["stance"] or Stance.UNKNOWN.value}

    def correct(self, reading: Assessment, *, by: User) -> Assessment:
        return correct_reading(reading, by=by, uid=self.made_uid, **self.values)


class ReadingForm(CorrectionForm):
    """A new reading of a party on an initiative, or in general."""

    initiative = ByUidField(None, label=_("On"), required=False, empty_label=_("in general"))
    assessed_on = DayField(label=_("Day"))
    seen_by = SeenByField()

    field_order = ("initiative", "stance", "level", "say", "how_we_know", "note", "assessed_on", "seen_by")

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.field("initiative").queryset = Initiative.objects.visible_to(user)
        self.field("seen_by").offer(user)

    def clean_assessed_on(self) -> Any:
        day = self.cleaned_data["assessed_on"]
        if day > timezone.localdate():
            raise forms.ValidationError(_("A reading is of a day that has been. Choose today or before."))
        return day

    def add(self, party: Party, *, by: User) -> Assessment:
        values = self.values
        return record_reading(
            by=by, party=party, uid=self.made_uid, **as_columns(values.pop("seen_by")), **values
        )
