"""Forms for people: adding one with a first role and address, and changing one."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from contacts.organizations.fields import NewOrganizationTypeField, OrganizationPickField, organization_of
from contacts.organizations.queries import organizations_for
from contacts.parties.models import ContactPoint, Party
from contacts.parties.services import add_contact_point
from contacts.people.models import Person
from contacts.people.services import change_person, create_person
from contacts.roles.choices import RoleTypeField
from contacts.roles.services import begin_role
from crm.accounts.models import User
from crm.accounts.queries import colleagues
from crm.parts.forms import ByUidField, DayField, FuzzyDateField, RecordForm, WordsField
from crm.parts.records import once
from crm.parts.text import normal_email


class PersonForm(RecordForm):
    """A person as staff write them down. Only the name is required."""

    name = forms.CharField(label=_("Name, as they write it"), max_length=300)
    said_as = forms.CharField(
        label=_("How it is said"), max_length=150, required=False, help_text=_("HOH-dahn AHB-dee")
    )
    pronouns = forms.CharField(label=_("Pronouns"), max_length=40, required=False)
    greeting = forms.CharField(
        label=_("Greet as"), max_length=150, required=False, help_text=_("“Dr. …”, “Representative …”")
    )
    addressee = forms.CharField(label=_("On an envelope"), max_length=300, required=False)
    languages = WordsField(
        label=_("Languages"), required=False, help_text=_("The preferred first: Somali, English")
    )
    interpreter = forms.BooleanField(label=_("Wants an interpreter"), required=False)
    access_needs = forms.CharField(
        label=_("Access needs"), max_length=300, required=False, help_text=_("Staff only")
    )
    owner = ByUidField(None, label=_("Point person"), required=False)
    sort_name = forms.CharField(
        label=_("Sorted as"), max_length=300, required=False, help_text=_("Empty: guessed from the name")
    )
    given_name = forms.CharField(label=_("Given name"), max_length=150, required=False)
    family_name = forms.CharField(label=_("Family name"), max_length=150, required=False)
    aliases = WordsField(
        label=_("Also called"),
        required=False,
        help_text=_("Parted by commas; by semicolons where a name has a comma"),
    )
    minor_until = DayField(
        label=_("Minor until"), required=False, help_text=_("No home address, and left out of files")
    )
    status = forms.ChoiceField(label=_("Status"), choices=Person.Status.choices, initial=Person.Status.ACTIVE)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.field("owner").queryset = colleagues()

    def change(self, person: Person, *, by: User) -> Person:
        return change_person(person, by=by, version=self.version_for(person), **self.values)


class NewPersonForm(PersonForm):
    """Somebody new, with what is usually known at once: a role, an e-mail, a phone number."""

    organization = OrganizationPickField(
        new=_("Add the organization"), required=False, label=_("Organization")
    )
    organization_type = NewOrganizationTypeField()
    type = RoleTypeField()
    title = forms.CharField(label=_("Title as printed"), max_length=200, required=False)
    start = FuzzyDateField(label=_("Since"))
    email = forms.CharField(label=_("E-mail"), max_length=500, required=False, widget=forms.EmailInput)
    phone = forms.CharField(
        label=_("Phone"), max_length=500, required=False, widget=forms.TextInput({"type": "tel"})
    )
    # Pressed once the likely duplicates have been looked at.
    anyway = forms.BooleanField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.field("organization").rows = organizations_for(user)
        self.field("name").widget.attrs["autofocus"] = not self.is_bound

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        role = cleaned.get("type") or cleaned.get("title")
        if role and not cleaned.get("organization") and "organization" not in self.errors:
            self.add_error("organization", _("At which organization? Choose it, or take the role out."))
        if cleaned.get("organization") and not role and "type" not in self.errors:
            self.add_error("type", _("As what? Choose the role, or give the title as printed."))
        return cleaned

    def clean_email(self) -> str:
        email: str = self.cleaned_data["email"]
        if email and not normal_email(email):
            raise forms.ValidationError(_("This is not an e-mail address. It looks like name@place.org."))
        return email

    def add(self, *, by: User) -> Person:
        """Make the person with role and addresses, once for this form's uid. Inside the running act."""
        made = once(Party, self.made_uid, by=by)
        if made is not None:
            return made.person
        values = self.values
        of_person = {name: values[name] for name in PersonForm.base_fields if name in values}
        person = create_person(by=by, uid=self.made_uid, **of_person)
        if values["organization"]:
            begin_role(
                by=by,
                person=person,
                organization=organization_of(values["organization"], values["organization_type"], by),
                type=values["type"],
                title=values["title"],
                start=values["start"],
            )
        for kind, name in ((ContactPoint.Kind.EMAIL, "email"), (ContactPoint.Kind.PHONE, "phone")):
            if values[name]:
                _at_its_field(name, person.party, by=by, kind=kind, value=values[name], primary=True)
        return person


def _at_its_field(name: str, party: Party, *, by: User, kind: str, value: str, primary: bool) -> None:
    """The service speaks of `value`; this form has one field a kind."""
    try:
        add_contact_point(party, by=by, kind=kind, value=value, primary=primary)
    except forms.ValidationError as refused:
        raise forms.ValidationError({name: refused.messages}) from None
