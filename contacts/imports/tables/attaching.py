"""What hangs on the parties of a table: ways to reach, tags, notes, consent. Added, never taken away."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from django.utils import timezone
from django.utils.translation import gettext as _

from contacts.imports.attached import Points, _label, _once, _stands
from contacts.imports.known import parts
from contacts.imports.tables.deciding import ADD, FILE_WINS
from contacts.imports.tables.rows import TableRow
from contacts.imports.wanted import Point, Shape
from contacts.parties.models import Consent, ContactPoint, Note, Tag, Tagging
from contacts.people.models import Person
from crm.parts.many import create_columns
from crm.parts.records import change_all, create_all
from crm.parts.text import fold
from crm.parts.visibility import Visibility

if TYPE_CHECKING:
    from crm.accounts.models import User


class TablePoints(Points):
    """Ways to reach of a table. One besides another of its kind is offered, unless it was said that all are added."""

    def __init__(self, shape: Shape, mode: str) -> None:
        super().__init__(shape)
        self.mode = mode
        self.stepping_back: list[int] = []

    def compare(self, rows: Sequence[Any]) -> None:
        there: dict[int, TableRow] = {row.party_id: row for row in rows if row.party_id is not None}
        held = self._held(sorted(there))
        minors = _minors(sorted(there))
        for party, row in there.items():
            if party in minors:
                row.points = _without_home(row.points)
            mine = held.get(party, [])
            first = {each.kind: each for each in mine if each.primary and each.current}
            filled = {each.kind for each in mine if each.current}
            for wanted in _once(row.points):
                if _stands(wanted, mine):
                    continue
                if wanted.kind in filled and self.mode not in (ADD, FILE_WINS):
                    what = _("%(kind)s, as another way to reach") % {"kind": _label(wanted)}
                    before = first.get(wanted.kind)
                    if not row.offer(_offer_id(wanted), what, before.value if before else "", wanted.value):
                        continue
                else:
                    row.change(_label(wanted), "", wanted.value)
                becomes_first = wanted.kind not in first
                if not becomes_first and self.mode == FILE_WINS and first[wanted.kind].pk:
                    self.stepping_back.append(first[wanted.kind].pk)
                    becomes_first = True
                self.new.append((party, wanted, becomes_first))
                if becomes_first:
                    first[wanted.kind] = _new_first(wanted)

    def change(self) -> None:
        for part in parts(self.stepping_back, 1000):
            points = list(ContactPoint._base_manager.select_for_update().filter(pk__in=part))
            for point in points:
                point.primary = False
            change_all(ContactPoint, points, ["primary"])
        super().change()


def _minors(people: Sequence[int]) -> set[int]:
    """Those of the people who are under age: their home addresses are not kept."""
    found: set[int] = set()
    for part in parts(people):
        rows = Person._base_manager.filter(pk__in=part, minor_until__gt=timezone.localdate())
        found |= set(rows.values_list("pk", flat=True))
    return found


def _without_home(points: Sequence[Point]) -> tuple[Point, ...]:
    kinds, labels = ContactPoint.Kind, ContactPoint.Label
    return tuple(each for each in points if not (each.kind == kinds.ADDRESS and each.label == labels.HOME))


def _offer_id(wanted: Point) -> str:
    return f"{wanted.kind}:{wanted.value}"[:300]


def _new_first(wanted: Point) -> Any:
    from contacts.imports.attached import _There

    return _There(0, wanted.kind, wanted.value, "", "", True, True)


class TableTags:
    """Tags that rows bring. One that somebody took off by hand does not come back by a file."""

    def __init__(self, rows: Iterable[TableRow], also: Counter[str]) -> None:
        self.names = {fold(tag): tag for row in rows for tag in row.tags}
        self.ids: dict[str, int] = {}
        for part in parts(sorted(self.names)):
            self.ids.update(Tag._base_manager.filter(folded__in=part).values_list("folded", "pk"))
        self.new: list[tuple[Any, str]] = []
        if missing := len(self.names) - len(self.ids):
            also[_("tags")] += missing

    def compare(self, rows: Sequence[Any]) -> None:
        there: dict[int, TableRow] = {
            row.party_id: row for row in rows if row.party_id is not None and row.tags
        }
        has: dict[int, set[str]] = defaultdict(set)
        gone: set[tuple[int, int]] = set()
        for part in parts(sorted(there)):
            for party, folded in Tagging._base_manager.filter(party__in=part).values_list(
                "party_id", "tag__folded"
            ):
                has[party].add(folded)
            taken_off = Tagging.history.filter(
                party__in=part, history_type="-", act__undoes__isnull=True, act__import_batch__isnull=True
            )
            gone |= set(taken_off.values_list("party_id", "tag_id"))
        for party, row in there.items():
            for folded in dict.fromkeys(map(fold, row.tags)):
                if folded not in has[party] and (party, self.ids.get(folded)) not in gone:
                    self.new.append((party, folded))
                    row.change(_("tag"), "", self.names[folded])

    def create(self, rows: Sequence[Any]) -> None:
        self._write([(row.party_id, folded) for row in rows for folded in dict.fromkeys(map(fold, row.tags))])

    def change(self) -> None:
        for new in parts(self.new):
            self._write(new)

    def _write(self, new: Sequence[tuple[Any, str]]) -> None:
        missing = sorted({folded for _party, folded in new} - set(self.ids))
        made = create_all(Tag, [Tag(name=self.names[folded], folded=folded) for folded in missing])
        self.ids.update({tag.folded: tag.pk for tag in made})
        create_columns(
            Tagging,
            len(new),
            party_id=[party for party, _folded in new],
            tag_id=[self.ids[folded] for _party, folded in new],
        )


class TableNotes:
    """Notes that rows bring, seen by whom the importer chose. One of the same words is not written twice."""

    def __init__(self, by: User | None, visibility: str, on: date | None) -> None:
        self.by, self.on = by, on
        self.visibility, self.team = visibility or Visibility.EVERYONE.value, None
        teams = by.team_ids if by is not None else ()
        if self.visibility == Visibility.TEAM:
            if len(teams) == 1:
                self.team = teams[0]
            else:  # nobody can tell which team; its writer and the directors see it
                self.visibility = Visibility.OWNER.value
        self.new: list[tuple[Any, str]] = []

    def compare(self, rows: Sequence[Any]) -> None:
        there: dict[int, TableRow] = {
            row.party_id: row for row in rows if row.party_id is not None and row.notes
        }
        has: set[tuple[int, str]] = set()
        for part in parts(sorted(there)):
            notes: Any = Note.objects.filter(party__in=part)
            # What one may not see takes no part: the plan must not tell that it is there.
            notes = notes.visible_to(self.by) if self.by is not None else notes
            has |= {(party, text.strip()) for party, text in notes.values_list("party_id", "text")}
        for party, row in there.items():
            for text in dict.fromkeys(row.notes):
                if (party, text.strip()) not in has:
                    self.new.append((party, text))
                    row.change(_("note"), "", text)

    def create(self, rows: Sequence[Any]) -> None:
        self._write([(row.party_id, text) for row in rows for text in dict.fromkeys(row.notes)])

    def change(self) -> None:
        for new in parts(self.new):
            self._write(new)

    def _write(self, new: Sequence[tuple[Any, str]]) -> None:
        create_columns(
            Note,
            len(new),
            party_id=[party for party, _text in new],
            text=[text for _party, text in new],
            on=self.on or timezone.localdate(),
            visibility=self.visibility,
            team_id=self.team,
        )


class TableConsents:
    """What people said about each channel. "Asked not to" always counts; "agreed" never lifts it unless ticked."""

    def __init__(self, how: str) -> None:
        self.how = how[:200]
        self.new: list[tuple[Any, str, str]] = []
        self.changed: dict[int, str] = {}

    def compare(self, rows: Sequence[Any]) -> None:
        there: dict[int, TableRow] = {
            row.party_id: row for row in rows if row.party_id is not None and row.consents
        }
        has: dict[tuple[int, str], tuple[int, str]] = {}
        for part in parts(sorted(there)):
            for pk, party, channel, answer in Consent._base_manager.filter(party__in=part).values_list(
                "pk", "party_id", "channel", "answer"
            ):
                has[party, channel] = (pk, answer)
        answers = Consent.Answer
        for party, row in there.items():
            for channel, answer in row.consents.items():
                pk, before = has.get((party, channel), (0, answers.NOT_ASKED.value))
                if before == answer:
                    continue
                what = str(Consent.Channel(channel).label)
                old, new = ("" if not pk else str(answers(before).label)), str(answers(answer).label)
                if before == answers.NOT and not row.offer(f"consent:{channel}", what, old, new):
                    continue
                if before != answers.NOT:
                    row.change(what, old, new)
                if pk:
                    self.changed[pk] = answer
                else:
                    self.new.append((party, channel, answer))

    def create(self, rows: Sequence[Any]) -> None:
        self._write(
            [(row.party_id, channel, answer) for row in rows for channel, answer in row.consents.items()]
        )

    def change(self) -> None:
        for part in parts(sorted(self.changed), 1000):
            consents = list(Consent._base_manager.select_for_update().filter(pk__in=part))
            for consent in consents:
                consent.answer, consent.how, consent.on = self.changed[consent.pk], self.how, None
            change_all(Consent, consents, ["answer", "how", "on"])
        for new in parts(self.new):
            self._write(new)

    def _write(self, new: Sequence[tuple[Any, str, str]]) -> None:
        create_columns(
            Consent,
            len(new),
            party_id=[party for party, _channel, _answer in new],
            channel=[channel for _party, channel, _answer in new],
            answer=[answer for _party, _channel, answer in new],
            how=self.how,
        )
