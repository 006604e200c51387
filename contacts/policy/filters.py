"""What one may ask of initiatives."""

from __future__ import annotations

import django_filters
from django.utils.translation import gettext_lazy as _

from contacts.policy.models import Initiative
from contacts.policy.vocabulary import Lever, Stage
from crm.parts.filters import StrictFilterSet


class InitiativeFilter(StrictFilterSet):
    """Initiatives by name, lever, stage and state."""

    q = django_filters.CharFilter(label=_("Name"), field_name="name", lookup_expr="icontains", max_length=200)
    lever = django_filters.MultipleChoiceFilter(label=_("Lever"), choices=Lever.choices)
    stage = django_filters.MultipleChoiceFilter(label=_("Stage"), choices=Stage.choices)
    state = django_filters.CharFilter(label=_("State"), max_length=2)

    class Meta:
        model = Initiative
        fields: list[str] = []
