"""Django's admin site behind Groundwork's own sign-in: same limits, same second factor."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _

from crm.accounts.rights import Right


class GroundworkAdmin(admin.AdminSite):
    site_header = _("Groundwork administration")
    site_title = _("Groundwork")
    site_url = "/"

    def has_permission(self, request: HttpRequest) -> bool:
        return request.user.is_authenticated and request.user.may(Right.ADMINISTER)

    def login(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        return redirect(f"/account/login/?next={request.path}")


admin_site = GroundworkAdmin(name="admin")
