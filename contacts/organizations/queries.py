"""Reads about organizations that pages, API and exports share."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol, Self, TypeVar

from contacts.organizations.models import Organization, OrganizationQuerySet, OrganizationType

if TYPE_CHECKING:
    from crm.accounts.models import User


def organizations_for(user: User) -> OrganizationQuerySet:
    """The organizations that this user may see."""
    organizations: OrganizationQuerySet = Organization.objects.visible_to(user)
    return organizations


def with_parent(organizations: Any) -> Any:
    """Organizations with what every row shows: party (its uid), parent and point person. No further query."""
    return organizations.select_related("party", "parent__party", "owner")


class Placed(Protocol):
    """An organization, or as much of one as says where it belongs."""

    @property
    def type(self) -> str: ...
    @property
    def parent(self) -> Self | None: ...


InTree = TypeVar("InTree", bound=Placed)


def district_of(organization: InTree) -> InTree | None:
    """The school district that an organization is or belongs to. Asks nothing if its parent is loaded."""
    for one in (organization, organization.parent):
        if one is not None and one.type == OrganizationType.DISTRICT:
            return one
    return None
