"""How long a reading is to be trusted."""

from __future__ import annotations

from datetime import date, timedelta

from django.conf import settings


def fresh_since(today: date) -> date:
    """The first day whose readings are still fresh; older ones are shown as old."""
    return today - timedelta(days=settings.STALE_READING_DAYS)
