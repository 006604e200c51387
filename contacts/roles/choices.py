"""The picker of role types: the eight usual first, then all by sphere, found by their synonyms too."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from contacts.organizations.models import Sphere
from contacts.roles.types import SPHERE_OF_ROLE, SYNONYMS, USUAL_ROLES, RoleType

# Never one list of sixty.
ROLE_CHOICES: list[tuple[Any, Any]] = [
    (_("usual"), [(role.value, role.label) for role in USUAL_ROLES]),
    *(
        (
            sphere.label,
            [
                (r.value, r.label)
                for r in RoleType
                if SPHERE_OF_ROLE[r.value] == sphere and r not in USUAL_ROLES
            ],
        )
        for sphere in Sphere
    ),
]

_FOUND_BY: dict[str, str] = {}
for _synonym, _role in SYNONYMS.items():
    _FOUND_BY[_role.value] = f"{_FOUND_BY[_role.value]}, {_synonym}" if _role.value in _FOUND_BY else _synonym


class RoleSelect(forms.Select):
    """A select of role types whose options carry the words by which people look for them: supt, AP, steward."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"data-pick": "", **(attrs or {})}, choices=[("", ""), *ROLE_CHOICES])

    def create_option(self, name: str, value: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        option: dict[str, Any] = super().create_option(name, value, *args, **kwargs)
        if found_by := _FOUND_BY.get(str(value)):
            option["attrs"]["data-detail"] = found_by
        return option


class RoleTypeField(forms.ChoiceField):
    """A role type, or none where the title as printed says it all."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs = {"required": False, "label": _("Role"), **kwargs}
        super().__init__(choices=[("", ""), *ROLE_CHOICES], widget=RoleSelect(), **kwargs)
