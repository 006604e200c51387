"""What one may ask of people: list, map, export, API and saved lists alike."""

from __future__ import annotations

from typing import Any

import django_filters
from django import forms
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from contacts.lists.asking import PartyFilter, pick_filter
from contacts.organizations.models import Organization, Sphere
from contacts.people.models import Person
from contacts.roles.choices import ROLE_CHOICES
from contacts.roles.models import Role
from contacts.roles.types import SPHERE_OF_ROLE
from crm.accounts.rights import Right


class PersonFilter(PartyFilter):
    """People by their roles of today, where these are, whose they are, what they said, and when we met."""

    found_as = "person"
    organizations = ("organization", "district")
    first = ("q", "role", "organization", "district", "state", "sphere")

    sphere = django_filters.MultipleChoiceFilter(
        label=_("Sphere"), choices=Sphere.choices, widget=forms.CheckboxSelectMultiple
    )
    role = django_filters.MultipleChoiceFilter(
        label=_("Role"), choices=ROLE_CHOICES, widget=forms.SelectMultiple({"data-pick": ""})
    )
    organization = pick_filter(_("Organization"))
    district = pick_filter(_("District"))
    status = django_filters.ChoiceFilter(
        label=_("Status"),
        empty_label=_("active"),
        choices=[
            *((status.value, status.label) for status in Person.Status if status != Person.Status.ACTIVE),
            ("staff", _("own staff")),
            ("any", _("any")),
        ],
    )
    minors = django_filters.ChoiceFilter(
        label=_("Minors in files"), empty_label=_("left out"), choices=[("included", _("included"))]
    )

    def answer(self, rows: Any, asked: dict[str, Any]) -> Any:
        rows = self._of_status(rows, asked["status"])
        if "format" in self.data and not (asked["minors"] and self.user.may(Right.DIRECT)):
            # Files leave the house: minors are in them only where a director says so.
            rows = rows.exclude(minor_until__gt=timezone.localdate())
        at = self._roles(asked)
        if at:
            rows = rows.filter(self.among(Role.objects.in_force(timezone.localdate()).filter(at), "person"))
        return super().answer(rows, asked)

    def _of_status(self, rows: Any, status: str) -> Any:
        if not status:
            return rows.in_lists()
        if status == "staff":
            return rows.filter(user__isnull=False)
        return rows if status == "any" else rows.filter(status=status)

    def _roles(self, asked: dict[str, Any]) -> Q:
        """One role that answers all that was asked of roles: "principal in that district", not one of each."""
        at = Q()
        if asked["role"]:
            at &= Q(type__in=asked["role"])
        if asked["sphere"]:
            types = [role for role, sphere in SPHERE_OF_ROLE.items() if sphere in asked["sphere"]]
            of_sphere = Organization.objects.filter(sphere__in=asked["sphere"])
            at &= Q(type__in=types) | Q(type="", organization__in=of_sphere.values("pk"))
        if asked["organization"]:
            at &= Q(organization=self.key("organization", asked["organization"]))
        if asked["district"]:
            district = self.key("organization", asked["district"])
            of_district = Organization.objects.filter(Q(pk=district) | Q(parent=district))
            at &= Q(organization__in=of_district.values("pk"))
        if asked["state"]:
            in_state = Organization.objects.filter(state=asked["state"].upper())
            at &= Q(organization__in=in_state.values("pk"))
        return at
