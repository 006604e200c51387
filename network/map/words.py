"""What the map says in words: how sure a cluster is, why it is one, how strong a tie is."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from network.graph.communities import MIXED_FROM, Certainty
from network.stored import ClusterFacts, FloatArray, IntArray, Reason

SURE = {
    Certainty.CLEAR: gettext_lazy("clear"),
    Certainty.MIXED: gettext_lazy("mixed"),
    Certainty.LOOSE: gettext_lazy("loose"),
    Certainty.NOT_MEASURED: gettext_lazy("not measured"),
}

# A tie is drawn in one of three widths; a plain meeting of two today weighs 1.
FAIR_FROM, STRONG_FROM = 0.5, 1.5
STRENGTHS = (
    ("weak", gettext_lazy("weak tie")),
    ("fair", gettext_lazy("fair tie")),
    ("strong", gettext_lazy("strong tie")),
)

REASONS = {
    "organization": gettext_lazy(
        "%(inside)s of %(size)s have a role at %(label)s, %(everywhere)s of %(population)s in all clusters."
    ),
    "district": gettext_lazy(
        "%(inside)s of %(size)s have a role in %(label)s, %(everywhere)s of %(population)s in all clusters."
    ),
    "meetings": gettext_lazy(
        "%(inside)s of %(size)s were at meetings of %(label)s, %(everywhere)s of %(population)s in all clusters."
    ),
    "initiative": gettext_lazy(
        "%(inside)s of %(size)s were at meetings about %(label)s, %(everywhere)s of %(population)s in all clusters."
    ),
}


def sure(agreement: float) -> str:
    """How alike a cluster came out over other seeds, in a word: clear, mixed or loose."""
    return str(SURE[Certainty.of(agreement)])


def is_between(agreement: float) -> bool:
    """Whether somebody came out so differently that they stand between clusters rather than in one."""
    return agreement < MIXED_FROM


def reason_in_words(reason: Reason) -> str:
    """One reason as a sentence with its base."""
    return str(REASONS[reason.kind]) % {
        "inside": reason.inside,
        "size": reason.size,
        "label": reason.label,
        "everywhere": reason.everywhere,
        "population": reason.population,
    }


def why(cluster: ClusterFacts, limit: int = 3) -> list[str]:
    """Why this is a cluster, what it is named for first, then the surest; says so where nothing explains it."""
    said: dict[str, Reason] = {}
    for reason in sorted(cluster.reasons, key=lambda reason: reason.label not in cluster.name):
        said.setdefault(reason.label, reason)
    if not said:
        return [_("These people are tied, but share nothing that we record.")]
    return [reason_in_words(reason) for reason in list(said.values())[:limit]]


def strengths_of(weights: FloatArray | Sequence[float]) -> IntArray:
    """0 weak, 1 fair, 2 strong."""
    return np.digitize(np.asarray(weights, dtype=np.float64), [FAIR_FROM, STRONG_FROM]).astype(np.int64)
