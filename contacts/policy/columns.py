"""The columns of initiatives: table, CSV and XLSX alike."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from contacts.interest.models import LatestReading, parts_of
from crm.accounts.models import User
from crm.parts.cells import CellKind
from crm.parts.columns import Column


def fetch_positions(rows: Sequence[Any], user: User) -> None:
    """Set `positions` on initiatives: how many stand where, as far as the user may know. One query."""
    parts = parts_of(user.scope)
    newer = LatestReading.objects.filter(
        Q(assessed_on__gt=OuterRef("assessed_on"))
        | Q(assessed_on=OuterRef("assessed_on"), assessment__gt=OuterRef("assessment")),
        party=OuterRef("party"),
        initiative=OuterRef("initiative"),
        part__in=parts,
    )
    readings = LatestReading.objects.filter(
        initiative__in=[row.pk for row in rows],
        part__in=parts,
        party__trashed_at__isnull=True,
        party__merged_into__isnull=True,
    )
    if len(parts) > 1:
        readings = readings.filter(~Exists(newer))
    found: dict[int | None, Counter[str]] = defaultdict(Counter)
    for initiative, stance in readings.values_list("initiative_id", "stance"):
        found[initiative][stance] += 1
    for row in rows:
        row.positions = dict(found.get(row.pk, {}))


COLUMNS = (
    Column("name", _("Name"), lambda row: row.name, sort=("folded",), link=True, on_phone=True),
    Column("lever", _("Lever"), lambda row: str(row.get_lever_display()), sort=("lever", "folded")),
    Column("stage", _("Stage"), lambda row: str(row.get_stage_display()), on_phone=True),
    Column("state", _("State"), lambda row: row.state, sort=("state", "folded")),
    Column(
        "positions",
        _("Where people stand"),
        lambda row: sum(row.positions.values()) or None,
        needs=(fetch_positions,),
        template="policy/cell_positions.html",
    ),
    Column("target", _("Target"), lambda row: row.target_on, CellKind.DATE),
    Column("lead", _("Lead"), lambda row: str(row.lead) if row.lead else ""),
    Column("citation", _("Citation"), lambda row: row.citation, default=False),
)
