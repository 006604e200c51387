"""Meetings in the API: with who was there, for whom, and what each said."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from contacts.interest.models import Assessment, InterestLevel, Stance
from contacts.meeting_log.entries import MAIN_ROLE, Attendee
from contacts.meeting_log.services import change_meeting, log_meeting
from contacts.meetings.filters import MeetingFilter
from contacts.meetings.kinds import Presence, Side
from contacts.meetings.models import Attendance, Meeting
from contacts.meetings.queries import may_see_private_notes
from contacts.organizations.queries import organizations_for
from contacts.people.queries import people_for
from contacts.policy.models import Initiative
from crm.accounts.models import Team
from crm.accounts.viewsets import RecordSerializer, RecordViewSet, UidField, UserField


def fetch_attendances(rows: Sequence[Any], user: Any) -> None:
    """Set `there` on meetings: who was there, with what each said. Two queries."""
    said: dict[tuple[int, int], Assessment] = {}
    readings = Assessment.objects.visible_to(user).filter(
        meeting__in=[row.pk for row in rows], superseded_by=None
    )
    for reading in readings.order_by("pk"):
        said[(reading.meeting_id, reading.party_id)] = reading
    there: dict[int, list[Attendance]] = {row.pk: [] for row in rows}
    attendances = Attendance.objects.filter(meeting__in=there).select_related(
        "person__party", "represented__party"
    )
    for attendance in attendances.order_by("pk"):
        reading = said.get((attendance.meeting_id, attendance.person_id))
        attendance.stance = reading.stance if reading else ""
        attendance.level = reading.level if reading else None
        there[attendance.meeting_id].append(attendance)
    for row in rows:
        row.there = there[row.pk]


class AttendeeSerializer(serializers.Serializer[Any]):
    """One person at the meeting. Without stance and level nothing is written about where they stand."""

    person = UidField(people_for, lookup="party__uid")
    represented = UidField(organizations_for, lookup="party__uid", required=False, allow_null=True)
    presence = serializers.ChoiceField(choices=Presence.choices, required=False)
    side = serializers.ChoiceField(choices=Side.choices, required=False)
    stance = serializers.ChoiceField(choices=Stance.choices, required=False, allow_blank=True)
    level = serializers.ChoiceField(choices=InterestLevel.choices, required=False, allow_null=True)
    note = serializers.CharField(required=False, allow_blank=True)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        attrs.setdefault("represented", MAIN_ROLE)
        return attrs


class MeetingSerializer(RecordSerializer):
    create_by: ClassVar[Any] = log_meeting
    change_by: ClassVar[Any] = change_meeting

    organization = UidField(organizations_for, lookup="party__uid", required=False, allow_null=True)
    initiative = UidField(Initiative.objects.visible_to, required=False, allow_null=True)
    team: Any = serializers.SlugRelatedField(
        slug_field="name", queryset=Team.objects.all(), required=False, allow_null=True
    )
    logged_by = UserField(read_only=True)
    attendees = AttendeeSerializer(source="there", many=True, required=False)

    class Meta:
        model = Meeting
        fields = (
            "uid", "version", "kind", "mode", "held_on", "starts_at", "zone", "minutes", "title", "place",
            "organization", "initiative", "notes", "private_notes", "status", "outcome", "visibility", "team",
            "logged_by", "attendees", "created_at", "changed_at",
        )  # fmt: skip
        read_only_fields = ("created_at", "changed_at")
        extra_kwargs: ClassVar[dict[str, Any]] = {"status": {"required": False}}

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        attrs = super().validate(attrs)
        if "there" in attrs:
            attrs["attendees"] = [Attendee(**one) for one in attrs.pop("there")]
        team = attrs.get("team")
        user = self.context["request"].user
        if team is not None and team.pk not in user.team_ids and not user.scope.all:
            raise serializers.ValidationError({"team": _("You are not in this team.")})
        return attrs

    def to_representation(self, instance: Any) -> Any:
        shown = super().to_representation(instance)
        if not may_see_private_notes(self.context["request"].user, instance):
            shown["private_notes"] = ""
        return shown


class MeetingViewSet(RecordViewSet):
    """Meetings that this user may see. Private notes are the owner's and the directors'."""

    serializer_class = MeetingSerializer
    filterset_class = MeetingFilter
    fetchers = (fetch_attendances,)

    def rows(self, user: Any) -> QuerySet[Any]:
        related = ("organization__party", "initiative", "team", "logged_by")
        return Meeting.objects.visible_to(user).select_related(*related)
