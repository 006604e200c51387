"""Reads about roles that pages, API and exports share."""

from __future__ import annotations

from calendar import monthrange
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db.models import Case, Exists, IntegerField, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Coalesce
from django.utils import timezone

from contacts.organizations.models import Organization, Sphere
from contacts.parties.models import ContactPoint
from contacts.roles.models import Role, Seat, called
from contacts.roles.types import sphere_of_role
from crm.parts.columns import Fetcher, FetcherWithMemory
from crm.parts.keys import among

if TYPE_CHECKING:
    from crm.accounts.models import User


@dataclass(slots=True)
class HeldAt:
    """What lists read of the organization that somebody has a role at."""

    pk: int
    name: str
    short_name: str
    type: str
    sphere: str
    state: str
    enrollment: int | None
    parent: HeldAt | None = None


@dataclass(slots=True)
class HeldRole:
    """What lists read of a role. A list reads thousands of them, which as records would take most of its time."""

    type: str
    called: str
    organization: HeldAt

    @property
    def sphere(self) -> Sphere:
        return sphere_of_role(self.type) or Sphere(self.organization.sphere)


_OF_ORGANIZATION = ("pk", "name", "short_name", "type", "sphere", "state", "enrollment")
_WITH_PARENT = (*_OF_ORGANIZATION, *(f"parent__{name}" for name in _OF_ORGANIZATION))


class _RolesForLists(FetcherWithMemory):
    """Sets `current_roles` on people as `fetch_current_roles` does, reading only what lists show.

    One query for the roles of a batch, and one for the organizations that were not met in an earlier one.
    """

    def begin(self) -> Fetcher:
        met: dict[int, HeldAt] = {}
        words: dict[str, str] = {}
        today = timezone.localdate()

        def fetch(rows: Sequence[Any], user: User) -> None:
            held = Role.objects.of_visible_people(user).in_force(today)
            held = held.filter(person__in=among(row.pk for row in rows))
            of_role = held.order_by("-primary", "pk").values_list(
                "person_id", "type", "title", "organization_id"
            )
            roles = list(of_role)
            _meet(met, {role[3] for role in roles} - met.keys())
            of_person: dict[int, list[HeldRole]] = {}
            for person, type, title, organization in roles:
                if not title and type not in words:
                    words[type] = called(type, "")
                role = HeldRole(type, title or words[type], met[organization])
                if person in of_person:
                    of_person[person].append(role)
                else:
                    of_person[person] = [role]
            for row in rows:
                row.current_roles = of_person.get(row.pk, [])

        return fetch


def _meet(met: dict[int, HeldAt], new: set[int]) -> None:
    """Read organizations that were not met yet, each with its parent."""
    if not new:
        return
    columns = len(_OF_ORGANIZATION)
    for values in Organization.objects.filter(pk__in=among(new)).order_by().values_list(*_WITH_PARENT):
        of_parent = values[columns:]
        met[values[0]] = organization = HeldAt(*values[:columns])
        organization.parent = None if of_parent[0] is None else HeldAt(*of_parent)


fetch_roles_for_lists = _RolesForLists()


def fetch_current_roles(rows: Sequence[Any], user: User) -> None:
    """Set `current_roles` on people: the roles of today, the main one first, each with organization and its parent.

    One query for any number of rows.
    """
    held: dict[int, list[Role]] = defaultdict(list)
    roles = (
        Role.objects.visible_to(user)
        .in_force(timezone.localdate())
        .filter(person__in=among(row.pk for row in rows))
    )
    related = roles.select_related("organization__party", "organization__parent")
    for role in related.order_by("-primary", "pk"):
        held[role.person_id].append(role)
    for row in rows:
        row.current_roles = held.get(row.pk, [])


def main_role(row: Any) -> HeldRole | None:
    """The main role of today of a row that `fetch_roles_for_lists` has seen."""
    return row.current_roles[0] if row.current_roles else None


def now_at_name(user: User) -> dict[str, Any]:
    """What to annotate Person with: `now_at_name`, the sorted name of where their main role of today is, or None."""
    of_person = Role.objects.visible_to(user).in_force(timezone.localdate()).filter(person=OuterRef("pk"))
    main = of_person.order_by("-primary", "pk")
    return {"now_at_name": Subquery(main.values("organization__sort_name")[:1])}


# Where everybody may have an address: it says nothing of a place.
PUBLIC_MAIL = frozenset(
    {
        "aol.com", "comcast.net", "gmail.com", "hotmail.com", "icloud.com", "live.com", "me.com", "msn.com",
        "outlook.com", "proton.me", "protonmail.com", "q.com", "yahoo.com", "yahoo.co.uk",
    }
)  # fmt: skip


def mail_domains_at(organization: Organization) -> set[str]:
    """The domains of e-mails at an organization: its own, those of what it belongs to, and those that two or more of
    its people of today share. One query.
    """
    own = Q(party=organization.pk) | Q(party=organization.parent_id)
    there = Role.objects.in_force(timezone.localdate()).filter(organization=organization.pk)
    mails = ContactPoint.objects.filter(
        own | Q(party__in=there.values("person")), kind=ContactPoint.Kind.EMAIL, valid_to__isnull=True
    )
    holders: dict[str, set[int]] = defaultdict(set)
    for party, mail in mails.values_list("party_id", "normalized"):
        holders[mail.rpartition("@")[2]].add(party)
    of_place = {organization.pk, organization.parent_id}
    return {
        domain
        for domain, parties in holders.items()
        if domain and domain not in PUBLIC_MAIL and (parties & of_place or len(parties) > 1)
    }


def months_after(day: date, months: int) -> date:
    """The same day so many months later, or the last of a shorter month."""
    years, month = divmod(day.month - 1 + months, 12)
    year = day.year + years
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def terms_for(user: User) -> Any:
    """Roles of today whose term ends on a known day, as far as the user may see them; each with `ends_on`: the day of
    the role, or else of its seat. Those that ought to be over already are among them: nobody has said what became of
    them.
    """
    roles = Role.objects.visible_to(user).in_force(timezone.localdate()).filter(ended=False)
    ending = roles.annotate(ends_on=Coalesce("term_end", "seat__term_end"))
    return ending.filter(ends_on__isnull=False)


def open_seats_for(user: User) -> Any:
    """Seats on which nobody sits today, and seats that are up for election."""
    held = Role.objects.in_force(timezone.localdate()).filter(seat=OuterRef("pk"), ended=False)
    vacant = Q(status=Seat.Status.VACANT) | ~Exists(held)
    return Seat.objects.visible_to(user).filter(vacant | Q(status=Seat.Status.UP))


def elected_first(how: str) -> Any:
    """What to order by where those who are elected come first; `how` is the column behind it."""
    return Case(When(**{how: Seat.How.ELECTED}, then=Value(0)), default=Value(1), output_field=IntegerField())


def with_person(roles: Any) -> Any:
    """Roles with what a list of terms shows. No further query."""
    return roles.select_related(
        "person__party", "person__owner", "organization__party", "organization__parent", "seat"
    )


def fetch_holders(rows: Sequence[Any], user: User) -> None:
    """Set `holders` on seats: the names of those who sit on them today. One query."""
    found: dict[int | None, list[str]] = defaultdict(list)
    held = (
        Role.objects.visible_to(user)
        .in_force(timezone.localdate())
        .filter(seat__in=among(row.pk for row in rows), ended=False)
    )
    for seat, name in held.order_by("pk").values_list("seat_id", "person__name"):
        found[seat].append(name)
    for row in rows:
        row.holders = found.get(row.pk, [])
