"""Values of the API that Django REST framework does not know."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from crm.parts.dates import DateError, FuzzyDate, Precision


@extend_schema_field(OpenApiTypes.STR)
class FuzzyDateField(serializers.Field[Any, Any, Any, Any]):
    """A day, month or year as it is known: `2023-08-14`, `2023-08`, `2023`, or null. Read from the column `source`
    and its precision beside it."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(allow_null=True, required=False, **kwargs)

    def get_attribute(self, instance: Any) -> Any:
        name = str(self.field_name)
        day = getattr(instance, name)
        return FuzzyDate(day, Precision(getattr(instance, f"{name}_precision"))) if day else None

    def to_representation(self, value: FuzzyDate) -> str:
        return value.iso

    def to_internal_value(self, data: Any) -> FuzzyDate:
        if not isinstance(data, str):
            raise serializers.ValidationError(_("Write the date as 2023-08-14, 2023-08 or 2023."))
        try:
            return FuzzyDate.parse(data)
        except DateError as refused:
            raise serializers.ValidationError(str(refused)) from refused
