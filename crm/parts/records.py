"""Common columns and the few base classes of which every table of the record is made.

`Record` carries version, who and when; `Addressed` adds the uid of addresses and exactly-once creation; `Trashable`
the day it went to the trash. Saving is only possible inside an act (see `audit`), and never overwrites unseen.
"""

from __future__ import annotations

import uuid
from collections.abc import Collection, Iterable, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any, Self, TypeVar

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import connection, models
from django.db.models import F, Q, Value
from django.db.models.base import ModelState
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords
from simple_history.signals import pre_create_historical_record

from crm.parts import text
from crm.parts.audit import Remembered, current_act, digest_of
from crm.parts.dates import Precision
from crm.parts.keys import among

if TYPE_CHECKING:
    from crm.accounts.models import User


class VersionConflict(Exception):
    """Somebody changed the record since it was read. `theirs` is the row as it stands now."""

    def __init__(self, mine: models.Model, theirs: models.Model | None) -> None:
        super().__init__(str(_("Somebody else changed this meanwhile. Look at both values and choose.")))
        self.mine = mine
        self.theirs = theirs


class UidTaken(Exception):
    """The uid of a creation already names something of another user."""


def refuse_nul(value: str) -> None:
    """The validator of every text column: what neither database can keep is refused with a reason."""
    try:
        text.refuse_nul(value)
    except text.TextError as refused:
        raise ValidationError(str(refused), code="nul") from refused


def remembered(excluded: Sequence[str] = ()) -> HistoricalRecords:
    """The history table of a model: every value it ever had, each row with its act.

    Columns that a room derives from other rows are left out by `excluded`.
    """
    return HistoricalRecords(
        bases=[Remembered],
        excluded_fields=[*excluded],
        no_db_index=["created_by", "changed_by"],
        inherit=False,
    )


class RecordQuerySet(models.QuerySet[Any]):
    """Querysets of records carry words; `visible_to` comes before any filter, everywhere."""

    def visible_to(self, user: User) -> Self:
        """The rows that this user may see. Rooms with restrictions narrow it."""
        return self

    def update(self, **kwargs: Any) -> int:
        raise TypeError(
            "update() goes past history: write through a service, or `derived()` for derived columns."
        )

    def delete(self) -> Any:
        raise TypeError("delete() goes past history: write through a service.")

    def derived(self, **kwargs: Any) -> int:
        """Set derived columns, which are no part of the record and keep no history."""
        return models.QuerySet.update(self, **kwargs)


class Record(models.Model):
    """Version, and who made and changed it when."""

    version = models.PositiveIntegerField(default=1, editable=False)
    created_at = models.DateTimeField(editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False, editable=False
    )
    changed_at = models.DateTimeField(editable=False)
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False, editable=False
    )

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save inside the running act. Raises VersionConflict if the row changed since it was read."""
        act = current_act()
        self.changed_at, self.changed_by = act.at, act.by
        if self._state.adding:
            stamp(self, act.by, act.at)
            super().save(force_insert=True)
            return
        self.version += 1
        try:
            super().save(force_update=True)
        except VersionConflict:
            self.version -= 1
            raise

    def _do_update(self, base_qs: Any, using: Any, pk_val: Any, values: Any, *rest: Any) -> Any:
        # Django's one place where an UPDATE is made: the row must still have the version that was read.
        unchanged = base_qs.filter(version=self.version - 1)
        changed = super()._do_update(unchanged, using, pk_val, values, *rest)
        if not changed:
            raise VersionConflict(self, type(self)._base_manager.filter(pk=pk_val).first())
        return changed

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        current_act()
        return super().delete(*args, **kwargs)

    @classmethod
    def from_db(
        cls, db: str | None, field_names: Collection[str], values: Collection[Any], **later: Any
    ) -> Self:
        """A row as it was read; what was not read is read when somebody asks for it.

        What Django does, for all fields at once and without its signals (nothing here listens to them): pages read
        hundreds of rows and files a hundred thousand, and half of the time went into setting one field after another.
        """
        row = cls.__new__(cls)
        row.__dict__.update(zip(field_names, values, strict=True))
        row._state = ModelState()
        row._state.adding, row._state.db = False, db
        return row


def stamp(record: Record, by: User, at: Any) -> None:
    """Fill the common columns of a new record."""
    record.created_at = record.changed_at = at
    record.created_by = record.changed_by = by


class Addressed(Record):
    """A record with an address of its own. The client may make the uid: a second press then changes nothing."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)

    class Meta:
        abstract = True


