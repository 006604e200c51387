"""Sets the house up: `.venv`, node packages, the bundle. Each step is passed over while its sources are unchanged.

    python3 .ci/set_up.py [--dev]

`--dev` adds what checks and tests need.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import node
from house import PYTHON, ROOT, VAR, VENV, alone, digest, fresh, leave, run, say

RUNTIME = ROOT / "requirements.txt"
DEVELOPMENT = ROOT / "requirements-dev.txt"
NODE_MODULES = ROOT / "node_modules"


def set_up(*, dev: bool) -> None:
    with alone("set-up"):
        python_packages(DEVELOPMENT if dev else RUNTIME)
        node_packages()
        bundle()


def python_packages(pins: Path) -> None:
    """`.venv` with exactly the pins. They are fully resolved, so pip resolves nothing; `pip check` proves it."""
    version = ".".join(map(str, sys.version_info[:2]))
    content = digest([pins], also=version)
    stamp = VENV / f"installed-{pins.name}"
    starts = PYTHON.exists() and not subprocess.call([PYTHON, "-c", ""], stderr=subprocess.DEVNULL)
    if starts and fresh(stamp, content):
        return
    if not starts:
        say("Making .venv …")
        run([sys.executable, "-m", "venv", "--clear", VENV])
    lines = pins.read_text().splitlines()
    say(f"Installing {len(lines)} Python packages (under a minute the first time) …")
    pip: list[str | Path] = [PYTHON, "-m", "pip", "--disable-pip-version-check"]
    run(
        [*pip, "install", "--quiet", "--no-deps", "--no-compile", "-r", pins],
        mend="The Python packages could not be installed. Is the network there? The command may be run again.",
    )
    run([*pip, "check"], mend=f"{pins.name} contradicts itself: `make lock` resolves it anew.")
    leave(stamp, content)
    if set(RUNTIME.read_text().splitlines()) <= set(lines):
        leave(VENV / f"installed-{RUNTIME.name}", digest([RUNTIME], also=version))


def node_packages() -> None:
    """`node_modules` from the lock file; no package runs a script of its own."""
    content = digest([ROOT / "package-lock.json", ROOT / "package.json"])
    stamp = NODE_MODULES / ".installed"
    if fresh(stamp, content):
        return
    say("Installing the front end's packages …")
    run(
        ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"],
        env=node.environment(),
        mend="npm could not install the packages. Is the network there? The command may be run again.",
    )
    leave(stamp, content)


def bundle() -> None:
    """The scripts and styles that pages load, in `var/bundle`."""
    sources = [ROOT / "frontend", ROOT / "package-lock.json", ROOT / "tsconfig.json"]
    content = digest(sources)
    stamp = VAR / "stamps" / "bundle"
    if fresh(stamp, content) and (VAR / "bundle" / "groundwork.js").exists():
        return
    say("Building the front end …")
    run(["npm", "run", "--silent", "build"], env=node.environment())
    leave(stamp, content)


if __name__ == "__main__":
    set_up(dev="--dev" in sys.argv[1:])
