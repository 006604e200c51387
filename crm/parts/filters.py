"""The base of every filter: an unknown key or a bad value is refused with a reason and shows no rows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import django_filters
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.choices import flatten_choices
from django.utils.translation import gettext as _

# What an address may carry beside its filter.
NOT_A_FILTER = frozenset({"page", "sort", "format", "columns", "after", "limit"})
# What of an address is of the moment: a saved list keeps the rest, and its columns in a place of their own.
LEFT_OUT_WHEN_SAVED = NOT_A_FILTER - {"sort"}


@dataclass(frozen=True)
class Problem:
    """What is wrong with one key of a question, in words that say what to do."""

    key: str
    says: str


class StrictFilterSet(django_filters.FilterSet):  # type: ignore[misc]  # django-filter says no types
    """Say each filter once: page, map, export, API and saved lists all ask this.

    Never read `.qs`: of an invalid filter it holds every row. Ask `rows()`.
    """

    # Keys that a door adds for itself (the map's `lens`, say).
    also_allowed: frozenset[str] = frozenset()

    def problems(self) -> list[Problem]:
        """Everything that is wrong with the question; empty if it can be answered."""
        known = set(self.form.fields) | self._names_of_parts() | NOT_A_FILTER | self.also_allowed
        found = [
            Problem(key, _("There is no filter “%(key)s”. Take it out of the address.") % {"key": key})
            for key in self.data
            if key not in known
        ]
        for key, errors in self.form.errors.items():
            given = ", ".join(self._given(key))
            for error in errors:
                found.append(Problem(key, f"{error} ({given})" if given else str(error)))
        found.extend(
            Problem(key, _("The text contains a NUL character (\\0). Remove it."))
            for key, values in self._all_given()
            if any("\x00" in value for value in values)
        )
        return found

    # Whether many rows are known to match: see `rows`.
    many = False
    # Filters that leave few rows whatever is asked of them, so that gathering these tells their number, too.
    narrow: frozenset[str] = frozenset()

    @property
    def leaves_few(self) -> bool:
        """Whether something narrow is asked for."""
        return any(any(self._given(name)) for name in self.narrow)

    def rows(self, *, many: bool = False) -> QuerySet[Any]:
        """The rows that match; none at all if the question is wrong.

        `many` says that a large part of all rows matches and few of them, in order, are wanted: then it is cheaper to
        ask row by row than to gather everything that matches first. The rows are the same. See `among`.
        """
        everything: QuerySet[Any] = self.queryset
        if self.problems():
            return everything.none()
        self.many = many
        matching: QuerySet[Any] = self.filter_queryset(everything)
        return matching

    def among(self, related: QuerySet[Any], column: str) -> Q:
        """The condition that a row stands in this column of related rows, asked in the cheaper of two ways."""
        if self.many:
            return Q(Exists(related.filter(**{column: OuterRef("pk")})))
        return Q(pk__in=related.values(column))

    @property
    def is_asked(self) -> bool:
        """Whether anything is filtered at all."""
        return any(
            key not in NOT_A_FILTER | self.also_allowed and any(values) for key, values in self._all_given()
        )

    def chips(self) -> list[dict[str, str]]:
        """The conditions in words, for the bar above a list: key, label and value."""
        if not self.form.is_valid():
            return []
        shown = []
        for key, field in self.form.fields.items():
            value = self.form.cleaned_data.get(key)
            if value in (None, "", []) or (hasattr(value, "exists") and not value):
                continue
            shown.append({"key": key, "label": str(field.label or key), "value": _in_words(field, value)})
        return shown

    def _given(self, key: str) -> list[str]:
        getlist = getattr(self.data, "getlist", None)
        return list(getlist(key)) if getlist else [str(self.data[key])] if key in self.data else []

    def _all_given(self) -> list[tuple[str, list[str]]]:
        return [(key, self._given(key)) for key in self.data]

    def _names_of_parts(self) -> set[str]:
        """Range filters ask under names of their own (`held_on_after`)."""
        names: set[str] = set()
        for name, field in self.form.fields.items():
            for suffix in getattr(field.widget, "suffixes", []):
                names.add(f"{name}_{suffix}" if suffix else name)
        return names


def _in_words(field: Any, value: Any) -> str:
    if isinstance(value, list | tuple):
        return ", ".join(_in_words(field, one) for one in value)
    choices = {} if hasattr(field, "queryset") else dict(flatten_choices(getattr(field, "choices", []) or []))
    if value in choices:
        return str(choices[value])
    if hasattr(value, "__iter__") and not isinstance(value, str):
        return ", ".join(str(one) for one in value)
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    return str(value)
