"""It keeps other people's code out of the repository: that arrives by pip and npm, pinned in lock files."""

import json
import re
import subprocess
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LOCKS = ["requirements.txt", "requirements-dev.txt"]
LARGEST = 400_000  # bytes; only lock files and pictures of our own may come near
BINARY = {".png", ".webp", ".ico", ".woff2", ".xlsx", ".gz", ".zip"}


def tracked() -> list[Path]:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True)
    return [ROOT / name for name in listed.stdout.split("\0") if name and (ROOT / name).is_file()]


FILES = tracked()


def test_it_looks_at_the_whole_repository():
    assert {ROOT / "Makefile", ROOT / "pyproject.toml", ROOT / "package-lock.json"} <= set(FILES)


@pytest.mark.parametrize("name", LOCKS)
def test_it_resolves_every_python_package_to_one_version(name):
    lines = (ROOT / name).read_text().splitlines()
    assert len(lines) > 30
    assert [line for line in lines if not re.fullmatch(r"[a-z0-9-]+==[0-9][0-9a-z.]*", line)] == []


def test_it_develops_on_the_versions_that_it_runs_on():
    runtime, development = (set((ROOT / name).read_text().splitlines()) for name in LOCKS)
    assert runtime <= development


def test_it_locks_what_it_asks_for():
    asked = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["dependencies"]
    locked = (ROOT / "requirements.txt").read_text().lower().splitlines()
    pins = [re.sub(r"\[.*?\]", "", pin).lower().replace("_", "-") for pin in asked]
    assert [pin for pin in pins if pin not in locked] == []


def test_it_locks_the_front_end_without_naming_where_it_came_from():
    lock = json.loads((ROOT / "package-lock.json").read_text())
    assert len(lock["packages"]) > 10
    assert [name for name, package in lock["packages"].items() if "resolved" in package] == []
    assert [name for name, package in lock["packages"].items() if name and "version" not in package] == []
    assert "omit-lockfile-registry-resolved=true" in (ROOT / ".npmrc").read_text()


def test_it_locks_the_front_end_for_every_platform():
    packages = json.loads((ROOT / "package-lock.json").read_text())["packages"]
    wanted = {
        f"node_modules/{name}"
        for package in packages.values()
        for name in package.get("optionalDependencies", ())
    }
    assert wanted - set(packages) == set()


def test_it_commits_nothing_that_was_built_or_installed():
    folders = {"node_modules", ".venv", "var", "dist", "vendor", "third_party", "site-packages"}
    names = re.compile(r"\.min\.(js|css)$|\.map$|\.(sqlite3|pyc|whl|tgz)$")
    assert [
        str(path) for path in FILES if folders & set(path.relative_to(ROOT).parts) or names.search(path.name)
    ] == []


def test_it_commits_nothing_minified_or_huge():
    def looks_made_by_a_machine(path: Path) -> bool:
        if path.stat().st_size > LARGEST:
            return True
        if (
            path.suffix not in {".js", ".mjs", ".ts", ".css", ".html", ".py"}
            or path.parent.name == "migrations"
        ):
            return False
        return any(len(line) > 2000 for line in path.read_text().splitlines())

    assert [str(path) for path in FILES if looks_made_by_a_machine(path)] == []


def test_it_carries_no_notice_of_somebody_else():
    notice = re.compile(
        r"@license|@preserve|copyright (\(c\)|©|\d{4})|SPDX-License-Identifier|all rights reserved",
        re.IGNORECASE,
    )
    here = Path(__file__).resolve()
    texts = [path for path in FILES if path.suffix in {".js", ".mjs", ".ts", ".css", ".py", ".svg", ".html"}]
    assert texts
    assert [str(path) for path in texts if path != here and notice.search(path.read_text())] == []


def test_it_names_no_host_of_a_package_registry():
    hosts = re.compile(
        r"(pypi|npmjs|pythonhosted|yarnpkg|debian)\.(org|com)|extra-index-url|--index-url", re.IGNORECASE
    )
    here = Path(__file__).resolve()
    texts = [path for path in FILES if path.suffix not in BINARY and path != here]
    assert [str(path) for path in texts if hosts.search(path.read_text(errors="replace"))] == []
