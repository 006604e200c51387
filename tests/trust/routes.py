"""Every route of the URLconf with its policy, and what a call to it wrote."""

from __future__ import annotations

import hashlib
import re
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.cookies import SimpleCookie
from typing import Any
from urllib.parse import urlencode

from django.db import connection, transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from crm.accounts.policies import Policy, policy_of
from tests.trust.addresses import ASKED, OBJECTS
from tests.trust.world import Thing, World

METHODS = ("GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE")
READS = ("GET", "HEAD", "OPTIONS")
CAST = ("anonymous", "vi", "ben", "cy", "ada", "rut")

# Tables that follow the browser rather than the record. Everything else may not move on a denial or a read.
OF_THE_BROWSER = frozenset({"django_session", "usersessions_usersession", "groundwork_cache"})


@dataclass(frozen=True)
class Route:
    """One address of the URLconf."""

    name: str
    pattern: str
    parameters: tuple[str, ...]
    view: Callable[..., Any]
    policy: Policy | None

    @property
    def methods(self) -> tuple[str, ...]:
        """What the view itself answers, besides OPTIONS."""
        of_api = getattr(self.view, "actions", None)
        if of_api:
            names = self.view.cls.http_method_names
            return with_head(method.upper() for method in of_api if method in names)
        view_class = getattr(self.view, "view_class", None) or getattr(self.view, "cls", None)
        if view_class is not None:
            return with_head(method for method in METHODS if hasattr(view_class, method.lower()))
        return with_head(self.policy.methods if self.policy is not None else ())

    @property
    def of_library(self) -> bool:
        """Whether others wrote its view: its policy is ours, what it answers beyond that is not."""
        return self.name.startswith(("account_", "mfa_", "usersessions_", "admin:"))

    @property
    def things(self) -> Callable[[World], list[Thing]] | None:
        """What stands behind it: nothing to choose for a route without parameters, None if nobody said."""
        if not self.parameters:
            return lambda world: [Thing("itself", {})]
        entry = entry_for(self.name)
        return OBJECTS[entry] if entry else _row_of_admin(self.name)

    def address(self, thing: Thing, world: World | None = None) -> str:
        path = reverse(self.name, kwargs=thing.arguments(self.parameters))
        asked = ASKED[self.name](world) if world is not None and self.name in ASKED else {}
        return f"{path}?{urlencode(asked)}" if asked else path

    def __str__(self) -> str:
        return f"{self.name or '(no name)'} {self.pattern}"


def entry_for(name: str) -> str | None:
    """The entry of OBJECTS that a route takes its things from."""
    if f"{name}$" in OBJECTS:
        return f"{name}$"
    return max((start for start in OBJECTS if name.startswith(start)), key=len, default=None)


def with_head(methods: Iterable[str]) -> tuple[str, ...]:
    """Who answers GET answers HEAD; OPTIONS is asked of all alike."""
    found = set(methods) - {"OPTIONS"}
    return tuple(method for method in METHODS if method in found or (method == "HEAD" and "GET" in found))


class _Match:
    """As much of a resolver's match as the policy asks for."""

    def __init__(self, view_name: str) -> None:
        self.view_name = view_name


def all_routes() -> list[Route]:
    return list(_walk(get_resolver().url_patterns, "/", "", ()))


def _walk(patterns: Any, before: str, namespace: str, above: tuple[str, ...]) -> Iterator[Route]:
    for entry in patterns:
        pattern = before + str(entry.pattern)
        parameters = (*above, *entry.pattern.converters, *_groups(entry))
        if isinstance(entry, URLResolver):
            inside = f"{namespace}{entry.namespace}:" if entry.namespace else namespace
            yield from _walk(entry.url_patterns, pattern, inside, parameters)
        elif isinstance(entry, URLPattern):
            name = f"{namespace}{entry.name}" if entry.name else ""
            called = name or f"{namespace}{entry.lookup_str}"  # what Django calls a route that has no name
            policy = policy_of(entry.callback, _Match(called))
            yield Route(name, pattern, tuple(dict.fromkeys(parameters)), entry.callback, policy)


