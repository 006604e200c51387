"""The record of acts with its way back, and the export log."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from contacts.models import Person
from crm.parts.audit import AuditEvent, act
from crm.parts.exports import ExportLog, open_log
from tests import factories
from tests.cast import Cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def rut(cast: Cast) -> Client:
    return cast.client("rut")


def shown(client: Client, query: str = "") -> list[str]:
    page = client.get(f"/audit/{query}")
    assert page.status_code == 200
    return [row["act"].verb for row in page.context["rows"]]


def test_it_lists_acts_newest_first_with_what_they_changed(rut: Client, cast: Cast) -> None:
    with act(by=cast.ben, verb="add people", subject="from a card"):
        factories.person()
        factories.person()
    row = rut.get("/audit/").context["rows"][0]
    assert (row["act"].verb, row["act"].by) == ("add people", cast.ben)
    assert sorted(row["touched"]) == [("parties", 2), ("people", 2)]


def test_it_takes_anybodys_act_back_once(rut: Client, cast: Cast) -> None:
    with act(by=cast.ben, verb="add person"):
        factories.person("Hodan")
    event = AuditEvent.objects.latest("pk")
    assert f"/acts/{event.uid}/undo/" in rut.get("/audit/").content.decode()
    answer = rut.post(f"/acts/{event.uid}/undo/", {"next": "/audit/"}, follow=True)
    assert not Person.objects.filter(name="Hodan").exists()
    page = answer.content.decode()
    assert "Undone." in page
    assert "Rut Halvorsen" in page
    assert f"/acts/{event.uid}/undo/" not in page


def test_it_narrows_by_whom_and_when(rut: Client, cast: Cast) -> None:
    with act(by=cast.ben, verb="by ben"):
        factories.person()
    with act(by=cast.cy, verb="by cy"):
        factories.person()
    AuditEvent.objects.filter(verb="by cy").update(at=timezone.now() - timedelta(days=3))
    today = timezone.localdate()
    assert "by cy" not in shown(rut, f"?by={cast.ben.pk}")
    assert "by ben" in shown(rut, f"?since={today}&until={today}")
    assert "by cy" not in shown(rut, f"?since={today}")
    assert "by ben" not in shown(rut, f"?until={today - timedelta(days=1)}")
    assert "by cy" in shown(rut, f"?until={today - timedelta(days=1)}")


@pytest.mark.parametrize("query", ["?by=999999", "?by=x", "?since=yesterday", "?until=2026-13-01"])
def test_it_shows_a_wrong_question_no_rows(rut: Client, cast: Cast, query: str) -> None:
    factories.person()
    answer = rut.get(f"/audit/{query}")
    assert (answer.status_code, answer.context["rows"]) == (400, [])


def test_it_pages_and_costs_the_same_for_three_acts_or_thirty(
    rut: Client, cast: Cast, flat_queries: Callable[..., int]
) -> None:
    flat_queries(lambda: rut.get("/audit/"), grow=factories.person, limit=12, by_itself=True)
    for _ in range(60):
        factories.person()
    assert len(shown(rut)) == 50
    assert shown(rut, "?page=2")
    assert 'rel="next" href="?page=2"' in rut.get("/audit/").content.decode()
    assert 'rel="prev" href="?page=1"' in rut.get("/audit/?page=2").content.decode()


@pytest.mark.parametrize("name", ["ada", "ben", "vi"])
def test_it_keeps_the_record_of_acts_to_admins(cast: Cast, name: str) -> None:
    assert cast.client(name).get("/audit/").status_code == 403


def test_it_does_not_take_back_or_name_what_somebody_else_did(cast: Cast) -> None:
    with act(by=cast.ben, verb="add person"):
        factories.person("Hodan")
    event = AuditEvent.objects.latest("pk")
    assert cast.client("ada").post(f"/acts/{event.uid}/undo/").status_code == 404
    assert cast.client("vi").post(f"/acts/{event.uid}/undo/").status_code == 403
    assert Person.objects.filter(name="Hodan").exists()
    cast.client("ben").post(f"/acts/{event.uid}/undo/")
    assert not Person.objects.filter(name="Hodan").exists()


def taken_out(client: Client) -> list[Any]:
    page = client.get("/exports/")
    assert page.status_code == 200
    return [export.by.username for export in page.context["pager"].rows]


def test_it_shows_everybody_their_own_exports_and_admins_all(cast: Cast) -> None:
    for user in (cast.ben, cast.cy, cast.cy):
        open_log(by=user, what="people", format="csv", filter="role=principal").close(
            ExportLog.Status.COMPLETE, 312
        )
    open_log(by=cast.ada, what="people", format="xlsx").close(ExportLog.Status.BROKEN, 3)
    assert taken_out(cast.client("ben")) == ["ben"]
    assert taken_out(cast.client("vi")) == []
    assert taken_out(cast.client("rut")) == ["ada", "cy", "cy", "ben"]
    page = cast.client("rut").get("/exports/").content.decode()
    assert "broken off" in page
    assert "312" in page


def test_it_lets_nobody_ask_for_anothers_exports(cast: Cast) -> None:
    open_log(by=cast.cy, what="people", format="csv")
    page = cast.client("ben").get(f"/exports/?by={cast.cy.pk}")
    assert page.context["pager"].rows == []
