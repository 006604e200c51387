"""From lines of an attendance list to meetings and who was at them, matched with what is on the record."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple

from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from contacts.imports.known import as_last_imported, parts
from contacts.imports.parties import PartyPlan
from contacts.imports.planned import Did, PlannedRow, Progress
from contacts.imports.wanted import Shape, WantedParty
from contacts.meetings.kinds import MeetingKind, Presence
from contacts.meetings.models import Attendance, Meeting
from contacts.organizations.models import Organization, OrganizationType
from contacts.parties.models import Party
from contacts.people.models import Person
from crm.parts.audit import current_act
from crm.parts.many import create_columns
from crm.parts.records import change_all
from crm.parts.text import fold

SOURCE = "meeting-attendance"
BODIES = Shape(
    model=Organization,
    kind=Party.Kind.ORGANIZATION.value,
    source="attendance-body",
    fields=("name", "type"),
    origin=SOURCE,
    has_parent=True,
    has_details=True,
)
PEOPLE = Shape(
    model=Person,
    kind=Party.Kind.PERSON.value,
    source="attendance-person",
    fields=("name", "given_name", "family_name"),
    origin=SOURCE,
)
# By this an import knows again what it wrote.
LEAD = "Sessions: "

# Body, number, day and part of the day.
SessionKey = tuple[str, str, date, str]


@dataclass(slots=True)
class Line(PlannedRow):
    """One line of the list: a person, a session, and whether the person was there."""

    given: str = ""
    family: str = ""
    body: str = ""
    number: str = ""
    day: date = date.min
    part: str = ""
    when: str = ""
    here: bool = False

    @property
    def session(self) -> SessionKey:
        return fold(self.body), fold(self.number), self.day, fold(self.part)


class Session(NamedTuple):
    """What the lines of a session say of it together."""

    body: str
    number: str
    day: date
    part: str
    starts_at: datetime | None
    minutes: int | None

    @property
    def title(self) -> str:
        number = _("meeting %(number)s") % {"number": self.number} if self.number else ""
        return ", ".join(part for part in (self.body[:200], number, self.part) if part)


class _Met(NamedTuple):
    pk: int
    starts_at: datetime | None
    minutes: int | None
    trashed: bool


class SessionPlan:
    """The plan of an attendance list: bodies and people first, then meetings, then who was there."""

    def __init__(
        self,
        council: str,
        zone: str,
        lines: Sequence[Line],
        sessions: Mapping[SessionKey, Session],
        problems: Sequence[PlannedRow],
        terms: Mapping[str, set[str]],
        warnings: list[str],
    ) -> None:
        self.council = council
        self.zone = zone
        self.sessions = sessions
        self.ledger = sorted([*lines, *problems], key=lambda line: line.line)
        self.also: Counter[str] = Counter()
        self.bodies = self._bodies(lines, terms, warnings)
        self.people = self._people(lines, warnings)
        self.by_session = self._once_each(lines)
        self.meetings: dict[SessionKey, int] = {}
        self.moved: dict[int, Session] = {}
        self.attended: dict[int, tuple[str, str]] = {}
        self._compare()
        self.also[_("meetings")] += sum(1 for key in self.by_session if key not in self.meetings)
        for plan, words in ((self.bodies, _("bodies")), (self.people, _("people"))):
            self.also[words] += sum(1 for row in plan.rows if row.did == Did.CREATED)
        self.also = +self.also

    # --- deciding ----------------------------------------------------------------------------------------------------

    def number_of(self, name: str) -> str:
        """How a body or a person of this council is known again."""
        return short(f"{fold(self.council)}/{fold(name)}", 200)

    def _bodies(self, lines: Sequence[Line], terms: Mapping[str, set[str]], warnings: list[str]) -> PartyPlan:
        first: dict[str, Line] = {}
        for line in sorted(lines, key=lambda line: (line.body, line.line)):
            first.setdefault(fold(line.body), line)
        names = {folded: line.body for folded, line in first.items()}
        top = fold(self.council)
        if top:
            names.setdefault(top, self.council)
        rows = {}
        for folded, name in names.items():
            rows[folded] = WantedParty(
                first[folded].line if folded in first else 0,
                name,
                key=self.number_of(name),
                values=(name, OrganizationType.CITY.value),
                details=(("Term", "; ".join(sorted(terms.get(folded, ())))),),
            )
        for folded, row in rows.items():
            row.parent = rows[top] if top and folded != top else None
        return PartyPlan(BODIES, list(rows.values()), [], [], warnings)

    def _people(self, lines: Sequence[Line], warnings: list[str]) -> PartyPlan:
        first: dict[str, Line] = {}
        for line in sorted(lines, key=lambda line: (line.name, line.given, line.line)):
            first.setdefault(fold(line.name), line)
        rows = [
            WantedParty(
                line.line,
                line.name,
                key=self.number_of(line.name),
                values=(line.name, line.given, line.family),
            )
            for line in first.values()
        ]
        return PartyPlan(PEOPLE, rows, [], [], warnings)

    def _once_each(self, lines: Sequence[Line]) -> dict[SessionKey, dict[str, list[Line]]]:
        """The lines of each session by person; all but the first of a person are skipped."""
        left_out = {
            row.key for plan in (self.bodies, self.people) for row in plan.rows if row.did == Did.SKIPPED
        }
        by_session: dict[SessionKey, dict[str, list[Line]]] = {}
        for line in lines:
            if {self.number_of(line.body), self.number_of(line.name)} & left_out:
                line.did, line.says = Did.SKIPPED.value, _("The body or the person lies in the trash.")
                continue
            of_person = by_session.setdefault(line.session, {}).setdefault(self.number_of(line.name), [])
            if of_person:
                line.did, line.says = (
                    Did.SKIPPED.value,
                    _("Repeats line %(line)s.") % {"line": of_person[0].line},
                )
            of_person.append(line)
        return by_session

    def _compare(self) -> None:
        met = self._met()
        who = {row.key: row.party_id for row in self.people.rows}
        there = self._there([each.pk for each in met.values()])
        differs: dict[int, tuple[Line, str, str]] = {}
        moved: dict[int, tuple[Line, Session]] = {}
        for key, people in self.by_session.items():
            meeting = met.get(key)
            if meeting is not None:
                self.meetings[key] = meeting.pk
                first = next(iter(people.values()))[0]
                session = self.sessions[key]
                if (session.starts_at or meeting.starts_at, session.minutes or meeting.minutes) != meeting[
                    1:3
                ]:
                    moved[meeting.pk] = (first, session)
            for person, lines in people.items():
                line = lines[0]
                line.record_kind = "attendance"
                found = there.get((meeting.pk, who[person])) if meeting is not None else None
                if meeting is not None and meeting.trashed:
                    line.did, line.says = Did.SKIPPED.value, _("The meeting lies in the trash.")
                elif found is None:
                    line.did = Did.CREATED.value
                else:
                    line.did, line.record_id = Did.UNCHANGED.value, found[0]
                    presence, note = summed_up(lines)
                    if (presence, note) != found[1:]:
                        differs[found[0]] = (line, presence, note)
        self._keep_what_was_changed_here(differs, moved, there)

    def _keep_what_was_changed_here(
        self,
        differs: dict[int, tuple[Line, str, str]],
        moved: dict[int, tuple[Line, Session]],
        there: dict[tuple[int, Any], tuple[int, str, str]],
    ) -> None:
        """What the file said already when it was last brought in, and somebody changed since, stays."""
        now = {pk: (presence, note) for pk, presence, note in there.values()}
        before = as_last_imported(Attendance, differs, ["presence", "note"])
        for pk, (line, presence, note) in differs.items():
            then, (was, noted) = before.get(pk, {}), now[pk]
            presence = was if then.get("presence") == presence else presence
            # A note that does not begin as ours do is somebody's own.
            note = noted if then.get("note") == note or (noted and not noted.startswith(LEAD)) else note
            if (presence, note) == (was, noted):
                continue
            self.attended[pk] = (presence, note)
            line.did = Did.UPDATED.value
            line.change(_("there"), Presence(was).label, Presence(presence).label)
        before = as_last_imported(Meeting, moved, ["starts_at", "minutes"])
        for pk, (line, session) in moved.items():
            if before.get(pk) == {"starts_at": session.starts_at, "minutes": session.minutes}:
                continue
            self.moved[pk] = session
            if line.did == Did.UNCHANGED:
                line.did = Did.UPDATED.value
            line.change(
                _("time of the meeting"), "", localtime(session.starts_at) if session.starts_at else ""
            )

    def uid_of(self, key: SessionKey) -> str:
        body, number, day, part = key
        return short("|".join([fold(self.council), body, number, day.isoformat(), part]), 300)

    def _met(self) -> dict[SessionKey, _Met]:
        """The meetings that are on the record."""
        uids = {self.uid_of(key): key for key in self.by_session}
        found = {}
        for part in parts(sorted(uids)):
            rows = Meeting._base_manager.filter(source=SOURCE, source_uid__in=part)
            for uid, pk, starts_at, minutes, trashed_at in rows.values_list(
                "source_uid", "pk", "starts_at", "minutes", "trashed_at"
            ):
                found[uids[uid]] = _Met(pk, starts_at, minutes, trashed_at is not None)
        return found

    def _there(self, meetings: Sequence[int]) -> dict[tuple[int, Any], tuple[int, str, str]]:
        """Key, presence and note of each attendance, by meeting and person."""
        found = {}
        for part in parts(sorted(meetings)):
            rows = Attendance._base_manager.filter(meeting__in=part)
            columns = ("pk", "meeting_id", "person_id", "presence", "note")
            for pk, meeting, person, presence, note in rows.values_list(*columns):
                found[meeting, person] = (pk, presence, note)
        return found

    # --- writing -----------------------------------------------------------------------------------------------------

    def write(self, progress: Progress) -> None:
        """Bodies, people, meetings, attendances, inside the running act."""
        self.bodies.write(_quiet)
        self.people.write(_quiet)
        self._make_meetings()
        self._make_attendances(progress)
        self._change()

    def _make_meetings(self) -> None:
        at = {row.key: row.party_id for row in self.bodies.rows}
        new = sorted(key for key in self.by_session if key not in self.meetings)
        for part in parts(new):
            sessions = [self.sessions[key] for key in part]
            keys = create_columns(
                Meeting,
                len(part),
                kind=MeetingKind.PUBLIC_MEETING.value,
                held_on=[session.day for session in sessions],
                starts_at=[session.starts_at for session in sessions],
                zone=self.zone,
                minutes=[session.minutes for session in sessions],
                title=[session.title for session in sessions],
                organization_id=[at[self.number_of(session.body)] for session in sessions],
                logged_by_id=current_act().by.pk,
                source=SOURCE,
                source_uid=[self.uid_of(key) for key in part],
            )
            self.meetings.update(zip(part, keys, strict=True))

    def _make_attendances(self, progress: Progress) -> None:
        who = {row.key: row.party_id for row in self.people.rows}
        new = [
            (key, person, lines)
            for key, people in self.by_session.items()
            for person, lines in people.items()
            if lines[0].did == Did.CREATED
        ]
        done = 0
        for part in parts(new):
            said = [summed_up(lines) for _key, _person, lines in part]
            keys = create_columns(
                Attendance,
                len(part),
                meeting_id=[self.meetings[key] for key, _person, _lines in part],
                person_id=[who[person] for _key, person, _lines in part],
                presence=[presence for presence, _note in said],
                note=[note for _presence, note in said],
            )
            for (_key, _person, lines), made in zip(part, keys, strict=True):
                lines[0].record_id = made
            done += len(part)
            progress(_("Adding"), done, len(new))

    def _change(self) -> None:
        for part in parts(sorted(self.moved), 1000):
            meetings = list(Meeting._base_manager.select_for_update().filter(pk__in=part))
            for meeting in meetings:
                session = self.moved[meeting.pk]
                meeting.starts_at = session.starts_at or meeting.starts_at
                meeting.minutes = session.minutes or meeting.minutes
            change_all(Meeting, meetings, ["starts_at", "minutes"])
        for part in parts(sorted(self.attended), 1000):
            attendances = list(Attendance._base_manager.select_for_update().filter(pk__in=part))
            for attendance in attendances:
                attendance.presence, attendance.note = self.attended[attendance.pk]
            change_all(Attendance, attendances, ["presence", "note"])


def summed_up(lines: Sequence[Line]) -> tuple[str, str]:
    """Whether somebody was there by any of these lines, and, if they differ, what each says."""
    here = any(line.here for line in lines)
    presence = (Presence.ATTENDED if here else Presence.ABSENT).value
    said = sorted({(line.when, "Y" if line.here else "N") for line in lines})
    if len(said) < 2:
        return presence, ""
    return presence, LEAD + "; ".join(f"{when} {answer}" for when, answer in said)


def short(key: str, limit: int) -> str:
    """A key that fits its column: a long one ends in a digest of the whole."""
    if len(key) <= limit:
        return key
    return f"{key[: limit - 41]}#{hashlib.sha256(key.encode()).hexdigest()[:40]}"


def _quiet(doing: str, done: int, of: int) -> None:
    """Bodies and people are few beside their attendances."""
