"""What one may ask of tags."""

from __future__ import annotations

import django_filters
from django.utils.translation import gettext_lazy as _

from contacts.parties.models import Tag
from crm.parts.filters import StrictFilterSet


class TagFilter(StrictFilterSet):
    """Tags by name."""

    q = django_filters.CharFilter(label=_("Name"), field_name="name", lookup_expr="icontains", max_length=80)

    class Meta:
        model = Tag
        fields: list[str] = []
