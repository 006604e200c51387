"""Thousands of keys in one parameter: `filter(pk__in=among(keys))`.

Django makes a parameter of each key and prepares each by itself, which for a batch of 2,000 rows takes longer than the
database needs to find them.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any, TypeVar

from django.db.models import BigIntegerField, Func, Value

# How many rows are worked on together where there may be a hundred thousand.
AT_ONCE = 5000

# Below this a list of parameters is as quick, and its query is easier to read in a log.
FEW = 100

Anything = TypeVar("Anything")


class _Among(Func):
    """The keys as a subquery of one column."""

    output_field = BigIntegerField()

    def __init__(self, keys: Sequence[int]) -> None:
        super().__init__(Value(json.dumps(keys)))

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> Any:
        return self.as_sql(
            compiler, connection, template="(SELECT value FROM json_each(%(expressions)s))", **context
        )

    def as_postgresql(self, compiler: Any, connection: Any, **context: Any) -> Any:
        template = "(SELECT value::bigint FROM json_array_elements_text(%(expressions)s::json))"
        return self.as_sql(compiler, connection, template=template, **context)


def among(keys: Iterable[int]) -> Any:
    """What stands behind `__in` for these keys. Cost: one parameter, however many keys there are."""
    listed = list(keys)
    return listed if len(listed) <= FEW else _Among(listed)


def in_parts(several: Iterable[Anything], size: int = AT_ONCE) -> Iterator[list[Anything]]:
    """The same things in the same order, so many at a time."""
    rest = iter(several)
    while part := list(islice(rest, size)):
        yield part
