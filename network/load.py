"""Rows to network: what the record says within one scope on a day, read in a fixed number of queries.

Six queries whatever the size: people, organizations, roles, meetings, attendances, ties. Only rows that take part in
the scope are read (`in_scope`), so that nothing that follows from the network can tell of others.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from django.db.models import Q

from contacts.meetings.kinds import KIND_WEIGHT, MeetingKind, Presence, Status
from contacts.meetings.models import Attendance, Meeting
from contacts.organizations.models import Organization, OrganizationType
from contacts.people.models import Person
from contacts.roles.models import Role
from contacts.ties.models import Tie
from crm.parts.records import in_force
from crm.parts.visibility import Scope, in_scope
from network.graph.explain import Value
from network.graph.parameters import NOT_SAID, TieParameters
from network.graph.records import Attendances, DeclaredTies, Meetings, Records, Roles
from network.graph.snapshot import Nodes, Snapshot

PARAMETERS = TieParameters(
    kind_weights={NOT_SAID: 1.0, **{kind: KIND_WEIGHT.get(kind, 1.0) for kind in MeetingKind.values}}
)

# What may name a cluster. A tag never does: parties are tags, and no cluster is called by one.
NAMING = ("organization", "district", "meetings", "initiative")


@dataclass(frozen=True, eq=False)
class Loaded:
    """The network of one scope as of a day, and what its clusters can be named by.

    `attributes` is {kind: {party id: ids}} with the kinds of `NAMING`, ids of organizations but for the last, of
    initiatives; `value_labels` are the words for them. `sessions` names, for a meeting that stands for several, all.
    """

    snapshot: Snapshot
    node_labels: Mapping[int, str]
    attributes: Mapping[str, Mapping[int, set[int]]]
    value_labels: Mapping[str, Mapping[Value, str]]
    sessions: Mapping[int, tuple[int, ...]]


def load(scope: Scope, as_of: date, parameters: TieParameters = PARAMETERS) -> Loaded:
    """The network as this scope knows it: active people who are not own staff, and organizations tied to anything.

    Own staff count among the people at a meeting and are then left out: the map shows whom we work with. Meetings
    count by the day held, ties and roles by `in_force`; everything else is as it stands today.
    """
    everybody = list(
        Person.objects.filter(hidden=False, status=Person.Status.ACTIVE).values_list("pk", "name", "user_id")
    )
    organizations = _organizations(scope, as_of)
    roles = list(_roles_on(as_of).values_list("pk", "person_id", "organization_id"))
    meetings = _meetings(scope)
    sessions = _sessions(meetings.values())
    first_of = {each: first for first, several in sessions.items() for each in several}
    attended = [(first_of.get(meeting, meeting), person) for meeting, person in _attended(scope)]
    ties = Tie.objects.in_scope(scope).filter(in_force(as_of))

    records = Records(
        declared=DeclaredTies.from_rows(
            ties.order_by().values_list(
                "pk", "from_party", "to_party", "closeness", "basis", "type__prior", "type__valence"
            )
        ),
        meetings=Meetings.from_rows(
            (each.pk, each.day, each.kind)
            for each in meetings.values()
            if first_of.get(each.pk, each.pk) == each.pk
        ),
        attendances=Attendances.from_rows(attended),
        roles=Roles.from_rows((*role, 0) for role in roles),
    )
    nodes = Nodes.of(people=[pk for pk, _, _ in everybody], organizations=organizations)
    whole = Snapshot.build(nodes, records, parameters, as_of=as_of)
    staff = {pk for pk, _, user in everybody if user is not None}
    labels = {pk: name for pk, name, _ in everybody} | {pk: each.name for pk, each in organizations.items()}
    attributes, words = _attributes(organizations, roles, meetings, attended)
    return Loaded(
        snapshot=whole.subgraph(pk for pk in labels if pk not in staff) if staff else whole,
        node_labels=labels,
        attributes=attributes,
        value_labels=words,
        sessions=sessions,
    )


class _Organization(NamedTuple):
    name: str
    type: str
    parent: int | None
    parent_name: str | None
    parent_type: str | None
    parent_hidden: bool | None


class _Meeting(NamedTuple):
    pk: int
    day: date
    kind: str
    source: str
    organization: int | None
    organization_name: str | None
    organization_hidden: bool | None
    initiative: int | None
    initiative_name: str | None
    initiative_trashed: object


def _organizations(scope: Scope, as_of: date) -> dict[int, _Organization]:
    """Those where somebody has a role now, or that a declared tie joins: a record of 100,000 schools is no network."""
    ties = Tie.objects.in_scope(scope).filter(in_force(as_of)).order_by()
    tied = (
        Q(pk__in=_roles_on(as_of).values("organization"))
        | Q(pk__in=ties.values("from_party"))
        | Q(pk__in=ties.values("to_party"))
    )
    rows = Organization.objects.filter(tied, hidden=False).order_by()
    return {
        pk: _Organization(*row)
        for pk, *row in rows.values_list(
            "pk", "name", "type", "parent_id", "parent__name", "parent__type", "parent__hidden"
        )
    }


def _roles_on(as_of: date) -> Any:
    return Role.objects.in_force(as_of).filter(person__hidden=False, organization__hidden=False).order_by()


def _meetings(scope: Scope) -> dict[int, _Meeting]:
    rows = Meeting.objects.in_scope(scope).held().order_by()
    made = (
        _Meeting(*row)
        for row in rows.values_list(
            "pk",
            "held_on",
            "kind",
            "source",
            "organization_id",
            "organization__name",
            "organization__hidden",
            "initiative_id",
            "initiative__name",
            "initiative__trashed_at",
        )
    )
    return {meeting.pk: meeting for meeting in made}


def _sessions(meetings: Iterable[_Meeting]) -> dict[int, tuple[int, ...]]:
    """Sessions of one body on one day, as an attendance file lists them, count as one meeting: the first stands for
    all. Otherwise a day of four sessions would tie the same people four times.

    Only rows from a file: what staff log one by one at a school on one day are visits to different people.
    """
    same: dict[tuple[object, ...], list[int]] = defaultdict(list)
    for each in meetings:
        if each.source and each.organization is not None:
            same[each.source, each.organization, each.day].append(each.pk)
    return {min(several): tuple(sorted(several)) for several in same.values() if len(several) > 1}


def _attended(scope: Scope) -> Iterable[tuple[int, int]]:
    rows = Attendance.objects.filter(
        in_scope(scope, "meeting__"),
        meeting__trashed_at__isnull=True,
        meeting__status=Status.HELD,
        presence=Presence.ATTENDED,
    )
    pairs: Iterable[tuple[int, int]] = rows.order_by().values_list("meeting_id", "person_id")
    return pairs


def _attributes(
    organizations: Mapping[int, _Organization],
    roles: Iterable[tuple[int, int, int]],
    meetings: Mapping[int, _Meeting],
    attended: Iterable[tuple[int, int]],
) -> tuple[dict[str, dict[int, set[int]]], dict[str, dict[Value, str]]]:
    """Who has a role where and in which district, and at whose meetings, about what, somebody was."""
    held: dict[str, dict[int, set[int]]] = {kind: defaultdict(set) for kind in NAMING}
    words: dict[str, dict[Value, str]] = {kind: {} for kind in NAMING}

    def note(kind: str, person: int, value: int, word: str) -> None:
        held[kind][person].add(value)
        words[kind][value] = word

    for _, person, at in roles:
        organization = organizations.get(at)
        if organization is None:
            continue
        note("organization", person, at, organization.name)
        if organization.type == OrganizationType.DISTRICT:
            note("district", person, at, organization.name)
        elif organization.parent_type == OrganizationType.DISTRICT and not organization.parent_hidden:
            note("district", person, organization.parent or 0, organization.parent_name or "")
    for pk, person in attended:
        meeting = meetings.get(pk)
        if meeting is None:  # logged between the two reads
            continue
        if meeting.organization is not None and not meeting.organization_hidden:
            note("meetings", person, meeting.organization, meeting.organization_name or "")
        if meeting.initiative is not None and meeting.initiative_trashed is None:
            note("initiative", person, meeting.initiative, meeting.initiative_name or "")
    return held, words
