"""Who may see a row that can be restricted: one rule, before any filter, everywhere.

A row is for everyone, for the team it was written in, or for its owner and the directors. What a viewer may see as a
whole is a `Scope`; every cache, stored analysis and derived fact is kept per scope.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from crm.accounts.models import User


class Visibility(models.TextChoices):
    EVERYONE = "everyone", _("Everyone")
    TEAM = "team", _("My team")
    OWNER = "owner", _("Owner and directors")


@dataclass(frozen=True)
class Scope:
    """What a viewer may see, as a key: `everyone`, `everyone + teams`, or `all`."""

    teams: tuple[int, ...] = ()
    all: bool = False

    @property
    def key(self) -> str:
        if self.all:
            return "all"
        return "everyone" + "".join(f"+{team}" for team in self.teams)

    @classmethod
    def from_key(cls, key: str) -> Scope:
        if key == "all":
            return cls(all=True)
        return cls(teams=tuple(int(part) for part in key.split("+")[1:]))


def may_be_seen(user: User, prefix: str = "", owner: str = "created_by") -> Q:
    """The condition on a row with `visibility` and `team` columns (behind `prefix`) that this user may see it."""
    if user.scope.all:
        return Q()
    seen = Q(**{f"{prefix}visibility": Visibility.EVERYONE}) | Q(
        **{f"{prefix}visibility": Visibility.OWNER, f"{prefix}{owner}": user.pk}
    )
    # What one wrote for a team one has left stays one's own.
    seen |= Q(**{f"{prefix}visibility": Visibility.TEAM, f"{prefix}{owner}": user.pk})
    if user.scope.teams:
        seen |= Q(**{f"{prefix}visibility": Visibility.TEAM, f"{prefix}team__in": user.scope.teams})
    return seen


def in_scope(scope: Scope, prefix: str = "") -> Q:
    """The condition that a row takes part in what is derived for this scope.

    Rows for owner and directors take part only in `all`.
    """
    if scope.all:
        return Q()
    seen = Q(**{f"{prefix}visibility": Visibility.EVERYONE})
    if scope.teams:
        seen |= Q(**{f"{prefix}visibility": Visibility.TEAM, f"{prefix}team__in": scope.teams})
    return seen


class Restrictable(models.Model):
    """Visibility, with the team as it was when the row was written."""

    owner_column: ClassVar[str] = "created_by"

    visibility = models.CharField(
        _("who may see it"), max_length=8, choices=Visibility, default=Visibility.EVERYONE
    )
    team = models.ForeignKey(
        "accounts.Team",
        verbose_name=_("team"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )

    class Meta:
        abstract = True


def team_names_a_team(name: str) -> models.CheckConstraint:
    """A row for a team says which."""
    return models.CheckConstraint(
        name=name,
        condition=~Q(visibility=Visibility.TEAM) | Q(team__isnull=False),
        violation_error_message=_("Choose which team may see it."),
    )
