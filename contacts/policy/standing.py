"""Writing down how far a school governs itself, and under which agreement: one verb a write."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from contacts.organizations.models import Organization
from contacts.parties.keeping import keep, put
from contacts.policy.models import Arrangement, SchoolAutonomy
from contacts.policy.vocabulary import AutonomyLevel
from crm.parts.audit import act
from crm.parts.records import once

if TYPE_CHECKING:
    from datetime import date

    from crm.accounts.models import User

CHANGEABLE = (
    "type", "authority", "initiative", "approved_on", "start", "end", "voted_yes", "voted_eligible", "status",
)  # fmt: skip


def add_arrangement(
    *, by: User, school: Organization, type: str, uid: UUID | None = None, **fields: Any
) -> Arrangement:
    """Add a standing of a school: under which agreement, contract or act it governs itself.

    The same uid again gives the same one. Raises ValidationError, by field, and UidTaken.
    """
    if (made := once(Arrangement, uid, by=by)) is not None:
        return made
    with act(by=by, verb="add standing", subject=school.name):
        arrangement = Arrangement(school=school, type=type)
        put(arrangement, fields, CHANGEABLE)
        _check(arrangement)
        return keep(arrangement, uid=uid)


def change_arrangement(arrangement: Arrangement, *, by: User, version: int, **fields: Any) -> Arrangement:
    """Change a standing. Nothing is written if nothing differs. Raises VersionConflict."""
    with act(by=by, verb="change standing", subject=arrangement.school.name):
        arrangement.version = version
        if put(arrangement, fields, CHANGEABLE):
            _check(arrangement)
            keep(arrangement)
    return arrangement


def set_autonomies(
    school: Organization,
    *,
    by: User,
    levels: Mapping[int, str],
    source: str = "",
    as_of: date | None = None,
) -> int:
    """Say how far a school decides for itself, area by area; returns how many areas changed.

    One row a school and area; its history keeps what was before. An area of which nothing is known and nothing is said
    gets no row. `source` and `as_of` go to the areas that change.
    """
    changed = 0
    with act(by=by, verb="set autonomies", subject=school.name):
        stand = {row.area: row for row in SchoolAutonomy.objects.filter(school=school)}
        for area, level in sorted(levels.items()):
            row = stand.get(area)
            if level == (row.level if row else AutonomyLevel.UNKNOWN):
                continue
            row = row or SchoolAutonomy(school=school, area=area)
            put(row, {"level": level, "source": source, "as_of": as_of}, ("level", "source", "as_of"))
            keep(row)
            changed += 1
    return changed


def _check(arrangement: Arrangement) -> None:
    """In words, at the field, what the database would refuse."""
    if arrangement.start and arrangement.end and arrangement.end < arrangement.start:
        raise ValidationError({"end": _("It ends before it starts. Swap the days?")})
    yes, eligible = arrangement.voted_yes, arrangement.voted_eligible
    if yes is not None and eligible is not None and yes > eligible:
        raise ValidationError({"voted_yes": _("More voted yes than could vote.")})
