"""A real browser before a real server: Debian's Chromium, driven by Playwright.

    def test_it_opens_the_map(visit_as, cast, without_faults):
        page = visit_as(cast.ada)
        page.goto("/network/")
        without_faults(page)

Every page is watched: a script that throws, a refused style or script, and a request to another machine each fail the
test. The database is a copy of its own for each test, and a real one: the server's threads see what a test has saved.
"""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Route, sync_playwright

from crm.accounts.models import User

# Playwright keeps an event loop running in this thread, for which Django would refuse every query of a test.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

PICTURES = Path(__file__).parents[2] / "var" / "tests" / "pictures"
PROGRAMS = ("chromium", "chromium-browser", "google-chrome")
SWITCHES = [
    "--use-angle=swiftshader",  # the map draws with WebGL, and this machine may have no graphics card
    "--enable-unsafe-swiftshader",
    "--disable-background-networking",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
]


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """The browser, started once for each worker."""
    program = os.environ.get("GROUNDWORK_CHROMIUM") or next(filter(None, map(shutil.which, PROGRAMS)), None)
    if program is None:
        pytest.fail("The browser tests need Chromium: apt-get install -y chromium")
    switches = [*SWITCHES, "--no-sandbox"] if os.geteuid() == 0 else SWITCHES
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=switches)
        yield browser
        browser.close()


@pytest.fixture
def faults() -> list[str]:
    """What went wrong in the browser so far. A test that makes something go wrong on purpose clears it."""
    return []


@pytest.fixture
def open_context(
    chromium: Browser, live_server, faults: list[str]
) -> Iterator[Callable[..., BrowserContext]]:
    """Opens a fresh profile; takes what Playwright's `new_context` takes (viewport, color_scheme, …)."""
    contexts: list[BrowserContext] = []

    def open_one(**options: object) -> BrowserContext:
        here: dict[str, object] = {"locale": "en-US", "timezone_id": settings.TIME_ZONE}
        context = chromium.new_context(base_url=live_server.url, **{**here, **options})
        context.set_default_timeout(10_000)
        context.route(lambda url: urlsplit(url).hostname not in {"localhost", "127.0.0.1", None}, refuse)
        context.on("page", watch)
        contexts.append(context)
        return context

    def refuse(route: Route) -> None:
        faults.append(f"a request to another machine: {route.request.url}")
        route.abort()

    def watch(page: Page) -> None:
        def heard(message: ConsoleMessage) -> None:
            # A page that answers 404 or 403 by intention says so in the console too.
            own_answer = (
                message.text.startswith("Failed to load resource") and message.location["url"] == page.url
            )
            if message.type == "error" and not own_answer:
                faults.append(f"the console says: {message.text} ({message.location['url']})")

        page.on("pageerror", lambda error: faults.append(f"a script threw: {error}"))
        page.on("console", heard)

    yield open_one
    for context in contexts:
        context.close()
    assert not faults, "\n".join(faults)


@pytest.fixture
def page(open_context: Callable[..., BrowserContext], request: pytest.FixtureRequest) -> Page:
    """A visitor who has not signed in."""
    return open_context().new_page()


@pytest.fixture
def visit_as(open_context: Callable[..., BrowserContext], live_server) -> Callable[..., Page]:
    """A page for somebody who has signed in: `visit_as(cast.ben, viewport={"width": 360, "height": 740})`."""

    def visit(user, **options: object) -> Page:
        client = Client()
        client.force_login(user)
        context = open_context(**options)
        context.add_cookies(
            [
                {
                    "name": settings.SESSION_COOKIE_NAME,
                    "value": client.cookies[settings.SESSION_COOKIE_NAME].value,
                    "url": live_server.url,
                }
            ]
        )
        return context.new_page()

    return visit


@pytest.fixture
def demo(visit_as: Callable[..., Page]) -> Callable[..., Page]:
    """The demo's invented state, and a page of it for somebody who has signed in: `demo("sahra", viewport=…)`."""
    fill_with_demo()
    return lambda name, **options: visit_as(User.objects.get(username=name), **options)


_filled: dict[str, bytes] = {}


def fill_with_demo() -> None:
    """Seed the demo into this test's database. It is made once for each worker, where the database is a file."""
    if connection.vendor != "sqlite":
        call_command("seed_demo", verbosity=0)
        return
    path = Path(connection.settings_dict["NAME"])
    if "demo" in _filled:
        connection.close()
        for end in ("-wal", "-shm"):
            path.with_name(path.name + end).unlink(missing_ok=True)
        path.write_bytes(_filled["demo"])
        return
    call_command("seed_demo", verbosity=0)
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()
    _filled["demo"] = path.read_bytes()


@pytest.fixture
def without_faults() -> Callable[..., None]:
    """Asks axe about the page as it stands; every fault it finds fails the test. `leave_out`: rules by id."""
    axe = Axe()

    def ask(page: Page, *, leave_out: tuple[str, ...] = ()) -> None:
        options = {"rules": {rule: {"enabled": False} for rule in leave_out}, "resultTypes": ["violations"]}
        found = axe.run(page, options=options).response["violations"]
        told = [
            f"{fault['id']} ({fault['impact']}): {fault['help']}\n    {node['html'][:200]}"
            for fault in found
            for node in fault["nodes"]
        ]
        assert not told, f"{page.url}\n" + "\n".join(told)

    return ask


@pytest.fixture
def all_without_faults(without_faults: Callable[..., None]) -> Callable[..., None]:
    """Opens each address: it answers 200, is no wider than the screen, axe finds nothing. Says all faults at once."""

    def walk(page: Page, addresses: Iterable[str]) -> None:
        told = []
        for address in addresses:
            answer = page.goto(address)
            assert answer.status == 200, address
            page.wait_for_load_state("networkidle")
            wide = page.evaluate(
                "document.documentElement.scrollWidth - document.documentElement.clientWidth"
            )
            if wide > 0:
                told.append(f"{address} is {wide} px wider than the screen")
            try:
                without_faults(page)
            except AssertionError as fault:
                told.append(str(fault))
        assert not told, "\n".join(told)

    return walk


PHONE = {"viewport": {"width": 360, "height": 740}, "has_touch": True}
DESK = {"viewport": {"width": 1440, "height": 900}, "color_scheme": "dark"}


@pytest.fixture(params=[PHONE, DESK], ids=["phone", "desk in the dark"])
def screen(request: pytest.FixtureRequest) -> dict[str, Any]:
    """What Playwright's `new_context` takes for a small screen, and then for a large one in the dark."""
    return request.param


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]):
    """Keep a picture of each page that was open when a browser test failed."""
    report = yield
    if report.when == "call" and report.failed and "open_context" in getattr(item, "fixturenames", ()):
        PICTURES.mkdir(parents=True, exist_ok=True)
        name = re.sub(r"\W+", "-", item.name)[:80]
        contexts = item.funcargs.get("chromium").contexts
        for number, page in enumerate(page for context in contexts for page in context.pages):
            picture = PICTURES / f"{name}-{number}.png"
            page.screenshot(path=picture, timeout=5_000)
            report.sections.append(("picture", str(picture.relative_to(PICTURES.parents[2]))))
    return report
