"""Making a backup and leaving a sign of it, whether the night or a hand asks for it."""

from __future__ import annotations

from pathlib import Path

from crm.parts.backups.archive import make_backup, remove_old
from crm.parts.jobs import beat


def keep_backup(to: Path | None = None) -> Path:
    """Make a backup where backups are kept, or in the folder `to`; there nothing is removed. Returns its path.

    What came of it stands on the status page, also when it fails: then the reason is raised again.
    """
    try:
        path = make_backup(to)
    except Exception as error:
        beat("backup", f"{type(error).__name__}: {error}", ok=False)
        raise
    if to is None:
        remove_old()
    beat("backup", f"{path.name}, {path.stat().st_size / 1e6:.1f} MB")
    return path
