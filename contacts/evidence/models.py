"""What people told us about barriers, and how far they may be quoted."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from contacts.meetings.models import Meeting
from contacts.organizations.models import Organization
from contacts.parties.models import Document, Party
from contacts.policy.models import Barrier
from crm.parts.records import Addressed, RecordQuerySet, refuse_nul, remembered
from crm.parts.visibility import Restrictable, may_be_seen, team_names_a_team

if TYPE_CHECKING:
    from crm.accounts.models import User


class BarrierEvidenceQuerySet(RecordQuerySet):
    def visible_to(self, user: User) -> Self:
        return self.filter(
            may_be_seen(user),
            Q(meeting__isnull=True) | Q(meeting__trashed_at__isnull=True),
            barrier__trashed_at__isnull=True,
        )


class BarrierEvidence(Addressed, Restrictable):
    """One account of a barrier, from a meeting or a document."""

    class Severity(models.IntegerChoices):
        NUISANCE = 1, _("a nuisance")
        COSTLY = 2, _("costly")
        BLOCKING = 3, _("blocks it")

    class Quote(models.TextChoices):
        NOT_ASKED = "not_asked", _("not asked")
        NAMED = "named", _("by name")
        ROLE = "role", _("role and district only")
        ANONYMOUS = "anonymous", _("without a name")
        REFUSED = "refused", _("refused")

    barrier = models.ForeignKey(Barrier, on_delete=models.PROTECT, related_name="evidence")
    meeting = models.ForeignKey(
        Meeting, on_delete=models.PROTECT, null=True, blank=True, related_name="evidence"
    )
    document = models.ForeignKey(Document, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    raised_by = models.ForeignKey(
        Party,
        verbose_name=_("raised by"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="evidence_raised",
    )
    organization = models.ForeignKey(
        Organization,
        verbose_name=_("school or district"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="evidence",
    )
    summary = models.TextField(_("summary"), validators=[refuse_nul])
    severity = models.PositiveSmallIntegerField(_("how bad"), choices=Severity, null=True, blank=True)
    quote = models.CharField(_("may be quoted"), max_length=10, choices=Quote, default=Quote.NOT_ASKED)
    quote_on = models.DateField(_("asked on"), null=True, blank=True)
    quote_how = models.CharField(_("how they said so"), max_length=200, blank=True, validators=[refuse_nul])
    quote_withdrawn_on = models.DateField(_("withdrawn on"), null=True, blank=True)

    history = remembered()
    objects = BarrierEvidenceQuerySet.as_manager()

    class Meta:
        verbose_name = _("evidence of a barrier")
        verbose_name_plural = _("evidence of barriers")
        ordering = ["-pk"]
        constraints = [
            team_names_a_team("barrier_evidence_for_a_team_names_it"),
            models.CheckConstraint(
                name="barrier_evidence_comes_from_somewhere",
                condition=Q(meeting__isnull=False) | Q(document__isnull=False),
                violation_error_message=_("Say where it comes from: a meeting or a document."),
            ),
        ]

    def __str__(self) -> str:
        return self.summary[:60]
