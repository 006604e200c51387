"""Says who belongs to the four planted coalitions, to the halves of the one that splits, and who links them."""

from __future__ import annotations

from contacts.demo import plan
from contacts.demo.world import Body, Somebody, World

# Per coalition: bodies, and how many of their people. A district with a number stands for that many of its schools,
# two people of each. Whole small bodies: people of one school are tied by it, and ought to be on one side.
SCHOOLS_OF = "schools of "
MEMBERS: dict[str, tuple[tuple[str, int], ...]] = {
    "riverfork": (
        (f"{SCHOOLS_OF}Riverfork School District", 9),
        ("Riverfork Educators", 3),
        ("Hmong Parents for Riverfork", 3),
        ("Riverfork PTA Council", 2),
    ),
    "lakes": (
        ("Giiwedin Lake Band, Education Department", 2),
        ("Manoomin Bay Band, Education Department", 2),
        (f"{SCHOOLS_OF}White Pine School District", 4),
        (f"{SCHOOLS_OF}Manoomin Bay School District", 3),
        ("Lakes Service Cooperative", 2),
        ("Manoomin Bay Parent Committee", 2),
        ("Language Nest of the Lakes", 2),
    ),
    "families": (
        ("Daryeel Families Circle", 3),
        ("Iftin Parent Network", 3),
        ("Hmong Alliance Church of Riverfork", 2),
        ("Familias de South Basin", 3),
        ("Puentes Education Project", 2),
        ("Karen Family Association of Harrow Lake", 3),
        ("North Landing Parent Power", 3),
        ("Vietnamese Parents of Stonebridge", 3),
        ("Oromo Families of Cannon Prairie", 3),
        ("Sankofa Tutoring Collective", 1),
    ),
    "labor": (
        ("Education Headwater", 5),
        ("South Basin Educators", 3),
        ("Cannon Prairie Educators", 3),
        ("Retired Educators of Headwater", 2),
    ),
    "design": (
        ("Center for Learning Design", 2),
        ("Headwater Teacher-Led Schools Network", 2),
        ("Confluence Teacher Partnership", 2),
        ("Headwater Guild of Authorizers", 2),
        ("Prairie College Charter Office", 2),
        ("Headwater Children’s Agenda", 2),
        ("Lindgren Family Foundation", 1),
    ),
}

BROKERS_AT = {
    "family_liaison": "Riverfork School District",
    "innovation_director": "Metro Intermediate District 901",
    "researcher": "Headwater State University",
    "interpreter": "Headwater State University",
}


def form_coalitions(world: World) -> None:
    """Fill `coalitions`, `halves` and `brokers` of the world."""
    for key in world.coalitions:
        for half in plan.HALVES if key == plan.SPLITTING else ("",):
            for one in _members(world, half or key):
                one.coalition, one.half = key, half
                world.coalitions[key].append(one)
                if half:
                    world.halves[half].append(one)
    for here, there, type in plan.BROKERS:
        body = world.bodies[BROKERS_AT[type]]
        people = [p for p in body.people_on(world.today) if not p.coalition and not p.links]
        broker = next((p for p in people if p.roles[0].type == type), people[0])
        broker.links = (here, there)
        world.brokers.append(broker)


def _members(world: World, key: str) -> list[Somebody]:
    members: list[Somebody] = []
    for name, count in MEMBERS[key]:
        if name.startswith(SCHOOLS_OF):
            schools = [
                b for b in world.bodies[name.removeprefix(SCHOOLS_OF)].below if len(_here(world, b)) >= 2
            ]
            for school in schools[:count]:
                members.extend(_here(world, school)[:2])
        else:
            members.extend(_here(world, world.bodies[name])[:count])
    return members


def _here(world: World, body: Body) -> list[Somebody]:
    """Who has the main role here: somebody from elsewhere with a second one is at home there."""
    return [
        one
        for one in body.people_on(world.today)
        if not one.coalition and one.roles[0].organization is body.organization
    ]
