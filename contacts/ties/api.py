"""Ties in the API."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db.models import QuerySet
from rest_framework import serializers

from contacts.meetings.models import Meeting
from contacts.parties.models import Party
from contacts.ties.filters import TieFilter
from contacts.ties.models import Tie, TieType
from contacts.ties.services import change_tie, declare_tie
from crm.accounts.viewsets import RecordSerializer, RecordViewSet, UidField
from crm.parts.api_fields import FuzzyDateField


class TieSerializer(RecordSerializer):
    """`one` and `other` are read as "one mentors other"; a tie that is the same both ways may come back turned."""

    create_by: ClassVar[Any] = declare_tie
    change_by: ClassVar[Any] = change_tie
    settled = ("one", "other", "type", "source_meeting")

    one = UidField(Party.objects.visible_to, source="from_party")
    other = UidField(Party.objects.visible_to, source="to_party")
    type: Any = serializers.SlugRelatedField(slug_field="key", queryset=TieType.objects.all())
    source_meeting = UidField(Meeting.objects.visible_to, required=False, allow_null=True)
    start = FuzzyDateField()
    end = FuzzyDateField(read_only=True)

    class Meta:
        model = Tie
        fields = (
            "uid", "version", "one", "other", "type", "closeness", "basis", "source_meeting", "note", "start", "end",
            "ended", "visibility", "created_at", "changed_at",
        )  # fmt: skip
        read_only_fields = ("ended", "created_at", "changed_at")
        validators: ClassVar[list[Any]] = []
        extra_kwargs: ClassVar[dict[str, Any]] = {"closeness": {"min_value": 0, "max_value": 4}}

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        attrs = super().validate(attrs)
        for given, called in (("from_party", "one"), ("to_party", "other")):
            if given in attrs:
                attrs[called] = attrs.pop(given)
        return attrs


class TieViewSet(RecordViewSet):
    """Who is tied to whom, how closely, and how we know."""

    serializer_class = TieSerializer
    filterset_class = TieFilter

    def rows(self, user: Any) -> QuerySet[Any]:
        return Tie.objects.visible_to(user).select_related("from_party", "to_party", "type", "source_meeting")
