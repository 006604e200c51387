"""Twelve people whose ties can be worked out on paper, for the tests of loading and of the map.

All happened on A_DAY unless told; the network is looked at as of that day, so nothing but what is a year old has faded.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from contacts.models import Attendance, Meeting, Organization, Person, Tie, TieType
from tests import factories
from tests.cast import Cast
from tests.factories import A_DAY

NAMES = ["Ana", "Bee", "Cal", "Dao", "Eva", "Fox", "Gil", "Hue", "Ira", "Jun", "Kai", "Lou"]


@dataclass(frozen=True)
class Dozen:
    ana: Person
    bee: Person
    cal: Person
    dao: Person
    eva: Person
    fox: Person
    gil: Person
    hue: Person
    ira: Person
    jun: Person
    kai: Person
    lou: Person
    ben: Person
    board: Organization
    group: Meeting
    year_ago: Meeting
    knows: Tie
    opposes: Tie
    for_north: Meeting
    for_owner: Meeting
    known_to_north: Tie


def dozen(cast: Cast) -> Dozen:
    """- Ana, Bee and Cal met as a small group (1.2 over two others: 0.6 a pair); Ana and Bee one to one a year ago
      (1.5, faded to 0.75).
    - Somebody told us that Ana knows Dao (prior 0.4, closeness 2 counts 1: 0.4), and that Ana opposes Lou (nothing).
    - Eva, Fox, Gil and Hue sit on a board of four (3 over three others: 1 a pair; each 1 with the board); Ira has left.
    - Ben of our staff met Ira and Jun (a small group of three: 0.6 for these two).
    - Kai was invited to the group and did not come; a planned, a cancelled and a trashed meeting tie nobody.
    - For Ben's team alone: Ana met Kai, and Cal knows Gil. For Ben and directors alone: Ana met Lou.
    """
    people = {name.lower(): factories.person(name) for name in NAMES}
    of = people.__getitem__
    ben = factories.person("Ben of the staff", user=cast.ben, listed=False)
    board = factories.organization("Riverfork School Board", type="district")
    for name in ("eva", "fox", "gil", "hue"):
        factories.role(of(name), board, type="board_member", primary=True)
    factories.role(of("ira"), board, type="board_member", ended=True)
    group = factories.meeting(
        of("ana"), of("bee"), of("cal"), by=cast.ben, kind="small_group", organization=board
    )
    _attend(group, of("kai"), "absent")
    year_ago = factories.meeting(of("ana"), of("bee"), by=cast.ben, held_on=A_DAY - timedelta(days=365))
    factories.meeting(of("ira"), of("jun"), ben, by=cast.ben, kind="small_group")
    factories.meeting(of("kai"), of("lou"), by=cast.ben, status="planned")
    factories.meeting(of("kai"), of("lou"), by=cast.ben, status="cancelled")
    trashed = factories.meeting(of("kai"), of("lou"), by=cast.ben)
    Meeting.objects.filter(pk=trashed.pk).derived(trashed_at=trashed.created_at)
    opposing = TieType.objects.filter(valence=-1).first() or factories.tie_type("opposes", valence=-1)
    return Dozen(
        **people,
        ben=ben,
        board=board,
        group=group,
        year_ago=year_ago,
        knows=factories.tie(of("ana"), of("dao"), by=cast.ben),
        opposes=factories.tie(of("ana"), of("lou"), by=cast.ben, type=opposing),
        for_north=factories.meeting(of("ana"), of("kai"), by=cast.ben, visibility="team", team=cast.north),
        for_owner=factories.meeting(of("ana"), of("lou"), by=cast.ben, visibility="owner"),
        known_to_north=factories.tie(of("cal"), of("gil"), by=cast.ben, visibility="team", team=cast.north),
    )


def _attend(meeting: Meeting, who: Person, presence: str) -> None:
    factories.make(Attendance(meeting=meeting, person=who, presence=presence))
