"""What a file brought in, row by row, by act."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from crm.accounts.rights import Right
from crm.parts.audit import AuditEvent

if TYPE_CHECKING:
    from crm.accounts.models import User


class ImportBatchQuerySet(models.QuerySet["ImportBatch"]):
    def visible_to(self, user: User) -> Self:
        """One's own imports; an admin sees all."""
        return self if user.may(Right.ADMINISTER) else self.filter(by=user)


class ImportBatch(models.Model):
    """One file, brought in by one act. The counts add up to the file's rows, always."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    format = models.CharField(max_length=40)
    filename = models.CharField(max_length=255)
    sha256 = models.CharField(max_length=64)
    mapping = models.JSONField(default=dict, blank=True)
    mode = models.CharField(max_length=20, default="all")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="imports")
    at = models.DateTimeField(auto_now_add=True)
    act = models.OneToOneField(
        AuditEvent, on_delete=models.PROTECT, null=True, blank=True, related_name="import_batch"
    )
    rows = models.PositiveIntegerField(default=0)
    created = models.PositiveIntegerField(default=0)
    updated = models.PositiveIntegerField(default=0)
    unchanged = models.PositiveIntegerField(default=0)
    skipped = models.PositiveIntegerField(default=0)
    errors = models.PositiveIntegerField(default=0)
    warnings = models.JSONField(default=list, blank=True)

    objects = ImportBatchQuerySet.as_manager()

    class Meta:
        verbose_name = _("import")
        verbose_name_plural = _("imports")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                name="import_counts_add_up",
                condition=models.Q(
                    rows=F("created") + F("updated") + F("unchanged") + F("skipped") + F("errors")
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.format}: {self.filename}"


class ImportRow(models.Model):
    """What was done with one row of the file, by the line that the spreadsheet shows."""

    class Did(models.TextChoices):
        CREATED = "created", _("created")
        UPDATED = "updated", _("updated")
        UNCHANGED = "unchanged", _("unchanged")
        SKIPPED = "skipped", _("skipped")
        ERROR = "error", _("problem")

    batch = models.ForeignKey(ImportBatch, on_delete=models.CASCADE, related_name="lines")
    line = models.PositiveIntegerField()
    did = models.CharField(max_length=10, choices=Did)
    record_kind = models.CharField(max_length=40, blank=True)
    record_id = models.BigIntegerField(null=True, blank=True)
    says = models.TextField(blank=True)

    class Meta:
        ordering = ["line", "pk"]
        indexes = [models.Index(fields=["batch", "did", "line"], name="import_row_by_what_was_done")]

    def __str__(self) -> str:
        return f"line {self.line}: {self.did}"
