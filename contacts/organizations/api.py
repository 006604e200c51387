"""Organizations in the API."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db.models import QuerySet
from rest_framework import serializers

from contacts.meetings.queries import fetch_last_contact
from contacts.organizations.filters import OrganizationFilter
from contacts.organizations.models import Organization
from contacts.organizations.queries import organizations_for, with_parent
from contacts.organizations.services import change_organization, create_organization
from contacts.parties.queries import fetch_tags, fetch_ways_to_reach
from contacts.parties.shapes import PartySerializer
from crm.accounts.viewsets import RecordViewSet, UidField


class OrganizationSerializer(PartySerializer):
    create_by: ClassVar[Any] = create_organization
    change_by: ClassVar[Any] = change_organization

    parent: Any = UidField(organizations_for, lookup="party__uid", required=False, allow_null=True)
    aliases = serializers.ListField(child=serializers.CharField(max_length=300), required=False)
    house_districts = serializers.ListField(child=serializers.CharField(max_length=20), required=False)
    senate_districts = serializers.ListField(child=serializers.CharField(max_length=20), required=False)

    class Meta:
        model = Organization
        fields = (
            "uid", "version", "name", "short_name", "aliases", "type", "sphere", "charter", "parent", "state", "city",
            "lowest_grade", "highest_grade", "enrollment", "latitude", "longitude", "house_districts",
            "senate_districts", "owner", "status", "do_not_contact", "ways_to_reach", "tags", "last_contact_on",
            "meetings", "created_at", "changed_at",
        )  # fmt: skip
        read_only_fields = ("sphere", "created_at", "changed_at")


class OrganizationViewSet(RecordViewSet):
    """Organizations as the list page shows them, with the same filters and the same access."""

    serializer_class = OrganizationSerializer
    filterset_class = OrganizationFilter
    lookup_field = "party__uid"
    lookup_url_kwarg = "uid"
    fetchers = (fetch_ways_to_reach, fetch_tags, fetch_last_contact)

    def rows(self, user: Any) -> QuerySet[Any]:
        rows: QuerySet[Any] = with_parent(organizations_for(user))
        return rows
