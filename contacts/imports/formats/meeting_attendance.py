"""Who was at which session of a council and its committees, as Toronto publishes it.

A meeting is one committee, number, day and session (morning, afternoon, evening). A person who is listed several
times for it, because the session was broken off and taken up again, counts once and was there if one line says so.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from zoneinfo import ZoneInfo, available_timezones

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from contacts.imports.planned import Plan, RowProblem
from contacts.imports.reading import Cells, Format, Reading, WrongFile
from contacts.imports.sessions import Line, Session, SessionPlan
from crm.parts.dates import Precision
from crm.parts.text import fold

COLUMNS: dict[str, tuple[str, ...]] = {
    "First Name": ("given name",),
    "Last Name": ("family name", "surname"),
    "Committee": ("body", "committee name"),
    "MTG #": ("meeting number", "meeting #", "mtg"),
    "Session Date": ("date", "meeting date"),
    "Session Type": ("session",),
    "Session Start-End Time": ("time", "start-end time"),
    "Present": ("attended", "attendance"),
    "Term": (),
    "_id": (),
}
_HERE = {"y": True, "yes": True, "true": True, "1": True, "n": False, "no": False, "false": False, "0": False}
# `09:31AM - 12:50PM`, `14:03PM - 15:25PM` (the hour counts to 24 and AM or PM stands there too), `15:19PM(Roll Call)`
_TIME = r"(\d{1,2})[:.](\d{2})\s*([ap]\.?m\.?)?"
_TIMES = re.compile(rf"{_TIME}(?:\s*(?:-|–|to)\s*{_TIME})?\s*(?:\([^)]*\))?", re.IGNORECASE)
# The body to which all the others belong: a council that is named for nothing but its kind of place.
_COUNCIL = re.compile(
    r"(?:(?:city|town|village|county|borough|municipal|metro|regional|common) )?council|school board"
)
# Cities that a time zone is named for, and that have a council whose bodies bear their name.
_CITIES = (
    "America/Toronto", "America/Chicago", "America/New_York", "America/Los_Angeles", "America/Denver",
    "America/Phoenix", "America/Detroit", "America/Boise", "America/Anchorage", "America/Juneau", "Pacific/Honolulu",
    "America/Vancouver", "America/Edmonton", "America/Regina", "America/Winnipeg", "America/Halifax",
)  # fmt: skip


@dataclass(slots=True)
class _Read(Line):
    """A line with what its session is made of."""

    starts: time | None = None
    ends: time | None = None
    term: str = ""


def plan(reading: Reading) -> Plan:
    """One line of a person and a session a row."""

    def read(cells: Cells) -> _Read:
        given, family = cells.text("First Name", 150), cells.text("Last Name", 150)
        name = " ".join(part for part in (given, family) if part)
        if not name:
            raise RowProblem(_("is empty."), "First Name")
        day = cells.day("Session Date")
        if day.precision is not Precision.DAY or day.day is None:
            raise RowProblem(_("is not a day."), "Session Date")
        starts, ends = _times(cells.text("Session Start-End Time"))
        return _Read(
            cells.line,
            name,
            given=given,
            family=family,
            body=" ".join(cells.needed("Committee", 300).split()),
            number=cells.text("MTG #", 40),
            day=day.day,
            part=cells.text("Session Type", 40),
            when=cells.text("Session Start-End Time", 60),
            here=_here(cells.needed("Present")),
            starts=starts,
            ends=ends,
            term=cells.text("Term", 60),
        )

    lines, problems = reading.rows(read)
    council = _council(reading, lines)
    zone = _zone(reading, lines)
    sessions = _sessions(lines, zone)
    made = SessionPlan(council, zone.key, lines, sessions, problems, _terms(lines), reading.warnings)
    return Plan(made.ledger, made.write, reading.warnings, made.also)


def _here(text: str) -> bool:
    word = text.casefold()
    if word not in _HERE:
        raise RowProblem(_("“%(text)s” is neither Y nor N.") % {"text": text[:20]}, "Present")
    return _HERE[word]


def _times(text: str) -> tuple[time | None, time | None]:
    """When a session began and ended; None for what the text does not say. Raises RowProblem for an impossible hour."""
    if not text:
        return None, None
    found = _TIMES.fullmatch(text)
    if found is None:
        raise RowProblem(_("“%(text)s” is not a time.") % {"text": text[:40]}, "Session Start-End Time")
    try:
        starts = _clock(*found.group(1, 2, 3))
        return starts, _clock(*found.group(4, 5, 6)) if found[4] else None
    except ValueError:
        raise RowProblem(
            _("“%(text)s” is not a time.") % {"text": text[:40]}, "Session Start-End Time"
        ) from None


def _clock(hour: str, minute: str, half: str | None) -> time:
    hours = int(hour)
    if half and half[0] in "pP" and hours < 12:
        hours += 12
    elif half and half[0] in "aA" and hours == 12:
        hours = 0
    return time(hours, int(minute))


def _council(reading: Reading, lines: Sequence[Line]) -> str:
    """The body under which the committees stand, as it was told or as the file names it; "" if there is none."""
    told = reading.options.get("body", "").strip()
    if told:
        return told
    return min((line.body for line in lines if _COUNCIL.fullmatch(fold(line.body))), default="")


def _zone(reading: Reading, lines: Sequence[Line]) -> ZoneInfo:
    """The time zone that was told; else that of the city for which the bodies are named; else the installation's."""
    told = reading.options.get("zone", "").strip()
    if told:
        if told not in available_timezones():
            raise WrongFile(
                _("“%(zone)s” is not a time zone. Write one such as America/Chicago.") % {"zone": told[:60]}
            )
        return ZoneInfo(told)
    bodies = " ".join(sorted({fold(line.body) for line in lines}))
    named = {zone: len(re.findall(rf"\b{_city(zone)}\b", bodies)) for zone in _CITIES}
    if any(named.values()):
        zone = max(_CITIES, key=lambda each: named[each])
        reading.warnings.append(
            _("Times were read as those of %(zone)s, for which the bodies are named.") % {"zone": zone}
        )
        return ZoneInfo(zone)
    reading.warnings.append(
        _("The file names no time zone; times were read as those of %(zone)s.") % {"zone": settings.TIME_ZONE}
    )
    return ZoneInfo(settings.TIME_ZONE)


