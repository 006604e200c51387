"""Readings: where somebody stands on an initiative and how far they are, each a dated row that is never edited."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from contacts.interest.fresh import fresh_since
from contacts.meetings.models import Meeting
from contacts.parties.models import Document, Party, alive
from contacts.policy.models import Initiative
from crm.parts.records import Addressed, RecordQuerySet, refuse_nul, remembered
from crm.parts.visibility import Restrictable, Scope, in_scope, may_be_seen, team_names_a_team

if TYPE_CHECKING:
    from crm.accounts.models import User


class Stance(models.TextChoices):
    """The spectrum of allies; on screen the words name the position, not the person."""

    ACTIVE_OPPONENT = "active_opponent", _("against, acting")
    PASSIVE_OPPONENT = "passive_opponent", _("against")
    NEUTRAL = "neutral", _("undecided")
    PASSIVE_ALLY = "passive_ally", _("for")
    ACTIVE_ALLY = "active_ally", _("for, acting")
    UNKNOWN = "unknown", _("not known yet")


class InterestLevel(models.IntegerChoices):
    """The ladder of engagement; on screen what somebody does."""

    UNAWARE = 0, _("hasn't heard")
    OBSERVING = 1, _("knows of it")
    FOLLOWING = 2, _("asks about it")
    ENDORSING = 3, _("says yes")
    CONTRIBUTING = 4, _("does things")
    OWNING = 5, _("recruits others")
    LEADING = 6, _("leads it")


class Say(models.TextChoices):
    DECIDES = "decides", _("decides")
    SHAPES = "shapes", _("shapes it")
    HEARD = "heard", _("is heard")
    NONE = "none", _("none known")


class HowWeKnow(models.TextChoices):
    TOLD_US = "told_us", _("told us")
    SAW_IT = "saw_it", _("saw it")
    HEARD = "heard", _("heard from another")
    GUESS = "guess", _("our guess")


class AssessmentQuerySet(RecordQuerySet):
    def visible_to(self, user: User) -> Self:
        return self.filter(
            may_be_seen(user, owner="assessor"),
            alive(),
            Q(meeting__isnull=True) | Q(meeting__trashed_at__isnull=True),
        )

    def in_scope(self, scope: Scope) -> Self:
        """The readings that take part in what is derived for this scope."""
        return self.filter(
            in_scope(scope), alive(), Q(meeting__isnull=True) | Q(meeting__trashed_at__isnull=True)
        )


class Assessment(Addressed, Restrictable):
    """One reading. It takes the narrower of its own and its meeting's visibility. A correction supersedes it and
    keeps its day; nothing else changes a reading."""

    owner_column = "assessor"

    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="assessments")
    initiative = models.ForeignKey(
        Initiative,
        verbose_name=_("on"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="assessments",
    )
    stance = models.CharField(_("position"), max_length=20, choices=Stance, default=Stance.UNKNOWN)
    level = models.PositiveSmallIntegerField(_("how far"), choices=InterestLevel, null=True, blank=True)
    say = models.CharField(_("say in the decision"), max_length=10, choices=Say, blank=True)
    how_we_know = models.CharField(
        _("how we know"), max_length=10, choices=HowWeKnow, default=HowWeKnow.TOLD_US
    )
    assessed_on = models.DateField(_("day"))
    assessor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("read by"),
        on_delete=models.PROTECT,
        related_name="assessments",
    )
    meeting = models.ForeignKey(
        Meeting, on_delete=models.PROTECT, null=True, blank=True, related_name="assessments"
    )
    document = models.ForeignKey(Document, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    note = models.CharField(_("note"), max_length=500, blank=True, validators=[refuse_nul])
    supersedes = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="superseded_by"
    )

    history = remembered()
    objects = AssessmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("reading")
        verbose_name_plural = _("readings")
        ordering = ["-assessed_on", "-pk"]
        constraints = [
            team_names_a_team("assessment_for_a_team_names_it"),
            models.CheckConstraint(
                name="assessment_level_0_to_6",
                condition=Q(level__isnull=True) | Q(level__gte=0, level__lte=6),
            ),
            models.CheckConstraint(
                name="assessment_rests_on_something",
                condition=Q(meeting__isnull=False)
                | Q(document__isnull=False)
                | Q(how_we_know=HowWeKnow.GUESS)
                | ~Q(note="")
                | Q(supersedes__isnull=False),
                violation_error_message=_("Say what it rests on: a meeting, a document, or “our guess”."),
            ),
        ]
        indexes = [
            models.Index(fields=["party", "initiative", "-assessed_on", "-id"], name="assessment_newest"),
            models.Index(fields=["initiative", "-assessed_on"], name="assessment_by_initiative"),
        ]

    def __str__(self) -> str:
        return str(self.get_stance_display())

    def is_stale(self, on: date) -> bool:
        """Too old to trust, as of a day."""
        return self.assessed_on < fresh_since(on)


class LatestReading(models.Model):
    """Derived: the newest reading of a party on an initiative within one part of the record.

    `part` is "everyone" (readings that everyone sees), "all" (every reading), or "team:<id>" (that team's alone).
    A viewer's latest is the newest of the parts of their scope.
    """

    party = models.ForeignKey(Party, on_delete=models.CASCADE, related_name="latest_readings")
    initiative = models.ForeignKey(
        Initiative, on_delete=models.CASCADE, null=True, related_name="latest_readings"
    )
    part = models.CharField(max_length=20)
    assessment = models.ForeignKey(Assessment, on_delete=models.CASCADE, related_name="+")
    stance = models.CharField(max_length=20)
    level = models.PositiveSmallIntegerField(null=True)
    assessed_on = models.DateField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["party", "initiative", "part"],
                condition=Q(initiative__isnull=False),
                name="latest_reading_one_a_part",
            ),
            models.UniqueConstraint(
                fields=["party", "part"],
                condition=Q(initiative__isnull=True),
                name="latest_reading_one_in_general",
            ),
        ]
        indexes = [
            models.Index(
                fields=["initiative", "part", "stance", "level", "party"], name="latest_reading_by_stance"
            ),
            models.Index(fields=["assessed_on", "part", "party"], name="latest_reading_by_age"),
        ]

    def __str__(self) -> str:
        return f"{self.party_id} {self.stance}"


def parts_of(scope: Scope) -> list[str]:
    """The parts of the record that a scope reads its latest readings from."""
    if scope.all:
        return ["all"]
    return ["everyone", *(f"team:{team}" for team in scope.teams)]
