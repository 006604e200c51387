"""The plan of a table: rows joined that mean one, matched, compared; what is not sure waits for somebody's word."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any, cast

from django.utils.translation import gettext as _

from contacts.imports.parties import PartyPlan
from contacts.imports.planned import Did, Plan, PlannedRow, Progress
from contacts.imports.tables.finding import Finder
from contacts.imports.tables.mapping import TableMapping
from contacts.imports.tables.named import name_key
from contacts.imports.tables.rows import Candidate, TableRow
from contacts.imports.wanted import Attached, Shape
from contacts.parties.models import Party
from crm.parts.records import change_all

FILL, FILE_WINS, ADD = "fill", "file", "add"
# What is done with all likely duplicates about which nothing else was said.
ASK, SAME, NEW, OUT = "", "same", "new", "out"
_EMPTY: tuple[Any, ...] = (None, "", [], {}, False)


class TablePlan(PartyPlan):
    """The plan of a table. `finder` tells who is on the record; `mapping` holds what was answered."""

    rows: list[TableRow]  # type: ignore[assignment] # the rows of a table know more

    def __init__(
        self,
        shape: Shape,
        rows: Sequence[TableRow],
        problems: Sequence[PlannedRow],
        attached: Sequence[Attached],
        warnings: list[str],
        *,
        mapping: TableMapping,
        finder: Finder,
        shown: Callable[[str, Any], Any] = lambda name, value: value,
    ) -> None:
        self.mapping, self.finder, self.shown = mapping, finder, shown
        self.mode = mapping.option("differs", FILL)
        self.likely = mapping.option("likely", ASK)
        self.switched: dict[int, TableRow] = {}
        self.by_line = {row.line: row for row in rows}
        super().__init__(shape, rows, problems, attached, warnings)

    # --- which rows are one -------------------------------------------------------------------------------------------

    def _once_each(self, rows: Sequence[Any]) -> list[Any]:
        """Let lines that are surely about the same be one: the first takes in what the others say."""
        first: dict[tuple[Any, ...], TableRow] = {}
        kept: list[TableRow] = []
        for row in rows:
            keys = list(self.finder.same_in_file(row))
            same = next(
                (first[key] for key in keys if key in first and not self._are_two(first[key], row, key)), None
            )
            if same is not None and row.answer not in (NEW, OUT):
                self._join(same, row)
            else:
                same = row
                kept.append(row)
            for key in keys:
                first.setdefault(key, same)
        return kept

    def _are_two(self, one: TableRow, other: TableRow, key: tuple[Any, ...]) -> bool:
        """A role of one name at one place may be two people's, if each has an e-mail of their own."""
        return key[0] == "role" and self.finder.contradict(one, other)

    def _join(self, one: TableRow, other: TableRow) -> None:
        one.takes_in(other)
        other.candidates = []
        other.did = Did.SKIPPED.value
        other.says = _("About the same as line %(line)s, with which it was taken together.") % {
            "line": one.line
        }

    # --- who they are -------------------------------------------------------------------------------------------------

    def _match(self) -> None:
        self.finder.find(self.rows)
        self._namesakes_in_file()
        taken: dict[int, TableRow] = {}
        for row in self.rows:
            if not row.did:
                self._decided(row)
            if not row.did and row.party_id is None and not row.name:
                row.did = Did.ERROR.value
                row.says = _(
                    "There is no name in this row, and nobody on the record has its e-mail or number."
                )
            if row.party_id is not None and not row.did:
                other = taken.setdefault(row.party_id, row)
                if other is not row:
                    self._join(other, row)
        for row in self.rows:
            if isinstance(row.parent, TableRow) and row.parent.did:
                row.parent = None

    def _namesakes_in_file(self) -> None:
        """Rows of one name that nothing else tells apart may be one."""
        first: dict[str, TableRow] = {}
        for row in self.rows:
            if row.did or row.party_id is not None or not row.name_key:
                continue
            one = first.setdefault(row.name_key, row)
            if one is not row and not self.finder.contradict(one, row):
                row.candidates.append(Candidate(None, None, str(_("the same name in this file")), one.line))

    def _decided(self, row: TableRow) -> None:
        """What somebody said about this row, or about all that are likely on the record."""
        answer = row.answer
        if answer == OUT:
            row.did, row.says = Did.SKIPPED.value, _("Left out, as you said.")
            return
        if answer.startswith("same:"):
            row.party_id = self.finder.by_uid(answer.removeprefix("same:")) or row.party_id
        elif answer.startswith("line:"):
            self._as_line(row, answer.removeprefix("line:"))
            return
        if row.party_id is not None or answer == NEW or not row.candidates:
            if row.party_id is not None or answer == NEW:
                row.candidates = []
            return
        if self.likely == NEW:
            row.candidates = []
        elif self.likely == OUT:
            row.did, row.says = Did.SKIPPED.value, _("Left out: it may be on the record already.")
        elif self.likely == SAME and len(row.candidates) == 1:
            only = row.candidates[0]
            if only.party_id is None:
                self._as_line(row, str(only.line))
            else:
                row.party_id, row.candidates = only.party_id, []
        else:
            row.did = Did.SKIPPED.value
            row.says = _("It may be somebody or something that is there already. Say whether it is.")

    def _as_line(self, row: TableRow, line: str) -> None:
        one = self.by_line.get(int(line)) if line.isdigit() else None
        if one is None or one is row or (one.did and one.did != Did.SKIPPED) or one.line > row.line:
            row.did = Did.SKIPPED.value
            row.says = _("The line that it was said to be is not there any more. Say again.")
            return
        self._join(one, row)

    # --- what differs -------------------------------------------------------------------------------------------------

    def _keep_what_was_changed_here(self, names: Sequence[str]) -> None:
        """Besides, nothing that is filled is written over unless somebody said so: it is offered."""
        super()._keep_what_was_changed_here(names)
        for key in list(self.diffs):
            row, differs = cast(TableRow, self.there[key]), self.diffs[key]
            for name, (old, new) in list(differs.items()):
                if name == "details":
                    new = {
                        each: text
                        for each, text in new.items()
                        if self._may_detail(row, each, old.get(each), text)
                    }
                    differs[name] = (old, new)
                    if not new:
                        del differs[name]
                elif isinstance(new, list) and old:
                    more = [each for each in new if each not in old]
                    if more:
                        differs[name] = (old, [*old, *more])
                    else:
                        del differs[name]
                elif (name == "name" and name_key(str(old)) == name_key(str(new))) or not self._may(
                    row, name, old, new
                ):
                    del differs[name]
            if not differs:
                del self.diffs[key]

    def _may_detail(self, row: TableRow, name: str, old: Any, new: str) -> bool:
        if old in _EMPTY or self.mode == FILE_WINS:
            return True
        return self._ticked(row, f"details:{name}", name, old, new)

    def _may(self, row: TableRow, name: str, old: Any, new: Any) -> bool:
        """Whether a field is written: where it is empty, where the file is to win, or where somebody ticked it."""
        if old in _EMPTY or self.mode == FILE_WINS:
            return True
        return self._ticked(
            row, name, self._called(name), self._shown(row, name, old), self._shown(row, name, new)
        )

    def _ticked(self, row: TableRow, id: str, what: str, old: Any, new: Any) -> bool:
        """Offer it; the change itself is told with the others."""
        before = list(row.changes or ())
        ticked = row.offer(id, what, old, new)
        row.changes = before or None
        return ticked

    def _called(self, name: str) -> str:
        from crm.parts.records import column

        return str(column(self.shape.model, name.removesuffix("_id")).verbose_name)

    def _shown(self, row: TableRow, name: str, value: Any) -> Any:
        if name == "parent_id":
            held = self.shown(name, value)
            return (
                getattr(row.parent, "name", "")
                if value and row.parent and value == row.parent.party_id
                else held
            )
        return self.shown(name, value)

    def _say_what_differs(self, row: Any, differs: dict[str, Any]) -> None:
        plain = {
            name: pair for name, pair in differs.items() if not name.endswith("_id") or name == "parent_id"
        }
        super()._say_what_differs(row, plain)
        for name, (old, new) in differs.items():
            if name not in plain:
                row.change(self._called(name), self.shown(name, old), self.shown(name, new))

    def _compare(self) -> None:
        super()._compare()
        wanted = {key: row for key, row in self.there.items() if cast(TableRow, row).do_not_contact}
        if wanted:
            reached = Party._base_manager.filter(pk__in=list(wanted), do_not_contact=False)
            for key in reached.values_list("pk", flat=True):
                self.switched[key] = cast(TableRow, wanted[key])
                wanted[key].change(str(_("do not contact at all")), "", str(_("yes")))

    def _warn_of_namesakes(self) -> None:
        """Namesakes were asked about one by one."""

    # --- writing ------------------------------------------------------------------------------------------------------

    def _new_parties(self, rows: Sequence[Any]) -> dict[str, Any]:
        return {
            "do_not_contact": [row.do_not_contact for row in rows],
            "do_not_contact_reason": [self._reason() if row.do_not_contact else "" for row in rows],
        }

    def _number(self, rows: Sequence[Any], keys: Sequence[int]) -> None:
        """Numbers elsewhere come with what hangs on parties."""

    def _change(self, progress: Progress) -> None:
        super()._change(progress)
        parties = list(Party._base_manager.select_for_update().filter(pk__in=list(self.switched)))
        for party in parties:
            party.do_not_contact, party.do_not_contact_reason = True, self._reason()
        if parties:
            change_all(Party, parties, ["do_not_contact", "do_not_contact_reason"])

    def _reason(self) -> str:
        return (_("as said in %(file)s") % {"file": self.shape.origin})[:300]


def undecided(plan: Plan) -> list[TableRow]:
    """Rows that wait for somebody's word on whom they mean."""
    return [
        row for row in plan.rows if isinstance(row, TableRow) and row.candidates and row.did == Did.SKIPPED
    ]


def offered(plan: Plan) -> list[TableRow]:
    """Rows with values that differ from the record and are not written unless they are ticked."""
    return [row for row in plan.rows if isinstance(row, TableRow) and row.offers and row.did != Did.SKIPPED]


def also_counted(also: Counter[str], words: str, count: int) -> None:
    if count:
        also[words] += count
