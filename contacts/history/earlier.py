"""What would have to change for a record to be as it was: row by row and field by field, with what stands in the way.

Nothing is written here; `services.put_back` does what such a plan says.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from contacts.history.kinds import Kind, Part, kept_private, seen_by, told_columns
from contacts.history.naming import Names, label_of, stored
from contacts.history.queries import Change
from contacts.parties.models import Party
from crm.parts.audit import AuditEvent
from crm.parts.erasing import FOR_GOOD
from crm.parts.keys import among
from crm.parts.records import Record, history_table
from crm.parts.undo import remembered_models

if TYPE_CHECKING:
    from crm.accounts.models import User

# What going back never touches: the trash and merges have ways back of their own.
LEFT_ALONE = frozenset({"trashed_at", "merged_into_id", "version", "changed_at", "changed_by_id"})
CHANGE, RETURN, GO = "change", "return", "go"


@dataclass
class Going:
    """One row that would change (`did`), and from which row of its history it takes its values.

    `stays` says in words why it cannot; then it is left as it is.
    """

    part: Part
    key: int
    did: str
    then: Any
    now: Any
    what: str = ""
    fields: list[Change] = field(default_factory=list)
    stays: str = ""
    without: frozenset[str] = LEFT_ALONE

    @property
    def token(self) -> str:
        """How a form names it. A person and their party are one."""
        return "itself" if self.part.itself else f"{self.part.model._meta.model_name}-{self.key}"


@dataclass(frozen=True)
class Plan:
    """Everything that differs from how the record was; `newest` is the last act on it that the plan knows."""

    rows: list[Going]
    newest: int

    @property
    def shown(self) -> list[Going]:
        """The rows with something to say; the ways in which a row itself is written twice are one."""
        return [row for row in self.rows if row.fields or row.did != CHANGE]


def plan_back(kind: Kind, record: Any, reader: User, until: int) -> Plan:
    """What differs now from how the record was after the act `until`, of what this reader may see.

    Three to five queries for each own table of the record.
    """
    rows = [going for part in kind.parts if part.own for going in _differing(part, record.pk, reader, until)]
    _say_what_rests_on(rows)
    _say_what_is_gone(rows)
    _put_in_words(kind, rows, reader)
    return Plan(rows, _newest(kind, record.pk))


def act_at_the_end_of(day: date) -> int:
    """The last act of a day (or before it), by its key; 0 if there was none."""
    midnight = timezone.make_aware(datetime.combine(day + timedelta(days=1), time.min))
    last = AuditEvent.objects.filter(at__lt=midnight).aggregate(last=Max("pk"))["last"]
    return int(last or 0)


def was_there(kind: Kind, record: Any, until: int) -> bool:
    """Whether the record was made by then."""
    main = next(part for part in kind.parts if part.model is kind.model)
    first = history_table(kind.model).objects.filter(main.leading_to(record.pk), act_id__lte=until)
    return bool(first.exists())


def _ever(part: Part, record: int) -> Any:
    history = history_table(part.model)
    if part.itself:
        return history.objects.filter(**{part.key: record})
    ever = history.objects.filter(part.leading_to(record)).order_by().values(part.key)
    return history.objects.filter(**{f"{part.key}__in": ever})


def _newest(kind: Kind, record: int) -> int:
    found = [
        _ever(part, record).aggregate(last=Max("act_id"))["last"] or 0 for part in kind.parts if part.own
    ]
    return max(found)


def _differing(part: Part, record: int, reader: User, until: int) -> Iterator[Going]:
    rows = _ever(part, record).order_by()
    newest = rows.values_list(part.key).annotate(last=Max("history_id"))
    now_ids, then_ids = dict(newest), dict(newest.filter(act_id__lte=until))
    history = history_table(part.model)
    states = history.objects.select_related("act").in_bulk({*now_ids.values(), *then_ids.values()})
    seen = seen_by(part.model, reader)
    hidden: dict[int, int] = dict(newest.exclude(seen)) if seen is not None else {}
    for key, now_id in sorted(now_ids.items()):
        now, then = states[now_id], states.get(then_ids.get(key, 0))
        going = _going(part, record, key, now, then)
        if going is None or now.act.verb in FOR_GOOD:
            continue
        oldest = now_id if then is None else then.history_id
        if oldest <= hidden.get(key, 0):
            continue  # it was restricted: what it said then is not this reader's
        going.without = LEFT_ALONE | _hidden_columns(now, then, reader)
        if going.did != CHANGE or _differs(going):
            yield going


def _going(part: Part, record: int, key: int, now: Any, then: Any) -> Going | None:
    """What would become of one row; None if it belongs neither now nor then."""
    is_there = now.history_type != "-" and part.leads_to(now, record)
    was_there = then is not None and then.history_type != "-" and part.leads_to(then, record)
    if is_there and was_there:
        return Going(part, key, CHANGE, then, now)
    if was_there:
        going = Going(part, key, RETURN, then, now)
        if now.history_type != "-":
            going.stays = _("It stands on another record by now.")
        return going
    if not is_there:
        return None
    going = Going(part, key, GO, then, now)
    if then is not None and then.history_type != "-":
        going.stays = _("It came from another record.")
    return going


def _hidden_columns(now: Any, then: Any, reader: User) -> frozenset[str]:
    return kept_private(now, reader) | (kept_private(then, reader) if then is not None else frozenset())


def _differs(going: Going) -> bool:
    columns = [each for each in going.now.tracked_fields if each.attname not in going.without]
    return any(
        getattr(going.now, each.attname) != getattr(going.then, each.attname)
        for each in columns
        if each.name not in ("created_at", "created_by")
    )


def _say_what_rests_on(rows: Sequence[Going]) -> None:
    """A row that something else has come to name cannot go. One query for each column that names such rows."""
    going: dict[type[Record], dict[int, Going]] = {}
    for row in rows:
        if row.did == GO and not row.stays:
            going.setdefault(row.part.model, {})[row.key] = row
    for model in remembered_models() if going else ():
        for column in model._meta.concrete_fields:
            target: Any = column.related_model
            if column.primary_key or target not in going:
                continue
            named = model._base_manager.filter(**{f"{column.attname}__in": among(going[target])})
            for key, pointed in named.values_list("pk", column.attname):
                if key not in going.get(model, {}):
                    words = _("It stays: a %(kind)s rests on it.")
                    going[target][pointed].stays = words % {"kind": model._meta.verbose_name}


def _say_what_is_gone(rows: Sequence[Going]) -> None:
    """A row cannot have again what is gone for good. One query for each table that is named."""
    coming = {(row.part.model, row.key) for row in rows if row.did == RETURN}
    wanted: dict[Any, set[int]] = {}
    naming: list[tuple[Going, Any, int]] = []
    for row in rows:
        if row.did == GO or row.stays:
            continue
        for column in row.then.tracked_fields:
            key = getattr(row.then, column.attname)
            if column.is_relation and key is not None and (column.related_model, key) not in coming:
                wanted.setdefault(column.related_model, set()).add(key)
                naming.append((row, column, key))
    there = {
        model: set(model._base_manager.filter(pk__in=keys).values_list("pk", flat=True))
        for model, keys in wanted.items()
    }
    for row, column, key in naming:
        if key not in there[column.related_model]:
            row.stays = _("What it names is gone for good: %(what)s.") % {"what": label_of(column)}


def _put_in_words(kind: Kind, rows: Sequence[Going], reader: User) -> None:
    names = Names([state for row in rows for state in (row.now, row.then) if state is not None], reader)
    for row in rows:
        told = [
            each
            for each in told_columns(row.part.model, row.now.tracked_fields)
            if each.attname not in row.without and each.name not in row.without
        ]
        state = row.then if row.did == RETURN else row.now
        main = row.part.itself and row.part.model in (kind.model, Party)
        row.what = "" if main else names.row(state)
        if row.did == CHANGE:
            row.fields = [
                Change(row.what, label_of(each), names.value(each, row.now), names.value(each, row.then))
                for each in told
                if stored(row.now, each) != stored(row.then, each)
            ]
        else:
            whole = names.whole(state, told)
            before, after = ("", whole) if row.did == RETURN else (whole, "")
            row.fields = [Change(row.what, "", before, after)]
