"""Pages of saved lists: each at its address, all of them on one page, and the forms that keep them."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db.models import Count
from django.http import Http404, HttpResponse, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from contacts.lists.forms import NamedListForm, OnListsForm
from contacts.lists.models import SavedList
from contacts.lists.ready import ready_lists
from contacts.lists.saved_page import TEMPLATES, SavedPage, whose
from contacts.lists.services import (
    change_list,
    copy_list,
    may_change,
    trash_list,
)
from contacts.parties.form_page import address_of, form_page, party_in_address, posted, say_done, way_back
from crm.accounts.models import User
from crm.accounts.policies import SignedInRequest, page
from crm.accounts.rights import Right
from crm.parts.audit import act
from crm.parts.forms import RecordForm
from crm.parts.lists import LISTS, Question, list_page

# So many columns may be remembered of one list: no list has more.
MOST_COLUMNS = 60


@page(Right.READ)
def lists_page(request: SignedInRequest) -> HttpResponse:
    """All lists that one sees: one's own, the team's, everyone's."""
    seen = SavedList.objects.visible_to(request.user).select_related("owner", "team")
    rows = [Row(one, request.user) for one in seen.annotate(members=Count("entries"))]
    mine = [row for row in rows if row.is_mine]
    shared = [(_("Your lists"), mine)]
    for sharing, heading in (
        (SavedList.Sharing.TEAM, _("Your team’s")),
        (SavedList.Sharing.ALL, _("Everyone’s")),
    ):
        shared.append((heading, [r for r in rows if not r.is_mine and r.list.sharing == sharing]))
    others = [row for row in rows if not row.is_mine and row.list.sharing == SavedList.Sharing.PRIVATE]
    shared.append((_("Nobody else’s"), others))
    return render(
        request,
        "lists/all.html",
        {
            "sections": [(heading, found) for heading, found in shared if found],
        },
    )


class Row:
    """One list on the page of all, and what may be done with it."""

    def __init__(self, saved_list: Any, user: User) -> None:
        self.list = saved_list
        self.is_mine = saved_list.owner_id == user.pk
        self.may_change = may_change(saved_list, user)
        self.whose = whose(saved_list, user)


@page(Right.READ)
def saved_list_page(request: SignedInRequest, uid: UUID) -> HttpResponseBase:
    """A saved list: the list page with its conditions, or with those that stand in their place."""
    saved = SavedPage(_list_at(request, uid), request.user, request.GET)
    return list_page(
        request,
        LISTS[saved.list.of],
        TEMPLATES[saved.list.of],
        data=saved.data,
        kept_columns=saved.columns,
        saved=saved,
        place=saved.list.of,
        ready=ready_lists(saved.list.of, None, here=reverse(saved.list.of)),
    )


@page(Right.WRITE, methods=("GET", "POST"))
def list_save(request: SignedInRequest) -> HttpResponse:
    """Save what a list asks, under a name: `of` says which list, the rest of the address what it asks."""
    query = request.GET.copy()
    of = (query.pop("of", None) or [""])[0]
    if of not in TEMPLATES:
        raise Http404
    question = Question(LISTS[of], request, query)
    columns = [column.key for column in question.columns] if not question.problems else []
    form = NamedListForm(posted(request), user=request.user)
    if question.problems and request.method == "POST":
        # A wrong question is never kept, so that a list always answers.
        return render(request, "lists/list_save.html", _saving(form, question, of), status=400)
    if request.method == "POST":
        made = form.attempt(
            lambda: form.keep(by=request.user, of=of, query=query, columns=columns),
            by=request.user, verb="save list", subject=str(form.data.get("name", ""))[:100],
        )  # fmt: skip
        if made is not None:
            say_done(request, _("Saved the list %(name)s.") % {"name": made.name}, form.event, undo=False)
            return redirect("saved_list", made.uid)
    return render(request, "lists/list_save.html", _saving(form, question, of))


def _saving(form: NamedListForm, question: Question, of: str) -> dict[str, Any]:
    back = f"{reverse(of)}?{question.data.urlencode()}"
    return {
        "form": form, "question": question, "of": question.of, "back": back, "save": _("Save the list"),
        "heading": _("Save this list"), "about": question.of.title, "problems": question.problems,
    }  # fmt: skip


@page(Right.WRITE, methods=("GET", "POST"))
def list_make(request: SignedInRequest, of: str) -> HttpResponse:
    """A new list whose members are chosen by hand."""
    if of not in TEMPLATES:
        raise Http404
    form = NamedListForm(posted(request), user=request.user)
    if request.method == "POST":
        made = form.attempt(
            lambda: form.begin(by=request.user, of=of),
            by=request.user, verb="make list", subject=str(form.data.get("name", ""))[:100],
        )  # fmt: skip
        if made is not None:
            say_done(request, _("Made the list %(name)s.") % {"name": made.name}, form.event, undo=False)
            return redirect("saved_list", made.uid)
    words = {
        "people": _("A list of people chosen by hand"),
        "organizations": _("A list of organizations chosen by hand"),
    }
    return render(
        request,
        "parties/form.html",
        {
            "form": form,
            "heading": words[of],
            "about": "",
            "save": _("Make the list"),
            "back": reverse("lists"),
        },
    )


