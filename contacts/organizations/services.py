"""Writing organizations down: one verb a write."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.utils.translation import gettext as _

from contacts.organizations.models import Organization, OrganizationType
from contacts.parties.keeping import check, needed, put
from contacts.parties.models import Party
from contacts.parties.services import new_party, rename_party
from crm.parts.audit import act
from crm.parts.records import once
from crm.parts.text import fold

if TYPE_CHECKING:
    from crm.accounts.models import User

CHANGEABLE = (
    "name",
    "short_name",
    "aliases",
    "type",
    "charter",
    "parent",
    "state",
    "city",
    "lowest_grade",
    "highest_grade",
    "enrollment",
    "schools_reported",
    "latitude",
    "longitude",
    "house_districts",
    "senate_districts",
    "details",
    "owner",
    "status",
)


def create_organization(
    *, by: User, name: str, type: str, uid: UUID | None = None, **fields: Any
) -> Organization:
    """Add an organization. The same uid again gives the same one.

    `fields` are any of CHANGEABLE. Raises ValidationError, by field, and UidTaken.
    """
    party = once(Party, uid, by=by)
    if party is not None:
        return party.organization
    name = needed(name, "name", _("Give the organization a name."))
    with act(by=by, verb="add organization", subject=name):
        organization = Organization(name=name, type=type)
        put(organization, _cleaned(fields), CHANGEABLE)
        # Both follow from name and type when it is saved; the check asks for them before.
        organization.sort_name, organization.sphere = fold(name), OrganizationType.SCHOOL.value
        check(organization)
        organization.party = new_party(Party.Kind.ORGANIZATION, name, uid=uid)
        organization.save()
    return organization


def change_organization(organization: Organization, *, by: User, version: int, **fields: Any) -> Organization:
    """Change an organization. Nothing is written if nothing differs.

    Raises VersionConflict if somebody else changed it since `version` was read, and ValidationError at `parent` for a
    circle.
    """
    if "name" in fields:
        fields["name"] = needed(fields["name"], "name", _("Give the organization a name."))
    with act(by=by, verb="change organization", subject=str(fields.get("name", organization.name))):
        organization.version = version
        if not put(organization, _cleaned(fields), CHANGEABLE):
            return organization
        check(organization)
        organization.save()
        rename_party(organization.party, organization.name)
    return organization


def _cleaned(fields: dict[str, Any]) -> dict[str, Any]:
    if "state" in fields:
        return {**fields, "state": fields["state"].strip().upper()}
    return fields
