"""Which tests run, and what is said about those that do not.

- Every test under `tests/browser` carries the marker `browser`.
- `--only-database`: only tests that touch the database (the second run, on PostgreSQL).
- `@pytest.mark.only_on("postgresql")`: on one database alone.
- `tests/real_data` needs `GROUNDWORK_DATA`, the folder of real public files; without it those tests are left out,
  and the last lines say so.
- `--full`: the figures of trust in their full form (`make trust`), instead of a sample.
"""

from __future__ import annotations

import os
from pathlib import Path

import hypothesis
import pytest
from django.db import connection

DATABASE_FIXTURES = {"db", "transactional_db", "live_server", "django_db_setup"}
REAL_DATA = Path(__file__).parents[1] / "real_data"
BROWSER = Path(__file__).parents[1] / "browser"

hypothesis.settings.register_profile("sample", max_examples=25, deadline=None, derandomize=True)
hypothesis.settings.register_profile("full", max_examples=1000, deadline=None)


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("groundwork")
    group.addoption("--only-database", action="store_true", help="only tests that touch the database")
    group.addoption("--full", action="store_true", help="figures of trust in their full form, not a sample")


def pytest_configure(config: pytest.Config) -> None:
    hypothesis.settings.load_profile("full" if config.getoption("--full") else "sample")


@pytest.fixture(scope="session")
def full(request: pytest.FixtureRequest) -> bool:
    """Whether the full form of a figure is asked for (`make trust`), instead of a sample."""
    return bool(request.config.getoption("--full"))


def touches_database(item: pytest.Item) -> bool:
    """Whether a test opens the database: by its marker, or by a fixture anywhere below what it asks for."""
    fixtures = set(getattr(item, "fixturenames", ()))
    return item.get_closest_marker("django_db") is not None or bool(fixtures & DATABASE_FIXTURES)


def runs_here(item: pytest.Item) -> bool:
    marker = item.get_closest_marker("only_on")
    return marker is None or connection.vendor in marker.args


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    only_database = config.getoption("--only-database")
    has_data = bool(os.environ.get("GROUNDWORK_DATA"))
    kept: list[pytest.Item] = []
    left_out: list[pytest.Item] = []
    for item in items:
        if BROWSER in item.path.parents:
            item.add_marker("browser")
        wanted = (
            runs_here(item)
            and (has_data or REAL_DATA not in item.path.parents)
            and (not only_database or touches_database(item))
        )
        (kept if wanted else left_out).append(item)
    if left_out:
        config.hook.pytest_deselected(items=left_out)
        items[:] = kept


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Just above the last line: what this run left out, and how the runs before it ended."""
    notes = [line for line in os.environ.get("GROUNDWORK_EARLIER_RUNS", "").splitlines() if line]
    if not os.environ.get("GROUNDWORK_DATA") and REAL_DATA.is_dir():
        notes.append(
            "tests/real_data was left out: GROUNDWORK_DATA does not say where the real public files are."
        )
    if notes:
        terminalreporter.section("what ran")
        for note in notes:
            terminalreporter.write_line(note)
