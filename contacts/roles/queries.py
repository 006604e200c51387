"""Reads about roles that pages, API and exports share."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from contacts.roles.models import Role

if TYPE_CHECKING:
    from crm.accounts.models import User


def fetch_current_roles(rows: Sequence[Any], user: User) -> None:
    """Set `current_roles` on people: the roles of today, the main one first, each with organization and its parent.

    One query for any number of rows.
    """
    held: dict[int, list[Role]] = defaultdict(list)
    roles = (
        Role.objects.visible_to(user)
        .in_force(timezone.localdate())
        .filter(person__in=[row.pk for row in rows])
    )
    for role in roles.select_related("organization__party", "organization__parent").order_by(
        "-primary", "pk"
    ):
        held[role.person_id].append(role)
    for row in rows:
        row.current_roles = held.get(row.pk, [])


def main_role(row: Any) -> Role | None:
    """The main role of today of a row that `fetch_current_roles` has seen."""
    return row.current_roles[0] if row.current_roles else None
