"""The invented state of Headwater: its districts, and the words from which schools, streets and groups get names."""

from __future__ import annotations

from dataclasses import dataclass

STATE = "HW"
STATE_NAME = "Headwater"

METRO, LAKES, PRAIRIE = "metro", "lakes", "prairie"


@dataclass(frozen=True)
class District:
    """A district: its size decides how many schools, how large a board and how much of a central office it has."""

    name: str
    size: str
    region: str
    community: str = ""


def _small(region: str, names: str) -> tuple[District, ...]:
    return tuple(District(name.strip(), "small", region) for name in names.split(","))


DISTRICTS: tuple[District, ...] = (
    District("Riverfork", "large", METRO, "hmong"),
    District("South Basin", "large", METRO, "latino"),
    District("Cannon Prairie", "large", METRO, "somali"),
    District("Maple Bend", "middle", METRO),
    District("Harrow Lake", "middle", METRO, "karen"),
    District("North Landing", "middle", METRO, "african_american"),
    District("Stonebridge", "middle", METRO, "vietnamese"),
    District("White Pine", "middle", LAKES, "ojibwe_dakota"),
    District("Manoomin Bay", "middle", LAKES, "ojibwe_dakota"),
    District("Kettle Rapids", "middle", LAKES),
    District("Millrace", "middle", PRAIRIE, "latino"),
    District("Fort Lindgren", "middle", PRAIRIE),
    District("Grain Junction", "middle", PRAIRIE, "somali"),
    *_small(METRO, "Ferry Point, Eastgate, Orchard Hill, Union Mills"),
    *_small(
        LAKES,
        "Birch Narrows, Loon Portage, Tamarack, Iron Ridge, Agate Harbor, Pelican Reach, Deer Crossing, "
        "Cedar Falls Road, Blackwater, Otter Shoals, Granite Lake",
    ),
    *_small(
        PRAIRIE,
        "Bluestem, Sandhill, Coteau, Windom Ridge, Sunrise Township, Elevator City, Hay Creek, Sumac, "
        "Big Slough, Prairie Home Consolidated, Quarry, Lone Oak",
    ),
)

SCHOOLS_BY_SIZE = {"large": 20, "middle": 9, "small": 3}
PUPILS_BY_SIZE = {"large": (8600, 15000), "middle": (3200, 6800), "small": (420, 1900)}

FIRST = (
    "Prairie", "Maple", "Heron", "Loon", "Willow", "Granite", "Meadowlark", "Juniper", "Kestrel", "Aspen", "Otter",
    "Pelican", "Minnow", "Clover", "Harbor", "Lantern", "Sunrise", "Wild Rice", "Bur Oak", "Milkweed",
)  # fmt: skip
SECOND = (
    "Rose", "Hill", "Creek", "Park", "Ridge", "Grove", "Landing", "Point", "Crossing", "View", "Hollow", "Meadow",
    "Street", "Shore",
)  # fmt: skip

# What a district's schools are, in turn: kind, lowest and highest grade, and about how many pupils.
LEVELS: tuple[tuple[str, str, str, int], ...] = (
    ("High", "9", "12", 900),
    ("Elementary", "PK", "5", 380),
    ("Middle", "6", "8", 560),
    ("Elementary", "K", "5", 340),
    ("Elementary", "K", "5", 410),
    ("Community School", "K", "8", 460),
)

CHARTERS = (
    "Bluestem Academy", "Escuela del Lago", "Three Rivers Studio School", "Hope of the North Academy",
    "Giiwedin Learning Lodge", "Harbor Lane School", "New Harvest Montessori", "Sabaa Charter Academy",
    "Open Prairie School",
)  # fmt: skip

STREETS = (
    "Meadowlark Road", "Mill Street", "County Road 14", "Third Avenue", "Ferry Street", "Lake Boulevard", "Oak Lane",
    "Commerce Drive", "Depot Street", "Church Avenue",
)  # fmt: skip

