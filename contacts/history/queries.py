"""What changed about a person or organization, act by act and field by field, as everyone may read it.

Only tables that are visible to all: notes, readings, ties, meetings and next steps have their own pages and scopes.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import models
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from contacts.organizations.models import Organization
from contacts.parties.models import Consent, ContactPoint, ExternalId, Party, Tag, Tagging
from contacts.parties.spans import as_known
from contacts.people.models import Person
from contacts.roles.models import ROLE_NAMES, Role, Seat
from crm.accounts.models import User
from crm.parts.audit import AuditEvent
from crm.parts.records import history_table

ACTS_SHOWN = 60
# Nothing that a person typed.
_SILENT = frozenset({"id", "uid", "party", "version", "created_at", "created_by", "changed_at", "changed_by"})
_SILENT_OF: dict[type[models.Model], frozenset[str]] = {
    Party: frozenset({"label", "kind"}),
    ContactPoint: frozenset({"normalized"}),
    Person: frozenset({"details"}),
    Organization: frozenset({"sort_name", "sphere", "details"}),
}


@dataclass(frozen=True)
class Change:
    """One field of one row: what it was and what it became; `what` names the row."""

    what: str
    label: str
    before: str
    after: str


@dataclass
class ChangedBy:
    """One act and what it changed here."""

    event: AuditEvent
    changes: list[Change] = field(default_factory=list)


def history_of(record: Person | Organization) -> list[ChangedBy]:
    """The last acts that touched the open part of a record, newest first. One query a table and a few for names."""
    rows: list[tuple[Any, Any, Any]] = []  # model, row before, row
    for model, where in _tables(record):
        last: dict[Any, Any] = {}
        for row in history_table(model).objects.filter(**where).order_by("history_id"):
            key = getattr(row, model._meta.pk.attname)
            rows.append((model, last.get(key), row))
            last[key] = row
    newest = sorted({row.act_id for _model, _before, row in rows}, reverse=True)[:ACTS_SHOWN]
    shown = [entry for entry in rows if entry[2].act_id in set(newest)]
    events = AuditEvent.objects.select_related("by").in_bulk(newest)
    names = _Names(shown)
    by_act = {key: ChangedBy(events[key]) for key in newest if key in events}
    for model, before, row in sorted(shown, key=lambda entry: entry[2].history_id):
        if row.act_id in by_act:
            by_act[row.act_id].changes.extend(_changes(model, before, row, names))
    return [changed for changed in by_act.values() if changed.changes]


def _tables(record: Person | Organization) -> Iterable[tuple[Any, dict[str, Any]]]:
    key, person = record.pk, isinstance(record, Person)
    yield type(record), {"party_id": key}
    yield Party, {"id": key}
    for model in (ContactPoint, Consent, Tagging, ExternalId):
        yield model, {"party_id": key}
    yield Role, {"person_id": key} if person else {"organization_id": key}
    if not person:
        yield Seat, {"organization_id": key}


def _changes(model: Any, before: Any, row: Any, names: _Names) -> list[Change]:
    what = "" if model in (Person, Organization, Party) else names.row(model, row)
    if row.history_type == "-":
        return [Change(what, _("taken out"), "", "")]
    silent = _SILENT | _SILENT_OF.get(model, frozenset())
    told = [
        each
        for each in row.tracked_fields
        if each.name not in silent and not each.name.endswith("_precision")
    ]
    if before is None:
        return [] if model is Party else [Change(what, _("added"), "", _whole(row, told, names))]
    return [
        Change(what, str(each.verbose_name), names.value(each, before), names.value(each, row))
        for each in told
        if _stored(before, each) != _stored(row, each)
    ]


def _stored(row: Any, each: Any) -> Any:
    """The value with its precision: the same day known better is a change."""
    return getattr(row, each.attname), getattr(row, f"{each.name}_precision", None)


def _whole(row: Any, told: list[Any], names: _Names) -> str:
    """A new row in one line, without what is empty or as usual."""
    said = []
    for each in told:
        value = getattr(row, each.attname)
        usual = each.get_default() if each.has_default() else None
        if value not in (None, "", [], False, {}) and value != usual and not _in_the_name(each):
            said.append(f"{each.verbose_name}: {names.value(each, row)}")
    return " · ".join(said)


def _in_the_name(each: Any) -> bool:
    """What the row's own name says already."""
    return each.name in ("person", "organization", "tag", "source", "value", "channel", "sort_name")


class _Names:
    """The names behind keys in history rows, a query for each kind of record that is named at all."""

    def __init__(self, rows: list[tuple[Any, Any, Any]]) -> None:
        wanted: dict[Any, set[Any]] = defaultdict(set)
        for _model, before, row in rows:
            for each in row.tracked_fields:
                if each.is_relation and each.related_model in (User, Organization, Person, Party, Seat, Tag):
                    for one in (before, row):
                        if one is not None and getattr(one, each.attname) is not None:
                            wanted[each.related_model].add(getattr(one, each.attname))
        self.found = {model: model._base_manager.in_bulk(list(keys)) for model, keys in wanted.items()}

    def value(self, each: Any, row: Any) -> str:
        value = getattr(row, each.attname)
        if value in (None, "", []):
            return ""
        if precision := getattr(row, f"{each.name}_precision", None):
            return str(as_known(value, precision))
        if each.is_relation:
            return str(self.found.get(each.related_model, {}).get(value, value))
        if each.choices:
            return str(dict(each.flatchoices).get(value, value))
        if isinstance(value, bool):
            return _("yes") if value else _("no")
        if isinstance(value, list):
            return ", ".join(str(one) for one in value)
        if isinstance(value, datetime):
            return date_format(timezone.localtime(value), "j M Y, H:i")
        if isinstance(value, date):
            return date_format(value, "j M Y")
        return str(value)

    def row(self, model: Any, row: Any) -> str:
        """What names the row itself: the address, the channel, the tag, the role."""
        if model is Tagging:
            return str(self.found.get(Tag, {}).get(row.tag_id, ""))
        if model is ContactPoint:
            return str(row.value)
        if model is ExternalId:
            return f"{row.source} {row.value}"
        if model is Consent:
            return str(dict(Consent.Channel.choices).get(row.channel, row.channel))
        if model is Seat:
            return str(row.label)
        if model is Role:
            return self._role(row)
        return ""

    def _role(self, row: Any) -> str:
        called = row.title or ROLE_NAMES.get(row.type, row.type)
        at = self.found.get(Organization, {}).get(row.organization_id, "")
        return f"{called}, {at}"
