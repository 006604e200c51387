"""Every variable of the environment that the settings read is explained to a host, and none that they do not."""

from __future__ import annotations

import ast
import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
EXPLAINED = re.compile(r"^\| ((?:`[A-Z_]+`(?:, )?)+) \| (.+) \| (.+) \|$", re.MULTILINE)
# What the commands of the Makefile read, in the last table.
OF_MAKE = {"HOST", "PORT", "DEMO", "WEB_WORKERS"}


def read() -> set[str]:
    """The names that crm/settings.py asks the environment for."""
    found = set()
    for node in ast.walk(ast.parse((ROOT / "crm" / "settings.py").read_text())):
        if (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and isinstance(node.func.value, ast.Name)
            and node.func.value.id == "env"
        ):
            name = node.args[0]
            assert isinstance(name, ast.Constant), ast.unparse(node)
            found.add(str(name.value))
    return found


def explained() -> dict[str, str]:
    rows = EXPLAINED.findall((ROOT / "docs" / "settings.md").read_text())
    return {name: says for names, says, _ in rows for name in re.findall(r"[A-Z_]+", names)}


def test_it_explains_every_variable_that_is_read() -> None:
    assert len(read()) > 15
    assert read() - set(explained()) == set()


def test_it_explains_none_that_is_not_read() -> None:
    assert set(explained()) - read() == OF_MAKE


def test_it_says_something_about_each() -> None:
    assert [name for name, says in explained().items() if len(says) < 15] == []
