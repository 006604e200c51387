"""Next steps in the API."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db.models import QuerySet
from rest_framework import serializers

from contacts.meetings.models import Meeting
from contacts.parties.models import Party
from contacts.policy.models import Initiative
from contacts.tasks.filters import TaskFilter
from contacts.tasks.models import Task
from contacts.tasks.services import add_task, change_task, complete_task, reopen_task
from crm.accounts.viewsets import RecordSerializer, RecordViewSet, UidField, UserField
from crm.parts.audit import act


def change(task: Task, *, by: Any, version: int, done: bool | None = None, **fields: Any) -> Task:
    """Change a next step, and say whether it is done, in one act."""
    with act(by=by, verb="change next step", subject=task.title):
        change_task(task, by=by, version=version, **fields)
        if done is True:
            complete_task(task, by=by)
        elif done is False:
            reopen_task(task, by=by)
    return task


class TaskSerializer(RecordSerializer):
    create_by: ClassVar[Any] = add_task
    change_by: ClassVar[Any] = change
    settled = ("meeting",)

    assignee = UserField(required=False, allow_null=True)
    party = UidField(Party.objects.visible_to, required=False, allow_null=True)
    meeting = UidField(Meeting.objects.visible_to, required=False, allow_null=True)
    initiative = UidField(Initiative.objects.visible_to, required=False, allow_null=True)
    done = serializers.BooleanField(required=False, write_only=True)

    class Meta:
        model = Task
        fields = (
            "uid", "version", "title", "due_on", "owed_by", "assignee", "party", "meeting", "initiative", "done",
            "done_at", "snoozed_until", "repeats", "created_at", "changed_at",
        )  # fmt: skip
        read_only_fields = ("done_at", "created_at", "changed_at")

    def create(self, validated_data: dict[str, Any]) -> Any:
        done, snoozed = validated_data.pop("done", False), validated_data.pop("snoozed_until", None)
        with act(by=self.context["request"].user, verb="add next step", subject=validated_data["title"]):
            task = super().create(validated_data)
            if snoozed is not None:
                change_task(
                    task, by=self.context["request"].user, version=task.version, snoozed_until=snoozed
                )
            if done:
                complete_task(task, by=self.context["request"].user)
        return task


class TaskViewSet(RecordViewSet):
    """What is to be done next, by whom, by when."""

    serializer_class = TaskSerializer
    filterset_class = TaskFilter

    def rows(self, user: Any) -> QuerySet[Any]:
        return Task.objects.visible_to(user).select_related("assignee", "party", "meeting", "initiative")
