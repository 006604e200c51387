"""Brings the installation up to date in one start of Django: tables, cache table, static files, demo data.

    .venv/bin/python .ci/bring_up.py [--no-demo]

Demo data comes only into a database where nobody has signed up and nothing is recorded, and only if DEMO is on. A
database of one's own (DEMO=0) and the demo never mix: where the other kind is found, this stops and says so.
"""

from __future__ import annotations

import os
import sys

from house import ROOT, VAR, digest, fresh, leave, say, stop

sys.path.insert(0, str(ROOT))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "crm.settings")

import django
from django.conf import settings
from django.core.management import call_command


def static_files() -> None:
    """Gather what pages load, unless nothing changed since the last time."""
    sources = [ROOT / "requirements.txt", VAR / "stamps" / "bundle"]
    content = digest(sources, also=str(settings.STORAGES["staticfiles"]))
    stamp = VAR / "stamps" / "static"
    if fresh(stamp, content) and settings.STATIC_ROOT.is_dir():
        return
    call_command("collectstatic", interactive=False, clear=True, verbosity=0)
    leave(stamp, content)


def demo_accounts() -> bool:
    from crm.accounts.models import User

    return bool(User.objects.filter(email__endswith=f"@{settings.DEMO_EMAIL_DOMAIN}").exists())


def untouched() -> bool:
    """Nobody but the built-in user, and no party recorded."""
    from contacts.parties.models import Party
    from crm.accounts.models import SYSTEM_USERNAME, User

    return not User.objects.exclude(username=SYSTEM_USERNAME).exists() and not Party.objects.exists()


def demo(wanted: bool) -> None:
    """Make the demo, or say who may sign in to the one that is there."""
    if demo_accounts():
        if not wanted:
            stop("This database holds the demo. Take it out: manage.py clear_demo. Or set DATABASE_URL.")
        call_command("seed_demo", "--show-signins")
    elif wanted and untouched():
        say("Making the demo data …")
        call_command("seed_demo")


def main() -> None:
    VAR.mkdir(exist_ok=True)
    django.setup()
    call_command("migrate", interactive=False, verbosity=0)
    call_command("createcachetable", verbosity=0)
    static_files()
    if "--no-demo" not in sys.argv[1:]:
        demo(wanted=os.environ.get("DEMO", "1").lower() not in {"0", "no", "false", "off"})


if __name__ == "__main__":
    main()
