"""Bringing a file in: a plan first, then everything in one act, and a row of account for each row of the file."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

from django.db import IntegrityError
from django.utils.translation import gettext as _

from contacts.imports.known import parts
from contacts.imports.models import ImportBatch, ImportRow
from contacts.imports.planned import Plan, Progress, no_progress
from contacts.imports.reading import Format, Reading, WrongFile, open_as
from contacts.imports.tables.mapping import TableMapping
from crm.parts.audit import AuditEvent, act
from crm.parts.many import insert_columns
from crm.parts.sheets import SheetError

if TYPE_CHECKING:
    from crm.accounts.models import User

LONGEST_REMARK = 2000


class Prepared:
    """A file with its plan, and the last act that the plan knows of."""

    def __init__(
        self,
        format: Format,
        source: str | Path | BinaryIO,
        name: str,
        options: Mapping[str, str],
        mapping: TableMapping | None = None,
        by: User | None = None,
    ) -> None:
        self._mapping, self._by = mapping, by
        self._source = source
        self.format = format
        self.options = {key: value for key, value in options.items() if value}
        self.name = name
        self.last_act = _last_act()
        self.reading, self.plan = self._planned()

    def _planned(self) -> tuple[Reading, Plan]:
        reading = open_as(
            self.format, self._source, self.name, self.options, mapping=self._mapping, by=self._by
        )
        try:
            plan = self.format.plan(reading)
        except SheetError as error:
            raise WrongFile(str(error)) from None
        if not plan.rows:
            raise WrongFile(_("The file names its columns but has no rows below them. Export it again."))
        return reading, plan

    def up_to_date(self) -> None:
        """Plan anew if somebody changed the record since. Called inside the act that writes."""
        if _last_act() != self.last_act:
            self.reading, self.plan = self._planned()
            self.last_act = _last_act()


def prepare(
    format: Format,
    source: str | Path | BinaryIO,
    name: str = "",
    options: Mapping[str, str] | None = None,
    *,
    mapping: TableMapping | None = None,
    by: User | None = None,
) -> Prepared:
    """Read a file and plan what bringing it in would do. Writes nothing.

    `mapping` says what the columns of a table mean (else they are guessed), `by` who brings it.

    Raises WrongFile, in words, for a file that is not what it claims.
    """
    return Prepared(format, source, name, options or {}, mapping, by)


def bring_in(prepared: Prepared, *, by: User, progress: Progress = no_progress) -> ImportBatch:
    """Write what was planned, in one transaction and one act, with an account of every row.

    Raises WrongFile if no row can be brought in, or if somebody wrote the same records at the same time; then
    nothing has changed.
    """
    subject = f"{prepared.format.name}: {prepared.reading.sheet.name}"
    try:
        with act(by=by, verb="import", subject=subject) as running:
            prepared.up_to_date()
            plan = prepared.plan
            if plan.useless:
                raise WrongFile(_nothing_usable(prepared))
            plan.write(progress)
            batch = _account(prepared, by, running.event if running.changed_something else None)
            progress(_("Filing what was done"), 0, 0)
        return batch
    except IntegrityError:
        raise WrongFile(
            _("Somebody changed the same records at the same time. Nothing was written: try again.")
        ) from None


def _account(prepared: Prepared, by: User, event: AuditEvent | None) -> ImportBatch:
    plan, sheet = prepared.plan, prepared.reading.sheet
    counts = plan.counts()
    batch = ImportBatch.objects.create(
        format=prepared.format.name,
        filename=sheet.name[:255],
        sha256=sheet.digest,
        mapping=_mapping_of(prepared),
        by=by,
        act=event,
        rows=len(plan.rows),
        created=counts["created"],
        updated=counts["updated"],
        unchanged=counts["unchanged"],
        skipped=counts["skipped"],
        errors=counts["error"],
        warnings=plan.warnings,
    )
    for part in parts(plan.rows):
        insert_columns(
            ImportRow,
            len(part),
            batch_id=batch.pk,
            line=[row.line for row in part],
            did=[row.did for row in part],
            record_kind=[row.record_kind for row in part],
            record_id=[row.record_id for row in part],
            says=[row.says[:LONGEST_REMARK] for row in part],
        )
    return batch


def _mapping_of(prepared: Prepared) -> dict[str, Any]:
    """What the columns were taken for; of a table, so that the next file of its shape is understood at once."""
    reading = prepared.reading
    if reading.mapping is not None:
        return {
            "shape": reading.mapping.shape,
            "table": reading.mapping.for_next(),
            "options": prepared.options,
        }
    columns = {name: reading.sheet.header[at] for name, at in reading.columns.at.items()}
    return {"columns": columns, "options": prepared.options}


def _nothing_usable(prepared: Prepared) -> str:
    """Why no row can be brought in: the first few, and what may have to come before."""
    rows = prepared.plan.rows
    said = [_("None of the %(count)s rows can be brought in.") % {"count": f"{len(rows):,}"}]
    said += [_("Line %(line)s: %(says)s") % {"line": row.line, "says": row.says} for row in rows[:3]]
    if prepared.format.after:
        said.append(_("These files come first: %(formats)s.") % {"formats": ", ".join(prepared.format.after)})
    return " ".join(said)


def _last_act() -> int:
    return AuditEvent.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
