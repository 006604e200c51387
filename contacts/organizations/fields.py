"""Fields with which the forms of every room ask for an organization, or for what one is."""

from __future__ import annotations

from typing import Any

from django import forms
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _

from contacts.organizations.models import Organization, OrganizationType
from contacts.organizations.services import create_organization
from crm.accounts.models import User
from crm.parts.picks import NewNamed, PickField


class OrganizationPickField(PickField):
    """One organization, found by typing. The form sets `rows`, as with every pick."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(reverse_lazy("search_suggest", query={"kind": "organization"}), **kwargs)


class NewOrganizationTypeField(forms.ChoiceField):
    """What an organization is that the pick beside this field names for the first time."""

    def __init__(self) -> None:
        super().__init__(
            label=_("If it is new, it is a"),
            choices=OrganizationType.choices,
            initial=OrganizationType.SCHOOL,
            required=False,
        )


class StateField(forms.RegexField):
    """A state by its two letters, in either case."""

    def __init__(self) -> None:
        wrong = {"invalid": _("Two letters, such as MN.")}
        super().__init__(
            r"^[A-Za-z]{2}$", label=_("State"), required=False, max_length=2, error_messages=wrong
        )


def organization_of(chosen: Any, kind: str, by: User) -> Organization:
    """The organization that was picked, made first if it was only named."""
    if isinstance(chosen, NewNamed):
        return create_organization(by=by, name=chosen.name, type=kind or OrganizationType.SCHOOL)
    organization: Organization = chosen
    return organization
