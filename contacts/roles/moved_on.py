"""The form for somebody who moved on: where to, when they left, and what becomes of each way to reach them.

Its order is that of the keys: the new place first, where typing begins; the role stands as it was until told otherwise.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from contacts.organizations.fields import NewOrganizationTypeField, OrganizationPickField, organization_of
from contacts.organizations.queries import organizations_for
from contacts.parties.models import ContactPoint
from contacts.parties.services import end_contact_point
from contacts.parties.spans import end_of
from contacts.roles.choices import RoleTypeField
from contacts.roles.models import Role
from contacts.roles.queries import mail_domains_at
from contacts.roles.services import move_on
from crm.accounts.models import User
from crm.parts.dates import FuzzyDate
from crm.parts.forms import FuzzyDateField, RecordForm

STILL, PAST, WRONG = "still", "past", "wrong"
BECOMES = [(STILL, _("still works")), (PAST, _("past")), (WRONG, _("wrong"))]


class MovedOnForm(RecordForm):
    """Ends one role; begins another, if it is known where; says what became of each current way to reach."""

    organization = OrganizationPickField(new=_("Add the organization"), label=_("Now at"), required=False)
    type = RoleTypeField(label=_("As"))
    organization_type = NewOrganizationTypeField()
    end = FuzzyDateField(label=_("Left"), help_text=_("Empty: the day is not known."))
    start = FuzzyDateField(label=_("There since"))
    title = forms.CharField(label=_("Title as printed"), max_length=200, required=False)

    def __init__(self, *args: Any, user: User, role: Role, **kwargs: Any) -> None:
        as_before = {"version": role.version, "type": role.type, "title": "" if role.type else role.title}
        super().__init__(*args, initial=as_before, **kwargs)
        self.role = role
        self.field("organization").rows = organizations_for(user)
        self.field("organization").widget.attrs |= {"autofocus": True, "data-pick-quick": True}
        self.field("type").widget.attrs["data-pick-quick"] = ""
        for name in ("end", "start"):
            self.field(name).widget.attrs["placeholder"] = _("Aug 2026, 2026")
        self.points = _current_points(role)
        for point in self.points:
            self.fields[_name_of(point)] = forms.ChoiceField(
                label=point.value, choices=BECOMES, initial=STILL, required=False, widget=forms.RadioSelect
            )
        self.of_old_place = _of_old_place(self.points, role)

    @property
    def ways_to_reach(self) -> list[tuple[ContactPoint, BoundField, bool]]:
        """Each current way to reach with its field, and whether it is an address at the place they left."""
        return [(point, self[_name_of(point)], point in self.of_old_place) for point in self.points]

    @property
    def probably_past(self) -> ContactPoint | None:
        """The one address at the old place, if it is one: a button of its own says that it is past."""
        return self.of_old_place[0] if len(self.of_old_place) == 1 else None

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        organization = cleaned.get("organization")
        named = cleaned.get("type") or cleaned.get("title")
        if organization and not named:
            self.add_error("type", _("As what? Choose the role, or give the title as printed."))
        start = cleaned.get("start")
        said = any((cleaned.get(name) or "") != self.initial[name] for name in ("type", "title"))
        if not organization and named and (said or (start is not None and start.known)):
            self.add_error("organization", _("At which organization? Choose it, or take the role out."))
        return cleaned

    def write(self, *, by: User) -> Role:
        values, role = self.values, self.role
        for point in self.points:
            becomes = self._becomes(point)
            if becomes != STILL:
                status = ContactPoint.Status.WRONG if becomes == WRONG else ""
                end_contact_point(point, by=by, status=status, on=_past_since(values["end"]))
        chosen = values["organization"]
        if not chosen:
            return move_on(role, by=by, on=values["end"], version=self.cleaned_data.get("version")) or role
        begun = move_on(
            role, by=by, on=values["end"], organization=organization_of(chosen, values["organization_type"], by),
            type=values["type"], title=values["title"], start=values["start"], uid=self.made_uid,
            version=self.cleaned_data.get("version"),
        )  # fmt: skip
        return begun or role

    @classmethod
    def as_typed(cls, record: Any) -> dict[str, Any]:
        return {"end": end_of(record)}

    def _becomes(self, point: ContactPoint) -> str:
        """What was chosen; the button that says that an address is past says it of one that was left alone."""
        chosen = str(self.cleaned_data.get(_name_of(point)) or STILL)
        return PAST if chosen == STILL and self.data.get("also_past") == str(point.uid) else chosen


def _name_of(point: ContactPoint) -> str:
    return f"point-{point.uid}"


def _current_points(role: Role) -> list[ContactPoint]:
    """The ways to reach that are not past, first choices first. One query."""
    return list(role.person.party.contact_points.filter(valid_to__isnull=True).select_related("party"))


def _of_old_place(points: list[ContactPoint], role: Role) -> list[ContactPoint]:
    """E-mails at a domain of the organization that somebody leaves. One query, if there is an e-mail at all."""
    mails = [point for point in points if point.kind == ContactPoint.Kind.EMAIL and "@" in point.normalized]
    if not mails:
        return []
    domains = mail_domains_at(role.organization)
    return [point for point in mails if point.normalized.rpartition("@")[2] in domains]


def _past_since(left: FuzzyDate) -> date | None:
    """The day by which they had left, if it is known and has been: an address is past no later than that."""
    day = left.latest
    return day if day is not None and day <= timezone.localdate() else None
