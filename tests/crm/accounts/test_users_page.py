"""What admins do with users and teams, each an act in the record."""

from __future__ import annotations

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client

from crm.accounts.models import ApiToken, Team, User
from crm.parts.audit import AuditEvent, broken_seals, seal_chain
from tests import factories
from tests.cast import Cast
from tests.crm.accounts.signing_in import is_signed_in, sign_in

pytestmark = pytest.mark.django_db


def page_of(user: User, what: str = "") -> str:
    return f"/settings/users/{user.uid}/{what}"


def test_it_lists_everybody_but_the_built_in_user(rut: Client, cast: Cast) -> None:
    User.objects.system()
    page = rut.get("/settings/users/").content.decode()
    for user in (cast.ada, cast.ben, cast.cy, cast.vi, cast.rut):
        assert str(user) in page
    assert page_of(User.objects.system()) not in page
    assert rut.get(page_of(User.objects.system())).status_code == 404


def test_it_changes_role_and_teams_as_one_act(rut: Client, cast: Cast) -> None:
    rut.post(page_of(cast.ben), {"role": "director", "teams": [cast.north.pk, cast.south.pk]})
    ben = User.objects.get(pk=cast.ben.pk)
    assert (ben.role, set(ben.teams.all())) == ("director", {cast.north, cast.south})
    event = AuditEvent.objects.get(verb="change rights")
    assert event.by == cast.rut
    assert event.subject == "Ben Lindqvist: Outreach → Director; North → North, South"
    assert event.counts == {"user~": 1}
    seal_chain()
    assert broken_seals() == []


def test_it_leaves_no_act_when_nothing_changes(rut: Client, cast: Cast) -> None:
    rut.post(page_of(cast.ben), {"role": "outreach", "teams": [cast.north.pk]})
    assert not AuditEvent.objects.filter(verb="change rights").exists()


def test_it_refuses_an_unknown_role(rut: Client, cast: Cast) -> None:
    assert rut.post(page_of(cast.ben), {"role": "owner"}).status_code == 400
    assert rut.post(page_of(cast.ben), {"role": "outreach", "teams": ["999"]}).status_code == 400


def test_it_always_keeps_somebody_who_administers(rut: Client, cast: Cast) -> None:
    answer = rut.post(page_of(cast.rut), {"role": "director"})
    assert answer.status_code == 400
    assert "Somebody has to administer" in answer.content.decode()
    assert User.objects.get(pk=cast.rut.pk).role == "admin"
    assert not AuditEvent.objects.filter(verb="change rights").exists()


def test_it_closes_an_account_with_its_browsers_and_tokens(rut: Client, cast: Cast, client: Client) -> None:
    sign_in(client, "ben")
    ApiToken.make(cast.ben, "script")
    rut.post(page_of(cast.ben, "close/"))
    assert not is_signed_in(client)
    assert not ApiToken.objects.exists()
    assert sign_in(client, "ben")["Location"] == "/account/inactive/"
    rut.post(page_of(cast.ben, "close/"))
    assert sign_in(client, "ben")["Location"] == "/"
    verbs = list(AuditEvent.objects.filter(by=cast.rut).order_by("pk").values_list("verb", flat=True))
    assert verbs == ["close account", "open account again"]


def test_it_does_not_let_one_close_oneself_out(rut: Client, cast: Cast) -> None:
    rut.post(page_of(cast.rut, "close/"))
    assert User.objects.get(pk=cast.rut.pk).is_active


def test_it_takes_the_second_factor_away_and_signs_out(rut: Client, cast: Cast, client: Client) -> None:
    sign_in(client, "ben")
    Authenticator.objects.create(user=cast.ben, type="totp", data={"secret": "x"})
    rut.post(page_of(cast.ben, "second-factor/"))
    assert not Authenticator.objects.exists()
    assert not is_signed_in(client)
    assert AuditEvent.objects.filter(verb="take second factor away", by=cast.rut).exists()


@pytest.mark.parametrize("what", ["", "close/", "second-factor/"])
def test_it_asks_for_the_password_first(cast: Cast, what: str) -> None:
    answer = cast.client("rut").post(page_of(cast.ben, what), {"role": "admin"})
    assert "reauthenticate" in answer["Location"]
    ben = User.objects.get(pk=cast.ben.pk)
    assert (ben.role, ben.is_active) == ("outreach", True)


def test_it_offers_no_undo_for_what_has_no_history(rut: Client, cast: Cast) -> None:
    rut.post(page_of(cast.ben), {"role": "director"})
    event = AuditEvent.objects.get(verb="change rights")
    assert f"/acts/{event.uid}/undo/" not in rut.get("/audit/").content.decode()
    answer = rut.post(f"/acts/{event.uid}/undo/", {"next": "/audit/"}, follow=True)
    assert "There is nothing that this can take back" in answer.content.decode()
    assert User.objects.get(pk=cast.ben.pk).role == "director"


def test_it_adds_renames_and_removes_teams(rut: Client, cast: Cast) -> None:
    rut.post("/settings/teams/", {"name": "West"})
    west = Team.objects.get(name="West")
    assert rut.post("/settings/teams/", {"name": "WEST"}).status_code == 400
    rut.post(f"/settings/teams/{west.pk}/", {"name": "Far West"})
    west.refresh_from_db()
    assert west.name == "Far West"
    rut.post(f"/settings/teams/{west.pk}/remove/")
    assert not Team.objects.filter(pk=west.pk).exists()
    verbs = list(AuditEvent.objects.order_by("pk").values_list("verb", flat=True))
    assert verbs[-3:] == ["add team", "rename team", "remove team"]


def test_it_keeps_a_team_that_has_members_or_meetings(rut: Client, cast: Cast) -> None:
    rut.post(f"/settings/teams/{cast.north.pk}/remove/")
    cast.ben.teams.clear()
    factories.meeting(by=cast.ben, visibility="team", team=cast.north)
    answer = rut.post(f"/settings/teams/{cast.north.pk}/remove/", follow=True)
    assert "so it stays" in answer.content.decode()
    assert Team.objects.filter(pk=cast.north.pk).exists()
    assert not AuditEvent.objects.filter(verb="remove team").exists()
