"""Questions drawn at random, with alternatives and with what is left out, give the rows that plain Python gives."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random
from typing import Any
from urllib.parse import urlencode

import pytest
from django.http import QueryDict
from django.test import RequestFactory
from django.utils import timezone

from contacts.interest.fresh import fresh_since
from contacts.lists.models import ListEntry, SavedList
from contacts.models import (
    Arrangement,
    Assessment,
    Attendance,
    Consent,
    ContactPoint,
    Initiative,
    Meeting,
    Organization,
    Party,
    Person,
    Role,
    Tag,
    Tagging,
    Task,
)
from contacts.organizations.filters import OrganizationFilter
from contacts.organizations.queries import organizations_for
from contacts.people.filters import PersonFilter
from contacts.people.queries import people_for
from crm.accounts.models import User
from tests import factories
from tests.cast import Cast

pytestmark = pytest.mark.django_db

Holds = Callable[[User, Any], bool]
SEEN = ("everyone", "everyone", "team", "owner")


@dataclass
class World:
    """A small record drawn by chance, and every row of it in Python."""

    draw: Random
    cast: Cast
    today: date = field(default_factory=timezone.localdate)

    def __post_init__(self) -> None:
        self.cast.cy.teams.set([self.cast.south, self.cast.north])
        self.on = [factories.initiative(f"Law {n}") for n in range(2)]
        self._places()
        self.people = [
            factories.person(
                f"P{n}",
                owner=self.draw.choice([None, self.cast.ben, self.cast.cy]),
                languages=self.draw.choice([[], ["Somali"], ["English", "Somali"]]),
                interpreter=self.draw.random() < 0.3,
            )
            for n in range(9)
        ]
        self.hand: SavedList = factories.make(
            SavedList(owner=self.cast.ben, name="Hand", sharing="all", dynamic=False), self.cast.ben
        )
        for who in self.people:
            self._around(who)
        for at in self.places:
            self._said_and_owed(at)
        self.rows: dict[Any, list[Any]] = {
            model: list(model._base_manager.all())
            for model in (
                Arrangement, Assessment, Attendance, Consent, ContactPoint, ListEntry, Organization, Party, Role,
                Tagging, Task,
            )
        }  # fmt: skip
        self.meetings = {one.pk: one for one in Meeting._base_manager.all()}

    def _places(self) -> None:
        districts = [
            factories.organization(type="district", enrollment=pupils, state="MN", charter=charter)
            for pupils, charter in ((3000, False), (9000, True), (None, False))
        ]
        schools = [
            factories.organization(
                type=self.draw.choice(["school", "union_local"]),
                parent=self.draw.choice([None, *districts]),
                state=self.draw.choice(["MN", "WI"]),
                charter=self.draw.random() < 0.4,
                enrollment=self.draw.choice([None, 200, 9000]),
                owner=self.draw.choice([None, self.cast.ben]),
            )
            for _ in range(4)
        ]
        for school in schools[:2]:
            status = self.draw.choice(["in_force", "proposed"])
            factories.make(Arrangement(school=school, type="pilot", status=status))
        self.places = [*districts, *schools]

    def _seen(self) -> dict[str, Any]:
        by, seen = self.draw.choice([self.cast.ben, self.cast.cy, self.cast.ada]), self.draw.choice(SEEN)
        team = by.teams.order_by("pk").first() if seen == "team" else None
        return {"by": by, "visibility": seen if team or seen != "team" else "owner", "team": team}

    def _ago(self) -> date:
        return self.today - timedelta(days=self.draw.choice([3, 40, 95, 120, 200, 400]))

    def _around(self, who: Person) -> None:
        draw = self.draw
        for _ in range(draw.randint(0, 2)):
            ended = draw.random() < 0.3
            factories.role(
                who, draw.choice(self.places), type=draw.choice(["principal", "teacher", ""]),
                title=draw.choice(["Head of arts", "Principal of note"]), ended=ended,
                term_end=draw.choice([None, date(2026, 1, 1)]),
            )  # fmt: skip
        for _ in range(draw.randint(0, 4)):
            factories.meeting(
                who, held_on=self._ago(), kind=draw.choice(["one_to_one", "event"]),
                organization=draw.choice([None, *self.places]), initiative=draw.choice([None, *self.on]),
                status=draw.choice(["held", "held", "planned"]), **self._seen(),
            )  # fmt: skip
        for kind in ("email", "phone"):
            if draw.random() < 0.6:
                factories.email(
                    who, f"{who.pk}{kind}@x.invalid", kind=kind, status=draw.choice(["ok", "ok", "bounced"])
                )
        if draw.random() < 0.3:
            factories.make(Consent(party=who.party, channel="email", answer=draw.choice(["not", "may"])))
        if draw.random() < 0.2:
            who.party.do_not_contact, who.party.do_not_contact_reason = True, "asked"
            factories.make(who.party)
        if draw.random() < 0.4:
            factories.make(ListEntry(saved_list=self.hand, party=who.party))
        self._said_and_owed(who)

    def _said_and_owed(self, of: Any) -> None:
        draw = self.draw
        for name in ("arts", "sports"):
            if draw.random() < 0.3:
                factories.tag(of.party, name)
        for _ in range(draw.randint(0, 2)):
            factories.reading(
                of, draw.choice([None, *self.on]), stance=draw.choice(["neutral", "active_ally"]),
                level=draw.choice([None, 1, 4]), assessed_on=self._ago(), **self._seen(),
            )  # fmt: skip
        if draw.random() < 0.5:
            factories.task(
                party=of.party, due_on=draw.choice([None, self.today - timedelta(days=1), self.today]),
                done_at=draw.choice([None, timezone.now()]), **self._seen(),
            )  # fmt: skip

    # What may be known.

    def sees(self, user: User, row: Any, owner: int) -> bool:
        return (
            user.scope.all
            or row.visibility == "everyone"
            or owner == user.pk
            or (row.visibility == "team" and row.team_id in user.scope.teams)
        )

    def derives(self, user: User, row: Any) -> bool:
        """Whether the row takes part in what is derived for this viewer."""
        of_team = row.visibility == "team" and row.team_id in user.scope.teams
        return user.scope.all or row.visibility == "everyone" or of_team

    def contacts(self, of: Any) -> list[Meeting]:
        """Each held meeting that counts as contact, once."""
        came = [row for row in self.rows[Attendance] if of.pk in (row.person_id, row.represented_id)]
        keys = {row.meeting_id for row in came}
        keys |= {key for key, one in self.meetings.items() if one.organization_id == of.pk}
        return [self.meetings[key] for key in sorted(keys) if self.meetings[key].status == "held"]

    def days(self, user: User, of: Any) -> list[date]:
        return sorted(one.held_on for one in self.contacts(of) if self.derives(user, one))

    def latest(self, user: User, of: Any, on: Initiative | None) -> Assessment | None:
        known = [
            row
            for row in self.rows[Assessment]
            if row.party_id == of.pk
            and row.initiative_id == (on.pk if on else None)
            and self.derives(user, row)
        ]
        return max(known, key=lambda row: (row.assessed_on, row.pk), default=None)


def ways_to_ask(world: World, of_people: bool) -> list[tuple[dict[str, Any], Holds]]:
    """Conditions as the address asks them, each with what it means in plain Python; values drawn by chance."""
    draw, rows, today = world.draw, world.rows, world.today
    places = {one.pk: one for one in rows[Organization]}

    def roles(who: Any) -> list[Role]:
        return [row for row in rows[Role] if row.person_id == who.pk and row.is_in_force(today)]

    def district(at: Organization) -> Organization | None:
        above = places.get(at.parent_id) if at.parent_id else None
        return next((one for one in (at, above) if one is not None and one.type == "district"), None)

    def enough(number: int | None, least: int | None = None, most: int | None = None) -> bool:
        return number is not None and (least is None or number >= least) and (most is None or number <= most)

    def usable(of: Any, kind: str) -> bool:
        ways = [
            row for row in rows[ContactPoint] if (row.party_id, row.kind, row.status) == (of.pk, kind, "ok")
        ]
        said = [r for r in rows[Consent] if (r.party_id, r.channel, r.answer) == (of.pk, kind, "not")]
        party = next(row for row in rows[Party] if row.pk == of.pk)
        return bool(ways) and not said and not party.do_not_contact

    def steps(user: User, of: Any) -> list[Task]:
        mine = [row for row in rows[Task] if row.party_id == of.pk and row.done_at is None]
        return [row for row in mine if world.sees(user, row, row.created_by_id) or row.assignee_id == user.pk]

    def ages(user: User, of: Any, on: Initiative | None) -> set[str]:
        asked = [on] if on else [None, *world.on]
        days = [one.assessed_on for each in asked if (one := world.latest(user, of, each))]
        return {"none"} if not days else {"fresh" if max(days) >= fresh_since(today) else "stale"}

    on, kind, state = draw.choice(world.on), draw.choice(["one_to_one", "event"]), draw.choice(["MN", "WI"])
    day, word = today - timedelta(days=draw.choice([50, 100, 300])), draw.choice(["arts", "sports"])
    tag = Tag.objects.filter(folded=word).first()
    level, stance, age = (
        draw.choice([1, 4]),
        draw.choice(["neutral", "active_ally"]),
        draw.choice(["fresh", "stale", "none"]),
    )
    step, answer, times = (
        draw.choice(["open", "overdue", "none"]),
        draw.choice(["yes", "no"]),
        draw.choice([1, 2, 3]),
    )
    role, pupils = draw.choice(["principal", "teacher"]), draw.choice([200, 3000, 5000])
    whose = draw.choice(["mine", "not_mine", "nobody"])

    def seen_meetings(user: User, of: Any) -> list[Meeting]:
        return [one for one in world.contacts(of) if world.sees(user, one, one.logged_by_id)]

    asked: list[tuple[dict[str, Any], Holds]] = [
        (
            {"whose": whose},
            lambda user, of: {"mine": of.owner_id == user.pk, "nobody": of.owner_id is None}.get(
                whose, of.owner_id != user.pk
            ),
        ),
        ({"meetings": times}, lambda user, of: len(world.days(user, of)) >= times),
        ({"contact_after": day}, lambda user, of: bool(d := world.days(user, of)) and d[-1] >= day),
        ({"contact_before": day}, lambda user, of: bool(d := world.days(user, of)) and d[-1] < day),
        (
            {"no_contact_days": 95},
            lambda user, of: not (d := world.days(user, of)) or d[-1] < today - timedelta(days=95),
        ),
        (
            {"met_kind": kind, "met_since": day},
            lambda user, of: any(m.kind == kind and m.held_on >= day for m in seen_meetings(user, of)),
        ),
        (
            {"met_about": on.uid, "met_by": world.cast.ben.uid},
            lambda user, of: any(
                m.initiative_id == on.pk and m.logged_by_id == world.cast.ben.pk
                for m in seen_meetings(user, of)
            ),
        ),
        (
            {"initiative": on.uid, "stance": stance},
            lambda user, of: bool(one := world.latest(user, of, on)) and one.stance == stance,
        ),
        (
            {"initiative": on.uid, "level": level},
            lambda user, of: bool(one := world.latest(user, of, on)) and (one.level or 0) >= level,
        ),
        ({"reading": age}, lambda user, of: age in ages(user, of, None)),
        ({"reading": age, "initiative": on.uid}, lambda user, of: age in ages(user, of, on)),
        (
            {"step": step},
            lambda user, of: {
                "open": bool(steps(user, of)),
                "none": not steps(user, of),
                "overdue": any(row.due_on and row.due_on < today for row in steps(user, of)),
            }[step],
        ),
        ({"email": answer}, lambda user, of: usable(of, "email") == (answer == "yes")),
        ({"phone": answer}, lambda user, of: usable(of, "phone") == (answer == "yes")),
        ({"list": world.hand.uid}, lambda user, of: any(row.party_id == of.pk for row in rows[ListEntry])),
    ]
    if tag is not None:
        asked.append(
            (
                {"tag": tag.uid},
                lambda user, of: any(row.tag_id == tag.pk and row.party_id == of.pk for row in rows[Tagging]),
            )
        )
    if not of_people:
        return [
            *((key, holds) for key, holds in asked if "list" not in key),
            ({"state": state}, lambda user, of: of.state == state),
            ({"charter": "no"}, lambda user, of: not of.charter),
            ({"pupils": pupils}, lambda user, of: enough(of.enrollment, least=pupils)),
            ({"pupils_most": pupils}, lambda user, of: enough(of.enrollment, most=pupils)),
            (
                {"standing": "pilot"},
                lambda user, of: any(
                    r.school_id == of.pk and r.status == "in_force" for r in rows[Arrangement]
                ),
            ),
        ]
    return [
        *asked,
        ({"language": "som"}, lambda user, of: "Somali" in of.languages),
        ({"interpreter": "yes"}, lambda user, of: of.interpreter),
        (
            {"role": role, "state": state},
            lambda user, of: any(
                r.type == role and places[r.organization_id].state == state for r in roles(of)
            ),
        ),
        ({"title": "of ARTS"}, lambda user, of: any("arts" in r.title.lower() for r in roles(of))),
        (
            {"charter": "yes", "type": "school"},
            lambda user, of: any(
                places[r.organization_id].charter and places[r.organization_id].type == "school"
                for r in roles(of)
            ),
        ),
        (
            {"pupils": pupils},
            lambda user, of: any(
                (d := district(places[r.organization_id])) and enough(d.enrollment, least=pupils)
                for r in roles(of)
            ),
        ),
        (
            {"pupils_most": pupils},
            lambda user, of: any(
                (d := district(places[r.organization_id])) and enough(d.enrollment, most=pupils)
                for r in roles(of)
            ),
        ),
        ({"term_ends_before": date(2026, 6, 1)}, lambda user, of: any(r.term_end for r in roles(of))),
    ]


def some(
    draw: Random, ways: list[tuple[dict[str, Any], Holds]], most: int
) -> list[tuple[dict[str, Any], Holds]]:
    """A few conditions of which no two ask the same key, nor of roles, meetings or positions, which belong together."""
    chosen: list[tuple[dict[str, Any], Holds]] = []
    together = [
        {"role", "state", "title", "charter", "type", "pupils", "pupils_most", "term_ends_before"},
        {"met_kind", "met_since", "met_about", "met_by"},
        {"initiative", "stance", "level", "reading"},
    ]
    used: set[str] = set()
    for keys, holds in draw.sample(ways, k=min(most, len(ways))):
        touched = set(keys).union(*(room for room in together if room & set(keys)))
        if not touched & used:
            used |= touched
            chosen.append((keys, holds))
    return chosen


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("of_people", [True, False], ids=["people", "organizations"])
def test_it_gives_exactly_the_rows_that_answer(cast: Cast, seed: int, of_people: bool) -> None:
    world = World(Random(seed), cast)
    draw = world.draw
    filters, everyone = (PersonFilter, people_for) if of_people else (OrganizationFilter, organizations_for)
    rows = list(Person.objects.all() if of_people else Organization.objects.all())
    answered = set()
    for _ in range(20):
        ways = ways_to_ask(world, of_people)
        plain = some(draw, ways, draw.randint(0, 2))
        groups = [
            some(draw, ways_to_ask(world, of_people), draw.randint(1, 2))
            for _ in range(draw.choice([0, 2, 3]))
        ]
        left_out = some(draw, ways_to_ask(world, of_people), draw.choice([0, 0, 1, 2]))
        query = [(key, str(value)) for keys, _holds in plain for key, value in keys.items()]
        for number, group in enumerate(groups, start=1):
            query += [
                (f"any{number}.{key}", str(value)) for keys, _holds in group for key, value in keys.items()
            ]
        query += [(f"not.{key}", str(value)) for keys, _holds in left_out for key, value in keys.items()]
        for user in (cast.ada, cast.ben, cast.cy, cast.vi):
            user = User.objects.get(pk=user.pk)
            request: Any = RequestFactory().get("/")
            request.user = user
            asked = filters(QueryDict(urlencode(query)), queryset=everyone(user), request=request)
            assert asked.problems() == []
            expected = {
                row.pk
                for row in rows
                if all(holds(user, row) for _keys, holds in plain)
                and (not groups or any(all(holds(user, row) for _keys, holds in group) for group in groups))
                and not (left_out and all(holds(user, row) for _keys, holds in left_out))
            }
            for many in (False, True):
                found = set(asked.rows(many=many).values_list("pk", flat=True))
                assert found == expected, f"{user}: {urlencode(query)}"
            answered.add(len(expected))
    assert len(answered) > 4, "the questions tell hardly anybody apart"


@pytest.mark.parametrize(
    ("query", "key", "says"),
    [
        ("any1.nope=1", "any1.nope", "There is no filter “any1.nope”"),
        ("any10.state=MN", "any10.state", "There is no filter “any10.state”"),
        ("none.state=MN", "none.state", "There is no filter “none.state”"),
        ("not.not.state=MN", "not.not.state", "There is no filter"),
        ("any1.status=archived", "any1.status", "asked of the list as a whole"),
        ("not.minors=included", "not.minors", "asked of the list as a whole"),
        ("any1.sort=name", "any1.sort", "There is no filter “any1.sort”"),
        ("any2.contact_after=soon", "any2.contact_after", "soon"),
        ("any1.stance=neutral", "any1.initiative", "Choose the initiative"),
        ("not.q=%00", "not.q", "NUL"),
    ],
)
def test_it_refuses_what_is_wrong_in_a_group_at_its_key(cast: Cast, query: str, key: str, says: str) -> None:
    factories.person("Somebody")
    ben = cast.client("ben")
    page = ben.get(f"/people/?{query}")
    assert page.status_code == 400
    assert {problem.key for problem in page.context["problems"]} == {key}
    assert says in page.content.decode()
    assert "Somebody" not in page.content.decode()
    api = ben.get(f"/api/people/?{query}")
    assert (api.status_code, key in api.json()) == (400, True)
    assert ben.get(f"/people/?{query}&format=csv").status_code == 400


def test_it_asks_nothing_of_a_group_that_is_left_empty(cast: Cast) -> None:
    factories.person("Ann")
    for query in ("any1.state=&any2.q=", "any1.state=&any2.q=ann", "not.state=&not.role="):
        assert len(cast.client("ben").get(f"/people/?{query}").context["page"].rows) == 1


def test_it_asks_the_same_groups_of_map_api_and_meetings(cast: Cast) -> None:
    for name, state in (("Ann", "MN"), ("Bea", "WI"), ("Cho", "IA")):
        factories.role(factories.person(name), factories.organization(state=state))
    query = "any1.state=MN&any2.state=WI&not.q=bea"
    ben = cast.client("ben")
    assert [one["name"] for one in ben.get(f"/api/people/?{query}").json()["results"]] == ["Ann"]
    assert "Ann" in cast.page("ben", f"/network/?{query}")
    factories.meeting(kind="event", title="Fair")
    factories.meeting(kind="training", title="Course")
    page = cast.page("ben", "/meetings/?any1.kind=event&any2.kind=house_meeting")
    assert ("Fair" in page, "Course" in page) == (True, False)


def test_it_says_each_group_in_words_with_a_way_out(cast: Cast) -> None:
    page = cast.page("ben", "/people/?whose=mine&any1.state=MN&any1.role=principal&any2.state=WI&not.q=x")
    assert "any of" in page
    assert "but not" in page
    assert 'href="?whose=mine&amp;any1.role=principal&amp;any2.state=WI&amp;not.q=x"' in page
