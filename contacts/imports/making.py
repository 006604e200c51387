"""How rows become people and organizations: their columns, what follows from name and type, and namesakes."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from django.utils.translation import gettext as _

from contacts.imports.planned import Did, listed
from contacts.imports.wanted import Shape, WantedParty
from contacts.organizations.models import Organization, sphere_of_type
from contacts.parties.models import ExternalId, Party
from contacts.people.models import Person
from crm.parts.records import change_all, column
from crm.parts.text import fold, sort_name_of


def new_columns(shape: Shape, rows: Sequence[WantedParty]) -> dict[str, Any]:
    """What people or organizations are made of, column by column, with what follows from name and type."""
    columns: dict[str, Any] = {}
    for at, name in enumerate(shape.fields):
        default = shape.defaults.get(name, column(shape.model, name).get_default())
        columns[name] = [default if (value := row.values[at]) is None else value for row in rows]
    if shape.has_parent:
        columns["parent_id"] = [row.parent.party_id if row.parent else None for row in rows]
    if shape.has_details:
        columns["details"] = [{name: text for name, text in row.details if text} for row in rows]
    if shape.model is Organization:
        columns["sort_name"] = [fold(name)[:300] for name in columns["name"]]
        columns["sphere"] = [sphere_of_type(type_).value for type_ in columns["type"]]
    else:
        names = zip(columns["name"], columns["given_name"], columns["family_name"], strict=True)
        columns["sort_name"] = [sorted_as(*(part or "" for part in each)) for each in names]
    return columns


def sorted_as(name: str, given: str, family: str) -> str:
    """Family name first where the file tells which it is, else as it is guessed from the name."""
    return fold(f"{family}, {given}" if family and given else sort_name_of(name))[:300]


def relabel(renamed: dict[int, str]) -> None:
    """Let the labels of parties follow their new names, inside the running act."""
    if not renamed:
        return
    labelled = list(Party._base_manager.select_for_update().filter(pk__in=renamed))
    for party in labelled:
        party.label = renamed[party.pk][:300]
    change_all(Party, labelled, ["label"])


def follow(record: Any, changed: Collection[str]) -> list[str]:
    """Set what is made of the fields that changed; returns its names."""
    if isinstance(record, Person):
        if not {"name", "given_name", "family_name"} & set(changed):
            return []
        record.sort_name = sorted_as(record.name, record.given_name, record.family_name)
        return ["sort_name"]
    record.sort_name = fold(record.name)[:300]
    record.sphere = sphere_of_type(record.type).value
    return [made for made, of in (("sort_name", "name"), ("sphere", "type")) if of in changed]


def warn_of_namesakes(shape: Shape, rows: Sequence[WantedParty], warnings: list[str]) -> None:
    """Say which new rows have a name that stands on the record already, without a number of this source.

    One query over all that have no such number.
    """
    new = [row for row in rows if row.did == Did.CREATED]
    if not new:
        return
    model: Any = shape.model
    there = model._base_manager.filter(
        party__trashed_at__isnull=True, party__merged_into__isnull=True
    ).exclude(pk__in=ExternalId._base_manager.filter(source=shape.source).values("party_id"))
    if model is Organization:
        types = {_value(shape, row, "type") or shape.defaults.get("type") for row in new}
        names = {
            (fold(name), state) for name, state in there.filter(type__in=types).values_list("name", "state")
        }
        same = [row for row in new if (fold(row.name), _value(shape, row, "state") or "") in names]
    else:
        people = {fold(name) for name in there.values_list("name", flat=True)}
        same = [row for row in new if fold(row.name) in people]
    for row in same:
        row.remark(_("Somebody or something of this name is on the record already, without this number."))
    if same:
        warnings.append(
            _("New, though the name is on the record already (perhaps the same): %(names)s.")
            % {"names": listed(f"{row.name} (line {row.line})" for row in same)}
        )


def _value(shape: Shape, row: WantedParty, field: str) -> Any:
    return row.values[shape.fields.index(field)] if field in shape.fields else None
