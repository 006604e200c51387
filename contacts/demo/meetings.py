"""Invents eighteen months of meetings: with whom, where, about what, and who may read of them."""

from __future__ import annotations

from datetime import date, timedelta

from contacts.demo import plan, words
from contacts.demo.logbook import Held, Logbook
from contacts.demo.school_days import last_school_day, next_school_days, pick_days
from contacts.demo.world import Body, Somebody, World
from contacts.meetings.kinds import MeetingKind, Status

# What is left after coalitions' meetings is shared out over these kinds.
OTHER_KINDS: dict[str, float] = {
    MeetingKind.ONE_TO_ONE: 0.66, MeetingKind.SCHOOL_VISIT: 0.14, MeetingKind.THEIR_MEETING: 0.07,
    MeetingKind.PUBLIC_MEETING: 0.05, MeetingKind.ENCOUNTER: 0.03, MeetingKind.EVENT: 0.015,
    MeetingKind.LEGISLATIVE: 0.015, MeetingKind.TRAINING: 0.008, MeetingKind.HOUSE_MEETING: 0.006,
    MeetingKind.BARGAINING: 0.003, MeetingKind.FACULTY_VOTE: 0.002, MeetingKind.CONFERENCE: 0.001,
}  # fmt: skip


def invent_meetings(world: World) -> list[Held]:
    """About fifteen hundred meetings to the last school day, and those planned for the days after it."""
    logbook = Logbook(world)
    making = _Making(world, logbook)
    for coalition in plan.COALITIONS:
        making.of_coalition(coalition)
    making.with_deciders()
    making.hearing()
    making.others(plan.MEETINGS - len(logbook.held))
    making.planned()
    return logbook.held


