"""The search seam: one table of documents, searched by FTS5 on SQLite and by tsvector and trigrams on PostgreSQL.

Rooms register an `Indexer` for each kind of record that can be found. After an act the documents of what it touched
are made anew in its transaction; `manage.py rebuild_search` makes all of them anew. What may be found follows the
document's own visibility, before ranking.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import models

from crm.parts.keys import among, in_parts
from crm.parts.many import insert_columns
from crm.parts.records import write_all
from crm.parts.text import fold_accents
from crm.parts.visibility import Restrictable

if TYPE_CHECKING:
    from crm.parts.audit import Act


class SearchDocument(Restrictable):
    """What can be found of one record, or of one restricted part of it. Derived.

    Its shape stays: one later change of a column on SQLite would drop the triggers that feed the index.
    """

    owner_column = "owner"

    kind = models.CharField(max_length=20)
    record = models.BigIntegerField()
    part = models.CharField(max_length=20, default="", blank=True)
    uid = models.UUIDField(default=uuid.uuid4)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    title = models.TextField()
    detail = models.TextField(blank=True, default="")
    body = models.TextField(blank=True, default="")
    # Title and addresses folded without accents: what typos and parts of an e-mail are matched against.
    folded = models.TextField(blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind", "record", "part"], name="search_document_one_a_part"),
        ]

    def __str__(self) -> str:
        return self.title


def document(
    kind: str,
    record: int,
    uid: uuid.UUID,
    title: str,
    *,
    detail: str = "",
    body: str = "",
    addresses: Iterable[str] = (),
    part: str = "",
    visibility: str = "everyone",
    team_id: int | None = None,
    owner_id: int | None = None,
) -> SearchDocument:
    """One document, folded. `addresses` are e-mails and phone numbers, found by any part of three characters."""
    return SearchDocument(
        kind=kind,
        record=record,
        part=part,
        uid=uid,
        title=title[:500],
        detail=detail[:500],
        body=body[:20000],
        folded=fold_accents(" ".join([title[:500], *addresses]))[:2000],
        visibility=visibility,
        team_id=team_id,
        owner_id=owner_id,
    )


@dataclass(frozen=True)
class Indexer:
    """How one kind of record becomes documents.

    `documents` gives those of the named records in a fixed number of queries (none for what is in the trash);
    `touched_by` names, for each model whose change matters, how its keys lead to records of this kind; `reads`, where
    only some columns of a model matter, which.
    """

    kind: str
    documents: Callable[[Sequence[int]], Iterable[SearchDocument]]
    every: Callable[[], Iterable[int]]
    touched_by: dict[type[models.Model], Callable[[Sequence[Any]], Iterable[int]]] = field(
        default_factory=dict
    )
    reads: dict[type[models.Model], frozenset[str]] = field(default_factory=dict)


INDEXERS: list[Indexer] = []

_COLUMNS = ("uid", "owner_id", "title", "detail", "body", "folded", "visibility", "team_id")


def follow(act: Act) -> None:
    """Make the documents of everything an act touched anew."""
    for indexer in INDEXERS:
        records: set[int] = set()
        for model, lead in indexer.touched_by.items():
            for touched in in_parts(act.keys(model, reading=indexer.reads.get(model))):
                records.update(lead(touched))
        refresh(indexer, sorted(records))


def refresh(indexer: Indexer, records: Sequence[int], batch: int = 2000) -> int:
    """Bring the documents of these records up to date. Returns how many rows were written or deleted."""
    written = 0
    for part in in_parts(records, batch):
        stored = SearchDocument.objects.filter(kind=indexer.kind, record__in=among(part))
        # Values, not instances: most of them are only compared.
        old = {
            (record, of): (pk, values)
            for pk, record, of, *values in stored.values_list("pk", "record", "part", *_COLUMNS)
        }
        fresh = {(doc.record, doc.part): doc for doc in indexer.documents(part)}
        gone = [old[key][0] for key in old.keys() - fresh.keys()]
        made = [fresh[key] for key in fresh if key not in old]
        changed = []
        for key in old.keys() & fresh.keys():
            pk, values = old[key]
            if values != [getattr(fresh[key], name) for name in _COLUMNS]:
                fresh[key].pk = pk
                changed.append(fresh[key])
        if gone:
            SearchDocument.objects.filter(pk__in=among(gone)).delete()
        columns = ("kind", "record", "part", *_COLUMNS)
        insert_columns(
            SearchDocument, len(made), **{name: [getattr(doc, name) for doc in made] for name in columns}
        )
        if changed:
            write_all(SearchDocument, changed, [name.removesuffix("_id") for name in _COLUMNS])
        written += len(gone) + len(made) + len(changed)
    return written


def rebuild() -> dict[str, int]:
    """Make every document anew. Returns how many rows were written or deleted, by kind."""
    written = {}
    for indexer in INDEXERS:
        records = sorted(indexer.every())
        stale = SearchDocument.objects.filter(kind=indexer.kind).values_list("record", flat=True).distinct()
        gone = sorted(set(stale) - set(records))
        written[indexer.kind] = refresh(indexer, records) + refresh(indexer, gone)
    return written
