"""Next steps: adding, changing and finishing them."""

from __future__ import annotations

import calendar
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.utils.translation import gettext as _

from contacts.meetings.models import Meeting
from contacts.parties.keeping import keep, needed, put, put_in_trash
from contacts.parties.models import Party
from contacts.parties.restriction import as_narrow_as
from contacts.policy.models import Initiative
from contacts.tasks.models import Task
from crm.parts.audit import act
from crm.parts.records import once
from crm.parts.visibility import Visibility

if TYPE_CHECKING:
    from crm.accounts.models import Team, User

CHANGEABLE = (
    "title", "due_on", "owed_by", "assignee", "party", "initiative", "snoozed_until", "repeats", "visibility", "team",
)  # fmt: skip


def add_task(
    *,
    by: User,
    title: str,
    due_on: date | None = None,
    owed_by: str = Task.OwedBy.STAFF,
    assignee: User | None = None,
    party: Party | None = None,
    meeting: Meeting | None = None,
    initiative: Initiative | None = None,
    repeats: str = "",
    visibility: str = Visibility.EVERYONE,
    team: Team | None = None,
    uid: UUID | None = None,
) -> Task:
    """Add a next step. From a meeting it is seen by no more people than the meeting."""
    if (made := once(Task, uid, by=by)) is not None:
        return made
    title = needed(title, "title", _("Say what the next step is."))
    visibility, team_id = as_narrow_as(meeting, visibility, team)
    with act(by=by, verb="add next step", subject=title):
        task = Task(
            title=title, due_on=due_on, owed_by=owed_by, assignee=assignee, party=party, meeting=meeting,
            initiative=initiative, repeats=repeats, visibility=visibility, team_id=team_id,
        )  # fmt: skip
        return keep(task, uid=uid)


def change_task(task: Task, *, by: User, version: int, **fields: Any) -> Task:
    """Change a next step: any of CHANGEABLE. Raises VersionConflict if somebody else did since it was read."""
    if "title" in fields:
        fields["title"] = needed(fields["title"], "title", _("Say what the next step is."))
    with act(by=by, verb="change next step", subject=str(fields.get("title", task.title))):
        task.version = version
        if put(task, fields, CHANGEABLE):
            task.visibility, task.team_id = as_narrow_as(task.meeting, task.visibility, task.team)
            keep(task)
    return task


def complete_task(task: Task, *, by: User) -> Task:
    """Say that a next step is done. One that repeats leaves the next one behind."""
    with act(by=by, verb="complete next step", subject=task.title) as running:
        if task.done_at is not None:
            return task
        task.done_at = running.at
        keep(task)
        if task.repeats:
            due = next_due(task.due_on or running.at.date(), task.repeats)
            add_task(
                by=by, title=task.title, due_on=due, owed_by=task.owed_by, assignee=task.assignee, party=task.party,
                meeting=task.meeting, initiative=task.initiative, repeats=task.repeats,
                visibility=task.visibility, team=task.team,
            )  # fmt: skip
    return task


def reopen_task(task: Task, *, by: User) -> Task:
    """Say that a next step is not done after all."""
    with act(by=by, verb="reopen next step", subject=task.title):
        if task.done_at is not None:
            task.done_at = None
            keep(task)
    return task


def trash_task(task: Task, *, by: User) -> Task:
    return put_in_trash(task, by=by, subject=task.title)


def next_due(after: date, repeats: str) -> date:
    """The day on which a step that repeats is due again; the 31st of a short month is its last day."""
    if repeats == Task.Repeats.WEEKLY:
        return after + timedelta(days=7)
    months = after.month - 1 + (3 if repeats == Task.Repeats.QUARTERLY else 1)
    year, month = after.year + months // 12, months % 12 + 1
    return date(year, month, min(after.day, calendar.monthrange(year, month)[1]))
