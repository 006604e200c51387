"""How fast pages, searches, the API and exports answer on the large record, as an outreach user of two teams.

Each figure stands beside a bare Django view over the same table in the same run: milliseconds say how fast this
machine is, the ratio says what Groundwork adds.
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import cycle, islice
from pathlib import Path
from statistics import median, quantiles
from typing import Any
from urllib.parse import urlencode

from django.db import connection
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from contacts.models import Initiative, Organization, Person
from contacts.people.columns import FRONT, REST
from crm.accounts.models import User
from tests.speed.large_record import READER

ASKED, WARMED = 80, 4
LAST_PAGE = 1800


@dataclass(frozen=True)
class Case:
    """Addresses that are asked in turn, and what their p95 may be (ms) and cost beside the bare view (times)."""

    name: str
    addresses: Sequence[str]
    goal: float
    times_bare: float | None = None


@dataclass
class Figures:
    """What was measured: milliseconds on the clock, milliseconds of this process, and queries of one request."""

    clock: list[float] = field(default_factory=list)
    process: list[float] = field(default_factory=list)
    queries: int = 0

    @property
    def p50(self) -> float:
        return median(self.clock)

    @property
    def p95(self) -> float:
        return quantiles(self.clock, n=20)[18]


def reader() -> Client:
    client = Client()
    client.force_login(User.objects.get(username=READER))
    return client


@contextmanager
def bare_django() -> Iterator[Client]:
    with override_settings(ROOT_URLCONF="tests.speed.bare", MIDDLEWARE=[]):
        yield Client()


def cases(client: Client) -> list[Case]:
    """Everything that has a goal, asked in several ways each."""
    today = timezone.localdate()
    days = [today - timedelta(days=n) for n in (30, 90, 180, 365, 700)]
    laws = [str(uid) for uid in Initiative.objects.order_by("pk").values_list("uid", flat=True)[:5]]
    stances = ("passive_ally", "neutral", "active_opponent", "active_ally")
    before = [{"contact_before": day} for day in days] + [{"contact_after": day} for day in days]
    stands = [
        {"initiative": law, "stance": stance} for law, stance in zip(laws, cycle(stances), strict=False)
    ]
    both = [{**one, **other} for one, other in zip(before, cycle(stands), strict=False)]
    people = Person.objects.filter(hidden=False, listed=True).order_by("meeting_count_all", "pk")
    people = people.select_related("party")
    middle, many = people.count() // 2, people.count()
    texts = (
        "xiong",
        "ingrid",
        "somali",
        "garcia hodan",
        "person12345@mail",
        "555 0142",
        "maple hill school",
        "xioong",
        "hod",
        "school",
        "ma",
    )
    organizations = Organization.objects.filter(hidden=False).order_by("meeting_count_all", "pk")
    half = organizations.count() // 2
    return [
        Case("list of people", ["/people/", "/people/?page=7", "/people/?page=311"], 60, 15),
        Case("list by last contact", _lists(before), 70),
        Case("list by position", _lists(stands), 70),
        Case("list by both", _lists(both), 70),
        Case("list by text", _lists([{"q": text} for text in ("xiong", "ingrid a", "person123", "zzz")]), 70),
        Case(
            "list sorted by last contact", ["/people/?sort=last_contact", "/people/?sort=-last_contact"], 70
        ),
        Case("list by what staff ask", _lists(_asked_by_staff(laws)), 70),
        Case("list of alternatives", _lists(_alternatives(laws)), 70),
        Case("list with every column", [f"/people/?columns={','.join(_every_column())}"], 90),
        Case("search", [f"/search/?{urlencode({'q': text})}" for text in texts], 30),
        Case("search while typing", [f"/search/suggest/?{urlencode({'q': text})}" for text in texts], 30),
        Case(
            "person, met as often as most",
            [f"/people/{p.party.uid}/" for p in people[middle : middle + 8]],
            40,
        ),
        Case(
            "person, met more than anybody", [f"/people/{p.party.uid}/" for p in people[many - 4 : many]], 40
        ),
        Case(
            "organization",
            [
                f"/organizations/{o.party.uid}/"
                for o in organizations.select_related("party")[half : half + 8]
            ],
            40,
        ),
        Case("API, 50 people", _pages_of_api(client), 30),
    ]


def _lists(questions: Sequence[dict[str, Any]]) -> list[str]:
    return [f"/people/?{urlencode(question, doseq=True)}" for question in questions]


def _asked_by_staff(laws: Sequence[str]) -> list[dict[str, Any]]:
    """Several conditions at once, through roles, organizations, readings and meetings."""
    for_it = ("passive_ally", "active_ally")
    quiet = {"no_contact_days": 90, "whose": "not_mine"}
    return [
        {"role": "principal", "pupils": 5000, "initiative": laws[0], "stance": for_it, **quiet},
        {"sphere": "union", "state": "MN", "meetings": 2, "email": "yes"},
        {"role": "superintendent", "pupils_most": 2000, "reading": "none", "initiative": laws[1]},
        {"reading": "stale", "initiative": laws[2], "step": "open", "met_kind": "one_to_one"},
    ]


def _alternatives(laws: Sequence[str]) -> list[dict[str, Any]]:
    """At least one of several groups, and what is left out."""
    return [
        {"state": "MN", "any1.role": "principal", "any2.sphere": "union", "not.whose": "mine"},
        {"any1.initiative": laws[0], "any1.stance": "active_ally", "any2.meetings": 3, "any3.q": "xiong"},
    ]


def _every_column() -> list[str]:
    return [*(column.key for column in (*FRONT, *REST)), "position", "level", "read_on"]


def _pages_of_api(client: Client) -> list[str]:
    """The first page, and some that its links lead to."""
    address, found = "/api/people/", []
    for _ in range(5):
        found.append(address)
        answer = client.get(address).json()
        if not answer.get("next"):
            break
        address = answer["next"].partition("testserver")[2]
    return found


def measure(client: Client, addresses: Sequence[str], asked: int = ASKED) -> Figures:
    """Ask the addresses in turn. Raises if one does not answer 200: a fast refusal is no figure."""
    figures = Figures()
    for address in islice(cycle(addresses), max(WARMED, len(addresses))):
        answer = client.get(address)
        if answer.status_code != 200:
            raise SystemExit(f"{address} answered {answer.status_code}")
    with CaptureQueriesContext(connection) as captured:
        client.get(addresses[0])
    figures.queries = len(captured)
    for address in islice(cycle(addresses), asked):
        clock, process = time.perf_counter(), time.process_time()
        b"".join(client.get(address))
        figures.clock.append((time.perf_counter() - clock) * 1000)
        figures.process.append((time.process_time() - process) * 1000)
    return figures


def bench(only: str = "") -> None:
    """Measure and print. Nothing fails here: a slow machine is no bug."""
    client = reader()
    with bare_django() as bare_client:
        bare = measure(bare_client, ["/bare/"])
    print(f"{'':34}{'p50':>7}{'p95':>8}{'cpu':>7}{'queries':>9}{'× bare':>8}   goal")
    _say("bare Django, 50 people", bare, "", bare)
    for case in cases(client):
        if only and only not in case.name:
            continue
        figures = measure(client, case.addresses)
        goal = f"p95 ≤ {case.goal:.0f}"
        kept = figures.p95 <= case.goal
        if case.times_bare:
            goal += f", ≤ {case.times_bare:.0f} × bare"
            kept = kept and figures.p50 <= case.times_bare * bare.p50
        _say(case.name, figures, f"{goal}  {_word(kept)}", bare)
    if not only or only in "last page":
        _last_page(client)
    if not only or only in "csv":
        _files()


def _say(name: str, figures: Figures, goal: str, bare: Figures) -> None:
    ratio = f"{figures.p50 / bare.p50:.1f}"
    numbers = f"{figures.p50:7.1f}{figures.p95:8.1f}{median(figures.process):7.1f}{figures.queries:9}"
    print(f"{name:34}{numbers}{ratio:>8}   {goal}", flush=True)


def _word(kept: bool) -> str:
    return "kept" if kept else "MISSED"


def _last_page(client: Client) -> None:
    """The first and a late page, in turns, so that whatever else the machine does hits both."""
    first, last = Figures(), Figures()
    addresses = (("/people/", first), (f"/people/?page={LAST_PAGE}", last))
    for number in range(ASKED + WARMED):
        for address, figures in addresses:
            began = time.process_time()
            client.get(address)
            if number >= WARMED:
                figures.clock.append((time.process_time() - began) * 1000)
    ratio = last.p50 / first.p50
    print(
        f"page {LAST_PAGE:,} beside page 1 (cpu)    {last.p50:7.1f} / {first.p50:.1f} = {ratio:.2f}"
        f"   goal ≤ 1.3  {_word(ratio <= 1.3)}"
    )


def _files() -> None:
    """CSV of everybody, each in a process of its own: memory that another one took would hide what this one takes."""
    ours, bare = (_file_in_a_process(kind) for kind in ("ours", "bare"))
    for name, taken in (("CSV, bare csv.writer", bare), ("CSV of the list", ours)):
        print(
            f"{name:34}{taken['seconds']:6.1f} s (cpu {taken['cpu']:.1f} s), {taken['rows']:,} rows, "
            f"{taken['mib']:.0f} MiB more memory"
        )
    ratio = ours["cpu"] / bare["cpu"]
    kept = ours["seconds"] <= 4 and ours["mib"] <= 60 and ratio <= 4
    print(f"{'':34}{ratio:.1f} × bare   goal ≤ 4 s, ≤ 60 MiB, ≤ 4 × bare  {_word(kept)}")


def _file_in_a_process(kind: str) -> dict[str, float]:
    done = subprocess.run(
        [sys.executable, "-m", "tests.speed", "--file", kind], capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise SystemExit(done.stderr)
    found: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return found


def take_file(kind: str) -> None:
    """Take the file out, in this process, and print what it took as JSON."""
    if kind == "ours":
        client = reader()
        client.get("/people/")  # what is loaded on first use is not the file's
        print(json.dumps(_take(lambda: client.get("/people/?format=csv"))))
    else:
        with bare_django() as client:
            client.get("/bare/")
            print(json.dumps(_take(lambda: client.get("/bare.csv"))))


def _take(ask: Callable[[], Any]) -> dict[str, float]:
    Path("/proc/self/clear_refs").write_text("5")  # forget the highest mark of memory so far
    before = _memory("VmRSS")
    clock, process = time.perf_counter(), time.process_time()
    answer = ask()
    rows = sum(part.count(b"\n") for part in answer.streaming_content)
    took = {"seconds": time.perf_counter() - clock, "cpu": time.process_time() - process}
    if answer.status_code != 200:
        raise SystemExit(f"the file answered {answer.status_code}")
    return {**took, "rows": rows - 1, "mib": (_memory("VmHWM") - before) / 1024}


def _memory(what: str) -> int:
    """KiB of this process, as the kernel counts them."""
    line = next(line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith(what))
    return int(line.split()[1])
