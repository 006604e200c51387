"""What is planted in the demo on purpose, in figures that tests ask and pages ought to show.

Who belongs to what is known after `invent`: `World.coalitions`, `World.halves` and `World.brokers`, by these keys.
"""

from __future__ import annotations

from dataclasses import dataclass

from crm.accounts.rights import UserRole

VERB = "seed demo"
SEED = 2026
PASSWORD = "headwater-demo"  # noqa: S105 - printed for everybody; production refuses to start beside these accounts

# Eighteen months, ending on the last school day.
DAYS = 548
MEETINGS = 1500
RESTRICTED = 0.10
# Who signed in at the one large hearing; above the 200 to which meetings tie people, as a sign-in sheet is.
HEARING = 206

TEAM_METRO, TEAM_STATEWIDE = "Metro team", "Statewide team"
TEAMS = (TEAM_METRO, TEAM_STATEWIDE)


@dataclass(frozen=True)
class Account:
    """Somebody of the organization's own who signs in. Those with regions log their meetings."""

    username: str
    first_name: str
    last_name: str
    role: str
    teams: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    pronouns: str = ""

    @property
    def logs_meetings(self) -> bool:
        return bool(self.regions)


ACCOUNTS: tuple[Account, ...] = (
    Account("maren", "Maren", "Oyelaran", UserRole.DIRECTOR, pronouns="she / her"),
    Account("sahra", "Sahra", "Jimcaale", UserRole.OUTREACH, (TEAM_METRO,), ("metro",), "she / her"),
    Account("teodoro", "Teodoro", "Vidal", UserRole.OUTREACH, (TEAM_METRO,), ("metro",), "he / him"),
    Account("kazoua", "Ka Zoua", "Lee", UserRole.OUTREACH, (TEAM_METRO,), ("metro",)),
    Account("dale", "Dale", "Greenbird", UserRole.OUTREACH, (TEAM_STATEWIDE,), ("lakes",), "he / him"),
    Account("ingrid", "Ingrid", "Solberg", UserRole.OUTREACH, (TEAM_STATEWIDE,), ("prairie",)),
    Account("andre", "Andre", "Wilkes", UserRole.OUTREACH, TEAMS, ("state",), "he / him"),
    Account("rosa", "Rosa", "Lindh", UserRole.ADMIN),
    Account("theo", "Theo", "Tran", UserRole.VIEWER),
)
DIRECTOR, OFFICE = "maren", "rosa"


@dataclass(frozen=True)
class Coalition:
    """People who work on one thing together.

    Of the weight of their ties `outside` goes to others. Roles and chance add to what meetings do, so the chance that
    a chair at one of their meetings goes to somebody else, `guests`, is set by looking at what comes out.
    """

    key: str
    name: str
    initiative: str
    members: int
    outside: float = 0.25
    guests: float = 0.25
    small_groups: int = 74
    meetings: int = 12


COALITIONS: tuple[Coalition, ...] = (
    Coalition(
        "riverfork", "Riverfork schools that govern themselves", "riverfork-site-governance", 26, guests=0.17
    ),
    Coalition("lakes", "Lakes and tribal education table", "teacher-powered-schools", 24, guests=0.18),
    Coalition("families", "Families’ table of the metro", "empowerment-zones", 26, guests=0.16),
    Coalition(
        "capitol",
        "Learning flexibility table",
        "headwater-flexibility-bill",
        26,
        guests=0.21,
        small_groups=88,
        meetings=16,
    ),
)

# One of them comes apart after a third of the time: from then on its halves meet by themselves, and more often than
# they met together (what lies a year back counts half, and still holds them together on the map for a while).
SPLITTING = "capitol"
HALVES = ("labor", "design")
SPLIT_AFTER = 0.34
SHARE_BEFORE_SPLIT = 0.16

# Who links which coalitions without belonging to either, and what they are.
BROKERS: tuple[tuple[str, str, str], ...] = (
    ("riverfork", "families", "family_liaison"),
    ("riverfork", "capitol", "innovation_director"),
    ("lakes", "capitol", "researcher"),
    ("families", "lakes", "interpreter"),
)

# Two decisions come up: who decides, and how many days from today.
BOARD_DECISION_IN, COMMITTEE_DECISION_IN = 19, 47

DECIDERS = {
    "Riverfork School District": "riverfork-site-governance",
    "House Education Policy Committee": "headwater-flexibility-bill",
}

# Initiatives of the catalogue on which people are read, beside the demo's own.
FROM_CATALOGUE = (
    "mn-site-governed-schools", "teacher-powered-schools", "empowerment-zones", "pilot-schools",
    "flexibility-from-state-laws",
)  # fmt: skip


def signs_in_as(account: Account, domain: str) -> str:
    """The address of an account. Nothing is ever sent to it."""
    return f"{account.username}@{domain}"
