"""Pages for logging a meeting and for changing one, the people to choose from, and the trash."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from contacts.interest.models import InterestLevel
from contacts.meeting_log.conflict import differences
from contacts.meeting_log.entries import Attendee
from contacts.meeting_log.forms import FIRST, MORE, ROLES
from contacts.meeting_log.ready import people_called
from contacts.meeting_log.services import (
    change_meeting,
    log_meeting,
    restore_meeting,
    say_it_was_not_held,
    trash_meeting,
)
from contacts.meeting_log.sheet import Sheet
from contacts.meetings.kinds import Presence, Status
from contacts.meetings.models import Meeting
from contacts.meetings.queries import may_see_private_notes
from contacts.organizations.queries import organizations_for
from contacts.people.queries import people_for
from contacts.templatetags.words_on_screen import POSITIONS
from crm.accounts.policies import SignedInRequest, page
from crm.accounts.rights import Right
from crm.parts.forms import Difference
from crm.parts.records import UidTaken, VersionConflict
from crm.parts.visibility import may_be_seen

SAVE = "save"


@page(Right.WRITE, methods=("GET", "POST"))
def log_meeting_page(request: SignedInRequest) -> HttpResponse:
    """Log a meeting. One press saves; every other button only changes the page."""
    if request.method == "GET":
        return _show(request, Sheet.blank(request.user, request.GET))
    sheet = Sheet.posted(request.user, request.POST)
    if request.POST.get("do") != SAVE:
        return _pressed(request, sheet)
    sheet.settle()
    try:
        attendees, next_steps = sheet.read()
        meeting = log_meeting(
            by=request.user,
            uid=sheet.form.cleaned_data["uid"],
            attendees=attendees,
            next_steps=next_steps,
            private_notes=sheet.form.cleaned_data["private_notes"],
            **sheet.form.values(),
        )
    except (ValidationError, UidTaken) as refused:
        return _refused(request, sheet, refused)
    _say_done(request, _("Logged the meeting of %(day)s."), meeting)
    return redirect(_back(request, meeting))


@page(Right.WRITE, methods=("GET", "POST"))
def meeting_edit_page(request: SignedInRequest, uid: UUID) -> HttpResponse:
    """Change a meeting, or say how a planned one went (`?held=1`)."""
    meeting = get_object_or_404(_meetings(request), uid=uid)
    if request.method == "GET":
        sheet = Sheet.of(request.user, meeting)
        if request.GET.get("held") and meeting.status == Status.PLANNED:
            _let_it_be_held(sheet)
        return _show(request, sheet)
    sheet = Sheet.posted(request.user, request.POST, meeting)
    if request.POST.get("do") != SAVE:
        return _pressed(request, sheet)
    sheet.settle()
    attendees: list[Attendee] = []
    try:
        attendees, next_steps = sheet.read()
        values = sheet.form.values()
        if may_see_private_notes(request.user, meeting):
            values["private_notes"] = sheet.form.cleaned_data["private_notes"]
        change_meeting(
            meeting,
            by=request.user,
            version=sheet.form.cleaned_data["version"] or 0,
            attendees=attendees,
            next_steps=next_steps,
            **values,
        )
    except ValidationError as refused:
        return _refused(request, sheet, refused)
    except VersionConflict as conflict:
        theirs: Any = conflict.theirs
        if theirs is None:
            return redirect("meetings")
        conflict_with = differences(sheet.form, theirs, attendees, request.user)
        sheet.form = sheet.form.sent_again_with(version=str(theirs.version))
        return _show(request, sheet, status=409, conflict=conflict_with)
    _say_done(request, _("Changed the meeting of %(day)s."), meeting)
    return redirect(meeting)


@page(Right.READ, write=Right.WRITE, methods=("POST",))
def meeting_trash(request: SignedInRequest, uid: UUID) -> HttpResponse:
    """Put a meeting into the trash."""
    meeting = get_object_or_404(_meetings(request), uid=uid)
    trash_meeting(meeting, by=request.user)
    _say_done(request, _("The meeting of %(day)s is in the trash."), meeting)
    return redirect("meetings")


@page(Right.READ, write=Right.WRITE, methods=("POST",))
def meeting_restore(request: SignedInRequest, uid: UUID) -> HttpResponse:
    """Take a meeting out of the trash."""
    seen = Meeting.objects.filter(may_be_seen(request.user, owner=Meeting.owner_column))
    meeting = get_object_or_404(seen, uid=uid)
    restore_meeting(meeting, by=request.user)
    _say_done(request, _("The meeting of %(day)s is back."), meeting)
    return redirect(meeting)


@page(Right.READ, write=Right.WRITE, methods=("POST",))
def meeting_not_held(request: SignedInRequest, uid: UUID) -> HttpResponse:
    """Say that a planned meeting was not held, and why."""
    meeting = get_object_or_404(_meetings(request), uid=uid)
    try:
        say_it_was_not_held(meeting, by=request.user, outcome=request.POST.get("outcome", ""))
    except ValidationError as refused:
        messages.error(request, " ".join(refused.messages))
    else:
        _say_done(request, _("Noted what came of the meeting of %(day)s."), meeting)
    return redirect(meeting if request.POST.get("next") == meeting.get_absolute_url() else "home")


@page(Right.WRITE)
def people_to_choose(request: SignedInRequest) -> HttpResponse:
    """The best few people for what was typed, with what they do now, as JSON."""
    typed = request.GET.get("q", "").replace("\x00", "")[:200]
    hits = people_called(request.user, typed)
    return JsonResponse(
        {"results": [{"id": str(hit.uid), "text": hit.title, "detail": hit.detail} for hit in hits]}
    )


def _meetings(request: SignedInRequest) -> Any:
    return Meeting.objects.visible_to(request.user).select_related(
        "organization__party", "initiative", "team", "logged_by"
    )


def _pressed(request: SignedInRequest, sheet: Sheet) -> HttpResponse:
    """The same page with one thing changed; nothing is checked yet, and nothing that was typed is lost."""
    sheet.press(request.POST.get("do", ""))
    return _show(request, sheet, checked=False)


def _refused(request: SignedInRequest, sheet: Sheet, refused: ValidationError | UidTaken) -> HttpResponse:
    if isinstance(refused, UidTaken):
        sheet.form.add_error(
            None, _("This page belongs to somebody else’s meeting. Open a new one and copy the text.")
        )
    elif hasattr(refused, "error_dict"):
        sheet.refuse(refused.message_dict)
    else:
        sheet.refuse({"attendees": refused.messages})
    return _show(request, sheet, status=400)


def _show(
    request: SignedInRequest,
    sheet: Sheet,
    *,
    status: int = 200,
    checked: bool = True,
    conflict: list[Difference] | None = None,
) -> HttpResponse:
    sheet.settle()
    if checked:
        sheet.place_errors()
    meeting = sheet.form.meeting
    return render(
        request,
        "meeting_log/meeting_form.html",
        {
            "sheet": sheet,
            "form": sheet.form,
            "meeting": meeting,
            "problems": sheet.problems if checked else [],
            "conflict": conflict,
            "initiatives": sheet.initiatives,
            "private": meeting is None or may_see_private_notes(request.user, meeting),
            "close": _close(request, meeting),
            "place": "meetings",
            "kinds": (FIRST, MORE, {value for value, _word in MORE}),
            "role_choices": ROLES,
            "positions": POSITIONS.values(),
            "steps_of_ladder": [(str(step.value), step.label) for step in InterestLevel],
            "presences": Presence.choices,
        },
        status=status,
    )


def _let_it_be_held(sheet: Sheet) -> None:
    """A planned meeting opens as one that was held, with everybody who was invited there."""
    sheet.form.initial["status"] = Status.HELD
    for row in sheet.people:
        row.presence = "" if row.presence == "invited" else row.presence


def _say_done(request: SignedInRequest, words: str, meeting: Meeting) -> None:
    """Say what was done, with the way back: the last act that wrote the meeting."""
    last = Meeting.history.filter(id=meeting.pk).order_by("-history_id").select_related("act").first()
    undo = f"undo:{last.act.uid}" if last is not None and last.act.by_id == request.user.pk else ""
    messages.success(request, words % {"day": date_format(meeting.held_on)}, extra_tags=undo)


def _from(request: SignedInRequest) -> Any:
    """The person or organization from whose page one came, if one may see it."""
    for name, rows in (("person", people_for), ("organization", organizations_for)):
        try:
            uid = UUID(request.GET.get(name, ""))
        except ValueError:
            continue
        found = rows(request.user).filter(party__uid=uid).select_related("party").first()
        if found is not None:
            return found
    return None


def _back(request: SignedInRequest, meeting: Meeting) -> str:
    """Where one goes after saving: where one came from, or else the meeting."""
    came_from = _from(request) or meeting
    return str(came_from.get_absolute_url())


def _close(request: SignedInRequest, meeting: Meeting | None) -> str:
    if meeting is not None:
        return meeting.get_absolute_url()
    came_from = _from(request)
    return str(came_from.get_absolute_url()) if came_from else reverse("meetings")
