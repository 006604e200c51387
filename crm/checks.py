"""What keeps production from starting."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.checks import Error, Tags, register
from django.db import DatabaseError


@register(Tags.security, deploy=True)
def no_demo_accounts(app_configs: Any, **kwargs: Any) -> list[Error]:
    """Demo accounts have known passwords: production does not run beside them."""
    if not settings.PRODUCTION or not demo_accounts():
        return []
    return [
        Error(
            "Demo accounts are present.",
            hint="Take the demo data out with `python manage.py clear_demo`, or use an empty database.",
            id="groundwork.E001",
        )
    ]


def demo_accounts() -> bool:
    """Whether accounts of the demo can sign in. An empty database has none."""
    from crm.accounts.models import User

    try:
        return User.objects.filter(email__endswith=f"@{settings.DEMO_EMAIL_DOMAIN}").exists()
    except DatabaseError:
        return False
