"""What every template may ask about the reader."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache as once
from time import monotonic
from typing import Any

from django.conf import settings
from django.http import HttpRequest

from crm.accounts.models import User
from crm.accounts.rights import Right, may
from crm.accounts.second_factor import days_left, must_set_up_second_factor
from crm.checks import demo_accounts


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


DEMO_ASKED_EVERY = 60.0  # seconds
_demo: dict[str, Any] = {"until": 0.0}


def is_demo() -> bool:
    """Whether this installation holds demo data. Each process asks once a minute: every page shows it."""
    if settings.PRODUCTION:
        return False
    if monotonic() >= _demo["until"]:
        _demo.update(answer=demo_accounts(), until=monotonic() + DEMO_ASKED_EVERY)
    return bool(_demo["answer"])


def forget_whether_demo() -> None:
    """Ask again at the next page of this process."""
    _demo["until"] = 0.0


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
