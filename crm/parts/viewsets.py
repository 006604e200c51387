"""What rooms build their part of the API with: uid addresses, and list, read, create, change."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from rest_framework import mixins, serializers, viewsets


class UidField(serializers.Field):  # type: ignore[type-arg]
    """Another record, by its uid. What one may not see cannot be named: it reads as not found."""

    default_error_messages = {"missing": "There is nothing with this uid.", "shape": "A uid looks like 8-4-4-4-12."}

    def __init__(self, model: Any, *, lookup: str = "uid", **kwargs: Any) -> None:
        self.model = model
        self.lookup = lookup
        super().__init__(**kwargs)

    def to_representation(self, value: Any) -> str:
        return str(value.uid)

    def to_internal_value(self, data: Any) -> Any:
        from uuid import UUID

        try:
            uid = UUID(str(data))
        except ValueError:
            self.fail("shape")
        user = self.context["request"].user
        found = self.model.objects.visible_to(user).filter(**{self.lookup: uid}).first()
        if found is None:
            self.fail("missing")
        return found


class RecordViewSet(
    mixins.ListModelMixin,
    mixins.RetrieveModelMixin,
    mixins.CreateModelMixin,
    mixins.UpdateModelMixin,
    viewsets.GenericViewSet,  # type: ignore[type-arg]
):
    """List, read, create, change. Rooms give `rows(user)`, a serializer and two services."""

    lookup_field = "uid"
    lookup_value_regex = "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"
    http_method_names = ["get", "post", "patch", "head", "options"]

    def rows(self, user: Any) -> QuerySet[Any]:
        raise NotImplementedError

    def get_queryset(self) -> QuerySet[Any]:
        if getattr(self, "swagger_fake_view", False):
            return self.serializer_class.Meta.model.objects.none()  # type: ignore[union-attr, no-any-return]
        return self.rows(self.request.user)
