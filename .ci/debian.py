"""What comes from Debian's packages: PostgreSQL and Chromium. As root they are installed, else one line says how."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from house import as_root, run, say, stop

BROWSERS = ("chromium", "chromium-browser", "google-chrome")


def postgres_programs() -> Path | None:
    """The folder of the newest PostgreSQL server's programs, or None."""
    found = [path.parent for path in Path("/usr/lib/postgresql").glob("*/bin/initdb")]
    found.sort(key=lambda folder: [int(part) for part in folder.parent.name.split(".") if part.isdigit()])
    on_path = shutil.which("initdb")
    if found:
        return found[-1]
    return Path(on_path).resolve().parent if on_path else None


def chromium() -> str | None:
    """The browser that tests drive (GROUNDWORK_CHROMIUM names one by hand), or None."""
    by_hand = os.environ.get("GROUNDWORK_CHROMIUM")
    return by_hand or next(filter(None, map(shutil.which, BROWSERS)), None)


def require(*, postgres: bool, browser: bool) -> None:
    """Make sure of what is asked for: installed as root on Debian, otherwise stop with the one line to run."""
    missing = []
    if postgres and postgres_programs() is None:
        missing.append("postgresql")
    if browser and chromium() is None:
        missing.append("chromium")
    if not missing:
        return
    install = f"apt-get install -y {' '.join(missing)}"
    apt = shutil.which("apt-get")
    if apt is None or os.geteuid() != 0:
        stop(f"The tests need {' and '.join(missing)}: {as_root(install)}")
    say(f"Installing {' and '.join(missing)} with apt-get …")
    env = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    options = ["-y", "-q", "-o", "DPkg::Lock::Timeout=300"]
    run([apt, *options, "update"], env=env, mend="apt-get update failed. Is the network there?")
    run(
        [apt, *options, "install", "--no-install-recommends", *missing],
        env=env,
        mend=f"This failed: {install}",
    )
