"""The page that one opens in the morning."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from contacts.home import queries
from contacts.home.rosters import roster_offer
from contacts.meetings.kinds import Outcome
from contacts.meetings.queries import fetch_people
from contacts.tasks.models import Task
from contacts.tasks.services import complete_task
from crm.accounts.models import User
from crm.accounts.policies import SignedInRequest, page
from crm.accounts.rights import Right
from crm.parts.audit import act


@page(Right.READ)
def home_page(request: SignedInRequest) -> HttpResponse:
    """What waits: next steps, planned meetings, key dates, readings gone stale; one's own or the team's."""
    if queries.is_empty():
        return render(request, "home/welcome.html")
    user, today = request.user, timezone.localdate()
    of_team = request.GET.get("whose") == "team" and bool(user.team_ids)
    owners = User.objects.filter(queries.whose(user, of_team)).values("pk")
    sunday = queries.monday_of(today) + timedelta(days=6)
    planned = queries.planned_meetings(user, owners, today)
    recent = queries.recent_meetings(user, owners)
    fetch_people([*planned, *recent], user)
    dates = queries.key_dates(today)
    steps = queries.open_steps(user, owners, sunday)
    context = {
        "today": today,
        "of_team": of_team,
        "has_team": bool(user.team_ids),
        "weeks": queries.six_weeks(today, dates, planned),
        "then": queries.after(today, dates),
        "steps": _by_due(steps, today),
        "open_count": queries.count_open_steps(user, owners),
        "shown_count": len(steps),
        "unsettled": [meeting for meeting in planned if meeting.held_on < today],
        "days": _by_day([meeting for meeting in planned if today <= meeting.held_on <= sunday]),
        "recent": recent,
        "stale": queries.stale_readings(user, owners, today),
        "outcomes": [Outcome.NO_SHOW, Outcome.RESCHEDULED],
        "rosters": roster_offer(user, today) if user.may(Right.WRITE) else None,
    }
    return render(request, "home/monday.html", context)


@page(Right.READ, write=Right.WRITE, methods=("POST",))
def step_done(request: SignedInRequest, uid: UUID) -> HttpResponse:
    """Say from the home page that a next step is done."""
    task = get_object_or_404(Task.objects.visible_to(request.user), uid=uid)
    with act(by=request.user, verb="complete next step", subject=task.title) as running:
        complete_task(task, by=request.user)
    undo = f"undo:{running.event.uid}" if running.changed_something else ""
    messages.success(request, _("Done: %(what)s") % {"what": task.title}, extra_tags=undo)
    return redirect("home")


def _by_due(steps: list[Task], today: date) -> list[tuple[str, list[Task]]]:
    """Late, today, later this week, without a day; empty groups are left out."""
    groups: list[tuple[str, Any]] = [
        (_("Late"), lambda due: due is not None and due < today),
        (_("Today"), lambda due: due == today),
        (_("Later this week"), lambda due: due is not None and due > today),
        (_("Without a day"), lambda due: due is None),
    ]
    found = [(word, [step for step in steps if belongs(step.due_on)]) for word, belongs in groups]
    return [(word, group) for word, group in found if group]


def _by_day(meetings: list[Any]) -> list[tuple[date, list[Any]]]:
    days: dict[date, list[Any]] = {}
    for meeting in meetings:
        days.setdefault(meeting.held_on, []).append(meeting)
    return list(days.items())
