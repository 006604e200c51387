"""A form counts only with the token of the browser that was given it (S10). That no read changes anything stands in
`test_matrix.py`, for every role and object."""

from __future__ import annotations

import pytest
from django.test import Client

from tests.trust.routes import all_routes, browser, checksum, in_lines, same_browser, written
from tests.trust.world import World

pytestmark = pytest.mark.django_db

UNSAFE = ("POST", "PUT", "PATCH", "DELETE")
FOREIGN = "x" * 64


def test_it_refuses_every_form_without_its_token(world: World, full: bool) -> None:
    """Missing, made up, or of another browser: each unsafe method of each route is refused, and nothing is written.

    A sample asks with the most rights there are; in full, also strangers and outreach staff do.
    """
    browsers = {
        who: browser(who, world, csrf=True) for who in (("anonymous", "ben", "rut") if full else ("rut",))
    }
    theirs = Client()
    theirs.get("/account/login/")
    of_another = theirs.cookies["csrftoken"].value
    before = checksum()
    faults = []
    for route in all_routes():
        if not route.name:
            continue
        thing = (route.things or (lambda world: []))(world)[0]
        for who, client in browsers.items():
            for method in UNSAFE:
                for token in ("", FOREIGN, of_another) if full or method == "POST" else ("",):
                    headers = {"x-csrftoken": token} if token else {}
                    with same_browser(client), written() as tables:
                        answer = client.generic(method, route.address(thing, world), headers=headers)
                    # Without a session the API refuses earlier: nobody has signed in.
                    wanted = {401} if route.policy and route.policy.api and who == "anonymous" else {403}
                    if answer.status_code not in wanted or tables:
                        said = f"{method} {route} by {who} answered {answer.status_code}"
                        faults.append(f"{said}, wrote {sorted(tables)}")
    assert not faults, in_lines(faults)
    assert checksum() == before


def test_it_takes_a_form_with_its_token(world: World) -> None:
    """The same browser with the right token gets through: the refusals above are about the token alone."""
    client = browser("rut", world, csrf=True)
    client.get("/settings/teams/")
    sent = {"name": "West", "csrfmiddlewaretoken": client.cookies["csrftoken"].value}
    assert client.post("/settings/teams/", sent).status_code == 302


def test_it_refuses_a_form_from_another_site(world: World) -> None:
    client = browser("rut", world, csrf=True)
    client.get("/settings/teams/")
    token = client.cookies["csrftoken"].value
    answer = client.post(
        "/settings/teams/",
        {"name": "West", "csrfmiddlewaretoken": token},
        headers={"origin": "https://evil.example"},
    )
    assert answer.status_code == 403


def test_it_asks_no_token_of_programs_and_takes_none_for_a_session(world: World) -> None:
    """A token of the API is proof enough; a session is not, whatever header comes with it."""
    from crm.accounts.models import ApiToken

    _, secret = ApiToken.make(world.cast.ben, "script")
    answer = Client(enforce_csrf_checks=True).post(
        "/api/tasks/", {"title": "Call"}, "application/json", headers={"authorization": f"Token {secret}"}
    )
    assert answer.status_code in {201, 400}
    by_session = browser("ben", world, csrf=True).post("/api/tasks/", {"title": "Call"}, "application/json")
    assert by_session.status_code == 403
