"""Invents who is what, where and since when: roles of today, roles before, seats that stand empty."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta

from contacts.demo import plan
from contacts.demo.people import Inventor
from contacts.demo.places import COMMITTEES
from contacts.demo.world import Body, Somebody, World
from contacts.models import Role, Seat
from contacts.roles.types import RoleType as R

OFFICE = plan.OFFICE

# What a district's office has beside its superintendent, by size.
OFFICE_OF = {
    "large": (
        R.DEPUTY_SUPERINTENDENT, R.CHIEF_ACADEMIC_OFFICER, R.INNOVATION_DIRECTOR, R.LABOR_RELATIONS, R.FINANCE_DIRECTOR,
        R.COMMUNICATIONS_DIRECTOR, R.FAMILY_LIAISON, R.FAMILY_LIAISON,
    ),
    "middle": (R.CHIEF_ACADEMIC_OFFICER, R.LABOR_RELATIONS, R.FAMILY_LIAISON),
    "small": (),
}  # fmt: skip

# Who is known at bodies of other types, in order.
KNOWN_AT: dict[str, tuple[str, ...]] = {
    "charter_school": (R.CHARTER_DIRECTOR, R.CHARTER_BOARD_CHAIR),
    "union_state": (R.UNION_OFFICER, R.UNION_OFFICER, R.UNION_STAFF, R.UNION_STAFF, R.LOBBYIST),
    "union_local": (R.UNION_PRESIDENT,),
    "authorizer": (R.AUTHORIZER_LIAISON, R.AUTHORIZER_LIAISON),
    "tribal": (R.TRIBAL_LEADER, R.FAMILY_LIAISON),
    "service": (R.INNOVATION_DIRECTOR, R.COACH),
    "zone": (R.AREA_SUPERINTENDENT,),
    "tpp": (R.LEAD_TEACHER, R.DESIGN_TEAM),
    "higher_ed": (R.RESEARCHER, R.RESEARCHER, R.INTERPRETER),
    "city": (R.MUNICIPAL_OFFICIAL,),
    "association": (R.LOBBYIST, R.CONSULTANT),
    "parent_group": (R.PARENT_LEADER, R.PARENT_LEADER),
    "nonprofit": (R.NONPROFIT_DIRECTOR, R.ORGANIZER),
    "faith": (R.FAITH_LEADER, R.PARENT_LEADER),
    "funder": (R.FUNDER_OFFICER,),
    "business": (R.BUSINESS_LEADER,),
    "media": (R.JOURNALIST,),
}
AT_AGENCIES = {
    "Headwater Department of Education": (R.COMMISSIONER, *(R.DEPARTMENT_STAFF,) * 8),
    "Educator Licensing Board": (R.LICENSING_BOARD,) * 4,
    "Governor’s Office of Headwater": (R.GOVERNORS_OFFICE,) * 2,
}
TITLES: dict[str, str] = {
    R.REPRESENTATIVE: "Representative", R.SENATOR: "Senator", R.FAITH_LEADER: "Pastor", R.COMMISSIONER: "Commissioner",
    R.TRIBAL_LEADER: "Director", R.SUPERINTENDENT: "Dr.",
}  # fmt: skip

# A few seats stand empty, in these bodies; in these districts, seats are up for election.
EMPTY = {"Riverfork School District": 4, "Maple Bend School District": 2, "Iron Ridge School District": 3}
EMPTY |= {"Headwater House of Representatives": 7, "White Pine School District": 5}
UP = ("Cannon Prairie School District", "Kettle Rapids School District")


def invent_people(world: World) -> None:
    """Everybody in the state that the record knows, with roles over time. About nine hundred."""
    filling = _Filling(world)
    for district in world.districts:
        filling.district(district)
    for body in world.bodies.values():
        filling.other(body)
    filling.legislature()
    filling.second_roles()
    filling.moves()
    filling.those_who_left()


class _Filling:
    def __init__(self, world: World) -> None:
        self.world = world
        self.inventor = Inventor(world)
        self.chance = world.chance("roles")

    def new(
        self, body: Body, type: str, *, seat: Seat | None = None, like: str = "", title: str = ""
    ) -> Somebody:
        """Somebody new with this role as the main one, and perhaps one before it."""
        # Among superintendents some are doctors; a representative is always greeted as one.
        greeting = TITLES.get(type, "") if type != R.SUPERINTENDENT or self.chance.random() < 0.5 else ""
        one = self.inventor.somebody(body, like=like, title=greeting)
        start, precision = self._some_start()
        if seat is not None:
            # Most sit there for more than one term.
            before = 4 * self.chance.choices((0, 1, 2), (2, 5, 2))[0]
            start, precision = (
                seat.term_start and seat.term_start.replace(year=seat.term_start.year - before),
                "day",
            )
        self.role(one, body, type, start=start, precision=precision, primary=True, seat=seat, title=title)
        grown_up_at = body.organization.sphere in ("district", "school") and type != R.BOARD_STUDENT
        if grown_up_at and seat is None and self.chance.random() < 0.42:
            self._earlier(one, body, start)
        return one

    def role(
        self, one: Somebody, body: Body, type: str, *, start: date | None = None, precision: str = "unknown",
        primary: bool = False, seat: Seat | None = None, title: str = "",
    ) -> Role:  # fmt: skip
        role = Role(
            person=one.person, organization=body.organization, type=type, title=title, seat=seat, primary=primary,
            start=start, start_precision=precision, term_end=seat.term_end if seat else None,
            source=self.chance.choice(("", "", "directory", "their website", "told us")),
        )  # fmt: skip
        one.roles.append(role)
        if one not in body.people:
            body.people.append(one)
        self.world.add(role, by=OFFICE, phase=0)
        return role

    def district(self, district: Body) -> None:
        """Its office, its board and its schools."""
        chance, size = self.chance, district.size
        for type in (R.SUPERINTENDENT, *OFFICE_OF[size]):
            if type is R.SUPERINTENDENT or chance.random() < 0.93:
                self.new(district, type)
        self.board(district)
        teams = {
            "Riverfork School District": 12,
            "White Pine School District": 6,
            "Manoomin Bay School District": 5,
        }
        for number, school in enumerate(district.below):
            if school.organization.status == "closed":
                continue
            whole = number < teams.get(district.name, 0)
            if whole or chance.random() < {"large": 0.82, "middle": 0.7, "small": 0.6}[size]:
                self.new(school, R.PRINCIPAL)
            if whole or chance.random() < 0.33:
                self.new(school, chance.choice((R.TEACHER_LEADER, R.LEAD_TEACHER, R.DESIGN_TEAM)))
            if not whole and chance.random() < 0.2:
                self.new(school, chance.choice((R.ASSISTANT_PRINCIPAL, R.SOCIAL_WORKER, R.COACH, R.TEACHER)))
            if not whole and chance.random() < 0.08:
                self.new(school, R.SITE_COUNCIL_CHAIR)

    def board(self, district: Body) -> None:
        """Its members by seat; a few seats stand empty, a few are up with candidates for them."""
        offices = [R.BOARD_CHAIR, R.BOARD_VICE_CHAIR, R.BOARD_CLERK, R.BOARD_TREASURER]
        for number, seat in enumerate(self.world.seats[district.name]):
            if EMPTY.get(district.name) == number:
                seat.status = Seat.Status.VACANT
                continue
            self.new(district, offices.pop(0) if offices else R.BOARD_MEMBER, seat=seat)
            if district.name in UP and number % 2:
                seat.status = Seat.Status.UP
                self.new(district, R.BOARD_CANDIDATE)
        if district.size == "large":
            student = self.new(district, R.BOARD_STUDENT)
            student.person.minor_until = self.world.today + timedelta(days=self.chance.randrange(90, 500))

    def other(self, body: Body) -> None:
        """Whoever is known at bodies that are no districts or their schools."""
        known = AT_AGENCIES.get(body.name) or KNOWN_AT.get(body.organization.type, ())
        if body.organization.type == "union_local" and body.name.removesuffix(" Educators") in _larger(
            self.world
        ):
            known = (*known, R.LEAD_NEGOTIATOR, R.UNION_VICE_PRESIDENT)
        if body.organization.type == "parent_group" and body.community and body.region == "metro":
            known = (*known, R.ORGANIZER)
        for type in known:
            self.new(body, type, like=body.community)

    def legislature(self) -> None:
        """Both chambers, and committees of their members with a chair, a vice chair and a ranking member."""
        world = self.world
        members: dict[str, list[Somebody]] = {}
        for chamber in ("House of Representatives", "Senate"):
            body = world.bodies[f"Headwater {chamber}"]
            type = R.SENATOR if chamber == "Senate" else R.REPRESENTATIVE
            members[body.name] = []
            for number, seat in enumerate(world.seats[body.name]):
                if EMPTY.get(body.name) == number:
                    seat.status = Seat.Status.VACANT
                    continue
                members[body.name].append(self.new(body, type, seat=seat))
        for name, chamber, size in COMMITTEES:
            committee = world.bodies[name]
            above = world.bodies[
                "Headwater Senate" if chamber == "Senate" else "Headwater House of Representatives"
            ]
            types = [
                R.COMMITTEE_CHAIR,
                R.COMMITTEE_VICE_CHAIR,
                R.COMMITTEE_RANKING,
                *[R.COMMITTEE_MEMBER] * size,
            ]
            for one, type in zip(self.chance.sample(members[above.name], size), types, strict=False):
                self.role(one, committee, type, start=date(world.first_day.year - 1, 1, 1), precision="month")
            self.new(committee, R.COMMITTEE_STAFF)

    def second_roles(self) -> None:
        """Many do more than one thing: teachers are building representatives, parents sit on site councils."""
        world, chance = self.world, self.chance
        for one in list(world.people):
            main = one.roles[0]
            if main.type in (R.TEACHER_LEADER, R.LEAD_TEACHER, R.TEACHER) and chance.random() < 0.3:
                district = main.organization.parent
                local = world.bodies.get(f"{district.short_name} Educators") if district else None
                if local is not None:
                    self.role(one, local, R.BUILDING_REP, start=_first_of_year(world, 3), precision="year")
            elif main.type == R.PARENT_LEADER and chance.random() < 0.25:
                schools = [b for b in world.of_type("school") if b.region == one.region and b.people]
                self.role(
                    one,
                    chance.choice(schools),
                    R.SITE_COUNCIL,
                    start=_first_of_year(world, 2),
                    precision="year",
                )

    def moves(self) -> None:
        """Some went on to another school last summer: the meetings before it were for the one before."""
        world, chance = self.world, self.chance
        summer = world.today.year if world.today >= date(world.today.year, 8, 1) else world.today.year - 1
        principals = [p for p in world.people if p.roles[0].type == R.PRINCIPAL and len(p.roles) == 1]
        schools = world.of_type("school")
        for one in chance.sample(principals, 22):
            now = one.roles[0]
            now.start, now.start_precision = date(summer, 7, 1), "month"
            before = self.role(
                one, chance.choice([s for s in schools if s.organization is not now.organization]),
                R.ASSISTANT_PRINCIPAL if chance.random() < 0.4 else R.PRINCIPAL,
                start=date(summer - chance.randrange(2, 7), 8, 1), precision="month",
            )  # fmt: skip
            before.ended, before.end, before.end_precision = True, date(summer, 6, 30), "month"

    def those_who_left(self) -> None:
        """Retired, moved away, died: they stay on the record with roles that are over."""
        chance, world = self.chance, self.world
        for number in range(38):
            body = chance.choice(world.of_type("school", "district"))
            was = (
                (R.PRINCIPAL, R.TEACHER, R.COACH)
                if body.organization.type == "school"
                else (R.BOARD_MEMBER, R.SUPERINTENDENT)
            )
            one = self.new(body, chance.choice(was))
            for role in one.roles:
                if not role.ended:
                    self._end(role, world.today.year - chance.randrange(1, 4))
                    role.primary = False
            one.person.status = "deceased" if number < 3 else "archived" if number < 14 else "active"
            one.person.listed = one.person.status == "active"

    def _earlier(self, one: Somebody, body: Body, start: date | None) -> None:
        """What somebody was before, at another school or district."""
        until = start or _first_of_year(self.world, 4)
        elsewhere = self.chance.choice([b for b in self.world.of_type("school") if b is not body])
        type = self.chance.choice((R.TEACHER, R.ASSISTANT_PRINCIPAL, R.TEACHER_LEADER, R.COACH, R.PRINCIPAL))
        years = self.chance.randrange(2, 9)
        role = self.role(
            one, elsewhere, type, start=until.replace(year=until.year - years, day=1), precision="year"
        )
        if role.start is not None:
            role.start = role.start.replace(month=1)
        if self.chance.random() < 0.2:
            role.start, role.start_precision = None, "unknown"
        self._end(role, until.year - 1)

    def _end(self, role: Role, year: int) -> None:
        """Over since about then: to the month, to the year, or nobody knows when."""
        role.ended = True
        drawn = self.chance.random()
        if drawn < 0.55:
            role.end, role.end_precision = date(year, 6, monthrange(year, 6)[1]), "month"
        elif drawn < 0.85:
            role.end, role.end_precision = date(year, 12, 31), "year"
        if role.start is not None and role.end is not None and role.start > role.end:
            role.start, role.start_precision = None, "unknown"

    def _some_start(self) -> tuple[date | None, str]:
        drawn, year = self.chance.random(), self.world.today.year - self.chance.randrange(2, 11)
        if drawn < 0.1:
            return None, "unknown"
        if drawn < 0.4:
            return date(year, 1, 1), "year"
        return date(year, self.chance.choice((7, 8, 8, 8, 9, 1)), 1), "month"


def _first_of_year(world: World, ago: int) -> date:
    return date(world.today.year - ago, 1, 1)


def _larger(world: World) -> set[str]:
    return {district.organization.short_name for district in world.districts if district.size != "small"}
