"""Meetings, who was there and for whom, and what was talked about."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from contacts.meetings.kinds import Advocacy, MeetingKind, Mode, Outcome, Presence, Side, Status
from contacts.organizations.models import Organization
from contacts.parties.models import Party
from contacts.people.models import Person
from contacts.policy.models import Barrier, Initiative
from contacts.policy.vocabulary import AutonomyArea
from crm.parts.records import Addressed, RecordQuerySet, Trashable, refuse_nul, remembered
from crm.parts.visibility import Restrictable, Scope, in_scope, may_be_seen, team_names_a_team

if TYPE_CHECKING:
    from crm.accounts.models import User


class MeetingQuerySet(RecordQuerySet):
    def visible_to(self, user: User) -> Self:
        return self.filter(may_be_seen(user, owner=Meeting.owner_column), trashed_at__isnull=True)

    def in_scope(self, scope: Scope) -> Self:
        """The meetings from which this scope's derived facts and networks are made."""
        return self.filter(in_scope(scope), trashed_at__isnull=True)

    def held(self) -> Self:
        return self.filter(status=Status.HELD)


class Meeting(Addressed, Trashable, Restrictable):
    """Something that happened, or is planned, between people on a day."""

    owner_column = "logged_by"

    kind = models.CharField(_("kind"), max_length=20, choices=MeetingKind, default=MeetingKind.ONE_TO_ONE)
    mode = models.CharField(_("how"), max_length=10, choices=Mode, default=Mode.IN_PERSON)
    held_on = models.DateField(_("day"))
    starts_at = models.DateTimeField(_("starts"), null=True, blank=True)
    zone = models.CharField(_("time zone"), max_length=50, blank=True)
    minutes = models.PositiveIntegerField(_("minutes"), null=True, blank=True)
    title = models.CharField(_("title"), max_length=300, blank=True, validators=[refuse_nul])
    place = models.CharField(_("place"), max_length=300, blank=True, validators=[refuse_nul])
    organization = models.ForeignKey(
        Organization,
        verbose_name=_("at"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="meetings",
    )
    initiative = models.ForeignKey(
        Initiative,
        verbose_name=_("about"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="meetings",
    )
    notes = models.TextField(_("notes"), blank=True, validators=[refuse_nul])
    private_notes = models.TextField(_("only owner and directors"), blank=True, validators=[refuse_nul])
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.HELD)
    outcome = models.CharField(_("outcome"), max_length=12, choices=Outcome, blank=True)
    logged_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("logged by"),
        on_delete=models.PROTECT,
        related_name="meetings_logged",
    )
    source = models.CharField(max_length=50, blank=True)
    source_uid = models.CharField(max_length=300, blank=True)
    advocacy = models.CharField(_("advocacy"), max_length=15, choices=Advocacy, default=Advocacy.NONE)

    history = remembered()
    objects = MeetingQuerySet.as_manager()

    class Meta:
        verbose_name = _("meeting")
        verbose_name_plural = _("meetings")
        ordering = ["-held_on", "-pk"]
        constraints = [
            team_names_a_team("meeting_for_a_team_names_it"),
            models.UniqueConstraint(
                fields=["source", "source_uid"], condition=~Q(source_uid=""), name="meeting_unique_a_source"
            ),
            models.CheckConstraint(
                name="meeting_outcome_only_when_not_planned",
                condition=Q(outcome="") | ~Q(status=Status.PLANNED),
            ),
        ]
        indexes = [
            models.Index(fields=["-held_on", "-id"], name="meeting_by_day"),
            models.Index(fields=["logged_by", "-held_on"], name="meeting_by_logger"),
        ]

    def __str__(self) -> str:
        return self.title or str(self.get_kind_display())

    def get_absolute_url(self) -> str:
        from django.urls import reverse

        return reverse("meeting", args=[self.uid])


class OfMeetingQuerySet(RecordQuerySet):
    """Rows of a meeting are seen where the meeting is."""

    def visible_to(self, user: User) -> Self:
        return self.filter(
            may_be_seen(user, "meeting__", owner=Meeting.owner_column), meeting__trashed_at__isnull=True
        )


class Attendance(Addressed):
    """One person at one meeting, and the organization represented then: a later move rewrites nothing."""

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="attendances")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="attendances")
    side = models.CharField(_("side"), max_length=8, choices=Side, default=Side.EXTERNAL)
    presence = models.CharField(_("there"), max_length=8, choices=Presence, default=Presence.ATTENDED)
    represented = models.ForeignKey(
        Organization,
        verbose_name=_("for"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="represented_in",
    )
    note = models.TextField(_("note or quote"), blank=True, validators=[refuse_nul])

    history = remembered()
    objects = OfMeetingQuerySet.as_manager()

    class Meta:
        verbose_name = _("attendance")
        verbose_name_plural = _("attendances")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["meeting", "person"], name="attendance_once_a_meeting")
        ]

    def __str__(self) -> str:
        return f"{self.person_id} at {self.meeting_id}"


class MeetingTopic(Addressed):
    """What a meeting was about: an initiative, an area of autonomy or a barrier."""

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="topics")
    initiative = models.ForeignKey(
        Initiative, on_delete=models.PROTECT, null=True, blank=True, related_name="topics"
    )
    area = models.PositiveSmallIntegerField(choices=AutonomyArea, null=True, blank=True)
    barrier = models.ForeignKey(
        Barrier, on_delete=models.PROTECT, null=True, blank=True, related_name="topics"
    )
    note = models.CharField(_("note"), max_length=300, blank=True, validators=[refuse_nul])

    history = remembered()
    objects = OfMeetingQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                name="meeting_topic_is_one_thing",
                condition=(
                    Q(initiative__isnull=False, area__isnull=True, barrier__isnull=True)
                    | Q(initiative__isnull=True, area__isnull=False, barrier__isnull=True)
                    | Q(initiative__isnull=True, area__isnull=True, barrier__isnull=False)
                ),
            ),
            models.UniqueConstraint(
                fields=["meeting", "initiative"],
                condition=Q(initiative__isnull=False),
                name="meeting_topic_initiative_once",
            ),
            models.UniqueConstraint(
                fields=["meeting", "area"], condition=Q(area__isnull=False), name="meeting_topic_area_once"
            ),
            models.UniqueConstraint(
                fields=["meeting", "barrier"],
                condition=Q(barrier__isnull=False),
                name="meeting_topic_barrier_once",
            ),
        ]

    def __str__(self) -> str:
        return f"topic of {self.meeting_id}"


class ContactFact(models.Model):
    """Derived: what meetings of one team alone add to a party's contacts.

    The part visible to everyone stands on the person or organization, the whole in its second columns.
    """

    party = models.ForeignKey(Party, on_delete=models.CASCADE, related_name="contact_facts")
    team = models.ForeignKey("accounts.Team", on_delete=models.CASCADE, related_name="+", db_index=False)
    last_contact_on = models.DateField()
    meeting_count = models.PositiveIntegerField()
    # Whether its last contact is later than the one that everyone sees: the few facts that filters and orders need.
    ahead = models.BooleanField()
    # Of a person: from which day on this team's people see them going quiet.
    quiet_on = models.DateField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["party", "team"], name="contact_fact_one_a_team")]
        indexes = [
            models.Index(
                fields=["team", "last_contact_on", "party"],
                condition=models.Q(ahead=True),
                name="contact_fact_ahead_by_day",
            ),
            models.Index(fields=["team", "quiet_on", "party"], name="contact_fact_by_quiet_day"),
        ]

    def __str__(self) -> str:
        return f"{self.party_id} by team {self.team_id}"
