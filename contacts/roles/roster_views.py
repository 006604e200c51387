"""The page on which a roster is checked: of a district, a board, a school, or of a list of people."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from contacts.organizations.models import Organization, OrganizationType
from contacts.organizations.queries import organizations_for
from contacts.parties.form_page import named_in_address, say_done
from contacts.roles.roster import RosterChanged, RosterRow, Said, roster_of, rows_named
from contacts.roles.roster_form import RosterForm, what_was_said
from crm.accounts.policies import SignedInRequest, page
from crm.accounts.rights import Right

# So many rows one page asks about; the next ones follow on the next page.
ROWS = 60


@page(Right.WRITE, methods=("GET", "POST"))
def roster(request: SignedInRequest) -> HttpResponse:
    """Who still holds which seat or role: one press a row, one save, one undo."""
    organizations = organizations_for(request.user).select_related("party", "parent__party")
    organization: Organization | None = named_in_address(
        request, "organization", organizations, lookup="party__uid"
    )
    if organization is None:
        raise Http404
    with_schools = request.GET.get("schools") == "1"
    rows = roster_of(organization, request.user, with_schools=with_schools)
    return _answer(request, organization, rows, with_schools)


def _answer(
    request: SignedInRequest, organization: Organization, rows: list[RosterRow], with_schools: bool
) -> HttpResponse:
    number = _page_number(request, len(rows))
    shown = rows[(number - 1) * ROWS : number * ROWS]
    form = RosterForm(user=request.user, rows=shown)
    changed: list[str] = []
    if request.method == "POST":
        form, changed, said = _write(request, organization, shown)
        if said is not None:
            say_done(request, what_was_said(said), form.event)
            last = number * ROWS >= len(rows)
            return redirect(organization if last else f"{request.path}?{_query(request, number + 1)}")
    context: dict[str, Any] = {
        "organization": organization,
        "form": form,
        "changed": changed,
        "may_add_schools": organization.type == OrganizationType.DISTRICT,
        "with_schools": with_schools,
        "number": number,
        "pages": max(1, -(-len(rows) // ROWS)),
        "total": len(rows),
        "back": organization.get_absolute_url(),
        "organization_uid": str(organization.uid),
    }
    return render(request, "roles/roster.html", context, status=409 if changed else 200)


def _write(
    request: SignedInRequest, organization: Organization, shown: list[RosterRow]
) -> tuple[RosterForm, list[str], list[Said] | None]:
    """The form as it was sent; what others changed meanwhile, in words; and what was written, if it was."""
    keys = [name.removeprefix("version-") for name in request.POST if name.startswith("version-")]
    asked = rows_named(keys[: 2 * ROWS], request.user)
    form = RosterForm(request.POST, user=request.user, rows=asked)
    try:
        said = form.attempt(
            lambda: form.write(by=request.user, subject=organization.name),
            by=request.user, verb="check roster", subject=organization.name,
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
