"""What is wrong with a meeting as it was given, in words, by field. Nothing here asks the database."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from uuid import UUID

from django.utils.translation import gettext as _

from contacts.interest.models import InterestLevel, Stance
from contacts.meeting_log.entries import Attendee, NewPerson, NextStep
from contacts.meetings.kinds import MeetingKind, Presence, Status
from contacts.meetings.models import Meeting
from crm.parts.visibility import Visibility

Problems = dict[str, list[str]]

# Days outside of these are slips of the finger.
EARLIEST = date(1950, 1, 1)
YEARS_AHEAD = 5

# Held without anybody of ours in the record being there: heard of, or watched from the gallery.
MAY_BE_EMPTY = frozenset(
    {MeetingKind.PUBLIC_MEETING, MeetingKind.EVENT, MeetingKind.LEGISLATIVE, MeetingKind.CONFERENCE}
)


def position_of(uid: UUID) -> str:
    """The name of the field that holds somebody's position."""
    return f"stance-{uid}"


def status_for(held_on: date, status: str, today: date) -> str:
    """The status of a meeting on this day: as given, or else planned if it lies ahead and held if not."""
    return status or (Status.PLANNED if held_on > today else Status.HELD)


def day_problem(day: date, today: date) -> str:
    """Why this cannot be the day that was meant; "" if it can."""
    if not EARLIEST <= day <= date(today.year + YEARS_AHEAD, 12, 31):
        return _("%(year)s: is the year right?") % {"year": day.year}
    return ""


def what_is_wrong(
    meeting: Meeting, attendees: Sequence[Attendee], next_steps: Sequence[NextStep], *, today: date
) -> Problems:
    """Everything that is wrong, by the field where it can be mended. Empty: it can be written down."""
    wrong = [*_wrong_with_meeting(meeting, today), *_wrong_with_company(meeting, attendees)]
    for one in attendees:
        wrong += _wrong_with(one, meeting.status)
    for number, step in enumerate(next_steps):
        wrong += [(f"step-{number}", words) for words in _wrong_with_step(step, today)]
    found: Problems = {}
    for field, words in wrong:
        found.setdefault(field, []).append(words)
    return found


def _wrong_with_meeting(meeting: Meeting, today: date) -> Iterator[tuple[str, str]]:
    if words := day_problem(meeting.held_on, today):
        yield "held_on", words
    elif meeting.held_on > today and meeting.status in (Status.HELD, Status.ATTEMPTED):
        yield "held_on", _("This day lies ahead. Choose another, or let the meeting be planned.")
    if meeting.visibility == Visibility.TEAM and meeting.team_id is None:
        yield "team", _("Choose which team may see it.")
    if meeting.status == Status.PLANNED and meeting.outcome:
        yield "outcome", _("A planned meeting has no outcome yet.")


def _wrong_with_company(meeting: Meeting, attendees: Sequence[Attendee]) -> Iterator[tuple[str, str]]:
    if meeting.status != Status.HELD or meeting.kind in MAY_BE_EMPTY:
        return
    if not any(presence_of(one, meeting.status) == Presence.ATTENDED for one in attendees):
        yield "attendees", _("Add who was there. Only a public meeting or an event can do without.")


def _wrong_with_step(step: NextStep, today: date) -> Iterator[str]:
    if not step.title.strip():
        yield _("Say what is to be done, or take the day out.")
    if step.due_on is not None and (words := day_problem(step.due_on, today)):
        yield words


def _wrong_with(one: Attendee, status: str) -> list[tuple[str, str]]:
    found = []
    at, who = position_of(one.uid), {"name": one.name}
    if isinstance(one.person, NewPerson):
        if not one.person.name.strip():
            found.append((f"new-{one.uid}", _("Give the person a name.")))
        if (one.person.role or one.person.title.strip()) and one.person.organization is None:
            found.append((f"new-{one.uid}", _("Choose the organization where %(name)s has this role.") % who))
        if one.person.organization is not None and not (one.person.role or one.person.title.strip()):
            found.append((f"new-{one.uid}", _("Choose the role that %(name)s has there.") % who))
    elif one.person.hidden:
        found.append(
            ("attendees", _("%(name)s is in the trash. Take them out, or restore them first.") % who)
        )
    if one.takes_position:
        if presence_of(one, status) != Presence.ATTENDED:
            words = _("%(name)s was not there: take the position out, or say that they were.")
            if status == Status.PLANNED:
                words = _("%(name)s has not been met yet: give the position after the meeting.")
            found.append((at, words % who))
        elif status != Status.HELD:
            found.append((at, _("The meeting was not held: take %(name)s’s position out.") % who))
    if one.stance and one.stance not in Stance.values:
        found.append((at, _("“%(given)s” is no position.") % {"given": one.stance[:40]}))
    if one.level is not None and one.level not in InterestLevel.values:
        found.append((at, _("How far goes from 0 to 6.")))
    return found


def presence_of(one: Attendee, status: str) -> str:
    """Whether somebody was there: as given, or else invited to what is planned and there at what was held."""
    return one.presence or (Presence.INVITED if status == Status.PLANNED else Presence.ATTENDED)


def each_once(attendees: Sequence[Attendee]) -> list[Attendee]:
    """The same attendee twice is one: the first, with what only the second one says."""
    found: dict[UUID, Attendee] = {}
    for one in attendees:
        first = found.get(one.uid)
        if first is None:
            found[one.uid] = one
            continue
        found[one.uid] = Attendee(
            person=first.person,
            represented=first.represented,
            presence=first.presence or one.presence,
            side=first.side or one.side,
            stance=first.stance or one.stance,
            level=one.level if first.level is None else first.level,
            how_we_know=first.how_we_know,
            note=first.note or one.note,
        )
    return list(found.values())
