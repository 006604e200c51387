"""Users, teams, invitations and API tokens."""

from __future__ import annotations

import hashlib
import secrets
import uuid
from datetime import timedelta
from typing import Any, ClassVar

from django.conf import settings
from django.contrib.auth.models import AbstractUser, BaseUserManager
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from crm.accounts.rights import Right, UserRole, may
from crm.parts.visibility import Scope

SYSTEM_USERNAME = "groundwork"


class Team(models.Model):
    """Colleagues who share restricted rows."""

    name = models.CharField(_("name"), max_length=100, unique=True)

    class Meta:
        ordering = ["name", "pk"]

    def __str__(self) -> str:
        return self.name


class GroundworkUserManager(BaseUserManager["User"]):
    def create_user(self, username: str, email: str = "", password: str | None = None, **extra: Any) -> User:
        """A user with a usable password, or none at all when `password` is None."""
        user = self.model(username=username, email=self.normalize_email(email).lower(), **extra)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(
        self, username: str, email: str = "", password: str | None = None, **extra: Any
    ) -> User:
        """What `manage.py createsuperuser` makes: an admin."""
        return self.create_user(username, email, password, **{"role": UserRole.ADMIN, **extra})

    def system(self) -> User:
        """The built-in user in whose name commands act. Nobody can sign in as it."""
        user, created = self.get_or_create(
            username=SYSTEM_USERNAME,
            defaults={"role": UserRole.ADMIN, "is_active": False, "first_name": "Groundwork"},
        )
        if created:
            user.set_unusable_password()
            user.save(update_fields=["password"])
        return user


class User(AbstractUser):
    """Somebody who signs in. Rights follow from `role` alone; there are no group rows."""

    class Theme(models.TextChoices):
        SYSTEM = "", _("As the device")
        LIGHT = "light", _("Light")
        DARK = "dark", _("Dark")

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    email = models.EmailField(_("e-mail"), blank=True)
    role = models.CharField(_("may"), max_length=10, choices=UserRole, default=UserRole.VIEWER)
    teams: models.ManyToManyField[Team, Any] = models.ManyToManyField(
        Team, verbose_name=_("teams"), blank=True, related_name="members"
    )
    # The columns that the user chose, by the name of the list.
    list_columns = models.JSONField(default=dict, blank=True)
    theme = models.CharField(_("appearance"), max_length=5, choices=Theme, blank=True, default=Theme.SYSTEM)
    second_factor_due_on = models.DateField(null=True, blank=True)

    # Django's own columns for rights are taken away: what they say follows from the role.
    groups: ClassVar[Any] = None  # type: ignore[misc]  # an inherited column, taken away
    user_permissions: ClassVar[Any] = None  # type: ignore[misc]  # likewise

    # Django's types expect its UserManager, which looks for users by the permissions that we took away.
    objects: ClassVar[GroundworkUserManager] = GroundworkUserManager()  # type: ignore[assignment]

    class Meta:
        ordering = ["first_name", "last_name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["email"],
                condition=~Q(email=""),
                name="user_email_unique",
                violation_error_message=_("Somebody signs in with this e-mail already."),
            ),
            models.CheckConstraint(name="user_role_known", condition=Q(role__in=UserRole.values)),
        ]

    def __str__(self) -> str:
        return self.get_full_name() or self.username

    def may(self, right: str) -> bool:
        """Whether this user has the right, by role. Nobody inactive has any."""
        return self.is_active and may(self.role, right)

    @cached_property
    def team_ids(self) -> tuple[int, ...]:
        return tuple(sorted(self.teams.values_list("pk", flat=True)))

    @cached_property
    def scope(self) -> Scope:
        """What this user may see: `all` for directors and admins, otherwise everyone's and the teams' own."""
        if may(self.role, Right.DIRECT):
            return Scope(all=True)
        return Scope(teams=self.team_ids)

    @property
    def is_staff(self) -> bool:  # type: ignore[override]  # a column in Django, here it follows from the role
        """Whether Django's admin site opens."""
        return self.may(Right.ADMINISTER)

    @property
    def is_superuser(self) -> bool:  # type: ignore[override]  # likewise
        return self.may(Right.ADMINISTER)

    @property
    def initials(self) -> str:
        letters = [part[0] for part in (self.first_name, self.last_name) if part]
        return "".join(letters).upper() or self.username[:2].upper()

    def has_perm(self, perm: Any, obj: Any = None) -> bool:
        return self.may(Right.ADMINISTER)

    def has_perms(self, perm_list: Any, obj: Any = None) -> bool:
        return self.may(Right.ADMINISTER)

    def has_module_perms(self, app_label: str) -> bool:
        return self.may(Right.ADMINISTER)


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


class Invitation(models.Model):
    """A link that works once, e-mailed or copied. Only its digest is kept."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    digest = models.CharField(max_length=64, unique=True, editable=False)
    email = models.EmailField(_("e-mail"))
    role = models.CharField(_("may"), max_length=10, choices=UserRole, default=UserRole.OUTREACH)
    teams: models.ManyToManyField[Team, Any] = models.ManyToManyField(
        Team, verbose_name=_("teams"), blank=True
    )
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="invitations")
    made_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    accepted_by = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="invited_with"
    )
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return self.email

    DAYS = 14

    @property
    def is_over(self) -> bool:
        """Whether its days have passed."""
        return self.expires_at <= timezone.now()

    @classmethod
    def make(cls, *, by: User, email: str, role: str) -> tuple[Invitation, str]:
        """A new invitation and its secret, which is shown once and not kept."""
        secret = secrets.token_urlsafe(32)
        made = cls.objects.create(
            digest=_digest(secret),
            email=email,
            role=role,
            by=by,
            expires_at=timezone.now() + timedelta(days=cls.DAYS),
        )
        return made, secret

    @classmethod
    def open_with(cls, secret: str) -> Invitation | None:
        """The invitation that this secret opens, if it is still good."""
        return cls.objects.filter(
            digest=_digest(secret), accepted_by=None, withdrawn_at=None, expires_at__gt=timezone.now()
        ).first()


class ApiToken(models.Model):
    """A named key for programs. Only its digest is kept; it acts with its user's rights."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="api_tokens")
    name = models.CharField(_("name"), max_length=100)
    digest = models.CharField(max_length=64, unique=True, editable=False)
    starts_with = models.CharField(max_length=10, editable=False)
    made_at = models.DateTimeField(auto_now_add=True)
    last_used_at = models.DateTimeField(null=True, blank=True)
    expires_at = models.DateTimeField(_("good until"), null=True, blank=True)

    class Meta:
        ordering = ["name", "pk"]

    def __str__(self) -> str:
        return self.name

    @property
    def is_over(self) -> bool:
        """Whether its last day has passed."""
        return self.expires_at is not None and self.expires_at <= timezone.now()

    @classmethod
    def make(cls, user: User, name: str, expires_at: Any = None) -> tuple[ApiToken, str]:
        """A new token and its secret, which is shown once and not kept."""
        secret = "gw_" + secrets.token_urlsafe(32)
        token = cls.objects.create(
            user=user, name=name, digest=_digest(secret), starts_with=secret[:10], expires_at=expires_at
        )
        return token, secret

    @classmethod
    def good(cls, secret: str) -> ApiToken | None:
        """The token with this secret whose user is active and which has not expired."""
        token = (
            cls.objects.select_related("user").filter(digest=_digest(secret), user__is_active=True).first()
        )
        return None if token is None or token.is_over else token
