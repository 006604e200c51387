"""Who gets which answer where: roles × routes × methods (S2), and that no read and no denial writes (S10).

The answers follow from the policy of each route and from who sees each object, in plain Python. Pages, forms and API
routes are found by walking the URLconf: a new one is in the matrix from its first commit (`addresses.py` says how).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest
from django.apps import apps
from django.test import Client

from contacts.models import Note
from crm.accounts.rights import Right
from tests.trust.addresses import ASKED, LEADS_ELSEWHERE, NOTED_ON_READING, OBJECTS, SENT
from tests.trust.routes import (
    CAST,
    METHODS,
    READS,
    Route,
    all_routes,
    browser,
    checksum,
    entry_for,
    in_lines,
    same_browser,
    taken_back,
    written,
)
from tests.trust.world import Thing, World

pytestmark = pytest.mark.django_db

ROUTES = all_routes()
# What Django's admin answers for addresses that are none.
CATCH_ALL = [route for route in ROUTES if not route.name]


def named() -> list[Route]:
    """Every route that one can ask for by name."""
    return [route for route in ROUTES if route.name]


def test_it_classifies_every_route() -> None:
    assert [str(route) for route in ROUTES if route.policy is None] == []
    assert all(route.pattern.startswith("/admin/") for route in CATCH_ALL), CATCH_ALL


def test_it_names_every_route_once() -> None:
    # Django's admin has an old and a new address for one page, and two of its routes lead to one name.
    names = Counter(
        (route.name, route.parameters) for route in named() if not route.name.startswith("admin:")
    )
    assert {name: count for (name, _), count in names.items() if count > 1} == {}


def test_it_has_an_object_for_every_route(world: World) -> None:
    missing = [str(route) for route in named() if route.things is None or not route.things(world)]
    assert missing == [], "tests/trust/addresses.py says in its first lines what to do"


def test_it_has_no_entry_that_no_route_needs() -> None:
    used = {entry_for(route.name) for route in named() if route.parameters}
    assert set(OBJECTS) - used == set()
    names = {route.name for route in named()}
    assert set(LEADS_ELSEWHERE) - names == set()
    assert set(SENT) - names == set()
    assert set(ASKED) - names == set()


def test_it_has_every_kind_of_record(world: World) -> None:
    """A new table needs an object in `build()`, or nobody would notice where it leaks."""
    models = [
        model
        for name in ("contacts", "network", "crm", "accounts")
        for model in apps.get_app_config(name).get_models()
    ]
    empty = [
        model.__name__
        for model in models
        if not hasattr(model, "history_object") and not model._base_manager.exists()
    ]
    assert empty == []


@pytest.mark.parametrize("who", CAST)
def test_it_answers_each_as_the_policy_says(world: World, who: str, full: bool) -> None:
    """No unexpected answer, and nothing written by a read or a denial: these are not taken back, and at the end every
    table holds what it held. In full, the tables are added up after each denial."""
    client = browser(who, world)
    noted = set().union(*NOTED_ON_READING.values())
    before = checksum(without=noted)
    faults: list[str] = []
    for route, thing, method in calls(world, full=full):
        expected = expectation(route, thing, method, who, world)
        stays = expected.denied or (expected.reads and not route.of_library)
        with same_browser(client) if stays else taken_back(client), written() as tables:
            answer = ask(client, route, thing, method, world)
        said = f"{method} {route.address(thing, world)} ({thing.what}) answered {answer.status_code}"
        fault = expected.fault(answer, tables - NOTED_ON_READING.get(route.name, set()))
        if fault:
            faults.append(f"{said}: {fault}")
        if full and expected.denied and checksum(without=noted) != before:
            faults.append(f"{said} and changed the record")
    assert not faults, in_lines(faults)
    assert checksum(without=noted) == before


def test_it_would_notice_a_write(world: World) -> None:
    """What watches the calls above sees each kind of statement, also one that changes no row."""
    before = checksum()
    with written() as tables:
        world.cast.ben.teams.add(world.cast.south)
        Note.objects.filter(pk=0).derived(text="")
        world.cast.ben.api_tokens.all().delete()
    assert {"accounts_user_teams", "contacts_note", "accounts_apitoken"} <= tables
    changed = {table for table, digest in checksum().items() if before[table] != digest}
    assert changed == {"accounts_user_teams", "accounts_apitoken"}


def ask(client: Client, route: Route, thing: Thing, method: str, world: World) -> Any:
    """One call, read to its end."""
    answer: Any
    if method == "POST" and route.name in SENT:
        answer = client.post(route.address(thing, world), SENT[route.name](world))
    else:
        answer = client.generic(method, route.address(thing, world))
    if getattr(answer, "streaming", False):
        b"".join(answer.streaming_content)
    return answer


def calls(world: World, *, full: bool) -> Iterator[tuple[Route, Thing, str]]:
    """Every route with each of its things and every method; a sample asks the rarer methods of the first thing only."""
    for route in named():
        for place, thing in enumerate((route.things or (lambda world: []))(world)):
            for method in METHODS:
                if full or place == 0 or method in {"GET", "POST"} or (route.policy and route.policy.api):
                    yield route, thing, method


class Expected:
    """What an answer may be. `denied` answers and answers to reads write nothing."""

    def __init__(self, statuses: set[int], *, denied: bool, reads: bool, to: str = "") -> None:
        self.statuses = statuses
        self.denied = denied
        self.reads = reads
        self.to = to

    def fault(self, answer: Any, tables: set[str]) -> str:
        if answer.status_code >= 500:
            return "it broke"
        if self.statuses and answer.status_code not in self.statuses:
            return f"expected {sorted(self.statuses)}"
        if self.to and not answer.get("Location", "").startswith(self.to):
            return f"expected to be sent to {self.to}, not to {answer.get('Location')}"
        if self.denied and answer.status_code < 300:
            return "expected a denial"
        # An export is written down before it leaves, by whichever method.
        if (self.denied or self.reads) and tables - {"crm_exportlog"}:
            return f"it wrote to {sorted(tables)}"
        return ""


def expectation(route: Route, thing: Thing, method: str, who: str, world: World) -> Expected:
    """The oracle: what the policy and the object say about this call."""
    policy = route.policy
    assert policy is not None
    reads = method in READS
    right = policy.needed_for(method)
    if right is not None:
        if who == "anonymous":
            if policy.api:
                return Expected({401}, denied=True, reads=reads)
            return Expected({302}, denied=True, reads=reads, to="/account/login/")
        if not getattr(world.cast, who).may(right):
            return Expected({403}, denied=True, reads=reads)
    if route.of_library:
        return Expected(set(), denied=False, reads=reads)
    if method != "OPTIONS" and method not in route.methods:
        return Expected({405}, denied=True, reads=reads)
    if who not in thing.seen_by and not (who == "anonymous" and thing.seen_by):
        # OPTIONS is asked of the route, not of the object.
        if method == "OPTIONS":
            return Expected({200, 404, 405}, denied=False, reads=True)
        return Expected({404}, denied=True, reads=reads)
    # What one may do may still be refused for what was sent (nothing, here), never for who one is.
    allowed = {200, 201, 204, 302, 303, 400, 409, 415} | ({405} if method == "OPTIONS" else set())
    return Expected(allowed, denied=False, reads=reads)


def test_it_answers_somebody_everywhere(world: World) -> None:
    """For every route at least one of the cast gets its 2xx on a real object: all-404 does not pass."""
    browsers = {who: browser(who, world) for who in CAST}
    unanswered = []
    for route in named():
        method = "GET" if "GET" in route.methods else "POST"
        thing = (route.things or (lambda world: []))(world)[0]
        answers = {}
        for who in ("ben", "rut", "anonymous", "ada", "cy", "vi"):
            if who != "anonymous" and who not in thing.seen_by:
                continue
            with taken_back(browsers[who]):
                answer = ask(browsers[who], route, thing, method, world)
                answers[who] = answer.status_code
            if is_answered(route, method, answer):
                break
        else:
            unanswered.append(f"{method} {route}: {answers}")
    assert not unanswered, in_lines(unanswered)


def is_answered(route: Route, method: str, answer: Any) -> bool:
    if 200 <= answer.status_code < 300:
        return True
    location = answer.get("Location", "")
    leads_on = answer.status_code in {302, 303} and not location.startswith("/account/reauthenticate/")
    if method == "POST":
        return leads_on and not location.startswith("/account/login/")
    return leads_on and route.name in LEADS_ELSEWHERE


def test_it_lets_no_list_leave_without_the_right(world: World) -> None:
    """Whatever page can be had as a file is had by those with the right to take lists out, and by nobody else."""
    vi, ben = browser("vi", world), browser("ben", world)
    had = []
    for route in named():
        if (
            route.parameters
            or "GET" not in route.methods
            or route.name.startswith(("admin:", "account_", "mfa_"))
        ):
            continue
        for file in ("csv", "xlsx"):
            address = f"{route.address(Thing('itself', {}))}?format={file}"
            with taken_back(ben):
                theirs = ben.get(address)
            if "attachment" in theirs.get("Content-Disposition", ""):
                had.append(route.name)
                assert vi.get(address).status_code == 403, address
                assert browser("anonymous", world).get(address).status_code in {302, 401}, address
    assert not world.cast.vi.may(Right.EXPORT)
    assert {"people", "organizations"} <= set(had) | (
        {"people", "organizations"} - {route.name for route in named()}
    )
