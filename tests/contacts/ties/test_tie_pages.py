"""Ties on the page, read from the end one stands at."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest

from contacts.models import Person, Tie
from crm.parts.audit import AuditEvent
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


def test_it_adds_a_tie_from_the_line_on_the_page_and_comes_back_to_it(cast: Cast) -> None:
    young, old = factories.person("Young"), factories.person("Old")
    path = f"/ties/add/?party={young.uid}"
    assert f'href="{path}" data-opens-line' in cast.page("ben", f"/people/{young.uid}/")
    assert "data-opens-line" not in cast.page("vi", f"/people/{young.uid}/")
    line = cast.page("ben", f"{path}&line=1")
    assert "<html" not in line
    assert f'action="{path}"' in line
    assert 'value="mentors:reverse"' in line
    done = post(
        cast, f"/ties/add/?party={young.uid}", kind="mentors:reverse", other=str(old.uid), closeness="4"
    )
    assert done["Location"] == f"/people/{young.uid}/#h-ties"
    tie = Tie.objects.get()
    assert (tie.from_party, tie.closeness, tie.basis, tie.visibility) == (old.party, 4, "told", "everyone")


def test_it_takes_what_was_typed_into_the_line_along_to_the_whole_form(cast: Cast) -> None:
    young, old = factories.person("Young"), factories.person("Old Friend")
    whole = post(
        cast,
        f"/ties/add/?party={young.uid}",
        kind="mentors:reverse",
        other=str(old.uid),
        closeness="4",
        more="1",
    )
    form = whole.context["form"]
    assert not Tie.objects.exists()
    assert not form.errors
    assert (form["kind"].value(), form["closeness"].value()) == ("mentors:reverse", "4")
    assert "Old Friend" in whole.content.decode()


def test_it_offers_the_meetings_of_both_and_keeps_a_tie_as_narrow_as_its_meeting(cast: Cast) -> None:
    one, other = factories.person("One"), factories.person("Other")
    alone = factories.meeting(one, by=cast.ben, title="One alone")
    both = factories.meeting(one, other, by=cast.ben, title="Both there", visibility="team", team=cast.north)
    hidden = factories.meeting(one, other, by=cast.ada, title="Hidden from Ben", visibility="owner")
    path = f"/ties/add/?party={one.uid}"
    page = cast.page("ben", path)
    assert "One alone" in page
    assert "Both there" in page
    assert "Hidden from Ben" not in page
    narrowed = post(cast, path, kind="knows:forward", other=str(other.uid), more="1").content.decode()
    assert "Both there" in narrowed
    assert "One alone" not in narrowed
    refused = post(cast, path, kind="knows:forward", other=str(other.uid), source_meeting=str(hidden.uid))
    assert refused.context["form"].errors["source_meeting"]
    post(cast, path, kind="knows:forward", other=str(other.uid), source_meeting=str(both.uid))
    tie = Tie.objects.get()
    assert (tie.source_meeting, tie.visibility, tie.team) == (both, "team", cast.north)
    assert alone.pk != both.pk


def test_it_lets_a_meeting_be_named_later_and_never_shows_one_that_is_hidden(cast: Cast) -> None:
    one, other = factories.person("One"), factories.person("Other")
    met = factories.meeting(one, other, by=cast.ben, title="Both there")
    hidden = factories.meeting(one, other, by=cast.ada, title="Hidden from Ben", visibility="owner")
    tie = factories.tie(one, other, by=cast.ben)
    post(cast, f"/ties/{tie.uid}/", version="1", source_meeting=str(met.uid))
    tie.refresh_from_db()
    assert tie.source_meeting == met
    of_hidden = factories.tie(one, factories.person(), by=cast.ben, source_meeting=hidden)
    assert "Hidden from Ben" not in cast.page("ben", f"/ties/{of_hidden.uid}/")
    post(cast, f"/ties/{of_hidden.uid}/", version="1", note="still there")
    of_hidden.refresh_from_db()
    assert (of_hidden.source_meeting, of_hidden.note) == (hidden, "still there")


def several(cast: Cast, who: Person, **fields: Any) -> Any:
    given = {f"closeness-{number}": "2" for number in range(5)}
    return post(cast, f"/ties/add/several/?party={who.uid}", lines="5", **{**given, **fields})


def test_it_adds_several_ties_as_one_act_that_one_press_takes_back(cast: Cast) -> None:
    who, a, b = factories.person("Who"), factories.person("A"), factories.organization("B")
    before = AuditEvent.objects.count()
    done = several(
        cast, who, **{
            "kind-0": "knows:forward", "other-0": str(a.uid), "closeness-0": "4",
            "kind-2": "works_with:forward", "other-2": str(b.uid),
            "kind-3": "mentors:reverse", "other-3": "new:Bee Thao",
        }, basis="observed", start="2024",
    )  # fmt: skip
    assert done["Location"] == f"/people/{who.uid}/#h-ties"
    assert AuditEvent.objects.count() == before + 1
    assert [(t.type.key, t.closeness, t.basis, str(t.start)) for t in Tie.objects.order_by("pk")] == [
        ("knows", 4, "observed", "2024-01-01"),
        ("works_with", 2, "observed", "2024-01-01"),
        ("mentors", 2, "observed", "2024-01-01"),
    ]
    assert Tie.objects.get(type__key="mentors").to_party == who.party
    cast.client("ben").post(f"/acts/{AuditEvent.objects.latest('pk').uid}/undo/")
    assert not Tie.objects.exists()
    assert not Person.objects.filter(name="Bee Thao").exists()


def test_it_says_at_each_line_what_is_wrong_and_writes_none_of_them(cast: Cast) -> None:
    who, a, known = factories.person("Who"), factories.person("A"), factories.person("Known")
    factories.tie(who, known)
    before = AuditEvent.objects.count()
    refused = several(
        cast, who, **{
            "kind-0": "knows:forward", "other-0": str(a.uid),
            "kind-1": "knows:forward", "other-1": str(known.uid),
            "kind-2": "knows:forward", "other-2": str(who.uid),
            "kind-3": "partners:forward", "other-3": str(a.uid),
            "kind-4": "knows:forward", "other-4": str(a.uid),
        },
    )  # fmt: skip
    wrong = {name: str(errors[0]) for name, errors in refused.context["form"].errors.items()}
    assert set(wrong) == {"other-1", "other-2", "kind-3", "other-4"}
    assert "in the record already" in wrong["other-1"]
    assert "A tie joins two" in wrong["other-2"]
    assert "two organizations" in wrong["kind-3"]
    assert "in the record already" in wrong["other-4"]
    assert AuditEvent.objects.count() == before
    half = several(cast, who, **{"kind-1": "knows:forward", "other-2": str(a.uid)})
    assert {"other-1", "kind-2"} == set(half.context["form"].errors)
    nothing = several(cast, who)
    assert "Fill in a line" in str(nothing.context["form"].errors["other-0"])


def test_it_gives_more_lines_and_keeps_what_was_typed(cast: Cast) -> None:
    who, a = factories.person("Who"), factories.person("Somebody Typed")
    more = several(cast, who, **{"kind-4": "knows:forward", "other-4": str(a.uid), "more_lines": "1"})
    assert len(more.context["form"].lines) == 10
    assert "Somebody Typed" in more.content.decode()
    assert not Tie.objects.exists()


def test_it_adds_each_of_several_ties_once_however_often_it_is_sent(cast: Cast) -> None:
    who, a, uid = factories.person(), factories.person(), str(uuid4())
    fields = {
        "uid": uid,
        "kind-0": "knows:forward",
        "other-0": str(a.uid),
        "kind-1": "knows:forward",
        "other-1": "new:Bee",
    }
    for _ in range(2):
        assert several(cast, who, **fields).status_code == 302
    assert Tie.objects.count() == 2
    assert Person.objects.filter(name="Bee").count() == 1


def test_it_leads_admins_alone_to_the_kinds_of_tie(cast: Cast) -> None:
    who = factories.person()
    assert "/admin/contacts/tietype/" in cast.page("rut", f"/ties/add/?party={who.uid}")
    assert "/admin/contacts/tietype/" not in cast.page("ben", f"/ties/add/?party={who.uid}")
