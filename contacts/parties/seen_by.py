"""Who may see a row, as one choice on a form: everyone, one of one's teams, or owner and directors."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from crm.accounts.models import Team, User
from crm.parts.forms import RecordForm
from crm.parts.visibility import Visibility


class SeenByField(forms.ChoiceField):
    """Choices follow from the user: `offer(user)` before the form is used."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs = {
            "label": gettext_lazy("Who may see it"),
            "initial": Visibility.EVERYONE.value,
            "widget": forms.RadioSelect,
            **kwargs,
        }
        super().__init__(choices=[], **kwargs)

    def offer(self, user: User, *, now: Any = None) -> None:
        """Offer everyone, the user's teams (all teams to a director), the row's own team as it is, and owner."""
        teams = Team.objects.all() if user.scope.all else Team.objects.filter(pk__in=user.scope.teams)
        named = {team.pk: team.name for team in teams}
        if now is not None and now.team_id is not None:
            named.setdefault(now.team_id, str(now.team))
        self.choices = [
            (Visibility.EVERYONE.value, Visibility.EVERYONE.label),
            *((f"team:{key}", name) for key, name in sorted(named.items(), key=lambda pair: pair[1])),
            (Visibility.OWNER.value, Visibility.OWNER.label),
        ]


class SeenByForm(RecordForm):
    """A form that declares a field `seen_by`: the service gets its choice as `visibility` and `team`."""

    @property
    def values(self) -> dict[str, Any]:
        values = super().values
        seen_by = as_columns(values.pop("seen_by"))
        return {**values, **seen_by}

    @classmethod
    def as_typed(cls, record: Any) -> dict[str, Any]:
        return {**super().as_typed(record), "seen_by": as_choice(record)}


def as_choice(row: Any) -> str:
    """The choice that a row's visibility and team are."""
    return f"team:{row.team_id}" if row.visibility == Visibility.TEAM else str(row.visibility)


def as_columns(choice: str) -> dict[str, Any]:
    """The columns that a choice means: `visibility` and `team`. One query for a team."""
    kind, _sep, key = choice.partition(":")
    return {"visibility": kind, "team": Team.objects.get(pk=key) if kind == Visibility.TEAM else None}
