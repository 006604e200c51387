"""Several ties of one party in one go: a line each, one save, one act; what is wrong stands at its line."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import uuid5

from django import forms
from django.core.exceptions import ValidationError
from django.forms import BoundField
from django.utils.translation import gettext_lazy as _

from contacts.parties.models import Party
from contacts.parties.queries import PartyRows
from contacts.parties.seen_by import SeenByField, as_columns
from contacts.ties.forms import (
    CLOSENESS,
    DirectedTypeField,
    OtherEndField,
    SourceMeetingField,
    tie_declared,
)
from contacts.ties.models import Tie, TieType
from crm.accounts.models import User
from crm.parts.audit import act
from crm.parts.forms import FuzzyDateField, RecordForm

LINES = 5
AT_MOST = 40


@dataclass(frozen=True)
class Line:
    """One tie as the page asks for it."""

    number: int
    kind: BoundField
    other: BoundField
    closeness: BoundField

    @property
    def errors(self) -> list[str]:
        return [str(error) for field in (self.kind, self.other, self.closeness) for error in field.errors]


class SeveralTiesForm(RecordForm):
    """Lines of kind, other end and closeness (`kind-0`, `other-0`, …), and what holds for all of them."""

    basis = forms.ChoiceField(
        label=_("How we know"), choices=Tie.Basis.choices, initial=Tie.Basis.TOLD, widget=forms.RadioSelect
    )
    start = FuzzyDateField(label=_("Since"))
    source_meeting = SourceMeetingField()
    seen_by = SeenByField()

    def __init__(self, *args: Any, user: User, party: Party, lines: int = LINES, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.party = party
        self.count = max(1, min(lines, AT_MOST))
        self.field("source_meeting").offer(user, party)
        self.field("seen_by").offer(user)
        kinds = list(TieType.objects.all())
        self.types = {kind.key: kind for kind in kinds}
        rows = PartyRows(user)
        for number in range(self.count):
            quick = forms.Select({"data-pick": "", "data-pick-quick": ""})
            kind = DirectedTypeField(label=_("How they are tied"), required=False, widget=quick)
            kind.offer(kinds)
            other = OtherEndField(required=False)
            other.rows = rows
            self.fields[f"kind-{number}"], self.fields[f"other-{number}"] = kind, other
            self.fields[f"closeness-{number}"] = forms.TypedChoiceField(
                label=_("How close"), choices=CLOSENESS, coerce=int, initial="2"
            )

    @property
    def lines(self) -> list[Line]:
        return [
            Line(number, *(self[f"{name}-{number}"] for name in ("kind", "other", "closeness")))
            for number in range(self.count)
        ]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        filled = 0
        for number in range(self.count):
            kind, other = f"kind-{number}", f"other-{number}"
            if kind in self.errors or other in self.errors:
                continue
            filled += bool(cleaned.get(kind) and cleaned.get(other))
            if cleaned.get(other) and not cleaned.get(kind):
                self.add_error(kind, _("How are they tied?"))
            elif cleaned.get(kind) and not cleaned.get(other):
                self.add_error(other, _("With whom? Choose somebody, or empty the line."))
        if not filled and not self.errors:
            self.add_error("other-0", _("Fill in a line: how they are tied, and with whom."))
        return cleaned

    def add(self, *, by: User) -> list[Tie]:
        """Declare the ties of all lines. Raises ValidationError with what is wrong with each line."""
        values = self.cleaned_data
        shared = {name: values[name] for name in ("basis", "start", "source_meeting")}
        shared |= as_columns(values["seen_by"])
        made: list[Tie] = []
        wrong: dict[str, Any] = {}
        for number in range(self.count):
            kind, other = values.get(f"kind-{number}"), values.get(f"other-{number}")
            if not kind or not other:
                continue
            uid = uuid5(self.made_uid, str(number)) if self.made_uid else None
            try:
                # What one line refuses is taken back by itself, so that the others can be looked at, too.
                with act(by=by, verb="declare tie"):
                    tie = tie_declared(
                        self.party, kind, other, types=self.types, by=by, uid=uid,
                        closeness=values[f"closeness-{number}"], **shared,
                    )  # fmt: skip
                made.append(tie)
            except ValidationError as refused:
                for name, errors in _by_field(refused).items():
                    wrong[f"{'kind' if name == 'type' else 'other'}-{number}"] = errors
        if wrong:
            raise ValidationError(wrong)
        return made


def _by_field(refused: ValidationError) -> dict[str, Any]:
    return dict(refused.error_dict) if hasattr(refused, "error_dict") else {"other": refused.error_list}


def typed(data: Any, lines: int) -> dict[str, Any]:
    """What was typed into the lines so far, as what the form begins with when it has more of them."""
    begun = {name: data.get(name, "") for name in ("uid", "basis", "start", "source_meeting", "seen_by")}
    for number in range(lines):
        for name in ("kind", "closeness"):
            begun[f"{name}-{number}"] = data.get(f"{name}-{number}", "")
        begun[f"other-{number}"] = OtherEndField().widget.value_from_datadict(data, {}, f"other-{number}")
    return {name: value for name, value in begun.items() if value}
