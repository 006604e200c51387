"""A picture of every page, in three widths, light and dark, with demo data, empty, and with a form filled in wrong.

    make pictures                    everything, into var/pictures, with one sheet a page to look at
    .venv/bin/python -m tests.browser.pictures people log_meeting      only these
    .venv/bin/python -m tests.browser.pictures --docs                  those that the docs show, into docs/pictures

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
from pathlib import Path
from typing import Any, Literal

from PIL import Image
from playwright.sync_api import Browser, BrowserContext, FilePayload, Page, sync_playwright

from tests.browser.shots import DISTRICTS, EMPTY, FULL, Shot

ROOT = Path(__file__).parents[2]
INTO = ROOT / "var" / "pictures"
IN_DOCS = ROOT / "docs" / "pictures"
WIDTHS = {360: 740, 768: 1024, 1440: 900}
THEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
TALL = "Math.max(innerHeight, document.documentElement.scrollHeight)"
SWITCHES = [
    "--no-sandbox",
    "--use-angle=swiftshader",
    "--enable-unsafe-swiftshader",
    "--disable-background-networking",
]


@contextmanager
def served(place: Path, *, demo: bool) -> Iterator[str]:
    """Groundwork on a port of its own with a database of its own. Gives its address."""
    name = "demo" if demo else "empty"
    env = {
        **os.environ,
        "DATABASE_URL": f"sqlite:///{place}/{name}.sqlite3",
        "UPLOADS_DIR": str(place / f"uploads-{name}"),
        "LOG_LEVEL": "WARNING",
        # Pages of what went wrong as readers see them.
        "DEBUG": "0",
    }

    def manage(*arguments: str) -> None:
        command = [sys.executable, "manage.py", *arguments]
        subprocess.run(command, cwd=ROOT, env=env, check=True, stdout=subprocess.DEVNULL)

    manage("migrate", "-v0")
    manage("createcachetable")
    if demo:
        manage("seed_demo")
        manage("analyse_network")
        districts = place / "districts.csv"
        districts.write_text(DISTRICTS)
        manage("import_file", "nces-districts", str(districts), "--by", DEMO_LOGIN[0])
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
    cookies: dict[str, Any] = {}
    for shot in shots:
        who = shot.login or login[0]
        if not shot.signed_out and who not in cookies:
            cookies[who] = signed_in(browser, address, (who, login[1])).storage_state()
        taken = []
        for theme in THEMES:
            for width, height in WIDTHS.items():
                context = browser.new_context(
                    base_url=address,
                    viewport={"width": width, "height": height},
                    color_scheme=theme,
                    storage_state=None if shot.signed_out else cookies[who],
                    has_touch=width == 360,
                    reduced_motion="reduce",
                )
                page = context.new_page()
                if go(page, shot, login[1]):
                    path = INTO / f"{shot.name}-{width}-{theme}.png"
                    if width < 1440 or not shot.name.startswith("map"):
                        # As tall as the page, so that what is fixed to an edge of the screen stands at the page's.
                        page.set_viewport_size({"width": width, "height": page.evaluate(TALL)})
                    page.screenshot(path=path)
                    taken.append(path)
                    if theme == "light" and shot.in_docs[1] == width:
                        keep_for_docs(path, shot.in_docs[0], height)
                context.close()
        if taken:
            sheet(shot.name, taken)
            print(f"{shot.name}: {len(taken)}", flush=True)


def go(page: Page, shot: Shot, password: str) -> bool:
    """Open the page of a shot. False if there is none such (an empty list has no detail)."""
    page.goto(shot.address)
    for link in shot.links:
        links = page.eval_on_selector_all("a[href]", "all => all.map(one => one.getAttribute('href'))")
        found = next((each for each in links if re.search(link, each)), None)
        if found is None:
            print(f"{shot.name}: no link {link} on {page.url}")
            return False
        page.goto(found)
    if "/reauthenticate/" in page.url:
        page.fill("input[name=password]", password)
        page.click("main form button[type=submit]")
    if shot.press:
        page.locator(shot.press).locator("visible=true").first.click()
    if shot.file[0]:
        name, content = shot.file
        page.set_input_files(
            "main input[type=file]", FilePayload(name=name, mimeType="text/csv", buffer=content.encode())
        )
        page.wait_for_load_state("networkidle")  # it was sent as soon as it was chosen
        for _page in range(shot.onward):
            page.locator("main form button.main[type=submit]").last.click()
            page.wait_for_load_state("networkidle")
    if shot.wrong:
        page.evaluate("document.querySelectorAll('form').forEach(form => form.noValidate = true)")
        page.locator("main form button[type=submit]").last.click()
    page.wait_for_load_state("networkidle")
    if shot.name.startswith("map"):
        page.wait_for_timeout(1500)
    return True


def keep_for_docs(path: Path, name: str, height: int) -> None:
    """One screenful of a picture, in as few colours as still look right."""
    whole = Image.open(path).convert("RGB")
    cut = whole.crop((0, 0, whole.width, min(whole.height, height)))
    cut.quantize(128, dither=Image.Dither.NONE).save(IN_DOCS / f"{name}.png", optimize=True)


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
    for_docs = "--docs" in sys.argv[1:]
    wanted = {shot.name for shot in FULL if shot.in_docs[0]} if for_docs else set(sys.argv[1:])
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
