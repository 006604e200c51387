"""Who somebody is on the map, and why each tie is there: every reason leads to the records that it rests on.

Only rows of the viewer's scope are behind it, as behind the whole map.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from contacts.meetings.models import Attendance, Meeting
from contacts.organizations.models import Organization
from contacts.roles.models import Role
from contacts.templatetags.groundwork import day_in_words
from contacts.ties.models import Tie
from crm.accounts.models import User
from network.graph.evidence import Evidence
from network.graph.snapshot import Snapshot
from network.graph.ties import Part
from network.load import Loaded
from network.map.nodes import Node, Position, nodes_at
from network.map.words import STRENGTHS, strengths_of
from network.stored import Analysed

TIES_SHOWN = 12
RECORDS_SHOWN = 3


@dataclass(frozen=True)
class Source:
    """One record behind a reason: its words and where it opens ("" where it has no page)."""

    words: str
    address: str


@dataclass(frozen=True)
class Why:
    """One reason for a tie, with the records that it rests on, the heaviest first; `more` counts those not named."""

    words: str
    sources: tuple[Source, ...] = ()
    more: int = 0


@dataclass(frozen=True)
class TieShown:
    """One tie of the party at hand: who is at the other end, how strong it is, and why it is there."""

    node: Node
    strength: str
    word: str
    whys: tuple[Why, ...]


@dataclass(frozen=True)
class Apart:
    """A declared tie that adds no weight, such as “opposes”."""

    node: Node
    words: str


@dataclass(frozen=True)
class Ties:
    """The strongest ties of one party, how many there are in all, and whom a declared tie sets apart."""

    shown: tuple[TieShown, ...]
    total: int
    apart: tuple[Apart, ...]


def ties_of(
    place: int,
    analysed: Analysed,
    network: Loaded,
    user: User,
    positions: Mapping[int, Position],
    query: str = "",
    limit: int | None = TIES_SHOWN,
) -> Ties:
    """The ties of one node, strongest first, `limit` of them with a few records each; None: all, with all records.

    Eight queries, however many ties and records.
    """
    near, weights = analysed.neighbours(place)
    total = len(near)
    near, weights = near[:limit], weights[:limit]
    party = int(analysed.ids[place])
    snapshot = network.snapshot
    weightless = _weightless(snapshot, party)
    others = sorted({*near.tolist(), *(snapshot.position(other) for other in weightless)})
    nodes = {node.pk: node for node in nodes_at(others, analysed, positions, query)}
    evidences = [snapshot.evidence_for(party, int(analysed.ids[other])) for other in near.tolist()]
    records = _Records(party, evidences, weightless, network, user, None if limit is None else RECORDS_SHOWN)
    shown = []
    for evidence, strength in zip(evidences, strengths_of(weights).tolist(), strict=True):
        other = evidence.b if evidence.a == party else evidence.a
        if other in nodes:
            token, word = STRENGTHS[strength]
            shown.append(TieShown(nodes[other], token, str(word), tuple(records.whys(evidence))))
    apart = [
        Apart(nodes[other], records.tie_words(tie))
        for other, tie in weightless.items()
        if other in nodes and tie in records.ties
    ]
    return Ties(tuple(shown), total, tuple(apart))


def _weightless(snapshot: Snapshot, party: int) -> dict[int, int]:
    """Party id at the other end → id of the declared tie that adds no weight."""
    drawn = snapshot.weightless
    pairs = zip(drawn.a.tolist(), drawn.b.tolist(), drawn.id.tolist(), strict=True)
    return {b if a == party else a: tie for a, b, tie in pairs if party in (a, b)}


class _Records:
    """The records behind some ties, read in one query a kind."""

    def __init__(
        self,
        party: int,
        evidences: Iterable[Evidence],
        weightless: Mapping[int, int],
        network: Loaded,
        user: User,
        most: int | None,
    ) -> None:
        self.party = party
        self.most = most
        self.sessions = network.sessions
        by_part: dict[Part, set[int]] = {part: set() for part in Part}
        for evidence in evidences:
            for reason in evidence.reasons:
                by_part[reason.part].update(ground.id for ground in reason.grounds)
        ties = by_part[Part.DECLARED] | set(weightless.values())
        self.ties: dict[int, Tie] = {
            tie.pk: tie
            for tie in Tie.objects.visible_to(user)
            .filter(pk__in=ties)
            .select_related("type", "to_party", "from_party")
        }
        meetings = {each for first in by_part[Part.MEETINGS] for each in self.sessions.get(first, (first,))}
        meetings |= {tie.source_meeting_id for tie in self.ties.values() if tie.source_meeting_id}
        self.meetings: dict[int, Meeting] = {
            meeting.pk: meeting
            for meeting in Meeting.objects.visible_to(user)
            .filter(pk__in=meetings)
            .select_related("organization")
        }
        several = [each for first in by_part[Part.MEETINGS] for each in self.sessions.get(first, ())]
        self.attended: set[tuple[int, int]] = set(
            Attendance.objects.filter(meeting__in=several).values_list("meeting_id", "person_id")
            if several
            else ()
        )
        bodies = by_part[Part.ROLES]
        self.bodies: dict[int, Organization] = {
            body.pk: body
            for body in Organization.objects.visible_to(user).filter(pk__in=bodies).select_related("party")
        }
        self.roles: dict[int, Role] = {
            role.pk: role
            for role in Role.objects.visible_to(user)
            .filter(pk__in=by_part[Part.AFFILIATION])
            .select_related("organization__party")
        }

    def whys(self, evidence: Evidence) -> Iterable[Why]:
        """Each part of a tie in words, the weightiest first."""
        other = evidence.b if evidence.a == self.party else evidence.a
        for reason in evidence.reasons:
            ids = [ground.id for ground in reason.grounds]
            if reason.part is Part.MEETINGS:
                yield self._met(ids, other)
            elif reason.part is Part.DECLARED:
                for tie in (self.ties[pk] for pk in ids if pk in self.ties):
                    heard = self.meetings.get(tie.source_meeting_id or 0)
                    yield Why(self.tie_words(tie.pk), (_source(heard),) if heard else ())
            elif reason.part is Part.ROLES:
                for body in (self.bodies[pk] for pk in ids if pk in self.bodies):
                    yield Why(_("both have a role at"), (Source(body.name, body.get_absolute_url()),))
            elif reason.part is Part.AFFILIATION:
                for role in (self.roles[pk] for pk in ids if pk in self.roles):
                    yield Why(_("%(role)s there") % {"role": role.called})

    def tie_words(self, pk: int) -> str:
        """A declared tie as read from the party at hand, and how we know."""
        tie = self.ties[pk]
        kind = tie.type.forward if tie.from_party_id == self.party else tie.type.reverse
        return _("%(kind)s (%(basis)s)") % {"kind": kind, "basis": tie.get_basis_display()}

    def _met(self, ids: list[int], other: int) -> Why:
        meetings = [self.meetings[pk] for first in ids for pk in self._sessions_of(first, other)]
        meetings.sort(key=lambda meeting: (meeting.held_on, meeting.pk), reverse=True)
        words = ngettext("%(n)s meeting together", "%(n)s meetings together", len(ids)) % {"n": len(ids)}
        sources = tuple(_source(meeting) for meeting in meetings[: self.most])
        return Why(words, sources, len(meetings) - len(sources))

    def _sessions_of(self, first: int, other: int) -> list[int]:
        """The sessions of that day where both were; where they sat in different ones, those in which one was."""
        several = [pk for pk in self.sessions.get(first, (first,)) if pk in self.meetings]
        if first not in self.sessions:
            return several
        both = [pk for pk in several if {(pk, self.party), (pk, other)} <= self.attended]
        return both or [pk for pk in several if {(pk, self.party), (pk, other)} & self.attended]


def _source(meeting: Meeting) -> Source:
    at = f"{meeting.title or meeting.get_kind_display()}"
    return Source(f"{day_in_words(meeting.held_on)}, {at}", meeting.get_absolute_url())
