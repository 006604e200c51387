"""What one may ask of people and organizations alike: the part of their filters that is said once.

Conditions that belong together (an initiative with positions and levels; one meeting of a kind, about something, logged
by somebody) are answered together. Meetings, readings and next steps follow the viewer's scope: nothing restricted can
be inferred from who is on a list.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from functools import reduce
from operator import and_
from typing import Any

import django_filters
from django import forms
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse_lazy
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from contacts.interest.models import InterestLevel, Stance
from contacts.interest.queries import latest_saying
from contacts.lists.choices import Choices
from contacts.lists.conditions import (
    Freshness,
    Step,
    Usable,
    may_be_reached,
    met_at,
    met_at_least,
    next_step_is,
    read_as,
)
from contacts.lists.models import ListEntry
from contacts.meetings.kinds import MeetingKind
from contacts.meetings.queries import contact_before, contact_since, no_contact_since
from contacts.parties.models import ContactPoint, Tagging
from contacts.policy.models import Initiative
from crm.accounts.models import User
from crm.parts.filters import EVERY, LEFT_OUT, Problem, Problems, StrictFilterSet
from crm.parts.search_query import Where, records_matching

NOBODY = "nobody"
MINE, NOT_MINE = "mine", "not_mine"

# What is asked of meetings, positions, next steps and ways to reach stands under the same headings everywhere.
CONTACT = (
    gettext_lazy("Contact"),
    (
        "quiet", "no_contact_days", "contact_before", "contact_after", "meetings",
        "met_by", "met_kind", "met_about", "met_since",
    ),
)  # fmt: skip
POSITION = (gettext_lazy("Position"), ("initiative", "stance", "level", "reading"))
NEXT_STEPS = (gettext_lazy("Next steps"), ("step",))
WAYS_TO_REACH = (gettext_lazy("Ways to reach"), ("email", "phone"))


class PickOne(forms.Select):
    """One of very many, found by typing: the address answers what was typed, and only what is chosen is drawn."""

    def __init__(self, address: Any, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"data-pick": "", "data-pick-url": address, **(attrs or {})})


def pick_filter(label: Any) -> Any:
    """A filter by one organization, named by its uid."""
    address = reverse_lazy("search_suggest", query={"kind": "organization"})
    return django_filters.ChoiceFilter(label=label, widget=PickOne(address), empty_label="", choices=[])


def one_of(label: Any, choices: Any = ()) -> Any:
    """A filter by one of a few; without choices, by one of those that the record offers."""
    return django_filters.ChoiceFilter(label=label, choices=list(choices), empty_label="")


class _AnyOfField(django_filters.fields.MultipleChoiceField):  # type: ignore[misc]  # django-filter says no types
    def to_python(self, value: Any) -> Any:
        # An empty one among them, as an address may carry it, asks for nothing.
        return super().to_python([each for each in value or () if each != ""])


class _AnyOf(django_filters.MultipleChoiceFilter):  # type: ignore[misc]  # likewise
    field_class = _AnyOfField


def some_of(label: Any, choices: Any = ()) -> Any:
    """A filter by any of several, picked by typing."""
    return _AnyOf(label=label, choices=list(choices), widget=forms.SelectMultiple({"data-pick": ""}))


def ticked_of(label: Any, choices: Any) -> Any:
    """A filter by any of a few, all of them in sight."""
    return _AnyOf(label=label, choices=choices, widget=forms.CheckboxSelectMultiple)


def at_least(label: Any, *, least: int = 0, most: int = 10**7) -> Any:
    """A filter by a number."""
    widget = forms.NumberInput({"inputmode": "numeric"})
    return django_filters.NumberFilter(
        label=label, min_value=least, max_value=most, decimal_places=0, widget=widget
    )


def a_day(label: Any) -> Any:
    """A filter by a day, with the browser's own calendar."""
    return django_filters.DateFilter(label=label, widget=forms.DateInput({"type": "date"}))


