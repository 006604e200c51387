"""From rows about people or organizations to a plan: matched by number, compared field by field, written in chunks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from contacts.imports.known import as_last_imported, circles, parties_by_number, parts
from contacts.imports.making import follow, new_columns, relabel, warn_of_namesakes
from contacts.imports.planned import Did, Plan, PlannedRow, Progress, listed
from contacts.imports.wanted import Attached, Shape, WantedParty
from contacts.organizations.models import Organization
from contacts.parties.models import ExternalId, Party
from crm.parts.many import create_columns
from crm.parts.records import Record, change_all, column


class PartyPlan:
    """The plan of a file whose rows are parties. `before` writes what the rows rest on: chambers, tags."""

    def __init__(
        self,
        shape: Shape,
        rows: Sequence[WantedParty],
        problems: Sequence[PlannedRow],
        attached: Sequence[Attached],
        warnings: list[str],
    ) -> None:
        self.shape = shape
        self.attached = attached
        self.warnings = warnings
        self.kept = 0
        self.diffs: dict[int, dict[str, Any]] = {}
        self.rows = self._once_each(rows)
        self.ledger = sorted([*rows, *problems], key=lambda row: row.line)
        self._match()
        self._compare()
        for step in attached:
            step.compare([row for row in self.rows if not row.did])
        self._decide()

    def plan(self, also: Counter[str]) -> Plan:
        return Plan(self.ledger, self.write, self.warnings, also)

    # --- deciding ----------------------------------------------------------------------------------------------------

    def _once_each(self, rows: Sequence[WantedParty]) -> list[WantedParty]:
        """One row for each number: the first, saying what the fullest of them says. The others repeat it."""
        first: dict[str, WantedParty] = {}
        differ: list[str] = []
        for row in rows:
            one = first.setdefault(row.key, row)
            if one is row:
                continue
            if one.fullness != row.fullness:
                differ.append(str(row.line))
                if row.fullness > one.fullness:
                    _say_instead(one, row)
            row.did = Did.SKIPPED.value
            row.says = _("Repeats line %(line)s.") % {"line": one.line}
        if differ:
            self.warnings.append(
                _(
                    "Lines that repeat another with something different in them (the fuller one counts): %(lines)s."
                )
                % {"lines": listed(differ)}
            )
        return list(first.values())

    def _match(self) -> None:
        """Find each row's party by its number."""
        known = parties_by_number(self.shape.source, [row.key for row in self.rows])
        taken: dict[int, WantedParty] = {}
        for row in self.rows:
            found = known.get(row.key)
            if found is None:
                continue
            if found.kind != self.shape.kind:
                row.did, row.says = (
                    Did.ERROR.value,
                    _("The number %(key)s is on the record for something else.") % {"key": row.key},
                )
            elif found.trashed:
                row.did, row.says = (
                    Did.SKIPPED.value,
                    _("It lies in the trash. Restore it to bring it up to date."),
                )
            elif found.party_id in taken:
                line = taken[found.party_id].line
                row.did, row.says = (
                    Did.SKIPPED.value,
                    _("Was merged with what line %(line)s names.") % {"line": line},
                )
            else:
                row.party_id = found.party_id
                taken[found.party_id] = row
        for row in self.rows:
            if isinstance(row.parent, WantedParty) and row.parent.did:
                row.parent = None  # it is not brought in itself

    def _compare(self) -> None:
        """Compare what is there with what the file says, field by field."""
        there = self.there = {row.party_id: row for row in self.rows if row.party_id and not row.did}
        names = [*self.shape.fields, *(["parent_id"] if self.shape.has_parent else [])]
        names += ["details"] if self.shape.has_details else []
        for part in parts(sorted(there)):
            for key, *values in self.shape.model._base_manager.filter(pk__in=part).values_list("pk", *names):
                differs = _differs(self.shape, there[key], dict(zip(names, values, strict=True)))
                if differs:
                    self.diffs[key] = differs
        self._keep_what_was_changed_here(names)
        self._refuse_circles()
        for key, differs in self.diffs.items():
            self._say_what_differs(there[key], differs)

    def _keep_what_was_changed_here(self, names: Sequence[str]) -> None:
        """Where the file says what it said when it was last brought in, whoever changed the record since is right."""
        before = as_last_imported(self.shape.model, self.diffs, names)
        for key in list(self.diffs):
            differs, then = self.diffs[key], before.get(key, {})
            for name, (old, new) in list(differs.items()):
                if name == "details":
                    said = then.get("details") or {}
                    new = {each: text for each, text in new.items() if said.get(each) != text}
                    differs[name] = (old, new)
                    settled = not new
                else:
                    settled = name in then and then[name] == new
                if settled:
                    del differs[name]
                    self.kept += 1
            if not differs:
                del self.diffs[key]

    def _refuse_circles(self) -> None:
        """A parent that lies below its child stays what it is."""
        moves = {
            key: differs["parent_id"][1]
            for key, differs in self.diffs.items()
            if differs.get("parent_id", (0, 0))[1]
        }
        for key in circles(moves):
            self.there[key].remark(
                _("The file puts it below something that belongs to it; its parent stays as it is.")
            )
            del self.diffs[key]["parent_id"]
            if not self.diffs[key]:
                del self.diffs[key]

    def _say_what_differs(self, row: WantedParty, differs: dict[str, Any]) -> None:
        for name, (old, new) in differs.items():
            if name == "details":
                for each, text in new.items():
                    row.change(each, old.get(each, ""), text)
                continue
            field = column(self.shape.model, name.removesuffix("_id"))
            if name == "parent_id":
                new = getattr(row.parent, "name", "") or new
                old = (
                    Organization._base_manager.filter(pk=old).values_list("name", flat=True).first()
                    if old
                    else ""
                )
            row.change(str(field.verbose_name), old, new)

    def _decide(self) -> None:
        for row in self.rows:
            if not row.did:
                row.did = (
                    Did.CREATED if row.party_id is None else Did.UPDATED if row.changes else Did.UNCHANGED
                ).value
                row.record_kind = self.shape.kind
                row.record_id = row.party_id
        if self.kept:
            self.warnings.append(
                ngettext(
                    "%(count)s value was changed here since the file was last brought in, and stays as it is here.",
                    "%(count)s values were changed here since the file was last brought in, and stay as they are here.",
                    self.kept,
                )
                % {"count": self.kept}
            )
        self._warn_of_namesakes()

    def _warn_of_namesakes(self) -> None:
        warn_of_namesakes(self.shape, self.rows, self.warnings)

    # --- writing -----------------------------------------------------------------------------------------------------

    def write(self, progress: Progress) -> None:
        """Write all of it inside the running act, some thousands at a time."""
        # Each after its parent, so that it has a key when it is needed.
        new = sorted((row for row in self.rows if row.did == Did.CREATED), key=_storeys_below)
        done = 0
        for part in parts(new):
            self._create(part)
            for step in self.attached:
                step.create(part)
            done += len(part)
            progress(_("Adding"), done, len(new))
        self._change(progress)
        for step in self.attached:
            step.change()

    def _create(self, rows: Sequence[WantedParty]) -> None:
        count = len(rows)
        labels = [row.name[:300] for row in rows]
        keys = create_columns(Party, count, kind=self.shape.kind, label=labels, **self._new_parties(rows))
        for row, key in zip(rows, keys, strict=True):
            row.party_id = row.record_id = key
        create_columns(self.shape.model, count, party_id=keys, **new_columns(self.shape, rows))
        self._number(rows, keys)

    def _new_parties(self, rows: Sequence[WantedParty]) -> dict[str, Any]:
        """What new parties are besides their names, column by column."""
        return {}

    def _number(self, rows: Sequence[WantedParty], keys: Sequence[int]) -> None:
        """Give each new party the number by which the next import finds it."""
        values = [row.key for row in rows]
        create_columns(ExternalId, len(rows), party_id=keys, source=self.shape.source, value=values)

    def _change(self, progress: Progress) -> None:
        model: Any = self.shape.model
        done = 0
        for part in parts(sorted(self.diffs), 1000):
            fields: set[str] = set()
            changed: list[Record] = []
            renamed: dict[int, str] = {}
            for record in model._base_manager.select_for_update().filter(pk__in=part):
                row = self.there[record.pk]
                for name, (_old, new) in self.diffs[record.pk].items():
                    if name == "details":
                        new = {**record.details, **new}
                    elif name == "parent_id" and row.parent is not None:
                        new = row.parent.party_id  # it may have been made by this plan
                    setattr(record, name, new)
                    fields.add(name.removesuffix("_id"))
                fields.update(follow(record, self.diffs[record.pk]))
                if "name" in self.diffs[record.pk]:
                    renamed[record.pk] = record.name
                changed.append(record)
            change_all(model, changed, sorted(fields))
            relabel(renamed)
            done += len(part)
            progress(_("Changing"), done, len(self.diffs))


