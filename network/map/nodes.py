"""Nodes as pages show them: who they are, where they are now, where they stand, and their place in the network."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple
from uuid import UUID

import numpy as np
from django.urls import reverse
from django.utils import timezone

from contacts.interest.fresh import fresh_since
from contacts.interest.models import Stance
from contacts.interest.queries import latest_in
from contacts.organizations.models import Organization, OrganizationType
from contacts.people.models import Person
from contacts.policy.models import Initiative
from contacts.roles.models import Role
from contacts.roles.types import RoleType, sphere_of_role
from crm.parts.visibility import Scope
from network.stored import Analysed, ClusterFacts, IntArray

# Up to here rows are asked for by their ids; beyond, all are read and the others passed over.
BY_IDS = 5_000


class Position(NamedTuple):
    """The newest reading that a viewer may know of."""

    stance: str
    on: date


@dataclass(slots=True)
class Node:
    """One person or organization on the map. `role` and `now_at` are of the main role of today; an organization's own
    type stands as its role. `sphere` and `now_at` are "" where nothing is known."""

    pk: int
    uid: UUID
    name: str
    sort_name: str
    is_person: bool
    sphere: str = ""
    role: str = ""
    now_at: str = ""
    position: Position | None = None
    cluster: ClusterFacts | None = None
    agreement: float = 0.0
    ties: int = 0
    weight: float = 0.0
    brokerage: float | None = None
    # The query of the map that the node's own address carries on.
    query: str = field(default="", compare=False)

    def get_absolute_url(self) -> str:
        """Where the node is looked at closely: its panel, which is a page of its own before any script."""
        address = reverse("map_panel", args=[self.uid])
        return f"{address}?{self.query}" if self.query else address

    @property
    def brokerage_in_words(self) -> str:
        """In percent with one digit; "" for an organization, of whom it says nothing."""
        return "" if self.brokerage is None else f"{100 * self.brokerage:.1f} %"

    @property
    def stance(self) -> str:
        return self.position.stance if self.position else Stance.UNKNOWN.value

    @property
    def stale_since(self) -> date | None:
        """The day of a reading that is too old to trust, else None."""
        if self.position is None or self.position.on >= fresh_since(timezone.localdate()):
            return None
        return self.position.on


def positions_on(initiative: Initiative | None, scope: Scope) -> dict[int, Position]:
    """By party id the newest position on an initiative (None: in general) within a scope. One query."""
    rows = latest_in(scope, initiative).values_list("party_id", "stance", "assessed_on")
    return {party: Position(stance, on) for party, stance, on in rows}


def nodes_at(
    places: IntArray | Sequence[int],
    analysed: Analysed,
    positions: Mapping[int, Position],
    query: str = "",
) -> list[Node]:
    """The nodes at these places of an analysis, in this order. Three queries, whatever their number.

    Whoever has gone from the record since the analysis was made is left out.
    """
    ids = analysed.ids[np.asarray(places, dtype=np.int64)].tolist()
    found = {**_people(ids, analysed.as_of), **_organizations(ids)}
    nodes = []
    for place, pk in zip(np.asarray(places).tolist(), ids, strict=True):
        node = found.get(pk)
        if node is None:
            continue
        brokerage = float(analysed.measures["brokerage"][place])
        node.position = positions.get(pk)
        node.cluster = analysed.cluster_of(place)
        node.agreement = float(analysed.agreement[place])
        node.ties = int(analysed.measures["ties"][place])
        node.weight = float(analysed.measures["weight"][place])
        node.brokerage = None if np.isnan(brokerage) else brokerage
        node.query = query
        nodes.append(node)
    return nodes


def _people(ids: list[int], day: date) -> dict[int, Node]:
    rows = _those(Person.objects.filter(hidden=False), "pk", ids)
    people = {
        pk: Node(pk, uid, name, sort_name, is_person=True)
        for pk, uid, name, sort_name in rows.order_by().values_list("pk", "party__uid", "name", "sort_name")
    }
    roles = _those(
        Role.objects.in_force(day).filter(organization__hidden=False), "person_id", list(people)
    ).order_by("-primary", "pk")
    columns = ("person_id", "type", "title", "organization__name", "organization__sphere")
    for person, role_type, title, organization, sphere in roles.values_list(*columns):
        node = people.get(person)
        if node is not None and not node.now_at:
            node.now_at = organization
            node.role = title or (str(RoleType(role_type).label) if role_type else "")
            node.sphere = str(sphere_of_role(role_type) or sphere)
    return people


def _organizations(ids: list[int]) -> dict[int, Node]:
    rows = _those(Organization.objects.filter(hidden=False), "pk", ids)
    columns = ("pk", "party__uid", "name", "sort_name", "sphere", "type")
    return {
        pk: Node(
            pk, uid, name, sort_name, is_person=False, sphere=sphere, role=str(OrganizationType(type_).label)
        )
        for pk, uid, name, sort_name, sphere, type_ in rows.values_list(*columns)
    }


def _those(rows: Any, column: str, ids: list[int]) -> Any:
    return rows.filter(**{f"{column}__in": ids}) if len(ids) <= BY_IDS else rows
