"""Is this installation well: backups, mail, disk, the worker, the chain of acts."""

from __future__ import annotations

import shutil
import smtplib
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.mail import send_mail
from django.db import connection
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from crm.accounts.policies import SignedInRequest, page
from crm.accounts.rights import Right
from crm.parts.audit import AuditEvent, broken_seals
from crm.parts.jobs import Heartbeat, beat

# The name under which each leaves its sign of life, what it is called, how old the sign may be, what to do if not.
SIGNS = (
    ("worker", gettext_lazy("Worker"), timedelta(minutes=5), gettext_lazy("Start it: python manage.py work")),
    ("backup", gettext_lazy("Last backup"), timedelta(hours=36), gettext_lazy("Make one: make backup")),
    (
        "restore rehearsal",
        gettext_lazy("Last restore rehearsal"),
        timedelta(days=15),
        gettext_lazy("The worker does it every week. By hand: python manage.py rehearse_restore"),
    ),
)
DISK_LOW_PERCENT = 10


@dataclass(frozen=True)
class Line:
    """One line of the page: is it well, what is known, and what to do if it is not."""

    name: Any
    state: str  # "ok", "warn" or "danger"
    word: Any
    detail: Any = ""
    at: datetime | None = None
    todo: Any = ""


def sign_lines(now: datetime) -> list[Line]:
    """The signs of life that processes left, each held against how old it may be."""
    left = {sign.name: sign for sign in Heartbeat.objects.all()}
    lines = []
    for name, title, at_most, todo in SIGNS:
        sign = left.get(name)
        if sign is None:
            lines.append(Line(title, "warn", _("never yet"), todo=todo))
        elif not sign.ok:
            lines.append(Line(title, "danger", _("failed"), sign.says, sign.at, todo))
        elif now - sign.at > at_most:
            lines.append(Line(title, "warn", _("too long ago"), sign.says, sign.at, todo))
        else:
            lines.append(Line(title, "ok", _("well"), sign.says, sign.at))
    return lines


def mail_line() -> Line:
    sign = Heartbeat.objects.filter(name="mail").first()
    if settings.EMAIL_BACKEND.endswith(("console.EmailBackend", "dummy.EmailBackend")):
        return Line(
            _("Mail"),
            "warn",
            _("is not sent"),
            _("It is written to the log."),
            todo=_("Set EMAIL_URL: docs/settings.md"),
        )
    if sign is None:
        return Line(_("Mail"), "warn", _("never tried"), todo=_("Send yourself a test."))
    if not sign.ok:
        return Line(
            _("Mail"), "danger", _("failed"), sign.says, sign.at, _("Look at EMAIL_URL, then send a test.")
        )
    return Line(_("Mail"), "ok", _("well"), sign.says, sign.at)


def disk_line(name: Any, folder: Path) -> Line:
    """How much room is left where a folder lies, or will lie once it is made."""
    while not folder.exists():
        folder = folder.parent
    usage = shutil.disk_usage(folder)
    free = round(usage.free * 100 / usage.total)
    detail = _("%(free)s of %(total)s GB free (%(percent)s %%)") % {
        "free": f"{usage.free / 1e9:.1f}",
        "total": f"{usage.total / 1e9:.1f}",
        "percent": free,
    }
    if free < DISK_LOW_PERCENT:
        return Line(
            name, "danger", _("nearly full"), detail, todo=_("Make room: old backups and logs first.")
        )
    return Line(name, "ok", _("well"), detail)


def seals_line() -> Line:
    """What the last look at the chain said. Looking takes time with the number of acts, so a button does it."""
    acts = AuditEvent.objects.count()
    sign = Heartbeat.objects.filter(name="seals").first()
    if sign is None:
        return Line(
            _("Chain of acts"), "warn", _("never checked"), _("%(acts)s acts") % {"acts": f"{acts:,}"}
        )
    if not sign.ok:
        todo = _("Somebody changed the record past Groundwork. Compare with a backup.")
        return Line(_("Chain of acts"), "danger", _("broken"), sign.says, sign.at, todo)
    return Line(_("Chain of acts"), "ok", _("whole"), sign.says, sign.at)


@page(Right.ADMINISTER)
def status_page(request: SignedInRequest) -> HttpResponse:
    """Everything that a host looks at once a week."""
    lines = [
        *sign_lines(timezone.now()),
        mail_line(),
        disk_line(_("Disk"), Path(settings.MEDIA_ROOT)),
        disk_line(_("Disk for backups"), Path(settings.BACKUP_DIR)),
        seals_line(),
    ]
    return render(
        request,
        "crm/status.html",
        {
            "lines": lines,
            "unwell": sum(line.state != "ok" for line in lines),
            "database": connection.display_name,
        },
    )


@page(Right.ADMINISTER, methods=("POST",))
def status_mail(request: SignedInRequest) -> HttpResponse:
    """Send a test to whoever asks, and keep what came of it."""
    to = request.user.email
    if not to:
        messages.error(request, _("Give yourself an e-mail in your settings first."))
        return redirect("status")
    text = _("This is the test that you asked for. Mail from Groundwork reaches you.")
    try:
        send_mail(_("Test from Groundwork"), text, settings.DEFAULT_FROM_EMAIL, [to])
    except (OSError, smtplib.SMTPException) as error:
        beat("mail", f"{type(error).__name__}: {error}", ok=False)
        messages.error(request, _("The test could not be sent: %(why)s") % {"why": error})
    else:
        beat("mail", _("A test went to %(to)s.") % {"to": to})
        messages.success(request, _("A test is on its way to %(to)s.") % {"to": to})
    return redirect("status")


@page(Right.ADMINISTER, methods=("POST",))
def status_seals(request: SignedInRequest) -> HttpResponse:
    """Look at every seal in the chain of acts."""
    broken = broken_seals()
    sealed = AuditEvent.objects.exclude(seal="").count()
    if broken:
        shown = ", ".join(str(key) for key in broken[:10])
        beat(
            "seals",
            _("%(count)s seals do not hold, at act %(shown)s.") % {"count": len(broken), "shown": shown},
            ok=False,
        )
        messages.error(request, _("The chain of acts is broken."))
    else:
        beat("seals", _("%(count)s acts sealed, every seal holds.") % {"count": f"{sealed:,}"})
        messages.success(request, _("Every seal holds."))
    return redirect("status")
