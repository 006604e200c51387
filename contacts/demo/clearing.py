"""Takes the demo out again: every row that its users made, with its history and their acts; nothing else.

The demo is whatever was made by users with an address of the demo, also what somebody wrote while trying things out.
Rows of others that they changed are put back. If a row of somebody real rests on one of the demo, nothing is removed
and the row is named. Nothing invented stays, in the history and the list of acts neither; where sealed acts of others
follow those of the demo, the chain is sealed anew from there, and the act of clearing says so.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from allauth.usersessions.models import UserSession
from django.apps import apps
from django.contrib.sessions.models import Session
from django.core.files.storage import default_storage
from django.db import models, transaction
from django.db.models import CASCADE, SET_NULL

from contacts.demo import plan
from contacts.demo.accounts import demo_users
from contacts.interest import facts as readings
from contacts.meetings import facts as contacts
from contacts.models import Attachment, Document, Forgotten, ImportBatch, Party
from contacts.people import facts as people
from crm.accounts.context import forget_whether_demo
from crm.accounts.models import Invitation, Team, User
from crm.models import ExportLog
from crm.parts import search
from crm.parts.audit import AuditEvent, act, seal_chain
from crm.parts.hooks import AFTER_CLEARING
from crm.parts.records import history_table
from crm.parts.undo import remembered_models

VERB = "clear demo"
AT_ONCE = 5000
SHOWN = 20

# Rows that are no records, and the column that says whose they are.
OWNED: dict[type[models.Model], str] = {
    AuditEvent: "by",
    ExportLog: "by",
    Forgotten: "act__by",
    ImportBatch: "by",
    Invitation: "by",
}


class Entangled(Exception):
    """Rows of others rest on rows of the demo; `rows` names them."""

    def __init__(self, rows: list[str]) -> None:
        super().__init__("Rows of others rest on the demo.")
        self.rows = rows


@dataclass
class Cleared:
    """What was removed, by the name of the table's rows, and how many rows of others were put back."""

    removed: dict[str, int] = field(default_factory=dict)
    put_back: int = 0
    sealed_anew: int = 0


def clear_demo(*, dry_run: bool = False) -> Cleared:
    """Remove the demo, all or nothing. Raises Entangled, having changed nothing, if others' rows rest on it."""
    done = Cleared()
    users = demo_users()
    if not users:
        return done
    with transaction.atomic():
        with act(by=User.objects.system(), verb=VERB) as running:
            clearing = _Clearing(users, done)
            clearing.run()
            running.counts.update({f"{name}-": count for name, count in done.removed.items()})
            running.event.subject = _in_words(done)
            running.event.save(update_fields=["subject"])
        if dry_run:
            transaction.set_rollback(True)
            return done
        transaction.on_commit(clearing.remove_files)
        transaction.on_commit(forget_whether_demo)
    return done


def _in_words(done: Cleared) -> str:
    again = f", {done.sealed_anew} acts sealed anew" if done.sealed_anew else ""
    return f"{sum(done.removed.values())} rows removed{again}"


