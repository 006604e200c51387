"""The form of a roster: one question a row, answered by one press each, sent as one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext as say
from django.utils.translation import gettext_lazy as _

from contacts.people.queries import people_for
from contacts.roles.forms import PEOPLE_PICK
from contacts.roles.roster import Answer, RosterRow, Said, check_roster
from crm.accounts.models import User
from crm.parts.dates import UNKNOWN
from crm.parts.forms import FuzzyDateField, RecordForm
from crm.parts.picks import PickField

# The button that answers every row that was left alone.
OTHERS = "others"


@dataclass(frozen=True)
class AskedRow:
    """A row of the roster with its fields as the page shows them."""

    row: RosterRow
    answer: BoundField
    who: BoundField
    left: BoundField
    version: BoundField

    @property
    def errors(self) -> list[str]:
        return [str(error) for field in (self.answer, self.who, self.left) for error in field.errors]


class RosterForm(RecordForm):
    """Its fields follow from the rows: `answer-<key>`, `who-<key>`, `left-<key>`, `version-<key>`."""

    def __init__(self, *args: Any, user: User, rows: list[RosterRow], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.roster = rows
        people = people_for(user)
        for row in rows:
            self.fields[f"answer-{row.key}"] = forms.ChoiceField(
                label=_named(row), choices=row.answers, widget=forms.RadioSelect, required=False
            )
            who = PickField(PEOPLE_PICK, new=_("Add the person"), label=_("Who is new?"), required=False)
            who.rows = people
            who.widget.attrs["data-pick-keeps"] = True
            self.fields[f"who-{row.key}"] = who
            self.fields[f"left-{row.key}"] = FuzzyDateField(
                label=_("Left"), widget=forms.TextInput({"placeholder": _("Aug 2026"), "autocomplete": "off"})
            )
            self.fields[f"version-{row.key}"] = forms.IntegerField(
                initial=row.version, required=False, min_value=0, widget=forms.HiddenInput
            )

    @property
    def asked(self) -> list[AskedRow]:
        return [
            AskedRow(row, *(self[f"{name}-{row.key}"] for name in ("answer", "who", "left", "version")))
            for row in self.roster
        ]

    @property
    def answered(self) -> int:
        return sum(bool(self[f"answer-{row.key}"].value()) for row in self.roster)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        for row in self.roster:
            if cleaned.get(f"answer-{row.key}") == Answer.NEW:
                self._check_new(row, cleaned.get(f"who-{row.key}"))
        if not self.errors and not any(one.answer != Answer.UNKNOWN for one in self._said(cleaned)):
            self.add_error(None, _("Nothing is answered yet. Press what you know; the rest can stay open."))
        return cleaned

    def _check_new(self, row: RosterRow, who: Any) -> None:
        if f"who-{row.key}" in self.errors:
            return
        if who is None:
            self.add_error(f"who-{row.key}", _("Who is it? Write the name, or press “don’t know”."))
        elif row.role is not None and who == row.role.person:
            self.add_error(f"who-{row.key}", _("That is who was there before. Press “still there”."))

    def _said(self, cleaned: dict[str, Any]) -> list[Said]:
        """What was said, the others as the button answers them."""
        others = Answer.STILL.value if OTHERS in self.data else ""
        said = []
        for row in self.roster:
            answer = cleaned.get(f"answer-{row.key}") or (others if _may_be_still(row) else "")
            if answer:
                left = cleaned.get(f"left-{row.key}") or UNKNOWN
                said.append(Said(row, answer, left, cleaned.get(f"who-{row.key}")))
        return said

    @property
    def said(self) -> list[Said]:
        return self._said(self.cleaned_data)

    def write(self, *, by: User, subject: str) -> list[Said]:
        """Write what was said. Raises RosterChanged."""
        assert self.made_uid is not None
        said = self.said
        read = {row.key: self.cleaned_data.get(f"version-{row.key}") or 0 for row in self.roster}
        check_roster(
            [one for one in said if one.answer != Answer.UNKNOWN],
            by=by,
            subject=subject,
            read=read,
            uid=self.made_uid,
        )
        return said


def _may_be_still(row: RosterRow) -> bool:
    return any(value == Answer.STILL for value, _word in row.answers)


def _named(row: RosterRow) -> str:
    who = row.role.person.name if row.role is not None else say("Nobody known")
    return f"{who}, {row.called}"


def what_was_said(said: list[Said]) -> str:
    """ "10 still there, 1 moved on, 1 new person." """
    counts = {answer: sum(one.answer == answer for one in said) for answer in Answer}
    words = [
        f"{count} {answer.label}" for answer, count in counts.items() if count and answer != Answer.UNKNOWN
    ]
    return say("Roster checked: %(what)s.") % {"what": ", ".join(words)}