@page(Right.WRITE, methods=("GET", "POST"))
def list_edit(request: SignedInRequest, uid: UUID) -> HttpResponse:
    """The name of a list and who sees it."""
    saved_list = _list_to_change(request, uid)
    form = NamedListForm(
        posted(request), user=request.user, now=saved_list, initial=NamedListForm.as_typed(saved_list)
    )
    return form_page(
        request, form, lambda: form.change(_list_to_change(request, uid), by=request.user), verb="change list",
        subject=saved_list.name, done=_("Saved."), back=_address_of(saved_list),
        heading=_("Rename or share %(name)s") % {"name": saved_list.name}, save=_("Save"),
    )  # fmt: skip


@page(Right.WRITE, methods=("POST",))
def list_change(request: SignedInRequest, uid: UUID) -> HttpResponse:
    """Let a list keep what is asked now. Who saw an older version is shown the list as it stands."""
    saved_list = _list_to_change(request, uid)
    asked = QueryDict(request.POST.get("query", ""))
    question = Question(LISTS[saved_list.of], request, asked, saved_list.columns)
    if question.problems or not saved_list.dynamic:
        raise Http404
    form = RecordForm(request.POST)
    done = form.attempt(
        lambda: change_list(
            saved_list, by=request.user, version=form.read_version, query=asked,
            columns=[column.key for column in question.columns],
        ),
        by=request.user, verb="change list", subject=saved_list.name,
    )  # fmt: skip
    if done is None:
        return render(
            request,
            "lists/list_conflict.html",
            {"saved_list": saved_list, "form": form, "query": asked.urlencode()},
            status=409,
        )
    say_done(request, _("%(name)s keeps these conditions now.") % {"name": saved_list.name}, form.event)
    return redirect(_address_of(saved_list))


@page(Right.WRITE, methods=("POST",))
def list_copy(request: SignedInRequest, uid: UUID) -> HttpResponse:
    """One's own copy of a list."""
    saved_list = _list_at(request, uid)
    with act(by=request.user, verb="copy list", subject=saved_list.name) as running:
        made = copy_list(saved_list, by=request.user)
    say_done(request, _("This copy is yours: %(name)s.") % {"name": made.name}, running.event, undo=False)
    return redirect(_address_of(made))


@page(Right.WRITE, methods=("GET", "POST"))
def list_trash(request: SignedInRequest, uid: UUID) -> HttpResponse:
    saved_list = _list_to_change(request, uid)
    return form_page(
        request, RecordForm(posted(request)), lambda: trash_list(saved_list, by=request.user), verb="trash list",
        subject=saved_list.name, done=_("The list %(name)s is in the trash.") % {"name": saved_list.name},
        back=reverse("lists") if request.method == "POST" else _address_of(saved_list),
        heading=_("Put the list %(name)s into the trash?") % {"name": saved_list.name}, save=_("Put into the trash"),
        danger=True, explain=_("Nobody who is on it is touched. It can be taken back out."),
    )  # fmt: skip


@page(Right.WRITE, methods=("GET", "POST"))
def list_choose(request: SignedInRequest) -> HttpResponse:
    """Which lists the person or organization that the address names is on."""
    party = party_in_address(request)
    form = OnListsForm(posted(request), user=request.user, party=party)
    return form_page(
        request, form, lambda: form.put(by=request.user), verb="choose lists", subject=party.label,
        done=_("Saved."), back=address_of(party), heading=_("Lists that %(name)s is on") % {"name": party.label},
        save=_("Save"),
    )  # fmt: skip


@page(Right.READ, methods=("POST",))
def list_columns(request: SignedInRequest, name: str) -> HttpResponse:
    """Remember which columns of a list one wants to see, or go back to the usual ones."""
    if name not in LISTS:
        raise Http404
    chosen = dict(User.objects.values_list("list_columns", flat=True).get(pk=request.user.pk))
    chosen.pop(name, None)
    keys = [key[:40] for key in request.POST.getlist("columns")][:MOST_COLUMNS]
    if keys and "usual" not in request.POST:
        chosen[name] = keys
    User.objects.filter(pk=request.user.pk).update(list_columns=chosen)
    return redirect(way_back(request, "/"))


def _list_at(request: SignedInRequest, uid: UUID) -> SavedList:
    """The list at this address, if this user may see it."""
    seen = SavedList.objects.visible_to(request.user).select_related("owner", "team")
    found: SavedList = get_object_or_404(seen, uid=uid)
    return found


def _list_to_change(request: SignedInRequest, uid: UUID) -> SavedList:
    """The same, if this user may change it: another's list is only copied, so that there is nothing at this address."""
    found = _list_at(request, uid)
    if not may_change(found, request.user):
        raise Http404
    return found


def _address_of(saved_list: SavedList) -> str:
    return reverse("saved_list", args=[saved_list.uid])
