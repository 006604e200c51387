"""What keeps production from starting, beyond what the settings themselves refuse."""

from __future__ import annotations

import sys
from typing import Any

from django.conf import settings
from django.core.checks import Error, Tags, register
from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError

MESSAGE = "Demo accounts are present: everybody knows their passwords."
HINT = "Take the demo out with `python manage.py clear_demo`, or name an empty database in DATABASE_URL."

# What mends it, and what keeps a copy before.
ALLOWED_BESIDE_THE_DEMO = ("clear_demo", "backup")


@register(Tags.security)
def no_demo_accounts(app_configs: Any, **kwargs: Any) -> list[Error]:
    """Production does not run beside accounts of the demo. Commands check this before they start."""
    if not settings.PRODUCTION or sys.argv[1:2] in [[name] for name in ALLOWED_BESIDE_THE_DEMO]:
        return []
    return [Error(MESSAGE, hint=HINT, id="groundwork.E001")] if demo_accounts() else []


def refuse_demo_accounts() -> None:
    """The same for the web server, which runs no checks. Raises ImproperlyConfigured."""
    if settings.PRODUCTION and demo_accounts():
        raise ImproperlyConfigured(f"{MESSAGE} {HINT}")


def demo_accounts() -> bool:
    """Whether accounts of the demo can sign in. An empty database has none."""
    from crm.accounts.models import User

    try:
        return User.objects.filter(email__endswith=f"@{settings.DEMO_EMAIL_DOMAIN}").exists()
    except DatabaseError:
        return False
