"""The search page, and the suggestions under a search field."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from contacts.search.recent import recent_hits
from crm.accounts.policies import SignedInRequest, page
from crm.accounts.rights import Right
from crm.parts.search_query import Hit, Turn, Where, search_in_turn

# Where what was found is shown; a note is shown with the party it is about.
PAGES = {"person": "person", "organization": "organization", "meeting": "meeting", "initiative": "initiative"}
KINDS = {
    "person": _("person"),
    "organization": _("organization"),
    "meeting": _("meeting"),
    "initiative": _("initiative"),
    "document": _("document"),
    "note": _("note"),
}

# A word that is typed means a name before what was said at a meeting: kinds in turn, and how many of each are shown.
NAMED, SAID = ("person", "organization", "initiative"), ("meeting", "document", "note")
ON_THE_PAGE = (Turn(NAMED, 30), Turn(SAID, 20, places=(Where.NAME, Where.ANYWHERE), read=100))
# While one types, of what was said any few that fit are enough.
AS_ONE_TYPES = (Turn(NAMED, 7), Turn(SAID, 4, places=(Where.ANYWHERE,), read=40, parts=False))


def address_of(hit: Hit) -> str:
    """Where a hit opens."""
    if hit.kind == "note":
        return reverse("party", args=[hit.uid])
    if hit.kind == "document":
        return reverse("document", args=[hit.uid])
    return reverse(PAGES[hit.kind], args=[hit.uid])


def _shown(hit: Hit) -> dict[str, str | UUID]:
    return {
        "id": str(hit.uid),
        "kind": hit.kind,
        "kind_word": str(KINDS[hit.kind]),
        "text": hit.title,
        "detail": hit.detail,
        "url": address_of(hit),
    }


def _asked_kinds(request: SignedInRequest) -> list[str]:
    return [kind for kind in request.GET.get("kind", "").split(",") if kind in KINDS]


@page(Right.READ)
def search_page(request: SignedInRequest) -> HttpResponse:
    """Everything that can be found, on one page."""
    text = request.GET.get("q", "").replace("\x00", "")[:200]
    hits = [_shown(hit) for hit in _found(request, text, ON_THE_PAGE)]
    return render(request, "search/search.html", {"text": text, "hits": hits, "kinds": KINDS})


@page(Right.READ)
def search_suggest(request: SignedInRequest) -> HttpResponse:
    """The best few as JSON, for type-ahead; `?recent=person:<uid>,…` asks what these are called now."""
    if "recent" in request.GET:
        return JsonResponse(
            {"results": [_shown(hit) for hit in recent_hits(request.user, request.GET["recent"])]}
        )
    text = request.GET.get("q", "").replace("\x00", "")[:200]
    return JsonResponse({"results": [_shown(hit) for hit in _found(request, text, AS_ONE_TYPES)]})


def _found(request: SignedInRequest, text: str, turns: tuple[Turn, ...]) -> list[Hit]:
    """Only the kinds that the address asks for, as many as there would be of all; else everything in turn."""
    asked = _asked_kinds(request)
    if asked:
        turns = (Turn(asked, sum(turn.limit for turn in turns)),)
    return search_in_turn(request.user, text, *turns)
