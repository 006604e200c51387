"""Initiatives and what decides them; arrangements of schools and the autonomies they bring; key dates."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from contacts.organizations.models import Organization
from contacts.parties.models import Document
from contacts.policy.vocabulary import (
    ArrangementType,
    AutonomyArea,
    AutonomyLevel,
    BarrierCategory,
    BarrierLevel,
    Lever,
    Stage,
)
from crm.parts.records import Addressed, RecordQuerySet, Trashable, refuse_nul, remembered

if TYPE_CHECKING:
    from crm.accounts.models import User


class InitiativeQuerySet(RecordQuerySet):
    def visible_to(self, user: User) -> Self:
        return self.filter(trashed_at__isnull=True)


class Initiative(Addressed, Trashable):
    """A policy that the organization explores or works for."""

    name = models.CharField(_("name"), max_length=200, validators=[refuse_nul])
    folded = models.CharField(max_length=200, editable=False)
    lever = models.CharField(_("lever"), max_length=20, choices=Lever)
    jurisdiction = models.ForeignKey(
        Organization,
        verbose_name=_("jurisdiction"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    state = models.CharField(_("state"), max_length=2, blank=True)
    citation = models.CharField(
        _("citations and bill numbers"), max_length=300, blank=True, validators=[refuse_nul]
    )
    check_citation = models.BooleanField(_("check this citation"), default=False)
    check_note = models.CharField(_("what to check"), max_length=300, blank=True, validators=[refuse_nul])
    stage = models.CharField(_("stage"), max_length=20, choices=Stage, default=Stage.EXPLORING)
    target_on = models.DateField(_("target date"), null=True, blank=True)
    lead = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("lead"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    parent = models.ForeignKey(
        "self",
        verbose_name=_("part of"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="parts",
    )
    about = models.TextField(_("what it is"), blank=True, validators=[refuse_nul])
    catalogue_key = models.CharField(max_length=60, blank=True, editable=False)

    history = remembered()
    objects = InitiativeQuerySet.as_manager()

    class Meta:
        verbose_name = _("initiative")
        verbose_name_plural = _("initiatives")
        ordering = ["folded", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["folded"],
                condition=Q(trashed_at__isnull=True),
                name="initiative_name_unique",
                violation_error_message=_("There is an initiative of this name already."),
            ),
            models.UniqueConstraint(
                fields=["catalogue_key"], condition=~Q(catalogue_key=""), name="initiative_seeded_once"
            ),
            models.CheckConstraint(
                name="initiative_not_part_of_itself", condition=Q(parent__isnull=True) | ~Q(parent=F("id"))
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        from django.urls import reverse

        return reverse("initiative", args=[self.uid])

    def save(self, *args: Any, **kwargs: Any) -> None:
        from crm.parts.text import fold

        self.folded = fold(self.name)
        super().save(*args, **kwargs)


class StageChange(Addressed):
    """One step in an initiative's history of stages."""

    initiative = models.ForeignKey(Initiative, on_delete=models.PROTECT, related_name="stage_changes")
    stage = models.CharField(_("stage"), max_length=20, choices=Stage)
    on = models.DateField(_("since"))
    note = models.CharField(_("note"), max_length=300, blank=True, validators=[refuse_nul])

    history = remembered()
    objects = RecordQuerySet.as_manager()

    class Meta:
        ordering = ["-on", "-pk"]

    def __str__(self) -> str:
        return str(self.get_stage_display())


