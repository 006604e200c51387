"""The network as it stood on a day, for one viewer: built once from rows, then read by everything else."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import date
from enum import IntEnum
from functools import cached_property
from hashlib import sha256
from typing import TYPE_CHECKING, Any, Self

import igraph
import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from network.graph.errors import GraphError
from network.graph.evidence import Evidence, evidence_for
from network.graph.numbers import BoolArray, FloatArray, IntArray, PositionArray, distances_of, strengths_of
from network.graph.pairs import Pairs, Positions, gather_pairs
from network.graph.parameters import TieParameters
from network.graph.records import DeclaredTies, Records
from network.graph.ties import ALL_PARTS, LeftOut, Part, Sources, Ties, tie_up, weigh

if TYPE_CHECKING:
    import networkx


class Kind(IntEnum):
    """What a node is."""

    PERSON = 0
    ORGANIZATION = 1


@dataclass(frozen=True, eq=False)
class Nodes:
    """Party ids, rising, each once, and the kind of each."""

    ids: IntArray
    kinds: NDArray[np.int8]

    @classmethod
    def of(cls, people: Iterable[int] = (), organizations: Iterable[int] = ()) -> Self:
        """Nodes from ids in any order. Raises GraphError where one id stands twice."""
        persons = np.fromiter(people, dtype=np.int64)
        others = np.fromiter(organizations, dtype=np.int64)
        ids = np.concatenate([persons, others])
        kinds = np.repeat([Kind.PERSON, Kind.ORGANIZATION], [len(persons), len(others)]).astype(np.int8)
        order = np.argsort(ids, kind="stable")
        ids, kinds = ids[order], kinds[order]
        if (ids[1:] == ids[:-1]).any():
            raise GraphError(
                "Give each node once: one id stands twice, or both as a person and an organization."
            )
        return cls(ids, kinds)

    def __len__(self) -> int:
        return len(self.ids)


@dataclass(frozen=True, eq=False)
class Snapshot:
    """Nodes, their ties and the three numbers of each tie. Never changed once made; views are made when asked for.

    Arrays about nodes stand in the order of `ids`, arrays about edges in the order of `edges`.
    """

    nodes: Nodes
    ties: Ties
    sources: Sources

    @classmethod
    def build(
        cls,
        nodes: Nodes,
        records: Records,
        parameters: TieParameters | None = None,
        *,
        as_of: date,
        parts: Collection[Part] = ALL_PARTS,
    ) -> Self:
        """The network of these nodes on a day; `parts` says which layers of evidence take part.

        Rows may come in any order. A row with an end outside `nodes` ties nobody, though whoever was at a meeting
        counts among its people. Raises GraphError on rows from which no true number follows.
        """
        sources = weigh(records, parameters or TieParameters(), as_of)
        return cls(nodes, tie_up(nodes.ids, sources, parts), sources)

    @property
    def ids(self) -> IntArray:
        """Party ids, rising: the order of every array about nodes."""
        return self.nodes.ids

    @property
    def kinds(self) -> NDArray[np.int8]:
        """`Kind` of each node."""
        return self.nodes.kinds

    @property
    def parameters(self) -> TieParameters:
        """The settings that this network was made with."""
        return self.sources.parameters

    @property
    def weightless(self) -> DeclaredTies:
        """Declared ties between nodes that add no weight: opponents (−1) and neutral ones (0). Draw and list them."""
        return self.ties.weightless

    @property
    def left_out(self) -> LeftOut:
        """What was not counted, to be said on the page."""
        return self.ties.left_out

    def __len__(self) -> int:
        return len(self.nodes)

    @cached_property
    def edges(self) -> Pairs:
        """Each tied pair once (positions a < b, sorted) with its weight: the sum of its parts."""
        parts = list(self.ties.parts.values())
        return parts[0] if len(parts) == 1 else gather_pairs(parts, len(self))

    @cached_property
    def edge_strengths(self) -> FloatArray:
        """Strength of each edge, 0 to 1."""
        return strengths_of(self.edges.weight, self.parameters.half_point)

    @cached_property
    def edge_distances(self) -> PositionArray:
        """Integer distance of each edge, 1 to 6,908."""
        return distances_of(self.edge_strengths)

    def evidence_for(self, a: int, b: int) -> Evidence:
        """Why two nodes are tied: each part's weight and the records that it rests on. Two array look-ups a part."""
        return evidence_for(self, a, b)

    @cached_property
    def weights(self) -> Any:
        """Symmetric scipy CSR array of weights, nodes × nodes."""
        return self._matrix(self.edges.weight)

    @cached_property
    def strengths(self) -> Any:
        """Symmetric scipy CSR array of strengths."""
        return self._matrix(self.edge_strengths)

    @cached_property
    def distances(self) -> Any:
        """Symmetric scipy CSR array of integer distances; no entry means no tie."""
        return self._matrix(self.edge_distances)

    @cached_property
    def igraph(self) -> igraph.Graph:
        """igraph's view: vertex = position, edge attributes `weight` and `distance`, in the order of `edges`."""
        ends = list(zip(self.edges.a.tolist(), self.edges.b.tolist(), strict=True))
        graph = igraph.Graph(n=len(self), edges=ends)
        graph.es["weight"] = self.edges.weight.tolist()
        graph.es["distance"] = self.edge_distances.tolist()
        return graph

    @cached_property
    def networkx(self) -> networkx.Graph[int]:
        """networkx's view: node = party id, edge attributes `weight`, `strength` and `distance`."""
        import networkx

        graph = networkx.Graph()
        graph.add_nodes_from(self.ids.tolist())
        columns = (self.ids[self.edges.a], self.ids[self.edges.b])
        numbers = (self.edges.weight, self.edge_strengths, self.edge_distances)
        for a, b, weight, strength, distance in zip(*(c.tolist() for c in (*columns, *numbers)), strict=True):
            graph.add_edge(a, b, weight=weight, strength=strength, distance=distance)
        return graph

    def _matrix(self, values: NDArray[Any]) -> Any:
        shape = (len(self), len(self))
        upper = sparse.coo_array((values, (self.edges.a, self.edges.b)), shape=shape).tocsr()
        return (upper + upper.T).tocsr()

    def subgraph(self, ids: Iterable[int]) -> Self:
        """The network of those of `ids` that are in it, with the ties among them at the same weights."""
        chosen = np.isin(self.ids, np.fromiter(ids, dtype=np.int64))
        return self._within(chosen)

    def only(self, kind: Kind) -> Self:
        """The network of people alone, or of organizations alone."""
        return self._within(self.kinds == kind)

    def without(self, *parts: Part) -> Self:
        """The same nodes, tied by the other parts only."""
        kept = {part: pairs for part, pairs in self.ties.parts.items() if part not in parts}
        return replace(self, ties=replace(self.ties, parts=kept))

    def _within(self, chosen: BoolArray) -> Self:
        nodes = Nodes(self.ids[chosen], self.kinds[chosen])
        positions = Positions(nodes.ids)
        parts = {part: pairs.within(chosen) for part, pairs in self.ties.parts.items()}
        drawn = self.weightless
        both = (positions.of(drawn.a) >= 0) & (positions.of(drawn.b) >= 0)
        ties = Ties(
            positions,
            {p: pairs for p, pairs in parts.items() if len(pairs)},
            drawn.taken(both),
            self.left_out,
        )
        return replace(self, nodes=nodes, ties=ties)

    def position(self, node: int) -> int:
        """Where a node stands in `ids`. Raises GraphError where it is not in this network."""
        at = int(self.ties.positions.of(np.array([node]))[0])
        if at < 0:
            raise GraphError(
                f"Party {node} is not in this network: it is filtered out, restricted or in the trash."
            )
        return at

    @cached_property
    def fingerprint(self) -> str:
        """64 hexadecimal digits, equal for equal nodes, ties, day and parameters, whatever the order of rows."""
        digest = sha256(f"{self.parameters.key};as_of={self.sources.as_of}".encode())
        for part, pairs in sorted(self.ties.parts.items()):
            digest.update(part.encode())
            for column in (pairs.a, pairs.b, pairs.weight):
                digest.update(np.ascontiguousarray(column).tobytes())
        drawn = self.weightless
        for array in (self.ids, self.kinds, drawn.id, drawn.a, drawn.b, drawn.valence):
            digest.update(np.ascontiguousarray(array).tobytes())
        return digest.hexdigest()
