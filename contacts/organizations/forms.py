"""Forms for organizations."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from contacts.organizations.fields import OrganizationPickField, StateField
from contacts.organizations.models import Organization, OrganizationType
from contacts.organizations.queries import organizations_for
from contacts.organizations.services import change_organization, create_organization
from crm.accounts.models import User
from crm.accounts.queries import colleagues
from crm.parts.forms import ByUidField, RecordForm, WordsField


class OrganizationForm(RecordForm):
    """An organization as staff write it down. Only name and type are required."""

    name = forms.CharField(label=_("Name"), max_length=300)
    type = forms.ChoiceField(label=_("Type"), choices=[("", ""), *OrganizationType.choices])
    parent = OrganizationPickField(
        label=_("Belongs to"), required=False, help_text=_("Its district, its state union, its chamber")
    )
    short_name = forms.CharField(label=_("Short name"), max_length=80, required=False)
    aliases = WordsField(
        label=_("Also called"),
        required=False,
        help_text=_("Parted by commas; by semicolons where a name has a comma"),
    )
    charter = forms.BooleanField(label=_("A charter"), required=False)
    city = forms.CharField(label=_("City"), max_length=100, required=False)
    state = StateField()
    enrollment = forms.IntegerField(label=_("Pupils"), min_value=0, max_value=10_000_000, required=False)
    lowest_grade = forms.CharField(label=_("Lowest grade"), max_length=20, required=False)
    highest_grade = forms.CharField(label=_("Highest grade"), max_length=20, required=False)
    house_districts = WordsField(label=_("House districts"), required=False)
    senate_districts = WordsField(label=_("Senate districts"), required=False)
    owner = ByUidField(None, label=_("Point person"), required=False)
    status = forms.ChoiceField(
        label=_("Status"), choices=Organization.Status.choices, initial=Organization.Status.ACTIVE
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.field("owner").queryset = colleagues()
        self.field("parent").rows = organizations_for(user)

    def add(self, *, by: User) -> Organization:
        return create_organization(by=by, uid=self.made_uid, **self.values)

    def change(self, organization: Organization, *, by: User) -> Organization:
        return change_organization(organization, by=by, version=self.version_for(organization), **self.values)


class NewOrganizationForm(OrganizationForm):
    # Pressed once the likely duplicates have been looked at.
    anyway = forms.BooleanField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.field("name").widget.attrs["autofocus"] = not self.is_bound

    @property
    def values(self) -> dict[str, Any]:
        return {name: value for name, value in super().values.items() if name != "anyway"}
