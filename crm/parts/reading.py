"""Rows that hold nothing but what was asked for: half of the time of a large file went into making records of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.db.models import QuerySet


class ReadRow:
    """A row, or one that it points to, with the fields that were read as attributes. Nothing else is known of it."""

    def __init__(self, fields: dict[str, Any]) -> None:
        self.__dict__ = fields


def read_only(rows: QuerySet[Any], reads: Sequence[str]) -> Iterator[ReadRow]:
    """The rows with `pk` and these fields alone: their own (`name`, `owner_id`), and of rows that they point to
    (`parent__name`: then `row.parent` is None, or has `name`)."""
    own = ["pk", *(name for name in reads if "__" not in name)]
    of_others: dict[str, list[str]] = {}
    for name in reads:
        relation, _, field = name.rpartition("__")
        if relation:
            of_others.setdefault(relation, ["pk"]).append(field)
    paths = [f"{relation}__{field}" for relation, fields in of_others.items() for field in fields]
    for values in rows.values_list(*own, *paths):
        fields = dict(zip(own, values, strict=False))
        at = len(own)
        for relation, names in of_others.items():
            part = values[at : at + len(names)]
            at += len(names)
            fields[relation] = None if part[0] is None else ReadRow(dict(zip(names, part, strict=True)))
        yield ReadRow(fields)


def each_once(
    rows: QuerySet[Any], fields: Sequence[str], relations: Mapping[str, Sequence[str]]
) -> Iterator[Any]:
    """Records with their key and these fields (`team_id` among them for each relation), and those that they point to
    with theirs, in one query.

    As `select_related` and `only` do it, but what many rows point to is made once for all of them.
    """
    own, db = _attributes(rows.model, fields), rows.db
    paths, others = list(own), []
    for relation, names in relations.items():
        model: Any = rows.model._meta.get_field(relation).related_model
        attributes = _attributes(model, names)
        others.append((relation, model, attributes, slice(len(paths), len(paths) + len(attributes))))
        paths += [f"{relation}__{name}" for name in attributes]
    to = [rows.model._meta.get_field(relation).attname for relation in relations]
    met: dict[tuple[str, Any], Any] = {}
    for values in rows.values_list(*paths):
        record = rows.model.from_db(db, own, values[: len(own)])
        for (relation, model, attributes, place), attribute in zip(others, to, strict=True):
            key = getattr(record, attribute)
            if (relation, key) not in met:
                part = values[place]
                met[relation, key] = None if key is None else model.from_db(db, attributes, part)
            record._state.fields_cache[relation] = met[relation, key]
        yield record


def _attributes(model: Any, names: Sequence[str]) -> list[str]:
    """The key and these, in the order of the table, in which a model takes them."""
    meta = model._meta
    return [f.attname for f in meta.concrete_fields if f is meta.pk or f.attname in names]
