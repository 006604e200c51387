"""Readings in the API. A change is a correction: a new reading that takes the place of the one it corrects."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from contacts.interest.filters import AssessmentFilter
from contacts.interest.models import Assessment
from contacts.interest.services import correct_reading, record_reading
from contacts.meetings.models import Meeting
from contacts.parties.models import Document, Party
from contacts.policy.models import Initiative
from crm.accounts.viewsets import RecordSerializer, RecordViewSet, UidField, UserField
from crm.parts.records import VersionConflict


def correct(reading: Assessment, *, by: Any, version: int, **fields: Any) -> Assessment:
    """Correct the reading that was read as this version."""
    if version != reading.version:
        raise VersionConflict(reading, reading)
    return correct_reading(reading, by=by, **fields)


class AssessmentSerializer(RecordSerializer):
    create_by: ClassVar[Any] = record_reading
    change_by: ClassVar[Any] = correct
    settled = ("party", "initiative", "assessed_on", "meeting", "document", "visibility")

    party = UidField(Party.objects.visible_to)
    initiative = UidField(Initiative.objects.visible_to, allow_null=True, required=False)
    meeting = UidField(Meeting.objects.visible_to, required=False, allow_null=True)
    document = UidField(Document.objects.visible_to, required=False, allow_null=True)
    assessor = UserField(read_only=True)
    supersedes = serializers.SlugRelatedField[Assessment](slug_field="uid", read_only=True)

    class Meta:
        model = Assessment
        fields = (
            "uid", "version", "party", "initiative", "stance", "level", "say", "how_we_know", "assessed_on", "assessor",
            "meeting", "document", "note", "visibility", "supersedes", "created_at",
        )  # fmt: skip
        read_only_fields = ("created_at",)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        attrs = super().validate(attrs)
        if self.instance is None:
            attrs.setdefault("initiative", None)
            if attrs.get("visibility") == "team":
                raise serializers.ValidationError(
                    {
                        "visibility": _(
                            "A reading for a team comes from a meeting of the team, or from the page."
                        )
                    }
                )
        return attrs


class AssessmentViewSet(RecordViewSet):
    """Where people stand on initiatives: dated rows that are never edited, only corrected."""

    serializer_class = AssessmentSerializer
    filterset_class = AssessmentFilter

    def rows(self, user: Any) -> QuerySet[Any]:
        related = ("party", "initiative", "assessor", "meeting", "document", "supersedes")
        return Assessment.objects.visible_to(user).select_related(*related)
