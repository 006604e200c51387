"""What one may ask of readings."""

from __future__ import annotations

import django_filters
from django.utils.translation import gettext_lazy as _

from contacts.interest.models import Assessment, InterestLevel, Stance
from crm.parts.filters import StrictFilterSet


class AssessmentFilter(StrictFilterSet):
    """Readings by whom they are of, on what, what they say and when."""

    party = django_filters.UUIDFilter(label=_("Person or organization"), field_name="party__uid")
    initiative = django_filters.UUIDFilter(label=_("Initiative"), field_name="initiative__uid")
    stance = django_filters.MultipleChoiceFilter(label=_("Position"), choices=Stance.choices)
    level = django_filters.MultipleChoiceFilter(label=_("How far"), choices=InterestLevel.choices)
    meeting = django_filters.UUIDFilter(label=_("Meeting"), field_name="meeting__uid")
    on_or_after = django_filters.DateFilter(
        label=_("On or after"), field_name="assessed_on", lookup_expr="gte"
    )
    before = django_filters.DateFilter(label=_("Before"), field_name="assessed_on", lookup_expr="lt")

    class Meta:
        model = Assessment
        fields: list[str] = []
