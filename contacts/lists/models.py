"""Saved lists: a filter that is asked anew each time, or members chosen by hand."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from contacts.parties.models import Party
from crm.parts.records import Addressed, RecordQuerySet, Trashable, refuse_nul, remembered

if TYPE_CHECKING:
    from crm.accounts.models import User


class SavedListQuerySet(RecordQuerySet):
    def visible_to(self, user: User) -> Self:
        shared = Q(sharing=SavedList.Sharing.ALL) | Q(
            sharing=SavedList.Sharing.TEAM, team__in=user.scope.teams
        )
        return self.filter(Q(owner=user) | shared, trashed_at__isnull=True)


class SavedList(Addressed, Trashable):
    """A dynamic list stores its filter, never ids; a static one has entries."""

    class Sharing(models.TextChoices):
        PRIVATE = "private", _("only me")
        TEAM = "team", _("my team")
        ALL = "all", _("everyone")

    class Of(models.TextChoices):
        PEOPLE = "people", _("people")
        ORGANIZATIONS = "organizations", _("organizations")

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="saved_lists")
    name = models.CharField(_("name"), max_length=100, validators=[refuse_nul])
    folded = models.CharField(max_length=100, editable=False)
    of = models.CharField(max_length=15, choices=Of, default=Of.PEOPLE)
    sharing = models.CharField(_("who sees it"), max_length=8, choices=Sharing, default=Sharing.PRIVATE)
    team = models.ForeignKey(
        "accounts.Team", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    dynamic = models.BooleanField(default=True)
    filter = models.JSONField(default=dict, blank=True)
    columns = models.JSONField(default=list, blank=True)

    history = remembered()
    objects = SavedListQuerySet.as_manager()

    class Meta:
        ordering = ["folded", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["owner", "folded"],
                condition=Q(trashed_at__isnull=True),
                name="saved_list_name_unique_an_owner",
                violation_error_message=_("You have a list of this name already."),
            ),
            models.CheckConstraint(
                name="saved_list_for_a_team_names_it", condition=~Q(sharing="team") | Q(team__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: object, **kwargs: object) -> None:
        from crm.parts.text import fold

        self.folded = fold(self.name)
        super().save(*args, **kwargs)


class ListEntry(Addressed):
    saved_list = models.ForeignKey(SavedList, on_delete=models.PROTECT, related_name="entries")
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="list_entries")

    history = remembered()
    objects = RecordQuerySet.as_manager()

    class Meta:
        verbose_name_plural = _("list entries")
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["saved_list", "party"], name="list_entry_once_a_list")]

    def __str__(self) -> str:
        return f"{self.party_id} on {self.saved_list_id}"
