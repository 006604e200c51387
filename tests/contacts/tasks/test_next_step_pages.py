"""Next steps on the page: one's own first, ticked off in one press."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import uuid4

import pytest

from contacts.models import Task
from tests import factories
from tests.cast import Cast

pytestmark = pytest.mark.django_db


def titles(cast: Cast, name: str, query: str) -> list[str]:
    response = cast.client(name).get(f"/next-steps/?{query}")
    assert response.status_code == 200
    return [task.title for task in response.context["page"].rows]


def test_it_opens_with_ones_own_open_steps_the_first_due_first(cast: Cast) -> None:
    factories.task("Later", assignee=cast.ben, due_on=date(2026, 12, 1))
    factories.task("Some day", assignee=cast.ben)
    factories.task("Soon", assignee=cast.ben, due_on=date(2026, 11, 1))
    factories.task("Cy's", assignee=cast.cy)
    factories.task("Theirs", owed_by="contact")
    response = cast.client("ben").get("/next-steps/", follow=True)
    assert [task.title for task in response.context["page"].rows] == ["Soon", "Later", "Some day"]
    assert titles(cast, "ben", "owed_by=contact&done=false") == ["Theirs"]
    assert len(titles(cast, "ben", "done=false")) == 5


def test_it_shows_restricted_steps_only_to_whom_they_are_for(cast: Cast) -> None:
    factories.task("Of the team", by=cast.ben, visibility="team", team=cast.north)
    factories.task("Ada's own", by=cast.ada, visibility="owner")
    assert titles(cast, "cy", "done=false") == []
    assert titles(cast, "ben", "done=false") == ["Of the team"]
    assert titles(cast, "ada", "done=false") == ["Of the team", "Ada's own"]


def test_it_adds_changes_and_ticks_off_a_step(cast: Cast) -> None:
    who = factories.person("Hodan")
    fields = {"uid": str(uuid4()), "owed_by": "staff", "seen_by": "everyone", "party": str(who.uid)}
    client = cast.client("ben")
    added = client.post(
        f"/next-steps/add/?party={who.uid}", {**fields, "title": "Call", "due_on": "2026-11-30"}
    )
    assert added["Location"] == f"/people/{who.uid}/"
    task = Task.objects.get()
    client.post(f"/next-steps/{task.uid}/", {**fields, "title": "Call back", "version": "1"})
    task.refresh_from_db()
    assert (task.title, task.due_on) == ("Call back", None)
    done = client.post(f"/next-steps/{task.uid}/done/", {"next": "/next-steps/?done=false"})
    assert done["Location"] == "/next-steps/?done=false"
    task.refresh_from_db()
    assert task.done_at is not None
    client.post(f"/next-steps/{task.uid}/reopen/", {"next": "https://elsewhere.invalid/"})
    assert Task.objects.open().count() == 1
    client.post(f"/next-steps/{task.uid}/trash/")
    assert titles(cast, "ben", "done=false") == []


def test_it_never_leads_to_another_site(cast: Cast) -> None:
    task = factories.task()
    response = cast.client("ben").post(f"/next-steps/{task.uid}/done/", {"next": "//elsewhere.invalid/"})
    assert response["Location"] == "/next-steps/"


def test_it_refuses_a_step_without_words_and_loses_nothing(cast: Cast) -> None:
    fields = {"title": "", "due_on": "2026-11-30", "owed_by": "contact", "seen_by": "owner"}
    response = cast.client("ben").post("/next-steps/add/", {"uid": str(uuid4()), **fields})
    assert response.context["form"].errors["title"]
    assert 'value="2026-11-30"' in response.content.decode()
    assert not Task.objects.exists()


def test_it_lets_nobody_tick_off_what_they_may_not_see(cast: Cast) -> None:
    task: Any = factories.task(by=cast.ben, visibility="team", team=cast.north)
    assert cast.client("cy").post(f"/next-steps/{task.uid}/done/").status_code == 404
    assert cast.client("vi").post(f"/next-steps/{task.uid}/done/").status_code == 403
    assert Task.objects.open().count() == 1


def test_it_costs_the_same_for_three_steps_or_thirty(cast: Cast, flat_queries: Callable[..., int]) -> None:
    client = cast.client("ben")

    def grow() -> None:
        factories.task(
            party=factories.person().party, by=cast.ben, assignee=cast.ben, due_on=date(2026, 11, 1)
        )

    flat_queries(lambda: client.get("/next-steps/?done=false"), grow=grow, limit=12)
