"""Pages of next steps: what is owed, by whom, by when."""

from __future__ import annotations

from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from contacts.lists.ready import ReadyList
from contacts.parties.form_page import address_of, form_page, named_in_address, posted, say_done, way_back
from contacts.parties.models import Party
from contacts.tasks.columns import COLUMNS
from contacts.tasks.filters import TaskFilter
from contacts.tasks.forms import TaskForm
from contacts.tasks.models import Task
from contacts.tasks.services import complete_task, reopen_task, trash_task
from crm.accounts.policies import SignedInRequest, page
from crm.accounts.rights import Right
from crm.parts.audit import act
from crm.parts.forms import RecordForm
from crm.parts.lists import ListOf, list_page

TASKS = ListOf(
    "next_steps",
    gettext_lazy("Next steps"),
    rows=lambda user: Task.objects.visible_to(user),
    filters=TaskFilter,
    columns=COLUMNS,
    sort="due_on",
    prepare=lambda rows: rows.select_related("assignee", "party", "team", "meeting"),
)


@page(Right.READ)
def tasks_page(request: SignedInRequest) -> HttpResponseBase:
    """Next steps; the bare address leads to one's own that are open."""
    queries = {
        _("Mine"): {"assignee": request.user.username, "done": "false"},
        _("All that are open"): {"done": "false"},
        _("Owed by them"): {"owed_by": "contact", "done": "false"},
        _("Done"): {"done": "true"},
    }
    if not request.GET:
        return redirect(f"{request.path}?{urlencode(queries[_('Mine')])}")
    asked = {key: value for key, value in request.GET.items() if key in ("assignee", "done", "owed_by")}
    ready = [ReadyList(word, f"?{urlencode(query)}", query == asked) for word, query in queries.items()]
    return list_page(request, TASKS, "tasks/task_list.html", ready=ready)


@page(Right.WRITE, methods=("GET", "POST"))
def task_add(request: SignedInRequest) -> HttpResponse:
    """A next step, about the party that the address names if it names one."""
    party: Party | None = named_in_address(request, "party", Party.objects.visible_to(request.user))
    form = TaskForm(posted(request), user=request.user, initial={"assignee": request.user, "party": party})
    back = address_of(party) if party else reverse("tasks")
    return form_page(
        request, form, lambda: form.add(by=request.user), verb="add next step",
        subject=str(form.data.get("title", ""))[:300], done=_("Added."), back=back, heading=_("Add a next step"),
        about=party.label if party else "", save=_("Add"),
    )  # fmt: skip


@page(Right.WRITE, methods=("GET", "POST"))
def task_edit(request: SignedInRequest, uid: UUID) -> HttpResponse:
    task = task_at(request, uid)
    form = TaskForm(posted(request), user=request.user, task=task, initial=TaskForm.as_typed(task))
    return form_page(
        request, form, lambda: form.change(task, by=request.user), verb="change next step", subject=task.title,
        done=_("Saved."), back=_home_of(task), heading=_("Next step"), save=_("Save"),
        template="tasks/task_edit.html", task=task, changes=reverse("record_history", args=["next-step", uid]),
    )  # fmt: skip


@page(Right.WRITE, methods=("POST",))
def task_done(request: SignedInRequest, uid: UUID) -> HttpResponse:
    task = task_at(request, uid)
    with act(by=request.user, verb="complete next step", subject=task.title) as running:
        complete_task(task, by=request.user)
    say_done(
        request,
        _("Done: %(what)s") % {"what": task.title},
        running.event if running.changed_something else None,
    )
    return redirect(way_back(request, _home_of(task)))


@page(Right.WRITE, methods=("POST",))
def task_reopen(request: SignedInRequest, uid: UUID) -> HttpResponse:
    task = task_at(request, uid)
    with act(by=request.user, verb="reopen next step", subject=task.title) as running:
        reopen_task(task, by=request.user)
    say_done(request, _("Open again."), running.event if running.changed_something else None)
    return redirect(way_back(request, _home_of(task)))


@page(Right.WRITE, methods=("GET", "POST"))
def task_trash(request: SignedInRequest, uid: UUID) -> HttpResponse:
    task = task_at(request, uid)
    return form_page(
        request, RecordForm(posted(request)), lambda: trash_task(task, by=request.user), verb="trash",
        subject=task.title, done=_("The next step is in the trash."), back=_home_of(task),
        heading=_("Put this next step into the trash?"), about=task.title, save=_("Put into the trash"), danger=True,
        explain=_("For one that nobody owes. One that was done should be ticked off instead."),
    )  # fmt: skip


def task_at(request: SignedInRequest, uid: UUID) -> Task:
    tasks = Task.objects.visible_to(request.user).select_related(
        "party", "meeting", "team", "assignee", "initiative"
    )
    found: Task = get_object_or_404(tasks, uid=uid)
    return found


def _home_of(task: Task) -> str:
    return address_of(task.party) if task.party else reverse("tasks")
