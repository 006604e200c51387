"""Invents the state's organizations and the seats of its boards and chambers."""

from __future__ import annotations

from datetime import date
from random import Random

from contacts.demo import places, plan
from contacts.demo.places import METRO
from contacts.demo.world import Body, World
from contacts.models import ContactPoint, ExternalId, Seat
from contacts.parties.reach import normal_form
from contacts.roles.types import RoleType

# How many sit on a board, by the size of the district; the first of the large ones has nine.
BOARDS = {"large": 7, "middle": 7, "small": 5}
LARGEST_BOARD = 9


def invent_organizations(world: World) -> None:
    """Districts with their schools, unions, the legislature, agencies, and the groups of the community."""
    _districts(world)
    _unions(world)
    _legislature(world)
    for name, type in places.AGENCIES:
        world.found(name, type, "state", city="Riverfork")
    for name, region in places.TRIBES:
        world.found(name, "tribal", region, community="ojibwe_dakota")
    for name, type, region in places.OTHERS:
        world.found(name, type, region)
    for name, type, community, region in places.GROUPS:
        world.found(name, type, region, community=community)
    _ways_to_reach(world)


def slug(name: str) -> str:
    """A name as it may stand in an address: letters and digits of ASCII, hyphens between."""
    plain = name.replace("ô", "o").replace("ớ", "o").replace("’", "")
    kept = "".join(letter if letter.isascii() and letter.isalnum() else " " for letter in plain.lower())
    return "-".join(kept.split())[:40].strip("-")


def _districts(world: World) -> None:
    chance = world.chance("districts")
    names = [f"{first} {second}" for first in places.FIRST for second in places.SECOND]
    chance.shuffle(names)
    for number, one in enumerate(places.DISTRICTS):
        low, high = places.PUPILS_BY_SIZE[one.size]
        zone = 1 + number % places.SENATE_SEATS
        district = world.found(
            f"{one.name} School District",
            "district",
            one.region,
            community=one.community,
            size=one.size,
            short_name=one.name,
            aliases=[f"{one.name} Public Schools"],
            city=one.name.removesuffix(" Consolidated"),
            lowest_grade="PK",
            highest_grade="12",
            enrollment=chance.randrange(low, high, 10),
            house_districts=[f"{zone}A", f"{zone}B"],
            senate_districts=[str(zone)],
        )
        world.districts.append(district)
        _external_id(world, district, f"HW-{101 + number:04}")
        _schools(world, district, one, names)
        if one.size == "small" and number % 5:
            continue  # the boards of most small districts are not in the record yet
        for seat in range(_board_size(one, number)):
            label = f"District {seat + 1}" if one.size == "large" and seat < 6 else f"At large {seat + 1}"
            _seat(world, district, label, RoleType.BOARD_MEMBER, four_years_from=2021 + 2 * (seat % 2))
    for number, name in enumerate(places.CHARTERS):
        school = world.found(
            name, "charter_school", METRO if number % 3 else "lakes", charter=True, city="Riverfork",
            lowest_grade="K", highest_grade=chance.choice(["8", "12"]), enrollment=chance.randrange(90, 420),
        )  # fmt: skip
        _external_id(world, school, f"HW-4{101 + number}")


def _board_size(one: places.District, number: int) -> int:
    return LARGEST_BOARD if number == 0 else BOARDS[one.size]


def _schools(world: World, district: Body, one: places.District, names: list[str]) -> None:
    chance = world.chance(f"schools of {one.name}")
    for number in range(places.SCHOOLS_BY_SIZE[one.size]):
        level, lowest, highest, pupils = places.LEVELS[number % len(places.LEVELS)]
        name = f"{one.name} High School" if number == 0 else f"{names.pop()} {level}"
        closed = one.size == "large" and number == 17
        school = world.found(
            name,
            "school",
            one.region,
            community=one.community,
            under=district,
            city=district.organization.city,
            lowest_grade=lowest,
            highest_grade=highest,
            enrollment=None if closed else int(pupils * chance.uniform(0.45, 1.25)),
            house_districts=chance.sample(district.organization.house_districts, 1),
            senate_districts=district.organization.senate_districts,
            status="closed" if closed else "active",
        )
        _external_id(world, school, f"HW-{len(world.bodies):05}")


def _unions(world: World) -> None:
    state = world.found("Education Headwater", "union_state", "state", city="Riverfork", short_name="EdHW")
    for number, one in enumerate(places.DISTRICTS):
        # The smallest districts have a local each in life; the record holds those that outreach has got to know.
        if one.size != "small" or number % 2:
            world.found(
                f"{one.name} Educators",
                "union_local",
                one.region,
                under=state,
                city=one.name.removesuffix(" Consolidated"),
            )


def _legislature(world: World) -> None:
    chambers = {}
    for name, seats, prefix, role in (
        ("House", places.HOUSE_SEATS, "Representative, district", RoleType.REPRESENTATIVE),
        ("Senate", places.SENATE_SEATS, "Senator, district", RoleType.SENATOR),
    ):
        full = f"{places.STATE_NAME} {name}{' of Representatives' if name == 'House' else ''}"
        chambers[name] = world.found(full, "legislature", "state", city="Riverfork", short_name=name)
        for number in range(seats):
            district = f"{number // 2 + 1}{'AB'[number % 2]}" if name == "House" else str(number + 1)
            _seat(world, chambers[name], f"{prefix} {district}", role, four_years_from=2023)
    for name, chamber, _ in places.COMMITTEES:
        world.found(name, "legislature", "state", under=chambers[chamber], city="Riverfork")


def _seat(world: World, body: Body, label: str, role: str, *, four_years_from: int) -> None:
    start = date(four_years_from, 1, 8)
    while start.replace(year=start.year + 4) <= world.today:
        start = start.replace(year=start.year + 4)
    seat = Seat(
        organization=body.organization, label=label, type=role, how=Seat.How.ELECTED, term_start=start,
        term_end=start.replace(year=start.year + 4, day=7), status=Seat.Status.FILLED,
    )  # fmt: skip
    world.seats[body.name].append(seat)
    world.add(seat, by=plan.OFFICE, phase=0)


def _external_id(world: World, body: Body, value: str) -> None:
    world.add(ExternalId(party=body.organization.party, source="demo", value=value), by=plan.OFFICE, phase=0)


def _ways_to_reach(world: World) -> None:
    chance = world.chance("ways to reach organizations")
    for body in world.bodies.values():
        site = f"{slug(body.name)}.invalid"
        ways = [("email", f"office@{site}", True), ("web", f"https://www.{site}/", True)]
        if chance.random() < 0.7:
            ways.append(("phone", phone(chance), True))
        street = f"{chance.randrange(100, 4900)} {chance.choice(places.STREETS)}"
        ways.append(("address", f"{street}, {body.organization.city or 'Riverfork'}, {places.STATE}", True))
        for kind, value, primary in ways:
            point = ContactPoint(
                party=body.organization.party,
                kind=kind,
                value=value,
                normalized=normal_form(kind, value),
                primary=primary,
            )
            world.add(point, by=plan.OFFICE, phase=0)


def phone(chance: Random) -> str:
    """A number from the hundred of each area that belong to nobody and are kept for stories."""
    return f"{chance.choice((218, 320, 507, 612, 651, 763, 952))} 555 01{chance.randrange(100):02}"
