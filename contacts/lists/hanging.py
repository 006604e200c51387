"""Whatever small things hang on a person or organization, in one query: a page of a party shows a dozen kinds of them.

Each kind is an arm of one UNION that gives its kind and a JSON object; here they become plain rows again. For showing
only: whoever changes one reads it as its model.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from types import SimpleNamespace
from typing import Any
from uuid import UUID

from django.db.models import CharField, Count, OuterRef, Q, QuerySet, Subquery, Value
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
    alive,
)
from contacts.policy.models import Arrangement, SchoolAutonomy
from contacts.policy.vocabulary import ArrangementType, AutonomyArea, AutonomyLevel, BarrierLevel
from contacts.roles.models import ROLE_NAMES, Seat
from contacts.tasks.models import Task
from crm.accounts.models import User
from crm.parts.prepared import ask

# Of a district's schools the page shows so many; the list has them all.
CHILDREN_SHOWN = 60


@dataclass(frozen=True)
class About:
    """The party that things hang on, by its key, and whoever looks."""

    key: int
    kind: str
    user: User


@dataclass(frozen=True)
class Arm:
    """One kind of small thing: its rows, and what is read of each (name and column)."""

    kind: str
    rows: Callable[[About], QuerySet[Any]]
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


def _same(*names: str) -> dict[str, str]:
    return {name: name for name in names}


def _points(about: About) -> QuerySet[Any]:
    """Each with `others`: how many more are reached by the same way today (None: nobody)."""
    same = (
        ContactPoint.objects.filter(alive(), kind=OuterRef("kind"), normalized=OuterRef("normalized"))
        .filter(valid_to__isnull=True)
        .exclude(Q(normalized="") | Q(party=OuterRef("party")))
        .order_by()
        .values("kind")
        .annotate(n=Count("party", distinct=True))
    )
    of_party = ContactPoint.objects.filter(party=about.key)
    found: QuerySet[Any] = of_party.annotate(others=Subquery(same.values("n")))
    return found


def _documents(about: About) -> QuerySet[Any]:
    attached = Attachment.objects.filter(record_kind=about.kind, record_id=about.key)
    found: QuerySet[Any] = Document.objects.visible_to(about.user).filter(pk__in=attached.values("document"))
    return found


def _children(about: About) -> QuerySet[Any]:
    """The first of them by name. An arm of a UNION may not be cut; a subquery of its keys may."""
    children = Organization.objects.visible_to(about.user).filter(parent=about.key)
    first = children.order_by("sort_name", "pk")[:CHILDREN_SHOWN]
    found: QuerySet[Any] = Organization._base_manager.filter(pk__in=first.values("pk"))
    return found


OF_EVERY_PARTY = (
    Arm(
        "points",
        _points,
        _same("kind", "value", "label", "status", "primary", "valid_from", "valid_to", "source", "others"),
        {"label": dict(ContactPoint.Label.choices), "status": dict(ContactPoint.Status.choices)},
        days=("valid_from", "valid_to"),
    ),
    Arm(
        "consents",
        lambda about: Consent.objects.filter(party=about.key),
        _same("channel", "answer", "on", "how"),
        {"channel": dict(Consent.Channel.choices), "answer": dict(Consent.Answer.choices)},
        days=("on",),
    ),
    Arm(
        "tags",
        lambda about: Tagging.objects.filter(party=about.key),
        {"name": "tag__name", "uid": "tag__uid"},
    ),
    Arm("numbers", lambda about: ExternalId.objects.filter(party=about.key), _same("source", "value")),
    Arm(
        "notes",
        lambda about: Note.objects.visible_to(about.user).filter(party=about.key),
        {"on": "on", "text": "text", **WRITTEN},
        days=("on",),
    ),
    Arm(
        "documents",
        _documents,
        {**_same("title", "kind", "day", "link", "size"), **WRITTEN},
        {"kind": dict(Document.Kind.choices)},
        days=("day",),
    ),
    Arm(
        "evidence",
        lambda about: BarrierEvidence.objects.visible_to(about.user).filter(raised_by=about.key),
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
        lambda about: Task.objects.visible_to(about.user).filter(party=about.key),
        {
            **_same("title", "due_on", "owed_by", "done_at", "created_at", "visibility"),
            "team": "team__name",
            "first_name": "assignee__first_name",
            "last_name": "assignee__last_name",
            "username": "assignee__username",
        },
        days=("due_on",),
        moments=("done_at", "created_at"),
    ),
)
OF_ORGANIZATIONS = (
    Arm(
        "children",
        _children,
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
        lambda about: Seat.objects.visible_to(about.user).filter(organization=about.key),
        {**_same("label", "type", "status", "term_end", "how"), "key": "pk"},
        {"status": dict(Seat.Status.choices), "type": ROLE_NAMES},
        days=("term_end",),
    ),
    Arm(
        "standings",
        lambda about: Arrangement.objects.filter(school=about.key),
        {
            **_same("type", "status", "start", "end", "voted_yes", "voted_eligible"),
            "authority": "authority__name",
        },
        {"type": dict(ArrangementType.choices), "status": dict(Arrangement.Status.choices)},
        days=("start", "end"),
    ),
    Arm(
        "autonomies",
        lambda about: SchoolAutonomy.objects.filter(school=about.key),
        _same("area", "level"),
        {"area": dict(AutonomyArea.choices), "level": dict(AutonomyLevel.choices)},
    ),
)
ARMS: dict[str, tuple[Arm, ...]] = {
    Party.Kind.PERSON: OF_EVERY_PARTY,
    Party.Kind.ORGANIZATION: OF_EVERY_PARTY + OF_ORGANIZATIONS,
}


def hanging_on(party: Party, user: User) -> dict[str, list[Any]]:
    """The rows of all that this party may have by kind, in order of their keys, as far as this user may see them. One
    query.

    A row has what the arm reads as attributes, `uid`, `key`, and `<name>_word` for stored values.
    """
    arms = {arm.kind: arm for arm in ARMS[party.kind]}
    found: dict[str, list[Any]] = defaultdict(list)
    rows = ask(_every_arm, party.pk, user, party.kind)
    for kind, key, values in sorted(rows, key=lambda row: row[:2]):
        found[kind].append(_row(arms[kind], key, values))
    return found


def _every_arm(key: int, user: User, kind: str) -> QuerySet[Any, Any]:
    about = About(key, kind, user)
    first, *others = (_asked(arm, about) for arm in ARMS[kind])
    return first.union(*others, all=True)


def _asked(arm: Arm, about: About) -> QuerySet[Any, Any]:
    rows: Any = arm.rows(about)
    read = dict(arm.read)
    if "uid" not in read and any(f.name == "uid" for f in rows.model._meta.concrete_fields):
        read["uid"] = "uid"
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
