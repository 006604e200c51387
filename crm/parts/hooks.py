"""Registries by which rooms that stand higher hear of what happens lower down."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from crm.accounts.models import User

# Called inside an act, for somebody who has just got an account, or who signs in without having been met before.
# Must do nothing the second time.
AFTER_USER_MADE: list[Callable[[User], None]] = []

# Called in the same transaction when many rows have left the record for good (`clear_demo`): what was worked out from
# them and stored is thrown away.
AFTER_CLEARING: list[Callable[[], None]] = []
