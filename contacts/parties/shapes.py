"""People and organizations in the API: what they have in common."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from contacts.parties.models import ContactPoint
from crm.accounts.viewsets import RecordSerializer, UserField


class WayToReachSerializer(serializers.ModelSerializer[Any]):
    class Meta:
        model = ContactPoint
        fields = ("uid", "kind", "value", "label", "primary")
        read_only_fields = fields


class PartySerializer(RecordSerializer):
    """A person or organization: its address is its party's uid, and what hangs on the party is shown with it.

    The view fetches ways to reach, tags and last contact.
    """

    uid = serializers.UUIDField(required=False, source="party.uid")
    owner = UserField(required=False, allow_null=True)
    do_not_contact = serializers.BooleanField(source="party.do_not_contact", read_only=True)
    ways_to_reach = WayToReachSerializer(source="reach", many=True, read_only=True)
    tags = serializers.ListField(child=serializers.CharField(), read_only=True)
    last_contact_on = serializers.DateField(source="seen_on", read_only=True, allow_null=True)
    meetings = serializers.IntegerField(source="seen_count", read_only=True)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        party = attrs.pop("party", {})
        if "uid" in party:
            attrs["uid"] = party["uid"]
        return super().validate(attrs)
