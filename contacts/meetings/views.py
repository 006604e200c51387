"""Pages of meetings: all of them, and one."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from contacts.evidence.models import BarrierEvidence
from contacts.interest.models import Assessment
from contacts.meetings.columns import COLUMNS
from contacts.meetings.filters import MeetingFilter
from contacts.meetings.kinds import Outcome
from contacts.meetings.models import Meeting, MeetingTopic
from contacts.meetings.queries import called, fetch_people, may_see_private_notes
from contacts.roles.queries import fetch_current_roles
from contacts.tasks.models import Task
from crm.accounts.policies import SignedInRequest, page
from crm.accounts.rights import Right
from crm.parts.lists import ListOf, list_page
from crm.parts.panels import panels_for
from crm.parts.visibility import may_be_seen

MEETINGS = ListOf(
    "meetings",
    _("Meetings"),
    rows=lambda user: Meeting.objects.visible_to(user),
    filters=MeetingFilter,
    columns=COLUMNS,
    sort="-day",
    prepare=lambda rows: rows.select_related("organization__party", "initiative", "logged_by", "team"),
)

NOT_HELD = (Outcome.NO_SHOW, Outcome.RESCHEDULED, Outcome.CANCELLED)
READY = (
    (_("All"), ""),
    (_("Mine"), "logged_by={uid}"),
    (_("Planned"), "status=planned"),
    (_("Attempted"), "status=attempted"),
)


@page(Right.READ)
def meetings_page(request: SignedInRequest) -> HttpResponseBase:
    """All meetings that one may see, newest first, or those asked for; the same address gives the file."""
    asked = {
        key: value for key, value in request.GET.items() if key not in ("page", "sort", "columns", "format")
    }
    ready = []
    for word, query in READY:
        query = query.format(uid=request.user.uid)
        key, _equals, value = query.partition("=")
        ready.append({"word": word, "query": f"?{query}", "current": asked == ({key: value} if key else {})})
    return list_page(request, MEETINGS, "meetings/meeting_list.html", ready=ready)


@page(Right.READ)
def meeting_page(request: SignedInRequest, uid: UUID) -> HttpResponse:
    """One meeting: who was there, for whom, what each said, what comes next; one in the trash can be brought back."""
    seen = Meeting.objects.filter(may_be_seen(request.user, owner=Meeting.owner_column))
    related = ("organization__party", "initiative", "logged_by", "team")
    meeting = seen.select_related(*related).filter(uid=uid).first()
    if meeting is None:
        # Whoever takes back what they logged stands on a page that is no more.
        get_object_or_404(Meeting.history.filter(uid=uid, history_type="-", act__by=request.user)[:1])
        return redirect("meetings")
    if meeting.trashed_at is not None:
        return render(request, "meetings/meeting_trashed.html", {"meeting": meeting})
    fetch_people([meeting], request.user)
    there: list[Any] = meeting.there
    fetch_current_roles([one.person for one in there], request.user)
    _fetch_said(meeting, there, request.user)
    ahead = meeting.held_on > timezone.localdate()
    context = {
        "meeting": meeting,
        "title": called(meeting),
        "there": there,
        "tasks": Task.objects.visible_to(request.user)
        .filter(meeting=meeting)
        .select_related("party", "assignee")
        .order_by("done_at", "due_on", "pk"),
        "topics": MeetingTopic.objects.filter(meeting=meeting).select_related("initiative", "barrier"),
        "evidence": BarrierEvidence.objects.visible_to(request.user)
        .filter(meeting=meeting)
        .select_related("barrier"),
        "private": meeting.private_notes if may_see_private_notes(request.user, meeting) else "",
        "lies_ahead": ahead,
        "outcomes": [Outcome.RESCHEDULED, Outcome.CANCELLED] if ahead else NOT_HELD,
        "panels": panels_for("meeting", request, meeting),
    }
    return render(request, "meetings/meeting_detail.html", context)


def _fetch_said(meeting: Meeting, there: list[Any], user: Any) -> None:
    """Set `said` on attendances: the readings of this meeting, newest first. One query."""
    readings: dict[int, list[Assessment]] = {}
    visible = Assessment.objects.visible_to(user).filter(meeting=meeting, superseded_by=None)
    for reading in visible.select_related("initiative", "assessor").order_by("-pk"):
        readings.setdefault(reading.party_id, []).append(reading)
    for attendance in there:
        attendance.said = readings.get(attendance.person_id, [])
