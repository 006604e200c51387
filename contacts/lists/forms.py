"""Forms for saved lists: the name and who sees it, and which lists chosen by hand somebody is on."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from contacts.lists.models import ListEntry, SavedList
from contacts.lists.services import (
    KIND_OF,
    add_to_list,
    change_list,
    create_static_list,
    save_list,
    take_off_list,
)
from contacts.parties.models import Party
from crm.accounts.models import Team, User
from crm.parts.audit import act
from crm.parts.forms import RecordForm

Sharing = SavedList.Sharing


class SharedWithField(forms.ChoiceField):
    """Nobody else, one of one's teams, or everyone. `offer(user)` before the form is used."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs = {
            "label": _("Who sees it"),
            "initial": Sharing.PRIVATE.value,
            "widget": forms.RadioSelect,
            **kwargs,
        }
        super().__init__(choices=[], **kwargs)

    def offer(self, user: User, *, now: SavedList | None = None) -> None:
        """Offer the user's teams (all teams to a director), and the list's own as it is."""
        teams = Team.objects.all() if user.scope.all else Team.objects.filter(pk__in=user.scope.teams)
        named = {team.pk: team.name for team in teams}
        if now is not None and now.team_id is not None:
            named.setdefault(now.team_id, str(now.team))
        self.choices = [
            (
                Sharing.PRIVATE.value,
                _("only me") if now is None or now.owner_id == user.pk else _("only its owner"),
            ),
            *((f"team:{key}", name) for key, name in sorted(named.items(), key=lambda pair: pair[1])),
            (Sharing.ALL.value, Sharing.ALL.label),
        ]


class NamedListForm(RecordForm):
    """The name of a list and who sees it: the services get the choice as `sharing` and `team`."""

    name = forms.CharField(
        label=_("Name"), max_length=100, widget=forms.TextInput({"autocomplete": "off", "autofocus": True})
    )
    shared_with = SharedWithField()

    def __init__(self, *args: Any, user: User, now: SavedList | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.field("shared_with").offer(user, now=now)

    @property
    def values(self) -> dict[str, Any]:
        values = super().values
        sharing, _sep, team = values.pop("shared_with").partition(":")
        return {
            **values,
            "sharing": sharing,
            "team": Team.objects.get(pk=team) if sharing == Sharing.TEAM else None,
        }

    def take_errors(self, refused: Any) -> None:
        # Who sees it is one field here.
        if hasattr(refused, "error_dict") and "team" in refused.error_dict:
            refused.error_dict["shared_with"] = refused.error_dict.pop("team")
        super().take_errors(refused)

    @classmethod
    def as_typed(cls, record: Any) -> dict[str, Any]:
        shared = f"team:{record.team_id}" if record.sharing == Sharing.TEAM else str(record.sharing)
        return {**super().as_typed(record), "shared_with": shared}

    def keep(self, *, by: User, of: str, query: QueryDict, columns: list[str]) -> SavedList:
        """Save the question under this name."""
        return save_list(by=by, of=of, query=query, columns=columns, uid=self.made_uid, **self.values)

    def begin(self, *, by: User, of: str) -> SavedList:
        """Make a list of this name whose members are chosen by hand."""
        return create_static_list(by=by, of=of, uid=self.made_uid, **self.values)

    def change(self, saved_list: SavedList, *, by: User) -> SavedList:
        return change_list(saved_list, by=by, version=self.read_version, **self.values)


class OnListsForm(RecordForm):
    """The lists chosen by hand that one party is on; a new one may be named here, too."""

    lists = forms.MultipleChoiceField(
        label=_("Lists"), required=False, widget=forms.CheckboxSelectMultiple, choices=[]
    )
    new = forms.CharField(
        label=_("A new list"), required=False, max_length=100, widget=forms.TextInput({"autocomplete": "off"})
    )

    def __init__(self, data: Any = None, *, user: User, party: Party, **kwargs: Any) -> None:
        of = next(of for of, kind in KIND_OF.items() if kind == party.kind)
        shown = SavedList.objects.visible_to(user).filter(of=of, dynamic=False).select_related("owner")
        self.party, self.of, self.offered = party, of, {str(one.uid): one for one in shown}
        on = ListEntry.objects.filter(party=party, saved_list__in=[one.pk for one in self.offered.values()])
        self.on = set(on.values_list("saved_list_id", flat=True))
        now = [uid for uid, one in self.offered.items() if one.pk in self.on]
        super().__init__(data, initial={"lists": now}, **kwargs)
        self.field("lists").choices = [
            (uid, one.name if one.owner_id == user.pk else f"{one.name} ({one.owner})")
            for uid, one in self.offered.items()
        ]

    def put(self, *, by: User) -> list[SavedList]:
        """Put the party on the lists that are ticked and take it off the others. Returns the lists it is on."""
        ticked = [self.offered[uid] for uid in self.cleaned_data["lists"]]
        with act(by=by, verb="choose lists", subject=self.party.label):
            for one in ticked:
                if one.pk not in self.on:
                    add_to_list(one, [self.party], by=by)
            for one in self.offered.values():
                if one.pk in self.on and one not in ticked:
                    take_off_list(one, [self.party], by=by)
            if self.cleaned_data["new"].strip():
                made = create_static_list(by=by, name=self.cleaned_data["new"], of=self.of, uid=self.made_uid)
                add_to_list(made, [self.party], by=by)
                ticked.append(made)
        return ticked
