"""Pages of readings: a new one, and putting one right."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from contacts.interest.forms import CorrectionForm, ReadingForm
from contacts.interest.models import Assessment, LatestReading
from contacts.interest.services import latest_readings, record_reading
from contacts.parties.form_page import (
    address_of,
    form_page,
    named_in_address,
    party_in_address,
    posted,
    say_done,
)
from contacts.parties.models import Party
from contacts.policy.models import Initiative
from crm.accounts.policies import SignedInRequest, page
from crm.accounts.rights import Right
from crm.parts.audit import act


@page(Right.WRITE, methods=("GET", "POST"))
def reading_add(request: SignedInRequest) -> HttpResponse:
    """A reading of the party that the address names; "still so" is one press and a new day."""
    party = party_in_address(request)
    initiatives = Initiative.objects.visible_to(request.user)
    initiative: Initiative | None = named_in_address(request, "initiative", initiatives)
    last = latest_readings([party], initiative, request.user.scope).get(party.pk) if initiative else None
    if request.method == "POST" and "still" in request.POST and last is not None:
        return _still_so(request, party, last)
    initial = {"initiative": initiative, "assessed_on": timezone.localdate()}
    form = ReadingForm(posted(request), user=request.user, initial=initial)
    return form_page(
        request, form, lambda: form.add(party, by=request.user), verb="record reading", subject=party.label,
        done=_("Noted."), back=address_of(party), heading=_("New reading"), about=party.label, save=_("Add"),
        template="interest/reading_form.html", last=last,
    )  # fmt: skip


@page(Right.WRITE, methods=("GET", "POST"))
def reading_correct(request: SignedInRequest, uid: UUID) -> HttpResponse:
    """Put right what was written down; the day stays."""
    readings = Assessment.objects.visible_to(request.user).select_related("party", "initiative", "meeting")
    reading = get_object_or_404(readings, uid=uid)
    names = ("stance", "level", "say", "how_we_know", "note")
    form = CorrectionForm(posted(request), initial={name: getattr(reading, name) for name in names})
    about = f"{reading.party.label}, {reading.initiative}" if reading.initiative else reading.party.label
    return form_page(
        request, form, lambda: form.correct(reading, by=request.user), verb="correct reading",
        subject=reading.party.label, done=_("Corrected; what was written before stays in its history."),
        back=address_of(reading.party), heading=_("Correct this reading"), about=about, save=_("Correct it"),
        template="interest/reading_form.html", changes=reverse("record_history", args=["reading", uid]),
    )  # fmt: skip


def _still_so(request: SignedInRequest, party: Party, last: LatestReading) -> HttpResponse:
    """The same position and level again, of today."""
    with act(by=request.user, verb="still so", subject=party.label) as running:
        record_reading(
            by=request.user, party=party, initiative=last.initiative, assessed_on=timezone.localdate(),
            stance=last.stance, level=last.level, note=_("Still so"),
            visibility=last.assessment.visibility, team=last.assessment.team,
        )  # fmt: skip
    say_done(request, _("Noted: still so."), running.event)
    return redirect(address_of(party))
