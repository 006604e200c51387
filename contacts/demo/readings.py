"""Invents where people stand: views that move, readings that rest on meetings, some stale, some that disagree."""

from __future__ import annotations

from datetime import date, timedelta

from contacts.demo import plan, words
from contacts.demo.logbook import READ, Held
from contacts.demo.world import Somebody, World
from contacts.interest.models import HowWeKnow, Say, Stance
from contacts.meetings.kinds import MeetingKind, Status
from contacts.models import Assessment
from contacts.roles.types import RoleType

STEPS = (
    Stance.ACTIVE_OPPONENT,
    Stance.PASSIVE_OPPONENT,
    Stance.NEUTRAL,
    Stance.PASSIVE_ALLY,
    Stance.ACTIVE_ALLY,
)
# By stance the levels that go with it: an opponent may know of it well and do nothing.
LEVELS = ((1, 2, 4), (1, 1, 2), (0, 1, 2, 2), (2, 3, 3, 4), (4, 4, 5, 6))
# Where people of a sphere begin on average, and how they move in a year (steps on the scale of five).
TENDENCY = {
    "district": (-0.25, 0.35), "school": (0.3, 0.3), "union": (-0.4, 0.25), "state": (-0.1, 0.15),
    "community": (0.5, 0.3),
}  # fmt: skip
# How the board that decides first stands today, by filled seat: four for, two undecided, one against; the eighth has
# not been asked, and the ninth seat is vacant.
BOARD_VIEWS = (1.2, 2.0, 1.1, 0.05, 0.0, -1.1, 1.3, 0.0)
DISAGREEMENTS = 30


def invent_readings(world: World, held: list[Held]) -> None:
    """Readings of everybody met on something, and some of people who were only heard of."""
    reading = _Reading(world)
    reading.fix_board()
    for one in held:
        if one.about and one.meeting.status == Status.HELD:
            reading.of_meeting(one)
    reading.without_meeting()
    reading.disagreements()


