"""What every template may ask about the reader."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache as once
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest

from crm.accounts.models import User
from crm.accounts.rights import Right, may
from crm.accounts.second_factor import days_left, must_set_up_second_factor


@dataclass(frozen=True)
class MayDo:
    """The reader's rights, as menus and buttons ask for them."""

    read: bool = False
    write: bool = False
    import_: bool = False
    export: bool = False
    direct: bool = False
    administer: bool = False


def rights_of(user: Any) -> MayDo:
    if not user.is_authenticated or not user.is_active:
        return MayDo()
    return MayDo(*(may(user.role, right) for right in Right))


def is_demo() -> bool:
    """Whether this installation holds demo data (asked once a minute)."""

    def ask() -> bool:
        return User.objects.filter(email__endswith=f"@{settings.DEMO_EMAIL_DOMAIN}").exists()

    if settings.PRODUCTION or settings.TESTING:
        return False if settings.PRODUCTION else ask()
    return bool(cache.get_or_set("is-demo", ask, 60))


def what_one_may(request: HttpRequest) -> dict[str, Any]:
    user = getattr(request, "user", None)

    # Templates call these: nothing is asked of the database where nothing is shown.
    @once
    def second_factor_days() -> int | None:
        return days_left(user) if isinstance(user, User) else None

    @once
    def second_factor_owed() -> bool:
        return isinstance(user, User) and must_set_up_second_factor(user)

    return {
        "may": rights_of(user) if user is not None else MayDo(),
        "demo": _Lazily(is_demo),
        "second_factor_days": second_factor_days,
        "second_factor_owed": second_factor_owed,
    }


class _Lazily:
    """Asked only where a template reads it."""

    def __init__(self, ask: Any) -> None:
        self.ask = ask

    def __bool__(self) -> bool:
        return bool(self.ask())
