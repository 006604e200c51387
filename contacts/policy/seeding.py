"""Writes the catalogue into a database, and takes back what nobody has touched. See `catalogue` for what it holds.

It is told how to get at the models, since a migration must use them as they were then. Rows are written as an act of
the built-in user, with their history, as everything in the record is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from hashlib import sha256
from typing import Any
from uuid import uuid4

from django.db.models import ForeignObjectRel
from django.utils import timezone

from contacts.policy import catalogue
from crm.parts.audit import digest_of
from crm.parts.text import fold

VERB = "seed catalogue"
SYSTEM_USERNAME = "groundwork"

GetModel = Callable[[str, str], Any]


def seed_catalogue(get_model: GetModel) -> int:
    """Write whatever of the catalogue is not there yet, as one act. Returns how many rows; a second run writes none.

    `get_model(app_label, name)` is `apps.get_model` of a migration or of Django itself.
    """
    writing = _Writing(get_model)
    for seed in (_tie_types, _kinds, _key_dates, _initiatives):
        writing.add(*seed(get_model))
    writing.close()
    return writing.count


def unseed_catalogue(get_model: GetModel) -> int:
    """Take back the seeded rows that nobody has changed and nothing refers to. Returns how many."""
    removed = 0
    for seed in (_key_dates, _kinds, _tie_types, _initiatives):
        model, key, rows = seed(get_model)
        wanted = {row[key] for row in rows}
        for record in model._base_manager.filter(**{f"{key}__in": wanted}, version=1):
            if not _is_referred_to(record):
                _history_of(get_model, model).objects.filter(id=record.pk).delete()
                # The migration's models know no acts; the queryset of today's refuses a plain delete.
                model._base_manager.filter(pk=record.pk)._raw_delete("default")
                removed += 1
    _drop_empty_events(get_model)
    return removed


class _Writing:
    """One act in work: makes its user and event when there is something to write."""

    def __init__(self, get_model: GetModel) -> None:
        self.get_model = get_model
        self.at = timezone.now()
        self.count = 0
        self.counts: dict[str, int] = {}
        self.digest = sha256()
        self.event: Any = None

    def add(self, model: Any, key: str, rows: list[dict[str, Any]]) -> None:
        known = set(
            model._base_manager.filter(**{f"{key}__in": [row[key] for row in rows]}).values_list(
                key, flat=True
            )
        )
        for row in rows:
            if row[key] not in known:
                self._write(model, row)

    def _write(self, model: Any, row: dict[str, Any]) -> None:
        if self.event is None:
            self._open()
        by = {"created_by_id": self.event.by_id, "changed_by_id": self.event.by_id}
        record = model(**row, **by, created_at=self.at, changed_at=self.at, uid=uuid4())
        model._base_manager.bulk_create([record])
        history = _history_of(self.get_model, model)
        names = [f.attname for f in model._meta.concrete_fields if _has(history, f.attname)]
        values = {name: getattr(record, name) for name in names}
        history.objects.create(
            **values,
            history_date=self.at,
            history_type="+",
            history_user_id=self.event.by_id,
            act_id=self.event.pk,
        )
        self.digest.update(f"{model._meta.label_lower}|{record.pk}|+|{digest_of(values)}\n".encode())
        name = f"{model._meta.model_name}+"
        self.counts[name] = self.counts.get(name, 0) + 1
        self.count += 1

    def _open(self) -> None:
        users = self.get_model("accounts", "User")._base_manager
        user = users.filter(username=SYSTEM_USERNAME).first() or users.create(
            username=SYSTEM_USERNAME,
            role="admin",
            is_active=False,
            first_name="Groundwork",
            password="!" + uuid4().hex,
        )
        self.event = self.get_model("crm", "AuditEvent")._base_manager.create(
            verb=VERB, subject="", by_id=user.pk, at=self.at, uid=uuid4()
        )

    def close(self) -> None:
        if self.event is not None:
            self.event.counts = dict(sorted(self.counts.items()))
            self.event.digest = self.digest.hexdigest()
            self.event.save(update_fields=["counts", "digest"])


def _initiatives(get_model: GetModel) -> tuple[Any, str, list[dict[str, Any]]]:
    model = get_model("contacts", "Initiative")
    taken = set(model._base_manager.filter(trashed_at__isnull=True).values_list("folded", flat=True))
    rows = [{**row, "folded": fold(row["name"])} for row in catalogue.INITIATIVES]
    # A name that staff gave to an initiative of their own is theirs.
    seeded = set(model._base_manager.exclude(catalogue_key="").values_list("catalogue_key", flat=True))
    return (
        model,
        "catalogue_key",
        [r for r in rows if r["catalogue_key"] in seeded or r["folded"] not in taken],
    )


def _tie_types(get_model: GetModel) -> tuple[Any, str, list[dict[str, Any]]]:
    return get_model("contacts", "TieType"), "key", [dict(row) for row in catalogue.TIE_TYPES]


def _kinds(get_model: GetModel) -> tuple[Any, str, list[dict[str, Any]]]:
    return get_model("contacts", "KeyDateKind"), "name", [dict(row) for row in catalogue.KEY_DATE_KINDS]


def _key_dates(get_model: GetModel) -> tuple[Any, str, list[dict[str, Any]]]:
    kinds = dict(get_model("contacts", "KeyDateKind")._base_manager.values_list("name", "pk"))
    rows = []
    for row in catalogue.KEY_DATES:
        values = dict(row)
        kind = kinds.get(values.pop("kind"))
        if kind is not None:  # an admin renamed the kind: its dates were seeded before that
            rows.append({**values, "kind_id": kind})
    return get_model("contacts", "KeyDate"), "catalogue_key", rows


def _history_of(get_model: GetModel, model: Any) -> Any:
    return get_model("contacts", f"Historical{model._meta.object_name}")


def _has(model: Any, attname: str) -> bool:
    return any(field.attname == attname for field in model._meta.concrete_fields)


def _is_referred_to(record: Any) -> bool:
    relations: Iterable[ForeignObjectRel] = record._meta.related_objects
    return any(
        relation.related_model._base_manager.filter(**{relation.field.name: record.pk}).exists()
        for relation in relations
        if not str(relation.related_model._meta.object_name).startswith("Historical")
    )


def _drop_empty_events(get_model: GetModel) -> None:
    """The act goes too if nothing is left of it, unless it is sealed into the chain."""
    for event in get_model("crm", "AuditEvent")._base_manager.filter(verb=VERB, seal=""):
        names = ("Initiative", "TieType", "KeyDateKind", "KeyDate")
        if not any(
            get_model("contacts", f"Historical{name}").objects.filter(act_id=event.pk).exists()
            for name in names
        ):
            event.delete()
