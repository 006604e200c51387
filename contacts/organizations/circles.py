"""The rule that no organization comes to stand below itself, kept by the database too.

A check can only look at one row, so a trigger follows the parents upwards when one is changed. (A new row closes no
circle: nothing stands below it yet.) Forms and imports refuse a circle in words before; what goes past them meets this.
Made after each migrate, because SQLite rebuilds tables without their triggers.
"""

from __future__ import annotations

from typing import Any

from django.db import connection

NAME = "organization_no_circle_of_parents"
TABLE = "contacts_organization"

SQLITE = """CREATE TRIGGER organization_no_circle_of_parents AFTER UPDATE OF parent_id ON contacts_organization
    WHEN new.parent_id IS NOT NULL AND new.parent_id IS NOT old.parent_id BEGIN
    SELECT RAISE(ABORT, 'organization_no_circle_of_parents') WHERE EXISTS (SELECT 1 FROM (
        WITH RECURSIVE above(id) AS (
            SELECT new.parent_id UNION
            SELECT below.parent_id FROM contacts_organization AS below JOIN above ON below.party_id = above.id
                WHERE below.parent_id IS NOT NULL)
        SELECT id FROM above) WHERE id = new.party_id);
END"""

# Raised as the violation of a check, which Django knows as an IntegrityError. An "after" trigger sees everything that
# its statement wrote, so that an undo may turn a branch round in one.
POSTGRESQL = (
    """CREATE OR REPLACE FUNCTION organization_no_circle_of_parents() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        IF EXISTS (
            WITH RECURSIVE above(id) AS (
                SELECT new.parent_id UNION
                SELECT below.parent_id FROM contacts_organization AS below JOIN above ON below.party_id = above.id
                    WHERE below.parent_id IS NOT NULL)
            SELECT 1 FROM above WHERE id = new.party_id)
        THEN RAISE EXCEPTION 'organization_no_circle_of_parents'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'organization_no_circle_of_parents';
        END IF;
        RETURN NULL;
    END $$""",
    """CREATE OR REPLACE TRIGGER organization_no_circle_of_parents
        AFTER UPDATE OF parent_id ON contacts_organization FOR EACH ROW
        WHEN (new.parent_id IS NOT NULL AND new.parent_id IS DISTINCT FROM old.parent_id)
        EXECUTE FUNCTION organization_no_circle_of_parents()""",
)


def make_trigger(**kwargs: Any) -> None:
    """Make the trigger where it is missing or stands otherwise than here."""
    if TABLE not in connection.introspection.table_names():
        return  # on the way back
    with connection.cursor() as cursor:
        if connection.vendor != "sqlite":
            for statement in POSTGRESQL:
                cursor.execute(statement)
            return
        cursor.execute("SELECT sql FROM sqlite_master WHERE type = 'trigger' AND name = %s", [NAME])
        stands = cursor.fetchone()
        if stands is not None and stands[0] == SQLITE:
            return
        cursor.execute("DROP TRIGGER IF EXISTS organization_no_circle_of_parents")
        cursor.execute(SQLITE)
