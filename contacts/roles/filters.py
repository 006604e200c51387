"""What one may ask of roles."""

from __future__ import annotations

from datetime import date
from typing import Any

import django_filters
from django import forms
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from contacts.lists.asking import pick_filter
from contacts.lists.choices import Choices
from contacts.organizations.models import OwnDistrict, Sphere
from contacts.roles.choices import ROLE_CHOICES
from contacts.roles.models import Role, Seat
from contacts.roles.queries import months_after
from contacts.roles.types import SPHERE_OF_ROLE, RoleType
from crm.accounts.models import User
from crm.parts.filters import StrictFilterSet


class RoleFilter(StrictFilterSet):
    """Roles by who, where, which and whether they are held today."""

    person = django_filters.UUIDFilter(label=_("Person"), field_name="person__party__uid")
    organization = django_filters.UUIDFilter(label=_("Organization"), field_name="organization__party__uid")
    type = django_filters.MultipleChoiceFilter(label=_("Role"), choices=RoleType.choices)
    current = django_filters.BooleanFilter(label=_("Held today"), method="held_today")
    term_ends_before = django_filters.DateFilter(
        label=_("Term ends before"), field_name="term_end", lookup_expr="lt"
    )

    class Meta:
        model = Role
        fields: list[str] = []

    def held_today(self, rows: Any, name: str, value: bool) -> Any:
        now = rows.in_force(timezone.localdate())
        return now if value else rows.filter(~Q(pk__in=now.values("pk")))


USUAL_MONTHS = 6
MINE, NOT_MINE = "mine", "not_mine"


class _AtOrganization(StrictFilterSet):
    """What one may ask of roles and seats by where they are."""

    organization = pick_filter(_("Organization"))
    district = pick_filter(_("District"))
    role = django_filters.MultipleChoiceFilter(
        label=_("Role"), choices=ROLE_CHOICES, widget=forms.SelectMultiple({"data-pick": ""})
    )
    sphere = django_filters.MultipleChoiceFilter(
        label=_("Sphere"), choices=Sphere.choices, widget=forms.CheckboxSelectMultiple
    )
    how = django_filters.ChoiceFilter(
        label=_("Elected or appointed"),
        empty_label="",
        choices=[(how.value, how.label) for how in (Seat.How.ELECTED, Seat.How.APPOINTED)],
    )
    whose = django_filters.ChoiceFilter(
        label=_("Whose"), empty_label="", choices=[(MINE, _("mine")), (NOT_MINE, _("not mine"))]
    )

    def __init__(self, data: Any = None, queryset: Any = None, *, request: Any = None, **kwargs: Any) -> None:
        super().__init__(data, queryset, request=request, **kwargs)
        self.user: User = request.user
        self.choices = Choices(self.user, [*self._given("organization"), *self._given("district")])
        for name in ("organization", "district"):
            self.filters[name].extra["choices"] = self.choices.of("organization")

    def _where(self, asked: dict[str, Any]) -> Q:
        at = Q()
        if asked["organization"]:
            at &= Q(organization=self.choices.key("organization", asked["organization"]))
        if asked["district"]:
            district = self.choices.key("organization", asked["district"])
            at &= Q(organization=district) | Q(organization__parent=district)
        if asked["role"]:
            at &= Q(type__in=asked["role"])
        if asked["sphere"]:
            types = [role for role, sphere in SPHERE_OF_ROLE.items() if sphere in asked["sphere"]]
            at &= Q(type__in=types) | Q(type="", organization__sphere__in=asked["sphere"])
        return at


class TermFilter(_AtOrganization):
    """Terms that end within some months (six, unless told), by where, which, elected or not, and whose."""

    months = django_filters.NumberFilter(
        label=_("Within months"),
        min_value=1,
        max_value=120,
        decimal_places=0,
        widget=forms.NumberInput({"inputmode": "numeric", "placeholder": str(USUAL_MONTHS)}),
    )

    class Meta:
        model = Role
        fields: list[str] = []

    @property
    def until(self) -> date:
        """The last day that is asked about."""
        asked = self.form.cleaned_data.get("months") if self.form.is_valid() else None
        return months_after(timezone.localdate(), int(asked or USUAL_MONTHS))

    def filter_queryset(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        asked = self.form.cleaned_data
        rows = queryset.filter(self._where(asked), ends_on__lte=self.until)
        if asked["how"]:
            rows = rows.filter(seat__how=asked["how"])
        mine = Q(person__owner=self.user.pk)
        if asked["whose"]:
            rows = rows.filter(mine) if asked["whose"] == MINE else rows.exclude(mine)
        return rows


class OpenSeatFilter(_AtOrganization):
    """Seats that stand vacant or are up for election, by where, which, elected or not, and whose district it is."""

    status = django_filters.ChoiceFilter(
        label=_("Status"),
        empty_label="",
        choices=[(one.value, one.label) for one in (Seat.Status.VACANT, Seat.Status.UP)],
    )

    class Meta:
        model = Seat
        fields: list[str] = []

    def filter_queryset(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        asked = self.form.cleaned_data
        rows = queryset.filter(self._where(asked))
        if asked["how"]:
            rows = rows.filter(how=asked["how"])
        if asked["status"]:
            up = Q(status=Seat.Status.UP)
            rows = rows.filter(up) if asked["status"] == Seat.Status.UP else rows.exclude(up)
        own = OwnDistrict.objects.filter(user=self.user).values("organization")
        mine = Q(organization__owner=self.user.pk) | Q(organization__in=own)
        if asked["whose"]:
            rows = rows.filter(mine) if asked["whose"] == MINE else rows.exclude(mine)
        return rows
