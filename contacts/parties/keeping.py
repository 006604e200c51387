"""Saving one record: checked in words first, written only if something differs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from crm.parts.records import AnyRecord, Record, column

# Filled when the record is saved, so they cannot be checked before.
_COMMON = frozenset({"version", "created_at", "created_by", "changed_at", "changed_by", "uid", "trashed_at"})


def check(record: Record) -> None:
    """Raise ValidationError, in words, by field, for what the database would refuse.

    Related rows are at hand already and are not asked for again. One query for each unique constraint and each check.
    """
    fields = record._meta.concrete_fields
    record.clean_fields(exclude={field.name for field in fields if field.is_relation} | _COMMON)
    record.clean()
    record.validate_constraints(exclude=set(_COMMON))


def keep(record: AnyRecord) -> AnyRecord:
    """Check a record, then save it inside the running act."""
    check(record)
    record.save()
    return record


def put(record: Record, fields: Mapping[str, Any], allowed: Iterable[str]) -> list[str]:
    """Set the named fields and say which of them differ from before. Raises TypeError for a field not allowed."""
    unknown = set(fields) - set(allowed)
    if unknown:
        raise TypeError(f"{type(record).__name__} is not changed by {', '.join(sorted(unknown))}")
    changed = []
    for name, value in fields.items():
        kept_as = column(type(record), name).attname
        before = getattr(record, kept_as)
        setattr(record, name, value)
        if before != getattr(record, kept_as):
            changed.append(name)
    return changed


def needed(value: str, field: str, words: str = "") -> str:
    """The text without the spaces around it. Raises ValidationError at the field if nothing is left."""
    text = value.strip()
    if not text:
        raise ValidationError({field: words or _("Write something here.")})
    return text
