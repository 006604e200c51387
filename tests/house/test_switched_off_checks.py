"""It keeps no check switched off without its reason: behind it on the same line, or in a comment right above."""

from __future__ import annotations

import io
import re
import tokenize
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
FOLDERS = ("crm", "contacts", "network", ".ci", "tests", "frontend", "templates")

# What switches a check off, with all that belongs to it; the reason comes after.
PYTHON = re.compile(
    r"#\s*(?:ruff:\s*|flake8:\s*)?noqa(?::\s*[A-Z]+\d+(?:[,\s]+[A-Z]+\d+)*)?"
    r"|#\s*type:\s*ignore(?:\[[\w, -]*\])?"
    r"|#\s*mypy:\s*[\w-]+"
    r"|#\s*nosec\b(?:[:\s]+[BS]\d+(?:[,\s]+[BS]\d+)*)?"
    r"|#\s*pragma:\s*no cover"
)
SCRIPT = re.compile(
    r"biome-ignore(?:-\w+)?\s+[\w/]+|@ts-(?:ignore|expect-error|nocheck)|(?:stylelint|eslint)-disable\S*"
)
TEMPLATE = re.compile(r"djlint:\s*off(?:\s+[HTJD]\d+)*")
SWITCHES = {".py": PYTHON, ".ts": SCRIPT, ".js": SCRIPT, ".mjs": SCRIPT, ".css": SCRIPT, ".html": TEMPLATE}

WORD = re.compile(r"[^\W\d_]{2,}")


def comments(source: str, suffix: str) -> Iterator[tuple[int, str, bool]]:
    """(line, comment, whether it has the line to itself); of Python only true comments, of others every line."""
    if suffix == ".py":
        for token in tokenize.generate_tokens(io.StringIO(source).readline):
            if token.type == tokenize.COMMENT:
                yield token.start[0], token.string, not token.line[: token.start[1]].strip()
        return
    for number, line in enumerate(source.splitlines(), 1):
        yield number, line, line.lstrip().startswith(("//", "/*", "*", "{#", "<!--"))


def unexplained(source: str, suffix: str) -> list[int]:
    """The lines on which a check is switched off and nobody says why."""
    switch = SWITCHES[suffix]
    explained: set[int] = set()  # lines with a comment of their own that says something
    found = []
    for line, comment, alone in comments(source, suffix):
        off = switch.search(comment)
        if not off:
            if alone and WORD.search(comment):
                explained.add(line)
        elif not (WORD.search(switch.sub("", comment[off.start() :])) or line - 1 in explained):
            found.append(line)
    return found


def files() -> list[Path]:
    inside = (path for folder in FOLDERS for path in sorted((ROOT / folder).rglob("*")))
    return [path for path in (ROOT / "manage.py", *inside) if path.suffix in SWITCHES and path.is_file()]


def test_it_looks_at_every_kind_of_file() -> None:
    assert {path.suffix for path in files()} >= {".py", ".ts", ".css", ".html"}
    assert len(files()) > 600


def test_it_says_why_each_check_is_switched_off() -> None:
    said = [
        f"{path.relative_to(ROOT)}:{line}"
        for path in files()
        for line in unexplained(path.read_text(), path.suffix)
    ]
    assert said == []


@pytest.mark.parametrize(
    ("suffix", "source"),
    [
        (".py", "import this  # noqa"),
        (".py", "import this  # noqa: F401"),
        (".py", "import this  # noqa: F401, E402"),
        (".py", "# ruff: noqa: E501"),
        (".py", "x = y()  # type: ignore[arg-type, misc]"),
        (".py", "x = y()  # type: ignore[misc]  # noqa: E501"),
        (".py", "# What x is.\n\nx = y()  # type: ignore[misc]"),
        (".py", "# mypy: ignore-errors"),
        (".py", "run(line)  # nosec B602"),
        (".ts", "// @ts-ignore\nlet x = y;"),
        (".ts", "// biome-ignore lint/suspicious/noExplicitAny:\nlet x: any;"),
        (".css", "/* biome-ignore lint/complexity/noImportantStyles: */"),
        (".html", "{# djlint:off H006 #}"),
    ],
)
def test_it_finds_a_switch_without_a_reason(suffix: str, source: str) -> None:
    assert unexplained(source, suffix) == [len(source.splitlines()) if suffix == ".py" else 1]


@pytest.mark.parametrize(
    ("suffix", "source"),
    [
        (".py", "import this  # noqa: F401 - registers itself"),
        (".py", "x = y()  # type: ignore[misc]  # the library says no types"),
        (".py", "# The library says no types.\nx = y()  # type: ignore[misc]"),
        (".py", 'said = "# noqa"'),
        (".ts", "// biome-ignore lint/suspicious/noExplicitAny: the library says no types\nlet x: any;"),
        (".html", "{# djlint:off H006 the size comes from the style #}"),
    ],
)
def test_it_lets_a_reason_stand(suffix: str, source: str) -> None:
    assert unexplained(source, suffix) == []
