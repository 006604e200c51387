"""The index behind the search seam, by database: made after each migrate and when the worker starts.

SQLite: two FTS5 tables over `SearchDocument`, one of words and one of trigrams, fed by triggers, with a view of how
often each trigram occurs. PostgreSQL: a
generated tsvector and two GIN indexes. Both follow raw SQL and bulk writes too.
"""

from __future__ import annotations

from typing import Any

from django.db import connection

TABLE = "crm_searchdocument"

# By name; `kind` is a column of the words, so that what is looked for in one kind is not looked for in all of them.
SQLITE = {
    "crm_search_words": """CREATE VIRTUAL TABLE crm_search_words USING fts5(
        title, detail, body, kind, content='crm_searchdocument', content_rowid='id',
        tokenize="unicode61 remove_diacritics 2", prefix='1 2 3')""",
    "crm_search_trigrams": """CREATE VIRTUAL TABLE crm_search_trigrams USING fts5(
        folded, content='crm_searchdocument', content_rowid='id', tokenize='trigram')""",
    # How many documents have a trigram, read from the index itself.
    "crm_search_trigram_counts": """CREATE VIRTUAL TABLE crm_search_trigram_counts
        USING fts5vocab(crm_search_trigrams, row)""",
    "crm_search_insert": """CREATE TRIGGER crm_search_insert AFTER INSERT ON crm_searchdocument BEGIN
        INSERT INTO crm_search_words(rowid, title, detail, body, kind)
            VALUES (new.id, new.title, new.detail, new.body, new.kind);
        INSERT INTO crm_search_trigrams(rowid, folded) VALUES (new.id, new.folded);
    END""",
    "crm_search_delete": """CREATE TRIGGER crm_search_delete AFTER DELETE ON crm_searchdocument BEGIN
        INSERT INTO crm_search_words(crm_search_words, rowid, title, detail, body, kind)
            VALUES ('delete', old.id, old.title, old.detail, old.body, old.kind);
        INSERT INTO crm_search_trigrams(crm_search_trigrams, rowid, folded) VALUES ('delete', old.id, old.folded);
    END""",
    "crm_search_update": """CREATE TRIGGER crm_search_update AFTER UPDATE ON crm_searchdocument BEGIN
        INSERT INTO crm_search_words(crm_search_words, rowid, title, detail, body, kind)
            VALUES ('delete', old.id, old.title, old.detail, old.body, old.kind);
        INSERT INTO crm_search_trigrams(crm_search_trigrams, rowid, folded) VALUES ('delete', old.id, old.folded);
        INSERT INTO crm_search_words(rowid, title, detail, body, kind)
            VALUES (new.id, new.title, new.detail, new.body, new.kind);
        INSERT INTO crm_search_trigrams(rowid, folded) VALUES (new.id, new.folded);
    END""",
}
DROP_TRIGGERS = [
    "DROP TRIGGER IF EXISTS crm_search_insert",
    "DROP TRIGGER IF EXISTS crm_search_delete",
    "DROP TRIGGER IF EXISTS crm_search_update",
]
DROP_TABLES = [
    "DROP TABLE IF EXISTS crm_search_trigram_counts",
    "DROP TABLE IF EXISTS crm_search_trigrams",
    "DROP TABLE IF EXISTS crm_search_words",
]

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
    """Make what is missing of the index or stands otherwise than here. Called after each migrate, because SQLite
    rebuilds tables without their triggers."""
    if TABLE not in connection.introspection.table_names():
        return  # on the way back
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            _make_on_sqlite(cursor)
        else:
            # Inside a transaction with rows just written, their deferred checks must be done before a table changes.
            connection.check_constraints()
            for statement in POSTGRESQL:
                cursor.execute(statement)


def _make_on_sqlite(cursor: Any) -> None:
    if _on_sqlite(cursor) == SQLITE:
        return
    for drop in (*DROP_TRIGGERS, *DROP_TABLES):
        cursor.execute(drop)
    for statement in SQLITE.values():
        cursor.execute(statement)
    index_anew()


def index_anew() -> None:
    """Build the index again from the documents, so that nothing is left in it of those that are gone."""
    if connection.vendor != "sqlite":
        return  # PostgreSQL writes an index anew with its table
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO crm_search_words(crm_search_words) VALUES ('rebuild')")
        cursor.execute("INSERT INTO crm_search_trigrams(crm_search_trigrams) VALUES ('rebuild')")


def _on_sqlite(cursor: Any) -> dict[str, str]:
    """What stands there of the index, as it was made."""
    cursor.execute("SELECT name, sql FROM sqlite_master WHERE name LIKE 'crm_search%' AND sql IS NOT NULL")
    return {name: sql for name, sql in cursor.fetchall() if name in SQLITE}
