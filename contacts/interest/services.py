"""Readings: written down once, dated, and never edited; a correction takes the place of one and keeps its day."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from contacts.interest.models import Assessment, HowWeKnow, LatestReading, Stance, parts_of
from contacts.meetings.models import Meeting
from contacts.parties.keeping import keep
from contacts.parties.models import Document, Party
from contacts.parties.restriction import as_narrow_as
from contacts.policy.models import Initiative
from crm.parts.audit import act
from crm.parts.records import once
from crm.parts.visibility import Scope, Visibility

if TYPE_CHECKING:
    from crm.accounts.models import Team, User


def record_reading(
    *,
    by: User,
    party: Party,
    initiative: Initiative | None,
    assessed_on: date,
    stance: str = Stance.UNKNOWN,
    level: int | None = None,
    say: str = "",
    how_we_know: str = HowWeKnow.TOLD_US,
    meeting: Meeting | None = None,
    document: Document | None = None,
    note: str = "",
    visibility: str = Visibility.EVERYONE,
    team: Team | None = None,
    supersedes: Assessment | None = None,
    uid: UUID | None = None,
) -> Assessment:
    """Write down where somebody stands on an initiative (None: in general) on a day.

    It is seen by no more people than its meeting. Raises ValidationError at `stance` if it says nothing, and at `note`
    if it rests on nothing: no meeting, no document, no note, and not our guess.
    """
    if (made := once(Assessment, uid, by=by)) is not None:
        return made
    if stance == Stance.UNKNOWN and level is None and not say and supersedes is None:
        raise ValidationError({"stance": _("Say where they stand, how far they are, or what say they have.")})
    if not (meeting or document or note.strip() or how_we_know == HowWeKnow.GUESS or supersedes):
        raise ValidationError({"note": _("Say what it rests on: a meeting, a few words, or “our guess”.")})
    visibility, team_id = as_narrow_as(meeting, visibility, team)
    with act(by=by, verb="record reading", subject=party.label):
        reading = Assessment(
            party=party, initiative=initiative, stance=stance, level=level, say=say, how_we_know=how_we_know,
            assessed_on=assessed_on, assessor=by, meeting=meeting, document=document, note=note.strip(),
            visibility=visibility, team_id=team_id, supersedes=supersedes,
        )  # fmt: skip
        return keep(reading, uid=uid)


def correct_reading(reading: Assessment, *, by: User, uid: UUID | None = None, **fields: Any) -> Assessment:
    """Put right what was written down: a new row in the place of the old one, with its day, meeting and visibility.

    `fields` are any of stance, level, say, how_we_know, note. Raises ValidationError if it has been corrected before.
    """
    if (made := once(Assessment, uid, by=by)) is not None:
        return made
    allowed = ("stance", "level", "say", "how_we_know", "note")
    if unknown := set(fields) - set(allowed):
        raise TypeError(f"A correction does not change {', '.join(sorted(unknown))}")
    if Assessment.objects.filter(supersedes=reading).exists():
        raise ValidationError(_("This reading has been corrected already. Correct the newer one."))
    values = {name: getattr(reading, name) for name in allowed} | fields
    with act(by=by, verb="correct reading", subject=reading.party.label):
        corrected = Assessment(
            party=reading.party, initiative=reading.initiative, assessed_on=reading.assessed_on,
            # Who read it stays: what was written down is put right, not whose reading it is.
            assessor=reading.assessor, meeting=reading.meeting, document=reading.document,
            visibility=reading.visibility, team=reading.team, supersedes=reading, **values,
        )  # fmt: skip
        return keep(corrected, uid=uid)


def latest_readings(
    parties: Iterable[Party | int], initiative: Initiative | None, scope: Scope
) -> dict[int, LatestReading]:
    """The newest reading of each of these parties on this initiative within this scope, by party id. One query."""
    keys = [party if isinstance(party, int) else party.pk for party in parties]
    newest: dict[int, LatestReading] = {}
    rows = LatestReading.objects.filter(party__in=keys, initiative=initiative, part__in=parts_of(scope))
    for row in rows.order_by("assessed_on", "assessment_id"):
        newest[row.party_id] = row
    return newest
