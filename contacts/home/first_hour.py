"""The first hour: what a new colleague is asked, and where an empty installation takes a public directory from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from contacts.imports.formats import FORMATS
from contacts.organizations.models import Organization
from contacts.organizations.own_districts import (
    choose_own_districts,
    districts_for,
    districts_met_most,
    own_districts,
)
from contacts.parties.form_page import posted, say_done
from crm.accounts.models import User
from crm.accounts.policies import SignedInRequest, page
from crm.accounts.rights import Right
from crm.parts.forms import RecordForm
from crm.parts.picks import ManyPicksField

# So many districts stand as chips beside the field in which one types.
CHIPS = 6


class OwnDistrictsForm(RecordForm):
    """The districts that somebody works with. None is an answer, too."""

    districts = ManyPicksField(
        reverse_lazy("districts_suggest"), label=gettext_lazy("Your districts"), required=False
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.field("districts").rows = districts_for(user)

    def change(self, *, by: User) -> list[Organization]:
        chosen: list[Organization] = self.values["districts"]
        choose_own_districts(by=by, districts=chosen)
        return chosen


@page(Right.READ, write=Right.WRITE, methods=("GET", "POST"))
def first_hour_page(request: SignedInRequest) -> HttpResponse:
    """Two questions after an invitation was taken up: which districts are yours, and put it on the home screen?"""
    if not request.user.may(Right.WRITE):
        return redirect("home")
    form = _form(request)
    if request.method == "POST" and _chosen(request, form):
        return redirect("log_meeting")
    return render(request, "home/first_hour.html", {"form": form, "chips": _chips(request, form)})


@page(Right.READ, write=Right.WRITE, methods=("GET", "POST"))
def own_districts_page(request: SignedInRequest) -> HttpResponse:
    """One's districts, to be changed at any time."""
    form = _form(request)
    if request.method == "POST" and _chosen(request, form):
        say_done(request, _("Saved."), form.event)
        return redirect("own_districts")
    return render(request, "home/own_districts.html", {"form": form, "chips": _chips(request, form)})


def _form(request: SignedInRequest) -> OwnDistrictsForm:
    mine = list(own_districts(request.user).select_related("party"))
    return OwnDistrictsForm(posted(request), user=request.user, initial={"districts": mine})


def _chosen(request: SignedInRequest, form: OwnDistrictsForm) -> bool:
    """Keep what was chosen, if it is good."""
    named = ", ".join(sorted(one.name for one in form.values["districts"])) if form.is_valid() else ""

    def write() -> list[Organization]:
        return form.change(by=request.user)

    return form.attempt(write, by=request.user, verb="choose own districts", subject=named) is not None


def _chips(request: SignedInRequest, form: OwnDistrictsForm) -> list[Organization]:
    """A few to choose by one press, without those that stand in the field."""
    stand = {one.pk for one in form.field("districts").chosen(form["districts"].value() or ())}
    most = districts_met_most(request.user, CHIPS + len(stand))
    return [one for one in most if one.pk not in stand][:CHIPS]


@dataclass(frozen=True)
class PublicFile:
    """A file that a public body gives away, and the format in which it is brought in."""

    format: str
    what: Any
    by: Any
    site: str
    how: Any

    @property
    def host(self) -> str:
        """The site as one says it: "nces.ed.gov"."""
        return urlsplit(self.site).netloc

    @property
    def title(self) -> Any:
        return FORMATS[self.format].title


PUBLIC_FILES = (
    PublicFile(
        "nces-districts",
        gettext_lazy("Every school district with its address, phone, grades and kind."),
        gettext_lazy("National Center for Education Statistics, Common Core of Data"),
        "https://nces.ed.gov/ccd/files.asp",
        gettext_lazy(
            "Choose Nonfiscal, level Local Education Agency, the newest year, file Directory. The file is a ZIP;"
            " unpack it. It holds the whole country: keep the rows of your state, or bring in all of it."
        ),
    ),
    PublicFile(
        "nces-schools",
        gettext_lazy("Every public school under its district. After the districts."),
        gettext_lazy("National Center for Education Statistics, Common Core of Data"),
        "https://educationdata.org/",
        gettext_lazy(
            "The directory of schools as the Education Data Portal gives it away, one year and one state: columns such"
            " as ncessch, leaid and school_name."
        ),
    ),
    PublicFile(
        "state-legislators",
        gettext_lazy("Who sits in house and senate, with district, e-mail and office."),
        gettext_lazy("Open States"),
        "https://open.pluralpolicy.com/data/legislator-csv/",
        gettext_lazy("Take the CSV of your state. It is kept up to date and needs no account."),
    ),
    PublicFile(
        "committees",
        gettext_lazy("The committees of house and senate. After the legislators."),
        gettext_lazy("Open States"),
        "https://github.com/openstates/people",
        gettext_lazy(
            "The committees of a state stand there as files; a table of them has one row a committee."
        ),
    ),
)


@page(Right.IMPORT)
def public_directory(request: SignedInRequest) -> HttpResponse:
    """Which public files make a state's directory, where to get them, and the way to bring each in. Groundwork itself
    asks no other machine."""
    return render(request, "home/public_directory.html", {"files": PUBLIC_FILES})
