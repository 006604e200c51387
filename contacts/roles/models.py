"""Roles of people at organizations over time, and the seats that exist whether or not somebody sits on them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from contacts.organizations.models import Organization
from contacts.people.models import Person
from contacts.roles.types import RoleType
from crm.parts.records import (
    Addressed,
    Lasting,
    RecordQuerySet,
    ends_after_it_starts,
    in_force,
    refuse_nul,
    remembered,
)

if TYPE_CHECKING:
    from datetime import date

    from crm.accounts.models import User


ROLE_NAMES = dict(RoleType.choices)


def called(type: str, title: str) -> str:
    """What a role is called: the title as printed, or the name of its type."""
    # Django's own get_type_display puts all sixty names into words for each call.
    return str(title or ROLE_NAMES.get(type, type))


class SeatQuerySet(RecordQuerySet):
    def visible_to(self, user: User) -> Self:
        return self.filter(organization__hidden=False)


class Seat(Addressed):
    """A place on a body. A vacant seat has no role: that is the point of keeping it."""

    class How(models.TextChoices):
        ELECTED = "elected", _("elected")
        APPOINTED = "appointed", _("appointed")
        UNKNOWN = "unknown", _("not known")

    class Status(models.TextChoices):
        FILLED = "filled", _("filled")
        VACANT = "vacant", _("vacant")
        UP = "up", _("up for election")

    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="seats")
    label = models.CharField(_("seat"), max_length=150, validators=[refuse_nul])
    type = models.CharField(_("role"), max_length=40, choices=RoleType, blank=True)
    how = models.CharField(_("elected or appointed"), max_length=10, choices=How, default=How.UNKNOWN)
    term_start = models.DateField(_("term from"), null=True, blank=True)
    term_end = models.DateField(_("term until"), null=True, blank=True)
    status = models.CharField(_("status"), max_length=8, choices=Status, default=Status.FILLED)
    checked_on = models.DateField(_("roster checked on"), null=True, blank=True)

    history = remembered()
    objects = SeatQuerySet.as_manager()

    class Meta:
        verbose_name = _("seat")
        verbose_name_plural = _("seats")
        ordering = ["organization", "label", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["organization", "label"], name="seat_label_once_an_organization"),
            models.CheckConstraint(
                name="seat_term_ends_after_it_starts",
                condition=Q(term_start__isnull=True)
                | Q(term_end__isnull=True)
                | Q(term_end__gte=F("term_start")),
                violation_error_message=_("The term ends before it starts. Swap the days?"),
            ),
        ]

    def __str__(self) -> str:
        return self.label

    def get_absolute_url(self) -> str:
        """A seat is shown on the page of its organization."""
        return f"{self.organization.get_absolute_url()}#h-seats"


class RoleQuerySet(RecordQuerySet):
    def visible_to(self, user: User) -> Self:
        return self.of_visible_people(user).filter(person__hidden=False)

    def of_visible_people(self, user: User) -> Self:
        """The same, where the people are known to be visible: for 100,000 of them it is not asked again."""
        return self.filter(organization__hidden=False)

    def in_force(self, on: date) -> Self:
        """Roles held on this day, as far as is known."""
        return self.filter(in_force(on))


class Role(Addressed, Lasting):
    """What somebody is at an organization. Ending one never edits another's dates."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="roles")
    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="roles")
    type = models.CharField(_("role"), max_length=40, choices=RoleType, blank=True)
    title = models.CharField(_("title as printed"), max_length=200, blank=True, validators=[refuse_nul])
    seat = models.ForeignKey(
        Seat, verbose_name=_("seat"), on_delete=models.PROTECT, null=True, blank=True, related_name="roles"
    )
    primary = models.BooleanField(_("main role"), default=False)
    term_end = models.DateField(_("term ends"), null=True, blank=True)
    checked_on = models.DateField(_("roster checked on"), null=True, blank=True)
    source = models.CharField(_("source"), max_length=200, blank=True, validators=[refuse_nul])

    history = remembered()
    objects = RoleQuerySet.as_manager()

    class Meta:
        verbose_name = _("role")
        verbose_name_plural = _("roles")
        ordering = ["ended", "-primary", "-start", "pk"]
        constraints = [
            ends_after_it_starts("role_ends_after_it_starts"),
            models.UniqueConstraint(
                fields=["person"],
                condition=Q(primary=True, ended=False),
                name="role_one_current_primary_a_person",
                violation_error_message=_(
                    "This person has a main role already. End it, or make this one not the main."
                ),
            ),
            models.CheckConstraint(
                name="role_has_a_type_or_a_title",
                condition=~Q(type="") | ~Q(title=""),
                violation_error_message=_("Choose the role, or give the title as printed."),
            ),
        ]
        indexes = [
            models.Index(fields=["organization", "ended", "type"], name="role_by_organization"),
            models.Index(fields=["type", "ended", "person"], name="role_by_type"),
        ]

    def __str__(self) -> str:
        return self.called

    def get_absolute_url(self) -> str:
        """A role is shown on the page of whoever has it."""
        return self.person.get_absolute_url()

    @property
    def called(self) -> str:
        """The title as printed, or the name of the role."""
        return called(self.type, self.title)

    @property
    def sphere(self) -> Any:
        from contacts.roles.types import sphere_of_role

        return sphere_of_role(self.type) or self.organization.sphere
