"""Saving one record: checked in words first, written only if something differs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, TypeVar
from uuid import UUID

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from crm.parts.audit import act
from crm.parts.records import Addressed, AnyRecord, Record, Trashable, column

if TYPE_CHECKING:
    from crm.accounts.models import User

InTrash = TypeVar("InTrash", bound=Trashable)

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


def keep(record: AnyRecord, *, uid: UUID | None = None) -> AnyRecord:
    """Check a record, then save it inside the running act; a new one under this uid, if its maker gave one."""
    if uid is not None:
        assert isinstance(record, Addressed)
        record.uid = uid
    check(record)
    record.save()
    return record


def put_in_trash(record: InTrash, *, by: User, subject: str, verb: str = "trash") -> InTrash:
    """Put a record into the trash, if it is not there. What hangs on it stays, and comes back with it."""
    with act(by=by, verb=verb, subject=subject) as running:
        if record.trashed_at is None:
            record.trashed_at = running.at
            record.save()
    return record


def take_from_trash(record: InTrash, *, by: User, subject: str, verb: str = "restore") -> InTrash:
    """Take a record back out of the trash, if it is there, with all that hangs on it."""
    with act(by=by, verb=verb, subject=subject):
        if record.trashed_at is not None:
            record.trashed_at = None
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
