"""What an address asks of the map, answered: which nodes are shown, in which order, with what they stand for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

import numpy as np
from django.http import HttpRequest
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from contacts.people.queries import people_for
from contacts.policy.models import Initiative
from crm.parts.filters import Problem
from crm.parts.lists import BATCH, PAGE_SIZE, ListOf, Page, Question
from network.analysis import analysis_for
from network.graph.measures import MEASURES as DECLARED
from network.map.columns import COLUMNS, ORDERS
from network.map.filters import MapFilter
from network.map.nodes import Node, Position, nodes_at, positions_on
from network.stored import MEASURES, NO_CLUSTER, Analysed, BoolArray, IntArray

SIZES = {name: gettext_lazy(DECLARED[name].label) for name in MEASURES}
COLOURS = {"position": gettext_lazy("position"), "sphere": gettext_lazy("sphere")}

# The list by the map: everybody of one cluster together, who is tied most first.
MAP = ListOf("map", gettext_lazy("Map"), rows=people_for, filters=MapFilter, columns=COLUMNS, sort="cluster")


class MapQuestion(Question):
    """The people list's filter, asked of one analysis. With one problem nothing is shown."""

    filters: MapFilter

    def __init__(self, request: HttpRequest) -> None:
        super().__init__(MAP, request)

    @cached_property
    def problems(self) -> list[Problem]:
        found = list(super().problems)
        for key, choices in (("size", SIZES), ("colour", COLOURS)):
            asked = self.data.get(key, "")
            if asked and asked not in choices:
                says = _("“%(asked)s” is no choice for %(key)s. Take one of %(choices)s.")
                words = {"asked": asked[:60], "key": key, "choices": ", ".join(choices)}
                found.append(Problem(key, says % words))
        letter = self.data.get("cluster", "")
        if letter and self.analysed.label_of_letter(letter) is None:
            says = _("There is no cluster “%(letter)s” now. Take it out of the address.")
            found.append(Problem("cluster", says % {"letter": letter[:60]}))
        return found

    @cached_property
    def analysed(self) -> Analysed:
        """The analysis of the viewer's scope, today."""
        return analysis_for(self.user.scope, timezone.localdate())

    @property
    def initiative(self) -> Initiative | None:
        """Whose positions are shown; None: in general."""
        return self.filters.initiative_asked_for

    @property
    def size(self) -> str:
        return self.data.get("size") or "ties"

    @property
    def colour(self) -> str:
        """What fills a mark: the position on the initiative where one is chosen, else the sphere."""
        return self.data.get("colour") or ("position" if self.initiative is not None else "sphere")

    @cached_property
    def positions(self) -> dict[int, Position]:
        """Every newest reading on the initiative that the viewer may know of, by party id."""
        return positions_on(self.initiative, self.user.scope)

    @cached_property
    def shown(self) -> BoolArray:
        """Which nodes answer the filter. Organizations are shown with the people of theirs who are."""
        analysed = self.analysed
        if self.problems:
            return np.zeros(len(analysed), dtype=np.bool_)
        chosen = np.ones(len(analysed), dtype=np.bool_)
        if self.filters.narrows:
            people = np.fromiter(self.filters.rows().order_by().values_list("pk", flat=True), dtype=np.int64)
            chosen = analysed.people & np.isin(analysed.ids, people)
            with_people = np.zeros(len(analysed), dtype=np.bool_)
            with_people[analysed.edge_a[chosen[analysed.edge_b]]] = True
            with_people[analysed.edge_b[chosen[analysed.edge_a]]] = True
            chosen = chosen | (with_people & ~analysed.people)
        letter = self.data.get("cluster", "")
        if letter:
            chosen = chosen & (analysed.labels == analysed.label_of_letter(letter))
        return np.asarray(chosen)

    @cached_property
    def people_shown(self) -> BoolArray:
        return np.asarray(self.shown & self.analysed.people)

    def stances(self, chosen: BoolArray) -> Counter[str]:
        """How many of these people stand where, "unknown" for those without a reading."""
        ids = self.analysed.ids[chosen & self.analysed.people].tolist()
        return Counter(self.positions[pk].stance if pk in self.positions else "unknown" for pk in ids)

    @property
    def carried(self) -> str:
        """The query that panels carry on, so that one comes back to the same map."""
        carried = self.data.copy()
        for key in ("page", "format", "columns", "sort", "ties"):
            carried.pop(key, None)
        return carried.urlencode()

    def nodes(self, places: IntArray) -> list[Node]:
        """The nodes at these places, with what a page says of them."""
        return nodes_at(places, self.analysed, self.positions, self.carried)

    @cached_property
    def places(self) -> IntArray:
        """The places of the nodes shown, in the order of the list."""
        places = np.flatnonzero(self.shown)
        key = self.sort.removeprefix("-")
        down = self.sort.startswith("-")
        analysed = self.analysed
        ties = analysed.measures["ties"][places]
        if key in MEASURES:
            values = np.nan_to_num(analysed.measures[key][places], nan=-1.0)
            return np.asarray(places[np.lexsort((analysed.ids[places], -values if down else values))])
        if key in ORDERS:
            by = ORDERS[key]
            nodes = self.nodes(places)
            nodes.sort(key=lambda node: (node.sort_name, node.pk))
            nodes.sort(key=by, reverse=down)
            return np.searchsorted(analysed.ids, [node.pk for node in nodes])
        rank = _rank_of_clusters(analysed)[analysed.labels[places]]
        return np.asarray(places[np.lexsort((analysed.ids[places], -ties, -rank if down else rank))])

    def batches(self) -> Iterator[list[Node]]:
        """Every node shown, a batch at a time: what an export takes out."""
        for start in range(0, len(self.places), BATCH):
            yield self.nodes(self.places[start : start + BATCH])


class MapPage(Page):
    """One page of the list by the map."""

    question: MapQuestion

    @cached_property
    def total(self) -> int:
        return len(self.question.places)

    @cached_property
    def rows(self) -> list[Any]:
        return self.read()[0]

    def read(self, besides: IntArray | None = None) -> tuple[list[Node], list[Node]]:
        """The rows of the page, and the nodes at some places besides, read together."""
        start = (self.number - 1) * PAGE_SIZE
        mine = self.question.places[start : start + PAGE_SIZE]
        other = np.zeros(0, dtype=np.int64) if besides is None else besides
        nodes = {node.pk: node for node in self.question.nodes(np.unique(np.concatenate([mine, other])))}
        ids = self.question.analysed.ids
        rows, others = ([nodes[pk] for pk in ids[some].tolist() if pk in nodes] for some in (mine, other))
        return rows, others


def _rank_of_clusters(analysed: Analysed) -> IntArray:
    """By label the place of a cluster in the order of letters; in no cluster (label −1, the last entry) comes last."""
    letters = [cluster.letter for cluster in analysed.clusters]
    order = sorted(range(len(letters)), key=lambda label: (len(letters[label]), letters[label]))
    rank = np.full(len(letters) + 1, len(letters), dtype=np.int64)
    rank[order] = np.arange(len(letters))
    assert NO_CLUSTER == -1
    return rank
