"""What counts how much: the settings from which a tie gets its weight, each with its default and why."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from math import isfinite
from types import MappingProxyType

from network.graph.errors import GraphError

NOT_SAID = ""

# Kinds of meeting are the record's own words and carry their weights there; rows from a file say no kind.
KIND_WEIGHTS: Mapping[str, float] = MappingProxyType({NOT_SAID: 1.0})

BASIS_WEIGHTS: Mapping[str, float] = MappingProxyType(
    {NOT_SAID: 0.5, "observed": 1.0, "told": 1.0, "record": 0.8, "inferred": 0.4}
)


@dataclass(frozen=True)
class TieParameters:
    """Settings of one analysis. Two snapshots with equal rows and equal parameters are equal.

    A wrong value raises GraphError when the object is made, never later.
    """

    half_life_days: float = 365.0
    """A meeting or an introduction counts half after this many days. Ties and roles do not fade: they end."""

    kind_weights: Mapping[str, float] = field(default_factory=lambda: KIND_WEIGHTS)
    """By kind: what a meeting adds for each who was there, spread over the others who were. With 1.0, a meeting of
    two on the day itself weighs 1, so that every weight reads as so many of those.
    """

    meeting_cap: int = 200
    """A meeting of more people than this ties nobody: a hearing is no acquaintance."""

    role_weight: float = 3.0
    """What a current role adds for its holder, spread over the others of the same body: small bodies count more."""

    role_body_cap: int = 60
    """A body of more people than this ties nobody to anybody: a district office of 3,000 is no acquaintance."""

    affiliation_weight: float = 1.0
    """Tie of a role's holder to the organization itself; above `role_body_cap` people it thins out as cap / people."""

    closeness_weights: tuple[float, ...] = (0.25, 0.5, 1.0, 2.0, 4.0)
    """A declared tie by closeness 0 to 4; each step about doubles."""

    closeness_unsaid: float = 0.5
    """A declared tie whose closeness nobody has said."""

    basis_weights: Mapping[str, float] = field(default_factory=lambda: BASIS_WEIGHTS)
    """By how we know of a declared tie: multiplies its weight."""

    introduction_weight: float = 1.0
    """An introduction that was made, on the day itself, between the two who met."""

    half_point: float = 1.0
    """The weight at which a tie's strength is one half."""

    def __post_init__(self) -> None:
        for name in ("half_life_days", "half_point"):
            if not (isfinite(getattr(self, name)) and getattr(self, name) > 0):
                raise GraphError(f"Give {name} a number above 0.")
        if self.meeting_cap < 2 or self.role_body_cap < 2:
            raise GraphError(
                "Give meeting_cap and role_body_cap 2 or more people; fewer would tie nobody at all."
            )
        amounts = [self.role_weight, self.affiliation_weight, self.introduction_weight, self.closeness_unsaid]
        amounts += [*self.closeness_weights, *self.kind_weights.values(), *self.basis_weights.values()]
        if not all(isfinite(amount) and amount >= 0 for amount in amounts):
            raise GraphError("Give every weight in the parameters a finite number of 0 or more.")
        if not self.closeness_weights:
            raise GraphError("Give closeness_weights one number for each step of closeness.")
        object.__setattr__(self, "kind_weights", MappingProxyType(dict(self.kind_weights)))
        object.__setattr__(self, "basis_weights", MappingProxyType(dict(self.basis_weights)))

    def __hash__(self) -> int:
        return hash(self.key)

    @property
    def key(self) -> str:
        """The settings as one line of text, equal for equal settings: part of every fingerprint."""
        parts = []
        for each in fields(self):
            value = getattr(self, each.name)
            parts.append(f"{each.name}={sorted(value.items()) if isinstance(value, Mapping) else value!r}")
        return ";".join(parts)

    def kind_weight(self, kind: str) -> float:
        """What a meeting of this kind counts; an unknown kind is refused, as a silent 1.0 would be a wrong number."""
        if kind not in self.kind_weights:
            raise GraphError(f"Give the meeting kind “{kind}” a weight in TieParameters.kind_weights.")
        return self.kind_weights[kind]

    def basis_weight(self, basis: str) -> float:
        """What a tie known in this way counts; an unknown basis is refused."""
        if basis not in self.basis_weights:
            raise GraphError(f"Give the basis “{basis}” a weight in TieParameters.basis_weights.")
        return self.basis_weights[basis]