class _Making:
    def __init__(self, world: World, logbook: Logbook) -> None:
        self.world = world
        self.chance = world.chance("meetings")
        self.add = logbook.add
        self.last = last_school_day(world.today)
        # Whom one can meet, and how often compared with others: some are met every month, most once or twice.
        self.known = [
            one for one in world.people if one.main_role(world.today) and one.person.status == "active"
        ]
        self.often = [min(self.chance.paretovariate(1.4), 8.0) for _ in self.known]

    def of_coalition(self, coalition: plan.Coalition) -> None:
        """Its small groups and monthly tables; about a quarter of the chairs go to others."""
        world, chance = self.world, self.chance
        members = world.coalitions[coalition.key]
        links = [one for one in world.brokers if coalition.key in one.links]
        count = coalition.small_groups + coalition.meetings
        if coalition.key == plan.SPLITTING:
            before = int(count * plan.SHARE_BEFORE_SPLIT)
            days = pick_days(chance, world.first_day, world.split_on - timedelta(days=1), before)
            days += pick_days(chance, world.split_on, self.last, count - before)
        else:
            days = pick_days(chance, world.first_day, self.last, count)
        for number, day in enumerate(days):
            large = number % (len(days) // coalition.meetings) == 3
            inside = members
            if coalition.key == plan.SPLITTING and day >= world.split_on:
                inside = world.halves[plan.HALVES[number % 2]]
            chairs = chance.randint(8, 12) if large else chance.randint(3, 6)
            guests = (
                sum(chance.random() < coalition.guests for _ in range(chairs)) if chairs > 3 else number % 2
            )
            there = chance.sample(inside, min(chairs - guests, len(inside)))
            there += self._guests(guests, links, coalition.key)
            kind = MeetingKind.COALITION if large else MeetingKind.SMALL_GROUP
            self.add(kind, day, there, about=coalition.initiative, called=coalition.name)

    def _guests(self, count: int, links: list[Somebody], key: str) -> list[Somebody]:
        found: list[Somebody] = []
        while len(found) < count:
            if links and self.chance.random() < 0.3:
                one = self.chance.choice(links)
            else:
                one = self.chance.choices(self.known, self.often)[0]
            if one not in found and one.coalition != key:
                found.append(one)
        return found

    def others(self, count: int) -> None:
        """Everything else: one-to-ones, visits to schools, their meetings, boards, events."""
        chance, world = self.chance, self.world
        kinds = chance.choices(list(OTHER_KINDS), list(OTHER_KINDS.values()), k=count)
        days = pick_days(chance, world.first_day, self.last, count - 3) + [self.last] * 3
        for kind, day in zip(kinds, days, strict=True):
            one = chance.choices(self.known, self.often)[0]
            body = self._body_of(one, day)
            if kind in (MeetingKind.ONE_TO_ONE, MeetingKind.ENCOUNTER):
                self.add(kind, day, [one], at=body)
            elif kind == MeetingKind.PUBLIC_MEETING:
                board = chance.choice([b for b in world.districts if world.seats[b.name]])
                self.add(kind, day, self._board(board, day) + chance.sample(self.known, 2), at=board)
            elif kind == MeetingKind.LEGISLATIVE:
                committee = chance.choice([b for b in world.of_type("legislature") if "Committee" in b.name])
                here = committee.people_on(day)
                self.add(kind, day, [one, *chance.sample(here, min(4, len(here)))], at=committee)
            else:
                here = body.people_on(day) if body else []
                some = chance.sample(here, min(len(here), chance.randint(1, 5)))
                self.add(kind, day, [one, *some], at=body)

    def with_deciders(self) -> None:
        """Whoever votes on what comes up has been asked, several times; but for one member of the board."""
        world, chance = self.world, self.chance
        for name, about in plan.DECIDERS.items():
            body = world.bodies[name]
            voting = self._board(body, self.last) or [
                p for p in body.people if p.roles[0].type in ("representative", "senator")
            ]
            for one in voting[: -1 if name.endswith("District") else None]:
                for day in pick_days(
                    chance, self.last - timedelta(days=400), self.last, chance.randint(2, 4)
                ):
                    self.add(MeetingKind.ONE_TO_ONE, day, [one], at=body, about=about).asked = True

    def hearing(self) -> None:
        """One with a sign-in sheet of more names than anybody got to know that day."""
        world, chance = self.world, self.chance
        committee = world.bodies["House Education Policy Committee"]
        there = list(dict.fromkeys([*committee.people_on(world.today), *world.coalitions["capitol"]]))
        rest = [one for one in self.known if one not in there]
        there += chance.sample(rest, plan.HEARING - len(there))
        day = last_school_day(world.today - timedelta(days=61))
        held = self.add(
            MeetingKind.PUBLIC_MEETING,
            day,
            there,
            at=committee,
            about="headwater-flexibility-bill",
            by="andre",
            in_public=True,
        )
        held.meeting.title, held.meeting.notes = words.HEARING_TITLE, words.HEARING_NOTES
        held.meeting.minutes = 150

    def planned(self) -> None:
        """This week and next; and one that lies behind, of which nobody has said yet whether it was held."""
        chance, world = self.chance, self.world
        days = next_school_days(world.today, 8)
        coming = [
            days[0],
            days[0],
            days[1],
            days[1],
            days[1],
            *days[2:5],
            *days[2:],
            last_school_day(world.today - timedelta(1)),
        ]
        for number, day in enumerate(coming):
            one = chance.choices(self.known, self.often)[0]
            body = self._body_of(one, day)
            kind = (MeetingKind.ONE_TO_ONE, MeetingKind.SCHOOL_VISIT, MeetingKind.THEIR_MEETING)[number % 3]
            here = body.people_on(day)[:4] if body and kind != MeetingKind.ONE_TO_ONE else []
            self.add(kind, day, [one, *here], at=body, status=Status.PLANNED)
        board = world.bodies["Riverfork School District"]
        day = next_school_days(world.today + timedelta(days=plan.BOARD_DECISION_IN), 1)[0]
        self.add(
            MeetingKind.PUBLIC_MEETING, day, self._board(board, day), at=board, status=Status.PLANNED,
            about="riverfork-site-governance", in_public=True,
        )  # fmt: skip

    def _body_of(self, one: Somebody, day: date) -> Body | None:
        role = one.main_role(day)
        return self.world.bodies[role.organization.name] if role else None

    def _board(self, board: Body, day: date) -> list[Somebody]:
        return [
            one
            for one in board.people_on(day)
            if any(role.seat is not None and role.is_in_force(day) for role in one.roles)
        ]
