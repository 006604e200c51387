"""docs/words.md is what the screen says: its tables are compared with the vocabularies, its words with all pages."""

from __future__ import annotations

import ast
import re
from functools import reduce
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "words.md").read_text()
MODULE = re.compile(r"^`([a-z_.]+)\.([A-Z][A-Za-z.]+)`", re.MULTILINE)
# `{% translate "…" %}`, and the text between blocktranslate and endblocktranslate without its variables.
TRANSLATED = re.compile(r"""\{%\s*translate\s+(["'])(.*?)\1""", re.DOTALL)
BLOCKS = re.compile(r"\{%\s*blocktranslate\b[^%]*%\}(.*?)\{%\s*endblocktranslate\s*%\}", re.DOTALL)
SPEAKING = ("forms", "fields", "views", "filters", "columns", "services", "panels")


def rows_after(start: int) -> list[list[str]]:
    """The cells of the first table after a place in the page, without its head."""
    table: list[list[str]] = []
    for line in PAGE[start:].splitlines()[1:]:
        if line.startswith("|"):
            table.append([cell.strip() for cell in line.strip("|").split("|")])
        elif table:
            break
    return table[2:]


def vocabularies() -> list[tuple[str, str, int]]:
    return [(found[1], found[2], found.start()) for found in MODULE.finditer(PAGE)]


@pytest.mark.parametrize(("module", "name", "start"), vocabularies(), ids=lambda value: str(value))
def test_it_lists_each_vocabulary_as_it_is_stored_and_shown(module: str, name: str, start: int) -> None:
    choices: Any = reduce(getattr, name.split("."), import_module(module))
    assert rows_after(start) == [[str(value), str(label)] for value, label in choices.choices]


def test_it_lists_the_vocabularies_that_meaning_hangs_on() -> None:
    listed = {name for _module, name, _start in vocabularies()}
    assert {"Stance", "InterestLevel", "RoleType", "OrganizationType", "MeetingKind", "Stage"} <= listed


def not_on_screen() -> list[str]:
    rows = rows_after(PAGE.index("## What things are called"))
    return [word.strip() for row in rows for word in row[2].split(",") if word.strip()]


def words_of_templates() -> list[tuple[str, str]]:
    """(file, text) of everything that a template says."""
    said = []
    for path in sorted((ROOT / "templates").rglob("*.html")):
        source = path.read_text()
        texts = [text for _quote, text in TRANSLATED.findall(source)]
        texts += [re.sub(r"\{[{%].*?[%}]\}", " ", text) for text in BLOCKS.findall(source)]
        said += [(str(path.relative_to(ROOT)), text) for text in texts]
    return said


def words_of_code() -> list[tuple[str, str]]:
    """(file, text) of everything that forms, pages and services say: the first argument of gettext."""
    said = []
    for path in sorted((ROOT / "contacts").rglob("*.py")):
        if path.stem not in SPEAKING:
            continue
        for node in ast.walk(ast.parse(path.read_text())):
            if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.args):
                continue
            first = node.args[0]
            if node.func.id in ("_", "say", "gettext", "gettext_lazy") and isinstance(first, ast.Constant):
                said.append((str(path.relative_to(ROOT)), re.sub(r"%\(\w+\)s", " ", str(first.value))))
    return said


def test_it_finds_what_the_screen_says() -> None:
    assert len(words_of_templates()) > 300
    assert len(words_of_code()) > 150


@pytest.mark.parametrize("word", not_on_screen())
def test_it_says_nowhere_what_the_screen_does_not_say(word: str) -> None:
    found = re.compile(rf"\b{re.escape(word)}s?\b", re.IGNORECASE)
    said = [(file, text) for file, text in words_of_templates() + words_of_code() if found.search(text)]
    assert said == []
