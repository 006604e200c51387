"""How far a school governs itself, and under which agreement, written at the page."""

from __future__ import annotations

from uuid import uuid4

import pytest

from contacts.models import Arrangement, SchoolAutonomy
from crm.parts.audit import AuditEvent
from crm.parts.undo import undo
from tests import factories
from tests.cast import Cast

pytestmark = pytest.mark.django_db


def test_it_adds_a_standing_once_and_shows_it(cast: Cast) -> None:
    school, district = (
        factories.organization("Prairie Rose"),
        factories.organization("Riverfork", type="district"),
    )
    sent = {
        "uid": str(uuid4()), "type": "site_governance", "status": "in_force", "authority": str(district.uid),
        "start": "2026-07-01", "voted_yes": "27", "voted_eligible": "40",
    }  # fmt: skip
    address = f"/standing/of/{school.uid}/"
    for _press in range(2):
        assert cast.client("ben").post(address, sent)["Location"] == f"/organizations/{school.uid}/"
    assert Arrangement.objects.count() == 1
    page = cast.page("vi", f"/organizations/{school.uid}/")
    assert all(words in page for words in ("Site-governance agreement", "27 of 40 voted yes", "Riverfork"))
    assert "/standing/" not in page
    assert cast.client("vi").get(address).status_code == 403


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"start": "2026-07-01", "end": "2025-07-01"}, "It ends before it starts."),
        ({"voted_yes": "41", "voted_eligible": "40"}, "More voted yes than could vote."),
        ({"type": ""}, "Fill this in."),
    ],
)
def test_it_says_at_the_field_what_cannot_be(cast: Cast, wrong: dict[str, str], says: str) -> None:
    school = factories.organization()
    sent = {"uid": str(uuid4()), "type": "pilot", "status": "in_force", **wrong}
    answer = cast.client("ben").post(f"/standing/of/{school.uid}/", sent)
    assert says in answer.content.decode()
    assert Arrangement.objects.count() == 0


def test_it_shows_both_values_of_a_standing_to_whoever_was_slower(cast: Cast) -> None:
    row = factories.make(Arrangement(school=factories.organization(), type="pilot", status="proposed"))
    address, sent = f"/standing/{row.uid}/", {"version": 1, "type": "pilot"}
    assert cast.client("ben").post(address, {**sent, "status": "in_force"}).status_code == 302
    slower = cast.client("cy").post(address, {**sent, "status": "refused"})
    assert slower.status_code == 409
    assert all(f">{word}<" in slower.content.decode() for word in ("in force", "refused"))


def test_it_keeps_one_row_an_area_and_writes_only_what_differs(cast: Cast) -> None:
    school = factories.organization()
    address = f"/standing/of/{school.uid}/autonomies/"
    client = cast.client("ben")
    client.post(address, {"area_6": "partial", "area_8": "full", "source": "agreement of 2026"})
    client.post(address, {"area_6": "full", "area_8": "full"})
    rows = {row.area: (row.level, row.version) for row in SchoolAutonomy.objects.filter(school=school)}
    assert rows == {6: ("full", 2), 8: ("full", 1)}
    assert (
        "Nothing differed"
        in client.post(address, {"area_6": "full", "area_8": "full"}, follow=True).content.decode()
    )
    undo(AuditEvent.objects.latest("pk"), by=cast.ben)
    assert SchoolAutonomy.objects.get(area=6).level == "partial"


def test_it_takes_back_no_area_that_somebody_else_has_just_written_down(cast: Cast) -> None:
    school = factories.organization()
    address = f"/standing/of/{school.uid}/autonomies/"
    shown = cast.client("ben").get(address).context["form"]["shown"].value()
    cast.client("cy").post(address, {"area_6": "full", "shown": shown})
    refused = cast.client("ben").post(address, {"area_6": "none", "area_8": "partial", "shown": shown})
    assert refused.status_code == 409
    assert "Cy Moreno saved this meanwhile" in refused.content.decode()
    assert {row.area: row.level for row in SchoolAutonomy.objects.all()} == {6: "full"}
    shown = refused.context["form"].data["shown"]
    cast.client("ben").post(address, {"area_6": "full", "area_8": "partial", "shown": shown})
    assert {row.area: row.level for row in SchoolAutonomy.objects.all()} == {6: "full", 8: "partial"}
