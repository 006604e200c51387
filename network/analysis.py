"""The analysis of a scope on a day: read where it is stored, made where it is not, and the same tomorrow.

Each one starts from the last that was stored for its scope: clusters keep their letters and names, people their places.
A page stores nothing. It makes what it needs from the stored one, so that every process comes to the same answer.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from itertools import chain, count, product
from string import ascii_uppercase

import numpy as np

from crm.parts.visibility import Scope
from network.fingerprint import ENGINE, fingerprint_of
from network.graph.communities import Communities, find_communities, label_of
from network.graph.explain import Explanation, Shared, explain
from network.graph.layout import Disc, Layout, lay_out
from network.graph.measures import measure
from network.graph.pairs import Pairs
from network.graph.snapshot import Kind, Snapshot
from network.graph.ties import Part
from network.kept import Kept
from network.load import PARAMETERS, Loaded, load
from network.models import Analysis
from network.stored import MEASURES, NO_CLUSTER, Analysed, ClusterFacts, IntArray, Reason

SEED = 0
RUNS = 10
SAME_CLUSTER = 0.3  # overlap (Jaccard) from which a cluster is yesterday's under today's members
KEPT_A_SCOPE = 60

_analyses: Kept[tuple[str, str, date], Analysed] = Kept(8)
_networks: Kept[tuple[str, str, date], Loaded] = Kept(4)


def analysis_for(scope: Scope, day: date) -> Analysed:
    """The analysis that a page shows. From memory, else from the table, else computed (a second at 5,000 people)."""
    fingerprint = fingerprint_of(scope)

    def make() -> Analysed:
        last = last_stored(scope, day)
        if last is not None and last.fingerprint == fingerprint and last.as_of == day:
            return last
        return analyse(scope, day, fingerprint, network_for(scope, day, fingerprint), last)

    return _analyses.get((scope.key, fingerprint, day), make)


def network_for(scope: Scope, day: date, fingerprint: str | None = None) -> Loaded:
    """The network behind the analysis, with the evidence of each tie. Six queries where it is not in memory."""
    fingerprint = fingerprint or fingerprint_of(scope)

    return _networks.get((scope.key, fingerprint, day), lambda: load(scope, day))


def last_stored(scope: Scope, day: date) -> Analysed | None:
    """The newest stored analysis of a scope as of this day or before."""
    row = Analysis.objects.filter(scope=scope.key, as_of__lte=day).order_by("-as_of", "-pk").first()
    if row is None or row.parameters.get("engine") != ENGINE:
        return None
    return Analysed.from_stored(
        scope=row.scope,
        as_of=row.as_of,
        fingerprint=row.fingerprint,
        arrays=bytes(row.arrays),
        summary=row.summary,
    )


def store(scope: Scope, day: date) -> tuple[Analysed, bool]:
    """Store the analysis of a scope as of a day unless an equal one is stored. Returns it, and whether it is new."""
    before = last_stored(scope, day)
    made = analysis_for(scope, day)
    if before is not None and (before.fingerprint, before.as_of) == (made.fingerprint, made.as_of):
        return made, False
    Analysis.objects.create(
        scope=scope.key,
        as_of=day,
        fingerprint=made.fingerprint,
        parameters={"engine": ENGINE, "ties": PARAMETERS.key, "seed": SEED, "runs": RUNS},
        arrays=made.to_bytes(),
        summary=made.summary(),
    )
    old = Analysis.objects.filter(scope=scope.key).order_by("-as_of", "-pk").values_list("pk", flat=True)
    Analysis.objects.filter(pk__in=list(old[KEPT_A_SCOPE:])).delete()
    return made, True


def analyse(
    scope: Scope, day: date, fingerprint: str, network: Loaded, previous: Analysed | None = None
) -> Analysed:
    """Clusters, names, places and measures of a network, starting from the last analysis where there is one."""
    snapshot = network.snapshot
    known = previous is not None and bool(np.isin(snapshot.ids, previous.ids).any())
    before = previous if known else None
    among_people = _without_ties_of_organizations(snapshot)
    found = find_communities(
        among_people, seed=SEED, runs=RUNS, previous=label_of(before.ids, before.labels) if before else None
    )
    layout = lay_out(snapshot, found, seed=SEED, previous=_layout(before) if before else None)
    explained = explain(
        snapshot,
        found,
        network.attributes,
        node_labels=network.node_labels,
        value_labels=network.value_labels,
    )
    discs = [(disc.label, disc.x, disc.y, disc.radius) for disc in (*layout.discs, *layout.beside)]
    edges = snapshot.edges
    return Analysed(
        scope=scope.key,
        as_of=day,
        fingerprint=fingerprint,
        ids=snapshot.ids,
        kinds=snapshot.kinds,
        labels=found.labels,
        agreement=found.agreement,
        x=layout.x,
        y=layout.y,
        spacing=layout.spacing,
        discs=np.array(discs, dtype=np.float64).reshape(-1, 4),
        measures={name: measure(snapshot, name, seed=SEED) for name in MEASURES},
        edge_a=edges.a,
        edge_b=edges.b,
        edge_weight=edges.weight,
        opposed=_opposed(snapshot),
        clusters=_clusters(network, found, explained, before),
        left_out={
            "meetings_too_large": snapshot.left_out.meetings_too_large,
            "meetings_after_the_day": snapshot.left_out.meetings_after_the_day,
            "bodies_too_large": snapshot.left_out.bodies_too_large,
        },
    )


def _without_ties_of_organizations(snapshot: Snapshot) -> Snapshot:
    """What clusters are found in: a cluster is of people, and organizations stand where most of their people do.

    A tie between two organizations is drawn and listed, but would make a cluster without anybody in it.
    """
    declared = snapshot.ties.parts.get(Part.DECLARED)
    if declared is None:
        return snapshot
    person = snapshot.kinds == Kind.PERSON
    kept = person[declared.a] | person[declared.b]
    parts = dict(snapshot.ties.parts)
    parts[Part.DECLARED] = Pairs(declared.a[kept], declared.b[kept], declared.weight[kept])
    return replace(snapshot, ties=replace(snapshot.ties, parts=parts))


def _opposed(snapshot: Snapshot) -> IntArray:
    drawn = snapshot.weightless
    apart = drawn.valence < 0
    ends = np.column_stack([drawn.a[apart], drawn.b[apart]])
    return (
        np.unique(np.sort(np.searchsorted(snapshot.ids, ends), axis=1), axis=0)
        .astype(np.int64)
        .reshape(-1, 2)
    )


def _layout(analysed: Analysed) -> Layout:
    discs = [Disc(int(label), x, y, radius) for label, x, y, radius in analysed.discs.tolist()]
    return Layout(
        ids=analysed.ids,
        x=analysed.x,
        y=analysed.y,
        discs=tuple(disc for disc in discs if disc.label != NO_CLUSTER),
        beside=tuple(disc for disc in discs if disc.label == NO_CLUSTER),
        spacing=analysed.spacing,
    )


def _clusters(
    network: Loaded, found: Communities, explained: tuple[Explanation, ...], before: Analysed | None
) -> tuple[ClusterFacts, ...]:
    """Each cluster with yesterday's letter and name where it is yesterday's, else the next free letter."""
    kept: dict[int, ClusterFacts] = {}
    used: set[str] = set()
    if before is not None:
        kept = {label: before.clusters[old] for label, old in _matches(found, before).items()}
        used = {cluster.letter for cluster in before.clusters}
    free = (letter for letter in _alphabet() if letter not in used)
    names = _names(network, found, explained, {label: cluster.name for label, cluster in kept.items()})
    return tuple(
        ClusterFacts(
            letter=kept[label].letter if label in kept else next(free),
            name=names[label],
            agreement=cluster.agreement,
            inside=cluster.inside,
            hub=explanation.hub,
            reasons=tuple(_reason(each) for each in explanation.reasons),
        )
        for label, (cluster, explanation) in enumerate(zip(found.clusters, explained, strict=True))
    )


def _names(
    network: Loaded, found: Communities, explained: tuple[Explanation, ...], former: Mapping[int, str]
) -> dict[int, str]:
    """A name for each cluster, no two alike: the former one while what it says is still said of the cluster.

    So a name goes with the reason for it, and with whatever is in the trash by now.
    """
    labels = network.node_labels
    names: dict[int, str] = {}
    for label, name in former.items():
        words = {reason.label for reason in explained[label].reasons}
        words |= {labels[node] for node in found.clusters[label].members}
        if name not in names.values() and set(name.split(" · ")) <= words:
            names[label] = name
    for label, explanation in enumerate(explained):
        if label not in names:
            # The engine tells equal names apart by an id, which means nothing to a reader: number them.
            name = explanation.name.removesuffix(f" ({explanation.hub})")
            choices = chain([name, f"{name} · {labels[explanation.hub]}"], (f"{name} {n}" for n in count(2)))
            names[label] = next(each for each in choices if each not in names.values())
    return names


def _reason(shared: Shared) -> Reason:
    return Reason(
        kind=shared.kind,
        value=int(shared.value),
        label=shared.label,
        inside=shared.inside,
        size=shared.size,
        everywhere=shared.everywhere,
        population=shared.population,
        members=shared.members,
    )


def _matches(found: Communities, before: Analysed) -> dict[int, int]:
    """New label → old label: the pairs that share most of their members, each cluster in one pair at most."""
    old = label_of(before.ids, before.labels)
    old_sizes = Counter(old.values())
    overlaps = []
    for cluster in found.clusters:
        for label, both in Counter(old[node] for node in cluster.members if node in old).items():
            share = both / (len(cluster) + old_sizes[label] - both)
            overlaps.append((-share, cluster.label, label))
    same: dict[int, int] = {}
    for share, label, was in sorted(overlaps):
        if -share >= SAME_CLUSTER and label not in same and was not in same.values():
            same[label] = was
    return same


def _alphabet() -> Iterator[str]:
    """A, B, … Z, AA, AB, …"""
    for length in count(1):
        for letters in product(ascii_uppercase, repeat=length):
            yield "".join(letters)
