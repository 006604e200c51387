"""Why this is a cluster: what its people share more often than chance would have it, and a name from that.

What may name a cluster is decided by who calls: organizations, districts, meeting series, initiatives. A party is
never passed in, so that no cluster is named by one.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from math import exp

import numpy as np
from scipy.special import gammaln, logsumexp

from network.graph.communities import NO_CLUSTER, Communities
from network.graph.errors import GraphError
from network.graph.numbers import IntArray
from network.graph.snapshot import Kind, Snapshot

Value = int | str
Attributes = Mapping[str, Mapping[int, Collection[Value]]]

SURE_BELOW = 0.01
NAMING_SHARE = 0.25
REASONS_KEPT = 8


@dataclass(frozen=True, slots=True)
class Shared:
    """One thing that members share, and more often than the others do.

    `inside` of `size` members have it, `everywhere` of `population` people in all clusters. `p` is the chance of so
    many by luck, already multiplied by the number of comparisons. `members` are the party ids of those who have it.
    """

    kind: str
    value: Value
    label: str
    inside: int
    size: int
    everywhere: int
    population: int
    p: float
    members: tuple[int, ...]

    @property
    def share(self) -> float:
        """Share of the members that have it, 0 to 1."""
        return self.inside / self.size


@dataclass(frozen=True, slots=True)
class Explanation:
    """Name and reasons of one cluster, the surest first. Without reasons, say so: the members are tied, but share
    nothing that we record. `name` is made of labels only, so it needs no translation; it is unique among clusters.
    """

    label: int
    name: str
    reasons: tuple[Shared, ...]
    hub: int


def explain(
    snapshot: Snapshot,
    communities: Communities,
    attributes: Attributes,
    *,
    node_labels: Mapping[int, str],
    value_labels: Mapping[str, Mapping[Value, str]] | None = None,
) -> tuple[Explanation, ...]:
    """One explanation a cluster, in the order of `communities.clusters`.

    `attributes` is {kind: {party id: values}}, `value_labels` {kind: {value: words}} where a value is not its own
    word. A reason is held by two or more members, and by more than chance would give (one-sided hypergeometric test
    among the people of all clusters, Bonferroni over all clusters and values, below 0.01). A reason names when a
    quarter of the members have it. Otherwise the hub names: the member with most weight inside the cluster.
    Cost: attributes times clusters.

    Raises GraphError where the hub of a cluster has no label, or where one value stands in place of a set of values.
    """
    communities.check(snapshot)
    people = _who_counts(snapshot, communities)
    shared = _reasons(communities, people, attributes, value_labels or {})
    hubs = _hubs(snapshot, communities)
    taken: set[str] = set()
    explanations = []
    for cluster in communities.clusters:
        reasons = shared.get(cluster.label, [])
        hub = hubs[cluster.label]
        if hub not in node_labels:
            raise GraphError(f"Give a label for party {hub}: it names its cluster.")
        name = _name(reasons, node_labels[hub], hub, taken)
        taken.add(name.casefold())
        explanations.append(Explanation(cluster.label, name, tuple(reasons[:REASONS_KEPT]), hub))
    return tuple(explanations)


def _who_counts(snapshot: Snapshot, communities: Communities) -> dict[int, int]:
    """Label of each person in a cluster; where clusters hold organizations only, of each organization."""
    clustered = communities.labels != NO_CLUSTER
    people = clustered & (snapshot.kinds == Kind.PERSON)
    chosen = people if people.any() else clustered
    return dict(zip(snapshot.ids[chosen].tolist(), communities.labels[chosen].tolist(), strict=True))


def _reasons(
    communities: Communities,
    people: Mapping[int, int],
    attributes: Attributes,
    value_labels: Mapping[str, Mapping[Value, str]],
) -> dict[int, list[Shared]]:
    sizes = np.bincount(list(people.values()) or [0], minlength=len(communities.clusters))
    holders: dict[tuple[str, Value], list[int]] = {}
    for kind, by_node in attributes.items():
        for node in people.keys() & by_node.keys():
            if isinstance(by_node[node], str):
                raise GraphError(f"Give party {node} a set of values for “{kind}”, not the word alone.")
            for value in set(by_node[node]):
                holders.setdefault((kind, value), []).append(node)
    several = {key: sorted(nodes) for key, nodes in holders.items() if len(nodes) > 1}
    comparisons = len(several) * len(communities.clusters)
    found: dict[int, list[Shared]] = {}
    for (kind, value), nodes in several.items():
        labels = np.array([people[node] for node in nodes])
        counts = np.bincount(labels, minlength=len(sizes))
        for label in np.flatnonzero(counts > 1).tolist():
            inside, size = int(counts[label]), int(sizes[label])
            chance = _log_chance(inside, size, len(nodes), len(people)) + np.log(comparisons)
            if chance >= np.log(SURE_BELOW):
                continue
            reason = Shared(
                kind=kind,
                value=value,
                label=value_labels.get(kind, {}).get(value, str(value)),
                inside=inside,
                size=size,
                everywhere=len(nodes),
                population=len(people),
                p=exp(chance),
                members=tuple(node for node, its in zip(nodes, labels, strict=True) if its == label),
            )
            found.setdefault(label, []).append(reason)
    for reasons in found.values():
        reasons.sort(key=_surest_first)
    return found


def _surest_first(reason: Shared) -> tuple[float, float, str, str, str]:
    log_p = _log_chance(reason.inside, reason.size, reason.everywhere, reason.population)
    return (round(log_p, 6), -reason.share, reason.kind, reason.label, str(reason.value))


def _log_chance(inside: int, size: int, everywhere: int, population: int) -> float:
    """Natural logarithm of the chance that `inside` or more of `size` drawn people are among `everywhere`."""
    hits = np.arange(inside, min(size, everywhere) + 1)
    ways = _log_choose(everywhere, hits) + _log_choose(population - everywhere, size - hits)
    return float(min(0.0, logsumexp(ways - _log_choose(population, np.array([size])))))


def _log_choose(n: int, k: IntArray) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    possible = (k >= 0) & (k <= n)
    k = np.clip(k, 0, n)
    return np.where(possible, gammaln(n + 1) - gammaln(k + 1) - gammaln(n - k + 1), -np.inf)


def _hubs(snapshot: Snapshot, communities: Communities) -> list[int]:
    """Per cluster the party id with most weight inside; a person before an organization, then the lower id."""
    labels, edges = communities.labels, snapshot.edges
    same = (labels[edges.a] == labels[edges.b]) & (labels[edges.a] != NO_CLUSTER)
    inside = np.zeros(len(snapshot))
    for ends in (edges.a, edges.b):
        np.add.at(inside, ends[same], edges.weight[same])
    rank = np.lexsort((snapshot.ids, -np.round(inside, 9), snapshot.kinds != Kind.PERSON, labels))
    first = np.searchsorted(labels[rank], np.arange(len(communities.clusters)))
    hubs: list[int] = snapshot.ids[rank[first]].tolist()
    return hubs


def _name(reasons: Collection[Shared], hub_label: str, hub: int, taken: Collection[str]) -> str:
    """The first of: each naming reason alone, the first two together, with the hub, the hub, numbered if need be."""
    naming = [reason.label for reason in reasons if reason.share >= NAMING_SHARE]
    choices = [*naming[:1]]
    choices += [f"{naming[0]} · {other}" for other in naming[1:] if other != naming[0]]
    choices += [f"{naming[0]} · {hub_label}"] if naming else [hub_label]
    choices += [f"{choices[-1]} ({hub})"]
    return next(name for name in choices if name.casefold() not in taken)
