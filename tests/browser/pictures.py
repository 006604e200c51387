"""A picture of every page, in three widths, light and dark, with demo data, empty, and with a form filled in wrong.

    make pictures                    everything, into var/pictures, with one sheet a page to look at
    .venv/bin/python -m tests.browser.pictures people log_meeting      only these

Look at them beside the drawings before calling a page done. Not a test: nothing here decides anything.
"""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

ROOT = Path(__file__).parents[2]
INTO = ROOT / "var" / "pictures"
WIDTHS = {360: 740, 768: 1024, 1440: 900}
THEMES = ("light", "dark")
SWITCHES = [
    "--no-sandbox",
    "--use-angle=swiftshader",
    "--enable-unsafe-swiftshader",
    "--disable-background-networking",
]
UID = r"[0-9a-f]{8}-[0-9a-f-]{27}"


@dataclass(frozen=True)
class Shot:
    """One page to picture. `found_on` and `link` find a detail page; `press` is pressed first; `wrong` sends the form
    as it is."""

    name: str
    address: str = ""
    found_on: str = ""
    link: str = ""
    press: str = ""
    wrong: bool = False
    signed_out: bool = False


FULL = [
    Shot("sign_in", "/account/login/", signed_out=True),
    Shot("sign_in_wrong", "/account/login/", wrong=True, signed_out=True),
    Shot("reset_password", "/account/password/reset/", signed_out=True),
    Shot("home", "/"),
    Shot("people", "/people/"),
    Shot("people_filtered", "/people/?sphere=school&whose=not_mine"),
    Shot("people_wrong_filter", "/people/?sphre=school"),
    Shot("person", found_on="/people/?sort=-last_contact", link=rf"/people/{UID}/$"),
    Shot("person_create", "/people/new/"),
    Shot("person_create_wrong", "/people/new/", wrong=True),
    Shot("organizations", "/organizations/"),
    Shot("organization", found_on="/organizations/?sort=-last_contact", link=rf"/organizations/{UID}/$"),
    Shot("organization_create_wrong", "/organizations/new/", wrong=True),
    Shot("meetings", "/meetings/"),
    Shot("meeting", found_on="/meetings/", link=rf"/meetings/{UID}/$"),
    Shot("log_meeting", "/meetings/log/"),
    Shot("log_meeting_wrong", "/meetings/log/", wrong=True),
    Shot("initiatives", "/initiatives/"),
    Shot("initiative", found_on="/initiatives/", link=rf"/initiatives/{UID}/$"),
    Shot("map", "/network/"),
    Shot("map_initiative", found_on="/initiatives/", link=rf"/network/\?initiative={UID}"),
    Shot("search", "/search/?q=school"),
    Shot("search_nothing", "/search/?q=qqqqq"),
    Shot("imports", "/imports/"),
    Shot("import_new", "/imports/new/"),
    Shot("settings", "/settings/"),
    Shot("users", "/settings/users/"),
    Shot("teams", "/settings/teams/"),
    Shot("status", "/status/"),
    Shot("audit", "/audit/"),
    Shot("exports", "/exports/"),
    Shot("not_found", "/people/00000000-0000-4000-8000-000000000000/"),
    Shot("second_factor", "/account/2fa/"),
    Shot("password", "/account/password/change/"),
]
EMPTY_PAGES = {
    "home",
    "people",
    "organizations",
    "meetings",
    "log_meeting",
    "map",
    "imports",
    "initiatives",
    "search",
}
EMPTY = [Shot(f"{shot.name}_empty", shot.address) for shot in FULL if shot.name in EMPTY_PAGES]