class _Reading:
    def __init__(self, world: World) -> None:
        self.world = world
        self.chance = world.chance("readings")
        self.last: dict[tuple[Somebody, str], Assessment] = {}

    def fix_board(self) -> None:
        """The board of the first decision: four for, two or three undecided, one against."""
        board = self.world.bodies["Riverfork School District"]
        members = [one for one in board.people if any(role.seat is not None for role in one.roles)]
        for one, view in zip(members, BOARD_VIEWS, strict=False):
            one.views["riverfork-site-governance"] = (
                view - 0.6,
                0.4,
            )  # moved by 0.6 in these eighteen months

    def of_meeting(self, held: Held) -> None:
        """What was read of some who were there; at a hearing, of those who spoke."""
        large = len(held.people) > 12
        private = held.meeting.kind in (
            MeetingKind.ONE_TO_ONE,
            MeetingKind.SMALL_GROUP,
            MeetingKind.SCHOOL_VISIT,
        )
        for one in held.people:
            share = 1.0 if held.asked else 0.12 if large else 0.55 if private else 0.4
            if _is_candidate(one, held.meeting.held_on) or self.chance.random() > share:
                continue
            saw = not private or self.chance.random() < 0.15
            self.add(
                one, held.about, held.meeting.held_on, by=held.by, how=HowWeKnow.SAW_IT if saw else HowWeKnow.TOLD_US,
                meeting=held.meeting, visibility=held.meeting.visibility, team=held.meeting.team,
            )  # fmt: skip

    def without_meeting(self) -> None:
        """Guesses, hearsay and what is printed; some of it long ago and never asked again."""
        world, chance = self.world, self.chance
        loggers = [account.username for account in plan.ACCOUNTS if account.logs_meetings]
        people = [p for p in world.people if p.main_role(world.today) and not _is_candidate(p, world.today)]
        for one in chance.sample(people, 210):
            key = chance.choice(
                ("mn-site-governed-schools", "flexibility-from-state-laws", "empowerment-zones")
            )
            day = world.today - timedelta(days=chance.randrange(8, plan.DAYS))
            how = chance.choice((HowWeKnow.GUESS, HowWeKnow.HEARD, HowWeKnow.HEARD, HowWeKnow.SAW_IT))
            document = chance.choice(world.documents) if how == HowWeKnow.SAW_IT else None
            note = chance.choice(words.HEARD) if how == HowWeKnow.HEARD else ""
            self.add(one, key, day, by=chance.choice(loggers), how=how, document=document, note=note)

    def disagreements(self) -> None:
        """Another of ours reads the same person otherwise within days: both stand, nothing is averaged."""
        chance = self.chance
        loggers = [account.username for account in plan.ACCOUNTS if account.logs_meetings]
        recent = [
            (who, row)
            for (who, _), row in self.last.items()
            if (self.world.today - row.assessed_on).days < 120 and row.visibility == "everyone"
        ]
        for (one, key), row in chance.sample([((w, self._key(r)), r) for w, r in recent], DISAGREEMENTS):
            step = STEPS.index(Stance(row.stance))
            other = STEPS[step - 1] if step else STEPS[1]
            day = min(row.assessed_on + timedelta(days=chance.randrange(1, 9)), self.world.today)
            by = chance.choice([username for username in loggers if username != row.assessor.username])
            self.add(one, key, day, by=by, how=HowWeKnow.HEARD, note=chance.choice(words.HEARD), stance=other)

    def _key(self, row: Assessment) -> str:
        return next(key for key, initiative in self.world.initiatives.items() if initiative is row.initiative)

    def add(
        self, one: Somebody, key: str, day: date, *, by: str, how: str, stance: Stance | None = None, **values: object
    ) -> None:  # fmt: skip
        """One reading as it was taken that day: near the view that the person had then."""
        step = STEPS.index(stance) if stance else self._step(one, key, day)
        level: int | None = self.chance.choice(LEVELS[step])
        if self.chance.random() < 0.25:
            level = None
        row = Assessment(
            party=one.person.party, initiative=self.world.initiatives[key], stance=STEPS[step], level=level,
            how_we_know=how, assessed_on=day, assessor=self.world.users[by], say=self._say(one, key), **values,
        )  # fmt: skip
        before = self.last.get((one, key))
        if before is None or before.assessed_on <= day:
            self.last[one, key] = row
        self.world.add(row, by=by, phase=READ)

    def _step(self, one: Somebody, key: str, day: date) -> int:
        if key not in one.views:
            role = one.roles[0]
            mean, drift = TENDENCY[str(role.sphere)]
            if any(c.key == one.coalition and c.initiative == key for c in plan.COALITIONS):
                mean, drift = 0.6, 0.5
            if one.half == "labor" and key == "headwater-flexibility-bill":
                mean, drift = 0.5, -1.1
            one.views[key] = (self.chance.gauss(mean, 0.9), self.chance.gauss(drift, 0.35))
        start, drift = one.views[key]
        years = (day - self.world.first_day).days / 365
        return min(4, max(0, round(2 + start + drift * years + self.chance.gauss(0, 0.18))))

    def _say(self, one: Somebody, key: str) -> str:
        """Only where it was worth noting: seats and roles say most of it."""
        if (
            one.roles[0].type in (RoleType.SUPERINTENDENT, RoleType.UNION_PRESIDENT)
            and self.chance.random() < 0.3
        ):
            return Say.SHAPES
        return (
            Say.DECIDES
            if key == "headwater-flexibility-bill" and one.roles[0].type == RoleType.COMMISSIONER
            else ""
        )


def _is_candidate(one: Somebody, on: date) -> bool:
    """Whoever runs for an office is talked with, and never rated."""
    return any(role.type == RoleType.BOARD_CANDIDATE and role.is_in_force(on) for role in one.roles)
