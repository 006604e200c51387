"""Asking the search seam: words with their beginnings, parts of addresses, and near misses when nothing else fits."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import connection
from django.db.models import BooleanField, F, FloatField, Func, Q, QuerySet, Value
from django.db.models.lookups import Exact
from rapidfuzz import fuzz

from crm.parts.search import SearchDocument
from crm.parts.text import fold_accents
from crm.parts.visibility import may_be_seen

if TYPE_CHECKING:
    from crm.accounts.models import User

# How alike a name must be to what was typed to count as a typo of it (0 to 100).
ALIKE = 70
# So many documents are looked at for near misses.
ENOUGH = 20_000
# SQLite: in how many documents each trigram occurs, and which documents have most of them.
HOW_OFTEN = (
    "SELECT term, doc FROM crm_search_trigram_counts WHERE term IN (SELECT value FROM json_each(%s))"
    " ORDER BY doc, term"
)
SHARING = (
    "SELECT document.rowid FROM json_each(%s) AS piece JOIN crm_search_trigrams AS document"
    " ON document.crm_search_trigrams MATCH piece.value"
    " GROUP BY document.rowid ORDER BY count(*) DESC, document.rowid LIMIT 300"
)
_WORD = re.compile(r"\w+", re.UNICODE)


@dataclass(frozen=True)
class Hit:
    """One thing found."""

    kind: str
    record: int
    uid: UUID
    title: str
    detail: str


class InIndex(Func):
    """SQLite: the document is among those that any of these questions to the index finds."""

    conditional = True
    output_field = BooleanField()
    tables = {"words": "crm_search_words", "part": "crm_search_trigrams"}

    def __init__(self, **questions: str) -> None:
        super().__init__(F("id"), *(Value(question) for question in questions.values()))
        self.asked = [self.tables[name] for name in questions]

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> Any:
        document, *questions = (compiler.compile(part) for part in self.get_source_expressions())
        asked = " UNION ".join(
            " ".join(["SELECT rowid FROM", table, "WHERE", table, "MATCH", question])
            for table, (question, _) in zip(self.asked, questions, strict=True)
        )
        values = [value for _, parameters in (document, *questions) for value in parameters]
        return f"{document[0]} IN ({asked})", values


class Unindexed(Func):
    """A column that SQLite must not look for rows by: it takes any index for better than a subquery."""

    template = "%(expressions)s"

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> Any:
        return self.as_sql(compiler, connection, template="+%(expressions)s", **context)


class HasWords(Func):
    """PostgreSQL: the document has what a tsquery asks for."""

    conditional = True
    output_field = BooleanField()
    template = "%(expressions)s)"
    arg_joiner = " @@ to_tsquery('simple', "


class Rank(Func):
    """PostgreSQL: how well the document fits; greater is better."""

    output_field = FloatField()
    template = "ts_rank(%(expressions)s))"
    arg_joiner = ", to_tsquery('simple', "


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
    part = fold_accents(text).strip()
    return _found(words=words, part=part if len(part) >= 3 else "")


def _found(*, words: Sequence[str] = (), part: str = "", in_name: bool = False) -> Q:
    """The condition on `SearchDocument` that it has all these words, each as a beginning (in its name), or this part
    anywhere in its folded text (three characters or more)."""
    if connection.vendor == "sqlite":
        asked = {}
        if words:
            beginnings = " ".join(f'"{word}"*' for word in words)
            asked["words"] = f"title : ({beginnings})" if in_name else beginnings
        if part:
            asked["part"] = _quoted(part)
        return Q(InIndex(**asked))
    found = Q()
    if words:
        found |= Q(HasWords(WordsColumn(), Value(_tsquery(words, in_name=in_name))))
    if part:
        found |= Q(folded__contains=part)
    return found


def _quoted(part: str) -> str:
    """As SQLite's index takes it: letter for letter."""
    return '"' + part.replace('"', '""') + '"'


def _tsquery(words: Sequence[str], *, in_name: bool = False) -> str:
    """As PostgreSQL takes it: every word as a beginning."""
    return " & ".join(f"'{word}':*{'A' if in_name else ''}" for word in words)


def records_matching(text: str, kind: str, user: User) -> QuerySet[Any] | None:
    """The ids of records of one kind that match, for a filter; None if nothing was typed that could be looked for."""
    condition = matching(text)
    if condition is None:
        return None
    of_kind = Exact(Unindexed(F("kind")), kind)
    documents = SearchDocument.objects.filter(condition, may_be_seen(user, owner="owner"), of_kind)
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
    named, of_kind = _found(words=words, in_name=True), Exact(Unindexed(F("kind")), kind)
    documents = SearchDocument.objects.filter(named, may_be_seen(user, owner="owner"), of_kind)
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
    if connection.vendor == "sqlite":
        return _ranked_on_sqlite(words, seen, limit)
    rank = Rank(WordsColumn(), Value(_tsquery(words)))
    documents = SearchDocument.objects.filter(_found(words=words), seen).defer("body", "folded")
    return list(documents.annotate(rank=rank).order_by("-rank", "title", "pk")[:limit])


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
    documents = SearchDocument.objects.filter(_found(part=part), seen).exclude(pk__in=had)
    return list(documents.defer("body", "folded").order_by("title", "pk")[:limit])


def _by_likeness(text: str, seen: Q, limit: int) -> list[SearchDocument]:
    """Near misses: candidates that share trigrams, then by likeness of the names. A number has none."""
    if len(text) < 3 or not any(letter.isalpha() for letter in text):
        return []
    if connection.vendor == "sqlite":
        candidates = SearchDocument.objects.filter(seen, pk__in=_sharing_trigrams(text))
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


def _sharing_trigrams(text: str) -> list[int]:
    """The documents that share most trigrams with the text, at most 300.

    A typo spoils at most three trigrams of a word, so the rest of them finds it. The rare ones are enough, and those
    that a third of all documents have would take longer than all others together.
    """
    pieces = sorted({text[n : n + 3] for n in range(len(text) - 2)})
    with connection.cursor() as cursor:
        cursor.execute(HOW_OFTEN, [json.dumps(pieces)])
        rare: list[str] = []
        had = 0
        for piece, documents in cursor.fetchall():
            if rare and had + documents > ENOUGH:
                break
            rare.append(_quoted(piece))
            had += documents
        cursor.execute(SHARING, [json.dumps(rare)])
        return [row[0] for row in cursor.fetchall()]


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
