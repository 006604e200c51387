"""What the worker does at night for the trash."""

from __future__ import annotations

from contacts.history.emptying import empty_trash
from crm.parts.jobs import SCHEDULE, Scheduled

SCHEDULE.append(Scheduled("empty the trash", lambda: str(empty_trash()), at_hour=1))
