"""Whatever small things hang on a person or organization, in one query: a page of a party shows a dozen kinds of them.

Each kind is an arm of one UNION that gives its kind and a JSON object; here they become plain rows again. For showing
only: whoever changes one reads it as its model.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from types import SimpleNamespace
from typing import Any
from uuid import UUID

from django.db.models import CharField, QuerySet, Value
from django.db.models.functions import JSONObject

from contacts.evidence.models import BarrierEvidence
from contacts.organizations.models import Organization
from contacts.parties.models import (
    Attachment,
    Consent,
    ContactPoint,
    Document,
    ExternalId,
    Note,
    Party,
    Tagging,
)
from contacts.policy.models import Arrangement, SchoolAutonomy
from contacts.policy.vocabulary import ArrangementType, AutonomyArea, AutonomyLevel, BarrierLevel
from contacts.roles.models import ROLE_NAMES, Seat
from contacts.tasks.models import Task
from crm.accounts.models import User

# Of a district's schools the page shows so many; the list has them all.
CHILDREN_SHOWN = 60


@dataclass(frozen=True)
class Arm:
    """One kind of small thing: its rows, and what is read of each (name and column)."""

    kind: str
    rows: QuerySet[Any]
    read: Mapping[str, str]
    # The words that the screen shows for stored values, by name.
    words: Mapping[str, Any] = field(default_factory=dict)
    days: tuple[str, ...] = ()
    moments: tuple[str, ...] = ()


# Who wrote a row and who may see it, as every restricted row is shown.
WRITTEN = {
    "visibility": "visibility",
    "team": "team__name",
    "first_name": "created_by__first_name",
    "last_name": "created_by__last_name",
}


def of_every_party(party: Party, user: User) -> list[Arm]:
    """What people and organizations alike may have."""
    attached = Attachment.objects.filter(record_kind=party.kind, record_id=party.pk)
    return [
        Arm(
            "points",
            ContactPoint.objects.filter(party=party),
            _same("kind", "value", "label", "status", "primary", "valid_from", "valid_to", "source"),
            {"label": dict(ContactPoint.Label.choices), "status": dict(ContactPoint.Status.choices)},
            days=("valid_from", "valid_to"),
        ),
        Arm(
            "consents",
            Consent.objects.filter(party=party),
            _same("channel", "answer", "on", "how"),
            {"channel": dict(Consent.Channel.choices), "answer": dict(Consent.Answer.choices)},
            days=("on",),
        ),
        Arm("tags", Tagging.objects.filter(party=party), {"name": "tag__name", "uid": "tag__uid"}),
        Arm("numbers", ExternalId.objects.filter(party=party), _same("source", "value")),
        Arm(
            "notes",
            Note.objects.visible_to(user).filter(party=party),
            {"on": "on", "text": "text", **WRITTEN},
            days=("on",),
        ),
        Arm(
            "documents",
            Document.objects.visible_to(user).filter(pk__in=attached.values("document")),
            {**_same("title", "kind", "day", "link", "size"), **WRITTEN},
            {"kind": dict(Document.Kind.choices)},
            days=("day",),
        ),
        Arm(
            "evidence",
            BarrierEvidence.objects.visible_to(user).filter(raised_by=party),
            {
                "barrier": "barrier__title",
                "level": "barrier__level",
                "quote": "quote",
                "day": "meeting__held_on",
                **WRITTEN,
            },
            {"level": dict(BarrierLevel.choices), "quote": dict(BarrierEvidence.Quote.choices)},
            days=("day",),
        ),
        Arm(
            "tasks",
            Task.objects.visible_to(user).filter(party=party),
            {
                **_same("title", "due_on", "owed_by", "done_at", "visibility"),
                "team": "team__name",
                "first_name": "assignee__first_name",
                "last_name": "assignee__last_name",
                "username": "assignee__username",
            },
            days=("due_on",),
            moments=("done_at",),
        ),
    ]


def of_organizations(organization: Organization, user: User) -> list[Arm]:
    """What organizations have besides."""
    children = Organization.objects.visible_to(user).filter(parent=organization)
    return [
        Arm(
            "children",
            children.order_by("sort_name", "pk")[:CHILDREN_SHOWN],
            {
                "name": "name",
                "uid": "party__uid",
                "type": "type",
                "enrollment": "enrollment",
                "place": "sort_name",
            },
        ),
        Arm(
            "seats",
            Seat.objects.visible_to(user).filter(organization=organization),
            {**_same("label", "type", "status", "term_end", "how"), "key": "pk"},
            {"status": dict(Seat.Status.choices), "type": ROLE_NAMES},
            days=("term_end",),
        ),
        Arm(
            "standings",
            Arrangement.objects.filter(school=organization),
            {
                **_same("type", "status", "start", "end", "voted_yes", "voted_eligible"),
                "authority": "authority__name",
            },
            {"type": dict(ArrangementType.choices), "status": dict(Arrangement.Status.choices)},
            days=("start", "end"),
        ),
        Arm(
            "autonomies",
            SchoolAutonomy.objects.filter(school=organization),
            _same("area", "level"),
            {"area": dict(AutonomyArea.choices), "level": dict(AutonomyLevel.choices)},
        ),
    ]


def hanging_on(arms: list[Arm]) -> dict[str, list[Any]]:
    """The rows of all arms by kind, in order of their keys. One query.

    A row has what the arm reads as attributes, `uid`, `key`, and `<name>_word` for stored values.
    """
    by_kind = {arm.kind: arm for arm in arms}
    first, *others = (_asked(arm) for arm in arms)
    found: dict[str, list[Any]] = defaultdict(list)
    for kind, key, values in sorted(first.union(*others, all=True), key=lambda row: row[:2]):
        found[kind].append(_row(by_kind[kind], key, values))
    return found


def _same(*names: str) -> dict[str, str]:
    return {name: name for name in names}


def _asked(arm: Arm) -> QuerySet[Any, Any]:
    read = dict(arm.read)
    if "uid" not in read and any(f.name == "uid" for f in arm.rows.model._meta.concrete_fields):
        read["uid"] = "uid"
    rows: Any = arm.rows
    if rows.query.is_sliced:
        # An arm of a UNION may not be cut; a subquery of its keys may.
        rows = rows.model._base_manager.filter(pk__in=rows.values("pk"))
    found: QuerySet[Any, Any] = (
        rows.order_by()
        .annotate(arm_kind=Value(arm.kind, output_field=CharField()), arm_values=JSONObject(**read))
        .values_list("arm_kind", "pk", "arm_values")
    )
    return found


def _row(arm: Arm, key: int, values: dict[str, Any]) -> Any:
    row = SimpleNamespace(**{"key": key, **values})
    if isinstance(values.get("uid"), str):
        row.uid = UUID(values["uid"])
    for name in arm.days:
        setattr(row, name, date.fromisoformat(values[name][:10]) if values[name] else None)
    for name in arm.moments:
        setattr(row, name, _moment(values[name]) if values[name] else None)
    for name, words in arm.words.items():
        setattr(row, f"{name}_word", words.get(values[name], values[name]))
    if "first_name" in values:
        row.who = (
            f"{values['first_name'] or ''} {values['last_name'] or ''}".strip()
            or values.get("username")
            or ""
        )
    return row


def _moment(text: str) -> datetime:
    """SQLite keeps moments without their zone, which is UTC; PostgreSQL writes it."""
    read = datetime.fromisoformat(text)
    return read if read.tzinfo else read.replace(tzinfo=UTC)
