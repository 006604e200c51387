"""What rooms build their part of the API with: uid addresses, and list, read, create, change."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from typing import Any, ClassVar
from uuid import UUID

from django.core.exceptions import ValidationError as RefusedByService
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field
from rest_framework import mixins, serializers, viewsets

from crm.accounts.models import User
from crm.accounts.policies import API, Policy
from crm.parts.columns import Fetcher


@extend_schema_field(OpenApiTypes.UUID)
class UidField(serializers.Field[Any, Any, Any, Any]):
    """Another record, by its uid. What one may not see cannot be named: it reads as not found."""

    default_error_messages = {
        "missing": _("There is nothing with this uid."),
        "shape": _("A uid looks like 01234567-89ab-4cde-8f01-23456789abcd."),
    }

    def __init__(self, rows: Callable[[Any], QuerySet[Any]], *, lookup: str = "uid", **kwargs: Any) -> None:
        self.rows = rows
        self.lookup = lookup
        super().__init__(**kwargs)

    def to_representation(self, value: Any) -> str:
        return str(value.uid)

    def to_internal_value(self, data: Any) -> Any:
        if not isinstance(data, str):
            self.fail("shape")
        try:
            uid = UUID(data)
        except ValueError:
            self.fail("shape")
        found = self.rows(self.context["request"].user).filter(**{self.lookup: uid}).first()
        if found is None:
            self.fail("missing")
        return found


@extend_schema_field(OpenApiTypes.STR)
class UserField(serializers.SlugRelatedField[Any]):
    """A colleague, by the name they sign in with."""

    def __init__(self, **kwargs: Any) -> None:
        if not kwargs.get("read_only"):
            kwargs["queryset"] = User.objects.filter(is_active=True)
        super().__init__(slug_field="username", **kwargs)


class RecordSerializer(serializers.ModelSerializer[Any]):
    """Explicit fields, written through the room's services.

    `uid` may be given at creation: the same request again then changes nothing. A change names the `version` that was
    read, and is refused with 409 if somebody else changed the record since.
    """

    uid = serializers.UUIDField(required=False)
    version = serializers.IntegerField(required=False, min_value=1)

    # The room's verbs.
    create_by: ClassVar[Callable[..., Any] | None] = None
    change_by: ClassVar[Callable[..., Any] | None] = None

    # What a change may not name, because it is settled at creation.
    settled: ClassVar[tuple[str, ...]] = ()

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if self.instance is not None:
            if "version" not in attrs:
                raise serializers.ValidationError({"version": _("Say which version you read.")})
            fixed = {
                key: _("This is settled when the record is made.")
                for key in self.settled
                if key in self.initial_data
            }
            if fixed:
                raise serializers.ValidationError(fixed)
            attrs.pop("uid", None)
        else:
            attrs.pop("version", None)
        return attrs

    def create(self, validated_data: dict[str, Any]) -> Any:
        service = type(self).create_by
        assert service is not None
        return _told(service, by=self.context["request"].user, **validated_data)

    def update(self, instance: Any, validated_data: dict[str, Any]) -> Any:
        service = type(self).change_by
        assert service is not None
        version = validated_data.pop("version")
        return _told(service, instance, by=self.context["request"].user, version=version, **validated_data)


def _told(service: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
    """Call a service; what it refuses becomes a 400 at the fields it names."""
    try:
        return service(*args, **kwargs)
    except RefusedByService as refused:
        raise serializers.ValidationError(refused_fields(refused)) from refused


def refused_fields(refused: RefusedByService) -> dict[str, list[str]]:
    """What a service refused, by field; `detail` for what concerns no single one."""
    if hasattr(refused, "error_dict"):
        return {
            ("detail" if key == "__all__" else key): messages
            for key, messages in refused.message_dict.items()
        }
    return {"detail": list(refused.messages)}


class RecordViewSet(
    mixins.ListModelMixin,
    mixins.RetrieveModelMixin,
    mixins.CreateModelMixin,
    mixins.UpdateModelMixin,
    viewsets.GenericViewSet[Any],
    ABC,
):
    """List, read, create, change. A room gives `rows` (what a user may see), a serializer and its fetchers."""

    policy: ClassVar[Policy] = API
    lookup_field = "uid"
    lookup_value_regex = "[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}"
    http_method_names = ["get", "post", "patch", "head", "options"]
    fetchers: ClassVar[tuple[Fetcher, ...]] = ()

    @abstractmethod
    def rows(self, user: User) -> QuerySet[Any]:
        """What this user may see."""

    @property
    def user(self) -> User:
        """Who asks. The policy has let nobody in who is not signed in."""
        user = self.request.user
        assert user.is_authenticated
        return user

    def get_queryset(self) -> QuerySet[Any]:
        if getattr(self, "swagger_fake_view", False):
            shape: Any = self.serializer_class
            none: QuerySet[Any] = shape.Meta.model.objects.none()
            return none
        return self.rows(self.user)

    def paginate_queryset(self, queryset: Any) -> list[Any] | None:
        page = super().paginate_queryset(queryset)
        if page is not None:
            self._fetch(page)
        return page

    def get_object(self) -> Any:
        found = super().get_object()
        self._fetch([found])
        return found

    def _fetch(self, rows: Sequence[Any]) -> None:
        for fetch in self.fetchers:
            fetch(rows, self.user)

    def perform_create(self, serializer: Any) -> None:
        super().perform_create(serializer)
        self._show_anew(serializer)

    def perform_update(self, serializer: Any) -> None:
        super().perform_update(serializer)
        self._show_anew(serializer)

    def _show_anew(self, serializer: Any) -> None:
        """Answer with the record as it stands now, with everything that reading it shows."""
        serializer.instance = self.rows(self.user).get(pk=serializer.instance.pk)
        self._fetch([serializer.instance])
