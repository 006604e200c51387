"""docs/measures.md lists what each kind of meeting weighs, as the map counts it."""

from __future__ import annotations

import re
from pathlib import Path

from contacts.meetings.kinds import MeetingKind
from network.load import PARAMETERS

PAGE = (Path(__file__).parents[2] / "docs" / "measures.md").read_text()


def test_it_lists_each_kind_of_meeting_with_its_weight() -> None:
    listed = re.findall(r"^\| ([^|]+) \| (\d\.\d+) \|$", PAGE, re.MULTILINE)
    counted = [(str(kind.label), f"{PARAMETERS.kind_weight(kind)}") for kind in MeetingKind]
    assert listed == counted


def test_it_says_what_roles_and_declared_ties_add() -> None:
    closeness = [str(weight) for weight in PARAMETERS.closeness_weights]
    for said in (
        f"adds {PARAMETERS.role_weight} for whoever holds it",
        f"a body of more than {PARAMETERS.role_body_cap}",
        f"{', '.join(closeness[:-1])} or {closeness[-1]} by how close",
        f"An introduction adds {PARAMETERS.introduction_weight}",
        f"{PARAMETERS.basis_weight('record')} for public record, {PARAMETERS.basis_weight('inferred')} for a guess",
        f"of more than {PARAMETERS.meeting_cap} people ties nobody",
    ):
        assert said in " ".join(PAGE.split()), said