class _Clearing:
    def __init__(self, users: list[User], done: Cleared) -> None:
        self.done = done
        self.users = {user.pk for user in users}
        self.going: dict[type[models.Model], set[Any]] = {}
        self.records = remembered_models()
        # Search documents are made anew from what is left.
        self.models = [
            model
            for model in apps.get_models(include_auto_created=True)
            if model._meta.managed and not _is_history(model) and model is not search.SearchDocument
        ]
        self.files: list[str] = []

    def run(self) -> None:
        self._gather()
        self._put_back()
        self._let_go()
        if rows := list(self._resting_on_it()):
            raise Entangled(rows)
        self.files = [
            name
            for keys in _parts(self.going.get(Document, ()))
            for name in Document._base_manager.filter(pk__in=keys)
            .exclude(file="")
            .values_list("file", flat=True)
        ]
        self._remove()
        self._seal_anew()
        self._derive()

    def remove_files(self) -> None:
        """Uploads go last, when nothing can bring their rows back any more."""
        for name in self.files:
            default_storage.delete(name)

    # --- What is of the demo ---------------------------------------------------------------------------------------

    def _gather(self) -> None:
        self.going[User] = self.users
        self.going[Team] = _teams_of(self.users)
        for record in self.records:
            self._add(record, record._base_manager.filter(created_by__in=self.users))
        for owned, column in OWNED.items():
            self._add(owned, owned._base_manager.filter(**{f"{column}__in": self.users}))
        # The act of clearing itself is running already, by nobody of the demo.
        found = True
        while found:
            found = False
            for model, relation, target in self._relations(lambda on_delete: on_delete is CASCADE):
                for keys in _parts(self.going.get(target, ())):
                    found |= self._add(model, model._base_manager.filter(**{f"{relation}__in": keys}))

    def _add(self, model: type[models.Model], rows: models.QuerySet[Any]) -> bool:
        known = self.going.setdefault(model, set())
        before = len(known)
        known.update(rows.values_list("pk", flat=True))
        return len(known) > before

    def _relations(
        self, wanted: Callable[[Any], bool]
    ) -> Iterator[tuple[type[models.Model], str, type[models.Model]]]:
        """Every foreign key of this kind to a model of which something goes."""
        for model in self.models:
            for column in model._meta.concrete_fields:
                target = column.related_model
                if not isinstance(column, models.ForeignKey) or not isinstance(target, type):
                    continue
                if target in self.going and wanted(column.remote_field.on_delete):
                    yield model, column.attname, target

    # --- Rows of others --------------------------------------------------------------------------------------------

    def _put_back(self) -> None:
        """Give rows of others, which the demo's users changed or deleted, the values that they had before."""
        for model in self.records:
            history = history_table(model)
            pk = _key(model)
            theirs = history.objects.filter(act__by__in=self.users).values_list(pk, flat=True)
            others = set(theirs) - self.going[model]
            changed: list[Any] = []
            deleted: list[Any] = []
            for key in sorted(others):
                rows = list(history.objects.filter(**{pk: key}).select_related("act").order_by("-history_id"))
                last = rows[0]
                if last.act.by_id not in self.users:
                    continue
                before = next((row for row in rows if row.act.by_id not in self.users), None)
                if before is None:
                    continue
                values = {f.attname: getattr(before, f.attname) for f in before.tracked_fields}
                (deleted if last.history_type == "-" else changed).append(model(**values))
            names = [f.name for f in history.tracked_fields if f.attname != pk]
            if changed:
                model._base_manager.bulk_update(changed, names, batch_size=200)
            if deleted:
                model._base_manager.bulk_create(deleted)
            self.done.put_back += len(changed) + len(deleted)

    def _let_go(self) -> None:
        """Links that may be empty: a real act that undid one of the demo stays, as an act by itself."""
        for model, relation, target in self._relations(lambda on_delete: on_delete is SET_NULL):
            for keys in _parts(self.going[target]):
                models.QuerySet(model).filter(**{f"{relation}__in": keys}).update(**{relation: None})
        for keys in _parts(self.going[AuditEvent]):
            AuditEvent.objects.filter(undoes__in=keys).exclude(by__in=self.users).update(undoes=None)

    def _resting_on_it(self) -> Iterator[str]:
        for model, relation, target in self._relations(
            lambda on_delete: on_delete not in (CASCADE, SET_NULL)
        ):
            going = self.going.get(model, set())
            for keys in _parts(self.going[target]):
                pointing = model._base_manager.filter(**{f"{relation}__in": keys}).values_list(
                    "pk", flat=True
                )
                for row in model._base_manager.filter(pk__in=set(pointing) - going):
                    yield f"{model._meta.verbose_name} “{row}”: {relation.removesuffix('_id')}"
        by_name = {model._meta.model_name: keys for model, keys in self.going.items()}
        for row in Attachment._base_manager.exclude(pk__in=self.going[Attachment]).select_related("document"):
            if row.record_id in by_name.get(row.record_kind, ()):
                yield f"document “{row.document}”: attached to a {row.record_kind}"

    # --- Taking out ------------------------------------------------------------------------------------------------

    def _remove(self) -> None:
        """Constraints are looked at when the transaction ends, so that the order does not matter."""
        for model in self.records:
            history = history_table(model)
            _delete(history, models.Q(act__by__in=self.users))
            for keys in _parts(self.going[model]):
                _delete(history, models.Q(**{f"{_key(model)}__in": keys}))
        browsers = UserSession.objects.filter(user__in=self.users).values_list("session_key", flat=True)
        Session.objects.filter(session_key__in=list(browsers)).delete()
        self.first_sealed = min(
            AuditEvent.objects.filter(by__in=self.users).exclude(seal="").values_list("pk", flat=True),
            default=None,
        )
        for gone, all_keys in self.going.items():
            for keys in _parts(all_keys):
                _delete(gone, models.Q(pk__in=keys))
            if all_keys:
                self.done.removed[str(gone._meta.model_name)] = len(all_keys)

    def _seal_anew(self) -> None:
        if self.first_sealed is not None:
            later = AuditEvent.objects.filter(pk__gt=self.first_sealed).exclude(seal="")
            self.done.sealed_anew = later.update(seal="")
            if self.done.sealed_anew:
                seal_chain()

    def _derive(self) -> None:
        """Count anew what is left, and throw away what was worked out from both."""
        left = list(Party._base_manager.values_list("pk", flat=True))
        contacts.recompute(left)
        readings.recompute(left)
        people.recompute()
        search.rebuild()
        for follow in AFTER_CLEARING:
            follow()


def _teams_of(users: set[int]) -> set[int]:
    """Teams in which nobody but the demo's users is, and those of the demo that are empty."""
    real = Team.objects.filter(members__in=User.objects.exclude(pk__in=users))
    own = Team.objects.filter(models.Q(members__in=users) | models.Q(name__in=plan.TEAMS))
    return set(own.exclude(pk__in=real).values_list("pk", flat=True))


def _key(model: type[models.Model]) -> str:
    """The column of the primary key, under which history tables know a row too."""
    assert model._meta.pk is not None
    return model._meta.pk.attname


def _is_history(model: type[models.Model]) -> bool:
    return hasattr(model, "history_type")


def _parts(keys: Iterable[Any]) -> Iterator[list[Any]]:
    ordered = sorted(keys)
    for start in range(0, len(ordered), AT_ONCE):
        yield ordered[start : start + AT_ONCE]


def _delete(model: type[models.Model], which: models.Q) -> None:
    """Straight from the table: querysets of records refuse a plain delete, and nothing is to be remembered here."""
    matching: Any = models.QuerySet(model).filter(which)
    matching._raw_delete(matching.db)
