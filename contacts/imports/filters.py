"""What one may ask of the rows of an import."""

from __future__ import annotations

import django_filters
from django.utils.translation import gettext_lazy as _

from contacts.imports.models import ImportRow
from crm.parts.filters import StrictFilterSet


class ImportRowFilter(StrictFilterSet):
    did = django_filters.MultipleChoiceFilter(label=_("what was done"), choices=ImportRow.Did)
    line = django_filters.NumberFilter(label=_("line of the file"))

    class Meta:
        model = ImportRow
        fields: list[str] = []
