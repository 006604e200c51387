"""What was done and what was taken out: the acts, with a way back, and the export log."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from crm.accounts.models import User
from crm.accounts.policies import SignedInRequest, page
from crm.accounts.rights import Right
from crm.parts.audit import AuditEvent
from crm.parts.erasing import FOR_GOOD
from crm.parts.exports import ExportLog
from crm.parts.pager import Pager
from crm.parts.undo import remembered_models


class ByWhom(forms.ModelChoiceField[User]):
    def label_from_instance(self, user: User) -> str:
        return str(user)


class LogForm(forms.Form):
    """What part of a log to show. A wrong question shows its reason and no rows."""

    by = ByWhom(label=_("By"), queryset=User.objects.all(), required=False, empty_label=_("anybody"))
    since = forms.DateField(label=_("From"), required=False, widget=forms.DateInput(attrs={"type": "date"}))
    until = forms.DateField(label=_("Until"), required=False, widget=forms.DateInput(attrs={"type": "date"}))

    def narrow(self, rows: QuerySet[Any], at: str) -> QuerySet[Any]:
        """The rows asked for, by the time in the column `at`; none if the question is wrong."""
        if not self.is_valid():
            return rows.none()
        asked = self.cleaned_data
        if asked["by"]:
            rows = rows.filter(by=asked["by"])
        if asked["since"]:
            rows = rows.filter(**{f"{at}__gte": _midnight(asked["since"])})
        if asked["until"]:
            rows = rows.filter(**{f"{at}__lt": _midnight(asked["until"] + timedelta(days=1))})
        return rows


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


def touched(event: AuditEvent) -> list[tuple[str, int]]:
    """What an act changed in words: the kind of record and how many."""
    named = {model._meta.model_name: model._meta for model in remembered_models()}
    counts: dict[str, int] = {}
    for key, count in event.counts.items():
        meta = named.get(key.rstrip("+~-"))
        if meta is not None:
            word = str(meta.verbose_name if count == 1 else meta.verbose_name_plural)
            counts[word] = counts.get(word, 0) + count
    return sorted(counts.items(), key=lambda pair: -pair[1])


@page(Right.ADMINISTER)
def audit_page(request: SignedInRequest) -> HttpResponse:
    """Every act, newest first, each with what it changed and a way back."""
    form = LogForm(request.GET)
    acts = AuditEvent.objects.select_related("by", "undoes", "undone_by", "undone_by__by")
    pager = Pager(form.narrow(acts, "at"), request.GET.get("page", "1"))
    rows = [
        {"act": event, "touched": touched(event), "for_good": event.verb in FOR_GOOD} for event in pager.rows
    ]
    return render(
        request,
        "crm/audit.html",
        {"form": form, "pager": pager, "rows": rows},
        status=200 if form.is_valid() else 400,
    )


@page(Right.READ)
def exports_page(request: SignedInRequest) -> HttpResponse:
    """What left the house as a file: one's own, for an admin everybody's."""
    everybodys = request.user.may(Right.ADMINISTER)
    exports = ExportLog.objects.select_related("by")
    if not everybodys:
        exports = exports.filter(by=request.user)
    form = LogForm(request.GET)
    pager = Pager(form.narrow(exports, "started_at"), request.GET.get("page", "1"))
    return render(
        request,
        "crm/exports.html",
        {"form": form, "pager": pager, "everybodys": everybodys},
        status=200 if form.is_valid() else 400,
    )
