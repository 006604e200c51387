"""Pages of the history of a record: what changed, and putting it back to how it was."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from contacts.history.earlier import Plan, act_at_the_end_of, plan_back, was_there
from contacts.history.forms import HoldForm
from contacts.history.kinds import KINDS, Kind, may_put_back
from contacts.history.models import Hold
from contacts.history.queries import history_of, open_since
from contacts.history.services import CannotPutBack, ChangedSince, hold, lift_hold, put_record_back
from contacts.history.trash import HOLDABLE
from contacts.parties.form_page import form_page, named_in_address, posted, say_done
from contacts.parties.models import Party
from crm.accounts.policies import SignedInRequest, page
from crm.accounts.rights import Right
from crm.parts.audit import AuditEvent, act
from crm.parts.forms import DayField


class AsOfForm(forms.Form):
    """The day to whose end a record is put back."""

    day = DayField(label=gettext_lazy("How it was at the end of"))


def record_at(request: SignedInRequest, kind: str, uid: UUID) -> tuple[Kind, Any]:
    """The record of this kind at this address, if this user may see it."""
    if kind not in KINDS:
        raise Http404
    of = KINDS[kind]
    return of, get_object_or_404(of.visible_to(request.user), **{of.uid: uid})


@page(Right.READ)
def party_history(request: SignedInRequest, uid: UUID) -> HttpResponse:
    """The history of a person or organization, by the address of their party."""
    party: Party = get_object_or_404(Party.objects.visible_to(request.user), uid=uid)
    return _history(request, *record_at(request, party.kind, uid))


@page(Right.READ)
def record_history(request: SignedInRequest, kind: str, uid: UUID) -> HttpResponse:
    """Who changed which field from what to what."""
    return _history(request, *record_at(request, kind, uid))


def _history(request: SignedInRequest, kind: Kind, record: Any, form: AsOfForm | None = None) -> HttpResponse:
    since: AuditEvent | None = named_in_address(request, "since", AuditEvent.objects.all())
    history = history_of(kind, record, request.user, since=since)
    address = kind.address(record)
    context = {
        "kind": kind,
        "record": record,
        "may_put_back": may_put_back(kind, record, request.user),
        "uid": record.uid,
        "title": kind.title(record),
        "history": history,
        "since": since,
        "form": form or AsOfForm(),
        "back": "" if address == _address(kind, record) else address,
        "held": Hold.objects.filter(record_kind=HOLDABLE.get(kind.key, ""), record_id=record.pk).first(),
    }
    return render(request, "history/record.html", context, status=400 if form else 200)


@dataclass(frozen=True)
class Moment:
    """To when a record is put back: the last act that stays, and the words for it."""

    until: int
    words: str


@page(Right.WRITE, methods=("GET", "POST"))
def record_put_back(request: SignedInRequest, kind: str, uid: UUID) -> HttpResponse:
    """Put a record back to how it was before an act (`?before=`) or at the end of a day (`?day=`).

    Shown field by field first, then done as one act.
    """
    of, record = record_at(request, kind, uid)
    if not may_put_back(of, record, request.user):
        raise Http404
    form = AsOfForm(request.GET)
    moment = _moment(request, form)
    if moment is None:
        return _history(request, of, record, form)
    refused = ""
    if moment.until < open_since(of, record.pk, request.user):
        refused = _("Who could see it was restricted then; how it was is not yours to read.")
    elif not was_there(of, record, moment.until):
        refused = _("It was not in the record yet.")
    plan = Plan([], 0) if refused else plan_back(of, record, request.user, moment.until)
    if request.method == "POST" and not refused:
        done = _put_back(request, of, record, moment)
        if isinstance(done, HttpResponse):
            return done
        refused, plan = done
    return _show_plan(request, of, record, moment, plan, refused)


def _put_back(
    request: SignedInRequest, kind: Kind, record: Any, moment: Moment
) -> HttpResponse | tuple[str, Plan]:
    """Do what was chosen and go back to the record; else why not, and the plan as it stands now."""
    chosen, seen = request.POST.getlist("row"), request.POST.get("newest", "")
    newest = int(seen) if seen.isascii() and seen.isdigit() and len(seen) < 19 else -1
    try:
        with act(by=request.user, verb="put back", subject=kind.title(record)) as running:
            put_record_back(kind, record, by=request.user, until=moment.until, chosen=chosen, newest=newest)
    except ChangedSince as changed:
        return str(changed), changed.plan
    except CannotPutBack as reason:
        return str(reason), plan_back(kind, record, request.user, moment.until)
    if not running.changed_something:
        messages.info(request, _("Nothing was chosen, so nothing was changed."))
    else:
        say_done(request, _("Put back to how it was %(then)s.") % {"then": moment.words}, running.event)
    return redirect(kind.address(record))


def _show_plan(
    request: SignedInRequest, kind: Kind, record: Any, moment: Moment, plan: Plan, refused: str
) -> HttpResponse:
    context = {
        "kind": kind,
        "title": kind.title(record),
        "moment": moment,
        "plan": plan,
        "refused": refused,
        "back": _address(kind, record),
        "able": any(not row.stays for row in plan.shown),
    }
    return render(request, "history/put_back.html", context, status=409 if refused else 200)


def _moment(request: SignedInRequest, form: AsOfForm) -> Moment | None:
    """What the address asks for; None if it asks for nothing that makes sense."""
    before: AuditEvent | None = named_in_address(request, "before", AuditEvent.objects.all())
    if before is not None:
        at = date_format(timezone.localtime(before.at), "j M Y, H:i")
        return Moment(before.pk - 1, _("before the change of %(at)s") % {"at": at})
    if not form.is_valid():
        return None
    day: date = form.cleaned_data["day"]
    return Moment(act_at_the_end_of(day), _("at the end of %(day)s") % {"day": date_format(day, "j M Y")})


@page(Right.DIRECT, methods=("GET", "POST"))
def record_hold(request: SignedInRequest, kind: str, uid: UUID) -> HttpResponse:
    """Hold a record, with a reason, or let go of it."""
    of, record = record_at(request, kind, uid)
    if of.key not in HOLDABLE:
        raise Http404
    held_as, title = HOLDABLE[of.key], of.title(record)
    held = Hold.objects.filter(record_kind=held_as, record_id=record.pk).first()
    form = HoldForm(posted(request))
    if held is not None:
        del form.fields["reason"]

    def write() -> bool:
        if held is None:
            reason = form.values["reason"]
            return bool(hold(held_as, record, by=request.user, reason=reason, called=title))
        lift_hold(held_as, record, by=request.user, called=title)
        return True

    explain = _(
        "As long as it is held it is not emptied out of the trash, and nobody forgets it. Everybody sees that it is."
    )
    if held is not None:
        explain = _("Held because: %(reason)s") % {"reason": held.reason}
    return form_page(
        request, form, write, verb="hold" if held is None else "lift hold", subject=title,
        done=_("It is held.") if held is None else _("It is not held any more."), back=of.address(record),
        heading=_("Hold this record") if held is None else _("Let go of this record?"), about=title,
        save=_("Hold it") if held is None else _("Let go of it"), explain=explain,
    )  # fmt: skip


def _address(kind: Kind, record: Any) -> str:
    return reverse("record_history", args=[kind.key, record.uid])
