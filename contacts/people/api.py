"""People in the API."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db.models import QuerySet
from rest_framework import serializers

from contacts.meetings.queries import fetch_last_contact
from contacts.parties.queries import fetch_tags, fetch_ways_to_reach
from contacts.parties.shapes import PartySerializer
from contacts.people.filters import PersonFilter
from contacts.people.models import Person
from contacts.people.queries import people_for, with_party
from contacts.people.services import change_person, create_person
from contacts.roles.queries import fetch_current_roles
from crm.accounts.viewsets import RecordViewSet


class CurrentRoleSerializer(serializers.Serializer[Any]):
    """One role of today, in short."""

    uid = serializers.UUIDField()
    type = serializers.CharField()
    title = serializers.CharField()
    organization = serializers.UUIDField(source="organization.party.uid")
    organization_name = serializers.CharField(source="organization.name")
    primary = serializers.BooleanField()


class PersonSerializer(PartySerializer):
    create_by: ClassVar[Any] = create_person
    change_by: ClassVar[Any] = change_person

    aliases = serializers.ListField(child=serializers.CharField(max_length=300), required=False)
    languages = serializers.ListField(child=serializers.CharField(max_length=80), required=False)
    roles = CurrentRoleSerializer(source="current_roles", many=True, read_only=True)

    class Meta:
        model = Person
        fields = (
            "uid", "version", "name", "sort_name", "given_name", "family_name", "aliases", "greeting", "addressee",
            "said_as", "pronouns", "languages", "interpreter", "access_needs", "minor_until", "owner", "status",
            "do_not_contact", "roles", "ways_to_reach", "tags", "last_contact_on", "meetings", "created_at",
            "changed_at",
        )  # fmt: skip
        read_only_fields = ("created_at", "changed_at")


class PersonViewSet(RecordViewSet):
    """People as the list page shows them, with the same filters and the same access."""

    serializer_class = PersonSerializer
    filterset_class = PersonFilter
    lookup_field = "party__uid"
    lookup_url_kwarg = "uid"
    fetchers = (fetch_current_roles, fetch_ways_to_reach, fetch_tags, fetch_last_contact)

    def rows(self, user: Any) -> QuerySet[Any]:
        rows: QuerySet[Any] = with_party(people_for(user))
        return rows
