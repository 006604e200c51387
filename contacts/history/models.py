"""What keeps a record in the trash, and what is left of somebody who was forgotten: that it was done, and why."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from crm.parts.audit import AuditEvent
from crm.parts.records import Addressed, RecordQuerySet, refuse_nul, remembered


class Hold(Addressed):
    """As long as a record is held, the emptying of the trash passes it by and nobody is forgotten."""

    record_kind = models.CharField(max_length=40)
    record_id = models.BigIntegerField()
    reason = models.CharField(_("why it is held"), max_length=300, validators=[refuse_nul])

    history = remembered()
    objects = RecordQuerySet.as_manager()

    class Meta:
        verbose_name = _("hold")
        verbose_name_plural = _("holds")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(fields=["record_kind", "record_id"], name="hold_once_a_record")
        ]

    def __str__(self) -> str:
        return f"{self.record_kind} {self.record_id}"


class Forgotten(models.Model):
    """That personal data were erased for good: when, by whom, why and how much, never whose."""

    act = models.OneToOneField(AuditEvent, on_delete=models.PROTECT, related_name="forgotten")
    party_id = models.BigIntegerField()
    reason = models.CharField(_("why"), max_length=300, validators=[refuse_nul])
    counts = models.JSONField(default=dict)

    class Meta:
        verbose_name = _("forgotten record")
        verbose_name_plural = _("forgotten records")
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"party {self.party_id}"
