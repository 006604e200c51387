"""People: who they are as they say it themselves."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from contacts.parties.models import Party
from crm.parts.records import Record, RecordQuerySet, refuse_nul, remembered
from crm.parts.text import fold, sort_name_of

if TYPE_CHECKING:
    from crm.accounts.models import User


LISTED = Q(hidden=False, listed=True)


class PersonQuerySet(RecordQuerySet):
    def visible_to(self, user: User) -> Self:
        return self.filter(hidden=False)

    def in_lists(self) -> Self:
        """Left out of lists unless asked: own staff, archived and deceased people."""
        return self.filter(listed=True)


class Person(Record):
    """Somebody. The name stands as the person writes it and is never unique."""

    class Status(models.TextChoices):
        ACTIVE = "active", _("active")
        ARCHIVED = "archived", _("archived")
        DECEASED = "deceased", _("deceased")

    party = models.OneToOneField(Party, on_delete=models.PROTECT, primary_key=True, related_name="person")
    name = models.CharField(_("name, as they write it"), max_length=300, validators=[refuse_nul])
    sort_name = models.CharField(_("sorted as"), max_length=300, blank=True, validators=[refuse_nul])
    given_name = models.CharField(_("given name"), max_length=150, blank=True, validators=[refuse_nul])
    family_name = models.CharField(_("family name"), max_length=150, blank=True, validators=[refuse_nul])
    aliases = models.JSONField(_("also called"), default=list, blank=True)
    greeting = models.CharField(_("greet as"), max_length=150, blank=True, validators=[refuse_nul])
    addressee = models.CharField(_("on an envelope"), max_length=300, blank=True, validators=[refuse_nul])
    said_as = models.CharField(_("how it is said"), max_length=150, blank=True, validators=[refuse_nul])
    pronouns = models.CharField(_("pronouns"), max_length=40, blank=True, validators=[refuse_nul])
    languages = models.JSONField(_("languages, preferred first"), default=list, blank=True)
    interpreter = models.BooleanField(_("wants an interpreter"), default=False)
    access_needs = models.CharField(
        _("access needs (staff only)"), max_length=300, blank=True, validators=[refuse_nul]
    )
    minor_until = models.DateField(_("minor until"), null=True, blank=True)
    details = models.JSONField(_("as the source file says"), default=dict, blank=True)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("point person"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="people_owned",
    )
    status = models.CharField(_("status"), max_length=8, choices=Status, default=Status.ACTIVE)
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="person"
    )

    # Derived: kept by the rooms that know, no part of history.
    hidden = models.BooleanField(default=False, editable=False)
    listed = models.BooleanField(default=True, editable=False)
    last_contact_on = models.DateField(null=True, editable=False)
    last_contact_all_on = models.DateField(null=True, editable=False)
    meeting_count = models.PositiveIntegerField(default=0, editable=False)
    meeting_count_all = models.PositiveIntegerField(default=0, editable=False)
    quiet_on = models.DateField(null=True, editable=False)
    quiet_all_on = models.DateField(null=True, editable=False)

    DERIVED = (
        "hidden",
        "listed",
        "last_contact_on",
        "last_contact_all_on",
        "meeting_count",
        "meeting_count_all",
        "quiet_on",
        "quiet_all_on",
    )

    history = remembered(excluded=DERIVED)
    objects = PersonQuerySet.as_manager()

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        ordering = ["sort_name", "pk"]
        # With `hidden` and `listed` in them the indexes answer counts and orders alone: a row is wide.
        indexes = [
            models.Index(
                fields=["sort_name", "party", "hidden", "listed"], condition=LISTED, name="person_by_name"
            ),
            models.Index(
                fields=["last_contact_on", "party", "hidden", "listed"],
                condition=LISTED,
                name="person_by_contact",
            ),
            models.Index(
                fields=["last_contact_all_on", "party", "hidden", "listed"],
                condition=LISTED,
                name="person_by_contact_all",
            ),
            models.Index(
                fields=["quiet_on", "party", "hidden", "listed"], condition=LISTED, name="person_by_quiet"
            ),
            models.Index(
                fields=["quiet_all_on", "party", "hidden", "listed"],
                condition=LISTED,
                name="person_by_quiet_all",
            ),
            models.Index(fields=["party", "hidden", "listed"], name="person_shown"),
            # Few want one.
            models.Index(
                fields=["party", "hidden", "listed"],
                condition=Q(interpreter=True),
                name="person_with_interpreter",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def uid(self) -> Any:
        return self.party.uid

    def get_absolute_url(self) -> str:
        from django.urls import reverse

        return reverse("person", args=[self.party.uid])

    def save(self, *args: Any, **kwargs: Any) -> None:
        # Folded in Python, because the two databases sort differently; what somebody typed as "sorted as" wins.
        self.sort_name = fold(self.sort_name or sort_name_of(self.name))[:300]
        super().save(*args, **kwargs)
