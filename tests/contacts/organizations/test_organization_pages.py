"""Organizations: the list, the page with who is there and where they stand, and the forms."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from contacts.models import Arrangement, Attendance, Organization, SchoolAutonomy
from crm.parts.exports import ExportLog
from tests import factories
from tests.cast import Cast

pytestmark = pytest.mark.django_db


def names(client: Client, query: str = "") -> list[str]:
    response = client.get(f"/organizations/?{query}")
    assert response.status_code == 200, [problem.says for problem in response.context["problems"]]
    return [row.name for row in response.context["page"].rows]


def page_of(cast: Cast, name: str, one: Organization, query: str = "") -> str:
    return cast.page(name, f"/organizations/{one.uid}/{query}")


def test_it_filters_by_type_place_size_and_seats(cast: Cast) -> None:
    district = factories.organization("Riverfork", type="district", state="MN", enrollment=8610)
    school = factories.organization("Prairie Rose", parent=district, state="MN", enrollment=400, charter=True)
    factories.organization("Lakes Educators", type="union_local", state="WI", owner=cast.ben)
    factories.seat(district, status="vacant")
    ben = cast.client("ben")
    assert names(ben) == ["Lakes Educators", "Prairie Rose", "Riverfork"]
    assert names(ben, "type=district&type=union_local") == ["Lakes Educators", "Riverfork"]
    assert names(ben, "sphere=union") == ["Lakes Educators"]
    assert names(ben, f"district={district.uid}") == ["Prairie Rose", "Riverfork"]
    assert names(ben, "state=mn&pupils=5000") == ["Riverfork"]
    assert names(ben, "charter=yes") == [school.name]
    assert names(ben, "seats=vacant") == ["Riverfork"]
    assert names(ben, "whose=mine") == ["Lakes Educators"]
    assert names(ben, "q=prairie") == ["Prairie Rose"]
    assert names(ben, "sort=-pupils") == ["Riverfork", "Prairie Rose", "Lakes Educators"]


def test_it_refuses_a_wrong_question_and_takes_the_right_one_out(cast: Cast) -> None:
    factories.organization("Prairie Rose")
    assert cast.client("ben").get("/organizations/?role=principal").status_code == 400
    assert cast.client("vi").get("/organizations/?format=csv").status_code == 403
    response = cast.client("ben").get("/organizations/?format=csv&columns=name,type")
    assert b"Prairie Rose,school" in b"".join(response.streaming_content)
    assert (ExportLog.objects.get().what, ExportLog.objects.get().rows) == ("organizations", 1)


def test_it_shows_who_is_there_who_was_and_which_seats_are_vacant(cast: Cast) -> None:
    board = factories.organization("Riverfork", type="district", enrollment=8610)
    chair, was = factories.person("Bee Thao"), factories.person("Was There")
    held = factories.seat(board, label="District 4", status="filled")
    factories.seat(board, label="At large", status="vacant", term_end=date(2027, 1, 4))
    factories.role(
        chair, board, type="board_chair", seat=held, start=date(2023, 1, 1), start_precision="year"
    )
    factories.role(was, board, type="board_member", ended=True)
    factories.organization("Prairie Rose", parent=board)
    page = page_of(cast, "vi", board)
    for words in (
        "School board chair, since 2023", "District 4</b>, <a href", "vacant", "term ends 4 Jan 2027",
        "Was There", "Prairie Rose", "8,610",
    ):  # fmt: skip
        assert words in page, words


def test_it_shows_meetings_with_its_people_as_they_represented_it_then(cast: Cast) -> None:
    old, new = factories.organization("Old School"), factories.organization("New School")
    who = factories.person("Hodan")
    met = factories.meeting(by=cast.ben, title="Spring visit")
    factories.make(Attendance(meeting=met, person=who, represented=old), cast.ben)
    factories.role(who, old, ended=True)
    factories.role(who, new)
    assert "Spring visit" in page_of(cast, "vi", old)
    assert "Spring visit" not in page_of(cast, "vi", new)


def test_it_shows_where_its_people_stand_within_the_viewers_scope(cast: Cast) -> None:
    school, on = factories.organization(), factories.initiative("Four-day week")
    for stance, extra in (
        ("passive_ally", {}),
        ("neutral", {}),
        ("active_opponent", {"visibility": "team", "team": cast.north}),
    ):
        who = factories.person()
        factories.role(who, school)
        factories.reading(who, on, by=cast.ben, stance=stance, **extra)
    gone = factories.person()
    factories.role(gone, school, ended=True)
    factories.reading(gone, on, stance="active_ally")
    assert "2 people read" in page_of(cast, "cy", school)
    assert "against, acting" not in page_of(cast, "cy", school)
    assert "3 people read" in page_of(cast, "ben", school)
    assert "1 against, acting" in page_of(cast, "ben", school)


def test_it_shows_standing_and_autonomies(cast: Cast) -> None:
    school = factories.organization()
    factories.make(
        Arrangement(school=school, type="site_governance", status="in_force", voted_yes=27, voted_eligible=40)
    )
    factories.make(SchoolAutonomy(school=school, area=6, level="partial"))
    page = page_of(cast, "vi", school)
    assert "Site-governance agreement" in page
    assert "27 of 40 voted yes" in page
    assert 'budget</span><span class="meta">partial' in page


def test_it_leaks_no_restricted_meeting_by_a_count_or_a_day(cast: Cast) -> None:
    school = factories.organization()
    factories.meeting(by=cast.ben, organization=school, visibility="team", team=cast.north, notes="whispered")
    page = page_of(cast, "cy", school)
    assert "never met" in page
    assert "whispered" not in page
    assert "whispered" in page_of(cast, "ben", school)


def sent(cast: Cast, who: str, path: str, /, **fields: Any) -> Any:
    return cast.client(who).post(path, {"uid": str(uuid4()), "status": "active", "type": "school", **fields})


def test_it_adds_and_changes_an_organization(cast: Cast) -> None:
    district = factories.organization("Riverfork", type="district")
    response = sent(
        cast, "ben", "/organizations/new/", name="Prairie Rose", parent=str(district.uid), state="mn", enrollment="400",
        aliases="Rose, PRE",
    )  # fmt: skip
    one = Organization.objects.get(name="Prairie Rose")
    assert response["Location"] == f"/organizations/{one.uid}/"
    assert (one.parent, one.state, one.enrollment, one.aliases) == (district, "MN", 400, ["Rose", "PRE"])
    path = f"/organizations/{one.uid}/edit/"
    assert sent(cast, "cy", path, name="Prairie Rose Elementary", version="1").status_code == 302
    slow = sent(cast, "ben", path, name="PRE", version="1")
    assert slow.status_code == 409
    assert "Cy Moreno saved this meanwhile" in slow.content.decode()
    assert Organization.objects.get(pk=one.pk).name == "Prairie Rose Elementary"


def test_it_refuses_a_circle_at_the_field_and_keeps_what_was_typed(cast: Cast) -> None:
    district = factories.organization("Riverfork", type="district")
    school = factories.organization("Prairie Rose", parent=district)
    response = sent(
        cast, "ben", f"/organizations/{district.uid}/edit/", name="Riverfork Schools", type="district",
        parent=str(school.uid), version="1",
    )  # fmt: skip
    assert "That makes a circle" in str(response.context["form"].errors["parent"])
    assert 'value="Riverfork Schools"' in response.content.decode()
    assert Organization.objects.get(pk=district.pk).parent is None


def test_it_warns_of_the_same_organization_but_not_of_one_in_another_state(cast: Cast) -> None:
    factories.organization("Lincoln Elementary", state="MN")
    warned = sent(cast, "ben", "/organizations/new/", name="LINCOLN  Elementary", state="MN")
    assert "Is it this one?" in warned.content.decode()
    assert sent(cast, "ben", "/organizations/new/", name="Lincoln Elementary", state="WI").status_code == 302
    assert Organization.objects.count() == 2


def test_it_costs_the_same_for_three_full_rows_or_thirty(
    cast: Cast, flat_queries: Callable[..., int]
) -> None:
    on, client = factories.initiative(), cast.client("ben")
    flat_queries(
        lambda: client.get("/organizations/"), grow=lambda: factories.full_organization(cast, on), limit=12
    )
    flat_queries(
        lambda: client.get(f"/organizations/?initiative={on.uid}&stance=passive_ally"),
        grow=lambda: factories.full_organization(cast, on), limit=12,
    )  # fmt: skip


def test_it_costs_the_same_for_three_full_rows_of_children_or_thirty(
    cast: Cast, flat_queries: Callable[..., int]
) -> None:
    board, on = factories.organization(type="district"), factories.initiative()

    def grow() -> None:
        """One more of everything that hangs on this organization."""
        who = factories.person()
        held = factories.seat(board, type="board_member", status="filled")
        factories.role(who, board, type="board_member", seat=held, start=date(2020, 1, 1))
        factories.organization(parent=board)
        factories.reading(who, on, by=cast.ben)
        factories.reading(board, factories.initiative(), by=cast.ben)
        factories.email(board, f"a{who.pk}@b.invalid")
        factories.tag(board.party, f"tag {who.pk}")
        factories.meeting(who, by=cast.ben, organization=board)
        factories.meeting(who, by=cast.ben, organization=board, visibility="team", team=cast.north)
        factories.tie(board, factories.organization(type="union_local"), by=cast.ben)
        factories.task(party=board.party, by=cast.ben, assignee=cast.ben)
        factories.note(board, "Note", by=cast.ben)
        factories.make(Arrangement(school=board, type="informal"))

    client = cast.client("ben")
    flat_queries(lambda: client.get(f"/organizations/{board.uid}/?show=meetings"), grow=grow, limit=15)
    flat_queries(lambda: client.get(f"/organizations/{board.uid}/?show=changes"), grow=grow, limit=15)
