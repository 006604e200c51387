"""Undoing an act: what it made goes, what it changed goes back, what it deleted returns.

Rows edited since by another act are left as they are and named; so is whatever they rest on. The undo is an act of
its own and can itself be undone.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING, NamedTuple

from django.apps import apps
from django.db import IntegrityError, connection
from django.utils.translation import gettext as _

from crm.parts.audit import AuditEvent, act
from crm.parts.erasing import FOR_GOOD
from crm.parts.keys import AT_ONCE, among, in_parts
from crm.parts.order import parents_first
from crm.parts.records import Record, history_table, tracked_names
from crm.parts.turning_back import give_back, put_back, remove

if TYPE_CHECKING:
    from crm.accounts.models import User


class CannotUndo(Exception):
    """Why this act cannot be undone, in words."""


@dataclass
class Undone:
    """What an undo did: rows put back, and the rows it left because somebody edited them since."""

    event: AuditEvent | None = None
    restored: int = 0
    removed: int = 0
    returned: int = 0
    kept: list[str] = field(default_factory=list)


def remembered_models() -> list[type[Record]]:
    """Every model with a history, so ordered that each comes after the models it points to."""
    return parents_first(
        model for model in apps.get_models() if issubclass(model, Record) and hasattr(model, "history")
    )


def undo(event: AuditEvent, *, by: User) -> Undone:
    """Take one act back, whole or not at all.

    Raises CannotUndo when it is not one's own (and one is no admin), when it was done for good or is undone already,
    and when something else has come to hold a value that would return and that only one may have.
    """
    if event.by_id != by.pk and not by.may("administer"):
        raise CannotUndo(_("Only an admin can undo what somebody else did."))
    if event.verb in FOR_GOOD:
        raise CannotUndo(_("This was done for good: what it erased is nowhere any more."))
    if AuditEvent.objects.filter(undoes=event).exists():
        raise CannotUndo(_("This has been undone already."))
    done = Undone()
    try:
        with act(by=by, verb="undo", subject=event.subject or event.verb, undoes=event) as running:
            _Undoing(event, done).run()
            done.event = running.event if running.changed_something else None
    except IntegrityError as taken:
        raise CannotUndo(
            _("Something has been written since that this would collide with. Change it back by hand.")
        ) from taken
    return done


class _Undoing:
    """One undo in work: first what to do with each row, then it is done table by table.

    Rows that go make room for values that return, so they go first. What points to what does not matter on the way:
    both databases look at foreign keys when the transaction ends.
    """

    def __init__(self, event: AuditEvent, done: Undone) -> None:
        self.event = event
        self.done = done
        self.models = remembered_models()
        self.remove: dict[type[Record], set[int]] = {}
        # Per table and key, the row of the history that holds the values to have again.
        self.restore: dict[type[Record], dict[int, int]] = {}
        self.give_back: dict[type[Record], dict[int, int]] = {}
        self.kept: dict[type[Record], set[int]] = {}

    def run(self) -> None:
        for model in self.models:
            self._sort_out(model)
        self._keep_what_others_need()
        for model in reversed(self.models):
            self.done.removed += remove(model, self.remove[model])
        for model in self.models:
            self.done.restored += put_back(model, self.restore[model])
        for model in self.models:
            self.done.returned += give_back(model, self.give_back[model])
        for model in self.models:
            self.done.kept.extend(self._named(model))

    def _sort_out(self, model: type[Record]) -> None:
        going: set[int] = set()
        back: dict[int, int] = {}
        written: dict[int, int] = {}
        returning: dict[int, int] = {}
        kept: set[int] = set()
        for part in in_parts(self._written(model)):
            before = self._before(model, part)
            for one in part:
                earlier = before.get(one.key, 0)
                if earlier > one.last:
                    kept.add(one.key)
                elif one.made:
                    if not one.gone:
                        going.add(one.key)
                elif one.gone:
                    returning[one.key] = earlier or one.first
                elif earlier:
                    back[one.key] = earlier
                    written[one.key] = one.last
        # What was written last goes back first, as one would do it by hand.
        back = {key: back[key] for key in sorted(back, key=written.__getitem__, reverse=True)}
        self.remove[model], self.restore[model], self.give_back[model] = going, back, returning
        self.kept[model] = kept

    def _written(self, model: type[Record]) -> Iterator[_Written]:
        """Each row of this table that the act wrote, in the order of keys. One query, read as it comes."""
        pk = model._meta.pk.attname
        rows = (
            history_table(model)
            .objects.filter(act=self.event)
            .order_by(pk, "history_id")
            .values_list(pk, "history_id", "history_type")
        )
        for key, of_one in groupby(rows.iterator(chunk_size=AT_ONCE), key=itemgetter(0)):
            steps = list(of_one)
            yield _Written(key, steps[0][1], steps[-1][1], steps[0][2] == "+", steps[-1][2] == "-")

    def _before(self, model: type[Record], part: list[_Written]) -> dict[int, int]:
        """By key the newest row of the history that another act wrote, if there is one: before this act or since."""
        keys = among([one.key for one in part])
        if connection.features.has_select_for_update:
            # From here on nobody edits them unseen.
            standing = model._base_manager.select_for_update().filter(pk__in=keys)
            list(standing.order_by("pk").values_list("pk"))
        pk = model._meta.pk.attname
        others = history_table(model).objects.filter(**{f"{pk}__in": keys}).exclude(act=self.event)
        return dict(others.order_by("history_id").values_list(pk, "history_id"))

    def _keep_what_others_need(self) -> None:
        """A row that others have come to point to since stays, and so does what it points to itself.

        Children come first, so that one round finds it all, unless tables point to themselves or in a circle.
        """
        changed = True
        while changed:
            changed = False
            for model in reversed(self.models):
                for relation in model._meta.concrete_fields:
                    target = relation.related_model
                    if not (isinstance(target, type) and issubclass(target, Record)):
                        continue
                    if not self.remove.get(target):
                        continue
                    if needed := self._pointed_to(model, relation.attname, target):
                        changed = True
                        self.remove[target] -= needed
                        self.kept[target] |= needed

    def _pointed_to(self, model: type[Record], name: str, target: type[Record]) -> set[int]:
        """Those of the rows to remove to which a row that stays points by the column of this name."""
        going, going_back = self.remove[model], self.restore[model]
        needed: set[int] = set()
        letting_go: dict[int, int] = {}
        for part in in_parts(sorted(self.remove[target])):
            rows = model._base_manager.filter(**{f"{name}__in": among(part)}).order_by()
            for key, pointed in rows.values_list("pk", name).iterator(chunk_size=AT_ONCE):
                if key in going_back:
                    letting_go[going_back[key]] = pointed
                elif key not in going:
                    needed.add(pointed)
        # A row that goes back may let go of it.
        for part in in_parts(letting_go):
            rows = history_table(model).objects.filter(history_id__in=among(part))
            needed.update(
                pointed for key, pointed in rows.values_list("history_id", name) if letting_go[key] == pointed
            )
        return needed

    def _named(self, model: type[Record]) -> Iterator[str]:
        """What was left, in words, as the act left it."""
        pk, names = model._meta.pk.attname, tracked_names(model)
        at = names.index(pk)
        for part in in_parts(sorted(self.kept[model])):
            rows = history_table(model).objects.filter(**{f"{pk}__in": among(part)}, act=self.event)
            named = {
                values[at]: model.from_db(None, names, values)
                for values in rows.order_by("history_id").values_list(*names).iterator(chunk_size=AT_ONCE)
            }
            yield from (f"{model._meta.verbose_name} {named[key]}" for key in part)


class _Written(NamedTuple):
    """What the act did with one row: its first and last rows of the history, and whether it made and deleted it."""

    key: int
    first: int
    last: int
    made: bool
    gone: bool
