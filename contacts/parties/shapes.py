"""How ways to reach stand in the API, on people and organizations alike."""

from typing import Any

from rest_framework import serializers

from contacts.parties.models import ContactPoint


class WayToReachSerializer(serializers.ModelSerializer[Any]):
    class Meta:
        model = ContactPoint
        fields = ("uid", "kind", "value", "label", "primary")
        read_only_fields = fields
