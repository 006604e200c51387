"""Organizations: districts, schools, unions, boards, agencies, community groups."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from contacts.parties.models import Party
from crm.parts.records import Addressed, Record, RecordQuerySet, refuse_nul, remembered
from crm.parts.text import fold

if TYPE_CHECKING:
    from crm.accounts.models import User


class Sphere(models.TextChoices):
    """Where somebody stands in the field. Each has a colour, a shape and a pictogram."""

    DISTRICT = "district", _("district")
    SCHOOL = "school", _("school")
    UNION = "union", _("union")
    STATE = "state", _("state")
    COMMUNITY = "community", _("community")


class OrganizationType(models.TextChoices):
    DISTRICT = "district", _("school district")
    SCHOOL = "school", _("school")
    CHARTER_SCHOOL = "charter_school", _("charter school")
    AUTHORIZER = "authorizer", _("charter authorizer")
    ZONE = "zone", _("zone or partnership")
    SERVICE = "service", _("service cooperative or intermediate district")
    UNION_LOCAL = "union_local", _("teachers union local")
    UNION_STATE = "union_state", _("state union")
    ASSOCIATION = "association", _("professional association")
    STATE_AGENCY = "state_agency", _("state agency")
    LEGISLATURE = "legislature", _("legislature or committee")
    TRIBAL = "tribal", _("tribal nation or tribal education department")
    CITY = "city", _("city or county")
    PARENT_GROUP = "parent_group", _("parent or community group")
    FAITH = "faith", _("faith community")
    NONPROFIT = "nonprofit", _("non-profit")
    FUNDER = "funder", _("funder")
    HIGHER_ED = "higher_ed", _("higher education")
    MEDIA = "media", _("media")
    BUSINESS = "business", _("business")
    TPP = "tpp", _("teacher professional partnership")


SPHERE_OF_TYPE: dict[str, Sphere] = {
    OrganizationType.DISTRICT: Sphere.DISTRICT,
    OrganizationType.SERVICE: Sphere.DISTRICT,
    OrganizationType.ZONE: Sphere.DISTRICT,
    OrganizationType.SCHOOL: Sphere.SCHOOL,
    OrganizationType.CHARTER_SCHOOL: Sphere.SCHOOL,
    OrganizationType.TPP: Sphere.SCHOOL,
    OrganizationType.UNION_LOCAL: Sphere.UNION,
    OrganizationType.UNION_STATE: Sphere.UNION,
    OrganizationType.STATE_AGENCY: Sphere.STATE,
    OrganizationType.LEGISLATURE: Sphere.STATE,
    OrganizationType.AUTHORIZER: Sphere.STATE,
}


def sphere_of_type(organization_type: str) -> Sphere:
    """The sphere that organizations of this type belong to; community unless the table says otherwise."""
    return SPHERE_OF_TYPE.get(organization_type, Sphere.COMMUNITY)


SHOWN = Q(hidden=False)


class OrganizationQuerySet(RecordQuerySet):
    def visible_to(self, user: User) -> Self:
        return self.filter(hidden=False)

    def of_sphere(self, sphere: str) -> Self:
        return self.filter(sphere=sphere)


class Organization(Record):
    """A body that people have roles at. Its parent is its district, its union's state union, its chamber."""

    class Status(models.TextChoices):
        ACTIVE = "active", _("active")
        FUTURE = "future", _("opens later")
        CLOSED = "closed", _("closed")

    party = models.OneToOneField(
        Party, on_delete=models.PROTECT, primary_key=True, related_name="organization"
    )
    name = models.CharField(_("name"), max_length=300, validators=[refuse_nul])
    sort_name = models.CharField(max_length=300, editable=False)
    short_name = models.CharField(_("short name"), max_length=80, blank=True, validators=[refuse_nul])
    aliases = models.JSONField(_("also called"), default=list, blank=True)
    type = models.CharField(_("type"), max_length=20, choices=OrganizationType)
    sphere = models.CharField(_("sphere"), max_length=10, choices=Sphere, editable=False)
    charter = models.BooleanField(_("charter"), default=False)
    parent = models.ForeignKey(
        "self",
        verbose_name=_("belongs to"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="children",
    )
    state = models.CharField(_("state"), max_length=2, blank=True)
    city = models.CharField(_("city"), max_length=100, blank=True, validators=[refuse_nul])
    lowest_grade = models.CharField(_("lowest grade"), max_length=20, blank=True)
    highest_grade = models.CharField(_("highest grade"), max_length=20, blank=True)
    enrollment = models.PositiveIntegerField(_("pupils"), null=True, blank=True)
    schools_reported = models.PositiveIntegerField(_("schools reported"), null=True, blank=True)
    latitude = models.FloatField(null=True, blank=True)
    longitude = models.FloatField(null=True, blank=True)
    house_districts = models.JSONField(_("house districts"), default=list, blank=True)
    senate_districts = models.JSONField(_("senate districts"), default=list, blank=True)
    details = models.JSONField(_("as the source file says"), default=dict, blank=True)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("point person"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="organizations_owned",
    )
    status = models.CharField(_("status"), max_length=8, choices=Status, default=Status.ACTIVE)

    # Derived: kept by the rooms named, no part of history.
    hidden = models.BooleanField(default=False, editable=False)
    last_contact_on = models.DateField(null=True, editable=False)
    last_contact_all_on = models.DateField(null=True, editable=False)
    meeting_count = models.PositiveIntegerField(default=0, editable=False)
    meeting_count_all = models.PositiveIntegerField(default=0, editable=False)

    DERIVED = ("hidden", "last_contact_on", "last_contact_all_on", "meeting_count", "meeting_count_all")

    history = remembered(excluded=DERIVED)
    objects = OrganizationQuerySet.as_manager()

    class Meta:
        verbose_name = _("organization")
        verbose_name_plural = _("organizations")
        ordering = ["sort_name", "pk"]
        constraints = [
            models.CheckConstraint(
                name="organization_not_its_own_parent",
                condition=Q(parent__isnull=True) | ~Q(parent=F("party")),
                violation_error_message=_("An organization cannot belong to itself."),
            ),
        ]
        # With `hidden` in them the indexes answer counts and orders alone: a row is wide.
        indexes = [
            models.Index(
                fields=["sort_name", "party", "hidden"], condition=SHOWN, name="organization_by_name"
            ),
            models.Index(
                fields=["last_contact_on", "party", "hidden"], condition=SHOWN, name="organization_by_contact"
            ),
            models.Index(
                fields=["last_contact_all_on", "party", "hidden"],
                condition=SHOWN,
                name="organization_by_contact_all",
            ),
            models.Index(fields=["type", "sort_name", "party", "hidden"], name="organization_by_type"),
            models.Index(fields=["state", "sort_name", "party", "hidden"], name="organization_by_state"),
            models.Index(fields=["party", "hidden"], name="organization_shown"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def uid(self) -> Any:
        return self.party.uid

    def get_absolute_url(self) -> str:
        from django.urls import reverse

        return reverse("organization", args=[self.party.uid])

    def clean(self) -> None:
        """Refuse a circle of parents, in words, at the field."""
        seen, above = {self.pk}, self.parent
        while above is not None:
            if above.pk in seen:
                raise ValidationError(
                    {"parent": _("That makes a circle: it belongs to this organization already.")}
                )
            seen.add(above.pk)
            above = above.parent

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.sort_name = fold(self.name)
        self.sphere = sphere_of_type(self.type)
        super().save(*args, **kwargs)


class OwnDistrict(Addressed):
    """That a colleague works with a district: its people come first where this colleague picks somebody.

    Several colleagues may work with one district; who answers for it is its point person.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="own_districts")
    organization = models.ForeignKey(
        Organization, on_delete=models.PROTECT, related_name="district_of_colleagues"
    )

    history = remembered()
    objects = RecordQuerySet.as_manager()

    class Meta:
        verbose_name = _("own district")
        verbose_name_plural = _("own districts")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["user", "organization"], name="own_district_once_a_colleague")
        ]

    def __str__(self) -> str:
        return f"{self.organization_id} of {self.user_id}"
