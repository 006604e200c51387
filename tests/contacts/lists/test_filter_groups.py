"""Questions drawn at random, with alternatives and with what is left out, give the rows that plain Python gives."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from random import Random
from typing import Any
from urllib.parse import urlencode

import pytest
from django.http import QueryDict
from django.test import RequestFactory

from contacts.interest.fresh import fresh_since
from contacts.lists.models import ListEntry
from contacts.models import (
    Arrangement,
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
from tests.contacts.lists.worlds import World

pytestmark = pytest.mark.django_db

Holds = Callable[[User, Any], bool]


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