def _storeys_below(row: WantedParty) -> int:
    """How many rows of the file stand above this one."""
    storeys, up = 0, row.parent
    while isinstance(up, WantedParty):
        storeys, up = storeys + 1, up.parent
    return storeys


def _say_instead(one: WantedParty, other: WantedParty) -> None:
    """Let the first row of a number say what another row of it says."""
    for name in ("name", "says", "values", "details", "numbers", "points", "parent", "tag", "office"):
        setattr(one, name, getattr(other, name))


def _differs(shape: Shape, row: WantedParty, now: dict[str, Any]) -> dict[str, Any]:
    """The fields for which the file says something else than the record: name to (old, new)."""
    differs: dict[str, Any] = {
        name: (now[name], value)
        for name, value in zip(shape.fields, row.values, strict=True)
        if value is not None and value != "" and value != now[name]
    }
    # A parent that this plan makes has no key yet, and is another than any that is there.
    if shape.has_parent and row.parent is not None and (row.parent.party_id or -1) != (now["parent_id"] or 0):
        differs["parent_id"] = (now["parent_id"], row.parent.party_id)
    if shape.has_details:
        old = now["details"] or {}
        new = {name: text for name, text in row.details if text and old.get(name) != text}
        if new:
            differs["details"] = (old, new)
    return differs
