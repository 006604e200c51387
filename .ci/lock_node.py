"""Completes `package-lock.json` after `npm install --package-lock-only`: every platform's packages, not only those that
the registry of the day offered.

npm leaves an optional package out of the lock file when the registry does not have it (a mirror may keep one platform
only), and `npm ci` then refuses the lock file everywhere. An entry with version and platform is enough for npm.
"""

from __future__ import annotations

import json
from typing import Any

from house import ROOT, say

LOCK = ROOT / "package-lock.json"


def entry(name: str, version: str, parent: dict[str, Any]) -> dict[str, Any]:
    """A lock entry for one platform's package, read off its name: `…-linux-x64-musl`."""
    system, processor, *libc = name.rpartition("/")[2].removeprefix("cli-").split("-")
    made: dict[str, Any] = {"version": version, "cpu": [processor], "optional": True, "os": [system]}
    if libc == ["musl"]:
        made["libc"] = libc
    if parent.get("dev"):
        made["dev"] = True
    return made


def main() -> None:
    lock = json.loads(LOCK.read_text())
    packages: dict[str, dict[str, Any]] = lock["packages"]
    missing = {
        f"node_modules/{name}": entry(name, version, parent)
        for parent in packages.values()
        for name, version in parent.get("optionalDependencies", {}).items()
        if f"node_modules/{name}" not in packages
    }
    packages.update(missing)
    lock["packages"] = dict(sorted(packages.items()))
    LOCK.write_text(json.dumps(lock, indent=2, ensure_ascii=False) + "\n")
    say(f"package-lock.json: {len(missing)} packages of other platforms added")


if __name__ == "__main__":
    main()