def _groups(entry: URLPattern | URLResolver) -> tuple[str, ...]:
    regex = getattr(entry.pattern, "regex", None)
    return tuple(regex.groupindex) if regex is not None else ()


ADMIN_ROUTE = re.compile(r"admin:(?P<app>[a-z_]+?)_(?P<model>[a-z]+)_(?P<what>change|delete|history)$")


def _row_of_admin(name: str) -> Callable[[World], list[Thing]] | None:
    """Django's admin names its routes after the table: the table's first row stands behind them."""
    from crm.accounts.site import admin_site

    found = ADMIN_ROUTE.match(name)
    if name == "admin:app_list":
        return lambda world: [Thing("the tables of the record", {"app_label": "contacts"})]
    if found is None:
        return None
    model = next(
        (
            one
            for one in admin_site._registry
            if (one._meta.app_label, one._meta.model_name) == (found["app"], found["model"])
        ),
        None,
    )
    if model is None:
        return None
    row = model._default_manager.order_by("pk").first()
    things = [Thing(f"the first {found['model']}", row.pk)] if row is not None else []
    return lambda world: things


def browser(who: str, world: World, *, csrf: bool = False) -> Client:
    """The browser of one of the cast, signed in minutes ago, or of a stranger."""
    client = Client(enforce_csrf_checks=csrf, raise_request_exception=False)
    if who != "anonymous":
        user = getattr(world.cast, who)
        client.force_login(user)
        session = client.session
        session["account_authentication_methods"] = [
            {"method": "password", "at": time.time(), "reauthenticated": True}
        ]
        session["account_authentication_methods_user"] = str(user.pk)
        session.save()
    return client


WRITE = re.compile(
    r"\s*(?:INSERT(?:\s+OR\s+\w+)?\s+INTO|UPDATE(?:\s+OR\s+\w+)?|DELETE\s+FROM|REPLACE\s+INTO|TRUNCATE(?:\s+TABLE)?"
    r'|ALTER\s+TABLE|DROP\s+TABLE|CREATE\s+TABLE)\s+"?(?P<table>[\w.]+)"?',
    re.IGNORECASE,
)


@contextmanager
def written() -> Iterator[set[str]]:
    """The tables of the record that statements inside wrote to, whether or not a row changed."""
    tables: set[str] = set()

    def watch(execute: Any, sql: str, parameters: Any, many: bool, context: Any) -> Any:
        found = WRITE.match(sql)
        if found and found["table"] not in OF_THE_BROWSER:
            tables.add(found["table"])
        return execute(sql, parameters, many, context)

    with connection.execute_wrapper(watch):
        yield tables


def checksum(*, without: Iterable[str] = ()) -> dict[str, str]:
    """A digest of every row of every table but those of the browser (and those that are named)."""
    left_out = {*OF_THE_BROWSER, *without}
    sums = {}
    with connection.cursor() as cursor:
        for table in sorted(connection.introspection.table_names(cursor)):
            if table in left_out or table.startswith("search_index"):
                continue
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")  # noqa: S608 - names of our tables
            rows = sorted(repr(row) for row in cursor.fetchall())
            sums[table] = hashlib.sha256("\n".join(rows).encode()).hexdigest()
    return sums


@contextmanager
def same_browser(client: Client) -> Iterator[None]:
    """Whatever the answer says, the browser stays signed in as it was. What was written stays written."""
    cookies = client.cookies.output(header="", sep="; ")
    yield
    client.cookies = SimpleCookie(cookies)


@contextmanager
def taken_back(client: Client) -> Iterator[None]:
    """Whatever happens inside leaves the world as it was, and the browser signed in as it was."""
    with same_browser(client), transaction.atomic():
        yield
        transaction.set_rollback(True)


def in_lines(faults: list[str]) -> str:
    """What is wrong, one a line, the first sixty."""
    more = f"\n… and {len(faults) - 60} more" if len(faults) > 60 else ""
    return "\n" + "\n".join(faults[:60]) + more
