"""Tags in the API."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db.models import QuerySet

from contacts.parties.filters import TagFilter
from contacts.parties.models import Tag
from contacts.parties.services import change_tag, create_tag
from crm.accounts.viewsets import RecordSerializer, RecordViewSet


class TagSerializer(RecordSerializer):
    create_by: ClassVar[Any] = create_tag
    change_by: ClassVar[Any] = change_tag

    class Meta:
        model = Tag
        fields = ("uid", "version", "name")


class TagViewSet(RecordViewSet):
    """Words that staff put on people and organizations."""

    serializer_class = TagSerializer
    filterset_class = TagFilter

    def rows(self, user: Any) -> QuerySet[Any]:
        return Tag.objects.visible_to(user)
