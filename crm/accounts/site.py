"""Django's admin site behind Groundwork's own sign-in: same limits, same second factor.

It shows every table to admins. Few of them can be changed here, and each change is an act like any other.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from crm.accounts.rights import Right
from crm.parts.audit import act


def without(urls: list[Any], *ends: str) -> list[Any]:
    """Routes that nobody may use are better not there."""
    return [url for url in urls if not (getattr(url, "name", None) or "").endswith(ends)]


class GroundworkAdmin(admin.AdminSite):
    site_header = gettext_lazy("Groundwork tables")
    site_title = gettext_lazy("Groundwork")
    index_title = gettext_lazy("Every table of this installation")
    site_url = "/"
    enable_nav_sidebar = False
    final_catch_all_view = False

    def get_urls(self) -> list[Any]:
        # No table here is chosen from by typing.
        return without(super().get_urls(), "autocomplete")

    def has_permission(self, request: HttpRequest) -> bool:
        return request.user.is_authenticated and request.user.may(Right.ADMINISTER)

    def login(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """There is one way in, with its limits and second factor."""
        return redirect(f"{reverse('account_login')}?{urlencode({'next': reverse('admin:index')})}")

    # Django's types promise a page of its own for each of these; here it is the way to ours.

    def logout(self, request: HttpRequest, extra_context: Any = None) -> Any:
        return redirect("account_logout")

    def password_change(self, request: HttpRequest, extra_context: Any = None) -> Any:
        return redirect("account_change_password")

    def password_change_done(self, request: HttpRequest, extra_context: Any = None) -> Any:
        return redirect("settings")


admin_site = GroundworkAdmin(name="admin")


class ReadOnlyAdmin(admin.ModelAdmin[Any]):
    """A table to look at. Changing it goes through the room's own pages."""

    actions = None
    show_full_result_count = False
    list_per_page = 50

    def get_urls(self) -> list[Any]:
        return without(super().get_urls(), "_add", "_delete")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class VersionedForm(forms.ModelForm[Any]):
    """Carries the version that was read, so that nobody saves over what they have not seen."""

    read_version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["read_version"] = self.instance.version

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if self.instance.pk and cleaned.get("read_version") != self.instance.version:
            raise ValidationError(
                _("Somebody else changed this meanwhile. Open it anew and compare before you save.")
            )
        return cleaned


class ActAdmin(admin.ModelAdmin[Any]):
    """A vocabulary that admins edit. Nothing is deleted here: rows rest on it."""

    actions = None
    form = VersionedForm
    list_per_page = 50

    def get_urls(self) -> list[Any]:
        return without(super().get_urls(), "_delete")

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def save_model(self, request: HttpRequest, obj: models.Model, form: Any, change: bool) -> None:
        assert request.user.is_authenticated  # the site opens to admins alone
        verb = "change" if change else "add"
        with act(by=request.user, verb=f"{verb} {obj._meta.verbose_name}", subject=str(obj)):
            obj.save()
