"""What changed about a record, act by act and field by field, the newest first, as far as this reader may know it.

Of a row that was restricted a reader learns what happened since it is open to them: neither what it said before, nor
that it changed. So acts of which nothing can be told are passed over, and pages are found from act to act, not counted.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.db.models import IntegerField, Max, OuterRef, Q, Subquery, Value
from django.utils.translation import gettext as _

from contacts.history.kinds import STAMPS, Kind, Part, kept_private, seen_by, told_columns
from contacts.history.naming import Names, label_of, stored
from contacts.history.ways import way_of
from contacts.parties.models import Party
from crm.parts.audit import AuditEvent
from crm.parts.erasing import FOR_GOOD
from crm.parts.keys import among
from crm.parts.records import history_table

if TYPE_CHECKING:
    from crm.accounts.models import User

ACTS_A_PAGE = 25
# So many acts are looked at for one page; beyond, the reader asks on.
LOOKED_AT = 100
ROUNDS = 5


@dataclass(frozen=True)
class Change:
    """One field of one row: what it was and what it became; `what` names the row, "" for the record itself."""

    what: str
    label: str
    before: str
    after: str


@dataclass
class ChangedBy:
    """One act and what it changed here. `way` says by what kind of act, where that may be told; `made_it` whether the
    record is of this act, so that there was nothing before."""

    event: AuditEvent
    way: str = ""
    may_undo: bool = False
    made_it: bool = False
    changes: list[Change] = field(default_factory=list)


@dataclass(frozen=True)
class History:
    """One page of the history of a record; `earlier` is the act from which the next one goes on, if there is more."""

    acts: list[ChangedBy]
    earlier: AuditEvent | None


@dataclass(frozen=True)
class Step:
    """A row of a history, and the one before it of the same row of the record."""

    part: Part
    before: Any
    row: Any


def history_of(kind: Kind, record: Any, reader: User, *, since: AuditEvent | None = None) -> History:
    """The acts that changed a record, newest first, beginning with `since` (or the last one).

    Cost for each hundred acts: one query, two or three for each table that they touched, a few for names.
    """
    newest = since.pk if since else None
    shown: list[ChangedBy] = []
    floor = open_since(kind, record.pk, reader)
    for _round in range(ROUNDS):
        parts = _acts(kind, record.pk, newest, floor)
        acts = sorted(parts, reverse=True)
        shown += _told(kind, record.pk, reader, parts, acts)
        if len(acts) < LOOKED_AT:
            newest = None
            break
        newest = acts[-1] - 1
        if len(shown) > ACTS_A_PAGE:
            break
    page, rest = shown[:ACTS_A_PAGE], shown[ACTS_A_PAGE:]
    if rest:
        return History(page, rest[0].event)
    return History(page, AuditEvent.objects.filter(pk=newest).first() if newest else None)


def open_since(kind: Kind, record: int, reader: User) -> int:
    """The act that opened the record to this reader, by its key; 0 if it was always open.

    What lies before is not theirs.
    Two queries, none where everything of this kind is open.
    """
    seen = seen_by(kind.model, reader)
    if seen is None:
        return 0
    main = next(part for part in kind.parts if part.model is kind.model)
    states = history_table(kind.model).objects.filter(main.leading_to(record))
    last = states.exclude(seen).aggregate(last=Max("act_id"))["last"]
    if last is None:
        return 0
    opened = states.filter(act_id__gt=last).order_by("act_id").values_list("act_id", flat=True).first()
    return int(opened or last)


def _acts(kind: Kind, record: int, newest: int | None, floor: int) -> dict[int, set[int]]:
    """The newest acts that touched the record, each with the places of the parts that it touched. One query."""
    within = Q(act_id__gt=floor)
    if newest is not None:
        within &= Q(act_id__lte=newest)
    arms: list[Any] = [
        _rows_of(part, record)
        .filter(within)
        .order_by()
        .values_list("act_id", Value(place, output_field=IntegerField()))
        for place, part in enumerate(kind.parts)
    ]
    ordered = (arms[0].union(*arms[1:]) if len(arms) > 1 else arms[0].distinct()).order_by("-act_id")
    found: dict[int, set[int]] = defaultdict(set)
    for act, place in ordered[: LOOKED_AT * 3]:
        if act not in found and len(found) == LOOKED_AT:
            break
        found[act].add(place)
    return found


def _rows_of(part: Part, record: int) -> Any:
    """The history of every row that ever belonged to the record."""
    rows = history_table(part.model).objects
    if part.itself:
        return rows.filter(**{part.key: record})
    ever = rows.filter(part.leading_to(record)).order_by().values(part.key)
    return rows.filter(**{f"{part.key}__in": ever})


def _told(
    kind: Kind, record: int, reader: User, parts: dict[int, set[int]], acts: Sequence[int]
) -> list[ChangedBy]:
    """What the reader may know of these acts."""
    touched = sorted(set().union(*parts.values())) if parts else []
    steps = [
        step
        for place in touched
        for step in _steps(kind.parts[place], record, reader, [a for a in acts if place in parts[a]])
    ]
    names = Names([row for step in steps for row in (step.before, step.row) if row is not None], reader)
    events = AuditEvent.objects.select_related("by", "undone_by", "import_batch").in_bulk(list(acts))
    by_act: dict[int, list[Change]] = defaultdict(list)
    for step in steps:
        by_act[step.row.act_id] += _changes(kind, step, names, reader)
    made_by = {step.row.act_id for step in steps if step.part.model is kind.model and step.before is None}
    return [
        ChangedBy(
            events[act],
            way_of(events[act], reader),
            may_undo(events[act], reader),
            act in made_by,
            _each_once(by_act[act]),
        )
        for act in acts
        if by_act[act] and act in events
    ]


def _steps(part: Part, record: int, reader: User, acts: Sequence[int]) -> list[Step]:
    """The rows of these acts that the reader may see, each with the one before. Two or three queries."""
    history = history_table(part.model)
    earlier = history.objects.filter(
        **{part.key: OuterRef(part.key)}, history_id__lt=OuterRef("history_id")
    ).order_by("-history_id")
    rows = list(
        _rows_of(part, record)
        .filter(act_id__in=among(acts))
        .annotate(before_id=Subquery(earlier.values("history_id")[:1]))
        .order_by("history_id")
    )
    befores = history.objects.in_bulk({row.before_id for row in rows if row.before_id is not None})
    hidden = _last_hidden(part, reader, {getattr(row, part.key) for row in rows})
    steps = []
    for row in rows:
        before = befores.get(row.before_id)
        here = part.leads_to(row, record) or (before is not None and part.leads_to(before, record))
        oldest = row.history_id if before is None else before.history_id
        if here and oldest > hidden.get(getattr(row, part.key), 0):
            steps.append(Step(part, before, row))
    return steps


def _last_hidden(part: Part, reader: User, keys: set[int]) -> dict[int, int]:
    """By row the last state of it that was not this reader's to see. One query, none where all is open."""
    seen = seen_by(part.model, reader)
    if seen is None or not keys:
        return {}
    states = history_table(part.model).objects.filter(**{f"{part.key}__in": among(keys)}).exclude(seen)
    return dict(states.order_by().values_list(part.key).annotate(last=Max("history_id")))


