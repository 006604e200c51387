"""The four kinds of user and what each may do. One table; pages, API, exports and menus ask it."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class UserRole(models.TextChoices):
    VIEWER = "viewer", _("Viewer")
    OUTREACH = "outreach", _("Outreach")
    DIRECTOR = "director", _("Director")
    ADMIN = "admin", _("Admin")


class Right(models.TextChoices):
    """What can be allowed. Every page and API route names the right that it needs."""

    READ = "read", _("read what is visible to everyone")
    WRITE = "write", _("write people, organizations, meetings, readings, ties and next steps")
    IMPORT = "import", _("bring people and organizations in")
    EXPORT = "export", _("take lists out")
    DIRECT = "direct", _("read everything, merge, keep coalitions, reports, forget")
    ADMINISTER = "administer", _("users, settings, audit, undo of others' acts")


_VIEWER = frozenset({Right.READ})
_OUTREACH = _VIEWER | {Right.WRITE, Right.IMPORT, Right.EXPORT}
_DIRECTOR = _OUTREACH | {Right.DIRECT}

RIGHTS: dict[str, frozenset[Right]] = {
    UserRole.VIEWER: _VIEWER,
    UserRole.OUTREACH: _OUTREACH,
    UserRole.DIRECTOR: _DIRECTOR,
    UserRole.ADMIN: _DIRECTOR | {Right.ADMINISTER},
}


def may(role: str, right: str) -> bool:
    """Whether a user of this role has this right. An unknown role has none."""
    return right in RIGHTS.get(role, frozenset())
