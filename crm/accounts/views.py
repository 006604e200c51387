"""One's own settings: name, e-mail, look, keys for programs."""

from __future__ import annotations

from uuid import UUID

from allauth.account.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from crm.accounts.forms import EmailForm, ProfileForm, TokenForm
from crm.accounts.from_allauth import it_is_you
from crm.accounts.models import ApiToken, User
from crm.accounts.policies import SignedInRequest, page
from crm.accounts.rights import Right
from crm.accounts.second_factor import days_left
from crm.accounts.services import change_email, change_profile, make_token, revoke_token


@page(Right.READ, methods=("GET", "POST"))
def settings_page(request: SignedInRequest) -> HttpResponse:
    """Name and look, and the way to everything else that is one's own."""
    user = request.user
    said = {
        "first_name": user.first_name,
        "last_name": user.last_name,
        "username": user.username,
        "theme": user.theme or "device",
    }
    form = ProfileForm(request.POST or None, user=user, initial=said)
    if form.is_valid():
        change_profile(User.objects.get(pk=user.pk), **form.cleaned_data)
        messages.success(request, _("Saved."))
        return redirect("settings")
    return render(
        request,
        "accounts/settings.html",
        {
            "form": form,
            "factors": Authenticator.objects.filter(user=user)
            .exclude(type=Authenticator.Type.RECOVERY_CODES)
            .count(),
            "days_left": days_left(user),
            "browsers": UserSession.objects.filter(user=user).count(),
            "tokens": user.api_tokens.count(),
        },
        status=400 if form.is_bound else 200,
    )


@page(Right.READ, methods=("POST",))
def theme(request: SignedInRequest) -> HttpResponse:
    """Light, dark or as the device is set; from the menu of every page."""
    wanted = request.POST.get("theme", "")
    if wanted in User.Theme.values:
        User.objects.filter(pk=request.user.pk).update(theme=wanted)
    back = request.POST.get("next", "")
    if not url_has_allowed_host_and_scheme(
        back, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    ):
        back = "/"
    return redirect(back)


@page(Right.READ, methods=("GET", "POST"))
@it_is_you
def settings_email(request: SignedInRequest) -> HttpResponse:
    """Another e-mail, after saying once more that it is oneself. The old address is told."""
    form = EmailForm(request.POST or None, user=request.user)
    if form.is_valid():
        before = change_email(User.objects.get(pk=request.user.pk), email=form.cleaned_data["email"])
        get_adapter(request).send_notification_mail(
            "accounts/email/email_changed", request.user, {"email": form.cleaned_data["email"]}, email=before
        )
        messages.success(request, _("Your e-mail is now %(email)s.") % {"email": form.cleaned_data["email"]})
        return redirect("settings")
    return render(request, "accounts/email_change.html", {"form": form}, status=400 if form.is_bound else 200)


@page(Right.READ)
def tokens_page(request: SignedInRequest) -> HttpResponse:
    """The keys that one's programs use."""
    return render(request, "accounts/token_list.html", {"tokens": request.user.api_tokens.all()})


@page(Right.READ, methods=("GET", "POST"))
@it_is_you
def token_create(request: SignedInRequest) -> HttpResponse:
    """Make a key and show it once; it is not kept."""
    form = TokenForm(request.POST or None)
    if form.is_valid():
        token, secret = make_token(request.user, name=form.cleaned_data["name"], expires_at=form.expires_at())
        return render(request, "accounts/token_made.html", {"token": token, "secret": secret})
    return render(request, "accounts/token_form.html", {"form": form}, status=400 if form.is_bound else 200)


@page(Right.READ, methods=("POST",))
def token_revoke(request: SignedInRequest, uid: UUID) -> HttpResponse:
    """End a key of one's own at once."""
    try:
        name = revoke_token(request.user, uid=uid)
    except ApiToken.DoesNotExist as error:
        raise Http404 from error
    messages.success(request, _("“%(name)s” is no longer good.") % {"name": name})
    return redirect("tokens")
