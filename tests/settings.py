"""The settings under which tests run: Groundwork's own, in an environment that reaches nothing real.

Whatever DATABASE_URL says in the shell, tests never see it: SQLite in a throwaway folder, or the PostgreSQL that
TEST_DATABASE_URL names (`.ci/postgres.py` makes one). Uploads and backups go to the throwaway folder as well.
"""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

WORKPLACE = Path(tempfile.mkdtemp(prefix="groundwork-tests-"))
atexit.register(shutil.rmtree, WORKPLACE, ignore_errors=True)

for variable in ("ALLOWED_HOSTS", "BACKUP_KEY", "DEBUG", "EMAIL_URL", "SECRET_KEY", "TIME_ZONE"):
    os.environ.pop(variable, None)
os.environ["GROUNDWORK_ENV"] = "test"
os.environ["DATABASE_URL"] = os.environ.get("TEST_DATABASE_URL") or f"sqlite:///{WORKPLACE}/unused.sqlite3"
os.environ["UPLOADS_DIR"] = str(WORKPLACE / "uploads")
os.environ["BACKUP_DIR"] = str(WORKPLACE / "backups")

from crm.settings import *

# Tests read static files where they lie; what `make run` gathered is nothing to them.
STATIC_ROOT = WORKPLACE / "static"
STATIC_ROOT.mkdir()
