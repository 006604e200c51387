"""Invents declared ties: within the coalitions and to others, up and down offices, a few of them negative."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random

from contacts.demo import plan
from contacts.demo.logbook import READ, Held
from contacts.demo.world import Somebody, World
from contacts.meetings.kinds import Status
from contacts.models import Meeting, Party, Tie
from crm.parts.visibility import Visibility

KINDS = ("knows", "knows", "works_with", "works_with", "trusts", "mentors", "same_council")
A_MEMBER = 6  # ties that each member of a coalition has to others on average, inside and outside
NEGATIVE = 14


def invent_ties(world: World, held: list[Held]) -> None:
    """About thirteen hundred ties, each known in some way, some from a meeting, some over."""
    tying = _Tying(world, held)
    for coalition in plan.COALITIONS:
        tying.of_coalition(coalition)
    tying.of_brokers()
    tying.of_offices()
    tying.here_and_there(900)
    tying.come_apart()
    tying.between_organizations()
    tying.negative()


class _Tying:
    def __init__(self, world: World, held: list[Held]) -> None:
        self.world = world
        self.chance: Random = world.chance("ties")
        self.known = [one for one in world.people if one.main_role(world.today)]
        self.pairs: set[tuple[int, int, str]] = set()
        self.met: dict[Somebody, list[Held]] = {}
        for one in held:
            if one.meeting.status == Status.HELD and len(one.people) < 15:
                for somebody in one.people:
                    self.met.setdefault(somebody, []).append(one)

    def of_coalition(self, coalition: plan.Coalition) -> None:
        """Three in four go to other members."""
        chance, members = self.chance, self.world.coalitions[coalition.key]
        for one in members:
            for _ in range(A_MEMBER // 2):
                self.tie(one, chance.choice(members))
            if chance.random() < coalition.outside * A_MEMBER / (1 + coalition.outside):
                self.tie(one, chance.choice([p for p in self.known if p.coalition != coalition.key]))

    def come_apart(self) -> None:
        """Of the coalition that splits, nearly every tie between its halves is over soon after."""
        chance, world = self.chance, self.world
        for tie, one, other in world.ties:
            if one.half and other.half and one.half != other.half and chance.random() < 0.96:
                tie.ended, tie.end_precision = True, "day"
                tie.end = world.split_on + timedelta(days=chance.randrange(60))
                if tie.start is not None and tie.start > tie.end:
                    tie.start, tie.start_precision = None, "unknown"

    def of_brokers(self) -> None:
        """They know several on both sides, and closely."""
        for one in self.world.brokers:
            for key in one.links:
                for other in self.chance.sample(self.world.coalitions[key], 5):
                    self.tie(one, other, kind="works_with", closeness=3)

    def of_offices(self) -> None:
        """Principals report to their superintendents, staff of locals to their presidents."""
        for district in self.world.districts:
            above = [p for p in district.people_on(self.world.today) if p.roles[0].type == "superintendent"]
            for school in district.below if above else ():
                for one in school.people_on(self.world.today):
                    if one.roles[0].type == "principal" and self.chance.random() < 0.3:
                        self.tie(one, above[0], kind="reports_to", closeness=2, basis=Tie.Basis.RECORD)

    def here_and_there(self, count: int) -> None:
        """Among people of one region, mostly."""
        by_region: dict[str, list[Somebody]] = {}
        for one in self.known:
            by_region.setdefault(one.region, []).append(one)
        for _ in range(count):
            one = self.chance.choice(self.known)
            others = by_region[one.region] if self.chance.random() < 0.8 else self.known
            self.tie(one, self.chance.choice(others))

    def between_organizations(self) -> None:
        chance, world = self.chance, self.world
        funders = world.of_type("funder")
        for body in world.of_type("nonprofit", "parent_group"):
            if chance.random() < 0.35:
                district = chance.choice(
                    [d for d in world.districts if d.region == body.region] or world.districts
                )
                self._add(
                    body.organization.party, district.organization.party, "partners", chance.randint(1, 3)
                )
            if chance.random() < 0.25:
                self._add(
                    chance.choice(funders).organization.party,
                    body.organization.party,
                    "funds",
                    2,
                    Tie.Basis.RECORD,
                )

    def negative(self) -> None:
        """Who sets themselves against whom; drawn and listed, never counted on."""
        chance, world = self.chance, self.world
        labor, design = world.halves["labor"], world.halves["design"]
        for number in range(NEGATIVE):
            one, other = (
                (chance.choice(labor), chance.choice(design)) if number < 5 else chance.sample(self.known, 2)
            )
            self.tie(one, other, kind="opposes", closeness=0)

    def tie(
        self, one: Somebody, other: Somebody, *, kind: str = "", closeness: int | None = None, basis: str = ""
    ) -> None:
        if one is other:
            return
        together = next((held for held in self.met.get(one, []) if other in held.people), None)
        kind = kind or self.chance.choice(KINDS)
        if closeness is None:
            closeness = self.chance.choices((0, 1, 2, 3, 4), (1, 4, 8, 5, 2))[0]
        made = self._add(
            one.person.party, other.person.party, kind, closeness, basis, together.meeting if together else None,
            by=together.by if together else "",
        )  # fmt: skip
        if made is not None:
            self.made.append((made, one, other))

    @property
    def made(self) -> list[tuple[Tie, Somebody, Somebody]]:
        return self.world.ties

    def _add(
        self, one: Party, other: Party, kind: str, closeness: int, basis: str = "",
        meeting: Meeting | None = None, by: str = "",
    ) -> Tie | None:  # fmt: skip
        ends = (min(id(one), id(other)), max(id(one), id(other)), kind)
        if ends in self.pairs:
            return None
        self.pairs.add(ends)
        chance = self.chance
        by = by or chance.choice([account.username for account in plan.ACCOUNTS if account.logs_meetings])
        tie = Tie(
            from_party=one, to_party=other, type=self.world.catalogue.tie_types[kind], closeness=closeness,
            basis=basis or chance.choices(list(Tie.Basis), (4, 6, 1, 2))[0],
        )  # fmt: skip
        if chance.random() < 0.4:
            year = self.world.today.year - chance.randrange(1, 12)
            tie.start, tie.start_precision = date(year, 1, 1), "year"
        if meeting is not None and chance.random() < 0.6:
            tie.source_meeting, tie.visibility, tie.team = meeting, meeting.visibility, meeting.team
        elif chance.random() < 0.05:
            tie.visibility = Visibility.OWNER
        self.world.add(tie, by=by, phase=READ)
        return tie
