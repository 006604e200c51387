"""The narrower of two visibilities: what comes from a meeting is seen by no more people than the meeting itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crm.parts.visibility import Restrictable, Visibility

if TYPE_CHECKING:
    from crm.accounts.models import Team

_WIDTH = {Visibility.EVERYONE: 2, Visibility.TEAM: 1, Visibility.OWNER: 0}


def narrower(one: tuple[str, int | None], other: tuple[str, int | None]) -> tuple[str, int | None]:
    """Of two pairs (visibility, team id) the one that fewer people see.

    Two different teams share nobody for certain, so their narrower is "owner and directors".
    """
    first, second = (_settled(pair) for pair in (one, other))
    if first[0] == second[0] == Visibility.TEAM and first[1] != second[1]:
        return Visibility.OWNER.value, None
    return min(first, second, key=lambda pair: _WIDTH[Visibility(pair[0])])


def as_narrow_as(source: Restrictable | None, visibility: str, team: Team | None) -> tuple[str, int | None]:
    """Visibility and team id of a new row: what was chosen or, if it comes from a meeting, the narrower of both."""
    chosen = _settled((visibility, team.pk if team else None))
    return chosen if source is None else narrower(chosen, (source.visibility, source.team_id))


def _settled(pair: tuple[str, int | None]) -> tuple[str, int | None]:
    """A team is named where the row is for a team, and only there."""
    visibility, team = pair
    return (visibility, team) if visibility == Visibility.TEAM else (visibility, None)