def _changes(kind: Kind, step: Step, names: Names, reader: User) -> list[Change]:
    model, before, row = step.part.model, step.before, step.row
    main = model is kind.model or (model is Party and step.part.itself)
    what = "" if main and step.part.itself else names.row(row)
    private = kept_private(row, reader) | (kept_private(before, reader) if before is not None else set())
    told = [each for each in told_columns(model, row.tracked_fields) if each.name not in private]
    if row.history_type == "-":
        return [Change(what, _("taken out"), "", "")]
    if before is None or before.history_type == "-":
        if model is Party:
            return []
        return [Change(what, _("added"), "", names.whole(row, told))]
    # A row that went from one record to another says so on both; the rest of the link columns are told as any.
    moved = [each for each in row.tracked_fields if each.attname in step.part.links and each.name in STAMPS]
    return [
        Change(
            what,
            _("moved") if each in moved else label_of(each),
            names.value(each, before),
            names.value(each, row),
        )
        for each in [*moved, *told]
        if stored(before, each) != stored(row, each)
    ]


def _each_once(changes: Iterable[Change]) -> list[Change]:
    return list(dict.fromkeys(changes))


def may_undo(event: AuditEvent, reader: User) -> bool:
    """Whether this reader may take the act back: one's own, an admin anybody's; not twice, and not what is for good."""
    undone = getattr(event, "undone_by", None) is not None
    mine = event.by_id == reader.pk and reader.may("write")
    return not undone and event.verb not in FOR_GOOD and (mine or reader.may("administer"))