class Trashable(models.Model):
    """In the trash since; links of a trashed record stay, and `visible_to` hides them."""

    trashed_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        abstract = True


def in_force(on: date, prefix: str = "") -> Q:
    """Begun by `on` and not over: the one predicate for pages and engine.

    A start that is not known counts as begun; an end is the latest possible day; ended on a day that is not known
    counts as over.
    """
    begun = Q(**{f"{prefix}start__isnull": True}) | Q(**{f"{prefix}start__lte": on})
    going = Q(**{f"{prefix}ended": False, f"{prefix}end__isnull": True}) | Q(**{f"{prefix}end__gte": on})
    return begun & going


class Lasting(models.Model):
    """Something that begins and ends on days that may be known only roughly (a start is the earliest possible day,
    an end the latest)."""

    start = models.DateField(_("from"), null=True, blank=True)
    start_precision = models.CharField(max_length=8, choices=Precision, default=Precision.UNKNOWN)
    end = models.DateField(_("until"), null=True, blank=True)
    end_precision = models.CharField(max_length=8, choices=Precision, default=Precision.UNKNOWN)
    ended = models.BooleanField(_("is over"), default=False)

    class Meta:
        abstract = True

    def is_in_force(self, on: date) -> bool:
        """The same as `in_force`, for a row at hand."""
        begun = self.start is None or self.start <= on
        return begun and (self.end >= on if self.end else not self.ended)


def ends_after_it_starts(name: str) -> models.CheckConstraint:
    """Refuses only what is certainly wrong: the latest possible end before the earliest possible start."""
    return models.CheckConstraint(
        name=name,
        condition=Q(start__isnull=True) | Q(end__isnull=True) | Q(end__gte=F("start")),
        violation_error_message=_("It ends before it starts. Swap the days?"),
    )


AnyRecord = TypeVar("AnyRecord", bound=Record)


def once(model: type[AnyRecord], uid: uuid.UUID | None, *, by: User) -> AnyRecord | None:
    """What this user already made under this uid, or None. Raises UidTaken if it is somebody else's."""
    if uid is None:
        return None
    found = model._base_manager.filter(uid=uid).first()
    if found is not None and found.created_by_id != by.pk:
        raise UidTaken(str(_("This uid already names something else.")))
    return found


def create_all(model: type[AnyRecord], records: Iterable[AnyRecord], batch: int = 1000) -> list[AnyRecord]:
    """Create many rows with their history in a few statements, inside the running act."""
    act = current_act()
    rows = list(records)
    for row in rows:
        stamp(row, act.by, act.at)
    model._base_manager.bulk_create(rows, batch_size=batch)
    remember_all(model, rows, "+")
    return rows


def change_all(
    model: type[AnyRecord], records: Iterable[AnyRecord], fields: Sequence[str]
) -> list[AnyRecord]:
    """Write the named fields of many rows with their history, inside the running act.

    The rows must have been read in this transaction (SQLite lets one write at a time; PostgreSQL needs
    `select_for_update`), since no version is compared.
    """
    act = current_act()
    rows = list(records)
    for row in rows:
        row.version += 1
        row.changed_at, row.changed_by = act.at, act.by
    write_all(model, rows, [*fields, "version", "changed_at", "changed_by"])
    remember_all(model, rows, "~")
    return rows


def write_all(model: type[models.Model], rows: Iterable[models.Model], fields: Sequence[str]) -> None:
    """Write the named fields of many rows, row by row in their order, with one statement that stays the same.

    Django's `bulk_update` writes a branch for each row and field, and takes ten times as long for 40 columns.
    Whoever calls it sees to the history.
    """
    written = [column(model, name) for name in fields]
    quote, pk = connection.ops.quote_name, model._meta.pk
    values = ", ".join(f"{quote(str(field.column))} = %s" for field in written)
    update = ["UPDATE", quote(model._meta.db_table), "SET", values, "WHERE", quote(str(pk.column)), "= %s"]
    prepared: Any = (
        [field.get_db_prep_save(getattr(row, field.attname), connection) for field in (*written, pk)]
        for row in rows
    )
    with connection.cursor() as cursor:
        # Only names of our own columns are put together here; every value is a parameter.
        cursor.executemany(" ".join(update), prepared)


