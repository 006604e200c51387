"""Rows that hold nothing but what was asked for: half of the time of a large file went into making records of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
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
