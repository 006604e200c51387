"""The base of every filter: an unknown key or a bad value is refused with a reason and shows no rows.

Plain keys must all hold. Keys that begin with `any1.`, `any2.`, … are alternatives: each group's keys must hold
together, and at least one of the groups must. Keys that begin with `not.` are a group of which nothing may be shown:

    ?role=principal&any1.state=MN&any2.state=WI&any2.tag=…&not.whose=mine
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property, reduce
from operator import or_
from typing import Any, ClassVar, Self

import django_filters
from django import forms
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.choices import flatten_choices
from django.utils.translation import gettext as _

# What an address may carry beside its filter. `groups` says which groups of fields are open to be filled in, `changed`
# that the conditions of a saved list stand in the address in place of its own.
NOT_A_FILTER = frozenset({"page", "sort", "format", "columns", "after", "limit", "groups", "changed"})
# What of an address is of the moment: a saved list keeps the rest, and its columns in a place of their own.
LEFT_OUT_WHEN_SAVED = NOT_A_FILTER - {"sort"}

ALTERNATIVES = tuple(f"any{number}" for number in range(1, 10))
LEFT_OUT = "not"
GROUPS = (*ALTERNATIVES, LEFT_OUT)
OF_A_GROUP = re.compile(rf"({'|'.join(GROUPS)})\.(.+)", re.DOTALL)
# What every row meets.
EVERY = Q(pk__isnull=False)


@dataclass(frozen=True)
class Problem:
    """What is wrong with one key of a question, in words that say what to do."""

    key: str
    says: str


Problems = list[Problem]


@dataclass(frozen=True)
class Chip:
    """One condition in words; without `key` the address no longer asks it. `wrong`: it cannot be answered."""

    key: str
    label: str
    value: str
    wrong: bool = False


@dataclass(frozen=True)
class ChipGroup:
    """The conditions of one group (`any1`, `not`): none of them is asked once all of them are out of the address."""

    name: str
    chips: tuple[Chip, ...]


@dataclass(frozen=True)
class Section:
    """Fields that stand under one heading: how many of them ask for something, and whether one sees them at once."""

    heading: Any
    fields: list[forms.BoundField]
    asked: int
    open: bool


class QuestionForm(forms.Form):
    """The form of a filter, with the fields that it is given; a group's are named `any1.state`."""

    def __init__(self, fields: dict[str, forms.Field], data: Any, prefix: str | None) -> None:
        super().__init__(data, prefix=prefix)
        # They were made for this one question, so nothing is copied.
        self.fields = fields

    def add_prefix(self, field_name: str) -> str:
        return f"{self.prefix}.{field_name}" if self.prefix else field_name