def delete_all(model: type[AnyRecord], records: Iterable[AnyRecord], batch: int = 500) -> int:
    """Delete rows for good; their history keeps every value. Only link rows are; an undo names them by key."""
    rows = list(records)
    remember_all(model, rows, "-")
    for begin in range(0, len(rows), batch):
        keys = [row.pk for row in rows[begin : begin + batch]]
        matching: Any = models.QuerySet(model).filter(pk__in=keys)
        matching._raw_delete(matching.db)
    return len(rows)


def remember_all(model: type[AnyRecord], rows: Sequence[AnyRecord], history_type: str) -> None:
    """Write the history rows of many records at once; see `copy_to_history` for when."""
    act = current_act()
    names = tracked_names(model)
    for row in rows:
        act.note(model, row.pk, history_type, digest_of({name: getattr(row, name) for name in names}))
    copy_to_history(model, [row.pk for row in rows], history_type)


def same_since(record: Record, version: int, names: Iterable[str]) -> bool:
    """Whether these columns of a record, read just now, still hold what they held at an earlier version of it. False
    for a version that it never had. One query, none for the version of now."""
    if record.version == version:
        return True
    model = type(record)
    columns = [column(model, name).attname for name in names]
    then = history_table(model).objects.filter(**{model._meta.pk.attname: record.pk, "version": version})
    values = then.order_by("history_id").values_list(*columns).last()
    return values is not None and list(values) == [getattr(record, name) for name in columns]


def column(model: type[models.Model], name: str) -> models.Field[Any, Any]:
    """A column of a model, by its name. Raises FieldDoesNotExist for a name it does not have."""
    found = model._meta.get_field(name)
    assert isinstance(found, models.Field), f"{name} is no column of {model.__name__}"
    return found


def history_table(model: type[models.Model]) -> Any:
    """The history table of a model."""
    return model.history.model  # type: ignore[attr-defined] # django-simple-history adds it when the model is made


def tracked_names(model: type[Record]) -> list[str]:
    """The columns of a model that its history keeps."""
    return [field.attname for field in history_table(model).tracked_fields]


def copy_to_history(model: type[Record], keys: Sequence[Any], history_type: str) -> None:
    """Let the database copy these rows as they stand into their history.

    So this must run while they stand there: after a creation or a change, before a deletion. Through Django's model
    instances the same takes four times as long. Whoever calls it notes each row in the act.
    """
    if not keys:
        return
    act = current_act()
    history = history_table(model)
    names = tracked_names(model)
    columns = [field.column for field in history.tracked_fields]
    own = {"history_date": timezone.now(), "history_type": history_type, "history_user_id": act.by.pk}
    constants = {**own, "act_id": act.event.pk}
    quote = connection.ops.quote_name
    into = ", ".join(quote(column) for column in [*columns, *constants])
    for begin in range(0, len(keys), 5000):
        copied: Any = (
            models.QuerySet(model)
            .filter(pk__in=among(keys[begin : begin + 5000]))
            .order_by("pk")
            .values_list(*names, *(Value(value) for value in constants.values()))
        )
        select, parameters = copied.query.get_compiler(connection=connection).as_sql()
        with connection.cursor() as cursor:
            # Only names of our own columns are put together here; every value is a parameter.
            cursor.execute(
                " ".join(["INSERT INTO", quote(history._meta.db_table), "(", into, ")", select]), parameters
            )


def _carry_the_act(sender: Any, **kwargs: Any) -> None:
    """Give each single history row its act, and the act its count and digest."""
    act = current_act()
    row = kwargs["history_instance"]
    row.act = act.event
    row.history_user = act.by
    model = row.instance_type
    names = [field.attname for field in row.tracked_fields]
    act.note(
        model,
        kwargs["instance"].pk,
        row.history_type,
        digest_of({name: getattr(row, name) for name in names}),
    )


pre_create_historical_record.connect(_carry_the_act, dispatch_uid="groundwork-act")
