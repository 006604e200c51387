"""By which words somebody is named, and where those words stand in what others wrote."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from functools import reduce
from operator import or_
from typing import Any

from django.db import models
from django.db.models import Q

from contacts.evidence.models import BarrierEvidence
from contacts.history.kinds import KINDS
from contacts.history.personal import BLANKED, DELETED, leading_to
from contacts.interest.models import Assessment
from contacts.lists.models import SavedList
from contacts.meetings.models import Attendance, Meeting, MeetingTopic
from contacts.parties.form_page import address_of
from contacts.parties.models import ContactPoint, Document, ExternalId, Note, Party, Tag
from contacts.people.models import Person
from contacts.policy.models import Barrier, Decision, Initiative, StageChange
from contacts.tasks.models import Task
from contacts.ties.models import Tie
from crm.parts.records import Record, history_table

# Where people write sentences. A relative of the same name, or an address that looks like theirs, names nobody else.
PROSE: tuple[type[Record], ...] = (
    Meeting, Attendance, MeetingTopic, Assessment, Note, Task, Tie, BarrierEvidence, Initiative, StageChange, Decision,
    Barrier, Document, Tag, SavedList,
)  # fmt: skip
SHORTEST = 4
MOST = 200


@dataclass(frozen=True)
class Hand:
    """A row that names somebody in free text. It says what it is and where, never what stands in it."""

    kind: str
    address: str
    day: str

    @property
    def on(self) -> date:
        return date.fromisoformat(self.day)

    def as_stored(self) -> dict[str, str]:
        return asdict(self)


@dataclass(frozen=True)
class Words:
    """The names that somebody ever had here, and whatever else stands for them: addresses and numbers."""

    names: tuple[str, ...]
    others: tuple[str, ...]

    @property
    def every(self) -> tuple[str, ...]:
        return self.names + self.others

    @property
    def told_by(self) -> tuple[str, ...]:
        """What free text may call them: whole names, and the family name alone."""
        last = {name.rsplit(" ", 1)[-1] for name in self.names if " " in name}
        found = [*self.names, *last, *self.others]
        return tuple(dict.fromkeys(word for word in found if len(word) >= SHORTEST))


def words_for(parties: Sequence[int]) -> Words:
    """From the rows of these parties and from their history. Five queries."""
    names: set[str] = set()
    for columns in (
        history_table(Person)
        .objects.filter(party_id__in=parties)
        .values_list("name", "given_name", "family_name", "addressee", "aliases")
    ):
        name, given, family, addressee, aliases = columns
        names.update([name, f"{given} {family}".strip(), addressee, *map(str, aliases or [])])
    names.update(history_table(Party).objects.filter(id__in=parties).values_list("label", flat=True))
    points = history_table(ContactPoint).objects.filter(party_id__in=parties)
    others = {value for pair in points.values_list("value", "normalized") for value in pair}
    others.update(
        history_table(ExternalId).objects.filter(party_id__in=parties).values_list("value", flat=True)
    )
    return Words(_worth(names), _worth(others))


def _worth(found: Iterable[Any]) -> tuple[str, ...]:
    """Without what is too short to stand for anybody, the longest first."""
    kept = {str(one).strip() for one in found if one and len(str(one).strip()) > 1}
    return tuple(sorted(kept, key=lambda one: (-len(one), one)))


def contains(text: str, words: Iterable[str]) -> bool:
    """Whether any of the words stands in a text, whatever its case."""
    folded = text.casefold()
    return any(word.casefold() in folded for word in words)


def to_look_at(parties: Sequence[int], words: Words) -> list[Hand]:
    """Rows of others whose free text names somebody, at most MOST. One query a table in which people write prose."""
    told_by = words.told_by
    if not told_by:
        return []
    found: list[Hand] = []
    for model in PROSE:
        found += _naming(model, _free_texts(model), told_by, list(parties))
    return found[:MOST]


def _naming(
    model: type[Record], texts: list[str], told_by: Sequence[str], parties: list[int]
) -> Iterator[Hand]:
    naming = reduce(or_, (Q(**{f"{name}__icontains": word}) for name in texts for word in told_by))
    rows = model._base_manager.filter(naming)
    if model in DELETED:
        rows = rows.exclude(leading_to(DELETED[model], parties))
    elif model in BLANKED and model is not BarrierEvidence:
        rows = rows.exclude(leading_to(BLANKED[model].links, parties))
    for row in rows.order_by("-pk")[:MOST]:
        day = getattr(row, "held_on", None) or getattr(row, "on", None) or row.created_at.date()
        yield Hand(str(model._meta.verbose_name), _where(row), day.isoformat())


def _free_texts(model: type[Record]) -> list[str]:
    """The columns of a table in which people write sentences or names."""
    return [
        each.name
        for each in model._meta.concrete_fields
        if (isinstance(each, models.TextField) or (isinstance(each, models.CharField) and _is_long(each)))
        and not each.choices
        and each.editable
    ]


def _is_long(each: models.CharField[Any, Any]) -> bool:
    return (each.max_length or 0) >= 80


# Where a row of these tables can be looked at and changed.
_WHERE: dict[type[Any], Callable[[Any], str]] = {
    Attendance: lambda row: KINDS["meeting"].address(row.meeting),
    MeetingTopic: lambda row: KINDS["meeting"].address(row.meeting),
    Assessment: lambda row: address_of(row.party),
    BarrierEvidence: lambda row: KINDS["meeting"].address(row.meeting) if row.meeting else "",
    Decision: lambda row: KINDS["initiative"].address(row.initiative),
    StageChange: lambda row: KINDS["initiative"].address(row.initiative),
}


def _where(row: Any) -> str:
    """The page of a row; "" if it has none."""
    where = _WHERE.get(type(row))
    if where is not None:
        return where(row)
    kind = next((kind for kind in KINDS.values() if kind.model is type(row)), None)
    return kind.address(row) if kind is not None else ""
