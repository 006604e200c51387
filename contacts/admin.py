"""Every table of the record to look at, and the vocabularies that admins edit."""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.db import models
from django.http import HttpRequest

from contacts.parties.models import Tag
from contacts.policy.models import KeyDate, KeyDateKind
from contacts.ties.models import TieType
from crm.accounts.site import ActAdmin, ReadOnlyAdmin, admin_site


class TieTypeAdmin(ActAdmin):
    list_display = ("forward", "reverse", "symmetric", "valence", "ends", "prior", "introduces")

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        # Code and imports name a kind by its key.
        return ("key",) if obj is not None else ()


class TagAdmin(ActAdmin):
    list_display = ("name",)
    search_fields = ("name",)


class KeyDateKindAdmin(ActAdmin):
    list_display = ("name", "no_school")


class KeyDateAdmin(ActAdmin):
    list_display = ("title", "kind", "start", "end", "jurisdiction", "checked")
    list_filter = ("checked", "kind")
    list_select_related = ("kind",)
    date_hierarchy = "start"
    raw_id_fields = ("organization",)


EDITED_HERE: dict[type[models.Model], type[ActAdmin]] = {
    TieType: TieTypeAdmin,
    Tag: TagAdmin,
    KeyDateKind: KeyDateKindAdmin,
    KeyDate: KeyDateAdmin,
}

for model in apps.get_app_config("contacts").get_models():
    # History is read with the record it belongs to.
    if not hasattr(model, "history_object"):
        admin_site.register(model, EDITED_HERE.get(model, ReadOnlyAdmin))
