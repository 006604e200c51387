"""Saved lists at their addresses: saved from the list page, opened by colleagues, changed, copied, taken out."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from django.test import Client

from contacts.lists.models import ListEntry, SavedList
from contacts.lists.services import add_to_list, create_static_list, save_list
from crm.accounts.models import User
from crm.parts.exports import ExportLog
from tests import factories
from tests.cast import Cast

pytestmark = pytest.mark.django_db


def names(client: Client, address: str) -> list[str]:
    response = client.get(address)
    assert response.status_code == 200, [problem.says for problem in response.context["problems"]]
    return [row.name for row in response.context["page"].rows]


def four(cast: Cast) -> None:
    for name, state in (("Ann", "MN"), ("Bea", "WI"), ("Cho", "IA"), ("Dee", "MN")):
        factories.role(factories.person(name, owner=cast.ben), factories.organization(state=state))


def saved(cast: Cast, **fields: Any) -> SavedList:
    query = "any1.state=MN&any2.state=WI&not.q=dee&sort=-name"
    return save_list(
        **{
            "by": cast.ben,
            "name": "Twin states",
            "of": "people",
            "query": query,
            "columns": ["name"],
            **fields,
        }
    )


def address_of(saved_list: SavedList) -> str:
    return f"/lists/{saved_list.uid}/"


def test_it_saves_what_the_list_page_asks_under_a_name_for_everyone(cast: Cast) -> None:
    four(cast)
    ben = cast.client("ben")
    query = "any1.state=MN&any2.state=WI&not.q=dee&sort=-name"
    page = ben.get(f"/people/?{query}").content.decode()
    assert "Save this list" in page
    assert "Save this list" not in cast.client("vi").get(f"/people/?{query}").content.decode()

    form = ben.get(f"/lists/save/?of=people&{query}&columns=name,state")
    assert "any of: State <b>MN</b>" in " ".join(form.content.decode().split())
    sent = {"name": "Twin states", "shared_with": "all", "uid": form.context["form"]["uid"].value()}
    for _press in range(2):
        answer = ben.post(f"/lists/save/?of=people&{query}&columns=name,state", sent)
        assert answer.status_code == 302
    kept = SavedList.objects.get()
    assert answer.headers["Location"] == address_of(kept)
    assert (kept.sharing, kept.columns, kept.filter["sort"]) == ("all", ["name", "state"], ["-name"])
    assert names(cast.client("cy"), address_of(kept)) == ["Bea", "Ann"]
    assert "Twin states" in cast.page("cy", "/people/")
    assert "Ben Lindqvist’s, everyone sees it" in cast.page("cy", address_of(kept))


def test_it_keeps_no_question_that_is_wrong(cast: Cast) -> None:
    ben = cast.client("ben")
    answer = ben.post("/lists/save/?of=people&any1.nope=1", {"name": "Odd", "shared_with": "private"})
    assert answer.status_code == 400
    assert "There is no filter “any1.nope”" in answer.content.decode()
    assert ben.get("/lists/save/?of=initiatives").status_code == 404
    assert not SavedList.objects.exists()


def test_it_says_at_the_field_what_cannot_be_a_list(cast: Cast) -> None:
    saved(cast)
    ben = cast.client("ben")
    for sent, says in (
        ({"name": "twin STATES", "shared_with": "private"}, "You have a list of this name already."),
        ({"name": "", "shared_with": "private"}, "Fill this in."),
        ({"name": "Other", "shared_with": f"team:{cast.south.pk}"}, "Select a valid choice"),
    ):
        assert says in ben.post("/lists/save/?of=people", sent).content.decode()
    assert SavedList.objects.count() == 1


@pytest.mark.parametrize("format", ["csv", "xlsx"])
def test_it_sorts_pages_and_goes_out_at_its_own_address(cast: Cast, format: str) -> None:
    four(cast)
    kept = saved(cast, sharing="all")
    cy = cast.client("cy")
    assert names(cy, address_of(kept)) == ["Bea", "Ann"]
    assert names(cy, f"{address_of(kept)}?sort=name&page=9") == ["Ann", "Bea"]
    taken = cy.get(f"{address_of(kept)}?format={format}")
    content = b"".join(taken.streaming_content)
    if format == "csv":
        assert [*csv.reader(io.StringIO(content.decode("utf-8-sig")))] == [["Name"], ["Bea"], ["Ann"]]
    entry = ExportLog.objects.get()
    assert (entry.rows, entry.by, "any2.state=WI" in entry.filter) == (2, cast.cy, True)


def test_it_answers_404_for_a_list_that_one_may_not_see(cast: Cast) -> None:
    own = saved(cast)
    of_team = saved(cast, name="North", sharing="team", team=cast.north)
    for name in ("cy", "vi", "ada"):
        for one in (own, of_team):
            assert cast.client(name).get(address_of(one)).status_code == 404
    assert "Twin states" not in cast.page("cy", "/people/") + cast.page("cy", "/lists/")
    assert names(cast.client("ben"), address_of(of_team)) == []
    assert cast.client("cy").get(f"/people/?list={own.uid}").status_code == 400


def test_it_shows_that_conditions_are_changed_and_keeps_them_when_told(cast: Cast) -> None:
    four(cast)
    kept = saved(cast)
    ben = cast.client("ben")
    assert "Changed:" not in cast.page("ben", address_of(kept))
    page = ben.get(f"{address_of(kept)}?state=IA&changed=1")
    assert [row.name for row in page.context["page"].rows] == ["Cho"]
    said = page.content.decode()
    assert "Changed:" in said
    assert "Save as new" in said
    sent = {"query": page.context["saved"].query, "version": kept.version}
    assert ben.post(f"{address_of(kept)}change/", sent).status_code == 302
    assert names(cast.client("ben"), address_of(kept)) == ["Cho"]
    kept.refresh_from_db()
    assert (kept.filter, kept.columns, kept.version) == ({"state": ["IA"]}, ["name"], 2)
    late = ben.post(f"{address_of(kept)}change/", {"query": "state=MN", "version": 1})
    assert late.status_code == 409
    assert "changed this list meanwhile" in late.content.decode()


def test_it_leaves_every_condition_a_way_out_of_the_address(cast: Cast) -> None:
    four(cast)
    kept = saved(cast)
    page = cast.client("ben").get(address_of(kept))
    assert "?any2.state=WI&amp;not.q=dee&amp;sort=-name&amp;changed=1" in page.content.decode()
    assert names(cast.client("ben"), f"{address_of(kept)}?changed=1") == ["Ann", "Bea", "Cho", "Dee"]


def test_it_lets_others_copy_a_list_but_not_change_it(cast: Cast) -> None:
    kept = saved(cast, sharing="all")
    cy = cast.client("cy")
    page = cast.page("cy", f"{address_of(kept)}?state=IA&changed=1")
    assert "Save as new" in page
    assert f"{address_of(kept)}change/" not in page
    before = SavedList.objects.values().get()
    for part, sent in (
        ("change/", {"query": "state=IA", "version": 1}),
        ("edit/", {"name": "X"}),
        ("trash/", {}),
    ):
        assert cy.post(f"{address_of(kept)}{part}", sent).status_code == 404
    assert SavedList.objects.values().get() == before
    assert cy.post(f"{address_of(kept)}copy/").status_code == 302
    copied = SavedList.objects.get(owner=cast.cy)
    assert (copied.filter, copied.sharing) == (kept.filter, "private")
    assert cast.client("vi").post(f"{address_of(kept)}copy/").status_code == 403


def test_it_is_renamed_shared_put_into_the_trash_and_taken_back_out(cast: Cast) -> None:
    kept = saved(cast)
    ben = cast.client("ben")
    shared = {"name": "Upper Midwest", "shared_with": f"team:{cast.north.pk}", "version": 1}
    assert ben.post(f"{address_of(kept)}edit/", shared).status_code == 302
    kept.refresh_from_db()
    assert (kept.name, kept.team) == ("Upper Midwest", cast.north)
    assert ben.post(f"{address_of(kept)}edit/", {**shared, "name": "Late"}).status_code == 409
    assert ben.post(f"{address_of(kept)}trash/").status_code == 302
    assert ben.get(address_of(kept)).status_code == 404
    assert ben.post(f"/record/trash/list/{kept.uid}/restore/").status_code == 302
    assert ben.get(address_of(kept)).status_code == 200


def test_it_shows_who_was_put_on_a_list_by_hand_and_no_one_else(cast: Cast) -> None:
    one, other = factories.person("Ann"), factories.person("Bea")
    ben = cast.client("ben")
    answer = ben.post("/lists/make/people/", {"name": "Hearing", "shared_with": "all"})
    chosen = SavedList.objects.get(dynamic=False)
    assert answer.headers["Location"] == address_of(chosen)
    assert names(ben, address_of(chosen)) == []
    put = ben.post(f"/lists/choose/?party={one.party.uid}", {"lists": [str(chosen.uid)], "new": "Panel"})
    assert put.status_code == 302
    assert names(cast.client("vi"), address_of(chosen)) == ["Ann"]
    assert names(ben, f"/people/?not.list={chosen.uid}") == ["Bea"]
    assert SavedList.objects.get(name="Panel").owner == cast.ben
    assert ListEntry.objects.filter(saved_list__name="Panel", party=one.party).exists()
    ben.post(f"/lists/choose/?party={one.party.uid}", {"lists": []})
    assert not ListEntry.objects.exists()
    assert other.pk


def test_it_remembers_the_columns_that_one_chose_of_a_list(cast: Cast) -> None:
    factories.person("Ann", pronouns="she/her")
    ben = cast.client("ben")

    def shown(address: str = "/people/") -> list[str]:
        return [head["column"].key for head in ben.get(address).context["page"].headers()]

    usual = shown()
    sent = {"columns": ["name", "pronouns"], "next": "/people/?q=ann"}
    assert ben.post("/lists/columns/people/", sent).headers["Location"] == "/people/?q=ann"
    assert shown() == ["name", "pronouns"]
    assert shown("/people/?columns=name,state") == ["name", "state"]
    assert shown("/organizations/") != ["name", "pronouns"]
    assert [
        head["column"].key for head in cast.client("cy").get("/people/").context["page"].headers()
    ] == usual
    taken = b"".join(ben.get("/people/?format=csv").streaming_content).decode("utf-8-sig")
    assert taken.splitlines()[0] == "Name,Pronouns"
    kept = saved(cast, columns=["name", "role"])
    assert shown(address_of(kept)) == ["name", "role"]
    ben.post("/lists/columns/people/", {"usual": "1"})
    assert shown() == usual
    assert User.objects.get(pk=cast.ben.pk).list_columns == {}
    assert ben.post("/lists/columns/secrets/", sent).status_code == 404


def test_it_shows_all_lists_with_whose_they_are(cast: Cast) -> None:
    assert "Lists that you or your colleagues save stand here" in cast.page("ben", "/lists/")
    saved(cast, name="Mine")
    saved(cast, by=cast.cy, name="Shared", sharing="all")
    saved(cast, by=cast.cy, name="Hidden")
    page = cast.page("ben", "/lists/")
    assert ("Mine" in page, "Shared" in page, "Hidden" in page) == (True, True, False)
    assert "Cy Moreno’s, everyone sees it" in page


def test_it_tells_programs_which_lists_there_are_and_who_is_on_them(cast: Cast) -> None:
    four(cast)
    kept = saved(cast, sharing="all")
    chosen = create_static_list(by=cast.ben, name="Hearing", of="people", sharing="all")
    add_to_list(chosen, factories.many(lambda: factories.person().pk, 2), by=cast.ben)
    saved(cast, name="Hidden")
    cy = cast.client("cy")
    found = {one["name"]: one for one in cy.get("/api/lists/").json()["results"]}
    assert sorted(found) == ["Hearing", "Twin states"]
    one = found["Twin states"]
    assert one["query"] == "any1.state=MN&any2.state=WI&not.q=dee&sort=-name"
    assert one["address"].endswith(address_of(kept))
    for name, members in (("Twin states", 2), ("Hearing", 2)):
        answer = cy.get(found[name]["members"].removeprefix("http://testserver"))
        assert len(answer.json()["results"]) == members
    assert cy.get("/api/lists/?of=ties").status_code == 400
    assert cy.post("/api/lists/", {"name": "New"}).status_code == 405


def test_it_opens_the_fields_of_a_group_without_a_script(cast: Cast) -> None:
    factories.person("Ann")
    page = cast.page("ben", "/people/?groups=any1,any2,not")
    for name in ("any1.state", "any2.state", "not.state"):
        assert f'name="{name}"' in page
    assert 'name="any1.status"' not in page
    assert 'value="any1,any2,any3,not"' in page or 'value="any1,any2,not,any3"' in page
    assert "There is no group “any10”" in cast.client("ben").get("/people/?groups=any10").content.decode()


def test_it_costs_the_same_for_three_as_for_thirty(cast: Cast, flat_queries: Callable[..., int]) -> None:
    on, client = factories.initiative(), cast.client("ben")
    grow = partial(factories.full_person, cast, on)
    any_of = f"any1.initiative={on.uid}&any1.stance=neutral&any2.whose=mine&any2.step=open&not.tag="
    flat_queries(lambda: client.get(f"/people/?{any_of}"), grow=grow, limit=12)
    kept = saved(cast, query=any_of, columns=["name", "role", "now_at"])
    flat_queries(lambda: client.get(address_of(kept)), grow=grow, limit=12)

    def grow_lists() -> None:
        one = create_static_list(
            by=cast.ada, name=f"List {SavedList.objects.count()}", of="people", sharing="all"
        )
        add_to_list(one, [factories.person().pk], by=cast.ada)

    flat_queries(lambda: client.get("/lists/"), grow=grow_lists, limit=8)
