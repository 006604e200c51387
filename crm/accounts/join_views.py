"""Taking up an invitation: the only way to an account besides the command line."""

from __future__ import annotations

from allauth.account.internal.flows.login import perform_login
from allauth.account.internal.flows.reauthentication import reauthenticate_by_password
from allauth.account.models import Login
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from crm.accounts.forms import JoinForm
from crm.accounts.models import Invitation
from crm.accounts.policies import open_page
from crm.accounts.services import NotPossible, accept_invitation


@open_page("GET", "POST")
def join(request: HttpRequest, secret: str) -> HttpResponse:
    """Make one's account from the link of an invitation, and be signed in."""
    if request.user.is_authenticated:
        messages.info(request, _("You have an account already. Sign out to take up an invitation."))
        return redirect("home")
    invitation = Invitation.open_with(secret)
    if invitation is None:
        return render(request, "accounts/join_closed.html", status=404)
    form = JoinForm(request.POST or None, email=invitation.email)
    if form.is_valid():
        try:
            user = accept_invitation(invitation, **form.cleaned_data)
        except NotPossible:
            return render(request, "accounts/join_closed.html", status=404)
        response: HttpResponse = perform_login(request, Login(user=user, redirect_url=reverse("first_hour")))
        # The password is seconds old: setting up a second factor need not ask for it again.
        reauthenticate_by_password(request)
        return response
    context = {"form": form, "invitation": invitation}
    return render(request, "accounts/join.html", context, status=400 if form.is_bound else 200)
