"""The narrower of two visibilities: what comes from a meeting is seen by no more people than the meeting itself."""

from __future__ import annotations

from crm.parts.visibility import Visibility

_WIDTH = {Visibility.EVERYONE: 2, Visibility.TEAM: 1, Visibility.OWNER: 0}


def narrower(one: tuple[str, int | None], other: tuple[str, int | None]) -> tuple[str, int | None]:
    """Of two pairs (visibility, team id) the one that fewer people see.

    Two different teams share nobody for certain, so their narrower is "owner and directors".
    """
    first, second = (_settled(pair) for pair in (one, other))
    if first[0] == second[0] == Visibility.TEAM and first[1] != second[1]:
        return Visibility.OWNER.value, None
    return min(first, second, key=lambda pair: _WIDTH[Visibility(pair[0])])


def _settled(pair: tuple[str, int | None]) -> tuple[str, int | None]:
    """A team is named where the row is for a team, and only there."""
    visibility, team = pair
    return (visibility, team) if visibility == Visibility.TEAM else (visibility, None)
