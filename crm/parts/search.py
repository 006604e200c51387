"""The search seam: one table of documents, searched by FTS5 on SQLite and by tsvector and trigrams on PostgreSQL."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models

from crm.parts.visibility import Restrictable


class SearchDocument(Restrictable):
    """What can be found of one record (or of one restricted part of it). Derived; its shape stays, because one later
    change of a column on SQLite would drop the triggers that feed the index."""

    owner_column = "owner"

    kind = models.CharField(max_length=20)
    record = models.BigIntegerField()
    part = models.CharField(max_length=20, default="", blank=True)
    uid = models.UUIDField(default=uuid.uuid4)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    title = models.TextField()
    detail = models.TextField(blank=True, default="")
    body = models.TextField(blank=True, default="")
    # Title, detail and addresses folded without accents: what typos and parts of an e-mail are matched against.
    folded = models.TextField(blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind", "record", "part"], name="search_document_one_a_part"),
        ]

    def __str__(self) -> str:
        return self.title
