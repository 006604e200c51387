"""What stands in a history, in words: values of columns, and what the rows themselves are called."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.db import models
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from contacts.history.kinds import seen_by
from contacts.organizations.models import Organization
from contacts.parties.models import Attachment, Consent, ContactPoint, ExternalId, Note, Party, Tag, Tagging
from contacts.parties.spans import as_known
from contacts.people.models import Person
from contacts.policy.models import Arrangement, Decision, Initiative, SchoolAutonomy, StageChange
from contacts.policy.vocabulary import ArrangementType, AutonomyArea, Stage
from contacts.roles.models import Role, Seat, called
from crm.parts.records import Record

if TYPE_CHECKING:
    from crm.accounts.models import User

# Columns whose own name says less than the page should.
LABELS: dict[str, Any] = {
    "trashed_at": gettext_lazy("in the trash since"),
    "merged_into": gettext_lazy("merged into"),
    "do_not_contact": gettext_lazy("do not contact at all"),
    "from_party": gettext_lazy("from"),
    "to_party": gettext_lazy("to"),
    "side": gettext_lazy("side"),
    "source": gettext_lazy("source"),
    "supersedes": gettext_lazy("corrects"),
    "record_kind": gettext_lazy("on a"),
    "filter": gettext_lazy("what it asks for"),
}
# What the name of a row says already.
_IN_THE_NAME = frozenset(
    {"person", "organization", "tag", "source", "value", "channel", "sort_name", "meeting", "saved_list",
     "initiative", "document", "record_id", "seat", "school", "folded"}
)  # fmt: skip


class Names:
    """The names behind keys in rows of histories, a query for each table that is named at all.

    What this reader may not see has no name here: it reads as "a meeting".
    """

    def __init__(self, rows: Iterable[Any], reader: User) -> None:
        wanted: dict[Any, set[Any]] = defaultdict(set)
        for row in rows:
            for each in row.tracked_fields:
                key = getattr(row, each.attname) if each.is_relation else None
                if key is not None:
                    wanted[each.related_model].add(key)
            if row.instance_type is Attachment and row.record_kind in ("person", "organization", "party"):
                wanted[Party].add(row.record_id)
        self.found = {model: _named(model, keys, reader) for model, keys in wanted.items()}

    def of(self, model: Any, key: Any) -> str:
        """The name of one row; the kind of thing it is where the reader may not see it, or it is gone for good."""
        if key is None:
            return ""
        name = self.found.get(model, {}).get(key)
        return str(name) if name is not None else _("one %(kind)s") % {"kind": model._meta.verbose_name}

    def value(self, each: Any, row: Any) -> str:
        """What a column of a row says; "" for nothing."""
        value = getattr(row, each.attname)
        if value in (None, "", [], {}):
            return ""
        if precision := getattr(row, f"{each.name}_precision", None):
            return str(as_known(value, precision))
        if each.is_relation:
            return self.of(each.related_model, value)
        if each.choices:
            return str(dict(each.flatchoices).get(value, value))
        return _plain(value)

    def row(self, row: Any) -> str:
        """What a row is called among those of its record: the address, the channel, the tag, the role."""
        model = row.instance_type
        if model is Tagging:
            return self.of(Tag, row.tag_id)
        if model is ContactPoint:
            return str(row.value)
        if model is ExternalId:
            return f"{row.source} {row.value}".strip()
        if model is Consent:
            return str(dict(Consent.Channel.choices).get(row.channel, row.channel))
        if model is Seat:
            return str(row.label)
        if model is Role:
            return f"{called(row.type, row.title)}, {self.of(Organization, row.organization_id)}"
        if model is StageChange:
            return str(dict(Stage.choices).get(row.stage, row.stage))
        if model is Arrangement:
            return str(dict(ArrangementType.choices).get(row.type, row.type))
        if model is SchoolAutonomy:
            return str(dict(AutonomyArea.choices).get(row.area, row.area))
        return self._by_what_it_names(row)

    def _by_what_it_names(self, row: Any) -> str:
        """The kind of row, with whom or what it is about."""
        kind = str(row.instance_type._meta.verbose_name).capitalize()
        if row.instance_type is Decision:
            return f"{kind}: {self.of(Organization, row.body_id)}"
        if row.instance_type is Note:
            return f"{kind}, {date_format(row.on)}" if row.on else kind
        if row.instance_type is Attachment:
            return f"{kind}: {self.of(row._meta.get_field('document').related_model, row.document_id)}"
        for name in ("person_id", "party_id", "initiative_id"):
            if getattr(row, name, None) is not None:
                field = row._meta.get_field(name.removesuffix("_id"))
                return f"{kind}: {self.of(field.related_model, getattr(row, name))}"
        return kind

    def whole(self, row: Any, told: Iterable[Any]) -> str:
        """A new row in one line, without what is empty or as usual."""
        said = []
        for each in told:
            value = getattr(row, each.attname)
            usual = each.get_default() if each.has_default() else None
            if value not in (None, "", [], False, {}) and value != usual and each.name not in _IN_THE_NAME:
                said.append(f"{label_of(each)}: {self.value(each, row)}")
        return " · ".join(said)


def label_of(each: Any) -> str:
    """What the screen calls a column."""
    return str(LABELS.get(each.name) or each.verbose_name)


def stored(row: Any, each: Any) -> Any:
    """The value of a column with its precision: the same day known better is a change."""
    return getattr(row, each.attname), getattr(row, f"{each.name}_precision", None)


def _named(model: Any, keys: set[Any], reader: User) -> dict[Any, str]:
    """Names by key, of those that the reader may see."""
    rows = model._base_manager.filter(pk__in=keys)
    seen = seen_by(model, reader) if issubclass(model, Record) else None
    if seen is not None:
        rows = rows.filter(seen)
    if model in (Person, Organization, Party, Initiative):
        label = "label" if model is Party else "name"
        return dict(rows.values_list("pk", label))
    return {row.pk: str(row) for row in rows}


def _plain(value: Any) -> str:
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, list):
        return ", ".join(str(one) for one in value)
    if isinstance(value, dict):
        return " · ".join(f"{key}: {_plain(said)}" for key, said in value.items())
    if isinstance(value, datetime):
        return date_format(timezone.localtime(value), "j M Y, H:i")
    if isinstance(value, date):
        return date_format(value, "j M Y")
    if isinstance(value, models.Model):
        return str(value)
    return str(value)
