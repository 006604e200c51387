"""Saved lists in the API: which there are, what each asks, and the addresses at which it answers."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

import django_filters
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from contacts.lists.models import SavedList
from crm.accounts.viewsets import RecordSerializer, RecordViewSet, UserField
from crm.parts.filters import StrictFilterSet

MEMBERS_AT = {
    SavedList.Of.PEOPLE.value: "api-people-list",
    SavedList.Of.ORGANIZATIONS.value: "api-organizations-list",
}


class SavedListFilter(StrictFilterSet):
    """Lists by what they are of, and by who sees them."""

    of = django_filters.ChoiceFilter(label=_("Of"), choices=SavedList.Of.choices)
    sharing = django_filters.ChoiceFilter(label=_("Who sees it"), choices=SavedList.Sharing.choices)

    class Meta:
        model = SavedList
        fields: list[str] = []


class SavedListSerializer(RecordSerializer):
    """A list: `query` is what its page asks, `members` the address of the API that gives whoever is on it."""

    owner = UserField(read_only=True)
    query = serializers.SerializerMethodField()
    address = serializers.SerializerMethodField()
    members = serializers.SerializerMethodField()

    class Meta:
        model = SavedList
        fields = (
            "uid", "version", "name", "of", "sharing", "owner", "dynamic", "query", "columns", "address", "members",
            "created_at", "changed_at",
        )  # fmt: skip
        read_only_fields = fields

    def get_query(self, saved_list: SavedList) -> str:
        return _asked(saved_list, {})

    def get_address(self, saved_list: SavedList) -> str:
        return self._absolute(reverse("saved_list", args=[saved_list.uid]))

    def get_members(self, saved_list: SavedList) -> str:
        # The order is the page's; the API has its own.
        return self._absolute(f"{reverse(MEMBERS_AT[saved_list.of])}?{_asked(saved_list, {'sort': []})}")

    def _absolute(self, address: str) -> str:
        found: str = self.context["request"].build_absolute_uri(address)
        return found


def _asked(saved_list: SavedList, but: dict[str, list[str]]) -> str:
    kept = saved_list.filter if saved_list.dynamic else {"list": [str(saved_list.uid)]}
    return urlencode(sorted({**kept, **but}.items()), doseq=True)


class SavedListViewSet(RecordViewSet):
    """The lists that one sees. They are saved and changed on their pages."""

    serializer_class = SavedListSerializer
    filterset_class = SavedListFilter
    http_method_names = ["get", "head", "options"]

    def rows(self, user: Any) -> QuerySet[Any]:
        rows: QuerySet[Any] = SavedList.objects.visible_to(user).select_related("owner")
        return rows
