"""Next steps: owed by us or by them, with a day."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from contacts.meetings.models import Meeting
from contacts.parties.models import Party
from contacts.policy.models import Initiative
from crm.parts.records import Addressed, RecordQuerySet, Trashable, refuse_nul, remembered
from crm.parts.visibility import Restrictable, may_be_seen, team_names_a_team

if TYPE_CHECKING:
    from crm.accounts.models import User


class TaskQuerySet(RecordQuerySet):
    def visible_to(self, user: User) -> Self:
        # Whoever is to do it sees it. (An empty Q is no "everything" in an OR, so directors come first.)
        seen = Q() if user.scope.all else may_be_seen(user) | Q(assignee=user)
        return self.filter(
            seen,
            Q(party__isnull=True) | Q(party__trashed_at__isnull=True, party__merged_into__isnull=True),
            Q(meeting__isnull=True) | Q(meeting__trashed_at__isnull=True),
            trashed_at__isnull=True,
        )

    def open(self) -> Self:
        return self.filter(done_at__isnull=True)


class Task(Addressed, Trashable, Restrictable):
    """A next step. Done means `done_at`."""

    class OwedBy(models.TextChoices):
        STAFF = "staff", _("us")
        CONTACT = "contact", _("them")

    class Repeats(models.TextChoices):
        NEVER = "", _("never")
        WEEKLY = "weekly", _("every week")
        MONTHLY = "monthly", _("every month")
        QUARTERLY = "quarterly", _("every three months")

    title = models.CharField(_("what"), max_length=300, validators=[refuse_nul])
    due_on = models.DateField(_("by"), null=True, blank=True)
    owed_by = models.CharField(_("owed by"), max_length=8, choices=OwedBy, default=OwedBy.STAFF)
    assignee = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("who does it"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="tasks",
    )
    party = models.ForeignKey(
        Party, verbose_name=_("about"), on_delete=models.PROTECT, null=True, blank=True, related_name="tasks"
    )
    meeting = models.ForeignKey(
        Meeting, on_delete=models.PROTECT, null=True, blank=True, related_name="tasks"
    )
    initiative = models.ForeignKey(
        Initiative, on_delete=models.PROTECT, null=True, blank=True, related_name="tasks"
    )
    done_at = models.DateTimeField(_("done"), null=True, blank=True)
    snoozed_until = models.DateField(_("not before"), null=True, blank=True)
    repeats = models.CharField(
        _("repeats"), max_length=10, choices=Repeats, blank=True, default=Repeats.NEVER
    )

    history = remembered()
    objects = TaskQuerySet.as_manager()

    class Meta:
        verbose_name = _("next step")
        verbose_name_plural = _("next steps")
        ordering = ["due_on", "pk"]
        constraints = [team_names_a_team("task_for_a_team_names_it")]
        indexes = [models.Index(fields=["assignee", "done_at", "due_on"], name="task_open_by_assignee")]

    def __str__(self) -> str:
        return self.title
