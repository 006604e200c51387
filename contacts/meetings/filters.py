"""What one may ask of meetings: list, export and API alike."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import django_filters
from django import forms
from django.db.models import Q, QuerySet
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _

from contacts.lists.choices import Choices
from contacts.meetings.kinds import MeetingKind, Mode, Status
from contacts.meetings.models import Attendance, Meeting, MeetingTopic
from contacts.people.models import Person
from crm.accounts.models import User
from crm.parts.filters import StrictFilterSet
from crm.parts.search_query import records_matching

A_DAY = forms.DateInput({"type": "date"})


def one_of_many(label: Any, kind: str) -> Any:
    """A filter by one record of very many, named by its uid and found by typing."""
    address = reverse_lazy("search_suggest", query={"kind": kind})
    widget = forms.Select({"data-pick": "", "data-pick-url": address})
    return django_filters.ChoiceFilter(label=label, widget=widget, empty_label="", choices=[])


class MeetingFilter(StrictFilterSet):
    """Meetings by words, kind, day, who was there, where and about what. Restricted ones are left out before."""

    q = django_filters.CharFilter(label=_("Words"), max_length=200)
    kind = django_filters.MultipleChoiceFilter(
        label=_("Kind"), choices=MeetingKind.choices, widget=forms.SelectMultiple({"data-pick": ""})
    )
    held_after = django_filters.DateFilter(label=_("On or after"), widget=A_DAY)
    held_before = django_filters.DateFilter(label=_("Before"), widget=A_DAY)
    person = one_of_many(_("Person there"), "person")
    organization = one_of_many(_("Organization there"), "organization")
    initiative = django_filters.ChoiceFilter(label=_("About"), choices=[], empty_label="")
    logged_by = django_filters.ChoiceFilter(label=_("Logged by"), choices=[], empty_label="")
    status = django_filters.ChoiceFilter(label=_("Status"), choices=Status.choices, empty_label="")
    mode = django_filters.ChoiceFilter(label=_("How"), choices=Mode.choices, empty_label="")
    team = django_filters.ChoiceFilter(label=_("Only the team sees"), choices=[], empty_label="")

    class Meta:
        model = Meeting
        fields: list[str] = []

    def __init__(self, data: Any = None, queryset: Any = None, *, request: Any = None, **kwargs: Any) -> None:
        super().__init__(data, queryset, request=request, **kwargs)
        self.user: User = request.user
        self.choices = Choices(self.user, self._given("organization"))
        for name, kind in (
            ("organization", "organization"),
            ("initiative", "initiative"),
            ("logged_by", "owner"),
        ):
            self.filters[name].extra["choices"] = self.choices.of(kind)
        self.person = self._person()
        if self.person:
            self.filters["person"].extra["choices"] = [(str(self.person.party.uid), self.person.name)]
        # A function, not a method: forms copy their choices whole, and a method would bring the request along.
        self.filters["team"].extra["choices"] = lambda: self._teams()

    def _teams(self) -> list[tuple[str, str]]:
        """One's own teams; asked of the database only where the form is drawn or a team is asked for."""
        return [(str(team.pk), team.name) for team in self.user.teams.all()]

    def _person(self) -> Person | None:
        """Whom the address names; one query, only if it names somebody."""
        given = next(iter(self._given("person")), "")
        try:
            uid = UUID(given)
        except ValueError:
            return None
        found: Person | None = (
            Person.objects.visible_to(self.user).filter(party__uid=uid).select_related("party").first()
        )
        return found

    def filter_queryset(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """The rows that answer everything that was asked, at once."""
        asked = self.form.cleaned_data
        rows = queryset.filter(self._plain(asked))
        if asked["q"]:
            found = records_matching(asked["q"], "meeting", self.user)
            rows = rows.none() if found is None else rows.filter(pk__in=found)
        if asked["person"] and self.person:
            rows = rows.filter(pk__in=Attendance.objects.filter(person=self.person).values("meeting"))
        if asked["organization"]:
            key = self.choices.key("organization", asked["organization"])
            came = Attendance.objects.filter(represented=key).values("meeting")
            rows = rows.filter(Q(organization=key) | Q(pk__in=came))
        return rows

    def _plain(self, asked: dict[str, Any]) -> Q:
        """What stands in columns of the meeting."""
        wanted = Q()
        for name in ("status", "mode"):
            if asked[name]:
                wanted &= Q(**{name: asked[name]})
        if asked["kind"]:
            wanted &= Q(kind__in=asked["kind"])
        if asked["held_after"]:
            wanted &= Q(held_on__gte=asked["held_after"])
        if asked["held_before"]:
            wanted &= Q(held_on__lt=asked["held_before"])
        if asked["initiative"]:
            key = self.choices.key("initiative", asked["initiative"])
            wanted &= Q(initiative=key) | Q(
                pk__in=MeetingTopic.objects.filter(initiative=key).values("meeting")
            )
        if asked["logged_by"]:
            wanted &= Q(logged_by=self.choices.key("owner", asked["logged_by"]))
        if asked["team"]:
            wanted &= Q(visibility="team", team=asked["team"])
        return wanted
