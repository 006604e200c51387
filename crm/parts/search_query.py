"""Asking the search seam: words with their beginnings, parts of addresses, and near misses when nothing else fits."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import connection
from django.db.models import BooleanField, F, FloatField, Func, Q, QuerySet, Value
from django.db.models.lookups import In
from rapidfuzz import fuzz

from crm.parts.keys import among
from crm.parts.search import SearchDocument
from crm.parts.text import fold_accents
from crm.parts.visibility import may_be_seen

if TYPE_CHECKING:
    from crm.accounts.models import User

# How alike a name must be to what was typed to count as a typo of it (0 to 100).
ALIKE = 70
# So many documents are looked at for near misses.
ENOUGH = 20_000
# So many documents with the words are read, of which the best are shown.
READ_AT_ONCE = 300
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
# SQLite: the first documents with words, or with a part of a name or address.
WITH_WORDS = "SELECT rowid FROM crm_search_words WHERE crm_search_words MATCH %s LIMIT %s"
WITH_PART = "SELECT rowid FROM crm_search_trigrams WHERE crm_search_trigrams MATCH %s LIMIT %s"
_WORD = re.compile(r"\w+", re.UNICODE)


@dataclass(frozen=True)
class Hit:
    """One thing found."""

    kind: str
    record: int
    uid: UUID
    title: str
    detail: str


class Where(Enum):
    """Where in a document the words stand."""

    START = "its name begins with them, as they were typed"
    NAME = "in its name"
    OWN = "in what it is itself called: name, other names, numbers; not where it belongs"
    ANYWHERE = "anywhere"


BY_NAME_FIRST = (Where.START, Where.NAME, Where.ANYWHERE)


@dataclass(frozen=True)
class Turn:
    """One group of kinds in a search (none: every kind): how many of them are shown, where their words are looked for,
    from place to place, of how many the best are taken, and whether parts of names and addresses count."""

    kinds: Sequence[str]
    limit: int
    places: Sequence[Where] = BY_NAME_FIRST
    read: int = READ_AT_ONCE
    parts: bool = True


class InIndex(Func):
    """SQLite: the document is among those that any of these questions to the index finds."""

    conditional = True
    output_field = BooleanField()
    tables = {"words": "crm_search_words", "part": "crm_search_trigrams"}

    def __init__(self, questions: Mapping[str, str]) -> None:
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


def _found(
    words: Sequence[str] = (),
    where: Where = Where.ANYWHERE,
    *,
    part: str = "",
    kinds: Sequence[str] = (),
) -> Q:
    """The condition on `SearchDocument` that it has all these words, each as a beginning, or this part anywhere in its
    name and addresses (three characters or more), and is of these kinds.
    """
    if connection.vendor == "sqlite":
        questions = {"words": _match(words, where, kinds)} if words else {}
        if part:
            questions["part"] = _quoted(part)
        return Q(InIndex(questions)) & _of(kinds)
    found = Q()
    if words:
        found |= Q(HasWords(WordsColumn(), Value(_tsquery(words, where))))
        if where is Where.START:
            found &= Q(folded__startswith=" ".join(words))
    if part:
        found |= Q(folded__contains=part)
    return found & _of(kinds)


def _of(kinds: Sequence[str]) -> Q:
    """The condition on `SearchDocument` that it is of one of these kinds; of any where none is named."""
    return Q(In(Unindexed(F("kind")), list(kinds))) if kinds else Q()


def _match(words: Sequence[str], where: Where, kinds: Sequence[str]) -> str:
    """As SQLite's index takes it."""
    beginnings = " ".join(f'"{word}"*' for word in words)
    asked = {
        Where.START: f'title : ^"{" ".join(words)}"*',
        Where.NAME: f"title : ({beginnings})",
        Where.OWN: f"{{title body}} : ({beginnings})",
        Where.ANYWHERE: f"{{title detail body}} : ({beginnings})",
    }[where]
    return f"kind : ({' OR '.join(map(_quoted, kinds))}) AND ({asked})" if kinds else asked


def _quoted(part: str) -> str:
    """As SQLite's index takes it: letter for letter."""
    return '"' + part.replace('"', '""') + '"'


def _tsquery(words: Sequence[str], where: Where) -> str:
    """As PostgreSQL takes it: every word as a beginning, by the weight of its place."""
    weights = {Where.START: "A", Where.NAME: "A", Where.OWN: "AC", Where.ANYWHERE: ""}[where]
    return " & ".join(f"'{word}':*{weights}" for word in words)


def records_matching(text: str, kind: str, user: User, where: Where = Where.ANYWHERE) -> QuerySet[Any] | None:
    """The ids of records of one kind that have every word of the text there, or the text as a part of their name or
    addresses, for a filter. None if nothing was typed that could be looked for."""
    words, part = words_of(text), fold_accents(text).strip()
    if not words:
        return None
    condition = _found(words, where, part=part if len(part) >= 3 else "", kinds=[kind])
    return SearchDocument.objects.filter(condition, may_be_seen(user, owner="owner")).values("record")


def search(user: User, text: str, *, kinds: Sequence[str] = (), limit: int = 20) -> list[Hit]:
    """What this user may see and means by the text, best first.

    Names that begin with it, then names with its words, then words anywhere, then parts of addresses, then near misses.
    Of very many that are as good some are shown, and more letters tell.
    """
    return search_in_turn(user, text, Turn(kinds, limit))


