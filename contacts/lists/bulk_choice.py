"""Whom a bulk act is about: the rows that were ticked, or all that answer a question.

A page tells how many they are and who; when it is sent, they are asked for anew and must be the same (`told`).
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.contrib.humanize.templatetags.humanize import intcomma
from django.http import QueryDict
from django.utils.translation import ngettext

from crm.parts.filters import LEFT_OUT_WHEN_SAVED, Problem
from crm.parts.keys import among, in_parts
from crm.parts.lists import ListOf, Question
from crm.parts.many import held

if TYPE_CHECKING:
    from crm.accounts.policies import SignedInRequest

NAMED = 10
ALL, PAGE, CHOSEN = "all", "page", "chosen"


class ToldOtherwise(Exception):
    """Since the page was shown, others match, or what it told of them has changed. Nothing was written."""


@dataclass(frozen=True)
class Named:
    """The first names of some rows, and how many more there are."""

    names: list[str]
    more: int


class Choice:
    """The rows that a request names, as far as its user may see them."""

    def __init__(self, of: ListOf, request: SignedInRequest) -> None:
        self.of = of
        self.user = request.user
        self._request = request
        self._columns: dict[str, dict[int, Any]] = {}
        sent = request.POST if request.method == "POST" else request.GET
        self.all = sent.get("whom") == ALL
        self.asked = sent.get("question", "")
        self.uids = [] if self.all else _uids(sent, "on_page" if sent.get("whom") == PAGE else "chosen")

    @cached_property
    def question(self) -> Question:
        return Question(self.of, self._request, QueryDict(self.asked))

    @property
    def problems(self) -> list[Problem]:
        return self.question.problems if self.all else []

    @cached_property
    def keys(self) -> list[int]:
        """Their keys, in the order of the list. One query."""
        if self.all:
            return self.question.ids()
        rows = self.of.rows(self.user).filter(party__uid__in=self.uids)
        return list(rows.order_by("sort_name", "pk").values_list("pk", flat=True))

    @property
    def count(self) -> int:
        return len(self.keys)

    @property
    def dropped(self) -> int:
        """How many of those ticked are not there any more, or not to be seen."""
        return 0 if self.all else len(self.uids) - self.count

    @property
    def model(self) -> Any:
        return self.of.rows(self.user).model

    @cached_property
    def who(self) -> Named:
        return self.named(self.keys)

    def named(self, keys: list[int], most: int = NAMED) -> Named:
        """The first of these rows by name, in their order. One query."""
        names = dict(self.model._base_manager.filter(pk__in=keys[:most]).values_list("pk", "name"))
        return Named([names[key] for key in keys[:most] if key in names], max(0, len(keys) - most))

    def told(self, state: Iterable[Any] = ()) -> str:
        """What the page says of them, as one word: whoever they are and, by `state`, how they stand."""
        digest = hashlib.sha256(repr(sorted(self.keys)).encode())
        for each in state:
            digest.update(repr(each).encode())
        return f"{self.count}-{digest.hexdigest()[:40]}"

    def again(self) -> Choice:
        """The same choice asked anew, inside the act that writes; nobody else writes its rows until that ends."""
        anew = Choice(self.of, self._request)
        for part in in_parts(sorted(anew.keys)):
            held(self.model, {"pk__in": among(part)}, "pk")
        return anew

    def column(self, name: str) -> dict[int, Any]:
        """By key the value that each of them has in this column, in the order of keys. One query, asked once."""
        if name not in self._columns:
            rows = self.model._base_manager.filter(pk__in=among(self.keys)).order_by("pk")
            self._columns[name] = dict(rows.values_list("pk", name))
        return self._columns[name]

    def by_value(self, name: str) -> dict[Any, list[int]]:
        """The keys of those who share a value of this column, in the order of the list."""
        values = self.column(name)
        found: dict[Any, list[int]] = defaultdict(list)
        for key in self.keys:
            if key in values:
                found[values[key]].append(key)
        return found

    @property
    def counted(self) -> str:
        """ "1 person", "1,234 organizations"."""
        return counted(self.of.name, self.count)


def counted(of: str, count: int) -> str:
    """A number with what is counted: people or organizations."""
    if of == "organizations":
        words = ngettext("%(count)s organization", "%(count)s organizations", count)
    else:
        words = ngettext("%(count)s person", "%(count)s people", count)
    return words % {"count": intcomma(count)}


def as_asked(question: Question) -> str:
    """What a list asks, as the hidden field of its form carries it: its conditions and its order."""
    asked = question.data.copy()
    for key in LEFT_OUT_WHEN_SAVED:
        asked.pop(key, None)
    return asked.urlencode()


def _uids(sent: QueryDict, key: str) -> list[UUID]:
    """What was ticked, each once; what is no uid is nobody's."""
    found: dict[UUID, None] = {}
    for given in sent.getlist(key):
        for text in given.split(","):
            try:
                found[UUID(text)] = None
            except ValueError:
                continue
    return list(found)
