"""What one may ask of next steps."""

from __future__ import annotations

from typing import Any

import django_filters
from django.utils.translation import gettext_lazy as _

from contacts.tasks.models import Task
from crm.parts.filters import StrictFilterSet


class TaskFilter(StrictFilterSet):
    """Next steps by whose they are, about whom, when due and whether done."""

    assignee = django_filters.CharFilter(label=_("Who does it (user name)"), field_name="assignee__username")
    party = django_filters.UUIDFilter(label=_("About"), field_name="party__uid")
    meeting = django_filters.UUIDFilter(label=_("From the meeting"), field_name="meeting__uid")
    owed_by = django_filters.ChoiceFilter(label=_("Owed by"), choices=Task.OwedBy.choices)
    done = django_filters.BooleanFilter(label=_("Done"), method="is_done")
    due_before = django_filters.DateFilter(label=_("Due before"), field_name="due_on", lookup_expr="lt")
    due_after = django_filters.DateFilter(label=_("Due on or after"), field_name="due_on", lookup_expr="gte")

    class Meta:
        model = Task
        fields: list[str] = []

    def is_done(self, rows: Any, name: str, value: bool) -> Any:
        return rows.filter(done_at__isnull=not value)