def _city(zone: str) -> str:
    return zone.rpartition("/")[2].replace("_", " ").casefold()


def _sessions(lines: Sequence[_Read], zone: ZoneInfo) -> dict[tuple[str, str, date, str], Session]:
    """One session for each body, number, day and part, from its first beginning to its last end."""
    together: dict[tuple[str, str, date, str], list[_Read]] = defaultdict(list)
    for line in lines:
        together[line.session].append(line)
    sessions = {}
    for key, of_it in together.items():
        starts = min((line.starts for line in of_it if line.starts is not None), default=None)
        ends = max((line.ends for line in of_it if line.ends is not None), default=None)
        began = datetime.combine(key[2], starts, zone) if starts is not None else None
        minutes = None
        if starts is not None and ends is not None and ends >= starts:
            minutes = (ends.hour - starts.hour) * 60 + ends.minute - starts.minute
        named = min(of_it, key=lambda line: (line.body, line.number, line.part))
        sessions[key] = Session(named.body, named.number, named.day, named.part, began, minutes)
    return sessions


def _terms(lines: Sequence[_Read]) -> dict[str, set[str]]:
    """The terms of office that the lines of each body name."""
    terms: dict[str, set[str]] = defaultdict(set)
    for line in lines:
        if line.term:
            terms[fold(line.body)].add(line.term)
    return terms


FORMAT = Format(
    name="meeting-attendance",
    title=gettext_lazy("attendance at council meetings (Toronto)"),
    one_row=gettext_lazy("a person at a session"),
    columns=COLUMNS,
    required=("First Name", "Last Name", "Committee", "MTG #", "Session Date", "Session Type", "Present"),
    plan=plan,
    options={
        "body": gettext_lazy("the council to which the committees belong, if the file does not name it"),
        "zone": gettext_lazy("the time zone of the meetings, such as America/Toronto"),
    },
)
