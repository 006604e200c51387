"""Forms for roles and seats."""

from __future__ import annotations

from typing import Any

from django import forms
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _

from contacts.organizations.fields import NewOrganizationTypeField, OrganizationPickField, organization_of
from contacts.organizations.models import Organization
from contacts.organizations.queries import organizations_for
from contacts.parties.spans import end_of, start_of
from contacts.people.models import Person
from contacts.people.queries import people_for
from contacts.people.services import create_person
from contacts.roles.choices import RoleTypeField
from contacts.roles.models import Role, Seat
from contacts.roles.services import begin_role, change_role, create_seat, end_role
from crm.accounts.models import User
from crm.parts.forms import ByUidField, DayField, FuzzyDateField, RecordForm
from crm.parts.picks import NewNamed, PickField

PEOPLE_PICK = reverse_lazy("search_suggest", query={"kind": "person"})


class NewRoleForm(RecordForm):
    """A role of somebody at an organization; either of the two may be given by the page it is opened from."""

    person = PickField(PEOPLE_PICK, new=_("Add the person"), label=_("Person"))
    organization = OrganizationPickField(new=_("Add the organization"), label=_("Organization"))
    organization_type = NewOrganizationTypeField()
    type = RoleTypeField()
    title = forms.CharField(label=_("Title as printed"), max_length=200, required=False)
    seat = ByUidField(None, label=_("Seat"), required=False)
    start = FuzzyDateField(label=_("Since"))
    term_end = DayField(label=_("Term ends"), required=False)
    primary = forms.BooleanField(
        label=_("The main role"), required=False, help_text=_("By itself where there is no other.")
    )

    def __init__(
        self, *args: Any, user: User, person: Person | None, organization: Organization | None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.given_person, self.given_organization = person, organization
        self.field("person").rows = people_for(user)
        self.field("organization").rows = organizations_for(user)
        self.field("seat").queryset = Seat.objects.filter(organization=organization)
        if person is not None:
            del self.fields["person"]
        if organization is not None:
            del self.fields["organization"], self.fields["organization_type"]
            if not organization.seats.exists():
                del self.fields["seat"]
        else:
            del self.fields["seat"]

    def add(self, *, by: User) -> Role:
        values = self.values
        person = self.given_person or self._person(values["person"], by)
        organization = self.given_organization or organization_of(
            values["organization"], values["organization_type"], by
        )
        return begin_role(
            by=by, person=person, organization=organization, type=values["type"], title=values["title"],
            seat=values.get("seat"), start=values["start"], term_end=values["term_end"],
            primary=values["primary"] or None, uid=self.made_uid,
        )  # fmt: skip

    def _person(self, chosen: Any, by: User) -> Person:
        if isinstance(chosen, NewNamed):
            return create_person(by=by, name=chosen.name, owner=by)
        person: Person = chosen
        return person


class RoleForm(RecordForm):
    """A role as it stands: its words, its days, and whether it is over."""

    type = RoleTypeField()
    title = forms.CharField(label=_("Title as printed"), max_length=200, required=False)
    seat = ByUidField(None, label=_("Seat"), required=False)
    start = FuzzyDateField(label=_("Since"))
    ended = forms.BooleanField(label=_("It is over"), required=False)
    end = FuzzyDateField(label=_("Until"), help_text=_("Empty: the day is not known."))
    term_end = DayField(label=_("Term ends"), required=False)
    primary = forms.BooleanField(label=_("The main role"), required=False)

    def __init__(self, *args: Any, role: Role, **kwargs: Any) -> None:
        super().__init__(*args, initial=self.as_typed(role), **kwargs)
        seats = Seat.objects.filter(organization=role.organization_id)
        self.field("seat").queryset = seats
        if role.seat_id is None and not seats.exists():
            del self.fields["seat"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        end = cleaned.get("end")
        if end is not None and end.known:
            cleaned["ended"] = True  # whoever gives an end says that it is over
        return cleaned

    def change(self, role: Role, *, by: User) -> Role:
        values = self.values
        if not values["ended"]:
            values.pop("end")
        return change_role(role, by=by, version=self.read_version, **values)

    @classmethod
    def as_typed(cls, record: Any) -> dict[str, Any]:
        return {**super().as_typed(record), "start": start_of(record), "end": end_of(record)}


class EndRoleForm(RecordForm):
    end = FuzzyDateField(label=_("Until"), help_text=_("Empty: the day is not known."))

    def write(self, role: Role, *, by: User) -> Role:
        return end_role(role, by=by, on=self.values["end"], version=self.cleaned_data.get("version"))

    @classmethod
    def as_typed(cls, record: Any) -> dict[str, Any]:
        return {"end": end_of(record)}


class SeatForm(RecordForm):
    label = forms.CharField(label=_("Seat"), max_length=150, help_text=_("“at large”, “District 4”"))
    type = RoleTypeField()
    how = forms.ChoiceField(
        label=_("Elected or appointed"), choices=Seat.How.choices, initial=Seat.How.UNKNOWN
    )
    status = forms.ChoiceField(label=_("Status"), choices=Seat.Status.choices, initial=Seat.Status.VACANT)
    term_start = DayField(label=_("Term from"), required=False)
    term_end = DayField(label=_("Term until"), required=False)

    def add(self, organization: Organization, *, by: User) -> Seat:
        return create_seat(by=by, organization=organization, uid=self.made_uid, **self.values)