class Decision(Addressed):
    """Who decides an initiative, by which rule, how many are needed, and when. Sizes are data, never assumed."""

    class Rule(models.TextChoices):
        SEATS = "seats", _("majority of seats")
        ELIGIBLE = "eligible", _("share of the eligible")
        PERSON = "person", _("one person")
        TWO_BODIES = "two_bodies", _("two bodies")

    class Status(models.TextChoices):
        AHEAD = "ahead", _("ahead")
        DECIDED = "decided", _("decided")
        DROPPED = "dropped", _("dropped")

    initiative = models.ForeignKey(Initiative, on_delete=models.PROTECT, related_name="decisions")
    body = models.ForeignKey(
        Organization, verbose_name=_("who decides"), on_delete=models.PROTECT, related_name="decisions"
    )
    rule = models.CharField(_("rule"), max_length=10, choices=Rule, default=Rule.SEATS)
    needed = models.PositiveIntegerField(_("votes needed"), null=True, blank=True)
    needed_percent = models.PositiveSmallIntegerField(_("percent needed"), null=True, blank=True)
    eligible = models.PositiveIntegerField(_("how many may vote"), null=True, blank=True)
    on = models.DateField(_("day"), null=True, blank=True)
    until = models.DateField(_("or until"), null=True, blank=True)
    status = models.CharField(_("status"), max_length=8, choices=Status, default=Status.AHEAD)
    result = models.CharField(_("result"), max_length=300, blank=True, validators=[refuse_nul])

    history = remembered()
    objects = RecordQuerySet.as_manager()

    class Meta:
        verbose_name = _("decision")
        verbose_name_plural = _("decisions")
        ordering = ["on", "pk"]
        constraints = [
            models.CheckConstraint(
                name="decision_percent_to_100",
                condition=Q(needed_percent__isnull=True) | Q(needed_percent__gte=1, needed_percent__lte=100),
            ),
            models.CheckConstraint(
                name="decision_ends_after_it_starts",
                condition=Q(on__isnull=True) | Q(until__isnull=True) | Q(until__gte=F("on")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.body_id}: {self.initiative_id}"


class Arrangement(Addressed):
    """The standing of a school: under which agreement, contract or act it governs itself."""

    class Status(models.TextChoices):
        PROPOSED = "proposed", _("proposed")
        IN_FORCE = "in_force", _("in force")
        ENDED = "ended", _("ended")
        REFUSED = "refused", _("refused")

    school = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="arrangements")
    type = models.CharField(_("type"), max_length=30, choices=ArrangementType)
    authority = models.ForeignKey(
        Organization,
        verbose_name=_("granted by"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    initiative = models.ForeignKey(
        Initiative, on_delete=models.PROTECT, null=True, blank=True, related_name="arrangements"
    )
    document = models.ForeignKey(Document, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    approved_on = models.DateField(_("approved"), null=True, blank=True)
    start = models.DateField(_("from"), null=True, blank=True)
    end = models.DateField(_("until"), null=True, blank=True)
    voted_yes = models.PositiveIntegerField(_("voted yes"), null=True, blank=True)
    voted_eligible = models.PositiveIntegerField(_("of eligible"), null=True, blank=True)
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.PROPOSED)

    history = remembered()
    objects = RecordQuerySet.as_manager()

    class Meta:
        verbose_name = _("standing")
        verbose_name_plural = _("standings")
        ordering = ["-start", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="arrangement_ends_after_it_starts",
                condition=Q(start__isnull=True) | Q(end__isnull=True) | Q(end__gte=F("start")),
            ),
            models.CheckConstraint(
                name="arrangement_yes_among_eligible",
                condition=Q(voted_yes__isnull=True)
                | Q(voted_eligible__isnull=True)
                | Q(voted_yes__lte=F("voted_eligible")),
            ),
        ]

    def __str__(self) -> str:
        return str(self.get_type_display())


class SchoolAutonomy(Addressed):
    """How far a school decides for itself in one of the 15 areas, and where that is written."""

    school = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="autonomies")
    area = models.PositiveSmallIntegerField(_("area"), choices=AutonomyArea)
    level = models.CharField(_("how far"), max_length=8, choices=AutonomyLevel, default=AutonomyLevel.UNKNOWN)
    arrangement = models.ForeignKey(
        Arrangement, on_delete=models.PROTECT, null=True, blank=True, related_name="autonomies"
    )
    source = models.CharField(_("source"), max_length=200, blank=True, validators=[refuse_nul])
    as_of = models.DateField(_("as of"), null=True, blank=True)

    history = remembered()
    objects = RecordQuerySet.as_manager()

    class Meta:
        verbose_name_plural = _("school autonomies")
        ordering = ["school", "area", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["school", "area"], name="autonomy_one_a_school_and_area"),
            models.CheckConstraint(name="autonomy_area_1_to_15", condition=Q(area__gte=1, area__lte=15)),
        ]

    def __str__(self) -> str:
        return str(self.get_area_display())


class BarrierQuerySet(RecordQuerySet):
    def visible_to(self, user: User) -> Self:
        return self.filter(trashed_at__isnull=True)


class Barrier(Addressed, Trashable):
    """A rule or practice that stands in the way, at the level where it can be changed."""

    title = models.CharField(_("title"), max_length=200, validators=[refuse_nul])
    level = models.CharField(_("level"), max_length=20, choices=BarrierLevel)
    category = models.CharField(_("category"), max_length=20, choices=BarrierCategory)
    citation = models.CharField(_("citation"), max_length=300, blank=True, validators=[refuse_nul])
    areas = models.JSONField(_("areas of autonomy"), default=list, blank=True)

    history = remembered()
    objects = BarrierQuerySet.as_manager()

    class Meta:
        verbose_name = _("barrier")
        verbose_name_plural = _("barriers")
        ordering = ["title", "pk"]

    def __str__(self) -> str:
        return self.title


class KeyDateKind(Addressed):
    """What kind of day it is; admins edit these."""

    name = models.CharField(_("name"), max_length=80, unique=True, validators=[refuse_nul])
    no_school = models.BooleanField(_("no school"), default=False)

    history = remembered()
    objects = RecordQuerySet.as_manager()

    class Meta:
        ordering = ["name", "pk"]

    def __str__(self) -> str:
        return self.name


class KeyDate(Addressed):
    """A day or span that outreach plans around: sessions, elections, filing, bargaining, school breaks."""

    jurisdiction = models.CharField(_("jurisdiction"), max_length=150, blank=True, validators=[refuse_nul])
    organization = models.ForeignKey(
        Organization, on_delete=models.PROTECT, null=True, blank=True, related_name="key_dates"
    )
    kind = models.ForeignKey(KeyDateKind, on_delete=models.PROTECT, related_name="dates")
    title = models.CharField(_("title"), max_length=200, validators=[refuse_nul])
    start = models.DateField(_("day"))
    end = models.DateField(_("until"), null=True, blank=True)
    source = models.CharField(_("source"), max_length=300, blank=True, validators=[refuse_nul])
    checked = models.BooleanField(_("checked"), default=False)
    catalogue_key = models.CharField(max_length=60, blank=True, editable=False)

    history = remembered()
    objects = RecordQuerySet.as_manager()

    class Meta:
        ordering = ["start", "pk"]
        constraints = [
            models.CheckConstraint(
                name="key_date_ends_after_it_starts", condition=Q(end__isnull=True) | Q(end__gte=F("start"))
            ),
            models.UniqueConstraint(
                fields=["catalogue_key"], condition=~Q(catalogue_key=""), name="key_date_seeded_once"
            ),
        ]

    def __str__(self) -> str:
        return self.title
