"""Undoing an act: what it made goes, what it changed goes back, what it deleted returns.

Rows edited since by another act are left as they are and named; so is whatever they rest on. The undo is an act of
its own and can itself be undone.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.db.models import Max
from django.utils.translation import gettext as _

from crm.parts.audit import AuditEvent, act
from crm.parts.records import Record, create_exactly, delete_all, history_table, write_exactly

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
    tracked = [
        model for model in apps.get_models() if issubclass(model, Record) and hasattr(model, "history")
    ]
    placed: list[type[Record]] = []

    def place(model: type[Record], path: tuple[type[Record], ...]) -> None:
        if model in placed or model in path:
            return
        for relation in model._meta.concrete_fields:
            target = relation.related_model
            if (
                isinstance(target, type)
                and issubclass(target, Record)
                and target in tracked
                and target is not model
            ):
                place(target, (*path, model))
        placed.append(model)

    for model in tracked:
        place(model, ())
    return placed


def undo(event: AuditEvent, *, by: User) -> Undone:
    """Take one act back. Raises CannotUndo when it is not one's own (and one is no admin) or is undone already."""
    if event.by_id != by.pk and not by.may("administer"):
        raise CannotUndo(_("Only an admin can undo what somebody else did."))
    if AuditEvent.objects.filter(undoes=event).exists():
        raise CannotUndo(_("This has been undone already."))
    done = Undone()
    with act(by=by, verb="undo", subject=event.subject or event.verb, undoes=event) as running:
        _Undoing(event, done).run()
        done.event = running.event if running.changed_something else None
    return done


class _Undoing:
    """One undo in work: first what to do with each row, then deletions from the leaves up, then the rest."""

    def __init__(self, event: AuditEvent, done: Undone) -> None:
        self.event = event
        self.done = done
        self.models = remembered_models()
        self.remove: dict[type[Record], set[Any]] = {}
        self.restore: dict[type[Record], dict[Any, Any]] = {}
        self.give_back: dict[type[Record], dict[Any, Any]] = {}

    def run(self) -> None:
        for model in self.models:
            self._sort_out(model)
        self._keep_what_others_need()
        for model in reversed(self.models):
            self._remove(model)
        for model in self.models:
            self._give_back(model)
        for model in self.models:
            self._restore(model)

    def _sort_out(self, model: type[Record]) -> None:
        history = history_table(model)
        pk = model._meta.pk.attname
        mine = list(history.objects.filter(act=self.event).order_by("history_id"))
        if not mine:
            return
        first_of: dict[Any, Any] = {}
        for row in mine:
            first_of.setdefault(getattr(row, pk), row)
        keys = list(first_of)
        latest = _latest(history, pk, keys)
        last_mine = {getattr(row, pk): row for row in mine}
        before = _rows_before(history, pk, {key: row.history_id for key, row in first_of.items()})
        remove, restore, give_back = set(), {}, {}
        for key, row in first_of.items():
            if latest[key] != last_mine[key].history_id:
                self.done.kept.append(f"{model._meta.verbose_name} {row}")
                continue
            ended_deleted = last_mine[key].history_type == "-"
            if row.history_type == "+":
                if not ended_deleted:
                    remove.add(key)
            elif ended_deleted:
                give_back[key] = before.get(key) or row
            elif key in before:
                restore[key] = before[key]
        self.remove[model], self.restore[model], self.give_back[model] = remove, restore, give_back

    def _keep_what_others_need(self) -> None:
        """A row that others have come to point to since stays, and so does what it points to itself."""
        changed = True
        while changed:
            changed = False
            for model in self.models:
                for relation in model._meta.concrete_fields:
                    target = relation.related_model
                    if not (isinstance(target, type) and target in self.remove) or not self.remove[target]:
                        continue
                    needed = self._pointed_to(model, relation, target)
                    if needed:
                        changed = True
                        self.remove[target] -= needed
                        self.done.kept.extend(f"{target._meta.verbose_name} {key}" for key in sorted(needed))

    def _pointed_to(self, model: type[Record], relation: Any, target: type[Record]) -> set[Any]:
        """Those of the rows to remove to which a row that stays points by this relation."""
        going = self.remove.get(model, set())
        going_back = self.restore.get(model, {})
        needed: set[Any] = set()
        for part in _parts(sorted(self.remove[target])):
            rows = model._base_manager.filter(**{f"{relation.attname}__in": part}).values_list(
                "pk", relation.attname
            )
            for key, pointed in rows:
                if key in going:
                    continue
                # A row that goes back may let go of it.
                if key in going_back and getattr(going_back[key], relation.attname) != pointed:
                    continue
                needed.add(pointed)
        return needed

    def _remove(self, model: type[Record]) -> None:
        keys = self.remove.get(model)
        if not keys:
            return
        rows = [row for part in _parts(sorted(keys)) for row in model._base_manager.filter(pk__in=part)]
        self._let_go(model, set(keys))
        self.done.removed += delete_all(model, rows)

    def _let_go(self, model: type[Record], keys: set[Any]) -> None:
        """Rows that will be put back must not point to what goes first: put those back now."""
        for other in self.models:
            back = self.restore.get(other)
            if not back:
                continue
            names = [f.attname for f in other._meta.concrete_fields if f.related_model is model]
            if not names:
                continue
            now = [
                key
                for part in _parts(sorted(back))
                for key, *values in other._base_manager.filter(pk__in=part).values_list("pk", *names)
                if keys.intersection(values)
            ]
            if now:
                self._put_back(other, {key: back.pop(key) for key in now})

    def _give_back(self, model: type[Record]) -> None:
        rows = self.give_back.get(model)
        if rows:
            self.done.returned += create_exactly(model, [_instance(model, row) for row in rows.values()])

    def _restore(self, model: type[Record]) -> None:
        rows = self.restore.get(model)
        if rows:
            self._put_back(model, rows)

    def _put_back(self, model: type[Record], rows: dict[Any, Any]) -> None:
        self.done.restored += write_exactly(model, [_instance(model, row) for row in rows.values()])


def _instance(model: type[Record], row: Any) -> Record:
    names = [f.attname for f in row.tracked_fields]
    return model(**{name: getattr(row, name) for name in names})


def _parts(keys: list[Any], size: int = 5000) -> list[list[Any]]:
    return [keys[start : start + size] for start in range(0, len(keys), size)]


def _latest(history: Any, pk: str, keys: list[Any]) -> dict[Any, int]:
    """The newest history row of each key."""
    found: dict[Any, int] = {}
    for part in _parts(keys):
        rows = (
            history.objects.filter(**{f"{pk}__in": part})
            .order_by()
            .values_list(pk)
            .annotate(Max("history_id"))
        )
        found.update(dict(rows))
    return found


def _rows_before(history: Any, pk: str, firsts: dict[Any, int]) -> dict[Any, Any]:
    """For each key the history row just before the act's first one, if there was one."""
    newest: dict[Any, Any] = {}
    for part in _parts(list(firsts)):
        for row in history.objects.filter(**{f"{pk}__in": part}).order_by("history_id").iterator():
            key = getattr(row, pk)
            if row.history_id < firsts[key]:
                newest[key] = row
    return newest
