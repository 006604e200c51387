"""Every table of the record to look at, and the vocabularies that admins edit."""

from __future__ import annotations

import re
from typing import Any

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext as _

from contacts.parties.models import Tag
from contacts.policy.models import KeyDate, KeyDateKind
from contacts.ties.models import TieType
from crm.accounts.site import ActAdmin, ReadOnlyAdmin, VersionedForm, admin_site


class TieTypeForm(VersionedForm):
    """A kind of tie: its key can be named in an address, and one that is the same both ways reads the same."""

    def clean_key(self) -> str:
        key = str(self.cleaned_data["key"])
        if not re.fullmatch(r"[a-z0-9_]+", key):
            raise ValidationError(_("Small letters, digits and _ only, such as same_council."))
        return key

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("symmetric", self.instance.symmetric) and "forward" in cleaned:
            cleaned["reverse"] = cleaned["forward"]
        return cleaned


class TieTypeAdmin(ActAdmin):
    form = TieTypeForm
    list_display = ("forward", "reverse", "symmetric", "valence", "ends", "prior", "introduces")

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        if obj is None:
            return ()
        # Code and imports name a kind by its key. Where ties are of this kind, who is which end of them stays as it
        # was said: a tie that was the same both ways has no first and second, and people are no organizations.
        return ("key", "symmetric", "ends") if obj.ties.exists() else ("key",)


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
