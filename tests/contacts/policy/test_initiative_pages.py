"""Initiatives on the page: the list, one with its stages, decisions and positions, and the forms."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest

from contacts.models import Decision, Initiative, StageChange
from tests import factories
from tests.cast import Cast

pytestmark = pytest.mark.django_db


def page_of(cast: Cast, name: str, on: Initiative) -> str:
    return cast.page(name, f"/initiatives/{on.uid}/")


def post(cast: Cast, path: str, who: str = "ben", /, **fields: Any) -> Any:
    values = {"uid": str(uuid4()), "lever": "waiver", "stage": "exploring", **fields}
    return cast.client(who).post(path, values)


def test_it_begins_with_the_fields_catalogue_and_says_what_to_check(cast: Cast) -> None:
    page = cast.client("vi").get("/initiatives/").content.decode()
    assert "Minnesota Site Governed Schools Law" in page
    policy = Initiative.objects.get(catalogue_key="mps-policy-6100")
    assert "Check this citation." in page_of(cast, "vi", policy)


def test_it_counts_where_people_stand_within_the_viewers_scope(cast: Cast) -> None:
    on, who = factories.initiative("Four-day week"), factories.person()
    factories.reading(who, on, by=cast.ben, stance="passive_ally")
    factories.reading(who, on, by=cast.ben, stance="active_opponent", visibility="team", team=cast.north)
    factories.reading(factories.person(), on, by=cast.ada, stance="neutral", visibility="owner")
    counts = {
        name: re.findall(r'stance=(\w+)">.*?num">(\d+)<', page_of(cast, name, on))
        for name in ("ada", "ben", "cy")
    }
    assert counts == {
        "ada": [("active_opponent", "1"), ("neutral", "1")],
        "ben": [("active_opponent", "1")],
        "cy": [("passive_ally", "1")],
    }
    link = re.search(r'href="(/people/\?initiative=[^"]+)"', page_of(cast, "cy", on))
    assert link is not None
    assert cast.client("cy").get(link[1].replace("&amp;", "&")).context["page"].total == 1


def test_it_shows_only_the_meetings_and_steps_that_one_may_see(cast: Cast) -> None:
    on = factories.initiative()
    factories.meeting(by=cast.ben, initiative=on, title="Open talk")
    factories.meeting(by=cast.ben, initiative=on, title="Closed talk", visibility="team", team=cast.north)
    factories.task("Closed step", initiative=on, by=cast.ben, visibility="team", team=cast.north)
    assert "Closed" not in page_of(cast, "cy", on)
    assert "Open talk" in page_of(cast, "cy", on)
    assert page_of(cast, "ben", on).count("Closed") == 2


def test_it_adds_one_moves_its_stage_and_keeps_the_history(cast: Cast) -> None:
    response = post(cast, "/initiatives/new/", name="Four-day week", stage_since="2026-01-05")
    on = Initiative.objects.get(name="Four-day week")
    assert response["Location"] == on.get_absolute_url()
    path = f"/initiatives/{on.uid}/edit/"
    moved = post(
        cast,
        path,
        name=on.name,
        version="1",
        stage="vote",
        stage_since="2026-05-01",
        stage_note="The board agreed",
    )
    assert moved.status_code == 302
    assert [(s.stage, str(s.on)) for s in StageChange.objects.filter(initiative=on)] == [
        ("vote", "2026-05-01"),
        ("exploring", "2026-01-05"),
    ]
    assert "The board agreed" in page_of(cast, "vi", on)


def test_it_refuses_a_name_that_is_taken_and_a_stage_of_tomorrow(cast: Cast) -> None:
    factories.initiative("Four-day week")
    taken = post(cast, "/initiatives/new/", name="FOUR-DAY week", about="Typed before")
    assert "of this name already" in str(taken.context["form"].errors["name"])
    assert "Typed before" in taken.content.decode()
    ahead = post(cast, "/initiatives/new/", name="Another", stage_since="2999-01-01")
    assert ahead.context["form"].errors["stage_since"]


def test_it_says_who_decides_by_which_rule_and_how_many_are_needed(cast: Cast) -> None:
    on, board = factories.initiative(), factories.organization("Riverfork Board", type="district")
    path = f"/initiatives/{on.uid}/decisions/"
    sent = post(cast, path, body=str(board.uid), rule="seats", needed="4", eligible="7", status="ahead")
    assert sent.status_code == 302
    assert "4 needed of 7" in page_of(cast, "vi", on)
    decision = Decision.objects.get()
    edit = f"/initiatives/decisions/{decision.uid}/"
    backwards = post(
        cast,
        edit,
        body=str(board.uid),
        rule="seats",
        status="ahead",
        on="2026-12-02",
        until="2026-12-01",
        version="1",
    )
    assert "ends before it starts" in str(backwards.context["form"].errors["until"])


def test_it_goes_into_the_trash_and_comes_back(cast: Cast) -> None:
    on = factories.initiative("Four-day week")
    client = cast.client("ben")
    client.post(f"/initiatives/{on.uid}/trash/")
    assert client.get(f"/initiatives/{on.uid}/").status_code == 404
    factories.initiative("Four-day week")
    refused = client.post(f"/record/trash/initiative/{on.uid}/restore/")
    assert refused.status_code == 409
    assert "of this name already" in refused.content.decode()


def test_it_lets_a_viewer_only_read(cast: Cast) -> None:
    on = factories.initiative()
    assert post(cast, "/initiatives/new/", "vi", name="x").status_code == 403
    assert post(cast, f"/initiatives/{on.uid}/trash/", "vi").status_code == 403
    assert f"/initiatives/{on.uid}/edit/" not in page_of(cast, "vi", on)


def test_it_costs_the_same_for_three_initiatives_or_thirty(
    cast: Cast, flat_queries: Callable[..., int]
) -> None:
    client = cast.client("ben")

    def grow() -> None:
        on = factories.initiative()
        factories.reading(factories.person(), on, by=cast.ben)
        factories.reading(factories.person(), on, by=cast.ben, visibility="team", team=cast.north)

    flat_queries(lambda: client.get("/initiatives/"), grow=grow, limit=12)


def test_it_costs_the_same_for_three_meetings_and_decisions_or_thirty(
    cast: Cast, flat_queries: Callable[..., int]
) -> None:
    on, client = factories.initiative(), cast.client("ben")

    def grow() -> None:
        board = factories.organization(type="district")
        factories.make(Decision(initiative=on, body=board))
        factories.make(StageChange(initiative=on, stage="vote", on="2026-01-01"))
        factories.meeting(factories.person(), by=cast.ben, organization=board, initiative=on)
        factories.task(initiative=on, by=cast.ben, assignee=cast.ben, party=board.party)
        factories.initiative(parent=on)
        factories.reading(factories.person(), on, by=cast.ben)

    flat_queries(lambda: client.get(f"/initiatives/{on.uid}/"), grow=grow, limit=15)
