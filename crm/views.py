"""Pages of the installation itself: is it well, and taking an act back."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from crm.accounts.policies import SignedInRequest, open_page, page
from crm.accounts.rights import Right
from crm.parts.audit import AuditEvent
from crm.parts.undo import CannotUndo, Undone, undo


@open_page("GET")
def healthz(request: HttpRequest) -> HttpResponse:
    """The process answers."""
    return JsonResponse({"ok": True})


@open_page("GET")
def readyz(request: HttpRequest) -> HttpResponse:
    """The process can do its work: the database answers. Says nothing that an outsider could use."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return JsonResponse({"ok": False}, status=503)
    return JsonResponse({"ok": True})


@page(Right.WRITE, methods=("POST",))
def undo_act(request: SignedInRequest, uid: UUID) -> HttpResponse:
    """Take one act back, and say what was left because somebody edited it since."""
    # Somebody else's act is not one's own to see, either.
    acts = AuditEvent.objects.all() if request.user.may(Right.ADMINISTER) else request.user.acts.all()
    event = get_object_or_404(acts, uid=uid)
    try:
        done = undo(event, by=request.user)
    except CannotUndo as reason:
        messages.error(request, str(reason))
    else:
        _say_what_was_undone(request, done)
    back = request.POST.get("next", "")
    if not url_has_allowed_host_and_scheme(
        back, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    ):
        back = "/"
    return redirect(back)


def _say_what_was_undone(request: SignedInRequest, done: Undone) -> None:
    if done.event is None and not done.kept:
        messages.error(request, _("There is nothing that this can take back. Change it back by hand."))
        return
    if done.event is not None:
        messages.success(request, _("Undone."), extra_tags=f"undo:{done.event.uid}")
    if done.kept:
        messages.warning(
            request,
            _("Left as it is, because it was edited since: %(what)s.") % {"what": ", ".join(done.kept[:10])},
        )
