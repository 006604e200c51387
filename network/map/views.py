"""Pages of the map. What needs the engine (half a second to import) is imported when somebody opens one."""

from __future__ import annotations

import json
from hashlib import sha256
from typing import Any, cast
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.core.serializers.json import DjangoJSONEncoder
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.utils.translation import gettext as _

from contacts.parties.models import Party
from crm.accounts.policies import SignedInRequest, page
from crm.accounts.rights import Right
from crm.parts.exports import FORMATS, take_out
from crm.parts.filters import Problem


@page(Right.READ)
def map_page(request: SignedInRequest) -> HttpResponse:
    """The coalition map in sentences, a still picture and a list; the script draws the moving one into it."""
    from network.map.question import MapQuestion
    from network.map.show import show_map

    question = MapQuestion(request)
    if "format" in request.GET:
        return _as_file(request, question)
    return render(request, "network/map.html", show_map(question), status=400 if question.problems else 200)


@page(Right.READ)
def map_graph(request: SignedInRequest) -> HttpResponse:
    """What the map's script draws, for the same query; 304 where the reader has it already."""
    from network.map.payload import payload_of
    from network.map.question import MapQuestion

    question = MapQuestion(request)
    if question.problems:
        problems = [{"key": problem.key, "says": problem.says} for problem in question.problems]
        return JsonResponse({"problems": problems}, status=400)
    body = json.dumps(payload_of(question), cls=DjangoJSONEncoder, ensure_ascii=False, separators=(",", ":"))
    response = HttpResponse(body, content_type="application/json; charset=utf-8")
    # The answer itself is its version: whatever it does not show cannot change it.
    response["ETag"] = f'"{sha256(body.encode()).hexdigest()[:32]}"'
    response["Cache-Control"] = "private, no-cache"
    return get_conditional_response(request, etag=response["ETag"], response=response) or response


@page(Right.READ)
def map_panel(request: SignedInRequest, uid: UUID) -> HttpResponse:
    """One person or organization on the map: who it is, where it stands, and why each of its ties is there."""
    from network.map.question import MapQuestion
    from network.map.show import show_party

    party = get_object_or_404(Party.objects.visible_to(request.user), uid=uid)
    return _panel(request, "network/panel_party.html", show_party(MapQuestion(request), party))


@page(Right.READ)
def map_cluster(request: SignedInRequest, letter: str) -> HttpResponse:
    """One cluster: how sure it is, why it is one, who is in it and who between it and others."""
    from network.map.question import MapQuestion
    from network.map.show import show_cluster

    question = MapQuestion(request)
    label = question.analysed.label_of_letter(letter)
    if label is None:
        raise Http404(_("There is no such cluster now."))
    return _panel(request, "network/panel_cluster.html", show_cluster(question, label))


def _panel(request: SignedInRequest, template: str, shown: dict[str, Any]) -> HttpResponse:
    """The panel alone for the script, or as a page of its own."""
    question = shown["question"]
    wrong = bool(question.problems)
    around = "network/panel_alone.html" if request.htmx else "network/panel_page.html"
    response = render(request, around, {**shown, "panel": template}, status=400 if wrong else 200)
    patch_vary_headers(response, ["HX-Request"])
    return response


def _as_file(request: SignedInRequest, question: Any) -> HttpResponse:
    if not request.user.may(Right.EXPORT):
        raise PermissionDenied
    wanted = request.GET["format"]
    if wanted in FORMATS and not question.problems:
        return cast(HttpResponse, take_out(question, wanted))
    problems = question.problems or [
        Problem("format", _("Lists are taken out as %(formats)s.") % {"formats": ", ".join(FORMATS)})
    ]
    return render(request, "lists/refused.html", {"problems": problems, "of": question.of}, status=400)
