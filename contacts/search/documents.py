"""What can be found of each kind of record, and whose change makes it be written anew.

History tables lead from a changed row to the records it concerns, because they also know rows that are gone.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import capfirst

from contacts.meetings.models import Attendance, Meeting
from contacts.organizations.models import Organization
from contacts.parties.models import ContactPoint, Document, ExternalId, Note, Party
from contacts.people.models import Person
from contacts.policy.models import Initiative
from contacts.roles.models import Role
from crm.parts.keys import among
from crm.parts.search import Indexer, SearchDocument, document
from crm.parts.visibility import Visibility


def _lead(model: Any, column: str) -> Callable[[Sequence[Any]], Iterable[int]]:
    """From changed rows of this model to the ids in one of their columns, past values too."""
    key = f"{model._meta.pk.attname}__in"
    return lambda keys: (
        set(model.history.filter(**{key: among(keys)}).values_list(column, flat=True)) - {None}
    )


def _itself(keys: Sequence[Any]) -> Iterable[int]:
    return keys


def addresses_of(parties: Sequence[int]) -> dict[int, list[str]]:
    """E-mails and phone numbers of parties, as written and as normalized."""
    found: dict[int, list[str]] = defaultdict(list)
    points = ContactPoint.objects.filter(party__in=among(parties), kind__in=["email", "phone"]).order_by("pk")
    for party, value, normalized in points.values_list("party_id", "value", "normalized"):
        found[party] += [value] if normalized in ("", value) else [value, normalized]
    return found


def of_people(keys: Sequence[int]) -> Iterable[SearchDocument]:
    """By name and other names, by what they are now, by any part of an address. Three queries."""
    people = Person.objects.filter(pk__in=among(keys), party__trashed_at=None, party__merged_into=None)
    addresses, roles = addresses_of(keys), defaultdict(list)
    held = (
        Role.objects.filter(person__in=among(keys))
        .in_force(timezone.localdate())
        .select_related("organization")
    )
    for role in held.order_by("-primary", "pk"):
        roles[role.person_id].append(f"{role.called}, {role.organization.name}")
    for one in people.select_related("party"):
        body = " ".join(part for part in (one.said_as, one.greeting, *map(str, one.aliases)) if part)
        yield document(
            "person",
            one.pk,
            one.party.uid,
            one.name,
            detail="; ".join(roles[one.pk]),
            body=body,
            addresses=addresses[one.pk],
        )


def of_organizations(keys: Sequence[int]) -> Iterable[SearchDocument]:
    """By name, short name, aliases and numbers elsewhere. Three queries."""
    organizations = Organization.objects.filter(
        pk__in=among(keys), party__trashed_at=None, party__merged_into=None
    )
    addresses, numbers = addresses_of(keys), defaultdict(list)
    for party, value in (
        ExternalId.objects.filter(party__in=among(keys)).order_by("pk").values_list("party_id", "value")
    ):
        numbers[party].append(value)
    columns = ("pk", "party__uid", "name", "short_name", "aliases", "city", "state", "parent__name")
    # Values, not instances: a national file touches a hundred thousand.
    for pk, uid, name, short_name, aliases, city, state, parent in organizations.values_list(*columns):
        place = ", ".join(part for part in (city, state) if part)
        yield document(
            "organization",
            pk,
            uid,
            name,
            detail=" · ".join(part for part in (parent, place) if part),
            body=" ".join([short_name, *map(str, aliases), *numbers[pk]]).strip(),
            addresses=addresses[pk],
        )


def of_meetings(keys: Sequence[int]) -> Iterable[SearchDocument]:
    """By title, place, who was there and notes; the restricted notes are a document of their own. Two queries."""
    names: dict[int, list[str]] = defaultdict(list)
    there = (
        Attendance.objects.filter(meeting__in=among(keys))
        .order_by("pk")
        .values_list("meeting_id", "person__name")
    )
    for meeting, name in there:
        if len(names[meeting]) < 20:
            names[meeting].append(name)
    for one in Meeting.objects.filter(pk__in=among(keys), trashed_at=None).select_related("organization"):
        where = one.organization.name if one.organization else one.place
        seen = {"visibility": one.visibility, "team_id": one.team_id, "owner_id": one.logged_by_id}
        title = one.title or f"{capfirst(one.get_kind_display())}: {', '.join(names[one.pk][:3])}"
        detail = " · ".join(part for part in (date_format(one.held_on), where) if part)
        yield document(
            "meeting",
            one.pk,
            one.uid,
            title,
            detail=detail,
            body=f"{' '.join(names[one.pk])} {one.notes}".strip(),
            **seen,
        )
        if one.private_notes:
            private = {**seen, "visibility": Visibility.OWNER}
            yield document(
                "meeting",
                one.pk,
                one.uid,
                title,
                detail=detail,
                body=one.private_notes,
                part="private",
                **private,
            )


def of_initiatives(keys: Sequence[int]) -> Iterable[SearchDocument]:
    for one in Initiative.objects.filter(pk__in=keys, trashed_at=None):
        detail = f"{one.get_lever_display()}, {one.get_stage_display()}"
        yield document(
            "initiative", one.pk, one.uid, one.name, detail=detail, body=f"{one.citation} {one.about}".strip()
        )


def of_documents(keys: Sequence[int]) -> Iterable[SearchDocument]:
    for one in Document.objects.filter(pk__in=keys, trashed_at=None):
        yield document(
            "document",
            one.pk,
            one.uid,
            one.title,
            detail=str(one.get_kind_display()),
            body=f"{one.filename} {one.source}".strip(),
            visibility=one.visibility,
            team_id=one.team_id,
            owner_id=one.created_by_id,
        )


def of_notes(keys: Sequence[int]) -> Iterable[SearchDocument]:
    notes = Note.objects.filter(pk__in=among(keys), party__trashed_at=None, party__merged_into=None)
    for one in notes.select_related("party"):
        yield document(
            "note",
            one.pk,
            one.party.uid,
            one.party.label,
            detail=date_format(one.on),
            body=one.text,
            visibility=one.visibility,
            team_id=one.team_id,
            owner_id=one.created_by_id,
        )


def _every(model: Any) -> Callable[[], Iterable[int]]:
    return lambda: model.objects.order_by().values_list("pk", flat=True)


def _people_at(keys: Sequence[Any]) -> Iterable[int]:
    """Who has a role at these organizations: their documents name them."""
    return Role.objects.filter(organization__in=among(keys)).values_list("person_id", flat=True)


def _children_of(keys: Sequence[Any]) -> Iterable[int]:
    below = Organization.objects.filter(parent__in=among(keys)).values_list("pk", flat=True)
    return {*keys, *below}


# What documents hold of those of which many may change at once: a change of anything else leaves them alone.
OF_PARTY = frozenset({"label", "trashed_at", "merged_into_id"})
OF_PERSON = frozenset({"name", "aliases", "said_as", "greeting"})
OF_ORGANIZATION = frozenset({"name", "short_name", "aliases", "city", "state", "parent_id"})

INDEXERS = (
    Indexer(
        "person",
        of_people,
        _every(Person),
        {
            Person: _itself,
            Party: lambda keys: Person.objects.filter(pk__in=among(keys)).values_list("pk", flat=True),
            ContactPoint: _lead(ContactPoint, "party_id"),
            Role: _lead(Role, "person_id"),
            Organization: _people_at,
        },
        {Person: OF_PERSON, Party: OF_PARTY, Organization: OF_ORGANIZATION},
    ),
    Indexer(
        "organization",
        of_organizations,
        _every(Organization),
        {
            Organization: _children_of,
            Party: lambda keys: Organization.objects.filter(pk__in=among(keys)).values_list("pk", flat=True),
            ContactPoint: _lead(ContactPoint, "party_id"),
            ExternalId: _lead(ExternalId, "party_id"),
        },
        {Organization: OF_ORGANIZATION, Party: OF_PARTY},
    ),
    Indexer(
        "meeting",
        of_meetings,
        _every(Meeting),
        {Meeting: _itself, Attendance: _lead(Attendance, "meeting_id")},
    ),
    Indexer("initiative", of_initiatives, _every(Initiative), {Initiative: _itself}),
    Indexer("document", of_documents, _every(Document), {Document: _itself}),
    Indexer(
        "note",
        of_notes,
        _every(Note),
        {
            Note: _itself,
            Party: lambda keys: Note.objects.filter(party__in=among(keys)).values_list("pk", flat=True),
        },
        {Party: OF_PARTY},
    ),
)
