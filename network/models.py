"""What the network engine keeps: finished analyses, each with the scope that may read it."""

from __future__ import annotations

import uuid

from django.db import models


class Analysis(models.Model):
    """One finished analysis as plain arrays (npz, no pickle), for one scope, day and set of parameters.

    The next one starts from it, so that clusters keep their ids and people their places.
    """

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    scope = models.CharField(max_length=200)
    as_of = models.DateField()
    fingerprint = models.CharField(max_length=64)
    parameters = models.JSONField(default=dict)
    arrays = models.BinaryField()
    summary = models.JSONField(default=dict)
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name_plural = "analyses"
        ordering = ["-pk"]
        indexes = [models.Index(fields=["scope", "-as_of", "-id"], name="analysis_newest_of_scope")]

    def __str__(self) -> str:
        return f"{self.scope} as of {self.as_of}"