class PartyFilter(StrictFilterSet):
    """The base of the filters of people and organizations. What a uid names is read in one query for all groups."""

    # Two readers with the same choices are shown the same fields.
    drawn_from_choices = True
    # The kind of search document of these rows.
    found_as = ""
    # What their saved lists are of.
    lists_of = ""
    # Filters whose value is the uid of an organization.
    organizations: tuple[str, ...] = ()
    narrow = frozenset({"q", "tag", "list", "organization", "district", "stance", "title"})
    # Filters from whose rows it is quicker to look at what else is asked, row by row, than to gather that, too.
    leading = narrow | {"role", "step"}

    q = django_filters.CharFilter(label=gettext_lazy("Name, e-mail or phone"), max_length=200)
    state = django_filters.CharFilter(label=gettext_lazy("State"), min_length=2, max_length=2)
    point_person = one_of(gettext_lazy("Point person"))
    whose = one_of(
        gettext_lazy("Whose"),
        [
            (MINE, gettext_lazy("mine")),
            (NOT_MINE, gettext_lazy("not mine")),
            (NOBODY, gettext_lazy("no one’s")),
        ],
    )
    tag = some_of(gettext_lazy("Tag"))
    list = one_of(gettext_lazy("On the list"))
    initiative = one_of(gettext_lazy("Initiative"))
    stance = ticked_of(gettext_lazy("Position on it"), Stance.choices)
    level = one_of(gettext_lazy("At least"), [(str(level.value), level.label) for level in InterestLevel])
    reading = one_of(gettext_lazy("Newest reading"), Freshness.choices)
    contact_after = a_day(gettext_lazy("Last contact on or after"))
    contact_before = a_day(gettext_lazy("Last contact before"))
    no_contact_days = at_least(gettext_lazy("No contact for days"), least=1, most=36500)
    meetings = at_least(gettext_lazy("Meetings, at least"), least=1, most=100_000)
    met_by = one_of(gettext_lazy("Met, logged by"))
    met_kind = some_of(gettext_lazy("Met at"), MeetingKind.choices)
    met_about = one_of(gettext_lazy("Met about"))
    met_since = a_day(gettext_lazy("Met on or after"))
    step = one_of(gettext_lazy("Next step"), Step.choices)
    email = one_of(gettext_lazy("E-mail"), Usable.choices)
    phone = one_of(gettext_lazy("Phone"), Usable.choices)

    # What a filter offers, by its name: initiatives, colleagues (owner), tags, lists, organizations.
    offers = {
        "initiative": "initiative", "met_about": "initiative", "point_person": "owner", "met_by": "owner",
        "tag": "tag", "list": "list",
    }  # fmt: skip

    def __init__(
        self, data: Any = None, queryset: Any = None, *, request: Any = None, whole: Any = None, **kwargs: Any
    ) -> None:
        super().__init__(data, queryset, request=request, whole=whole, **kwargs)
        self.user: User = request.user
        self.choices: Choices = (
            whole.choices
            if whole is not None
            else Choices(
                self.user,
                [uid for name in self.organizations for uid in self.given_anywhere(name)],
                lists_of=self.lists_of,
            )
        )
        for name, kind in {**self.offers, **dict.fromkeys(self.organizations, "organization")}.items():
            self.filters[name].extra["choices"] = self.choices.of(kind)

    def own_problems(self) -> Problems:
        found = super().own_problems()
        about = any(self._given("stance")) or any(self._given("level"))
        if about and not any(self._given("initiative")):
            found.append(
                Problem(self.key_of("initiative"), _("Choose the initiative that the position is about."))
            )
        return found

    @property
    def is_led(self) -> bool:
        """Whether the list as a whole asks for something that comes first, or for three things that leave as few; what
        alternatives ask does not count."""
        asked = (self.whole or self).asked
        return len(asked) > 2 or not self.leading.isdisjoint(asked)

    def among_many(self, related: QuerySet[Any], column: str) -> Q:
        """The same as `among`, for related rows of which there are very many."""
        if self.is_led:
            return Q(Exists(related.filter(**{column: OuterRef("pk")})))
        return self.among(related, column)

    def filter_queryset(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """The rows that answer everything that was asked outside of groups, at once."""
        rows = self.narrowed(queryset, self.form.cleaned_data)
        return rows.filter(self.condition(self.form.cleaned_data))

    def narrowed(self, rows: QuerySet[Any], asked: dict[str, Any]) -> QuerySet[Any]:
        """What is asked of the list as a whole, be it said or not."""
        return rows

    def held_by_rows(self) -> Q:
        return self.condition(self.form.cleaned_data) or EVERY

    def condition(self, asked: dict[str, Any]) -> Q:
        """All that was asked of one row, as one condition."""
        return reduce(and_, self.conditions_of(asked), Q())

    def conditions_of(self, asked: dict[str, Any]) -> Iterable[Q]:
        """The part that people and organizations share. Rooms add theirs."""
        if asked["q"]:
            found = records_matching(asked["q"], self.found_as, self.user, Where.OWN)
            yield Q(pk__in=[]) if found is None else Q(pk__in=found)
        if asked["point_person"]:
            yield Q(owner=self.key("owner", asked["point_person"]))
        if asked["whose"] == MINE:
            yield Q(owner=self.user)
        elif asked["whose"] == NOT_MINE:
            yield Q(owner__isnull=True) | ~Q(owner=self.user.pk)
        elif asked["whose"] == NOBODY:
            yield Q(owner__isnull=True)
        if asked["tag"]:
            yield self.among(Tagging.objects.filter(tag__in=self.choices.keys("tag", asked["tag"])), "party")
        if asked["list"]:
            yield self.among(ListEntry.objects.filter(saved_list=self.key("list", asked["list"])), "party")
        yield from self._of_readings(asked)
        yield from self._of_meetings(asked)
        today = timezone.localdate()
        if asked["step"]:
            yield next_step_is(self.user, asked["step"], today, among=self.among)
        for name, kind in (("email", ContactPoint.Kind.EMAIL), ("phone", ContactPoint.Kind.PHONE)):
            if asked[name]:
                yield may_be_reached(kind, asked[name], among=self.among_many)

    def _of_readings(self, asked: dict[str, Any]) -> Iterable[Q]:
        if asked["initiative"] and not (asked["reading"] and not asked["stance"] and not asked["level"]):
            levels = [
                level for level in InterestLevel.values if asked["level"] and level >= int(asked["level"])
            ]
            yield self.among(latest_saying(self.user, self._initiative, asked["stance"], levels), "party")
        if asked["reading"]:
            key = self.key("initiative", asked["initiative"])
            yield read_as(
                self.user, asked["reading"], timezone.localdate(), initiative=key, among=self.among_many
            )

    def _of_meetings(self, asked: dict[str, Any]) -> Iterable[Q]:
        if asked["contact_after"]:
            yield contact_since(self.user, asked["contact_after"])
        if asked["contact_before"]:
            yield contact_before(self.user, asked["contact_before"])
        if asked["no_contact_days"]:
            yield no_contact_since(
                self.user, timezone.localdate() - timedelta(days=int(asked["no_contact_days"]))
            )
        if asked["meetings"]:
            yield met_at_least(self.user, int(asked["meetings"]), of=self.found_as)
        if asked["met_by"] or asked["met_kind"] or asked["met_about"] or asked["met_since"]:
            yield met_at(
                self.user,
                of=self.found_as,
                among=self.among_many,
                many=self.many or self.is_led,
                by=self.key("owner", asked["met_by"]),
                kinds=asked["met_kind"],
                about=self.key("initiative", asked["met_about"]),
                since=asked["met_since"],
            )

    @property
    def initiative_asked_for(self) -> Initiative | None:
        """The initiative that was asked for, in an alternative if not of all, by its key and name alone (no query)."""
        alternatives = (group for name, group in self.groups.items() if name != LEFT_OUT)
        return self._initiative or next((found for one in alternatives if (found := one._initiative)), None)

    @property
    def _initiative(self) -> Initiative | None:
        uid = next(iter(self._given("initiative")), "")
        key = self.choices.key("initiative", uid)
        return Initiative(pk=key, name=self.choices.name("initiative", uid)) if key is not None else None

    def key(self, kind: str, uid: str) -> int | None:
        return self.choices.key(kind, uid)
