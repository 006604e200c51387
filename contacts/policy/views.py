"""Pages of initiatives: the list, one with its decisions and positions, and their forms."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db.models import Q
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from contacts.interest.models import Stance
from contacts.meetings.models import Meeting
from contacts.parties.form_page import form_page, posted, say_done
from contacts.policy.columns import COLUMNS, fetch_positions
from contacts.policy.filters import InitiativeFilter
from contacts.policy.forms import DecisionForm, InitiativeForm
from contacts.policy.models import Decision, Initiative
from contacts.policy.services import trash_initiative
from contacts.policy.vocabulary import Stage
from contacts.tasks.models import Task
from crm.accounts.policies import SignedInRequest, page
from crm.accounts.rights import Right
from crm.parts.forms import RecordForm
from crm.parts.lists import ListOf, list_page
from crm.parts.panels import panels_for

MEETINGS_SHOWN = 12

INITIATIVES = ListOf(
    "initiatives",
    gettext_lazy("Policy"),
    rows=lambda user: Initiative.objects.visible_to(user),
    filters=InitiativeFilter,
    columns=COLUMNS,
    sort="name",
    prepare=lambda rows: rows.select_related("lead", "jurisdiction__party"),
)


@page(Right.READ)
def initiatives_page(request: SignedInRequest) -> HttpResponseBase:
    """All initiatives, or those that the filter asks for."""
    return list_page(request, INITIATIVES, "policy/initiative_list.html", ready=[])


@page(Right.READ)
def initiative_page(request: SignedInRequest, uid: UUID) -> HttpResponse:
    """What it is, where it stands, who decides, where people stand, what was talked about."""
    initiative = initiative_at(request, uid)
    fetch_positions([initiative], request.user)
    meetings = Meeting.objects.visible_to(request.user).filter(
        Q(initiative=initiative) | Q(pk__in=initiative.topics.values("meeting"))
    )
    tasks = Task.objects.visible_to(request.user).open().filter(initiative=initiative)
    steps = list(initiative.stage_changes.all())
    return render(
        request,
        "policy/initiative.html",
        {
            "initiative": initiative,
            "stages": [{"word": stage.label, "current": stage == initiative.stage} for stage in Stage],
            "steps": steps,
            "decisions": initiative.decisions.select_related("body__party"),
            "parts": initiative.parts.filter(trashed_at__isnull=True),
            "stands": [(stance, initiative.positions.get(stance.value, 0)) for stance in Stance],
            "read": sum(initiative.positions.values()),
            "meetings": meetings.select_related("organization", "logged_by").order_by("-held_on", "-pk")[
                :MEETINGS_SHOWN
            ],
            "tasks": list(tasks.select_related("assignee", "team", "party")),
            "panels": panels_for("initiative", request, initiative),
        },
    )


@page(Right.WRITE, methods=("GET", "POST"))
def initiative_create(request: SignedInRequest) -> HttpResponse:
    form = InitiativeForm(posted(request), user=request.user, initial={"lead": request.user})
    if request.method == "POST":
        subject = str(form.data.get("name", ""))[:300]
        made = form.attempt(
            lambda: form.add(by=request.user), by=request.user, verb="add initiative", subject=subject
        )
        if made is not None:
            say_done(request, _("Added %(name)s.") % {"name": made.name}, form.event, undo=False)
            return redirect(made)
    context = {
        "form": form, "heading": _("Add an initiative"), "about": "", "save": _("Add"), "back": reverse("initiatives"),
    }  # fmt: skip
    return render(request, "parties/form.html", context)


@page(Right.WRITE, methods=("GET", "POST"))
def initiative_edit(request: SignedInRequest, uid: UUID) -> HttpResponse:
    initiative = initiative_at(request, uid)
    form = InitiativeForm(posted(request), user=request.user, initial=InitiativeForm.as_typed(initiative))
    return form_page(
        request, form, lambda: form.change(initiative, by=request.user), verb="change initiative",
        subject=initiative.name, done=_("Saved."), back=initiative.get_absolute_url(),
        heading=_("Edit %(name)s") % {"name": initiative.name}, save=_("Save"),
    )  # fmt: skip


@page(Right.WRITE, methods=("GET", "POST"))
def initiative_trash(request: SignedInRequest, uid: UUID) -> HttpResponse:
    initiative = initiative_at(request, uid)
    back = reverse("initiatives") if request.method == "POST" else initiative.get_absolute_url()
    return form_page(
        request, RecordForm(posted(request)), lambda: trash_initiative(initiative, by=request.user), verb="trash",
        subject=initiative.name, done=_("%(name)s is in the trash.") % {"name": initiative.name}, back=back,
        heading=_("Put %(name)s into the trash?") % {"name": initiative.name}, save=_("Put into the trash"),
        danger=True, explain=_("Readings and meetings on it stay, and come back with it."),
    )  # fmt: skip


@page(Right.WRITE, methods=("GET", "POST"))
def decision_add(request: SignedInRequest, uid: UUID) -> HttpResponse:
    initiative = initiative_at(request, uid)
    form = DecisionForm(posted(request), user=request.user)
    return form_page(
        request, form, lambda: form.add(initiative, by=request.user), verb="add decision", subject=initiative.name,
        done=_("Added."), back=initiative.get_absolute_url(), heading=_("Add a decision"), about=initiative.name,
        save=_("Add"),
    )  # fmt: skip


@page(Right.WRITE, methods=("GET", "POST"))
def decision_edit(request: SignedInRequest, uid: UUID) -> HttpResponse:
    decisions: Any = Decision.objects.filter(initiative__trashed_at__isnull=True)
    decision = get_object_or_404(decisions.select_related("initiative", "body__party"), uid=uid)
    form = DecisionForm(posted(request), user=request.user, initial=DecisionForm.as_typed(decision))
    return form_page(
        request, form, lambda: form.change(decision, by=request.user), verb="change decision",
        subject=str(decision.initiative), done=_("Saved."), back=decision.initiative.get_absolute_url(),
        heading=_("Decision"), about=f"{decision.initiative}: {decision.body}", save=_("Save"),
    )  # fmt: skip


def initiative_at(request: SignedInRequest, uid: UUID) -> Any:
    rows = Initiative.objects.visible_to(request.user).select_related("lead", "jurisdiction__party", "parent")
    return get_object_or_404(rows, uid=uid)
