"""Writes down one invented meeting after another: who of ours was there, what was noted, who may read it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from django.conf import settings

from contacts.demo import plan, words
from contacts.demo.world import Body, Somebody, World
from contacts.meetings.kinds import MeetingKind, Mode, Outcome, Presence, Side, Status
from contacts.models import Attendance, Meeting, MeetingTopic
from crm.parts.visibility import Visibility

HELD, READ = 2, 3  # phases of writing: meetings first, then what rests on them

ABOUT_OF_REGION = {
    "metro": ("riverfork-site-governance", "mn-site-governed-schools", "empowerment-zones", "pilot-schools"),
    "lakes": ("teacher-powered-schools", "mn-site-governed-schools", "flexibility-from-state-laws"),
    "prairie": ("flexibility-from-state-laws", "mn-site-governed-schools", "teacher-powered-schools"),
    "state": ("headwater-flexibility-bill", "flexibility-from-state-laws", "mn-site-governed-schools"),
}
STARTS = (7, 8, 9, 10, 12, 13, 15, 16, 17, 18)


@dataclass(eq=False)
class Held:
    """A meeting with who was there from outside, for readings and whatever else rests on it."""

    meeting: Meeting
    by: str
    people: list[Somebody] = field(default_factory=list)
    about: str = ""
    # Held to find out where somebody stands: a reading of everybody there is certain.
    asked: bool = False


class Logbook:
    """The meetings that were added, in order."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.chance = world.chance("logbook")
        self.zone = ZoneInfo(settings.TIME_ZONE)
        self.held: list[Held] = []

    def add(
        self, kind: str, day: date, people: list[Somebody], *, at: Body | None = None, about: str | None = None,
        called: str = "", status: str = Status.HELD, by: str = "", in_public: bool = False,
    ) -> Held:  # fmt: skip
        """One meeting with who was there, one or two of ours among them."""
        world, chance, people = self.world, self.chance, list(dict.fromkeys(people))
        by = by or self._logger(people, at)
        meeting = Meeting(
            kind=kind, held_on=day, status=status, logged_by=world.users[by],
            mode=chance.choices(list(Mode), (70, 12, 16, 2))[0] if kind == MeetingKind.ONE_TO_ONE else Mode.IN_PERSON,
            organization=at.organization if at else None,
        )  # fmt: skip
        start = datetime.combine(
            day, time(chance.choice(STARTS), chance.choice((0, 0, 15, 30))), tzinfo=self.zone
        )
        if status == Status.PLANNED or chance.random() < 0.6:
            meeting.starts_at, meeting.zone = start, settings.TIME_ZONE
            meeting.minutes = chance.choice((20, 30, 45, 60, 90))
        if status == Status.HELD and not in_public:
            self._outcome(meeting)
            self._visibility(meeting, by)
        held = Held(meeting, by, people, about if about is not None else self._about(people, at))
        if held.about:
            meeting.initiative = world.initiatives[held.about]
        self._words(held, called or (at.name if at else ""), called)
        world.add(meeting, by=by, phase=HELD)
        world.meetings.append(meeting)
        self._attendances(held)
        self._topics(held)
        self.held.append(held)
        return held

    def _outcome(self, meeting: Meeting) -> None:
        drawn = self.chance.random()
        meeting.outcome = Outcome.HELD if drawn < 0.5 else ""
        if meeting.kind == MeetingKind.ONE_TO_ONE and drawn > 0.94:
            meeting.status = Status.ATTEMPTED
            meeting.outcome = self.chance.choice((Outcome.LEFT_MESSAGE, Outcome.NO_SHOW, Outcome.UNREACHABLE))
        elif drawn > 0.985:
            meeting.status, meeting.outcome = Status.CANCELLED, Outcome.CANCELLED

    def _visibility(self, meeting: Meeting, by: str) -> None:
        drawn = self.chance.random()
        if drawn < plan.RESTRICTED * 0.7:
            teams = next(account.teams for account in plan.ACCOUNTS if account.username == by)
            if teams:
                meeting.visibility, meeting.team = Visibility.TEAM, self.world.teams[teams[0]]
                return
        if drawn < plan.RESTRICTED:
            meeting.visibility = Visibility.OWNER

    def _words(self, held: Held, place: str, coalition: str) -> None:
        chance, meeting = self.chance, held.meeting
        about = self.world.initiatives[held.about].name if held.about else "the budget"
        fill = {"about": about, "place": place or "the café", "coalition": coalition}
        titles = words.TITLES.get(meeting.kind)
        if titles:
            meeting.title = chance.choice(titles).format(**fill)
        if meeting.status == Status.HELD and chance.random() < 0.82:
            openings = words.OPENINGS if meeting.mode == Mode.IN_PERSON else words.OPENINGS_FROM_AFAR
            parts = (
                chance.choice(openings),
                *chance.sample(words.MIDDLES, chance.randint(1, 2)),
                chance.choice(words.CLOSINGS),
            )
            meeting.notes = " ".join(part for part in parts if part).format(**fill)
        if meeting.status == Status.HELD and chance.random() < 0.03:
            meeting.private_notes = chance.choice(words.PRIVATE)
        if not meeting.organization and chance.random() < 0.5:
            meeting.place = chance.choice(
                ("Union hall", "Public library", "Café Depot", "Parish hall", "Teachers’ room")
            )

    def _attendances(self, held: Held) -> None:
        world, chance, meeting = self.world, self.chance, held.meeting
        there = Presence.INVITED if meeting.status == Status.PLANNED else Presence.ATTENDED
        if meeting.status in (Status.ATTEMPTED, Status.CANCELLED):
            there = Presence.ABSENT
        ours = [held.by]
        if len(held.people) > 3 and chance.random() < 0.4:
            ours.append(
                chance.choice(
                    [a.username for a in plan.ACCOUNTS if a.logs_meetings and a.username != held.by]
                )
            )
        for username in ours:
            row = Attendance(meeting=meeting, person=world.staff[username], side=Side.STAFF, presence=there)
            world.add(row, by=held.by, phase=HELD)
        for number, one in enumerate(list(held.people)):
            role = one.main_role(meeting.held_on)
            row = Attendance(
                meeting=meeting,
                person=one.person,
                presence=there,
                represented=role.organization if role else None,
            )
            if there == Presence.ATTENDED:
                if 3 <= number < 20 and chance.random() < 0.06:
                    row.presence = Presence.ABSENT
                    held.people.remove(one)
                elif chance.random() < 0.05:
                    row.note = chance.choice(words.QUOTES)
            world.add(row, by=held.by, phase=HELD)
        if there != Presence.ATTENDED:
            held.people = []

    def _topics(self, held: Held) -> None:
        chance, meeting = self.chance, held.meeting
        if held.about:
            topic = MeetingTopic(meeting=meeting, initiative=self.world.initiatives[held.about])
            self.world.add(topic, by=held.by, phase=HELD)
        if meeting.status == Status.HELD and chance.random() < 0.12:
            self.world.add(MeetingTopic(meeting=meeting, area=chance.randint(1, 15)), by=held.by, phase=HELD)

    def _logger(self, people: list[Somebody], at: Body | None) -> str:
        """Mostly the point person, else somebody of the region."""
        chance = self.chance
        if chance.random() < 0.04:
            return plan.DIRECTOR
        owner = people[0].person.owner if people else None
        if owner is not None and chance.random() < 0.7:
            return str(owner.username)
        region = at.region if at else people[0].region if people else "state"
        return chance.choice([a.username for a in plan.ACCOUNTS if region in a.regions])

    def _about(self, people: list[Somebody], at: Body | None) -> str:
        if self.chance.random() < 0.3:
            return ""
        region = at.region if at else people[0].region if people else "state"
        return self.chance.choice(ABOUT_OF_REGION[region])
