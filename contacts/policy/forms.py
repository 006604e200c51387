"""Forms for initiatives and decisions."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from contacts.organizations.fields import OrganizationPickField, StateField
from contacts.organizations.queries import organizations_for
from contacts.policy.models import Decision, Initiative
from contacts.policy.services import add_decision, change_decision, change_initiative, create_initiative
from contacts.policy.vocabulary import Lever, Stage
from crm.accounts.models import User
from crm.accounts.queries import colleagues
from crm.parts.forms import ByUidField, DayField, RecordForm


class InitiativeForm(RecordForm):
    name = forms.CharField(label=_("Name"), max_length=200)
    lever = forms.ChoiceField(label=_("Lever"), choices=[("", ""), *Lever.choices])
    about = forms.CharField(label=_("What it is"), required=False, widget=forms.Textarea({"rows": 4}))
    stage = forms.ChoiceField(label=_("Stage"), choices=Stage.choices, initial=Stage.EXPLORING)
    stage_since = DayField(label=_("In this stage since"), required=False, help_text=_("Empty: today."))
    stage_note = forms.CharField(label=_("What moved it there"), max_length=300, required=False)
    jurisdiction = OrganizationPickField(label=_("Jurisdiction"), required=False)
    state = StateField()
    citation = forms.CharField(label=_("Citations and bill numbers"), max_length=300, required=False)
    check_citation = forms.BooleanField(label=_("Check this citation"), required=False)
    check_note = forms.CharField(label=_("What to check"), max_length=300, required=False)
    target_on = DayField(label=_("Target date"), required=False)
    lead = ByUidField(None, label=_("Lead"), required=False)
    parent = ByUidField(None, label=_("Part of"), required=False)

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.field("lead").queryset = colleagues()
        self.field("parent").queryset = Initiative.objects.visible_to(user)
        self.field("jurisdiction").rows = organizations_for(user)

    def clean_stage_since(self) -> Any:
        day = self.cleaned_data["stage_since"]
        if day and day > timezone.localdate():
            raise forms.ValidationError(_("A stage begins today or before."))
        return day

    def add(self, *, by: User) -> Initiative:
        values = self.values
        values.pop("stage_note")
        return create_initiative(by=by, uid=self.made_uid, **values)

    def change(self, initiative: Initiative, *, by: User) -> Initiative:
        return change_initiative(initiative, by=by, version=self.read_version, **self.values)


class DecisionForm(RecordForm):
    """Who decides, by which rule, how many are needed, when. Sizes are never assumed."""

    body = OrganizationPickField(label=_("Who decides"))
    rule = forms.ChoiceField(label=_("Rule"), choices=Decision.Rule.choices, initial=Decision.Rule.SEATS)
    needed = forms.IntegerField(label=_("Votes needed"), min_value=1, max_value=100_000, required=False)
    needed_percent = forms.IntegerField(label=_("Percent needed"), min_value=1, max_value=100, required=False)
    eligible = forms.IntegerField(
        label=_("How many may vote"), min_value=1, max_value=1_000_000, required=False
    )
    on = DayField(label=_("Day"), required=False)
    until = DayField(label=_("Or until"), required=False)
    status = forms.ChoiceField(
        label=_("Status"), choices=Decision.Status.choices, initial=Decision.Status.AHEAD
    )
    result = forms.CharField(label=_("Result"), max_length=300, required=False)

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.field("body").rows = organizations_for(user)

    def add(self, initiative: Initiative, *, by: User) -> Decision:
        return add_decision(by=by, initiative=initiative, uid=self.made_uid, **self.values)

    def change(self, decision: Decision, *, by: User) -> Decision:
        return change_decision(decision, by=by, version=self.read_version, **self.values)
