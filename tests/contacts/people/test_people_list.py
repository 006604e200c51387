"""The list of people: what it shows, what may be asked, and what leaves as a file."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from datetime import date, timedelta
from functools import partial
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from openpyxl import load_workbook

from contacts.models import Person
from crm.accounts.models import User
from crm.parts.exports import ExportLog
from tests import factories
from tests.cast import Cast

pytestmark = pytest.mark.django_db


def names(client: Client, query: str = "") -> list[str]:
    """The names on the page, in order."""
    response = client.get(f"/people/?{query}")
    assert response.status_code == 200, [problem.says for problem in response.context["problems"]]
    return [row.name for row in response.context["page"].rows]


def test_it_lists_people_by_sort_name_without_staff_archived_and_trashed(cast: Cast) -> None:
    factories.person("Bee Thao-Herr")
    factories.person("Óscar Villaseñor Lima")
    factories.person("Ada Staff", user=cast.ada, listed=False)
    factories.person("Gone Away", status=Person.Status.ARCHIVED, listed=False)
    hidden = factories.person("In Trash")
    Person.objects.filter(pk=hidden.pk).derived(hidden=True)
    assert names(cast.client("vi")) == ["Óscar Villaseñor Lima", "Bee Thao-Herr"]
    assert names(cast.client("vi"), "status=archived") == ["Gone Away"]
    assert names(cast.client("vi"), "status=staff") == ["Ada Staff"]


def test_it_asks_one_role_for_everything_that_was_asked_of_roles(cast: Cast) -> None:
    district = factories.organization("Riverfork", type="district", state="MN")
    school = factories.organization("Prairie Rose", parent=district, state="MN")
    elsewhere = factories.organization("Elsewhere", state="WI")
    principal = factories.person("Principal Here")
    factories.role(principal, school, type="principal")
    mixed = factories.person("Teacher Here")
    factories.role(mixed, school, type="teacher")
    factories.role(mixed, elsewhere, type="principal")
    was = factories.person("Was Principal")
    factories.role(was, school, type="principal", ended=True)
    ben = cast.client("ben")
    assert names(ben, f"role=principal&district={district.uid}") == ["Principal Here"]
    assert names(ben, f"organization={school.uid}") == ["Principal Here", "Teacher Here"]
    assert names(ben, "role=principal&state=wi") == ["Teacher Here"]
    assert names(ben, "role=principal&role=teacher") == ["Principal Here", "Teacher Here"]
    assert names(ben, "sphere=union") == []
    assert names(ben, "sphere=school") == ["Principal Here", "Teacher Here"]


def test_it_tells_mine_from_others_and_from_no_ones(cast: Cast) -> None:
    factories.person("A", owner=cast.ben)
    factories.person("B", owner=cast.cy)
    factories.person("C")
    ben = cast.client("ben")
    assert names(ben, "whose=mine") == ["A"]
    assert names(ben, "whose=not_mine") == ["B", "C"]
    assert names(ben, "whose=nobody") == ["C"]
    assert names(ben, f"point_person={cast.cy.uid}") == ["B"]


def test_it_finds_by_name_e_mail_and_tag(cast: Cast) -> None:
    one, other = factories.person("Hodan Abdi"), factories.person("Someone Else")
    factories.email(other, "h.abdi@prairierose.invalid")
    tag = factories.tag(one.party, "site council")
    ben = cast.client("ben")
    assert names(ben, "q=hodan") == ["Hodan Abdi"]
    assert names(ben, "q=prairierose") == ["Someone Else"]
    assert names(ben, f"tag={tag.uid}") == ["Hodan Abdi"]
    assert names(ben, "q=!!") == []


def test_it_answers_initiative_position_and_level_together(cast: Cast) -> None:
    one, other = factories.initiative("One"), factories.initiative("Other")
    here, there = factories.person("Here"), factories.person("There")
    factories.reading(here, one, stance="passive_ally", level=4)
    factories.reading(there, one, stance="neutral", level=4)
    factories.reading(there, other, stance="passive_ally", level=1)
    ben = cast.client("ben")
    assert names(ben, f"initiative={one.uid}&stance=passive_ally") == ["Here"]
    assert names(ben, f"initiative={one.uid}&stance=passive_ally&stance=neutral&level=3") == ["Here", "There"]
    assert names(ben, f"initiative={other.uid}&stance=passive_ally&level=2") == []
    assert names(ben, f"initiative={other.uid}") == ["There"]


def test_it_follows_the_viewers_scope_for_last_contact_and_position(cast: Cast) -> None:
    on, who = factories.initiative(), factories.person("Hodan")
    factories.meeting(who, by=cast.ben, held_on=date(2026, 1, 10))
    factories.meeting(who, by=cast.ben, held_on=date(2026, 5, 10), visibility="team", team=cast.north)
    factories.meeting(who, by=cast.ada, held_on=date(2026, 9, 10), visibility="owner")
    factories.reading(who, on, by=cast.ben, stance="passive_ally", assessed_on=date(2026, 1, 10))
    factories.reading(
        who,
        on,
        by=cast.ben,
        stance="neutral",
        assessed_on=date(2026, 5, 10),
        visibility="team",
        team=cast.north,
    )
    seen = {
        name: (
            bool(names(cast.client(name), "contact_after=2026-05-01")),
            bool(names(cast.client(name), "contact_after=2026-09-01")),
            bool(names(cast.client(name), "contact_before=2026-05-01")),
            bool(names(cast.client(name), f"initiative={on.uid}&stance=neutral")),
            bool(names(cast.client(name), f"initiative={on.uid}&stance=passive_ally")),
        )
        for name in ("ada", "ben", "cy", "vi")
    }
    assert seen == {
        "ada": (True, True, False, True, False),
        "ben": (True, False, False, True, False),
        "cy": (False, False, True, False, True),
        "vi": (False, False, True, False, True),
    }


def test_it_shows_each_viewer_their_own_last_contact(cast: Cast) -> None:
    who = factories.person("Hodan")
    factories.meeting(who, by=cast.ben, held_on=date(2025, 1, 10))
    factories.meeting(who, by=cast.ben, held_on=date(2025, 5, 20), visibility="team", team=cast.north)
    factories.meeting(who, by=cast.ada, held_on=date(2025, 9, 30), visibility="owner")
    shown = {name: cast.client(name).get("/people/").content.decode() for name in ("ada", "ben", "cy")}
    assert "30 Sep 2025" in shown["ada"]
    assert "20 May 2025" in shown["ben"]
    assert "30 Sep 2025" not in shown["ben"]
    assert "10 Jan 2025" in shown["cy"]
    assert "20 May 2025" not in shown["cy"]


def test_it_counts_the_days_without_contact_also_for_who_was_never_met(cast: Cast) -> None:
    today = timezone.localdate()
    factories.person("Never")
    lately, long_ago = factories.person("Lately"), factories.person("Long ago")
    factories.meeting(lately, held_on=today - timedelta(days=10))
    factories.meeting(long_ago, held_on=today - timedelta(days=100))
    assert names(cast.client("vi"), "no_contact_days=90") == ["Long ago", "Never"]


@pytest.mark.parametrize(
    ("query", "says"),
    [
        ("nope=1", "no filter “nope”"),
        ("stance=wonderful", "wonderful"),
        ("stance=neutral", "Choose the initiative"),
        ("level=2", "Choose the initiative"),
        ("initiative=not-a-uid", "not-a-uid"),
        ("organization=5f2f7a0e-0000-4000-8000-000000000000", "5f2f7a0e"),
        ("contact_after=yesterday", "yesterday"),
        ("no_contact_days=0", "1"),
        ("state=MNX", "2"),
        ("q=%00", "NUL"),
        ("sort=greeting", "cannot be sorted"),
        ("columns=name,secret", "no column “secret”"),
        ("page=two", "Pages are numbered"),
    ],
)
def test_it_refuses_a_wrong_question_with_a_reason_and_no_rows(cast: Cast, query: str, says: str) -> None:
    factories.person("Somebody")
    response = cast.client("ben").get(f"/people/?{query}")
    page = response.content.decode()
    assert response.status_code == 400
    assert says in page
    assert "Somebody" not in page
    file = cast.client("ben").get(f"/people/?{query}&format=csv")
    assert file.status_code == 400
    assert says in file.content.decode()
    assert not ExportLog.objects.exists()


def test_it_sorts_by_name_last_contact_and_organization_both_ways(cast: Cast) -> None:
    first, second, third = factories.person("Aa"), factories.person("Bb"), factories.person("Cc")
    factories.role(first, factories.organization("Zebra School"), primary=True)
    factories.role(second, factories.organization("Alder School"), primary=True)
    factories.meeting(first, held_on=date(2026, 1, 1))
    factories.meeting(second, by=cast.ben, held_on=date(2026, 5, 1), visibility="team", team=cast.north)
    ben, cy = cast.client("ben"), cast.client("cy")
    assert names(ben, "sort=-name") == ["Cc", "Bb", "Aa"]
    assert names(ben, "sort=-last_contact") == ["Bb", "Aa", "Cc"]
    assert names(ben, "sort=last_contact") == ["Cc", "Aa", "Bb"]
    assert names(cy, "sort=-last_contact")[0] == "Aa"
    assert names(ben, "sort=now_at") == ["Bb", "Aa", third.name]
    assert names(ben, "sort=-now_at") == [third.name, "Aa", "Bb"]


def test_it_pages_and_stays_in_bounds(cast: Cast) -> None:
    factories.many(factories.person, 51)
    client = cast.client("vi")
    assert len(names(client)) == 50
    assert len(names(client, "page=2")) == 1
    assert len(names(client, "page=999")) == 1
    assert len(names(client, "page=0")) == 50


def test_it_chooses_columns_from_boxes_and_from_a_link(cast: Cast) -> None:
    factories.person("Hodan", pronouns="she/her")
    client = cast.client("vi")
    for query in ("columns=name&columns=pronouns", "columns=name,pronouns"):
        response = client.get(f"/people/?{query}")
        assert [head["column"].key for head in response.context["page"].headers()] == ["name", "pronouns"]
        assert "she/her" in response.content.decode()


def rows_of(response: Any) -> list[list[str]]:
    text = b"".join(response.streaming_content).decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text)))


def test_it_takes_out_all_that_match_in_the_order_and_columns_of_the_page_and_logs_it(cast: Cast) -> None:
    for number in range(60):
        who = factories.person(f"Person {number:02}")
        factories.role(who, factories.organization(f"School {number:02}"), primary=True)
    query = "sort=-name&columns=name,now_at"
    rows = rows_of(cast.client("ben").get(f"/people/?{query}&format=csv"))
    assert rows[0] == ["Name", "Now at"]
    assert rows[1] == ["Person 59", "School 59"]
    assert len(rows) == 61
    entry = ExportLog.objects.get()
    assert (entry.by, entry.what, entry.rows, entry.status) == (cast.ben, "people", 60, "complete")
    assert "sort=-name" in entry.filter
    workbook = load_workbook(io.BytesIO(b"".join(cast.client("ben").get(f"/people/?{query}&format=xlsx"))))
    sheet = [[cell.value for cell in row] for row in workbook.active.iter_rows()]
    assert sheet == rows


def test_it_gives_no_file_to_a_viewer_and_logs_nothing(cast: Cast) -> None:
    factories.person("Somebody")
    assert cast.client("vi").get("/people/?format=csv").status_code == 403
    assert "Take out" not in cast.client("vi").get("/people/").content.decode()
    assert not ExportLog.objects.exists()


def test_it_leaves_minors_out_of_files_unless_a_director_includes_them(cast: Cast) -> None:
    factories.person("Grown Up")
    factories.person("Student Leader", minor_until=timezone.localdate() + timedelta(days=100))
    assert len(names(cast.client("ben"))) == 2
    counts = {
        (name, query): len(rows_of(cast.client(name).get(f"/people/?format=csv&columns=name{query}"))) - 1
        for name in ("ben", "ada")
        for query in ("", "&minors=included")
    }
    assert counts == {
        ("ben", ""): 1,
        ("ben", "&minors=included"): 1,
        ("ada", ""): 1,
        ("ada", "&minors=included"): 2,
    }


def test_it_shows_hostile_names_as_text(cast: Cast) -> None:
    factories.person("<script>alert(1)</script>")
    factories.person("=cmd|' /C calc'!A0")
    page = cast.client("ben").get("/people/").content.decode()
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    rows = rows_of(cast.client("ben").get("/people/?format=csv&columns=name"))
    assert sorted(row[0] for row in rows[1:]) == ["'=cmd|' /C calc'!A0", "<script>alert(1)</script>"]


def test_it_costs_the_same_for_three_people_or_thirty(cast: Cast, flat_queries: Callable[..., int]) -> None:
    on, client = factories.initiative(), cast.client("ben")
    grow = partial(factories.full_person, cast, on)
    flat_queries(lambda: client.get("/people/"), grow=grow, limit=12)
    every = (
        "name,role,now_at,district,position,level,read_on,last_contact,point_person,email,asked_not_to,tags"
    )
    flat_queries(lambda: client.get(f"/people/?initiative={on.uid}&columns={every}"), grow=grow, limit=15)
    flat_queries(lambda: client.get(f"/people/?initiative={on.uid}&stance=neutral"), grow=grow, limit=12)
    flat_queries(lambda: client.get(f"/people/?columns={every}&format=csv"), grow=grow, limit=17)


def test_it_says_what_stands_here_when_nothing_does(cast: Cast) -> None:
    assert "People you work with stand here" in cast.client("ben").get("/people/").content.decode()
    assert "Take a condition out" in cast.client("ben").get("/people/?whose=mine").content.decode()


def test_it_sends_strangers_to_sign_in(client: Client, db: None) -> None:
    assert client.get("/people/").status_code == 302
    assert not User.objects.filter(is_active=True).exists()