# Groups and others in the community: name, type, the community that it is known for, the region.
GROUPS: tuple[tuple[str, str, str, str], ...] = (
    ("Daryeel Families Circle", "parent_group", "somali", METRO),
    ("Iftin Parent Network", "parent_group", "somali", METRO),
    ("Somali Youth Homework Club", "nonprofit", "somali", METRO),
    ("Al-Salaam Community Mosque", "faith", "somali", METRO),
    ("Grain Junction Somali Mothers", "parent_group", "somali", PRAIRIE),
    ("Hmong Parents for Riverfork", "parent_group", "hmong", METRO),
    ("Eighteen Clans Learning Council", "nonprofit", "hmong", METRO),
    ("Paj Ntaub Women’s Association", "parent_group", "hmong", METRO),
    ("Hmong Alliance Church of Riverfork", "faith", "hmong", METRO),
    ("Familias de South Basin", "parent_group", "latino", METRO),
    ("Puentes Education Project", "nonprofit", "latino", METRO),
    ("Padres Unidos de Millrace", "parent_group", "latino", PRAIRIE),
    ("Iglesia Camino Nuevo", "faith", "latino", METRO),
    ("Casa de la Lectura", "nonprofit", "latino", METRO),
    ("Karen Family Association of Harrow Lake", "parent_group", "karen", METRO),
    ("Karen Baptist Fellowship", "faith", "karen", METRO),
    ("North Landing Parent Power", "parent_group", "african_american", METRO),
    ("Greater Mount Hope Church", "faith", "african_american", METRO),
    ("Northside Fathers’ Table", "parent_group", "african_american", METRO),
    ("Sankofa Tutoring Collective", "nonprofit", "african_american", METRO),
    ("Freedom School of North Landing", "nonprofit", "african_american", METRO),
    ("Vietnamese Parents of Stonebridge", "parent_group", "vietnamese", METRO),
    ("Sông Mới Family Center", "nonprofit", "vietnamese", METRO),
    ("Manoomin Bay Parent Committee", "parent_group", "ojibwe_dakota", LAKES),
    ("White Pine Indian Education Parents", "parent_group", "ojibwe_dakota", LAKES),
    ("Language Nest of the Lakes", "nonprofit", "ojibwe_dakota", LAKES),
    ("Oromo Families of Cannon Prairie", "parent_group", "oromo", METRO),
    ("Liberian Mothers’ Union", "parent_group", "liberian", METRO),
    ("Riverfork PTA Council", "parent_group", "", METRO),
    ("South Basin Site Council Parents", "parent_group", "", METRO),
    ("Cannon Prairie Families First", "parent_group", "", METRO),
    ("Maple Bend PTO", "parent_group", "", METRO),
    ("Kettle Rapids Rural Families", "parent_group", "", LAKES),
    ("Iron Ridge Booster Parents", "parent_group", "", LAKES),
    ("Fort Lindgren Parents of Readers", "parent_group", "", PRAIRIE),
    ("Four Schools Rural Alliance", "parent_group", "", PRAIRIE),
    ("Coteau Farm Families", "parent_group", "", PRAIRIE),
    ("Families for Disability Rights in School", "parent_group", "", METRO),
    ("Foster Parents of Headwater", "parent_group", "", METRO),
    ("Student Voice Headwater", "nonprofit", "", METRO),
    ("Headwater Teacher-Led Schools Network", "nonprofit", "", METRO),
    ("Center for Learning Design", "nonprofit", "", METRO),
    ("Rural Schools Lab", "nonprofit", "", PRAIRIE),
    ("Headwater Children’s Agenda", "nonprofit", "", METRO),
    ("Great Lakes After-School Partners", "nonprofit", "", LAKES),
    ("Literacy Corps of the Prairie", "nonprofit", "", PRAIRIE),
    ("Early Years Coalition of Headwater", "nonprofit", "", METRO),
    ("Our Savior’s Lutheran, Kettle Rapids", "faith", "scandinavian", LAKES),
    ("St. Brigid Parish", "faith", "european", METRO),
    ("Interfaith Table for Schools", "faith", "", METRO),
    ("Lindgren Family Foundation", "funder", "", METRO),
    ("Headwater Community Foundation", "funder", "", METRO),
    ("Two Shores Fund", "funder", "", LAKES),
    ("Prairie Futures Trust", "funder", "", PRAIRIE),
    ("Riverfork Chamber of Commerce", "business", "", METRO),
    ("Ironworks Employers’ Council", "business", "", LAKES),
    ("The Headwater Ledger", "media", "", METRO),
    ("Lakes Public Radio", "media", "", LAKES),
    ("Voces del Norte", "media", "latino", METRO),
    ("Retired Educators of Headwater", "association", "", METRO),
)

TRIBES: tuple[tuple[str, str], ...] = (
    ("Giiwedin Lake Band, Education Department", LAKES),
    ("Manoomin Bay Band, Education Department", LAKES),
    ("Mni Tanka Dakota Community, Education Department", PRAIRIE),
)
AGENCIES: tuple[tuple[str, str], ...] = (
    ("Headwater Department of Education", "state_agency"),
    ("Educator Licensing Board", "state_agency"),
    ("Governor’s Office of Headwater", "state_agency"),
    ("Headwater Guild of Authorizers", "authorizer"),
    ("Prairie College Charter Office", "authorizer"),
)
OTHERS: tuple[tuple[str, str, str], ...] = (
    ("Lakes Service Cooperative", "service", LAKES),
    ("Prairie Service Cooperative", "service", PRAIRIE),
    ("Metro Intermediate District 901", "service", METRO),
    ("Riverfork Zone of Community Schools", "zone", METRO),
    ("Confluence Teacher Partnership", "tpp", METRO),
    ("Tallgrass Teacher Partnership", "tpp", PRAIRIE),
    ("Headwater State University", "higher_ed", METRO),
    ("Lakes Technical College", "higher_ed", LAKES),
    ("City of Riverfork", "city", METRO),
    ("Kettle County", "city", LAKES),
    ("Headwater Superintendents’ Association", "association", METRO),
    ("Headwater School Boards Conference", "association", METRO),
)
COMMITTEES: tuple[tuple[str, str, int], ...] = (
    ("House Education Policy Committee", "House", 11),
    ("House Education Finance Committee", "House", 11),
    ("House Labor Committee", "House", 9),
    ("House Rules Committee", "House", 7),
    ("Senate Education Committee", "Senate", 9),
    ("Senate Finance Committee", "Senate", 9),
    ("Senate Labor Committee", "Senate", 7),
)
HOUSE_SEATS = 40
SENATE_SEATS = 20
