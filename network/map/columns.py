"""The columns of the map's list: table, CSV and XLSX alike. Each reads a `Node`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

from django.utils.translation import gettext_lazy as _

from contacts.interest.models import Stance
from contacts.organizations.models import Sphere
from crm.parts.cells import CellKind
from crm.parts.columns import Column
from network.graph.measures import MEASURES
from network.map.nodes import Node

SCALE = {stance.value: step for step, stance in enumerate(Stance)}


def _sphere(node: Node) -> str:
    return str(Sphere(node.sphere).label) if node.sphere else ""


def _share(value: float | None) -> float | None:
    return None if value is None else round(value, 4)


COLUMNS = (
    Column("name", _("Name"), lambda node: node.name, sort=("name",), link=True, on_phone=True),
    Column("role", _("Role"), lambda node: node.role, sort=("role",), template="network/cell_role.html"),
    Column("now_at", _("Now at"), lambda node: node.now_at, sort=("now_at",), on_phone=True),
    Column(
        "cluster",
        _("Cluster"),
        lambda node: node.cluster.name if node.cluster else "",
        sort=("cluster",),
        template="network/cell_cluster.html",
    ),
    Column(
        "position",
        _("Position"),
        lambda node: str(Stance(node.stance).label),
        sort=("position",),
        template="network/cell_position.html",
        on_phone=True,
    ),
    Column("ties", _(MEASURES["ties"].label), lambda node: node.ties, CellKind.NUMBER, sort=("ties",)),
    Column(
        "brokerage",
        _(MEASURES["brokerage"].label),
        lambda node: _share(node.brokerage),
        CellKind.NUMBER,
        sort=("brokerage",),
        template="network/cell_brokerage.html",
    ),
    Column(
        "weight",
        _(MEASURES["weight"].label),
        lambda node: round(node.weight, 2),
        CellKind.NUMBER,
        sort=("weight",),
        default=False,
    ),
    Column("sphere", _("Sphere"), _sphere, sort=("sphere",), default=False),
    Column(
        "kind",
        _("Person or organization"),
        lambda node: str(_("person") if node.is_person else _("organization")),
        default=False,
    ),
    Column("letter", _("Letter"), lambda node: node.cluster.letter if node.cluster else "", default=False),
    Column(
        "sure",
        _("How sure the cluster is (0 to 1)"),
        lambda node: round(node.agreement, 2) if node.cluster else None,
        CellKind.NUMBER,
        default=False,
    ),
    Column(
        "read_on",
        _("Position read on"),
        lambda node: node.position.on if node.position else None,
        CellKind.DATE,
        default=False,
    ),
    Column("uid", _("Groundwork id"), lambda node: node.uid, CellKind.IDENTIFIER, default=False),
)

# What to order nodes by, ascending. What is not known stands last.
ORDERS: Mapping[str, Callable[[Node], Any]] = MappingProxyType(
    {
        "name": lambda node: node.sort_name,
        "role": lambda node: (not node.role, node.role.casefold()),
        "now_at": lambda node: (not node.now_at, node.now_at.casefold()),
        "position": lambda node: SCALE[node.stance],
        "sphere": lambda node: (not node.sphere, node.sphere),
    }
)
