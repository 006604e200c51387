"""Asking the search seam: words with their beginnings, parts of addresses, and near misses when nothing else fits."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import connection
from django.db.models import BooleanField, F, FloatField, Func, Q, QuerySet, Value
from rapidfuzz import fuzz

from crm.parts.search import SearchDocument
from crm.parts.text import fold_accents
from crm.parts.visibility import may_be_seen

if TYPE_CHECKING:
    from crm.accounts.models import User

# How alike a name must be to what was typed to count as a typo of it (0 to 100).
ALIKE = 70
_WORD = re.compile(r"\w+", re.UNICODE)


@dataclass(frozen=True)
class Hit:
    """One thing found."""

    kind: str
    record: int
    uid: UUID
    title: str
    detail: str


class HasWords(Func):
    """The document has every word, each as a beginning."""

    conditional = True
    output_field = BooleanField()

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> Any:
        return self.as_sql(
            compiler,
            connection,
            template="%(expressions)s)",
            arg_joiner=" IN (SELECT rowid FROM crm_search_words WHERE crm_search_words MATCH ",
            **context,
        )

    def as_postgresql(self, compiler: Any, connection: Any, **context: Any) -> Any:
        return self.as_sql(
            compiler,
            connection,
            template="%(expressions)s)",
            arg_joiner=" @@ to_tsquery('simple', ",
            **context,
        )


class HasPart(Func):
    """The folded text of the document contains this, anywhere (three characters or more)."""

    conditional = True
    output_field = BooleanField()

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> Any:
        return self.as_sql(
            compiler,
            connection,
            template="%(expressions)s)",
            arg_joiner=" IN (SELECT rowid FROM crm_search_trigrams WHERE crm_search_trigrams MATCH ",
            **context,
        )

    def as_postgresql(self, compiler: Any, connection: Any, **context: Any) -> Any:
        return self.as_sql(compiler, connection, template="%(expressions)s", arg_joiner=" LIKE ", **context)


class Rank(Func):
    """How well the document fits: greater is better."""

    output_field = FloatField()

    def as_postgresql(self, compiler: Any, connection: Any, **context: Any) -> Any:
        return self.as_sql(
            compiler,
            connection,
            template="ts_rank(%(expressions)s))",
            arg_joiner=", to_tsquery('simple', ",
            **context,
        )


class WordsColumn(Func):
    """PostgreSQL's generated column, which Django's model does not know: beside the id, also in a query within one."""

    def __init__(self) -> None:
        super().__init__(F("id"))

    def as_postgresql(self, compiler: Any, connection: Any, **context: Any) -> Any:
        column: Any = self.get_source_expressions()[0]
        return ".".join([compiler.quote_name_unless_alias(column.alias), "words"]), []


def words_of(text: str) -> list[str]:
    """The words of what was typed, folded."""
    return _WORD.findall(fold_accents(text))[:12]


def matching(text: str) -> Q | None:
    """The condition on `SearchDocument` that it has every word of the text, or the text as a part of its name or
    addresses. None if nothing was typed that could be looked for."""
    words = words_of(text)
    if not words:
        return None
    found = Q(_has_words(words))
    part = fold_accents(text).strip()
    if len(part) >= 3:
        found |= Q(_has_part(part))
    return found


def _has_words(words: Sequence[str]) -> HasWords:
    if connection.vendor == "sqlite":
        return HasWords(F("id"), Value(" ".join(f'"{word}"*' for word in words)))
    return HasWords(WordsColumn(), Value(" & ".join(f"'{word}':*" for word in words)))


def _has_part(part: str) -> HasPart:
    if connection.vendor == "sqlite":
        quoted = part.replace('"', '""')
        return HasPart(F("id"), Value(f'"{quoted}"'))
    escaped = part.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    return HasPart(F("folded"), Value(f"%{escaped}%"))


def records_matching(text: str, kind: str, user: User) -> QuerySet[Any] | None:
    """The ids of records of one kind that match, for a filter; None if nothing was typed that could be looked for."""
    condition = matching(text)
    if condition is None:
        return None
    documents = SearchDocument.objects.filter(condition, may_be_seen(user, owner="owner"), kind=kind)
    return documents.values("record")


def search(user: User, text: str, *, kinds: Sequence[str] = (), limit: int = 20) -> list[Hit]:
    """What this user may see and means by the text, best first.

    Names that begin with it, then words anywhere, then parts of addresses, then near misses.
    """
    words = words_of(text)
    if not words:
        return []
    seen = may_be_seen(user, owner="owner")
    if kinds:
        seen &= Q(kind__in=kinds)
    found = _by_words(words, seen, limit)
    if len(found) < limit:
        found += _by_part(fold_accents(text).strip(), seen, limit - len(found), {doc.pk for doc in found})
    if not found:
        found = _by_likeness(fold_accents(text).strip(), seen, limit)
    return _hits(found)


def names_beginning(user: User, text: str, *, kind: str, limit: int = 8) -> list[Hit]:
    """For type-ahead over one kind: names with every word as the beginning of one of theirs, best first.

    The database ranks nothing, so a letter that half of the record begins with costs little more than a rare name:
    of very many that fit some are shown, and more letters tell. What no name fits, `search` is asked.
    """
    words = words_of(text)
    if not words:
        return []
    if connection.vendor == "sqlite":
        match = HasWords(F("id"), Value("title : (" + " ".join(f'"{word}"*' for word in words) + ")"))
    else:
        match = HasWords(WordsColumn(), Value(" & ".join(f"'{word}':*A" for word in words)))
    documents = SearchDocument.objects.filter(match, may_be_seen(user, owner="owner"), kind=kind)
    typed = " ".join(words)
    found = [
        (not fold_accents(title).startswith(typed), title, record, Hit(kind, record, uid, title, detail))
        for record, uid, title, detail in documents.values_list("record", "uid", "title", "detail")[:100]
    ]
    hits = [hit for *_, hit in sorted(found, key=lambda one: one[:3])]
    return hits[:limit] or search(user, text, kinds=(kind,), limit=limit)


def _hits(documents: Sequence[SearchDocument]) -> list[Hit]:
    """One hit a record, at the place of its best document."""
    hits: dict[tuple[str, int], Hit] = {}
    for doc in documents:
        hits.setdefault((doc.kind, doc.record), Hit(doc.kind, doc.record, doc.uid, doc.title, doc.detail))
    return list(hits.values())


def _by_words(words: Sequence[str], seen: Q, limit: int) -> list[SearchDocument]:
    documents = SearchDocument.objects.filter(_has_words(words), seen).defer("body", "folded")
    if connection.vendor == "postgresql":
        query = Value(" & ".join(f"'{word}':*" for word in words))
        return list(
            documents.annotate(rank=Rank(WordsColumn(), query)).order_by("-rank", "title", "pk")[:limit]
        )
    return _ranked_on_sqlite(words, seen, limit)


def _ranked_on_sqlite(words: Sequence[str], seen: Q, limit: int) -> list[SearchDocument]:
    """FTS5 ranks while it reads, so rank there and then take the rows, a longer piece each time until enough are
    seen: what is restricted must not take the places of what is not."""
    match = " ".join(f'"{word}"*' for word in words)
    take, skip = max(limit * 4, 100), 0
    found: list[SearchDocument] = []
    while len(found) < limit:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT rowid FROM crm_search_words WHERE crm_search_words MATCH %s"
                " ORDER BY bm25(crm_search_words, 8.0, 4.0, 1.0), rowid LIMIT %s OFFSET %s",
                [match, take, skip],
            )
            ids = [row[0] for row in cursor.fetchall()]
        rows = SearchDocument.objects.filter(seen, pk__in=ids).defer("body", "folded").in_bulk()
        found.extend(rows[key] for key in ids if key in rows)
        if len(ids) < take:
            break
        skip, take = skip + take, take * 8
    return found[:limit]


def _by_part(part: str, seen: Q, limit: int, had: set[int]) -> list[SearchDocument]:
    if len(part) < 3:
        return []
    documents = (
        SearchDocument.objects.filter(_has_part(part), seen).exclude(pk__in=had).defer("body", "folded")
    )
    return list(documents.order_by("title", "pk")[:limit])


def _by_likeness(text: str, seen: Q, limit: int) -> list[SearchDocument]:
    """Near misses: candidates that share trigrams, then by likeness of the names."""
    if len(text) < 3:
        return []
    if connection.vendor == "sqlite":
        # A typo spoils at most three trigrams of a word, so the rest of them finds it.
        pieces = {text[n : n + 3] for n in range(len(text) - 2)}
        match = " OR ".join('"' + piece.replace('"', '""') + '"' for piece in sorted(pieces))
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT rowid FROM crm_search_trigrams WHERE crm_search_trigrams MATCH %s"
                " ORDER BY bm25(crm_search_trigrams) LIMIT 300",
                [match],
            )
            ids = [row[0] for row in cursor.fetchall()]
        candidates = SearchDocument.objects.filter(seen, pk__in=ids)
    else:
        with connection.cursor() as cursor:
            # Two letters that changed places leave a third of a name's trigrams; the usual 0.6 would miss them.
            cursor.execute("SELECT set_config('pg_trgm.word_similarity_threshold', '0.3', false)")
        alike = SearchDocument.objects.filter(Similar(Value(text), F("folded")), seen)
        candidates = alike.order_by(Unlike(Value(text), F("folded")), "pk")[:300]
    scored = [(fuzz.token_set_ratio(text, fold_accents(doc.title)), doc) for doc in candidates]
    best = [pair for pair in scored if pair[0] >= ALIKE] or [
        (score, doc)
        for doc in candidates
        if (score := max((fuzz.ratio(text, word) for word in fold_accents(doc.title).split()), default=0))
        >= ALIKE
    ]
    return [doc for _, doc in sorted(best, key=lambda pair: (-pair[0], pair[1].title, pair[1].pk))[:limit]]


class Similar(Func):
    """PostgreSQL: some word of the text is like what was typed (pg_trgm)."""

    conditional = True
    output_field = BooleanField()
    template = "%(expressions)s"
    arg_joiner = " <%% "


class Unlike(Func):
    """PostgreSQL: how far the likest word of the text is from what was typed."""

    output_field = FloatField()
    template = "(%(expressions)s)"
    arg_joiner = " <<-> "
