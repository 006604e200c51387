"""Whose term ends soon, and which seats stand vacant or are up for election: two lists beside each other."""

from __future__ import annotations

from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as say
from django.utils.translation import gettext_lazy as _

from contacts.lists.ready import ReadyList
from contacts.roles import columns
from contacts.roles.filters import OpenSeatFilter, TermFilter
from contacts.roles.queries import open_seats_for, terms_for, with_person
from crm.accounts.policies import SignedInRequest, page
from crm.accounts.rights import Right
from crm.parts.lists import ListOf, list_page

TERMS = ListOf(
    "terms",
    _("Terms ending"),
    rows=terms_for,
    filters=TermFilter,
    columns=columns.TERMS,
    sort="how",
    prepare=with_person,
)
OPEN_SEATS = ListOf(
    "open_seats",
    _("Vacant and up for election"),
    rows=open_seats_for,
    filters=OpenSeatFilter,
    columns=columns.OPEN_SEATS,
    sort="how",
    prepare=lambda rows: rows.select_related("organization__party", "organization__parent"),
)


@page(Right.READ)
def terms(request: SignedInRequest) -> HttpResponseBase:
    """Roles and seats whose term ends within some months, the elected ones first."""
    return list_page(request, TERMS, "roles/term_list.html", ready=_beside(TERMS))


@page(Right.READ)
def open_seats(request: SignedInRequest) -> HttpResponseBase:
    """Seats on which nobody sits, and seats that are up for election."""
    return list_page(request, OPEN_SEATS, "roles/open_seat_list.html", ready=_beside(OPEN_SEATS))


def _beside(shown: ListOf) -> list[ReadyList]:
    ready = [ReadyList(of.title, reverse(of.name), of is shown) for of in (TERMS, OPEN_SEATS)]
    return [*ready, ReadyList(say("All people"), reverse("people"), False)]
