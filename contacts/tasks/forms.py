"""Forms for next steps."""

from __future__ import annotations

from typing import Any

from django import forms
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _

from contacts.parties.queries import PartyRows
from contacts.parties.seen_by import SeenByField, SeenByForm
from contacts.policy.models import Initiative
from contacts.tasks.models import Task
from contacts.tasks.services import add_task, change_task
from crm.accounts.models import User
from crm.accounts.queries import colleagues
from crm.parts.forms import ByUidField, DayField
from crm.parts.picks import PickField


class TaskForm(SeenByForm):
    title = forms.CharField(label=_("What"), max_length=300)
    due_on = DayField(label=_("By"), required=False)
    owed_by = forms.ChoiceField(
        label=_("Owed by"), choices=Task.OwedBy.choices, initial=Task.OwedBy.STAFF, widget=forms.RadioSelect
    )
    assignee = ByUidField(None, label=_("Who does it"), required=False)
    party = PickField(
        reverse_lazy("search_suggest", query={"kind": "person,organization"}),
        label=_("About"),
        required=False,
    )
    initiative = ByUidField(None, label=_("On"), required=False)
    repeats = forms.ChoiceField(label=_("Repeats"), choices=Task.Repeats.choices, required=False)
    seen_by = SeenByField()

    def __init__(self, *args: Any, user: User, task: Task | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.field("assignee").queryset = colleagues()
        self.field("initiative").queryset = Initiative.objects.visible_to(user)
        self.field("party").rows = PartyRows(user)
        self.field("seen_by").offer(user, now=task)

    def add(self, *, by: User) -> Task:
        return add_task(by=by, uid=self.made_uid, **self.values)

    def change(self, task: Task, *, by: User) -> Task:
        return change_task(task, by=by, version=self.read_version, **self.values)
