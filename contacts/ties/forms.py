"""Forms for ties."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID, uuid5

from django import forms
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _

from contacts.meetings.models import Meeting
from contacts.parties.models import Party
from contacts.parties.queries import PartyRows
from contacts.parties.seen_by import SeenByField, SeenByForm
from contacts.parties.spans import end_of, start_of
from contacts.people.services import create_person
from contacts.templatetags.groundwork import day_in_words
from contacts.ties.models import Tie, TieType
from contacts.ties.queries import meetings_to_choose
from contacts.ties.services import change_tie, declare_tie, end_tie
from crm.accounts.models import User
from crm.parts.forms import ByUidField, FuzzyDateField, RecordForm
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

    def offer(self, kinds: Iterable[TieType] | None = None) -> None:
        """Read the kinds, unless they are at hand. One query."""
        self.types = {}
        choices: list[tuple[str, str]] = []
        for kind in TieType.objects.all() if kinds is None else kinds:
            self.types[kind.key] = kind
            choices.append((f"{kind.key}:forward", kind.forward))
            if not kind.symmetric:
                choices.append((f"{kind.key}:reverse", kind.reverse))
        self.choices = [("", ""), *sorted(choices, key=lambda choice: choice[1].casefold())]


class OtherEndField(PickField):
    """Whom somebody is tied with: found by typing, or named for the first time."""

    def __init__(self, **kwargs: Any) -> None:
        address = reverse_lazy("search_suggest", query={"kind": "person,organization"})
        super().__init__(address, new=_("Add the person"), **{"label": _("With"), **kwargs})
        self.widget.attrs["data-pick-quick"] = True


class SourceMeetingField(ByUidField):
    """The meeting at which the tie showed: of both, if it is known who the other is, then the latest."""

    def __init__(self) -> None:
        super().__init__(None, label=_("From the meeting"), required=False)

    def offer(self, user: User, party: Party, other: Any = None, *, now: Meeting | None = None) -> None:
        """One query, two if there is a meeting to choose."""
        self.queryset = meetings_to_choose(user, party, other, now=now)

    def label_from_instance(self, obj: Any) -> str:
        return ", ".join(
            (str(day_in_words(obj.held_on)), str(obj.title or obj.organization or obj.get_kind_display()))
        )


def tie_declared(
    party: Party,
    kind: str,
    other: Any,
    *,
    types: Mapping[str, TieType],
    by: User,
    uid: UUID | None,
    **values: Any,
) -> Tie:
    """Declare a tie as it was chosen from the end of `party`; who was only named is added first."""
    key, _sep, direction = kind.partition(":")
    if isinstance(other, NewNamed):
        other = create_person(by=by, name=other.name, uid=uuid5(uid, "other") if uid else None).party
    one, second = (party, other) if direction == "forward" else (other, party)
    return declare_tie(by=by, one=one, other=second, type=types[key], uid=uid, **values)


class TieLineForm(RecordForm):
    """A tie in one line, as it stands on the page of a party."""

    kind = DirectedTypeField(
        label=_("How they are tied"), widget=forms.Select({"data-pick": "", "data-pick-quick": ""})
    )
    other = OtherEndField()
    closeness = forms.ChoiceField(label=_("How close"), choices=CLOSENESS, initial="2")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.field("kind").offer()


class NewTieForm(SeenByForm):
    """A tie of the party whose page it is opened from, read from its end."""

    kind = DirectedTypeField(
        label=_("How they are tied"), widget=forms.Select({"data-pick": "", "data-pick-quick": ""})
    )
    other = OtherEndField()
    closeness = forms.TypedChoiceField(label=_("How close"), choices=CLOSENESS, coerce=int, initial="2")
    basis = forms.ChoiceField(
        label=_("How we know"), choices=Tie.Basis.choices, initial=Tie.Basis.TOLD, widget=forms.RadioSelect
    )
    start = FuzzyDateField(label=_("Since"))
    source_meeting = SourceMeetingField()
    note = forms.CharField(label=_("Note"), max_length=500, required=False)
    seen_by = SeenByField()

    def __init__(self, *args: Any, user: User, party: Party, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.field("kind").offer()
        self.field("other").rows = PartyRows(user)
        self.field("source_meeting").offer(user, party, self["other"].value())
        self.field("seen_by").offer(user)

    def add(self, party: Party, *, by: User) -> Tie:
        return tie_declared(party, by=by, types=self.field("kind").types, uid=self.made_uid, **self.values)

    @classmethod
    def typed(cls, data: Any) -> dict[str, Any]:
        """What was typed into the line, as what the whole form begins with."""
        given = {name: data.get(name, "") for name in ("uid", "kind", "closeness", "basis", "seen_by")}
        found = {name: value for name, value in given.items() if value}
        return {**found, "other": OtherEndField().widget.value_from_datadict(data, {}, "other")}


class TieForm(SeenByForm):
    """What can change about a tie; its two ends and its kind stay."""

    closeness = forms.TypedChoiceField(label=_("How close"), choices=CLOSENESS, coerce=int)
    basis = forms.ChoiceField(label=_("How we know"), choices=Tie.Basis.choices, widget=forms.RadioSelect)
    start = FuzzyDateField(label=_("Since"))
    source_meeting = SourceMeetingField()
    note = forms.CharField(label=_("Note"), max_length=500, required=False)
    seen_by = SeenByField()

    def __init__(self, *args: Any, user: User, tie: Tie, **kwargs: Any) -> None:
        super().__init__(*args, initial=self.as_typed(tie), **kwargs)
        self.field("seen_by").offer(user, now=tie)
        meetings = self.field("source_meeting")
        meetings.offer(user, tie.from_party, tie.to_party, now=tie.source_meeting)
        if tie.source_meeting is not None and not meetings.queryset.filter(pk=tie.source_meeting_id).exists():
            # A meeting that this user may not see: it stays, and is not shown.
            del self.fields["source_meeting"]

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