def search_in_turn(user: User, text: str, *turns: Turn) -> list[Hit]:
    """The same for one group of kinds after another: none takes the places of another. Near misses are looked for where
    nothing of any group fits."""
    words, typed = words_of(text), fold_accents(text).strip()
    if not words:
        return []
    seen = may_be_seen(user, owner="owner")
    hits: list[Hit] = []
    for turn in turns:
        found = _by_words(words, seen, turn)
        if turn.parts and len(found) < turn.limit and len(typed) >= 3:
            had = {doc.pk for doc in found}
            found += [doc for doc in _by_part(typed, seen, turn.kinds, turn.limit) if doc.pk not in had]
        hits += _hits(found[: turn.limit])
    if hits:
        return hits
    kinds = [kind for turn in turns for kind in turn.kinds]
    return _hits(_by_likeness(typed, seen & _of(kinds), turns[0].limit))


def names_beginning(user: User, text: str, *, kind: str, limit: int = 8) -> list[Hit]:
    """For type-ahead over one kind: names with every word as the beginning of one of theirs, best first.

    What no name fits, `search` is asked.
    """
    words, seen = words_of(text), may_be_seen(user, owner="owner")
    turn = Turn([kind], limit, (Where.START, Where.NAME))
    found = _by_words(words, seen, turn) if words else []
    return _hits(found) or search(user, text, kinds=(kind,), limit=limit)


def named(user: User, records: Mapping[str, Collection[int]]) -> dict[tuple[str, int], Hit]:
    """These records, by kind and key, as the search calls them: those of them that this user may see. One query."""
    wanted = Q()
    for kind, keys in records.items():
        wanted |= Q(kind=kind, record__in=list(keys))
    if not wanted:
        return {}
    found = SearchDocument.objects.filter(wanted, may_be_seen(user, owner="owner"), part="")
    return {(hit.kind, hit.record): hit for hit in _hits(list(found.defer("body", "folded")))}


def _hits(documents: Sequence[SearchDocument]) -> list[Hit]:
    """One hit a record, at the place of its best document."""
    hits: dict[tuple[str, int], Hit] = {}
    for doc in documents:
        hits.setdefault((doc.kind, doc.record), Hit(doc.kind, doc.record, doc.uid, doc.title, doc.detail))
    return list(hits.values())


def _by_words(words: Sequence[str], seen: Q, turn: Turn) -> list[SearchDocument]:
    """From place to place until there are enough, in each by name. A database that ranked them would read every
    document with a word that half of the record has."""
    found: dict[int, SearchDocument] = {}
    for where in turn.places:
        wanted = turn.limit - len(found)
        first = (WITH_WORDS, _match(words, where, turn.kinds))
        some = _some(_found(words, where, kinds=turn.kinds), first, seen, turn.kinds, wanted, turn.read)
        found |= {doc.pk: doc for doc in some if doc.pk not in found}
        if len(found) >= turn.limit:
            break
    return list(found.values())[: turn.limit]


def _by_part(part: str, seen: Q, kinds: Sequence[str], wanted: int) -> list[SearchDocument]:
    return _some(_found(part=part, kinds=kinds), (WITH_PART, _quoted(part)), seen, kinds, wanted)


def _some(
    condition: Q,
    first: tuple[str, str],
    seen: Q,
    kinds: Sequence[str],
    wanted: int,
    read: int = READ_AT_ONCE,
) -> list[SearchDocument]:
    """Some of the documents that meet the condition, by name: as many at most as are read at once, but no fewer than
    are wanted, because what is restricted must not take the places of what is not.

    `first`: the statement and the question that ask SQLite's index for the first of them, without reading the rest.
    """
    if connection.vendor == "sqlite":
        statement, question = first
        with connection.cursor() as cursor:
            cursor.execute(statement, [question, read])
            ids = [row[0] for row in cursor.fetchall()]
        some = _read(Q(pk__in=among(ids)) & _of(kinds), seen) if ids else []
        if len(ids) < read or len(some) >= wanted:
            return some
    return _read(condition, seen, read)


def _read(condition: Q, seen: Q, read: int = READ_AT_ONCE) -> list[SearchDocument]:
    some = SearchDocument.objects.filter(condition, seen).defer("body", "folded")[:read]
    return sorted(some, key=lambda doc: (doc.title, doc.pk))


def _by_likeness(text: str, seen: Q, limit: int) -> list[SearchDocument]:
    """Near misses: candidates that share trigrams, then by likeness of the names. A number has none."""
    if len(text) < 3 or not any(letter.isalpha() for letter in text):
        return []
    for candidates in _candidates(text, seen):
        scored = [(fuzz.token_set_ratio(text, fold_accents(doc.title)), doc) for doc in candidates]
        best = [pair for pair in scored if pair[0] >= ALIKE] or [
            (score, doc)
            for doc in candidates
            if (score := max((fuzz.ratio(text, word) for word in fold_accents(doc.title).split()), default=0))
            >= ALIKE
        ]
        if best:
            return [
                doc for _, doc in sorted(best, key=lambda pair: (-pair[0], pair[1].title, pair[1].pk))[:limit]
            ]
    return []


def _candidates(text: str, seen: Q) -> Iterator[list[SearchDocument]]:
    """Documents that may be meant, at most 300; where none of them is, others, which take longer to find."""
    if connection.vendor == "sqlite":
        yield list(SearchDocument.objects.filter(seen, pk__in=_sharing_trigrams(text)).defer("body"))
        return
    alike = SearchDocument.objects.filter(Similar(Value(text), F("folded")), seen).defer("body")
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('pg_trgm.word_similarity_threshold', '0.5', false)")
        yield list(alike[:300])
        # Two letters that changed places leave a third of a name's trigrams.
        cursor.execute("SELECT set_config('pg_trgm.word_similarity_threshold', '0.3', false)")
        yield list(alike.order_by(Unlike(Value(text), F("folded")), "pk")[:300])


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
