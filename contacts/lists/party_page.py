"""What the page of a person or an organization shows, gathered from every room in a fixed number of queries."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q
from django.utils import timezone

from contacts.interest.models import Assessment
from contacts.lists import moments
from contacts.lists.hanging import hanging_on
from contacts.lists.met import last_meeting
from contacts.lists.stands import Spread, Stand, readings_of, spreads_among, stands
from contacts.lists.timeline import Timeline, timeline
from contacts.meetings.models import Meeting
from contacts.meetings.queries import fetch_last_contact
from contacts.organizations.models import Organization
from contacts.parties.models import Consent, ContactPoint, Party
from contacts.parties.reach import refusal_of
from contacts.people.models import Person
from contacts.roles.models import Role, Seat
from contacts.ties.models import Tie
from crm.accounts.models import User

# Of the roles at a large district the page shows so many; the list of people has them all.
ROLES_SHOWN = 150
CHANNEL_OF = {
    ContactPoint.Kind.EMAIL.value: (Consent.Channel.EMAIL.value, Consent.Channel.NEWSLETTER.value),
    ContactPoint.Kind.PHONE.value: (Consent.Channel.PHONE.value, Consent.Channel.TEXT.value),
    ContactPoint.Kind.ADDRESS.value: (Consent.Channel.MAIL.value,),
}


@dataclass
class PartyPage:
    """Rows as the page's templates read them. Everything here is what this user may see."""

    record: Person | Organization
    party: Party
    points: list[Any]
    past_points: list[Any]
    consents: list[Any]
    tags: list[Any]
    numbers: list[Any]
    notes: list[Any]
    documents: list[Any]
    evidence: list[Any]
    tasks: list[Any]
    roles: list[Role]
    stands: list[Stand]
    readings: list[Assessment]
    ties: list[Tie]
    timeline: Timeline
    # The meeting behind the last contact, as this user may know it.
    last_meeting: Meeting | None = None
    seats: list[Any] = field(default_factory=list)
    children: list[Any] = field(default_factory=list)
    standings: list[Any] = field(default_factory=list)
    autonomies: list[Any] = field(default_factory=list)
    spreads: list[Spread] = field(default_factory=list)

    @property
    def current_roles(self) -> list[Role]:
        today = timezone.localdate()
        return [role for role in self.roles if role.is_in_force(today)]

    @property
    def past_roles(self) -> list[Role]:
        today = timezone.localdate()
        return [role for role in self.roles if not role.is_in_force(today)]

    @property
    def refusals(self) -> list[Any]:
        """What they asked not to get: unmistakable at the head of the page."""
        return [consent for consent in self.consents if consent.answer == Consent.Answer.NOT]

    @property
    def current_ties(self) -> list[Tie]:
        today = timezone.localdate()
        return [tie for tie in self.ties if tie.is_in_force(today)]

    @property
    def past_ties(self) -> list[Tie]:
        today = timezone.localdate()
        return [tie for tie in self.ties if not tie.is_in_force(today)]

    @property
    def open_seats(self) -> list[Any]:
        """Those that are vacant or up for election."""
        return [seat for seat in self.seats if seat.status != Seat.Status.FILLED]

    @property
    def first_reach(self) -> Any:
        """The way to reach shown at a glance: the first choice, else the first there is; one by which they asked not to
        be reached only where there is no other."""
        works = [point for point in self.points if point.status == ContactPoint.Status.OK]
        usable = [point for point in works if refusal_of(point.kind, point.consents) is None] or works
        return next((p for p in usable if p.primary), usable[0] if usable else None)


def page_of(record: Person | Organization, user: User, *, kind: str = "", number: int = 1) -> PartyPage:
    """Gather the page of a person or organization whose party is loaded. Nine queries, ten for an organization."""
    party = record.party
    organization = record if isinstance(record, Organization) else None
    hanging = hanging_on(party, user)
    consents = hanging["consents"]
    points = _with_consents(hanging["points"], consents)
    roles = _roles_of(record, user)
    readings = readings_of(party, user)
    ties = list(
        Tie.objects.visible_to(user)
        .filter(Q(from_party=party) | Q(to_party=party))
        .select_related("type", "from_party", "to_party", "team", "source_meeting")
        .order_by("ended", "-closeness", "pk")
    )
    loaded = [
        *moments.of_readings(readings),
        *moments.of_roles(roles),
        *moments.of_ties(ties),
        *moments.of_notes(hanging["notes"]),
        *moments.of_tasks(hanging["tasks"]),
    ]
    fetch_last_contact([record], user)
    today = timezone.localdate()
    shown = timeline(record, user, loaded, kind=kind, number=number)
    return PartyPage(
        record=record,
        party=party,
        points=[p for p in points if p.valid_to is None or p.valid_to > today],
        past_points=[p for p in points if p.valid_to is not None and p.valid_to <= today],
        consents=consents,
        tags=sorted(hanging["tags"], key=lambda tag: tag.name.casefold()),
        numbers=hanging["numbers"],
        notes=sorted(hanging["notes"], key=lambda note: (note.on, note.key), reverse=True),
        documents=sorted(hanging["documents"], key=lambda d: (str(d.day or ""), d.key), reverse=True),
        evidence=hanging["evidence"],
        tasks=sorted(
            (task for task in hanging["tasks"] if task.done_at is None),
            key=lambda task: (task.due_on is None, task.due_on, task.key),
        ),
        roles=roles,
        stands=stands(readings),
        readings=readings,
        ties=ties,
        timeline=shown,
        last_meeting=last_meeting(record, user, shown.moments, shown.met, getattr(record, "seen_on", None)),
        # Whoever looks at a board looks for what is open first.
        seats=sorted(
            hanging["seats"],
            key=lambda seat: (seat.status == Seat.Status.FILLED, seat.label.casefold(), seat.key),
        ),
        children=sorted(hanging["children"], key=lambda child: child.place),
        standings=hanging["standings"],
        autonomies=sorted(hanging["autonomies"], key=lambda autonomy: autonomy.area),
        spreads=spreads_among(organization, user) if organization is not None else [],
    )


def _roles_of(record: Person | Organization, user: User) -> list[Role]:
    rows = Role.objects.visible_to(user)
    if isinstance(record, Person):
        rows = rows.filter(person=record).select_related("organization__party", "seat")
    else:
        rows = rows.filter(organization=record).select_related("person__party", "seat")
    return list(rows.order_by("ended", "-primary", "-start", "pk")[:ROLES_SHOWN])


def _with_consents(points: list[Any], consents: list[Any]) -> list[Any]:
    """Ways to reach, the first choices first, each with what was said about its channels."""
    for point in points:
        channels = CHANNEL_OF.get(point.kind, ())
        point.consents = [consent for consent in consents if consent.channel in channels]
    order = [kind.value for kind in (ContactPoint.Kind.PHONE, ContactPoint.Kind.EMAIL)]
    return sorted(
        points,
        key=lambda p: (not p.primary, order.index(p.kind) if p.kind in order else len(order), p.key),
    )
