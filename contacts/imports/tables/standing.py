"""Positions and meetings that a table of people brings: readings, and days on which somebody was met."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from contacts.imports.known import parts
from contacts.imports.tables.positions import usable
from contacts.imports.tables.rows import Reading, TableRow
from contacts.interest.models import Assessment, HowWeKnow, InterestLevel, Stance
from contacts.meetings.models import Attendance, Meeting
from contacts.policy.models import Initiative
from crm.parts.audit import current_act
from crm.parts.many import create_columns

if TYPE_CHECKING:
    from crm.accounts.models import User

SOURCE = "file"


class Readings:
    """One reading a row, of whoever brings the file, on the day that they gave. Readings are added, never changed."""

    def __init__(
        self, by: User | None, initiative: Initiative | None, on: date | None, how: str, filename: str
    ) -> None:
        self.by, self.initiative, self.on = by, initiative, on
        self.how = how if how in HowWeKnow.values else HowWeKnow.GUESS.value
        self.filename = filename
        self.new: list[tuple[Any, Reading]] = []

    def compare(self, rows: Sequence[Any]) -> None:
        there: dict[int, TableRow] = {
            row.party_id: row for row in rows if row.party_id is not None and row.reading
        }
        has: set[tuple[int, str, int | None]] = set()
        for part in parts(sorted(there)) if self.by is not None else ():
            # One's own readings alone: others' may be hidden, and somebody else may have read the same.
            mine = Assessment._base_manager.filter(
                party__in=part, assessor=self.by, assessed_on=self.on or date.min, initiative=self.initiative
            )
            has |= set(mine.values_list("party_id", "stance", "level"))
        for party, row in there.items():
            reading = row.reading
            if reading is None or (party, reading.stance, reading.level) in has:
                continue
            self.new.append((party, reading))
            row.change(
                str(_("position")) if reading.stance != Stance.UNKNOWN else str(_("how far")),
                "",
                _words(reading),
            )

    def create(self, rows: Sequence[Any]) -> None:
        self._write([(row.party_id, row.reading) for row in rows if row.reading])

    def change(self) -> None:
        for new in parts(self.new):
            self._write(new)

    def _write(self, new: Sequence[tuple[Any, Reading]]) -> None:
        create_columns(
            Assessment,
            len(new),
            party_id=[party for party, _reading in new],
            initiative_id=self.initiative.pk if self.initiative else None,
            stance=[reading.stance for _party, reading in new],
            level=[reading.level for _party, reading in new],
            how_we_know=self.how,
            assessed_on=self.on,
            assessor_id=current_act().by.pk,
            note=[f"{self.filename[:250]}: {reading.said}" for _party, reading in new],
        )


def _words(reading: Reading) -> str:
    stance = str(Stance(reading.stance).label) if reading.stance != Stance.UNKNOWN else ""
    level = str(InterestLevel(reading.level).label) if reading.level is not None else ""
    return " · ".join(filter(None, (stance, level)))


class Meetings:
    """A held meeting of the person who brings the file with each whose row names a day. One already logged is not made
    again."""

    def __init__(self, by: User | None) -> None:
        self.by = by
        self.new: list[TableRow] = []

    def compare(self, rows: Sequence[Any]) -> None:
        there: dict[int, TableRow] = {
            row.party_id: row for row in rows if row.party_id is not None and row.met
        }
        has: set[tuple[int, date]] = set()
        for part in parts(sorted(there)) if self.by is not None else ():
            mine: Any = Attendance._base_manager.filter(
                person__in=part, meeting__logged_by=self.by, meeting__trashed_at__isnull=True
            )
            has |= set(mine.values_list("person_id", "meeting__held_on"))
        for party, row in there.items():
            if row.met and (party, row.met) not in has:
                self.new.append(row)
                row.change(str(_("meeting")), "", str(row.met))

    def create(self, rows: Sequence[Any]) -> None:
        self._write([row for row in rows if row.met])

    def change(self) -> None:
        for new in parts(self.new):
            self._write(new)

    def _write(self, new: Sequence[TableRow]) -> None:
        by = current_act().by
        keys = create_columns(
            Meeting, len(new), held_on=[row.met for row in new], logged_by_id=by.pk, source=SOURCE
        )
        create_columns(
            Attendance,
            len(new),
            meeting_id=keys,
            person_id=[row.party_id for row in new],
            represented_id=[next((role.body.party_id for role in usable(row)), None) for row in new],
        )
