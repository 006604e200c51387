"""Ties on the page, read from the end one stands at."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest

from contacts.models import Person, Tie
from tests import factories
from tests.cast import Cast

pytestmark = pytest.mark.django_db


def post(cast: Cast, path: str, name: str = "ben", **fields: Any) -> Any:
    values = {"uid": str(uuid4()), "closeness": "2", "basis": "told", "seen_by": "everyone", **fields}
    return cast.client(name).post(path, values)


def test_it_adds_a_tie_from_either_end(cast: Cast) -> None:
    young, old = factories.person("Young"), factories.person("Old")
    path = f"/ties/add/?party={young.uid}"
    assert post(cast, path, kind="mentors:reverse", other=str(old.uid), start="2024").status_code == 302
    tie = Tie.objects.get()
    assert (tie.from_party, tie.to_party, str(tie.start)) == (old.party, young.party, "2024-01-01")
    again = post(cast, f"/ties/add/?party={old.uid}", kind="mentors:forward", other=str(young.uid))
    assert "in the record already" in str(again.context["form"].errors["other"])


def test_it_refuses_oneself_and_adds_somebody_new(cast: Cast) -> None:
    who = factories.person("Hodan")
    path = f"/ties/add/?party={who.uid}"
    refused = post(cast, path, kind="knows:forward", other=str(who.uid), note="typed before")
    assert "A tie joins two" in str(refused.context["form"].errors["other"])
    assert 'value="typed before"' in refused.content.decode()
    post(cast, path, kind="knows:forward", other="new:Bee Thao")
    assert Tie.objects.get().to_party == Person.objects.get(name="Bee Thao").party


def test_it_lets_only_those_change_it_who_may_see_it(cast: Cast) -> None:
    tie = factories.tie(
        factories.person(), factories.person(), by=cast.ben, visibility="team", team=cast.north
    )
    for path in ("", "end/", "trash/"):
        assert cast.client("cy").post(f"/ties/{tie.uid}/{path}").status_code == 404
        assert cast.client("vi").post(f"/ties/{tie.uid}/{path}").status_code == 403
    north = f"team:{cast.north.pk}"
    assert post(cast, f"/ties/{tie.uid}/", version="1", closeness="4", seen_by=north).status_code == 302
    assert post(cast, f"/ties/{tie.uid}/end/", end="2026").status_code == 302
    tie.refresh_from_db()
    assert (tie.closeness, tie.visibility, tie.ended) == (4, "team", True)
    post(cast, f"/ties/{tie.uid}/trash/")
    assert not Tie.objects.visible_to(cast.ada).exists()
