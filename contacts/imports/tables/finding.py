"""Finding on the record whom the rows of a table mean: surely, likely, or nobody yet."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any, Protocol

from django.utils.translation import gettext as _
from rapidfuzz import fuzz

from contacts.imports.known import parties_by_number, parts
from contacts.imports.planned import Did
from contacts.imports.tables.bodies import Body, OrganizationIndex, key_of, loose_key
from contacts.imports.tables.named import name_key
from contacts.imports.tables.rows import Candidate, TableRow
from contacts.parties.models import ContactPoint, ExternalId, Party, alive
from contacts.parties.reach import normal_form
from contacts.people.models import Person
from contacts.roles.models import Role

# How alike two names at one organization must be that it is worth asking.
ALIKE = 88
OFFERED = 4
# Whoever has one of these and the same name is the same.
REACHED_BY = (ContactPoint.Kind.EMAIL.value, ContactPoint.Kind.PHONE.value, ContactPoint.Kind.ADDRESS.value)


class Finder(Protocol):
    """Finds the party of each row, or those it may be."""

    def find(self, rows: Sequence[TableRow]) -> None:
        """Set `party_id` of the rows that are surely on the record, `candidates` of those that may be."""

    def by_uid(self, uid: str) -> int | None:
        """The party of this uid, if it is there and of the right kind."""

    def same_in_file(self, row: TableRow) -> Iterable[tuple[Any, ...]]:
        """Keys that only rows about the same have."""

    def contradict(self, one: TableRow, other: TableRow) -> bool:
        """Whether two rows of one name are surely two."""


def by_numbers(rows: Sequence[TableRow], kind: str) -> None:
    """Find by number elsewhere, which comes before everything. A query for each source."""
    by_source: dict[str, set[str]] = defaultdict(set)
    for row in rows:
        for source, value in row.numbers:
            by_source[source].add(value)
    known = {
        (source, value): found
        for source, values in by_source.items()
        for value, found in parties_by_number(source, values).items()
    }
    for row in rows:
        for number in row.numbers:
            found = known.get(number)
            if found is None:
                continue
            if found.kind != kind:
                row.did = Did.ERROR.value
                row.says = _("The number %(key)s is on the record for something else.") % {"key": number[1]}
            elif found.trashed:
                row.did = Did.SKIPPED.value
                row.says = _("It lies in the trash. Restore it to bring it up to date.")
            else:
                row.party_id = found.party_id
            break


def _addresses(row: TableRow, kind: str) -> list[str]:
    """The e-mails, phones or addresses of a row as they are matched; an office's are nobody's own. Worked out once."""
    known = row.addresses.get(kind)
    if known is None:
        known = row.addresses[kind] = [
            normal
            for point in row.points
            if point.kind == kind
            and point.label != ContactPoint.Label.SHARED.value
            and (normal := normal_form(kind, point.value))
        ]
    return known


class PeopleFinder:
    """People of the record by number, e-mail, phone and name."""

    def __init__(self) -> None:
        self.uids: dict[str, int] = {}
        self.uid_of: dict[int, Any] = {}
        self.names: dict[str, list[int]] = defaultdict(list)
        self.key_of: dict[int, set[str]] = {}
        self.roles: dict[int, set[int]] = defaultdict(set)
        self.at: dict[int, set[int]] = defaultdict(set)

    def _load(self) -> None:
        columns = ("pk", "party__uid", "name", "given_name", "family_name", "aliases")
        rows: Any = Person._base_manager.filter(alive()).order_by("pk").values_list(*columns)
        for pk, uid, name, given, family, aliases in rows:
            self.uids[str(uid)] = pk
            self.uid_of[pk] = uid
            keys = {name_key(name)} | {name_key(str(one)) for one in aliases}
            if given and family:
                keys.add(name_key(f"{given} {family}"))
            self.key_of[pk] = keys - {""}
            for key in keys - {""}:
                self.names[key].append(pk)

    def by_uid(self, uid: str) -> int | None:
        return self.uids.get(uid)

    def same_in_file(self, row: TableRow) -> Iterable[tuple[Any, ...]]:
        yield from (("number", *number) for number in row.numbers)
        for kind in REACHED_BY:
            yield from ((kind, address, row.name_key) for address in _addresses(row, kind))
        if row.name_key:
            yield from (("role", row.name_key, id(role.body)) for role in row.roles)

    def contradict(self, one: TableRow, other: TableRow) -> bool:
        """Two of one name with other e-mails, and other organizations where both name one, are two people."""
        emails = [set(_addresses(row, ContactPoint.Kind.EMAIL.value)) for row in (one, other)]
        bodies = [{id(role.body) for role in row.roles} for row in (one, other)]
        other_email = bool(emails[0] and emails[1] and not emails[0] & emails[1])
        other_body = bool(bodies[0] and bodies[1] and not bodies[0] & bodies[1])
        return other_email and (other_body or not (bodies[0] and bodies[1]))

    def find(self, rows: Sequence[TableRow]) -> None:
        """Four queries and one for each 5,000 e-mails, phones, addresses and namesakes."""
        self._load()
        by_numbers(rows, Party.Kind.PERSON.value)
        left = [row for row in rows if row.party_id is None and not row.did]
        emails = self._holders(left, ContactPoint.Kind.EMAIL.value)
        others = [
            self._holders(left, kind)
            for kind in (ContactPoint.Kind.PHONE.value, ContactPoint.Kind.ADDRESS.value)
        ]
        namesakes = {pk for row in left for pk in self.names.get(row.name_key, ())}
        bodies = {role.body.party_id for row in left for role in row.roles if role.body.party_id}
        self._load_roles(namesakes, bodies)
        for row in left:
            self._find(row, emails, others)

    def _holders(self, rows: Sequence[TableRow], kind: str) -> dict[str, list[int]]:
        """Who has each of these addresses, offices aside."""
        wanted = sorted({address for row in rows for address in _addresses(row, kind)})
        holders: dict[str, list[int]] = defaultdict(list)
        for part in parts(wanted):
            points = ContactPoint._base_manager.filter(
                alive(), kind=kind, normalized__in=part, party__kind="person"
            )
            points = points.exclude(label=ContactPoint.Label.SHARED).order_by("pk")
            for address, party in points.values_list("normalized", "party_id"):
                if party not in holders[address]:
                    holders[address].append(party)
        return holders

    def _load_roles(self, people: set[int], bodies: set[int]) -> None:
        for part in parts(sorted(people)):
            for person, body in Role._base_manager.filter(person__in=part, ended=False).values_list(
                "person", "organization"
            ):
                self.roles[person].add(body)
        for part in parts(sorted(bodies)):
            for person, body in Role._base_manager.filter(organization__in=part, ended=False).values_list(
                "person", "organization"
            ):
                if person in self.key_of:
                    self.at[body].add(person)

    def _find(self, row: TableRow, emails: dict[str, list[int]], others: list[dict[str, list[int]]]) -> None:
        likely: dict[int, str] = {}
        by_email = {pk for address in _addresses(row, "email") for pk in emails.get(address, ())}
        named = set(self.names.get(row.name_key, ())) if row.name_key else set()
        if by_email:
            agree = {
                pk for pk in by_email if not row.name_key or pk in named or self._alike(pk, row.name_key, 80)
            }
            if len(agree) == 1 and len(by_email) == 1:
                row.party_id = next(iter(agree))
                return
            likely |= {pk: str(_("the same e-mail")) for pk in sorted(by_email)}
        if named:
            bodies = {role.body.party_id for role in row.roles if role.body.party_id}
            reached = [
                {pk for address in _addresses(row, kind) for pk in holders.get(address, ())}
                for kind, holders in zip(("phone", "address"), others, strict=True)
            ]
            for surely in (
                {pk for pk in named if self.roles[pk] & bodies},
                *(named & pks for pks in reached),
            ):
                if len(surely) == 1:
                    row.party_id = next(iter(surely))
                    return
            likely |= {pk: str(_("the same name")) for pk in sorted(named) if pk not in likely}
        elif row.name_key:
            for role in row.roles:
                for pk in sorted(self.at.get(role.body.party_id or 0, ())):
                    if pk not in likely and self._alike(pk, row.name_key, ALIKE):
                        likely[pk] = str(_("a name much alike at the same organization"))
        row.candidates = [Candidate(pk, self.uid_of[pk], why) for pk, why in likely.items()][:OFFERED]

    def _alike(self, pk: int, key: str, enough: int) -> bool:
        return any(fuzz.token_sort_ratio(key, other) >= enough for other in self.key_of.get(pk, ()))


class OrganizationFinder:
    """Organizations of the record by number and by name, in the state and district that the row gives."""

    def __init__(self, index: OrganizationIndex) -> None:
        self.index = index
        self.uids: dict[str, int] = {}

    def by_uid(self, uid: str) -> int | None:
        if not self.uids:
            self.uids = {str(held.uid): pk for pk, held in self.index.held.items()}
        return self.uids.get(uid)

    def same_in_file(self, row: TableRow) -> Iterable[tuple[Any, ...]]:
        yield from (("number", *number) for number in row.numbers)
        if row.name_key and not row.numbers:
            yield ("name", row.name_key, row.state, id(row.belongs) if row.belongs else 0)

    def contradict(self, one: TableRow, other: TableRow) -> bool:
        """Two of one name with other numbers, states or districts are two."""
        sources = {source for source, _value in one.numbers} & {source for source, _value in other.numbers}
        return bool(
            sources
            or (one.state and other.state and one.state != other.state)
            or (one.belongs and other.belongs and one.belongs is not other.belongs)
        )

    def find(self, rows: Sequence[TableRow]) -> None:
        by_numbers(rows, Party.Kind.ORGANIZATION.value)
        numbered = self._numbered()
        for row in rows:
            if row.party_id is None and not row.did:
                self._find(row, numbered)

    def _numbered(self) -> dict[int, set[str]]:
        """The sources of which each organization has a number: another number of the same makes it another."""
        found: dict[int, set[str]] = defaultdict(set)
        ids: Any = ExternalId._base_manager.filter(party__kind="organization")
        for party, source in ids.values_list("party_id", "source"):
            found[party].add(source)
        return found

    def _find(self, row: TableRow, numbered: dict[int, set[str]]) -> None:
        sources = {source for source, _value in row.numbers}
        exact = self._fitting(row, self.index.exact.get(key_of(row.name), []))
        exact = [pk for pk in exact if not numbered.get(pk, set()) & sources]
        if len(exact) == 1 and self._agrees(row, exact[0]):
            row.party_id = exact[0]
            return
        likely = (
            exact
            or self._fitting(row, self.index.loose.get(loose_key(row.name), []))
            or self._fitting(row, self.index.alike(row.name))
        )
        why = str(_("the same name")) if exact else str(_("a name much alike"))
        row.candidates = [
            Candidate(pk, self.index.held[pk].uid, why)
            for pk in likely
            if not numbered.get(pk, set()) & sources
        ][:OFFERED]

    def _fitting(self, row: TableRow, found: Iterable[int]) -> list[int]:
        held = [self.index.held[pk] for pk in dict.fromkeys(found)]
        held = [one for one in held if not (row.state and one.state) or one.state == row.state]
        parent = _known(row.belongs)
        if parent is not None:
            held = [one for one in held if one.parent in (None, parent)]
        return [one.pk for one in held]

    def _agrees(self, row: TableRow, pk: int) -> bool:
        """Whether more than the bare name is the same, or nothing else is known of either."""
        held, parent = self.index.held[pk], _known(row.belongs)
        if parent is not None:
            return held.parent == parent or held.parent is None
        return not held.state or not row.state or held.state == row.state


def _known(body: Body | None) -> int | None:
    return body.party_id if body is not None else None
