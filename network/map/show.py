"""What each page of the map shows, put together once from a question."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from django.urls import reverse
from django.utils import timezone

from contacts.interest.queries import fetch_latest_readings
from contacts.parties.models import Party
from contacts.templatetags.words_on_screen import POSITIONS, SPHERES
from network.analysis import RUNS, network_for
from network.map.nodes import Node
from network.map.panel import TIES_SHOWN, ties_of
from network.map.picture import picture_of
from network.map.question import COLOURS, SIZES, MapPage, MapQuestion
from network.map.reading import answers_of, clusters_of, counts_of, foremost_brokers
from network.map.words import is_between, sure, why
from network.stored import NO_CLUSTER, Analysed, ClusterFacts, IntArray

MEMBERS_SHOWN = 24
BETWEEN_SHOWN = 5


def show_map(question: MapQuestion) -> dict[str, Any]:
    """The page: sentences, clusters, still picture, list. With a wrong question, the reasons and nothing else."""
    page = MapPage(question)
    shown: dict[str, Any] = {
        "of": question.of,
        "question": question,
        "page": page,
        "problems": question.problems,
        "today": timezone.localdate(),
        "initiatives": question.filters.choices.of("initiative"),
        "sizes": SIZES,
        "colours": COLOURS,
        "graph_address": _with(reverse("map_graph"), question.carried),
    }
    if question.problems:
        return shown
    counts = counts_of(question)
    page.rows, brokers = page.read(foremost_brokers(question))
    return {
        **shown,
        "counts": counts,
        "answers": answers_of(question, counts, brokers),
        "clusters": clusters_of(question),
        "picture": picture_of(question),
        "spheres": SPHERES,
        "positions": POSITIONS,
        "size_word": SIZES[question.size],
        "opposed": bool(question.shown[question.analysed.opposed].all(axis=1).any()),
    }


def show_party(question: MapQuestion, party: Party) -> dict[str, Any]:
    """The panel of a person or an organization."""
    analysed, user = question.analysed, question.user
    shown: dict[str, Any] = {"question": question, "party": party, "back": _back(question)}
    place = analysed.at(party.pk)
    node = next(iter(question.nodes(np.array([place]))), None) if place is not None else None
    fetch_latest_readings(question.initiative)([party], user)
    shown["reading"] = getattr(party, "latest_reading", None)
    if node is None or place is None:
        return shown
    everything = question.data.get("ties") == "all"
    return {
        **shown,
        "node": node,
        "everything": everything,
        "sure": sure(node.agreement) if node.cluster else "",
        "between": node.cluster is not None and is_between(node.agreement),
        "whys": _shared_with(node),
        "ties": ties_of(
            place,
            analysed,
            network_for(user.scope, analysed.as_of),
            user,
            question.positions,
            question.carried,
            limit=None if everything else TIES_SHOWN,
        ),
    }


def show_cluster(question: MapQuestion, label: int) -> dict[str, Any]:
    """The panel of a cluster."""
    analysed = question.analysed
    cluster = analysed.clusters[label]
    members = np.flatnonzero(analysed.labels == label)
    people = members[analysed.people[members]]
    order = np.lexsort((members, -analysed.measures["ties"][members], ~analysed.people[members]))
    first = members[order][:MEMBERS_SHOWN]
    between = _between(analysed, people, label)
    hub = analysed.at(cluster.hub)
    wanted = sorted({*first.tolist(), *between, *([hub] if hub is not None else [])})
    nodes = {node.pk: node for node in question.nodes(np.array(wanted, dtype=np.int64))}

    def node_at(place: int) -> Node | None:
        return nodes.get(int(analysed.ids[place]))

    return {
        "question": question,
        "back": _back(question),
        "cluster": cluster,
        "sure": sure(cluster.agreement),
        "alike": round(cluster.agreement * 100),
        "trials": RUNS,
        "inside": round(cluster.inside * 100),
        "people": len(people),
        "organizations": len(members) - len(people),
        "counts": dict(question.stances(analysed.labels == label)),
        "whys": why(cluster),
        "hub": nodes.get(cluster.hub),
        "between": [
            Between(node, other) for place, other in between.items() if (node := node_at(place)) is not None
        ],
        "members": [node for place in first.tolist() if (node := node_at(place)) is not None],
        "more": len(members) - len(first),
    }


@dataclass(frozen=True)
class Between:
    """Somebody of a cluster, and the other cluster that they are tied to most."""

    node: Node
    other: ClusterFacts


def _between(analysed: Analysed, people: IntArray, label: int) -> dict[int, ClusterFacts]:
    """Members whose place is not sure → the other cluster with most of their weight; the least sure first."""
    found: dict[int, ClusterFacts] = {}
    unsure = people[[is_between(value) for value in analysed.agreement[people].tolist()]]
    for place in unsure[np.lexsort((unsure, analysed.agreement[unsure]))].tolist():
        near, weight = analysed.neighbours(place)
        labels = analysed.labels[near]
        kept = (labels != NO_CLUSTER) & (labels != label)
        if kept.any():
            most = np.bincount(labels[kept], weights=weight[kept]).argmax()
            found[place] = analysed.clusters[int(most)]
        if len(found) == BETWEEN_SHOWN:
            break
    return found


def _shared_with(node: Node) -> list[str]:
    """What this person shares with the cluster, of all that makes it one."""
    reasons = node.cluster.reasons if node.cluster else ()
    return list(dict.fromkeys(reason.label for reason in reasons if node.pk in reason.members))


def _back(question: MapQuestion) -> str:
    return _with(reverse("map"), question.carried)


def _with(address: str, query: str) -> str:
    return f"{address}?{query}" if query else address
