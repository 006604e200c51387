"""What one may ask of organizations: list, map, export, API and saved lists alike."""

from __future__ import annotations

from typing import Any

import django_filters
from django import forms
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from contacts.lists.asking import PartyFilter, pick_filter
from contacts.organizations.models import Organization, OrganizationType, Sphere
from contacts.roles.models import Seat


class OrganizationFilter(PartyFilter):
    """Organizations by type, place, whose they are, what they said, and when we met."""

    found_as = "organization"
    organizations = ("district",)
    first = ("q", "type", "district", "state", "sphere", "pupils", "charter", "seats")

    sphere = django_filters.MultipleChoiceFilter(
        label=_("Sphere"), choices=Sphere.choices, widget=forms.CheckboxSelectMultiple
    )
    type = django_filters.MultipleChoiceFilter(
        label=_("Type"), choices=OrganizationType.choices, widget=forms.SelectMultiple({"data-pick": ""})
    )
    district = pick_filter(_("District"))
    charter = django_filters.ChoiceFilter(
        label=_("Charter"), empty_label="", choices=[("yes", _("charter only")), ("no", _("no charters"))]
    )
    pupils = django_filters.NumberFilter(
        label=_("Pupils, at least"), min_value=0, max_value=10**7, decimal_places=0
    )
    seats = django_filters.ChoiceFilter(label=_("With seats"), empty_label="", choices=Seat.Status.choices)
    status = django_filters.ChoiceFilter(
        label=_("Status"), empty_label="", choices=[*Organization.Status.choices, ("any", _("any"))]
    )

    def answer(self, rows: Any, asked: dict[str, Any]) -> Any:
        if asked["sphere"]:
            rows = rows.filter(sphere__in=asked["sphere"])
        if asked["type"]:
            rows = rows.filter(type__in=asked["type"])
        if asked["district"]:
            district = self.key("organization", asked["district"])
            rows = rows.filter(Q(pk=district) | Q(parent=district))
        if asked["state"]:
            rows = rows.filter(state=asked["state"].upper())
        if asked["charter"]:
            rows = rows.filter(charter=asked["charter"] == "yes")
        if asked["pupils"] is not None:
            rows = rows.filter(enrollment__gte=asked["pupils"])
        if asked["seats"]:
            rows = rows.filter(
                Exists(Seat.objects.filter(organization=OuterRef("pk"), status=asked["seats"]))
            )
        if asked["status"] not in ("", "any"):
            rows = rows.filter(status=asked["status"])
        return super().answer(rows, asked)
