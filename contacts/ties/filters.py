"""What one may ask of ties."""

from __future__ import annotations

from typing import Any

import django_filters
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from contacts.ties.models import Tie
from crm.parts.filters import StrictFilterSet


class TieFilter(StrictFilterSet):
    """Ties by either end, kind and closeness."""

    party = django_filters.UUIDFilter(label=_("Person or organization at either end"), method="at_either_end")
    type = django_filters.CharFilter(label=_("Kind"), field_name="type__key")
    closeness_min = django_filters.NumberFilter(
        label=_("At least this close (0 to 4)"),
        field_name="closeness",
        lookup_expr="gte",
        min_value=0,
        max_value=4,
    )
    ended = django_filters.BooleanFilter(label=_("Is over"))

    class Meta:
        model = Tie
        fields: list[str] = []

    def at_either_end(self, rows: Any, name: str, value: Any) -> Any:
        return rows.filter(Q(from_party__uid=value) | Q(to_party__uid=value))