class StrictFilterSet(django_filters.FilterSet):  # type: ignore[misc]  # django-filter says no types
    """Say each filter once: page, map, export, API and saved lists all ask this.

    Never read `.qs`: of an invalid filter it holds every row. Ask `rows()`.
    """

    # Keys that a door adds for itself (the map's `lens`, say).
    also_allowed: frozenset[str] = frozenset()
    # What is asked of the list as a whole and of no group of it.
    only_as_a_whole: frozenset[str] = frozenset()
    # Under which headings the fields stand, if they are many: the words, and the names.
    sections: ClassVar[tuple[tuple[Any, tuple[str, ...]], ...]] = ()

    def __init__(
        self,
        data: Any = None,
        queryset: Any = None,
        *,
        request: Any = None,
        prefix: str | None = None,
        whole: Self | None = None,
    ) -> None:
        """`whole` is the question of which this is the group `prefix`; it shares what it has read."""
        super().__init__(data, queryset, request=request, prefix=prefix)
        self.whole = whole
        self.name = prefix or ""

    @cached_property
    def form(self) -> QuestionForm:
        fields = {name: one.field for name, one in self.filters.items() if self._asks(name)}
        return QuestionForm(fields, self.data if self.is_bound else None, self.form_prefix)

    def _asks(self, name: str) -> bool:
        return self.whole is None or name not in self.only_as_a_whole

    def group(self, name: str) -> Self:
        """The part of this question that a group asks, be it nothing yet."""
        return self.groups.get(name) or self._group(name)

    def _group(self, name: str) -> Self:
        return type(self)(
            self.data if self.is_bound else None, self.queryset, request=self.request, prefix=name, whole=self
        )

    @cached_property
    def groups(self) -> dict[str, Self]:
        """The groups that the address names, by name, in order."""
        named = {found[1] for key in self.data if (found := OF_A_GROUP.fullmatch(key))}
        return {name: self._group(name) for name in GROUPS if name in named} if self.whole is None else {}

    @cached_property
    def asking(self) -> dict[str, Self]:
        """The groups that ask for something. One whose fields are all empty is as good as none."""
        return {name: group for name, group in self.groups.items() if group.is_asked}

    def problems(self) -> list[Problem]:
        """Everything that is wrong with the question; empty if it can be answered."""
        return [
            *self.own_problems(),
            *(wrong for group in self.groups.values() for wrong in group.own_problems()),
        ]

    def own_problems(self) -> list[Problem]:
        """What is wrong outside of groups, or in this one."""
        known = set(self.form.fields) | self._names_of_parts()
        if self.whole is None:
            known |= NOT_A_FILTER | self.also_allowed
        given = self.given()
        found = [Problem(self.key_of(name), self._unknown(name)) for name in given if name not in known]
        for name, errors in self.form.errors.items():
            values = ", ".join(given.get(name, ()))
            for error in errors:
                found.append(Problem(self.key_of(name), f"{error} ({values})" if values else str(error)))
        found.extend(
            Problem(self.key_of(name), _("The text contains a NUL character (\\0). Remove it."))
            for name, values in given.items()
            if any("\x00" in value for value in values)
        )
        if self.whole is None:
            found.extend(
                Problem("groups", _("There is no group “%(name)s” in a filter.") % {"name": name})
                for name in self._groups_wanted()
                if name not in GROUPS
            )
        return found

    @property
    def sections_shown(self) -> list[Section]:
        """The fields under their headings: those are open in which something is asked, or else the first."""
        asked = [sum(any(self._given(name)) for name in names) for _heading, names in self.sections]
        shown: list[Section] = []
        for count, (heading, names) in zip(asked, self.sections, strict=True):
            fields = [self.form[name] for name in names if name in self.form.fields]
            first = not shown and not any(asked)
            shown.append(Section(heading, fields, count, open=bool(count) or first))
        return shown

    @property
    def groups_shown(self) -> list[Self]:
        """The groups whose fields are to be seen: those that ask for something, and those that are to be filled in."""
        wanted = {*self.asking, *self._groups_wanted()}
        return [self.group(name) for name in GROUPS if name in wanted]

    def _groups_wanted(self) -> list[str]:
        return [name for value in self._values("groups") for name in value.split(",") if name]

    @property
    def with_another(self) -> str:
        """What `groups` is to say so that one more alternative can be filled in (two, if there is none yet); "" if
        there are as many as there can be."""
        shown = [group.name for group in self.groups_shown]
        free = [name for name in ALTERNATIVES if name not in shown]
        more = free[:1] if len(free) < len(ALTERNATIVES) else free[:2]
        return ",".join([*shown, *more]) if more else ""

    @property
    def with_left_out(self) -> str:
        """What `groups` is to say so that what is left out can be filled in; "" if that is to be seen already."""
        shown = [group.name for group in self.groups_shown]
        return "" if LEFT_OUT in shown else ",".join([*shown, LEFT_OUT])

    def _unknown(self, key: str) -> str:
        if key in self.only_as_a_whole:
            says = _("“%(key)s” is asked of the list as a whole. Take it out of the group.")
        else:
            says = _("There is no filter “%(key)s”. Take it out of the address.")
        return says % {"key": self.key_of(key)}

    # Whether many rows are known to match: see `rows`.
    many = False
    # Filters that leave few rows whatever is asked of them, so that gathering these tells their number, too.
    narrow: frozenset[str] = frozenset()

    @property
    def asked(self) -> list[str]:
        """The filters that ask for something, outside of groups or in this one."""
        return [name for name in self.form.fields if any(self._given(name))]

    @property
    def leaves_few(self) -> bool:
        """Whether few rows are likely to be left: something narrow is asked for, or several things at once."""
        if len(self.asked) > 1 or not self.narrow.isdisjoint(self.asked):
            return True
        alternatives = [group.leaves_few for name, group in self.asking.items() if name != LEFT_OUT]
        return bool(alternatives) and all(alternatives)

    def rows(self, *, many: bool = False) -> QuerySet[Any]:
        """The rows that match; none at all if the question is wrong.

        `many` says that a large part of all rows matches and few of them, in order, are wanted: then it is cheaper to
        ask row by row than to gather everything that matches first. The rows are the same. See `among`.
        """
        everything: QuerySet[Any] = self.queryset
        if self.problems():
            return everything.none()
        for part in (self, *self.groups.values()):
            part.many = many
        matching: QuerySet[Any] = self.filter_queryset(everything)
        held = {name: group.held_by_rows() for name, group in self.asking.items()}
        left_out = held.pop(LEFT_OUT, None)
        if held:
            matching = matching.filter(reduce(or_, held.values()))
        return matching if left_out is None else matching.filter(~left_out)

    def held_by_rows(self) -> Q:
        """That a row has all that this group asks. Never an empty Q, which in an OR is no "everything"."""
        return Q(pk__in=self.filter_queryset(self.queryset).order_by().values("pk"))

    def among(self, related: QuerySet[Any], column: str) -> Q:
        """The condition that a row stands in this column of related rows, asked in the cheaper of two ways."""
        if self.many:
            return Q(Exists(related.filter(**{column: OuterRef("pk")})))
        return Q(pk__in=related.values(column))

    @property
    def is_asked(self) -> bool:
        """Whether anything is filtered at all."""
        looks = NOT_A_FILTER | self.also_allowed
        return bool(self.asking) or any(
            name not in looks and any(values) for name, values in self.given().items()
        )

    def chips(self) -> list[Chip]:
        """Every condition in words, for the bar above a list: those that must all hold, then group by group."""
        return [*self.own_chips(), *(chip for group in self.chip_groups() for chip in group.chips)]

    def chip_groups(self) -> list[ChipGroup]:
        """The conditions that stand in groups."""
        shown = [ChipGroup(name, tuple(group.own_chips())) for name, group in self.groups.items()]
        return [group for group in shown if group.chips]

    def own_chips(self) -> list[Chip]:
        """The conditions outside of groups, or those of this group; what cannot be answered comes last."""
        given = self.given()
        names = {self.key_of(name): name for name in given}
        wrong = [names[key] for key in dict.fromkeys(one.key for one in self.own_problems()) if key in names]
        shown = []
        for name, field in self.form.fields.items():
            value = self.form.cleaned_data.get(name)
            empty = value in (None, "", []) or (hasattr(value, "exists") and not value)
            if not empty and name not in wrong:
                shown.append(Chip(self.key_of(name), self._label(name), _in_words(field, value)))
        return shown + [
            Chip(self.key_of(name), self._label(name), ", ".join(given[name]), wrong=True) for name in wrong
        ]

    def _label(self, name: str) -> str:
        field = self.form.fields.get(name)
        return str(field.label or name) if field else name

    def key_of(self, name: str) -> str:
        """What a filter is called in the address."""
        return f"{self.name}.{name}" if self.name else name

    def _given(self, name: str) -> list[str]:
        return self._values(self.key_of(name))

    def _values(self, key: str) -> list[str]:
        getlist = getattr(self.data, "getlist", None)
        return list(getlist(key)) if getlist else [str(self.data[key])] if key in self.data else []

    def given(self) -> dict[str, list[str]]:
        """Every name with its values, as this part of the address has them: a group knows its own alone."""
        found = {}
        for key in self.data:
            of_group = OF_A_GROUP.fullmatch(key)
            group, name = of_group.groups() if of_group else ("", key)
            if group == self.name:
                found[name] = self._values(key)
        return found

    def given_anywhere(self, name: str) -> list[str]:
        """The values of a filter, in whatever group it is asked."""
        return [value for part in ("", *GROUPS) for value in self._values(f"{part}.{name}" if part else name)]

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
