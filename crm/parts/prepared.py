"""Statements that are written once and asked for many keys.

A page gathers a dozen kinds of small things by one UNION, which Django takes longer to write than the database to
answer. Everything in it but the key follows from who asks and on which day.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import connection
from django.db.models import QuerySet
from django.utils import timezone

if TYPE_CHECKING:
    from crm.accounts.models import User

# Stands in the place of the key while a statement is written. No key is negative.
NO_KEY = -(2**61)
KEPT = 512


@dataclass(frozen=True)
class _Statement:
    sql: str
    parameters: list[Any]
    # Where among the parameters the key goes.
    places: list[int]
    # By column: what makes a value of what the database gives, and the expression that it is told.
    converters: list[tuple[int, Any, Any]]


_written: dict[tuple[Any, ...], _Statement] = {}


def ask(build: Callable[..., QuerySet[Any, Any]], key: int, user: User, *shape: str) -> Iterator[list[Any]]:
    """The rows of `build(key, user, *shape)`, a `values_list` in which the key stands for nothing but itself.

    `build` is asked once for each user, role, scope, day, time zone and shape; nothing else may change what it writes.
    """
    zone = timezone.get_current_timezone_name()
    about = (build, shape, user.pk, user.role, user.scope, timezone.localdate(), zone, connection.vendor)
    statement = _written.get(about)
    if statement is None:
        if len(_written) >= KEPT:
            _written.clear()
        statement = _written[about] = _write(build(NO_KEY, user, *shape))
    parameters = statement.parameters.copy()
    for place in statement.places:
        parameters[place] = key
    with connection.cursor() as cursor:
        cursor.execute(statement.sql, parameters)
        found = cursor.fetchall()
    for given in found:
        row = list(given)
        for column, converters, expression in statement.converters:
            for convert in converters:
                row[column] = convert(row[column], expression, connection)
        yield row


def _write(rows: QuerySet[Any, Any]) -> _Statement:
    compiler: Any = rows.query.get_compiler(connection=connection)
    sql, parameters = compiler.as_sql()
    columns = [selected[0] for selected in compiler.select[: compiler.col_count]]
    converters = [(at, convert, of) for at, (convert, of) in compiler.get_converters(columns).items()]
    places = [place for place, value in enumerate(parameters) if value == NO_KEY]
    return _Statement(sql, list(parameters), places, converters)
