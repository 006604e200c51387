"""Who works at given places today: at an organization, or at what belongs to it."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

from django.db.models import F, Q
from django.utils import timezone

from contacts.people.models import PersonQuerySet
from contacts.people.queries import people_for
from contacts.roles.models import Role

if TYPE_CHECKING:
    from crm.accounts.models import User


def people_at(user: User, organizations: Collection[int]) -> PersonQuerySet:
    """The people in lists with a role there today, those met last first. The last contact is what everyone may know."""
    there = Q(organization__in=organizations) | Q(organization__parent__in=organizations)
    held = Role.objects.visible_to(user).in_force(timezone.localdate()).filter(there)
    people = people_for(user).in_lists().filter(pk__in=held.order_by().values("person"))
    return people.order_by(F("last_contact_on").desc(nulls_last=True), "sort_name", "pk")