@contextmanager
def served(place: Path, *, demo: bool) -> Iterator[str]:
    """Groundwork on a port of its own with a database of its own. Gives its address."""
    name = "demo" if demo else "empty"
    env = {
        **os.environ,
        "DATABASE_URL": f"sqlite:///{place}/{name}.sqlite3",
        "UPLOADS_DIR": str(place / f"uploads-{name}"),
        "LOG_LEVEL": "WARNING",
    }

    def manage(*arguments: str) -> None:
        command = [sys.executable, "manage.py", *arguments]
        subprocess.run(command, cwd=ROOT, env=env, check=True, stdout=subprocess.DEVNULL)

    manage("migrate", "-v0")
    manage("createcachetable")
    if demo:
        manage("seed_demo")
        manage("analyse_network")
    else:
        make = "from crm.accounts.models import User; User.objects.create_superuser('ada', 'ada@demo.invalid', 'demo')"
        manage("shell", "-v0", "-c", make)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "manage.py", "runserver", "--noreload", f"127.0.0.1:{port}"]
    server = subprocess.Popen(
        command, cwd=ROOT, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    address = f"http://127.0.0.1:{port}"
    try:
        for _ in range(200):
            try:
                urllib.request.urlopen(f"{address}/healthz")  # noqa: S310 - our own server
                break
            except OSError:
                time.sleep(0.1)
        yield address
    finally:
        server.terminate()
        server.wait(timeout=20)


def signed_in(browser: Browser, address: str, login: tuple[str, str]) -> BrowserContext:
    context = browser.new_context(base_url=address)
    page = context.new_page()
    page.goto("/account/login/")
    page.fill("input[name=login]", login[0])
    page.fill("input[name=password]", login[1])
    page.click("main button[type=submit], form button[type=submit]")
    page.wait_for_load_state()
    return context


def take(browser: Browser, address: str, shots: list[Shot], login: tuple[str, str]) -> None:
    cookies = signed_in(browser, address, login).storage_state()
    for shot in shots:
        taken = []
        for theme in THEMES:
            for width, height in WIDTHS.items():
                context = browser.new_context(
                    base_url=address,
                    viewport={"width": width, "height": height},
                    color_scheme=theme,
                    storage_state=None if shot.signed_out else cookies,
                    has_touch=width == 360,
                    reduced_motion="reduce",
                )
                page = context.new_page()
                if go(page, shot):
                    path = INTO / f"{shot.name}-{width}-{theme}.png"
                    page.screenshot(path=path, full_page=not shot.name.startswith("map") or width < 1440)
                    taken.append(path)
                context.close()
        if taken:
            sheet(shot.name, taken)
            print(f"{shot.name}: {len(taken)}", flush=True)


def go(page: Page, shot: Shot) -> bool:
    """Open the page of a shot. False if there is none such (an empty list has no detail)."""
    page.goto(shot.found_on or shot.address)
    if shot.link:
        links = page.eval_on_selector_all("a[href]", "all => all.map(one => one.getAttribute('href'))")
        found = next((link for link in links if re.search(shot.link, link)), None)
        if found is None:
            print(f"{shot.name}: no link {shot.link} on {shot.found_on}")
            return False
        page.goto(found)
    if shot.wrong:
        page.evaluate("document.querySelectorAll('form').forEach(form => form.noValidate = true)")
        page.locator("main form button[type=submit]").last.click()
    page.wait_for_load_state("networkidle")
    if shot.name.startswith("map"):
        page.wait_for_timeout(1500)
    return True


def sheet(name: str, paths: list[Path], height: int = 1400) -> None:
    """All pictures of one page beside each other, cut at a height at which one still sees faults."""
    pictures = [Image.open(path) for path in paths]
    cut = [one.crop((0, 0, one.width, min(one.height, height))) for one in pictures]
    rows = [cut[: len(cut) // 2], cut[len(cut) // 2 :]] if len(cut) > 3 else [cut]
    wide = max(sum(one.width + 16 for one in row) for row in rows)
    tall = sum(max(one.height for one in row) + 16 for row in rows if row)
    whole = Image.new("RGB", (wide, tall), "#888")
    y = 0
    for row in rows:
        x = 0
        for one in row:
            whole.paste(one, (x, y))
            x += one.width + 16
        y += max((one.height for one in row), default=0) + 16
    whole.save(INTO / f"sheet-{name}.png")


def main() -> None:
    wanted = set(sys.argv[1:])
    INTO.mkdir(parents=True, exist_ok=True)
    program = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if program is None:
        raise SystemExit("Pictures need Chromium: apt-get install -y chromium")

    def chosen(shots: list[Shot]) -> list[Shot]:
        return [shot for shot in shots if not wanted or shot.name in wanted]

    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=SWITCHES)
        if chosen(FULL):
            with served(Path(folder), demo=True) as address:
                take(browser, address, chosen(FULL), DEMO_LOGIN)
        if chosen(EMPTY):
            with served(Path(folder), demo=False) as address:
                take(browser, address, chosen(EMPTY), ("ada", "demo"))
        browser.close()


DEMO_LOGIN = ("rosa", "headwater-demo")

if __name__ == "__main__":
    main()
