"""Forms for ties."""

from __future__ import annotations

from typing import Any

from django import forms
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _

from contacts.parties.models import Party
from contacts.parties.queries import PartyRows
from contacts.parties.seen_by import SeenByField, SeenByForm
from contacts.parties.spans import end_of, start_of
from contacts.people.services import create_person
from contacts.ties.models import Tie, TieType
from contacts.ties.services import change_tie, declare_tie, end_tie
from crm.accounts.models import User
from crm.parts.forms import FuzzyDateField, RecordForm
from crm.parts.picks import NewNamed, PickField

CLOSENESS = [
    ("0", _("met once")),
    ("1", _("know each other")),
    ("2", _("work together")),
    ("3", _("trust each other")),
    ("4", _("very close")),
]


class DirectedTypeField(forms.ChoiceField):
    """A kind of tie read from this end: "mentors", "is mentored by". Its value is a type's key and a direction."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(choices=[], **kwargs)
        self.types: dict[str, TieType] = {}

    def offer(self) -> None:
        """Read the kinds. One query."""
        self.types = {}
        choices: list[tuple[str, str]] = []
        for kind in TieType.objects.all():
            self.types[kind.key] = kind
            choices.append((f"{kind.key}:forward", kind.forward))
            if not kind.symmetric:
                choices.append((f"{kind.key}:reverse", kind.reverse))
        self.choices = [("", ""), *sorted(choices, key=lambda choice: choice[1].casefold())]


class NewTieForm(SeenByForm):
    """A tie of the party whose page it is opened from, read from its end."""

    kind = DirectedTypeField(label=_("How they are tied"))
    other = PickField(
        reverse_lazy("search_suggest", query={"kind": "person,organization"}),
        new=_("Add the person"),
        label=_("With"),
    )
    closeness = forms.TypedChoiceField(label=_("How close"), choices=CLOSENESS, coerce=int, initial="2")
    basis = forms.ChoiceField(
        label=_("How we know"), choices=Tie.Basis.choices, initial=Tie.Basis.TOLD, widget=forms.RadioSelect
    )
    start = FuzzyDateField(label=_("Since"))
    note = forms.CharField(label=_("Note"), max_length=500, required=False)
    seen_by = SeenByField()

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.field("kind").offer()
        self.field("other").rows = PartyRows(user)
        self.field("seen_by").offer(user)

    def add(self, party: Party, *, by: User) -> Tie:
        values = self.values
        key, _sep, direction = values.pop("kind").partition(":")
        other = values.pop("other")
        if isinstance(other, NewNamed):
            other = create_person(by=by, name=other.name).party
        one, second = (party, other) if direction == "forward" else (other, party)
        return declare_tie(
            by=by, one=one, other=second, type=self.field("kind").types[key],
            uid=self.made_uid, **values,
        )  # fmt: skip


class TieForm(SeenByForm):
    """What can change about a tie; its two ends and its kind stay."""

    closeness = forms.TypedChoiceField(label=_("How close"), choices=CLOSENESS, coerce=int)
    basis = forms.ChoiceField(label=_("How we know"), choices=Tie.Basis.choices, widget=forms.RadioSelect)
    start = FuzzyDateField(label=_("Since"))
    note = forms.CharField(label=_("Note"), max_length=500, required=False)
    seen_by = SeenByField()

    def __init__(self, *args: Any, user: User, tie: Tie, **kwargs: Any) -> None:
        super().__init__(*args, initial=self.as_typed(tie), **kwargs)
        self.field("seen_by").offer(user, now=tie)

    def change(self, tie: Tie, *, by: User) -> Tie:
        return change_tie(tie, by=by, version=self.read_version, **self.values)

    @classmethod
    def as_typed(cls, record: Any) -> dict[str, Any]:
        return {**super().as_typed(record), "start": start_of(record)}


class EndTieForm(RecordForm):
    end = FuzzyDateField(label=_("Until"), help_text=_("Empty: the day is not known."))

    def write(self, tie: Tie, *, by: User) -> Tie:
        return end_tie(tie, by=by, on=self.values["end"], version=self.cleaned_data.get("version"))

    @classmethod
    def as_typed(cls, record: Any) -> dict[str, Any]:
        return {"end": end_of(record)}
