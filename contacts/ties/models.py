"""Ties: who is connected with whom, how closely, and how we know."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from contacts.meetings.models import Meeting
from contacts.parties.models import Party, alive
from crm.parts.records import (
    Addressed,
    Lasting,
    RecordQuerySet,
    Trashable,
    ends_after_it_starts,
    refuse_nul,
    remembered,
)
from crm.parts.visibility import Restrictable, Scope, in_scope, may_be_seen, team_names_a_team

if TYPE_CHECKING:
    from crm.accounts.models import User


class TieType(Addressed):
    """A kind of tie, read from both sides. Admins edit these. Only `+` adds weight; `-` is drawn and listed."""

    class Valence(models.IntegerChoices):
        POSITIVE = 1, _("+ brings together")
        NEUTRAL = 0, _("0 neither")
        NEGATIVE = -1, _("− sets apart")

    class Ends(models.TextChoices):
        ANY = "any", _("anybody")
        PEOPLE = "people", _("two people")
        ORGANIZATIONS = "organizations", _("two organizations")

    key = models.CharField(max_length=40, unique=True)
    forward = models.CharField(_("seen from the first"), max_length=60, validators=[refuse_nul])
    reverse = models.CharField(_("seen from the second"), max_length=60, validators=[refuse_nul])
    symmetric = models.BooleanField(_("the same both ways"), default=True)
    valence = models.SmallIntegerField(_("sign"), choices=Valence, default=Valence.POSITIVE)
    ends = models.CharField(_("between"), max_length=15, choices=Ends, default=Ends.ANY)
    prior = models.FloatField(_("how much it counts (0 to 1)"), default=0.5)
    introduces = models.BooleanField(_("may introduce"), default=True)

    history = remembered()
    objects = RecordQuerySet.as_manager()

    class Meta:
        verbose_name = _("kind of tie")
        verbose_name_plural = _("kinds of tie")
        ordering = ["forward", "pk"]
        constraints = [
            models.CheckConstraint(name="tie_type_prior_0_to_1", condition=Q(prior__gte=0, prior__lte=1)),
            models.CheckConstraint(name="tie_type_valence_known", condition=Q(valence__in=[-1, 0, 1])),
        ]

    def __str__(self) -> str:
        return self.forward


class TieQuerySet(RecordQuerySet):
    def visible_to(self, user: User) -> Self:
        return self.filter(
            may_be_seen(user), alive("from_party__"), alive("to_party__"), trashed_at__isnull=True
        )

    def in_scope(self, scope: Scope) -> Self:
        """The ties that take part in this scope's networks."""
        return self.filter(
            in_scope(scope), alive("from_party__"), alive("to_party__"), trashed_at__isnull=True
        )

    def of(self, party: Party) -> Self:
        return self.filter(Q(from_party=party) | Q(to_party=party))


class Tie(Addressed, Trashable, Restrictable, Lasting):
    """One row a tie, whichever side it was entered from. Symmetric ones store the lower party id first."""

    class Basis(models.TextChoices):
        OBSERVED = "observed", _("saw it")
        TOLD = "told", _("was told")
        RECORD = "record", _("public record")
        INFERRED = "inferred", _("inferred")

    from_party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="ties_from")
    to_party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="ties_to")
    type = models.ForeignKey(TieType, verbose_name=_("kind"), on_delete=models.PROTECT, related_name="ties")
    closeness = models.PositiveSmallIntegerField(_("how close (0 to 4)"), default=2)
    basis = models.CharField(_("how we know"), max_length=10, choices=Basis, default=Basis.TOLD)
    source_meeting = models.ForeignKey(
        Meeting,
        verbose_name=_("from the meeting"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="ties",
    )
    note = models.CharField(_("note"), max_length=500, blank=True, validators=[refuse_nul])

    history = remembered()
    objects = TieQuerySet.as_manager()

    class Meta:
        verbose_name = _("tie")
        verbose_name_plural = _("ties")
        ordering = ["ended", "-closeness", "pk"]
        constraints = [
            models.CheckConstraint(
                name="tie_joins_two_ends",
                condition=~Q(from_party=F("to_party")),
                violation_error_message=_("A tie joins two. Choose somebody else at the other end."),
            ),
            models.UniqueConstraint(
                fields=["from_party", "to_party", "type"],
                condition=Q(ended=False, trashed_at__isnull=True),
                name="tie_one_row_a_pair_and_kind",
                violation_error_message=_("This tie is in the record already."),
            ),
            models.CheckConstraint(
                name="tie_closeness_0_to_4", condition=Q(closeness__gte=0, closeness__lte=4)
            ),
            ends_after_it_starts("tie_ends_after_it_starts"),
            team_names_a_team("tie_for_a_team_names_it"),
        ]

    def __str__(self) -> str:
        return f"{self.from_party_id} {self.type_id} {self.to_party_id}"

    def label_from(self, party: Party) -> str:
        """The kind of tie as read from this end."""
        return self.type.forward if self.from_party_id == party.pk else self.type.reverse

    def other_end(self, party: Party) -> Party:
        return self.to_party if self.from_party_id == party.pk else self.from_party

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.type.symmetric and self.from_party_id > self.to_party_id:
            self.from_party, self.to_party = self.to_party, self.from_party
        super().save(*args, **kwargs)
