"""Where the figures of speed are taken: Groundwork's own settings, beside a database that nobody works in."""

from __future__ import annotations

import os
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
DATABASE = ROOT / "var" / "speed.sqlite3"


def prepare() -> None:
    """Start Django on the database of speed: a PostgreSQL that DATABASE_URL names, or else a file in var/."""
    if not os.environ.get("DATABASE_URL", "").startswith(("postgres", "psql")):
        DATABASE.parent.mkdir(exist_ok=True)
        os.environ["DATABASE_URL"] = f"sqlite:///{DATABASE}"
    os.environ["DJANGO_SETTINGS_MODULE"] = "crm.settings"
    os.environ["GROUNDWORK_ENV"] = "development"
    os.environ["DEBUG"] = "0"
    os.environ["LOG_LEVEL"] = "ERROR"
    import crm.wsgi  # noqa: F401 - sets everything up as the web server does
