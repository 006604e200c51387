"""The index behind the search seam, by database: made after each migrate and checked at start.

SQLite: two FTS5 tables over `SearchDocument`, one of words and one of trigrams, fed by triggers, with a view of how
often each trigram occurs. PostgreSQL: a
generated tsvector and two GIN indexes. Both follow raw SQL and bulk writes too.
"""

from __future__ import annotations

from typing import Any

from django.db import connection

TABLE = "crm_searchdocument"

SQLITE = [
    """CREATE VIRTUAL TABLE IF NOT EXISTS crm_search_words USING fts5(
        title, detail, body, content='crm_searchdocument', content_rowid='id',
        tokenize="unicode61 remove_diacritics 2", prefix='2 3')""",
    """CREATE VIRTUAL TABLE IF NOT EXISTS crm_search_trigrams USING fts5(
        folded, content='crm_searchdocument', content_rowid='id', tokenize='trigram')""",
    # How many documents have a trigram, read from the index itself.
    "CREATE VIRTUAL TABLE IF NOT EXISTS crm_search_trigram_counts USING fts5vocab(crm_search_trigrams, row)",
    """CREATE TRIGGER IF NOT EXISTS crm_search_insert AFTER INSERT ON crm_searchdocument BEGIN
        INSERT INTO crm_search_words(rowid, title, detail, body) VALUES (new.id, new.title, new.detail, new.body);
        INSERT INTO crm_search_trigrams(rowid, folded) VALUES (new.id, new.folded);
    END""",
    """CREATE TRIGGER IF NOT EXISTS crm_search_delete AFTER DELETE ON crm_searchdocument BEGIN
        INSERT INTO crm_search_words(crm_search_words, rowid, title, detail, body)
            VALUES ('delete', old.id, old.title, old.detail, old.body);
        INSERT INTO crm_search_trigrams(crm_search_trigrams, rowid, folded) VALUES ('delete', old.id, old.folded);
    END""",
    """CREATE TRIGGER IF NOT EXISTS crm_search_update AFTER UPDATE ON crm_searchdocument BEGIN
        INSERT INTO crm_search_words(crm_search_words, rowid, title, detail, body)
            VALUES ('delete', old.id, old.title, old.detail, old.body);
        INSERT INTO crm_search_trigrams(crm_search_trigrams, rowid, folded) VALUES ('delete', old.id, old.folded);
        INSERT INTO crm_search_words(rowid, title, detail, body) VALUES (new.id, new.title, new.detail, new.body);
        INSERT INTO crm_search_trigrams(rowid, folded) VALUES (new.id, new.folded);
    END""",
]
SQLITE_TRIGGERS = {"crm_search_insert", "crm_search_delete", "crm_search_update"}

POSTGRESQL = [
    "CREATE EXTENSION IF NOT EXISTS pg_trgm",
    "CREATE EXTENSION IF NOT EXISTS unaccent",
    # `unaccent` is only STABLE; an index needs a function that promises the same answer for ever.
    """CREATE OR REPLACE FUNCTION crm_search_fold(text) RETURNS text
        LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT
        AS $$ SELECT lower(public.unaccent('public.unaccent', $1)) $$""",
    """ALTER TABLE crm_searchdocument ADD COLUMN IF NOT EXISTS words tsvector GENERATED ALWAYS AS (
        setweight(to_tsvector('simple', crm_search_fold(title)), 'A') ||
        setweight(to_tsvector('simple', crm_search_fold(detail)), 'B') ||
        setweight(to_tsvector('simple', crm_search_fold(body)), 'C')) STORED""",
    "CREATE INDEX IF NOT EXISTS crm_search_words ON crm_searchdocument USING gin (words)",
    "CREATE INDEX IF NOT EXISTS crm_search_trigrams ON crm_searchdocument USING gin (folded gin_trgm_ops)",
]


def make_index(**kwargs: Any) -> None:
    """Make what is missing of the index. Called after each migrate, because SQLite rebuilds tables without them."""
    if TABLE not in connection.introspection.table_names():
        return  # on the way back
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            had = _triggers(cursor)
            for statement in SQLITE:
                cursor.execute(statement)
            if had != SQLITE_TRIGGERS:
                cursor.execute("INSERT INTO crm_search_words(crm_search_words) VALUES ('rebuild')")
                cursor.execute("INSERT INTO crm_search_trigrams(crm_search_trigrams) VALUES ('rebuild')")
        else:
            # Inside a transaction with rows just written, their deferred checks must be done before a table changes.
            connection.check_constraints()
            for statement in POSTGRESQL:
                cursor.execute(statement)


def index_is_whole() -> bool:
    """Whether the index stands as it must."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            return _triggers(cursor) == SQLITE_TRIGGERS
        cursor.execute(
            "SELECT count(*) FROM pg_indexes WHERE indexname IN ('crm_search_words', 'crm_search_trigrams')"
        )
        row = cursor.fetchone()
        return bool(row and row[0] == 2)


def _triggers(cursor: Any) -> set[str]:
    cursor.execute(
        "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'crm_searchdocument'"
    )
    return {row[0] for row in cursor.fetchall()}
