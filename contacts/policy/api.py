"""Initiatives in the API."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db.models import QuerySet

from contacts.organizations.queries import organizations_for
from contacts.policy.filters import InitiativeFilter
from contacts.policy.models import Initiative
from contacts.policy.services import change_initiative, create_initiative
from crm.accounts.viewsets import RecordSerializer, RecordViewSet, UidField, UserField


class InitiativeSerializer(RecordSerializer):
    create_by: ClassVar[Any] = create_initiative
    change_by: ClassVar[Any] = change_initiative

    jurisdiction = UidField(organizations_for, lookup="party__uid", required=False, allow_null=True)
    parent: Any = UidField(Initiative.objects.visible_to, required=False, allow_null=True)
    lead = UserField(required=False, allow_null=True)

    class Meta:
        model = Initiative
        fields = (
            "uid", "version", "name", "lever", "jurisdiction", "state", "citation", "check_citation", "check_note",
            "stage", "target_on", "lead", "parent", "about", "created_at", "changed_at",
        )  # fmt: skip
        read_only_fields = ("created_at", "changed_at")


class InitiativeViewSet(RecordViewSet):
    """The policies that the organization explores or works for."""

    serializer_class = InitiativeSerializer
    filterset_class = InitiativeFilter

    def rows(self, user: Any) -> QuerySet[Any]:
        return Initiative.objects.visible_to(user).select_related("jurisdiction__party", "lead", "parent")
