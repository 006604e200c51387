"""The page on which a roster is checked: of a district, a board, a school, or of a list of people."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from contacts.lists.models import SavedList
from contacts.lists.saved_page import SavedPage
from contacts.organizations.models import Organization, OrganizationType
from contacts.organizations.queries import organizations_for
from contacts.parties.form_page import named_in_address, say_done
from contacts.roles.roster import (
    RosterChanged,
    RosterRow,
    Said,
    roster_of,
    roster_of_people,
    rows_named,
)
from contacts.roles.roster_form import RosterForm, what_was_said
from crm.accounts.policies import SignedInRequest, page
from crm.accounts.rights import Right
from crm.parts.lists import LISTS, Question

# So many rows one page asks about; the next ones follow on the next page.
ROWS = 60


@dataclass(frozen=True)
class Asked:
    """Whose roster is asked about: an organization's, or that of the people on a list."""

    name: str
    address: str
    rows: list[RosterRow]
    organization: Organization | None = None


@page(Right.WRITE, methods=("GET", "POST"))
def roster(request: SignedInRequest) -> HttpResponse:
    """Who still holds which seat or role: one press a row, one save, one undo."""
    user = request.user
    organizations = organizations_for(user).select_related("party", "parent__party")
    organization: Organization | None = named_in_address(
        request, "organization", organizations, lookup="party__uid"
    )
    people = SavedList.objects.visible_to(user).filter(of=SavedList.Of.PEOPLE)
    saved: SavedList | None = named_in_address(request, "list", people)
    if organization is not None:
        rows = roster_of(organization, user, with_schools=request.GET.get("schools") == "1")
        asked = Asked(organization.name, organization.get_absolute_url(), rows, organization)
    elif saved is not None:
        kept = SavedPage(saved, user, QueryDict())
        matching = Question(LISTS[saved.of], request, kept.data).matching
        asked = Asked(saved.name, kept.address, roster_of_people(matching.values("pk"), user))
    else:
        raise Http404
    return _answer(request, asked)


def _answer(request: SignedInRequest, asked: Asked) -> HttpResponse:
    number = _page_number(request, len(asked.rows))
    shown = asked.rows[(number - 1) * ROWS : number * ROWS]
    form = RosterForm(user=request.user, rows=shown)
    changed: list[str] = []
    if request.method == "POST":
        form, changed, said = _write(request, asked.name, shown)
        if said is not None:
            say_done(request, what_was_said(said), form.event)
            last = number * ROWS >= len(asked.rows)
            return redirect(asked.address if last else f"{request.path}?{_query(request, number + 1)}")
    organization = asked.organization
    context: dict[str, Any] = {
        "asked": asked,
        "organization": organization,
        "form": form,
        "changed": changed,
        "may_add_schools": organization is not None and organization.type == OrganizationType.DISTRICT,
        "with_schools": request.GET.get("schools") == "1",
        "number": number,
        "pages": max(1, -(-len(asked.rows) // ROWS)),
        "total": len(asked.rows),
        "back": asked.address,
        "organization_uid": str(organization.uid) if organization is not None else "",
    }
    return render(request, "roles/roster.html", context, status=409 if changed else 200)


def _write(
    request: SignedInRequest, subject: str, shown: list[RosterRow]
) -> tuple[RosterForm, list[str], list[Said] | None]:
    """The form as it was sent; what others changed meanwhile, in words; and what was written, if it was."""
    keys = [name.removeprefix("version-") for name in request.POST if name.startswith("version-")]
    asked = rows_named(keys[: 2 * ROWS], request.user)
    form = RosterForm(request.POST, user=request.user, rows=asked)
    try:
        said = form.attempt(
            lambda: form.write(by=request.user, subject=subject),
            by=request.user, verb="check roster", subject=subject,
        )  # fmt: skip
    except RosterChanged as conflict:
        words = [_changed_words(row) for row in asked if row.key in conflict.keys]
        # The roster as it is now, with what was said of the rest.
        form = RosterForm(request.POST, user=request.user, rows=shown)
        for row in shown:
            form.answer(f"version-{row.key}", str(row.version))
        form.is_valid()
        return form, words, None
    return form, [], said


def _changed_words(row: RosterRow) -> str:
    if row.role is not None:
        words = _("%(who)s changed the role of %(name)s meanwhile.")
        return words % {"who": row.role.changed_by, "name": row.role.person}
    return _("Somebody wrote down meanwhile who is %(role)s at %(place)s.") % {
        "role": row.called, "place": row.organization,
    }  # fmt: skip


def _page_number(request: SignedInRequest, count: int) -> int:
    asked = request.GET.get("page", "1")
    pages = max(1, -(-count // ROWS))
    return (
        min(int(asked), pages)
        if asked.isascii() and asked.isdigit() and 0 < len(asked) < 5 and asked != "0"
        else 1
    )


def _query(request: SignedInRequest, number: int) -> str:
    query = request.GET.copy()
    query["page"] = str(number)
    return query.urlencode()
