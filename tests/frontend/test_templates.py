"""Every template and stylesheet of the tree keeps what the pages' safety and looks rest on."""

import json
import re
from pathlib import Path

import pytest
from django.template.loader import get_template

ROOT = Path(__file__).resolve().parents[2]
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))


def named(path: Path) -> str:
    return str(path.relative_to(ROOT / "templates"))


@pytest.fixture(params=TEMPLATES, ids=named)
def template(request: pytest.FixtureRequest) -> Path:
    path: Path = request.param
    return path


def test_it_has_templates_to_look_at() -> None:
    assert len(TEMPLATES) > 20


def test_it_compiles(template: Path) -> None:
    assert get_template(named(template)) is not None


def test_it_has_no_style_or_script_of_its_own(template: Path) -> None:
    source = template.read_text()
    assert not re.search(r"<[^>]*\sstyle\s*=", source), "a style attribute is refused by the content policy"
    assert not re.search(r"<style\b", source)
    # What is marked as JSON is data: no browser runs it.
    own = r"<script\b(?![^>]*\bsrc=)(?![^>]*\btype=\"application/json\")"
    assert not re.search(own, source), "a script stands in a file"
    assert not re.search(r"<[^>]*\son[a-z]+\s*=", source), "a handler stands in a module"
    assert "javascript:" not in source


def test_it_never_switches_escaping_off(template: Path) -> None:
    assert not re.search(r"\|\s*safe\b|\|\s*safeseq\b|autoescape\s+off", template.read_text())


def test_it_says_what_a_partial_expects() -> None:
    silent = [
        named(path)
        for path in TEMPLATES
        if path.parent.name == "partials"
        and not re.match(r"(\{% load [^%]*%\})?\{% comment %\}", path.read_text())
    ]
    assert silent == []


def test_it_draws_every_icon_that_a_template_asks_for() -> None:
    drawn = set(json.loads((ROOT / "frontend" / "icons.json").read_text()))
    drawn |= set(re.findall(r'<symbol id="([^"]+)"', (ROOT / "frontend" / "marks.svg").read_text()))
    asked = {
        (name, named(path))
        for path in TEMPLATES
        for name in re.findall(r"""\{%\s*icon\s+["']([^"']+)["']""", path.read_text())
    }
    assert asked, "no template asks for an icon: the search is broken"
    assert {each for each in asked if each[0] not in drawn} == set()


def test_it_locks_the_packages_without_naming_a_host() -> None:
    assert "omit-lockfile-registry-resolved=true" in (ROOT / ".npmrc").read_text()
    lock = json.loads((ROOT / "package-lock.json").read_text())
    assert [path for path, package in lock["packages"].items() if "resolved" in package] == []
    assert "http" not in re.sub(r'"(url|funding)": "[^"]*"|"funding": \{[^}]*\}', "", json.dumps(lock))


def test_it_pins_every_package_exactly() -> None:
    wanted = json.loads((ROOT / "package.json").read_text())
    pins = {**wanted["dependencies"], **wanted["devDependencies"]}
    assert {name: pin for name, pin in pins.items() if not re.fullmatch(r"\d+\.\d+\.\d+", pin)} == {}
