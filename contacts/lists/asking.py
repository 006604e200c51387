"""What one may ask of people and organizations alike: the part of their filters that is said once.

Conditions that belong together (an initiative with positions and levels) are answered together. Last contact and
positions follow the viewer's scope: nothing restricted can be inferred from who is on a list.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import django_filters
from django import forms
from django.db.models import Q, QuerySet
from django.urls import reverse_lazy
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from contacts.interest.models import InterestLevel, Stance
from contacts.interest.queries import latest_saying
from contacts.lists.choices import Choices
from contacts.meetings.queries import contact_before, contact_since, no_contact_since
from contacts.parties.models import Tagging
from contacts.policy.models import Initiative
from crm.accounts.models import User
from crm.parts.filters import Problem, StrictFilterSet
from crm.parts.search_query import Where, records_matching

NOBODY = "nobody"
MINE, NOT_MINE = "mine", "not_mine"


class PickOne(forms.Select):
    """One of very many, found by typing: the address answers what was typed, and only what is chosen is drawn."""

    def __init__(self, address: Any, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"data-pick": "", "data-pick-url": address, **(attrs or {})})


def pick_filter(label: Any) -> Any:
    """A filter by one organization, named by its uid."""
    address = reverse_lazy("search_suggest", query={"kind": "organization"})
    return django_filters.ChoiceFilter(label=label, widget=PickOne(address), empty_label="", choices=[])


class PartyFilter(StrictFilterSet):
    """The base of the filters of people and organizations. What a uid names is read in one query for all."""

    # Two readers with the same choices are shown the same fields.
    drawn_from_choices = True
    # The kind of search document of these rows.
    found_as = ""
    # Filters whose value is the uid of an organization.
    organizations: tuple[str, ...] = ()
    narrow = frozenset({"q", "tag", "organization", "district", "stance"})
    # What is asked first, by name; what is shared comes after, as it stands here.
    first: tuple[str, ...] = ("q",)

    q = django_filters.CharFilter(label=gettext_lazy("Name, e-mail or phone"), max_length=200)
    state = django_filters.CharFilter(label=gettext_lazy("State"), min_length=2, max_length=2)
    point_person = django_filters.ChoiceFilter(label=gettext_lazy("Point person"), choices=[], empty_label="")
    whose = django_filters.ChoiceFilter(
        label=gettext_lazy("Whose"),
        empty_label="",
        choices=[
            (MINE, gettext_lazy("mine")),
            (NOT_MINE, gettext_lazy("not mine")),
            (NOBODY, gettext_lazy("no one’s")),
        ],
    )
    tag = django_filters.ChoiceFilter(label=gettext_lazy("Tag"), choices=[], empty_label="")
    initiative = django_filters.ChoiceFilter(label=gettext_lazy("Initiative"), choices=[], empty_label="")
    stance = django_filters.MultipleChoiceFilter(
        label=gettext_lazy("Position on it"), choices=Stance.choices, widget=forms.CheckboxSelectMultiple
    )
    level = django_filters.ChoiceFilter(
        label=gettext_lazy("At least"),
        choices=[(str(level.value), level.label) for level in InterestLevel],
        empty_label="",
    )
    contact_after = django_filters.DateFilter(
        label=gettext_lazy("Last contact on or after"), widget=forms.DateInput({"type": "date"})
    )
    contact_before = django_filters.DateFilter(
        label=gettext_lazy("Last contact before"), widget=forms.DateInput({"type": "date"})
    )
    no_contact_days = django_filters.NumberFilter(
        label=gettext_lazy("No contact for days"),
        min_value=1,
        max_value=36500,
        decimal_places=0,
        widget=forms.NumberInput({"inputmode": "numeric"}),
    )

    def __init__(self, data: Any = None, queryset: Any = None, *, request: Any = None, **kwargs: Any) -> None:
        super().__init__(data, queryset, request=request, **kwargs)
        self.user: User = request.user
        given: dict[str, Any] = self.filters
        self.filters: dict[str, Any] = {name: given[name] for name in dict.fromkeys((*self.first, *given))}
        self.choices = Choices(self.user, [uid for name in self.organizations for uid in self._given(name)])
        offered = {"initiative": "initiative", "point_person": "owner", "tag": "tag"}
        offered |= dict.fromkeys(self.organizations, "organization")
        for name, kind in offered.items():
            self.filters[name].extra["choices"] = self.choices.of(kind)

    def problems(self) -> list[Problem]:
        found = super().problems()
        asked = self.data.get("initiative")
        if not asked and (any(self._given("stance")) or any(self._given("level"))):
            found.append(Problem("initiative", _("Choose the initiative that the position is about.")))
        return found

    def filter_queryset(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """The rows that answer everything that was asked, at once."""
        rows: QuerySet[Any] = self.answer(queryset, self.form.cleaned_data)
        return rows

    def answer(self, rows: Any, asked: dict[str, Any]) -> Any:
        """The part that people and organizations share. Rooms add theirs."""
        if asked["q"]:
            found = records_matching(asked["q"], self.found_as, self.user, Where.OWN)
            rows = rows.none() if found is None else rows.filter(pk__in=found)
        if asked["point_person"]:
            rows = rows.filter(owner=self.key("owner", asked["point_person"]))
        if asked["whose"] == MINE:
            rows = rows.filter(owner=self.user)
        elif asked["whose"] == NOT_MINE:
            rows = rows.filter(Q(owner__isnull=True) | ~Q(owner=self.user.pk))
        elif asked["whose"] == NOBODY:
            rows = rows.filter(owner__isnull=True)
        if asked["tag"]:
            tagged = Tagging.objects.filter(tag=self.key("tag", asked["tag"]))
            rows = rows.filter(self.among(tagged, "party"))
        if asked["initiative"]:
            rows = rows.filter(self._stands(asked))
        if asked["contact_after"]:
            rows = rows.filter(contact_since(self.user, asked["contact_after"]))
        if asked["contact_before"]:
            rows = rows.filter(contact_before(self.user, asked["contact_before"]))
        if asked["no_contact_days"]:
            since = timezone.localdate() - timedelta(days=int(asked["no_contact_days"]))
            rows = rows.filter(no_contact_since(self.user, since))
        return rows

    @property
    def initiative_asked_for(self) -> Initiative | None:
        """The initiative that was asked for, by its key and name alone (no query)."""
        uid = self.data.get("initiative", "")
        key = self.choices.key("initiative", uid)
        return Initiative(pk=key, name=self.choices.name("initiative", uid)) if key is not None else None

    def key(self, kind: str, uid: str) -> int | None:
        return self.choices.key(kind, uid)

    def _stands(self, asked: dict[str, Any]) -> Q:
        levels = [level for level in InterestLevel.values if asked["level"] and level >= int(asked["level"])]
        saying = latest_saying(self.user, self.initiative_asked_for, asked["stance"], levels)
        return self.among(saying, "party")
