"""Reads about roles that pages, API and exports share."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from contacts.roles.models import Role

if TYPE_CHECKING:
    from crm.accounts.models import User


# What a row of a list reads of a role, its organization and that one's parent.
_OF_ORGANIZATION = ("name", "short_name", "type", "sphere", "state", "enrollment")
_OF_LISTS = (
    "person_id",
    "type",
    "title",
    "primary",
    *(f"organization__{name}" for name in (*_OF_ORGANIZATION, "parent_id")),
    *(f"organization__parent__{name}" for name in _OF_ORGANIZATION),
)


def fetch_roles_for_lists(rows: Sequence[Any], user: User) -> None:
    """Set `current_roles` on people as `fetch_current_roles` does, reading only what lists show. One query."""
    held = _held_by(rows, user)
    _set_roles(rows, held.select_related("organization__parent").only(*_OF_LISTS))


def fetch_current_roles(rows: Sequence[Any], user: User) -> None:
    """Set `current_roles` on people: the roles of today, the main one first, each with organization and its parent.

    One query for any number of rows.
    """
    _set_roles(rows, _held_by(rows, user).select_related("organization__party", "organization__parent"))


def _held_by(rows: Sequence[Any], user: User) -> Any:
    people = [row.pk for row in rows]
    return Role.objects.visible_to(user).in_force(timezone.localdate()).filter(person__in=people)


def _set_roles(rows: Sequence[Any], roles: Any) -> None:
    held: dict[int, list[Role]] = defaultdict(list)
    for role in roles.order_by("-primary", "pk"):
        held[role.person_id].append(role)
    for row in rows:
        row.current_roles = held.get(row.pk, [])


def main_role(row: Any) -> Role | None:
    """The main role of today of a row that `fetch_current_roles` has seen."""
    return row.current_roles[0] if row.current_roles else None
