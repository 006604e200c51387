"""What one may ask of people: list, map, export, API and saved lists alike."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import django_filters
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from contacts.lists.asking import (
    CONTACT,
    NEXT_STEPS,
    POSITION,
    WAYS_TO_REACH,
    PartyFilter,
    a_day,
    at_least,
    one_of,
    pick_filter,
    some_of,
    ticked_of,
)
from contacts.lists.conditions import speaks
from contacts.meetings.queries import going_quiet
from contacts.organizations.models import Organization, OrganizationType, Sphere
from contacts.people.models import Person
from contacts.roles.choices import ROLE_CHOICES
from contacts.roles.models import ROLE_NAMES, Role
from contacts.roles.types import SPHERE_OF_ROLE
from crm.accounts.rights import Right


class PersonFilter(PartyFilter):
    """People by their roles of today, where these are, whose they are, what they said, and when we met."""

    found_as = "person"
    lists_of = "people"
    organizations = ("organization", "district")
    only_as_a_whole = frozenset({"status", "minors"})
    sections = (
        (
            _("Who"),
            ("q", "whose", "point_person", "tag", "list", "language", "interpreter", "status", "minors"),
        ),
        (
            _("Role and place"),
            (
                "role", "title", "sphere", "organization", "district", "type", "charter", "pupils", "pupils_most",
                "state", "term_ends_before",
            ),
        ),
        CONTACT,
        POSITION,
        NEXT_STEPS,
        WAYS_TO_REACH,
    )  # fmt: skip

    sphere = ticked_of(_("Sphere"), Sphere.choices)
    role = some_of(_("Role"), ROLE_CHOICES)
    title = django_filters.CharFilter(label=_("Words in the title"), max_length=200)
    organization = pick_filter(_("Organization"))
    district = pick_filter(_("District"))
    type = some_of(_("Type of organization"), OrganizationType.choices)
    charter = one_of(_("Charter"), [("yes", _("at a charter")), ("no", _("not at a charter"))])
    pupils = at_least(_("Pupils of the district, at least"))
    pupils_most = at_least(_("Pupils of the district, at most"))
    term_ends_before = a_day(_("Term ends before"))
    quiet = one_of(_("Going quiet"), [("1", _("yes"))])
    language = django_filters.CharFilter(label=_("Language"), max_length=80)
    interpreter = one_of(_("Interpreter"), [("yes", _("wanted"))])
    status = django_filters.ChoiceFilter(
        label=_("Status"),
        empty_label=_("active"),
        choices=[
            *((status.value, status.label) for status in Person.Status if status != Person.Status.ACTIVE),
            ("staff", _("own staff")),
            ("any", _("any")),
        ],
    )
    minors = django_filters.ChoiceFilter(
        label=_("Minors in files"), empty_label=_("left out"), choices=[("included", _("included"))]
    )

    def narrowed(self, rows: QuerySet[Any], asked: dict[str, Any]) -> QuerySet[Any]:
        rows = self._of_status(rows, asked["status"])
        if "format" in self.data and not (asked["minors"] and self.user.may(Right.DIRECT)):
            # Files leave the house: minors are in them only where a director says so.
            rows = rows.exclude(minor_until__gt=timezone.localdate())
        return rows

    def _of_status(self, rows: Any, status: str) -> Any:
        if not status:
            return rows.in_lists()
        if status == "staff":
            return rows.filter(user__isnull=False)
        return rows if status == "any" else rows.filter(status=status)

    def conditions_of(self, asked: dict[str, Any]) -> Iterable[Q]:
        at = [*self._of_role(asked)]
        if at:
            held = Role.objects.in_force(timezone.localdate()).filter(*at)
            gone = Organization.objects.filter(hidden=True)
            yield self.among(held.filter(~Q(organization__in=gone.values("pk"))), "person")
        if asked["quiet"]:
            yield going_quiet(self.user, timezone.localdate())
        if asked["language"]:
            yield speaks(asked["language"])
        if asked["interpreter"]:
            yield Q(interpreter=True)
        yield from super().conditions_of(asked)

    def _of_role(self, asked: dict[str, Any]) -> Iterable[Q]:
        """One role that answers all that was asked of roles: "principal in that district", not one of each."""
        if asked["role"]:
            yield Q(type__in=asked["role"])
        if asked["sphere"]:
            types = [role for role, sphere in SPHERE_OF_ROLE.items() if sphere in asked["sphere"]]
            of_sphere = Organization.objects.filter(sphere__in=asked["sphere"])
            yield Q(type__in=types) | Q(type="", organization__in=of_sphere.values("pk"))
        for word in asked["title"].split():
            called_so = [role for role, name in ROLE_NAMES.items() if word.casefold() in str(name).casefold()]
            yield Q(title__icontains=word) | Q(title="", type__in=called_so)
        if asked["term_ends_before"]:
            day = asked["term_ends_before"]
            yield Q(term_end__lt=day) | Q(term_end__isnull=True, seat__term_end__lt=day)
        if asked["organization"]:
            yield Q(organization=self.key("organization", asked["organization"]))
        at = [*self._of_place(asked)]
        if at:
            yield Q(organization__in=Organization.objects.filter(*at).values("pk"))

    def _of_place(self, asked: dict[str, Any]) -> Iterable[Q]:
        """What was asked of the organization that the role is at."""
        if asked["district"]:
            district = self.key("organization", asked["district"])
            yield Q(pk=district) | Q(parent=district)
        if asked["state"]:
            yield Q(state=asked["state"].upper())
        if asked["type"]:
            yield Q(type__in=asked["type"])
        if asked["charter"]:
            yield Q(charter=asked["charter"] == "yes")
        if asked["pupils"] is not None or asked["pupils_most"] is not None:
            districts = Organization.objects.filter(
                type=OrganizationType.DISTRICT, **enrolment(asked["pupils"], asked["pupils_most"])
            ).values("pk")
            # The district is where the role is or, if that is none, what it belongs to: as the column of pupils says.
            belongs = Q(parent__in=districts) & ~Q(type=OrganizationType.DISTRICT)
            yield Q(pk__in=districts) | belongs


def enrolment(least: Any, most: Any) -> dict[str, int]:
    """So many pupils, as Organization is asked for them."""
    asked = {"enrollment__gte": least, "enrollment__lte": most}
    return {name: int(number) for name, number in asked.items() if number is not None}
