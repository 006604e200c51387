"""Writing people down: one verb a write."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.utils.translation import gettext as _

from contacts.parties.keeping import check, needed, put
from contacts.parties.models import Party
from contacts.parties.services import new_party, rename_party
from contacts.people.models import Person
from crm.parts.audit import act
from crm.parts.records import once
from crm.parts.text import fold, sort_name_of

if TYPE_CHECKING:
    from crm.accounts.models import User

CHANGEABLE = (
    "name",
    "sort_name",
    "given_name",
    "family_name",
    "aliases",
    "greeting",
    "addressee",
    "said_as",
    "pronouns",
    "languages",
    "interpreter",
    "access_needs",
    "minor_until",
    "details",
    "owner",
    "status",
    "user",
)


def create_person(*, by: User, name: str, uid: UUID | None = None, **fields: Any) -> Person:
    """Add a person under the name as they write it. The same uid again gives the same person.

    `fields` are any of CHANGEABLE. Raises ValidationError, by field, and UidTaken.
    """
    party = once(Party, uid, by=by)
    if party is not None:
        return party.person
    name = needed(name, "name", _("Give the person a name."))
    with act(by=by, verb="add person", subject=name):
        person = Person(name=name)
        put(person, fields, CHANGEABLE)
        check(person)
        person.party = new_party(Party.Kind.PERSON, name, uid=uid)
        person.save()
    return person


def change_person(person: Person, *, by: User, version: int, **fields: Any) -> Person:
    """Change a person. Nothing is written if nothing differs.

    Raises VersionConflict if somebody else changed the person since `version` was read.
    """
    before = person.name
    if "name" in fields:
        fields["name"] = needed(fields["name"], "name", _("Give the person a name."))
    if "sort_name" in fields:
        fields["sort_name"] = fold(fields["sort_name"])
    with act(by=by, verb="change person", subject=str(fields.get("name", before))):
        person.version = version
        changed = put(person, fields, CHANGEABLE)
        if not changed:
            return person
        if (
            "name" in changed
            and "sort_name" not in changed
            and person.sort_name == fold(sort_name_of(before))
        ):
            person.sort_name = ""  # it was guessed from the old name, so it is guessed anew
        check(person)
        person.save()
        rename_party(person.party, person.name)
    return person
