"""What one may ask of organizations: list, map, export, API and saved lists alike."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from contacts.lists.asking import (
    CONTACT,
    NEXT_STEPS,
    POSITION,
    WAYS_TO_REACH,
    PartyFilter,
    at_least,
    one_of,
    pick_filter,
    some_of,
    ticked_of,
)
from contacts.organizations.models import Organization, OrganizationType, Sphere
from contacts.policy.models import Arrangement
from contacts.policy.vocabulary import ArrangementType
from contacts.roles.models import Seat


class OrganizationFilter(PartyFilter):
    """Organizations by type, place, whose they are, what they said, and when we met."""

    found_as = "organization"
    lists_of = "organizations"
    organizations = ("district",)
    sections = (
        (_("What"), ("q", "type", "sphere", "charter", "standing", "seats", "status")),
        (_("Place and size"), ("district", "state", "pupils", "pupils_most")),
        (_("Whose"), ("whose", "point_person", "tag", "list")),
        CONTACT,
        POSITION,
        NEXT_STEPS,
        WAYS_TO_REACH,
    )

    sphere = ticked_of(_("Sphere"), Sphere.choices)
    type = some_of(_("Type"), OrganizationType.choices)
    district = pick_filter(_("District"))
    charter = one_of(_("Charter"), [("yes", _("charter only")), ("no", _("no charters"))])
    standing = some_of(_("Standing in force"), ArrangementType.choices)
    pupils = at_least(_("Pupils, at least"))
    pupils_most = at_least(_("Pupils, at most"))
    seats = one_of(_("With seats"), Seat.Status.choices)
    status = one_of(_("Status"), [*Organization.Status.choices, ("any", _("any"))])

    def conditions_of(self, asked: dict[str, Any]) -> Iterable[Q]:
        yield from self._of_itself(asked)
        if asked["district"]:
            district = self.key("organization", asked["district"])
            yield Q(pk=district) | Q(parent=district)
        if asked["standing"]:
            today = timezone.localdate()
            stands = Arrangement.objects.filter(
                Q(start__isnull=True) | Q(start__lte=today),
                Q(end__isnull=True) | Q(end__gte=today),
                type__in=asked["standing"],
                status=Arrangement.Status.IN_FORCE,
            )
            yield self.among(stands, "school")
        if asked["seats"]:
            yield self.among(Seat.objects.filter(status=asked["seats"]), "organization")
        yield from super().conditions_of(asked)

    def _of_itself(self, asked: dict[str, Any]) -> Iterable[Q]:
        """What stands in columns of the organization."""
        if asked["sphere"]:
            yield Q(sphere__in=asked["sphere"])
        if asked["type"]:
            yield Q(type__in=asked["type"])
        if asked["state"]:
            yield Q(state=asked["state"].upper())
        if asked["charter"]:
            yield Q(charter=asked["charter"] == "yes")
        if asked["pupils"] is not None:
            yield Q(enrollment__gte=int(asked["pupils"]))
        if asked["pupils_most"] is not None:
            yield Q(enrollment__lte=int(asked["pupils_most"]))
        if asked["status"] not in ("", "any"):
            yield Q(status=asked["status"])
