"""What one may ask of roles."""

from __future__ import annotations

from typing import Any

import django_filters
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from contacts.roles.models import Role
from contacts.roles.types import RoleType
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
