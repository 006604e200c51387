"""Roles in the API."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db.models import QuerySet

from contacts.organizations.queries import organizations_for
from contacts.people.queries import people_for
from contacts.roles.filters import RoleFilter
from contacts.roles.models import Role, Seat
from contacts.roles.services import begin_role, change_role
from crm.accounts.viewsets import RecordSerializer, RecordViewSet, UidField
from crm.parts.api_fields import FuzzyDateField


def begin(*, end: Any = None, ended: bool = False, **fields: Any) -> Role:
    """Begin a role, or write one down that is over already."""
    from contacts.roles.services import end_role
    from crm.parts.audit import act

    with act(by=fields["by"], verb="begin role", subject=str(fields["person"])):
        role = begin_role(**fields)
        if (ended or end is not None) and not role.ended:
            end_role(role, by=fields["by"], on=end)
    return role


class RoleSerializer(RecordSerializer):
    create_by: ClassVar[Any] = begin
    change_by: ClassVar[Any] = change_role
    settled = ("person",)

    person = UidField(people_for, lookup="party__uid")
    organization = UidField(organizations_for, lookup="party__uid")
    seat = UidField(Seat.objects.visible_to, required=False, allow_null=True)
    start = FuzzyDateField()
    end = FuzzyDateField()

    class Meta:
        model = Role
        fields = (
            "uid", "version", "person", "organization", "type", "title", "seat", "start", "end", "ended", "primary",
            "term_end", "source", "created_at", "changed_at",
        )  # fmt: skip
        read_only_fields = ("created_at", "changed_at")
        # Whether two main roles clash is said by the service, in words.
        validators: ClassVar[list[Any]] = []


class RoleViewSet(RecordViewSet):
    """Who is what, where, since when and until when."""

    serializer_class = RoleSerializer
    filterset_class = RoleFilter

    def rows(self, user: Any) -> QuerySet[Any]:
        return Role.objects.visible_to(user).select_related("person__party", "organization__party", "seat")
